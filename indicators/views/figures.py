"""The figures of a period: all of them side by side, and each opened to the units it is made of."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from indicators.figures import comparisons
from indicators.forms.catalogue import IndicatorFilterForm
from indicators.forms.returning import SendBackForm
from indicators.models import Indicator, IndicatorValue
from indicators.periods import beside, month_of, month_to_fill, period_or_404
from indicators.views.months import own_units
from organizations.models import Unit
from organizations.permissions import Permission, can, can_somewhere, require, require_somewhere
from wardportal.addresses import address
from wardportal.editing import refusals_in

PAGE_SIZE = 30


@require_safe
def figure_now(request):
    """The month that is asked for now: the form for who enters, the figures for everybody else."""
    return redirect("indicators:own_month", period=month_to_fill().slug)


@require_safe
def figure_list(request, period):
    period = period_or_404(period)
    form = IndicatorFilterForm(request.GET)
    indicators = Indicator.objects.visible_to(request.user).during(period.starts_on, period.ends_on)
    found = comparisons(form.filter(indicators.for_list()), period)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "period": period,
        "heading": f"Số liệu {period.label}",
        "beside": beside(period),
        "form": form,
        "page": page,
        "is_filtered": bool(request.GET),
        "sendings": _sendings(found),
        "is_month": month_of(period) is not None,
        "may_enter": _may_enter(request.user),
        "actions": _own_forms(request.user, period),
    }
    return render(request, "indicators/figure_list.html", context)


def _own_forms(user, period):
    """The forms of the user's own units for that month, as the buttons of the page."""
    if month_of(period) is None:
        return []
    return [
        {
            "label": f"Nhập số liệu của {unit.short_name}",
            "url": address("indicators:unit_month", period.slug, unit.pk),
            "is_main": place == 0,
        }
        for place, unit in enumerate(own_units(user))
    ]


def _may_enter(user):
    """The units for which `user` may enter figures."""
    if not can_somewhere(user, Permission.FIGURE_ENTER):
        return set()
    units = Unit.objects.current().reached_by(user, Permission.FIGURE_ENTER)
    return set(units.values_list("pk", flat=True))


@dataclass
class Sending:
    """How many of the figures asked of one unit are there."""

    unit: Unit
    told: int = 0
    asked: int = 0

    @property
    def tone(self):
        return "ok" if self.told == self.asked else "wait" if self.told else "idle"

    @property
    def words(self):
        return f"{self.told}/{self.asked}"


def _sendings(found):
    """[(line, [Sending, …])]: who has entered what was asked, unit by unit."""
    by_unit = {}
    for comparison in found:
        for part in comparison.figure.units:
            sending = by_unit.setdefault(part.unit.pk, Sending(part.unit))
            sending.asked += 1
            sending.told += not part.missing
    lines = {}
    for sending in sorted(by_unit.values(), key=lambda it: (it.unit.line.order, it.unit.line.name)):
        lines.setdefault(sending.unit.line, []).append(sending)
    return list(lines.items())


@require_safe
def figure_detail(request, period, pk):
    period = period_or_404(period)
    indicator = get_object_or_404(Indicator.objects.visible_to(request.user).for_list(), pk=pk)
    (comparison,) = comparisons([indicator], period)
    waiting = _waiting(request.user, indicator, period)
    context = {
        "period": period,
        "indicator": indicator,
        "comparison": comparison,
        "figure": comparison.figure,
        "beside": beside(period),
        "waiting": waiting,
        "has_waiting": any(not value.is_accepted for value in waiting.values()),
        "may_edit": can(request.user, Permission.INDICATOR_EDIT),
    }
    return render(request, "indicators/figure_detail.html", context)


def _waiting(user, indicator, period):
    """{pk: value} of the month that `user` may accept or return; who may is the organization above."""
    month = month_of(period)
    if month is None or not can_somewhere(user, Permission.FIGURE_ACCEPT):
        return {}
    values = indicator.values.of_month(month).counted().for_page()
    return {it.pk: it for it in values if can(user, Permission.FIGURE_ACCEPT, it.unit.parent)}


@require_POST
def figure_accept(request, period, pk):
    """Accept all figures of an indicator and month that wait for the user's organization."""
    period = period_or_404(period)
    indicator = get_object_or_404(Indicator.objects.visible_to(request.user), pk=pk)
    require_somewhere(request.user, Permission.FIGURE_ACCEPT)
    waiting = [it for it in _waiting(request.user, indicator, period).values() if not it.is_accepted]
    for value in waiting:
        value.accept(by=request.user)
    if waiting:
        messages.success(request, f"Đã chấp nhận số liệu của {len(waiting)} đơn vị.")
    else:
        messages.info(request, "Không có số liệu nào đang chờ đồng chí chấp nhận.")
    return redirect("indicators:figure_detail", period=period.slug, pk=indicator.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def value_send_back(request, pk):
    value = get_object_or_404(IndicatorValue.objects.visible_to(request.user).for_page(), pk=pk)
    require(request.user, Permission.FIGURE_ACCEPT, value.unit.parent)
    slug = f"{value.year}-{value.month:02}"
    back_url = address("indicators:figure_detail", slug, value.indicator_id)
    form = SendBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            value.send_back(form.cleaned_data["reason"], by=request.user)
            messages.success(
                request, f"Đã trả lại; {value.unit.name} sẽ thấy lý do khi mở trang nhập số liệu."
            )
            return redirect(back_url)
    context = {"form": form, "value": value, "back_url": back_url}
    return render(request, "indicators/value_send_back.html", context)
