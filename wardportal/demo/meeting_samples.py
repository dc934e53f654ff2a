"""Sample meetings to come: a briefing to which people are called and have answered, a monthly series."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from meetings import recurrence
from meetings.models import Attendance, Meeting, MeetingKind, MeetingSeries, open_matters
from organizations.models import Unit
from wardportal.demo.sample_data import BRIEFING_REPLIES, MEETINGS, STANDING_SERIES

LOCAL_TIME = ZoneInfo("Asia/Ho_Chi_Minh")


def create(ward, accounts) -> None:
    """Fill the calendar from the day the demo works on; needs people, difficulties and conclusions."""
    briefing, *_ = [_hold(ward, *row) for row in MEETINGS]
    _invite(ward, accounts, briefing)
    _series(ward, accounts)


def _hold(ward, kind, title, host, place, moment, **fields):
    day, hour, minute = moment
    meeting = Meeting.objects.create(
        locality=ward.locality,
        kind=MeetingKind.objects.get(locality=None, name=kind),
        title=title,
        host_unit=ward.units[host],
        place=place,
        starts_at=datetime.combine(day, time(hour, minute), tzinfo=LOCAL_TIME),
        is_sample=True,
        **fields,
    )
    for order, line in enumerate(meeting.kind.agenda_lines, start=1):
        meeting.agenda.create(order=order, title=line)
    return meeting


def _invite(ward, accounts, briefing):
    """The heads of the ward's Front and organizations; some have answered."""
    heads = [
        post
        for post in ward.posts.values()
        if post.order == 0 and post.unit.level == Unit.Level.WARD and post.unit.line.code != "dang"
    ]
    Attendance.invite(briefing, heads, by=accounts["standing"])
    for key, reply in BRIEFING_REPLIES.items():
        briefing.attendances.get(unit=ward.units[key]).answer(by=accounts[key], **reply)


def _series(ward, accounts):
    """The standing leadership's session each month; the next one has gathered what is open."""
    words, (kind, title, host, place, (starts_on, hour, minute)), count = STANDING_SERIES
    mai = accounts["standing"].person
    chaired = {"chair_person": mai, "chair": f"Phó Bí thư Thường trực {mai.full_name}"}
    rule = recurrence.rule_of(words)
    series = MeetingSeries.objects.create(
        locality=ward.locality,
        kind=MeetingKind.objects.get(locality=None, name=kind),
        title=title,
        host_unit=ward.units[host],
        place=place,
        begins=time(hour, minute),
        rule=rule,
        starts_on=starts_on,
        count=count,
        is_sample=True,
        **chaired,
    )
    meetings = [
        _hold(ward, kind, title, host, place, (day, hour, minute), series=series, series_on=day, **chaired)
        for day in recurrence.days(rule, starts_on, count=count)
    ]
    open_matters.gather(meetings[0], by=accounts["standing"])
