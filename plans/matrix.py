"""Tasks × neighbourhoods: what each square says, on the screen, on paper and in a spreadsheet."""

from dataclasses import dataclass
from functools import cached_property

from organizations.models import Neighbourhood
from plans.models import Assignment, Task
from plans.progress import Progress, State
from plans.standstill import idle_days
from wardportal import dates
from wardportal.addresses import address
from wardportal.numbers import office_number
from wardportal.sheets import Column, Toned, sheet

# A square where nobody was given the task is not a state of anything.
NOT_GIVEN = "none"
# What the squares of a spreadsheet say; the screen and the paper have _partials/matrix_key.html.
KEY = (
    "✓ đã xong · › đang làm · … chờ xác nhận · – chưa báo · ! quá hạn (+3 ngày: đã 3 ngày) · 2/3 đv: hai "
    "trong ba đơn vị đã xong · 2/3 đoàn viên: đã đạt 2 trong chỉ tiêu 3 đoàn viên."
)


@dataclass(frozen=True)
class Cell:
    """One square of the matrix: the assignments of one task in one neighbourhood (or at ward level: None)."""

    # None where nobody here was given it.
    task: Task | None
    neighbourhood: Neighbourhood | None
    assignments: tuple[Assignment, ...]
    # Where the matrix asks who has not moved for so many days.
    idle: int | None = None

    @cached_property
    def state(self):
        """The worst state of its units; None where nobody here was given the task.

        Where some have said something, those that have not are told in the note: the work is under way.
        """
        states = {assignment.state for assignment in self.assignments}
        worst = State.worst(states)
        return State.IN_PROGRESS if worst == State.NOT_REPORTED and len(states) > 1 else worst

    @cached_property
    def tone(self):
        return self.state.tone if self.state else NOT_GIVEN

    @cached_property
    def text(self):
        """What stands in the square beside the sign; empty where the sign says it all."""
        if not self.assignments:
            return "·"
        if len(self.assignments) > 1:
            # The unit of measure keeps units that finished apart from things that were counted.
            return "" if self.state == State.DONE else f"{self.done}/{len(self.assignments)} đv"
        (assignment,) = self.assignments
        if self.is_counted:
            return f"{office_number(assignment.quantity)}/{office_number(assignment.target_quantity)}"
        if assignment.reported_on is None or assignment.is_done:
            return ""
        return f"{assignment.percent}%"

    @cached_property
    def is_counted(self):
        """Whether the figures are things that were counted (12/30 members) by the one unit here."""
        if len(self.assignments) != 1:
            return False
        (assignment,) = self.assignments
        return assignment.target_quantity is not None and assignment.quantity is not None

    @property
    def figures(self):
        """The text with what was counted, where no head of the row says it: "2/3 đoàn viên"."""
        return f"{self.text} {self.task.measure_unit}".rstrip() if self.is_counted else self.text

    @cached_property
    def silent(self):
        """How many of several units have not said anything, where others have."""
        if self.state != State.IN_PROGRESS:
            return 0
        return sum(assignment.state == State.NOT_REPORTED for assignment in self.assignments)

    @cached_property
    def days_late(self):
        return max((assignment.days_late for assignment in self.assignments), default=0)

    @cached_property
    def idle_days(self):
        """How long the unit here that moved last of all has not moved; 0 where nothing is left to do."""
        return max((idle_days(assignment) for assignment in self.assignments), default=0)

    @property
    def stands_still(self):
        return self.idle is not None and self.idle_days >= self.idle

    @cached_property
    def note(self):
        """Words below the figures: how late, how many are silent; where asked for, how long nothing moves."""
        if self.stands_still:
            return f"{self.idle_days} ngày chưa báo"
        if self.days_late:
            return f"+{self.days_late} ngày"
        return f"{self.silent} chưa báo" if self.silent else ""

    @cached_property
    def done(self):
        return sum(assignment.is_done for assignment in self.assignments)

    @property
    def short(self):
        return self.neighbourhood.short_name if self.neighbourhood else "Phường"

    @property
    def name(self):
        return self.neighbourhood.name if self.neighbourhood else "Các tổ chức của phường"

    @cached_property
    def label(self):
        """The whole meaning, for the ear: "Khu phố 3: quá hạn 3 ngày, 60%"."""
        if not self.assignments:
            return f"{self.name}: không giao"
        words = f"quá hạn {self.days_late} ngày" if self.state == State.LATE else self.state.label
        if self.stands_still:
            words = f"{words}, không có động tĩnh {self.idle_days} ngày"
        if len(self.assignments) > 1:
            count = len(self.assignments)
            silent = f", {self.silent}/{count} chưa báo" if self.silent else ""
            return f"{self.name}: {words}{silent}; {self.done}/{count} đơn vị đã xong"
        return f"{self.name}: {words}, {self.figures}" if self.text else f"{self.name}: {words}"

    @property
    def sheet_text(self):
        """ "! 60% (+3 ngày)": the square in a spreadsheet, where colours may not be printed."""
        if not self.assignments:
            return ""
        return " ".join(
            part for part in (self.state.sign, self.figures, f"({self.note})" if self.note else "") if part
        )

    @property
    def url(self):
        if not self.assignments:
            return ""
        if self.neighbourhood is None:
            return address("plans:ward_cell_detail", self.task.pk)
        return address("plans:cell_detail", self.task.pk, self.neighbourhood.pk)

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

    @property
    def context(self):
        """ "Đoàn TN Phường 6 · 15/9/2017 · tính bằng đoàn viên · 4/8 xong" """
        counted = any(cell.is_counted for cell in [*self.cells, self.ward]) and self.task.measure_unit
        parts = [
            self.task.lead_unit.short_name,
            self.task.timing,
            f"tính bằng {counted}" if counted else "",
            f"{self.progress.done}/{self.progress.total} xong",
        ]
        return " · ".join(filter(None, parts))


def matrix(tasks, neighbourhoods, idle=None) -> list[Row]:
    """Rows for `tasks` (from TaskQuerySet.for_matrix) × `neighbourhoods`; asks the database nothing.

    With `idle`, only the tasks with a square in which nothing has moved for so many days.
    """
    rows = []
    # What says of a place that nobody there was given a task is the same for every task.
    empty = {place.pk: Cell(None, place, (), idle) for place in neighbourhoods}
    empty[None] = Cell(None, None, (), idle)
    for task in tasks:
        here = {}
        for assignment in task.given:
            assignment.task = task  # its due date is asked for in every cell
            here.setdefault(assignment.unit.neighbourhood_id, []).append(assignment)
        places = {
            pk: Cell(task, cell.neighbourhood, tuple(here[pk]), idle) if pk in here else cell
            for pk, cell in empty.items()
        }
        row = Row(task, places.pop(None), tuple(places.values()))
        if idle is None or any(cell.stands_still for cell in [*row.cells, row.ward]):
            rows.append(row)
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
            "context": row.context,
            "is_sample": row.task.is_sample,
            "cells": [*row.cells, row.ward],
        }
        for row in rows
    ]
    return {"columns": columns, "rows": shown}


def as_sheet(plan, rows, neighbourhoods) -> bytes:
    """The matrix as .xlsx: a sign and the figures in each square, coloured as on the screen."""
    places = [Column(place.name, 10) for place in neighbourhoods]
    columns = [
        Column("TT", 5),
        Column("Nhiệm vụ", 46),
        Column("Chủ trì", 18),
        Column("Hạn", 13),
        *places,
        Column("Các tổ chức của phường", 12),
        Column("Xong", 8),
    ]
    lines = [
        [
            order,
            row.task.title,
            row.task.lead_unit.short_name,
            row.task.due_on or row.task.rhythm,
            *(Toned(cell.sheet_text, cell.tone) for cell in [*row.cells, row.ward]),
            f"{row.progress.done}/{row.progress.total}",
        ]
        for order, row in enumerate(rows, start=1)
    ]
    lines.append([None, KEY, *[None] * (len(columns) - 2)])
    day = dates.short_date(dates.today())
    return sheet(f"Tiến độ thực hiện {plan.document.citation} (đến ngày {day})", columns, lines)
