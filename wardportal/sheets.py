"""Lists as spreadsheets (.xlsx), for who goes on working with them in Excel."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import xlsxwriter

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel's own limits: a cell's text, a sheet's name, and the first year that is a date to it.
CELL_LIMIT = 32_767
NAME_LIMIT = 31
FIRST_YEAR = 1900
A4 = 9
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
# What a spreadsheet takes for the beginning of a formula when somebody edits the cell.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class Column(NamedTuple):
    """The head of a column, and its width in characters."""

    label: str
    width: float


def sheet(title: str, columns: Sequence[Column], rows: Iterable[Sequence]) -> bytes:
    """One sheet: the title, the head of the columns, a row for each of `rows`; ready for A4 landscape.

    A cell is text, a whole number, a date or None. A date stays a date, shown d/m/Y. A text is never taken
    for a formula, a link or a number; one that is too long for a cell goes on in the row below.
    The head stays on the screen and is repeated on every printed page.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": title})
        page = book.add_worksheet(NOT_IN_NAMES.sub(" ", title).strip()[:NAME_LIMIT].strip() or "Danh sách")
        _set_up_print(page)
        font = {"font_name": "Times New Roman", "font_size": 12}
        cell = {**font, "border": 1, "valign": "top", "text_wrap": True}
        page.write_string(0, 0, title, book.add_format({**font, "font_size": 14, "bold": True}))
        head = book.add_format({**cell, "bold": True, "align": "center", "valign": "vcenter"})
        for place, column in enumerate(columns):
            page.write_string(1, place, column.label, head)
            page.set_column(place, place, column.width)
        writer = _Writer(
            page,
            plain=book.add_format(cell),
            quoted=book.add_format({**cell, "quote_prefix": True}),
            day=book.add_format({**cell, "num_format": "d/m/yyyy", "align": "left"}),
        )
        line = 2
        for row in rows:
            for part in _parts(row):
                writer.write(line, part)
                line += 1
    return file.getvalue()


def _set_up_print(page):
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.6, right=0.5, top=0.6, bottom=0.7)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, 1)
    page.freeze_panes(2, 0)
    page.set_footer("&C&P/&N")


def _parts(row):
    """The row, and as many rows below as its longest text needs."""
    longest = max((len(value) for value in row if isinstance(value, str)), default=0)
    for start in range(0, max(longest, 1), CELL_LIMIT):
        yield [_part(value, start) for value in row]


def _part(value, start):
    if isinstance(value, str):
        return value[start : start + CELL_LIMIT]
    return value if start == 0 else None


class _Writer:
    """Writes each value as what it is."""

    def __init__(self, page, *, plain, quoted, day):
        self.page, self.plain, self.quoted, self.day = page, plain, quoted, day

    def write(self, line, values):
        for place, value in enumerate(values):
            if isinstance(value, date) and value.year > FIRST_YEAR:
                self.page.write_datetime(line, place, value, self.day)
            elif isinstance(value, int):
                self.page.write_number(line, place, value, self.plain)
            elif value in (None, ""):
                self.page.write_blank(line, place, None, self.plain)
            else:
                text = str(value)
                shown = self.quoted if text.startswith(FORMULA_SIGNS) else self.plain
                self.page.write_string(line, place, text, shown)
