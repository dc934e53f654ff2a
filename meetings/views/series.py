"""Meetings that come again: listed, begun, changed, made further ahead, ended."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings import recurrence
from meetings.forms.series import SeriesEndForm, SeriesForm
from meetings.models import MeetingSeries
from meetings.views.calling import called_by
from organizations import saving
from organizations.models import AuditEntry
from organizations.permissions import Permission, can, can_somewhere, require, require_somewhere
from wardportal import dates
from wardportal.editing import refusals_in, refusals_told

PAGE_SIZE = 30
PAST_SHOWN = 6


@require_safe
def series_list(request):
    series = MeetingSeries.objects.visible_to(request.user).for_list()
    context = {
        "page": Paginator(series, PAGE_SIZE).get_page(request.GET.get("trang")),
        "may_call": can_somewhere(request.user, Permission.MEETING_CALL),
    }
    return render(request, "meetings/series_list.html", context)


@require_safe
def series_detail(request, pk):
    user = request.user
    all_series = MeetingSeries.objects.visible_to(user).select_related("kind", "host_unit")
    series = get_object_or_404(all_series, pk=pk)
    counted = series.meetings.annotate(
        invited_count=Count("attendances", distinct=True),
        conclusion_count=Count("conclusions", distinct=True),
    )
    coming = counted.filter(starts_at__date__gte=dates.today()).order_by("starts_at", "pk")
    held = counted.filter(starts_at__date__lt=dates.today()).order_by("-starts_at", "-pk")
    may_run = can(user, Permission.MEETING_CALL, series.host_unit)
    context = {
        "series": series,
        "coming": [(meeting, not dates.is_working_day(meeting.held_on)) for meeting in coming],
        "held": held[:PAST_SHOWN],
        "days_to_make": series.days_to_make if may_run and not series.is_ended else [],
        "may_run": may_run and not series.is_ended,
        "history": AuditEntry.objects.of(series).history(),
    }
    return render(request, "meetings/series_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def series_new(request):
    """A new series; with ?tu=… like that meeting, whose invitees are called to all."""
    user = request.user
    require_somewhere(user, Permission.MEETING_CALL)
    like = called_by(user, request.GET["tu"]) if request.GET.get("tu", "").isdecimal() else None
    series = MeetingSeries.like(like) if like else MeetingSeries(locality=user.locality)
    form = SeriesForm(request.POST or None, instance=series, user=user, like=like)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = form.save(by=user)
            messages.success(request, f"Đã lập định kỳ, với {len(made)} cuộc họp trong lịch.")
            return redirect(series)
    context = {
        "form": form,
        "title": "Lập hội nghị định kỳ",
        "like": like,
        "suggestions": recurrence.SUGGESTIONS,
    }
    return render(request, "meetings/series_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def series_edit(request, pk):
    series = _run_by(request.user, pk)
    form = SeriesForm(request.POST or None, instance=series, user=request.user)
    page = {"title": "Sửa các kỳ tới", "back_url": series.get_absolute_url()}
    done = saving.answer(
        request,
        form,
        told=lambda count: f"Đã lưu; {count} cuộc họp sắp tới đổi theo.",
        to=series,
        fields="meetings/_series_fields.html",
        **page,
    )
    return done or render(request, "meetings/series_form.html", {"form": form, "series": series, **page})


@require_http_methods(["GET", "HEAD", "POST"])
def series_end(request, pk):
    series = _run_by(request.user, pk)
    form = SeriesEndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            count = series.end(by=request.user, **form.cleaned_data)
            messages.success(request, f"Đã kết thúc định kỳ; {count} cuộc họp sau đó được hoãn.")
            return redirect(series)
    return render(request, "meetings/series_end.html", {"form": form, "series": series})


@require_POST
def series_extend(request, pk):
    """Make the meetings that have come within reach, or (`moi`) call to later ones whom one has called."""
    series = _run_by(request.user, pk)
    with refusals_told(request):
        if request.POST.get("moi", "").isdecimal():
            meeting = get_object_or_404(series.meetings, pk=request.POST["moi"])
            count = series.invite_like(meeting, by=request.user)
            messages.success(request, f"Đã thêm {count} lượt mời vào các kỳ sau.")
        else:
            messages.success(request, f"Đã lập thêm {len(series.make_ahead(by=request.user))} cuộc họp.")
    return redirect(series)


def _run_by(user, pk):
    all_series = MeetingSeries.objects.visible_to(user).select_related("kind", "host_unit")
    series = get_object_or_404(all_series, pk=pk)
    require(user, Permission.MEETING_CALL, series.host_unit)
    return series
