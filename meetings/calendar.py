"""Weeks and months of meetings as the office's calendar has them (domain/04-meetings.md §4.3)."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Prefetch
from django.utils import timezone

from meetings import naming
from meetings.models import Attendance, Meeting
from organizations.models import AuditEntry
from wardportal import dates
from wardportal.text import fold, is_gap

# Each session begins at that hour (a meeting of unknown hour stands before all).
SESSIONS = ((0, "Sáng"), (12, "Chiều"), (18, "Tối"))
WORKING_DAYS = 5
# More posts than a line of a printed calendar can name.
MOST_NAMED = 6
CHANGES = ("lập hội nghị", "sửa hội nghị", "hoãn hội nghị", "bổ sung hội nghị")


@dataclass(frozen=True)
class Line:
    """A meeting as one line of the calendar."""

    meeting: Meeting
    words: str
    called: str = ""
    is_changed: bool = False


@dataclass(frozen=True)
class Day:
    day: date
    # [("Sáng", [Line, …])], without the sessions in which nothing is.
    sessions: list = field(default_factory=list)

    @property
    def lines(self):
        return [line for _, lines in self.sessions for line in lines]

    @property
    def is_today(self):
        return self.day == dates.today()


def for_calendar(meetings):
    """`meetings` with host and who is `called`: two queries, however many."""
    called = Attendance.objects.select_related("unit__neighbourhood", "unit__line").order_by("order", "pk")
    return meetings.select_related("host_unit").prefetch_related(
        Prefetch("attendances", queryset=called, to_attr="called")
    )


def week(meetings, monday, *, neighbourhood_word, changed=frozenset()) -> list[Day]:
    """The days of the week from `monday`; Saturday and Sunday only where something is held.

    `meetings`: those of the week, from `for_calendar`. `changed`: keys of those to be marked as changed.
    """
    lines = [
        Line(it, _words(it), _called(it, neighbourhood_word), is_changed=it.pk in changed) for it in meetings
    ]
    days = _days(monday, 7, lines)
    return [day for number, day in enumerate(days) if number < WORKING_DAYS or day.sessions]


def month(meetings, month) -> list[list[Day]]:
    """Week by week, from the Monday before the month's first day to the Sunday after its last."""
    monday = dates.monday_of(month.starts_on)
    weeks = (month.ends_on - monday).days // 7 + 1
    days = _days(monday, weeks * 7, [Line(it, it.title) for it in meetings])
    return [days[start : start + 7] for start in range(0, len(days), 7)]


def changed_since(meetings, moment) -> set[int]:
    """Keys of those that were made, changed or put off after `moment`."""
    entries = AuditEntry.objects.of(*meetings).filter(at__gt=moment, action__in=CHANGES)
    return set(entries.values_list("target_id", flat=True))


def _days(first, count, lines):
    held = {day: list(those) for day, those in groupby(lines, key=lambda line: line.meeting.held_on)}
    days = [first + timedelta(days=number) for number in range(count)]
    return [Day(day, _sessions(held.get(day, []))) for day in days]


def _sessions(lines):
    ranked = sorted(lines, key=lambda line: (line.meeting.is_hour_known, line.meeting.starts_at))
    return [(name, list(those)) for name, those in groupby(ranked, key=lambda line: session(line.meeting))]


def session(meeting) -> str:
    """ "Sáng", "Chiều", "Tối"; "Trong ngày" where nobody knows the hour."""
    if not meeting.is_hour_known:
        return "Trong ngày"
    hour = timezone.localtime(meeting.starts_at).hour
    return [name for begins, name in SESSIONS if hour >= begins][-1]


def _words(meeting):
    """ "đồng chí Phó Bí thư … chủ trì giao ban “…”", as an office writes it."""
    kind, title = meeting.kind_name, meeting.title
    names_itself = fold(title).startswith((fold(kind), "hop "))
    said = _inside(title) if names_itself else f"{_inside(kind)} “{title}”"
    chairs = [name for name in re.split(r"\s*;\s*", meeting.chair) if not is_gap(name)]
    if not chairs:
        return f"{meeting.host_unit.name} tổ chức {said}"
    who = "đồng chí" if len(chairs) == 1 else "các đồng chí"
    names = [re.sub(r"^(các\s+)?đồng chí\s+", "", name, flags=re.IGNORECASE) for name in chairs]
    return f"{who} {', '.join(names)} chủ trì {said}"


def _inside(words):
    """The words as they stand within a sentence."""
    return words[:1].lower() + words[1:]


def _called(meeting, neighbourhood_word):
    """Whom the meeting calls, in one line; the last of very many are counted."""
    named = naming.called(meeting.called, neighbourhood_word, name="short_name")
    if len(named) > MOST_NAMED:
        named = [*named[: MOST_NAMED - 1], f"và {len(named) - MOST_NAMED + 1} thành phần khác"]
    return "; ".join(named)
