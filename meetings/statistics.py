"""Who comes to meetings: by unit, post and person, with the base that the percentages stand on.

Only calls that fall inside the holder's term count (a list keeps who held the post that day); excused
absences stand in a column of their own and are taken out of the base. Meetings put off and calls nobody
ticked are left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from meetings.models import Attendance
from organizations.models import Unit
from wardportal.numbers import office_number
from wardportal.text import name_sort_key


@dataclass
class Line:
    """One unit, post or person: how often called, came, sent somebody, was excused, stayed away."""

    name: str
    detail: str = ""
    called: int = 0
    came: int = 0
    proxy: int = 0
    excused: int = 0
    absent: int = 0

    @property
    def base(self) -> int:
        """The calls without the excused ones: what the percentage stands on."""
        return self.called - self.excused

    @property
    def percent(self) -> str:
        """ "83,3%" of the base came or sent somebody; "–" of none."""
        if not self.base:
            return "–"
        return f"{office_number(round(100 * (self.came + self.proxy) / self.base, 1))}%"

    def add(self, presence):
        self.called += 1
        if presence == Attendance.Presence.PROXY:
            self.proxy += 1
        elif presence == Attendance.Presence.EXCUSED:
            self.excused += 1
        elif presence == Attendance.Presence.ABSENT:
            self.absent += 1
        else:
            self.came += 1


def rows(meetings):
    """The attendances of `meetings` that count; a unit is read once however often it was called."""
    units = Prefetch("unit", Unit.objects.select_related("line", "neighbourhood"))
    return (
        Attendance.objects.filter(meeting__in=meetings, meeting__cancelled_at=None, unit__isnull=False)
        .exclude(presence=Attendance.Presence.EXPECTED)
        .prefetch_related(units)
    )


def by_unit(attendances: Iterable[Attendance]) -> list[Line]:
    """One line a unit, the ward's own first; somebody under two posts counts once a meeting and unit."""
    lines, seen = {}, set()
    for one in attendances:
        if one.person_id and (mark := (one.meeting_id, one.unit_id, one.person_id)) in seen:
            continue
        if one.person_id:
            seen.add(mark)
        place = one.unit.neighbourhood
        key = (place is not None, place.order if place else 0, one.unit.line.order, one.unit.name)
        lines.setdefault(key, Line(one.unit.name)).add(one.presence)
    return [lines[key] for key in sorted(lines)]


def by_post(attendances: Iterable[Attendance]) -> list[Line]:
    """One line a post, however many units have it."""
    lines = {}
    for one in attendances:
        lines.setdefault(one.post_name, Line(one.post_name)).add(one.presence)
    return [lines[key] for key in sorted(lines)]


def by_person(attendances: Iterable[Attendance]) -> list[Line]:
    """One line a person whose name is known, by name; under two posts at one meeting once."""
    lines, seen = {}, set()
    for one in attendances:
        if one.person_id is None or (one.meeting_id, one.person_id) in seen:
            continue
        seen.add((one.meeting_id, one.person_id))
        line = lines.setdefault(one.person_id, Line(one.person_name, f"{one.post_name}, {one.unit.name}"))
        line.add(one.presence)
    return sorted(lines.values(), key=lambda line: name_sort_key(line.name))
