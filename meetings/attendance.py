"""Who came to a meeting, unit by unit: the ward's own bodies first, then the neighbourhoods. No database."""

import math
from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from meetings.models import Attendance
from organizations.models import Unit
from wardportal.text import name_sort_key

TONES = {
    Attendance.Presence.EXCUSED: "wait",
    Attendance.Presence.ABSENT: "late",
    Attendance.Presence.EXPECTED: "idle",
}


@dataclass(frozen=True)
class Count:
    """How many were there, or not, in one way: "7 có mặt" with the tone of its badge."""

    presence: Attendance.Presence
    number: int

    @property
    def tone(self):
        return TONES.get(self.presence, "ok")

    @property
    def label(self):
        return f"{self.number} {self.presence.label}"


@dataclass(frozen=True)
class Group:
    """Those of one neighbourhood, of all the ward's own bodies, or the guests."""

    name: str
    is_ward: bool
    # Guests stand under None.
    units: tuple[tuple[Unit | None, tuple[Attendance, ...]], ...]

    @property
    def attendances(self):
        return [attendance for _, attendances in self.units for attendance in attendances]

    @property
    def counts(self):
        return counts(self.attendances)

    @property
    def is_sample(self):
        """Whether names in it are sample data: the group says so once."""
        return any(attendance.person and attendance.person.is_sample for attendance in self.attendances)


def counts(attendances) -> list[Count]:
    """One for each presence that occurs, in the order of the choices; who has two posts counts once."""
    once = {attendance.person_id or -attendance.pk: attendance for attendance in attendances}
    numbers = Counter(attendance.presence for attendance in once.values())
    return [Count(presence, numbers[presence]) for presence in Attendance.Presence if numbers[presence]]


def by_unit(attendances) -> list[Group]:
    """`attendances` (from `for_page`) in groups; within a unit by rank, then by name."""
    ranked = sorted(attendances, key=lambda it: (_place(it.unit), _rank(it.unit), *_order(it)))
    groups = []
    for _, members in groupby(ranked, key=lambda it: _place(it.unit)):
        units = tuple((unit, tuple(those)) for unit, those in groupby(members, key=lambda it: it.unit))
        unit = units[0][0]
        place = unit and unit.neighbourhood
        name = place.name if place else "Các tổ chức của phường" if unit else "Khách mời"
        groups.append(Group(name, place is None, units))
    return groups


def _place(unit):
    """The ward's own bodies stand before the neighbourhoods, guests of no unit behind them all."""
    if unit is None:
        return (2, 0, "")
    place = unit.neighbourhood
    return (1, place.order, place.name) if place else (0, 0, "")


def _rank(unit):
    if unit is None:
        return (math.inf, 0, "")
    return (unit.line.order, unit.order, unit.name)


def _order(attendance):
    return (attendance.order, name_sort_key(attendance.person_name))
