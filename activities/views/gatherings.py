"""Gathering people: the forms there are by neighbourhood, and how many members they have month by month."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from activities.forms.gatherings import (
    GatheringEndForm,
    GatheringFilterForm,
    GatheringForm,
    MembershipFilterForm,
)
from activities.membership import gathering_rows, trends
from activities.models import Gathering
from indicators.trend_chart import Bars, Column, trend_chart
from organizations import saving
from organizations.models import AuditEntry, Line, Unit
from organizations.permissions import Permission, can, can_somewhere, require, require_somewhere
from wardportal import dates
from wardportal.dates import Period, PeriodKind
from wardportal.editing import refusals_in
from wardportal.numbers import percent

PAGE_SIZE = 30
YEARS_SHOWN = 5


@require_safe
def gathering_list(request):
    form = GatheringFilterForm(request.GET, user=request.user)
    gatherings = form.filter(Gathering.objects.visible_to(request.user).for_list())
    page = Paginator(gatherings, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "form": form,
        "page": page,
        "is_filtered": bool(request.GET),
        "may_add": can_somewhere(request.user, Permission.GATHERING_EDIT),
    }
    return render(request, "activities/gathering_list.html", context)


@require_safe
def gathering_detail(request, pk):
    gathering = _gathering(request, pk)
    may_edit = gathering.is_active and can(request.user, Permission.GATHERING_EDIT, gathering.lead_unit)
    context = {
        "gathering": gathering,
        "history": AuditEntry.objects.visible_to(request.user).of(gathering).history(),
        "may_edit": may_edit,
    }
    return render(request, "activities/gathering_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def gathering_add(request):
    require_somewhere(request.user, Permission.GATHERING_EDIT)
    form = GatheringForm(
        request.POST or None, instance=Gathering(locality_id=request.user.locality_id), user=request.user
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            gathering = form.save(by=request.user)
            messages.success(request, "Đã ghi hình thức tập hợp.")
            return redirect(gathering)
    page = {"title": "Thêm hình thức tập hợp", "back_url": reverse("activities:gathering_list")}
    return render(request, "activities/gathering_form.html", {"form": form, **page})


@require_http_methods(["GET", "HEAD", "POST"])
def gathering_edit(request, pk):
    gathering = _editable(request, pk)
    form = GatheringForm(request.POST or None, instance=gathering, user=request.user)
    page = {"title": gathering.name, "back_url": gathering.get_absolute_url()}
    done = saving.answer(
        request, form, told="Đã lưu.", to=gathering, fields="activities/_gathering_fields.html", **page
    )
    return done or render(request, "activities/gathering_form.html", {"form": form, **page})


@require_http_methods(["GET", "HEAD", "POST"])
def gathering_end(request, pk):
    gathering = _editable(request, pk)
    form = GatheringEndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            gathering.end(form.cleaned_data["ended_on"], form.cleaned_data["reason"], by=request.user)
            messages.success(request, f"Đã ghi {gathering.name} thôi hoạt động.")
            return redirect(gathering)
    context = {"form": form, "gathering": gathering}
    return render(request, "activities/gathering_end.html", context)


def _gathering(request, pk):
    gatherings = Gathering.objects.visible_to(request.user).for_list()
    return get_object_or_404(gatherings.select_related("lead_unit"), pk=pk)


def _editable(request, pk):
    gathering = _gathering(request, pk)
    require(request.user, Permission.GATHERING_EDIT, gathering.lead_unit)
    if not gathering.is_active:
        raise PermissionDenied("Hình thức tập hợp này đã thôi hoạt động nên không sửa được nữa.")
    return gathering


@require_safe
def membership(request):
    """Members by neighbourhood: the trend of one figure, and all figures of the year so far."""
    locality, today = request.user.locality, dates.today()
    branches = Unit.objects.visible_to(request.user).branches().current()
    years = range(today.year, today.year - YEARS_SHOWN, -1)
    form = MembershipFilterForm(
        request.GET, lines=Line.objects.filter(units__in=branches).distinct(), years=years
    )
    line, code, year = form.asked
    found = trends(locality, year, code, line)
    title = f"{dict(form.FIGURES)[code]}, {line.name if line else 'mọi hệ'}, năm {year}"
    period = Period(PeriodKind.YEAR, year)
    context = {
        "form": form,
        "title": title,
        "period": period,
        "trends": found,
        "chart": _chart(title, found),
        "rows": gathering_rows(locality, period, line),
    }
    return render(request, "activities/membership.html", context)


def _chart(title, found):
    """The neighbourhoods' columns, without the ward's own row: its figures would flatten theirs."""
    rows = [Bars(it.name, tuple(map(_column, it.points)), _figure(it)) for it in found[:-1]]
    months = [f"T{point.month.month}" for point in found[0].points] if rows else []
    return trend_chart(title, months, rows) if rows else ""


def _column(point):
    amount = point.amount
    if amount is None:
        return Column(None)
    return Column(amount.value if amount.percent is None else amount.percent, point.is_complete)


def _figure(trend):
    amount = trend.last
    if amount is None:
        return "chưa có số"
    newest = amount.words if amount.percent is None else percent(amount.percent)
    return f"{newest} ({trend.change})" if trend.change else newest
