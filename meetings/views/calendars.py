"""The calendar of meetings: a week as the office prints it, a month, and the week published."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from meetings import calendar, ics
from meetings.models import Meeting, PublishedWeek
from organizations.permissions import Permission, can, can_somewhere, require
from wardportal import dates

YEARS = range(1976, 2100)
# From so many meetings on a week is printed smaller, to stay on one page.
DENSITIES = ((16, "is-dense is-denser"), (10, "is-dense"), (0, ""))


@require_safe
def calendar_week(request):
    user = request.user
    monday = dates.monday_of(_day(request.GET.get("tuan")) or dates.today())
    meetings = list(calendar.for_calendar(Meeting.objects.visible_to(user).in_week_of(monday)))
    published = PublishedWeek.objects.of(user.locality_id, monday)
    changed = calendar.changed_since(meetings, published.published_at) if published and meetings else set()
    context = {
        "days": calendar.week(
            meetings, monday, neighbourhood_word=user.locality.neighbourhood_word, changed=changed
        ),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "previous": monday - timedelta(days=7),
        "next": monday + timedelta(days=7),
        "this_week": dates.monday_of(dates.today()),
        "published": published,
        "is_changed": bool(changed),
        "has_meetings": bool(meetings),
        "density": next(name for least, name in DENSITIES if len(meetings) >= least),
        "may_publish": can(user, Permission.WEEK_PUBLISH),
        "may_call": can_somewhere(user, Permission.MEETING_CALL),
    }
    return render(request, "meetings/calendar_week.html", context)


@require_safe
def calendar_month(request):
    first = _day(f"{request.GET.get('thang', '')}-01") or dates.today()
    month = dates.Month(first.year, first.month)
    monday = dates.monday_of(month.starts_on)
    sunday = dates.monday_of(month.ends_on) + timedelta(days=6)
    meetings = Meeting.objects.visible_to(request.user).held_between(monday, sunday)
    weeks = calendar.month(meetings, month)
    context = {
        "weeks": weeks,
        "month": month,
        "previous": month.previous(),
        "next": month.next(),
        "has_meetings": any(day.sessions for week in weeks for day in week),
        "weekdays": dates.WEEKDAYS,
        "may_call": can_somewhere(request.user, Permission.MEETING_CALL),
    }
    return render(request, "meetings/calendar_month.html", context)


@require_safe
def meeting_ics(request, pk):
    """The meeting as a file for one's own calendar program."""
    meetings = ics.with_changes(Meeting.objects.visible_to(request.user))
    content = ics.of_meeting(get_object_or_404(meetings, pk=pk), request.build_absolute_uri("/").rstrip("/"))
    disposition = f'attachment; filename="hoi-nghi-{pk}.ics"'
    return HttpResponse(content, content_type=ics.CONTENT_TYPE, headers={"Content-Disposition": disposition})


@require_POST
def week_publish(request):
    require(request.user, Permission.WEEK_PUBLISH)
    day = _day(request.POST.get("tuan"))
    if day is None:
        messages.error(request, "Chưa rõ công bố tuần nào. Hãy mở tuần ấy rồi bấm “Công bố lịch tuần”.")
        return redirect("meetings:calendar_week")
    week = PublishedWeek.publish(dates.monday_of(day), by=request.user)
    messages.success(request, "Đã công bố lịch tuần. Người được mời thấy lịch này thay giấy mời.")
    return redirect(week)


def _day(text):
    """The day of an address ("2017-08-14"); None where it names none."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in YEARS else None
