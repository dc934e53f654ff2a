"""Lists as spreadsheets (.xlsx), for who goes on working with them in Excel."""

import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

import xlsxwriter
from django.http import HttpResponse
from django.utils.http import content_disposition_header

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel's own limits: a cell's text, a sheet's name, and the first year that is a date to it.
CELL_LIMIT = 32_767
NAME_LIMIT = 31
FIRST_YEAR = 1900
A4 = 9
LISTS = "Danh mục"
# So far down the lists are offered.
LAST_OFFERED = 2_001
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
# What a spreadsheet takes for the beginning of a formula when somebody edits the cell.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


# A state's ground, as on the screen (portal.css); its sign stands in the text.
TONES = {"ok": "#E3F1E7", "info": "#E4EEF7", "wait": "#FCEFD4", "late": "#FBE5E4", "idle": "#ECEAE5"}


class Toned(NamedTuple):
    """A text on the ground of a state's tone."""

    text: str
    tone: str


class Column(NamedTuple):
    """The head of a column, its width in characters, and what `of` a record stands in it (`listing`)."""

    label: str
    width: float
    of: Callable | None = None


def listing(title: str, columns: Sequence[Column], records: Iterable) -> bytes:
    """A `sheet` with a row for each record."""
    return sheet(title, columns, ([column.of(it) for column in columns] for it in records))


def sheet(title: str, columns: Sequence[Column], rows: Iterable[Sequence], *, lists=None, hints=()) -> bytes:
    """One sheet: the title, the head of the columns, a row for each of `rows`; ready for A4 landscape.

    A cell is text, a `Toned` text, a number, a date, a moment in local time or None. A date stays a date,
    shown d/m/Y, a moment is shown as on the pages (H:M, d/m/Y). A text is never taken for a formula, a link
    or a number; one that is too long for a cell goes on in the row below. The head stays on the screen and is
    repeated on every printed page. `lists` ({label: texts}) stand on a second sheet and are offered in their
    columns; `hints` are sentences for who fills the sheet in.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": title})
        page = book.add_worksheet(
            " ".join(NOT_IN_NAMES.sub(" ", title).split())[:NAME_LIMIT].strip() or "Danh sách"
        )
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
            moment=book.add_format({**cell, "num_format": "hh:mm, d/m/yyyy", "align": "left"}),
            toned={
                tone: book.add_format({**cell, "bg_color": colour, "align": "center"})
                for tone, colour in TONES.items()
            },
        )
        line = 2
        for row in rows:
            for part in _parts(row):
                writer.write(line, part)
                line += 1
        if lists or hints:
            _add_lists(book, page, columns, lists or {}, hints)
    return file.getvalue()


def _add_lists(book, page, columns, lists, hints):
    """The second sheet: what may be chosen, and how the first one is filled in."""
    more = book.add_worksheet(LISTS)
    more.set_column(0, max(len(lists), 1), 44)
    bold = book.add_format({"bold": True})
    for line, hint in enumerate(hints):
        more.write_string(line, 0, hint)
    first = len(hints) + 1
    labels = [column.label for column in columns]
    for place, (label, texts) in enumerate(lists.items()):
        more.write_string(first, place, label, bold)
        for line, text in enumerate(texts, start=first + 1):
            more.write_string(line, place, text)
        if texts:
            letter = chr(ord("A") + place)
            source = f"='{LISTS}'!${letter}${first + 2}:${letter}${first + 1 + len(texts)}"
            column = labels.index(label)
            # A warning only: a cell may name several, separated by semicolons.
            choice = {"validate": "list", "source": source, "error_type": "warning"}
            page.data_validation(2, column, LAST_OFFERED, column, choice)


def download(content: bytes, filename: str) -> HttpResponse:
    """The answer that hands a spreadsheet over, named `filename`."""
    return HttpResponse(
        content,
        content_type=CONTENT_TYPE,
        headers={
            "Content-Disposition": content_disposition_header(True, filename),
            "X-Content-Type-Options": "nosniff",
        },
    )


def url(query) -> str:
    """The address of the list asked for by `query` (request.GET), all its pages as a spreadsheet."""
    asked = query.copy()
    asked.pop("trang", None)
    asked["dinh-dang"] = "xlsx"
    return f"?{asked.urlencode()}"


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

    def __init__(self, page, *, plain, quoted, day, moment, toned):
        self.page, self.plain, self.quoted, self.toned = page, plain, quoted, toned
        self.day, self.moment = day, moment

    def write(self, line, values):
        for place, value in enumerate(values):
            if isinstance(value, datetime):
                self.page.write_datetime(line, place, value.replace(tzinfo=None), self.moment)
            elif isinstance(value, date) and value.year > FIRST_YEAR:
                self.page.write_datetime(line, place, value, self.day)
            elif isinstance(value, Toned) and value.text:
                self.page.write_string(line, place, value.text, self.toned.get(value.tone, self.plain))
            elif isinstance(value, int | Decimal):
                self.page.write_number(line, place, value, self.plain)
            elif value in (None, "") or isinstance(value, Toned):
                self.page.write_blank(line, place, None, self.plain)
            else:
                text = str(value)
                shown = self.quoted if text.startswith(FORMULA_SIGNS) else self.plain
                self.page.write_string(line, place, text, shown)
