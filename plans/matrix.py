"""Tasks × neighbourhoods: what each square says, and who is to be urged on."""

from dataclasses import dataclass

from django.urls import reverse

from organizations.models import Neighbourhood, Unit
from plans.models import Assignment, Task
from plans.progress import Progress, State
from wardportal.numbers import office_number

# A square where nobody was given the task is not a state of anything.
NOT_GIVEN = "none"


@dataclass(frozen=True)
class Cell:
    """One square of the matrix: the assignments of one task in one neighbourhood (or at ward level: None)."""

    task: Task
    neighbourhood: Neighbourhood | None
    assignments: tuple[Assignment, ...]

    @property
    def state(self):
        """The worst state of its units; None where nobody here was given the task."""
        return State.worst([assignment.state for assignment in self.assignments])

    @property
    def tone(self):
        return self.state.tone if self.state else NOT_GIVEN

    @property
    def text(self):
        """What stands in the square beside the sign; empty where the sign says it all."""
        if not self.assignments:
            return "·"
        if len(self.assignments) > 1:
            return "" if self.state == State.DONE else f"{self.done}/{len(self.assignments)}"
        (assignment,) = self.assignments
        if assignment.target_quantity is not None and assignment.quantity is not None:
            return f"{office_number(assignment.quantity)}/{office_number(assignment.target_quantity)}"
        if assignment.reported_on is None or assignment.is_done:
            return ""
        return f"{assignment.percent}%"

    @property
    def done(self):
        return sum(assignment.is_done for assignment in self.assignments)

    @property
    def short(self):
        return self.neighbourhood.short_name if self.neighbourhood else "Phường"

    @property
    def name(self):
        return self.neighbourhood.name if self.neighbourhood else "Các tổ chức của phường"

    @property
    def label(self):
        """The whole meaning, for the ear: "Khu phố 3: quá hạn 3 ngày, 60%"."""
        if not self.assignments:
            return f"{self.name}: không giao"
        days = max(assignment.days_late for assignment in self.assignments)
        words = f"quá hạn {days} ngày" if self.state == State.LATE else self.state.label
        if len(self.assignments) > 1:
            return f"{self.name}: {words}; {self.done}/{len(self.assignments)} đơn vị đã xong"
        return f"{self.name}: {words}, {self.text}" if self.text else f"{self.name}: {words}"

    @property
    def url(self):
        if not self.assignments:
            return ""
        if self.neighbourhood is None:
            return reverse("plans:ward_cell_detail", args=[self.task.pk])
        return reverse("plans:cell_detail", args=[self.task.pk, self.neighbourhood.pk])

    @property
    def is_ward(self):
        return self.neighbourhood is None


@dataclass(frozen=True)
class Row:
    """One task of the matrix with a cell for the ward's own bodies and one for each neighbourhood."""

    task: Task
    ward: Cell
    cells: tuple[Cell, ...]

    @property
    def progress(self):
        return Progress.of(self.task.given)


def matrix(tasks, neighbourhoods) -> list[Row]:
    """Rows for `tasks` (from TaskQuerySet.for_matrix) × `neighbourhoods`; asks the database nothing."""
    rows = []
    for task in tasks:
        here = {}
        for assignment in task.given:
            assignment.task = task  # its due date is asked for in every cell
            here.setdefault(assignment.unit.neighbourhood_id, []).append(assignment)
        cells = tuple(Cell(task, place, tuple(here.get(place.pk, ()))) for place in neighbourhoods)
        rows.append(Row(task, Cell(task, None, tuple(here.get(None, ()))), cells))
    return rows


def neighbourhoods_of(locality_id, tasks):
    """The columns: the neighbourhoods of today, and the former ones that were given something to do."""
    given = {assignment.unit.neighbourhood_id for task in tasks for assignment in task.given}
    return list(Neighbourhood.objects.filter(locality_id=locality_id).current(also=given - {None}))


def as_table(rows, neighbourhoods) -> dict:
    """`columns` and `rows` of _partials/matrix.html: the neighbourhoods, then the ward's own bodies."""
    columns = [{"short": place.short_name, "name": place.name, "is_ward": False} for place in neighbourhoods]
    columns.append({"short": "Phường", "name": "Các tổ chức của phường", "is_ward": True})
    shown = [
        {
            "title": row.task.title,
            "url": row.task.get_absolute_url(),
            "context": f"{row.task.lead_unit.short_name} · {row.task.timing} · "
            f"{row.progress.done}/{row.progress.total} xong",
            "is_sample": row.task.is_sample,
            "cells": [*row.cells, row.ward],
        }
        for row in rows
    ]
    return {"columns": columns, "rows": shown}


@dataclass
class Standstill:
    """A unit to be urged on: how many of its tasks are late, and on how many it never said anything."""

    unit: Unit
    late: int = 0
    silent: int = 0


def standing_still(rows) -> list[Standstill]:
    """Who is late or silent and has to be urged on, the latest first."""
    found = {}
    for row in rows:
        for assignment in row.task.given:
            if assignment.state in {State.LATE, State.NOT_REPORTED}:
                unit = found.setdefault(assignment.unit_id, Standstill(assignment.unit))
                unit.late += assignment.state == State.LATE
                unit.silent += assignment.reported_on is None
    return sorted(found.values(), key=lambda it: (-it.late, -it.silent))
