"""Spreadsheets that people filled in: rows of plain values, each with its place; nothing is computed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO

import openpyxl
from openpyxl.utils import get_column_letter

from wardportal.text import fold, nfc

# The head stands within the first rows: above it there is a title, sometimes the name of the office.
HEAD_ROWS = 10
MOST_COLUMNS = 60
# Excel keeps formatted rows without end; so many empty ones in a row are the end.
EMPTY_ROWS = 200
LONGEST = 10_000


@dataclass(frozen=True)
class Value:
    """What a cell holds: `kind` is "text", "number" (a plain decimal), "date" (ISO) or "formula"."""

    kind: str
    text: str

    @classmethod
    def from_json(cls, pair):
        return cls(*pair)

    def to_json(self):
        return [self.kind, self.text]

    @property
    def shown(self):
        """As a reader sees it: dates d/m/Y, numbers with a comma."""
        if self.kind == "date":
            day = date.fromisoformat(self.text)
            return f"{day.day}/{day.month}/{day.year}"
        return self.text.replace(".", ",") if self.kind == "number" else self.text


EMPTY = Value("text", "")


@dataclass(frozen=True)
class ReadRow:
    """A row: its number in the spreadsheet, and a Value by label of the column."""

    number: int
    values: dict[str, Value]

    # No __getitem__: a template would ask it for "number" before it looks at the attribute.
    def value(self, label) -> Value:
        return self.values.get(label, EMPTY)


@dataclass(frozen=True)
class ReadSheet:
    rows: list[ReadRow]
    # The letter of each column, by label.
    letters: dict[str, str]


def read(file: BinaryIO, labels: Sequence[str], *, most: int) -> ReadSheet:
    """The rows below the head in which all `labels` stand, in any order; other columns are left out.

    Raises ValueError with a Vietnamese sentence where the head is another one, or where there are more than
    `most` rows. A cell of percentages holds 60 for "60%".
    """
    book = openpyxl.load_workbook(file, read_only=True, data_only=False)
    try:
        page = book.worksheets[0]
        # What a program wrote of the sheet's size may be wrong.
        page.reset_dimensions()
        return _read(page.iter_rows(max_col=MOST_COLUMNS), labels, most)
    finally:
        book.close()


def _read(lines, labels, most):
    places, head_number = _find_head(lines, labels)
    rows, empty = [], 0
    for number, line in enumerate(lines, start=head_number + 1):
        values = {label: _value(line[place]) for label, place in places.items() if place < len(line)}
        values = {label: value for label, value in values.items() if value.text}
        empty = 0 if values else empty + 1
        if empty > EMPTY_ROWS:
            break
        if values:
            rows.append(ReadRow(number, values))
        if len(rows) > most:
            raise ValueError(
                f"Bảng có hơn {most:,} dòng; mỗi lần nhập nhiều nhất {most:,} dòng. Hãy chia bảng thành "
                "nhiều tệp rồi tải lên từng tệp.".replace(",", ".", 2)
            )
    if not rows:
        raise ValueError("Bảng chưa có dòng nào dưới hàng tiêu đề. Hãy điền bảng rồi tải lên lại.")
    return ReadSheet(rows, {label: get_column_letter(place + 1) for label, place in places.items()})


def _find_head(lines, labels):
    """({label: place from 0}, number of the head's row)."""
    wanted = {fold(label): label for label in labels}
    best = {}
    for number, line in enumerate(lines, start=1):
        texts = [fold(str(cell.value)) if cell.value is not None else "" for cell in line]
        found = {wanted[text]: place for place, text in enumerate(texts) if text in wanted}
        if len(found) == len(wanted):
            return found, number
        best = max(best, found, key=len)
        if number == HEAD_ROWS:
            break
    missing = ", ".join(f"“{label}”" for label in labels if label not in best)
    raise ValueError(
        f"Bảng này thiếu cột {missing}. Hãy tải mẫu về, điền vào mẫu, giữ nguyên hàng tiêu đề, rồi tải lên."
    )


def _value(cell) -> Value:
    value = cell.value
    if value is None:
        return EMPTY
    if getattr(cell, "data_type", "") == "f" or not isinstance(value, str | int | float | date | bool):
        return Value("formula", str(getattr(value, "text", value))[:100])
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        return Value("date", day.isoformat())
    if isinstance(value, bool):
        return Value("text", "có" if value else "không")
    if isinstance(value, int | float):
        return Value("number", _plain(value, "%" in (cell.number_format or "")))
    return Value("text", nfc(value)[:LONGEST])


def _plain(number, is_share):
    # Floats carry what nobody typed: 0.1 + 0.2.
    exact = round(Decimal(repr(number)), 9) * (100 if is_share else 1)
    return f"{exact.normalize():f}"
