"""A superior's own workbook filled with the ward's figures; everything else in it stays as it came.

Its head may have two rows; what stands in which column is data (SuperiorWorkbook.columns).
"""

import io
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

import openpyxl
from django.core.exceptions import ValidationError
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter

from indicators.figures import Asked, figures, reports
from indicators.models import Indicator
from organizations.models import Neighbourhood, Unit
from reports.models import SuperiorWorkbook
from reports.models.workbooks import NAME, ORDER
from wardportal.text import fold

# The head stands within the first rows; names are looked for this far below it.
HEAD_WITHIN, NAMES_WITHIN, MOST_COLUMNS = 20, 300, 60
FEWEST_HEADS = 3
GAPS = "Thiếu số liệu"


@dataclass(frozen=True)
class Heading:
    """A column as its head reads, the rows of the head from above: "Tuyên truyền / Số cuộc"."""

    column: int
    text: str

    @property
    def label(self):
        return f"Cột {get_column_letter(self.column)}: {self.text or '(không có tiêu đề)'}"


@dataclass(frozen=True)
class Guess:
    sheet_name: str
    head_row: int
    first_row: int


def guess(file) -> Guess:
    """Where the head ends and the figures begin; raises ValidationError where nothing looks like one."""
    book = openpyxl.load_workbook(file)
    for page in book.worksheets:
        for row in range(1, HEAD_WITHIN + 1):
            texts = _texts(page, row)
            if len(texts) < FEWEST_HEADS:
                continue
            head = row + 1 if _goes_on(page, row) else row
            first = head + 2 if _is_numbering(_texts(page, head + 1)) else head + 1
            return Guess(page.title, head, first)
    raise ValidationError(
        "Không thấy hàng tiêu đề nào trong tệp này. Hãy kiểm tra tệp: tiêu đề bảng phải ở 20 hàng đầu, có ít "
        "nhất ba cột."
    )


def _texts(page, row):
    cells = page.iter_rows(min_row=row, max_row=row, max_col=MOST_COLUMNS)
    return [str(cell.value).strip() for line in cells for cell in line if cell.value not in (None, "")]


def _goes_on(page, row) -> bool:
    """Whether the head has a second row: something of the first one spans columns."""
    return any(it.min_row == row and it.max_col > it.min_col for it in page.merged_cells.ranges)


def _is_numbering(texts) -> bool:
    """ "(1) (2) (3)", "A B 1 2": a row that only numbers the columns."""
    return len(texts) >= FEWEST_HEADS and all(len(it.strip("()")) <= 2 for it in texts)


def headings(workbook: SuperiorWorkbook) -> list[Heading]:
    """The columns under the head, as they read."""
    with workbook.file.open("rb") as file:
        page = openpyxl.load_workbook(file)[workbook.sheet_name]
    spread = _spread(page)
    found = []
    for column in range(1, min(page.max_column, MOST_COLUMNS) + 1):
        rows = range(max(1, workbook.head_row - 1), workbook.head_row + 1)
        values = [spread.get((row, column), page.cell(row, column).value) for row in rows]
        texts = dict.fromkeys(" ".join(str(it).split()) for it in values if it not in (None, ""))
        found.append(Heading(column, " / ".join(texts)))
    return found


def _spread(page):
    """{(row, column): what the merged cell over it shows}."""
    return {
        (row, column): page.cell(area.min_row, area.min_col).value
        for area in page.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }


def filled(workbook: SuperiorWorkbook, period) -> bytes:
    """The workbook with the figures of `period`; a second sheet names every figure that lacks some units.

    Raises ValidationError where its rows do not suffice or a cell cannot be written.
    """
    with workbook.file.open("rb") as file:
        book = openpyxl.load_workbook(file)
    page = book[workbook.sheet_name]
    keys = {int(column): key for column, key in workbook.columns.items()}
    lines = _lines(workbook, period)
    told = _figures(workbook, period, lines, keys)
    gaps = []
    for order, (row, (name, _)) in enumerate(zip(_rows(page, workbook, keys, lines), lines, strict=True), 1):
        for column, key in keys.items():
            if key in {NAME, ORDER}:
                _write(page, row, column, name if key == NAME else order)
                continue
            code, _, part = key.partition(":")
            if (found := told.get((order, code))) is None:
                continue
            indicator, figure = found
            _write(page, row, column, part_of(figure, part))
            if lacking := _lacking(figure):
                told_of = f"{figure.reported}/{figure.total} đơn vị đã có số"
                gaps.append((name, indicator.name, told_of, lacking))
    if gaps:
        _tell(book, dict.fromkeys(gaps))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _lines(workbook, period):
    """[(name, units)], a line each."""
    days = period.starts_on, period.ends_on
    units = Unit.objects.filter(locality=workbook.locality_id).branches().during(*days).for_list()
    units = list(units.select_related("line", "neighbourhood"))
    if workbook.rows == SuperiorWorkbook.Rows.UNITS:
        return [(unit.name, [unit]) for unit in units]
    if workbook.rows == SuperiorWorkbook.Rows.WARD:
        own = Unit.objects.filter(locality=workbook.locality_id, level=Unit.Level.WARD).during(*days)
        return [(workbook.locality.name, [*units, *own.for_list()])]
    by_place = defaultdict(list)
    for unit in units:
        by_place[unit.neighbourhood_id].append(unit)
    places = Neighbourhood.objects.filter(pk__in=by_place).order_by("order", "pk")
    return [(place.name, by_place[place.pk]) for place in places]


def _figures(workbook, period, lines, keys):
    """{(order of the line, code): (indicator, figure)}: as many queries for many lines as for one."""
    codes = {key.partition(":")[0] for key in keys.values() if ":" in key}
    known = Indicator.objects.filter(locality=workbook.locality_id, code__in=codes)
    known = list(known.during(period.starts_on, period.ends_on).for_list())
    asked = [
        (order, indicator, own)
        for order, (_, units) in enumerate(lines, 1)
        for indicator in known
        if (own := [unit for unit in units if reports(unit, indicator)])
    ]
    found = figures([Asked.of(indicator, period, own) for _, indicator, own in asked])
    return {(order, it.code): (it, figure) for (order, it, _), figure in zip(asked, found, strict=True)}


def _rows(page, workbook, keys, lines) -> list[int]:
    """The row of each line: where its name stands already, else the next one whose name is empty."""
    column = next((place for place, key in keys.items() if key == NAME), None)
    if column is None:
        return list(range(workbook.first_row, workbook.first_row + len(lines)))
    written = {
        row: fold(str(page.cell(row, column).value or "")).strip()
        for row in range(workbook.first_row, workbook.first_row + NAMES_WITHIN)
    }
    by_name = {}
    for row, name in written.items():
        by_name.setdefault(name, row)
    free = _free(written)
    rows = [by_name.get(fold(name)) or next(free, None) for name, _ in lines]
    if None in rows:
        raise ValidationError(
            f"Biểu “{workbook}” không đủ dòng trống cho {len(lines)} dòng số liệu. Hãy thêm dòng trống dưới "
            f"hàng {workbook.first_row} của tệp rồi tải lên lại."
        )
    return rows


def _free(written):
    """The empty rows from the first one on, up to the first row below them that says something."""
    is_begun = False
    for row, name in written.items():
        if not name:
            is_begun = True
            yield row
        elif is_begun:
            return


def part_of(figure, part):
    """What a cell shows of one of PARTS_OF; None where nobody said it."""
    if part == "text":
        return "; ".join(it.text for unit in figure.units for it in unit.said) or None
    return figure.amount and figure.amount.parts[part]


def _lacking(figure) -> str:
    """ "CH PN KP 5 (tháng 8/2017, tháng 9/2017)": who has not told of which months."""
    return "; ".join(
        f"{part.unit.short_name} ({', '.join(month.label for month in part.missing)})"
        for part in figure.units
        if part.missing
    )


def _write(page, row, column, value):
    if value is None:
        return
    cell = page.cell(row, column)
    if isinstance(cell, MergedCell):
        raise ValidationError(
            f"Ô {cell.coordinate} của biểu là ô gộp nên không ghi số được. Hãy bỏ gộp ô ấy trong tệp rồi tải "
            "lên lại, hoặc chọn hàng số liệu đầu tiên khác."
        )
    cell.value = value if isinstance(value, int | Decimal) else str(value)
    if isinstance(value, str):
        # Never a formula, whatever sign it begins with.
        cell.data_type = "s"


def _tell(book, gaps):
    page = book.create_sheet(GAPS)
    for row in [("Dòng", "Chỉ số", "Tình trạng", "Còn thiếu"), *gaps]:
        page.append(row)
        for cell in page[page.max_row]:
            cell.data_type = "s"
    for column, width in zip("ABCD", (24, 50, 28, 90), strict=True):
        page.column_dimensions[column].width = width
