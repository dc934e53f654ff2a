"""A unit enters its figures of one month, or those of a unit it enters for."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from indicators.forms.months import MonthForm
from indicators.models import Indicator, IndicatorValue
from indicators.periods import beside, month_of, month_or_404, period_or_404
from organizations.models import AuditEntry, Unit
from organizations.permissions import Permission, can, require
from wardportal.addresses import address
from wardportal.editing import conflict_page, refusals_in


@require_safe
def own_month(request, period):
    """The form of the user's own unit; who has none to fill in reads the figures of the period."""
    period = period_or_404(period)
    units = own_units(request.user)
    if month_of(period) is None or not units:
        return redirect("indicators:figure_list", period=period.slug)
    return redirect("indicators:unit_month", period=period.slug, unit_pk=units[0].pk)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_month(request, period, unit_pk):
    """What one unit says of one month, all its indicators on one form."""
    period = period_or_404(period)
    month = month_or_404(period)
    units = Unit.objects.visible_to(request.user).exclude(level=Unit.Level.SUPERIOR)
    unit = get_object_or_404(units.select_related("line"), pk=unit_pk)
    require(request.user, Permission.FIGURE_ENTER, unit)
    form = MonthForm(request.POST or None, unit=unit, month=month)
    page = {"title": f"Số liệu {month.label}", "back_url": _address(period, unit)}
    if request.method == "POST" and form.is_valid():
        if not form.is_edited:
            messages.info(request, "Không có gì thay đổi.")
            return redirect(page["back_url"])
        with refusals_in(form):
            if form.claim():
                count = form.save(by=request.user)
                messages.success(request, f"Đã gửi {count} số liệu {month.label}. Cảm ơn đồng chí.")
                return redirect(page["back_url"])
        if form.is_valid():
            fields = "indicators/_month_fields.html"
            return conflict_page(request, form, saved=_last_saving(form), fields_template=fields, **page)
    context = {"form": form, "unit": unit, "period": period, **page}
    return render(request, "indicators/unit_month.html", context | _around(request.user, period, unit))


def _around(user, period, unit):
    """Where the page leads: the months beside this one, and the user's other units."""
    near = beside(period)
    return {
        "is_proxy": unit not in user.units,
        "previous_url": _address(near.previous, unit),
        "next_url": _address(near.next, unit) if near.next else "",
        "others": [(other, _address(period, other)) for other in own_units(user) if other != unit],
    }


def _address(period, unit):
    return address("indicators:unit_month", period.slug, unit.pk)


def own_units(user):
    """The units of the user's own posts that have figures to enter."""
    return [
        unit
        for unit in user.units
        if can(user, Permission.FIGURE_ENTER, unit) and Indicator.objects.of_unit(unit).exists()
    ]


def _last_saving(form):
    """The newest entry of the log about any of the unit's figures of the month."""
    values = IndicatorValue.objects.filter(unit=form.unit).of_month(form.month)
    return AuditEntry.objects.last_of(*values)
