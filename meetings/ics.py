"""A meeting as an event of iCalendar (RFC 5545), with its hours in the ward's own time zone."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.utils.crypto import salted_hmac
from icalendar import Calendar, Event

from organizations.models import AuditEntry

CONTENT_TYPE = "text/calendar; charset=utf-8"
ZONE = "Asia/Ho_Chi_Minh"


def with_changes(meetings):
    """`meetings` with `changed_at`: when the log last told of each, or None."""
    entries = AuditEntry.objects.filter(target_type="meetings.meeting", target_id=OuterRef("pk"))
    return meetings.annotate(changed_at=Subquery(entries.order_by("-at").values("at")[:1]))


def event(meeting, base) -> Event:
    """The event of a meeting from `with_changes`; `base` is the portal's own address, without a slash.

    A meeting of unknown hour takes the whole day, one of unknown end two hours; what was put off stays, as
    cancelled, so that calendar programs take it out.
    """
    changed_at = meeting.changed_at or meeting.starts_at
    made = Event()
    made.add("uid", f"{salted_hmac('wardportal.feeds', f'meeting-{meeting.pk}').hexdigest()[:32]}@wardportal")
    made.add("summary", f"{'Hoãn: ' if meeting.is_cancelled else ''}{meeting.title} ({meeting.kind_name})")
    if meeting.is_hour_known:
        zone = ZoneInfo(ZONE)
        made.add("dtstart", meeting.starts_at.astimezone(zone))
        made.add("dtend", meeting.ends_by.astimezone(zone))
    else:
        made.add("dtstart", meeting.held_on)
        made.add("dtend", meeting.held_on + timedelta(days=1))
    made.add("location", meeting.place)
    made.add("dtstamp", changed_at)
    made.add("last-modified", changed_at)
    # Each later version of an event counts further, or programs keep the one they have.
    made.add("sequence", meeting.version - 1 + meeting.is_cancelled)
    made.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    made.add("transp", "TRANSPARENT" if meeting.is_cancelled else "OPAQUE")
    if meeting.is_cancelled:
        made.add("description", f"Lý do hoãn: {meeting.cancel_reason}")
    made.add("url", f"{base}{meeting.get_absolute_url()}")
    return made


def of_meeting(meeting, base) -> bytes:
    """A file of one meeting (from `with_changes`) to be put into a calendar program."""
    file = Calendar()
    file.add("prodid", "-//wardportal//hoi-nghi//VI")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", "PUBLISH")
    file.add_component(event(meeting, base))
    file.add_missing_timezones()
    return file.to_ical()
