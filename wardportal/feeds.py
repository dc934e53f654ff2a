"""Due dates and meetings as an iCalendar feed (RFC 5545): titles, times, places and links, nothing else."""

from datetime import datetime, time, timedelta

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from icalendar import Calendar, Event, vDuration

from meetings import ics
from meetings.models import Attendance, Meeting
from organizations.models import AuditEntry, Unit
from organizations.permissions import Permission, own_units
from plans.models import Assignment, Task
from wardportal import dates

REFRESH = timedelta(hours=6)
# More than a calendar can show; the nearest ones count.
MOST = 500
# What was held is seen in a calendar for so long.
PAST = timedelta(days=60)


def offered_units(user):
    """The units whose calendar `user` may subscribe to: those of the own posts, and those reported for."""
    reached = Unit.objects.reached_by(user, Permission.PROGRESS_REPORT).values_list("pk", flat=True)
    known = {*reached, *(unit.pk for unit in user.units)}
    return Unit.objects.visible_to(user).current().filter(pk__in=known).by_line()


def is_open(address) -> bool:
    """Whether the owner may still see that unit's calendar: a post may have ended since."""
    return address.unit is None or offered_units(address.user).filter(pk=address.unit_id).exists()


def calendar(address, base) -> bytes:
    """The feed behind a FeedAddress; `base` is the portal's own address ("https://…"), without a slash."""
    user = address.user
    units = [address.unit_id] if address.unit_id else own_units(user, Permission.PROGRESS_REPORT)
    feed = Calendar()
    feed.add("prodid", "-//wardportal//viec-den-han//VI")
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", _name(address))
    feed.add("x-wr-timezone", ics.ZONE)
    feed.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    feed.add("x-published-ttl", "PT6H")
    if not address.is_whole_ward:
        for event in [*_assignments(user, units, base), *_led_tasks(user, units, base)]:
            feed.add_component(event)
    meetings = (
        _meetings(address).filter(starts_at__date__gte=dates.today() - PAST).order_by("starts_at", "pk")
    )
    for meeting in ics.with_changes(meetings)[:MOST]:
        feed.add_component(ics.event(meeting, base))
    feed.add_missing_timezones()
    return feed.to_ical()


def _name(address):
    if address.is_whole_ward:
        return f"Lịch họp – {address.locality}"
    return f"Việc và lịch họp – {address.unit.short_name if address.unit else address.user}"


def _meetings(address):
    """Those of the whole ward; those a unit holds or is called to; those a person is called to or runs."""
    meetings = Meeting.objects.visible_to(address.user)
    if address.is_whole_ward:
        return meetings
    if address.unit_id:
        called = Attendance.objects.filter(unit=address.unit_id).values("meeting")
        return meetings.filter(Q(host_unit=address.unit_id) | Q(pk__in=called))
    person = address.user.person_id
    if person is None:
        return meetings.none()
    called = Attendance.objects.filter(person=person).values("meeting")
    return meetings.filter(Q(chair_person=person) | Q(minute_taker_person=person) | Q(pk__in=called))


def _assignments(user, units, base):
    given = Assignment.objects.visible_to(user).in_force().undone().filter(unit__in=units).for_list()
    given = given.exclude(effective_due_on=None).annotate(changed_at=_changed("plans.assignment", "pk"))
    for assignment in given[:MOST]:
        is_rhythm = not (assignment.due_on or assignment.task.due_on)
        # Each time of a rhythm is an event of its own.
        key = f"assignment-{assignment.pk}" + (f"-{assignment.effective_due_on}" if is_rhythm else "")
        yield _event(
            key,
            f"Hạn: {assignment.task.title} ({assignment.unit.short_name})",
            assignment.effective_due_on,
            f"{base}{assignment.get_absolute_url()}",
            assignment.changed_at or _midnight(assignment.assigned_on),
        )


def _led_tasks(user, units, base):
    tasks = Task.objects.visible_to(user).in_force().filter(lead_unit__in=units).exclude(due_on=None)
    unfinished = Assignment.objects.undone().values("task")
    tasks = tasks.filter(pk__in=unfinished).annotate(changed_at=_changed("plans.task", "pk"))
    for task in tasks.order_by("due_on", "pk")[:MOST]:
        yield _event(
            f"task-{task.pk}",
            f"Hạn (chủ trì): {task.title}",
            task.due_on,
            f"{base}{task.get_absolute_url()}",
            task.changed_at or _midnight(task.due_on),
        )


def _changed(target_type, key):
    """When the log last told of that record."""
    entries = AuditEntry.objects.filter(target_type=target_type, target_id=OuterRef(key)).order_by("-at")
    return Subquery(entries.values("at")[:1])


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time()))


def _event(key, title, day, url, changed_at):
    event = Event()
    event.add("uid", f"{salted_hmac('wardportal.feeds', key).hexdigest()[:32]}@wardportal")
    event.add("summary", title)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    return event


def feed_path(address):
    return reverse("feed", args=[address.token])
