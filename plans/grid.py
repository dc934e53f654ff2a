"""The matrix as a sheet to type into: which box stands where, what is in it, and what a typed text means."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.core.exceptions import ValidationError

from organizations.models import Line, Neighbourhood
from plans.models import Assignment, Task
from wardportal.numbers import office_number, read_number

MOST_QUANTITY = Decimal(10) ** 10


@dataclass(frozen=True)
class Figures:
    """What one box says: the percentage, and the quantity where the task counts something."""

    percent: int
    quantity: Decimal | None


@dataclass
class Box:
    """One assignment of the sheet; `was` is what stood there when the page was opened."""

    assignment: Assignment
    is_open: bool
    typed: str | None = None
    was: tuple[int, str] | None = None
    error: str = ""
    theirs: str = ""

    @property
    def name(self):
        return f"o-{self.assignment.pk}"

    @property
    def counts(self):
        """Whether the box holds a quantity; otherwise it holds a percentage."""
        return bool(self.assignment.task.measure_unit)

    @property
    def stored(self) -> str:
        """The figure as it is shown and typed; empty where the unit never said one."""
        assignment = self.assignment
        if self.counts:
            return "" if assignment.quantity is None else office_number(assignment.quantity)
        return "" if assignment.reported_on is None else str(assignment.percent)

    @property
    def value(self):
        return self.typed if self.is_changed else self.stored

    @property
    def hint(self):
        """Below the box: what the quantity is measured by."""
        if not self.counts:
            return ""
        target = self.assignment.target_quantity
        parts = [f"/{office_number(target)}"] if target is not None else []
        return " · ".join([*parts, f"{self.assignment.percent}%"] if self.assignment.reported_on else parts)

    @property
    def is_changed(self):
        """Whether something else was typed than what stood there and than what stands there now."""
        if self.typed is None or self.was is None:
            return False
        return self.typed not in {self.was[1], self.stored}

    @property
    def is_stale(self):
        return self.was is not None and self.was[0] != self.assignment.version

    def figures(self) -> Figures:
        """What was typed, understood; ValidationError with what to do."""
        if not self.typed:
            raise ValidationError(f"Số đã báo không xóa được; hãy ghi số mới (đang là {self.stored}).")
        if self.counts and not self.typed.endswith("%"):
            quantity = read_quantity(self.typed)
            return Figures(percent_of(quantity, self.assignment), quantity)
        return Figures(read_percent(self.typed), self.assignment.quantity)


def read_percent(text: str) -> int:
    """ "60", "60%", "85,7" (→ 86): a whole percentage from 0 to 100; ValidationError otherwise.

    What rounding would make of 99,6 stays at 99: 100 means all, and 0 nothing.
    """
    number = _number(text.removesuffix("%"), "Ghi phần trăm bằng chữ số, ví dụ 60 hoặc 60%.")
    if not 0 <= number <= 100:
        raise ValidationError(f"Phần trăm từ 0 đến 100; số đồng chí nhập là {office_number(number)}.")
    if 0 < number < 1:
        # Excel's own way to hold 60 %; nobody reports six tenths of a percent.
        raise ValidationError(f"Ghi phần trăm từ 1 đến 100, ví dụ 60; {office_number(number)} là quá nhỏ.")
    return int(number) if number == 100 else int(min(number.quantize(Decimal(1), ROUND_HALF_UP), 99))


def read_quantity(text: str) -> Decimal:
    """ "12", "1.250", "12,5": a quantity from 0 on with two decimals at most; ValidationError otherwise."""
    number = _number(text, "Ghi số đã đạt bằng chữ số, ví dụ 12 hoặc 12,5; phần trăm thì thêm dấu %.")
    if number < 0:
        raise ValidationError("Số đã đạt không thể âm; hãy ghi số từ 0 trở lên.")
    if number >= MOST_QUANTITY or number != round(number, 2):
        raise ValidationError("Số này quá lớn, hoặc có hơn hai chữ số lẻ; hãy xem lại.")
    return number


def percent_of(quantity, assignment) -> int:
    """The percentage that a quantity means: of the target where there is one, else what was said last.

    Rounded as the roll-up is (plans.progress): 100 means that the target is reached and 0 that nothing is.
    """
    target = assignment.target_quantity
    if not target:
        return assignment.percent
    if quantity >= target or not quantity:
        return 100 if quantity else 0
    return min(99, max(1, int((100 * quantity / target).quantize(Decimal(1), ROUND_HALF_UP))))


def _number(text, what_to_do):
    try:
        return read_number(text)
    except (ValueError, InvalidOperation) as error:
        raise ValidationError(f"“{text.strip()[:20]}” không phải là số. {what_to_do}") from error


@dataclass
class GridRow:
    """A row of the sheet: one task and one kind of unit, with a box for each column that has one."""

    task: Task
    line: Line
    boxes: dict[int | None, Box] = field(default_factory=dict)
    shows_line: bool = False

    @property
    def measure(self):
        return self.task.measure_unit or "%"

    def cells(self, places):
        """A box or None for each of `places` (Neighbourhood, or None for the ward's own bodies)."""
        return [(place, self.boxes.get(place and place.pk)) for place in places]


def grid_rows(tasks, reached) -> list[GridRow]:
    """The sheet of `tasks` (from TaskQuerySet.for_matrix); boxes are open for the units in `reached` (pks).

    A task that two kinds of unit of one neighbourhood have takes two rows. Rows without an open box are
    left out.
    """
    rows = []
    for task in tasks:
        own = []
        for assignment in task.given:
            assignment.task = task
            row = _row_for(own, task, assignment)
            is_open = assignment.unit_id in reached and task.is_in_force
            row.boxes[assignment.unit.neighbourhood_id] = Box(assignment, is_open)
        for row in own:
            row.shows_line = len(own) > 1
        rows += [row for row in own if any(box.is_open for box in row.boxes.values())]
    return rows


def _row_for(rows, task, assignment):
    """The first row of that line whose column is still free, else a new one."""
    line, place = assignment.unit.line, assignment.unit.neighbourhood_id
    for row in rows:
        if row.line == line and place not in row.boxes:
            return row
    rows.append(GridRow(task, line))
    return rows[-1]


def columns_of(rows, neighbourhoods) -> list[Neighbourhood | None]:
    """Only the columns in which there is a box."""
    used = {place for row in rows for place in row.boxes}
    return [place for place in [*neighbourhoods, None] if (place and place.pk) in used]
