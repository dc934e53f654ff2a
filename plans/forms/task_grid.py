"""Tasks typed in as a sheet: the columns of the spreadsheet that most tasks need, read as that is read."""

from dataclasses import dataclass

from plans.sheets.tasks import TaskSheet
from wardportal.sheet_reading import ReadRow, Value
from wardportal.text import nfc

TITLE = "Nhiệm vụ"
# The column, how many letters it takes, and the list it offers.
COLUMNS = [
    (TITLE, 300, ""),
    ("Đơn vị chủ trì", 200, "units"),
    ("Giao cho", 500, "groups"),
    ("Thời hạn", 30, ""),
    ("Định kỳ thực hiện", 100, ""),
    ("Đơn vị tính", 40, ""),
    ("Chỉ tiêu mỗi đơn vị", 30, ""),
]
LINES = 12


@dataclass
class Cell:
    """One box of the sheet."""

    name: str
    label: str
    most: int
    choices: str
    text: str = ""
    error: str = ""


class TaskGrid:
    """New tasks of a plan, a line each; what is sent: `o-<line>-<column>` for each box that is not empty."""

    def __init__(self, plan, user, data=None):
        self.subject = TaskSheet(plan, user)
        self.errors = []
        self.lines = [
            (number, [Cell(f"o-{number}-{place}", *column) for place, column in enumerate(COLUMNS)])
            for number in range(1, LINES + 1)
        ]
        if data is not None:
            for _, cells in self.lines:
                for cell in cells:
                    cell.text = nfc(data.get(cell.name, "")).strip()[: cell.most]

    @property
    def choices(self):
        return self.subject.choices

    @property
    def filled(self):
        return [(number, cells) for number, cells in self.lines if any(cell.text for cell in cells)]

    @property
    def wrong(self):
        return [(number, cell) for number, cells in self.filled for cell in cells if cell.error]

    def add_error(self, _field, messages):
        """As a form has it, for `refusals_in`."""
        self.errors += messages

    def is_valid(self) -> bool:
        """Whether every line that was begun can be a task; what is wrong stands at its box."""
        rows = [
            ReadRow(number, {cell.label: Value("text", cell.text) for cell in cells if cell.text})
            for number, cells in self.filled
        ]
        self.checked = self.subject.check(rows)
        for (_, cells), row in zip(self.filled, self.checked, strict=True):
            for cell in cells:
                cell.error = row.problems.get(cell.label, "")
        if not self.checked:
            self.errors.append("Chưa ghi nhiệm vụ nào. Hãy ghi ít nhất một dòng.")
        return bool(self.checked) and not any(row.is_wrong for row in self.checked)

    def save(self, *, by) -> int:
        """Add the tasks, all of them or none; how many. Call it within `refusals_in`."""
        for row in self.checked:
            self.subject.save(row, by=by)
        return len(self.checked)
