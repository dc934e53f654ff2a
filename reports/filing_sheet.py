"""A unit's report as a spreadsheet: the same columns out and in, a section or a figure a row."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from wardportal.sheet_reading import ReadSheet
from wardportal.sheets import Column, sheet

TITLE, MEASURE, BEFORE, SAID, SECOND, NOTE, CODE = (
    "Mục, chỉ số",
    "Đơn vị tính",
    "Tháng trước",
    "Nội dung hoặc số",
    "Số thứ hai",
    "Ghi chú",
    "Mã (giữ nguyên)",
)
LABELS = [TITLE, MEASURE, BEFORE, SAID, SECOND, NOTE, CODE]
WIDTHS = [46, 20, 18, 60, 14, 30, 18]
MOST_ROWS = 300


@dataclass(frozen=True)
class Line:
    """One row of the sheet: what stands before the boxes, and the boxes by column."""

    code: str
    title: str
    measure: str
    before: str
    boxes: dict


@dataclass(frozen=True)
class Brought:
    """What a sheet brings: the form's boxes as they would stand ({name: text}), and what was passed over."""

    typed: dict[str, str]
    passed_over: Sequence[str]


def lines_of(form) -> list[Line]:
    """The rows of a report's form (FilingForm): sections in their order, each with its figures."""
    parts = form.parts({})
    lines = []
    for part in parts:
        code = f"muc:{part.section['key']}"
        lines.append(Line(code, part.section["title"], "", "", {SAID: part.box}))
        lines += [_figure(row) for row in part.rows]
    return lines + [_figure(row) for row in form.other_rows]


def _figure(row) -> Line:
    columns = dict(zip(row.names, [SAID, SECOND], strict=False))
    return Line(
        code=f"so:{row.indicator.code}",
        title=row.indicator.name,
        measure=row.indicator.units_words,
        before=row.before.words if row.before else "",
        boxes={columns[part]: box for part, box in zip(row.own_parts, row.boxes, strict=True)}
        | {NOTE: row.note},
    )


def workbook(form, title) -> bytes:
    """The report as far as it is filled in, to be gone on with in Excel."""
    rows = [
        [
            line.title,
            line.measure,
            line.before,
            *(_cell(line.boxes.get(column)) for column in (SAID, SECOND, NOTE)),
            line.code,
        ]
        for line in lines_of(form)
    ]
    columns = [Column(label, width) for label, width in zip(LABELS, WIDTHS, strict=True)]
    return sheet(title, columns, rows)


def _cell(box):
    """A figure as a number, unless it cannot be read as one."""
    if box is None:
        return None
    value = box.value()
    try:
        return box.field.to_python(value)
    except ValidationError:
        return value


def bring(form, read: ReadSheet) -> Brought:
    """The cells of the sheet in the boxes of the opened `form`; an empty cell leaves its box as it is."""
    boxes = {line.code: line.boxes for line in lines_of(form)}
    typed, passed_over = form.shown, []
    for row in read.rows:
        own = boxes.get(row.value(CODE).text)
        if own is None:
            name = row.value(TITLE).shown or row.value(CODE).shown
            passed_over.append(f"Dòng {row.number}: “{name}” không phải mục, chỉ số nào của báo cáo này.")
            continue
        for column, box in own.items():
            value = row.value(column)
            if value.kind == "formula":
                where = f"{read.letters[column]}{row.number}"
                passed_over.append(f"Ô {where} là công thức; hãy dán giá trị rồi tải lên lại.")
            elif value.text and not box.field.disabled:
                typed[box.html_name] = value.shown
    return Brought(typed, passed_over)
