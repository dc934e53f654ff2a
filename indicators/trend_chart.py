"""Months side by side, a row a place, as one inline SVG; readable in black and white.

Only presentation attributes: the policy of pages refuses styles. All rows have one scale, from zero.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# In units of the drawing, as in reports/chart.py.
WIDTH, NAME_WIDTH, FIGURE_WIDTH = 560, 96, 164
FIELD_WIDTH = WIDTH - NAME_WIDTH - FIGURE_WIDTH
ROW, BAR_HEIGHT, TOP, FOOT, TEXT_SIZE = 48, 40, 6, 20, 12
INK, NOTHING = "#1d2125", "#8a8f94"


@dataclass(frozen=True)
class Column:
    """One month: its figure (None: nothing was entered), and whether everybody entered theirs."""

    value: Decimal | None
    is_complete: bool = True


@dataclass(frozen=True)
class Bars:
    """One place: a column for each month, and how its latest figure is written."""

    name: str
    columns: tuple[Column, ...]
    figure: str


def trend_chart(title: str, months: list[str], rows: list[Bars]) -> SafeString:
    """An `<svg>` of small columns; its `<title>` says the latest figure of each row, for the ear."""
    height = TOP + ROW * len(rows) + FOOT
    most = max((it.value for row in rows for it in row.columns if it.value is not None), default=0) or 1
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img"'
        ' class="chart" font-size="{2}" fill="{3}"><title>{4}</title>{5}{6}</svg>',
        WIDTH,
        height,
        TEXT_SIZE,
        INK,
        f"{title}. " + "; ".join(f"{row.name}: {row.figure}" for row in rows),
        format_html_join("", "{}", ((_row(number, row, most),) for number, row in enumerate(rows))),
        _months(height - 6, months),
    )


def _row(number, row, most) -> SafeString:
    bottom = TOP + ROW * number + BAR_HEIGHT
    step = Decimal(FIELD_WIDTH) / max(len(row.columns), 1)
    return format_html(
        '<text x="{}" y="{}" text-anchor="end">{}</text><path d="M{} {}h{}" stroke="{}" stroke-width=".6"/>{}'
        '<text x="{}" y="{}">{}</text>',
        NAME_WIDTH - 7,
        bottom - 7,
        row.name,
        NAME_WIDTH,
        bottom,
        FIELD_WIDTH,
        NOTHING,
        format_html_join(
            "",
            "{}",
            ((_column(place, it, most, step, bottom),) for place, it in enumerate(row.columns)),
        ),
        NAME_WIDTH + FIELD_WIDTH + 6,
        bottom - 7,
        row.figure,
    )


def _column(place, column, most, step, bottom) -> SafeString:
    """A bar, hollow where somebody is missing; a month without any figure has a cross, to be no zero."""
    left = round(NAME_WIDTH + step * place + step / 5, 1)
    width = round(step * 3 / 5, 1)
    if column.value is None:
        middle = round(left + width / 2, 1)
        return format_html(
            '<path d="M{} {}l5 5m0 -5l-5 5" stroke="{}" stroke-width="1"/>', middle - 2, bottom - 8, NOTHING
        )
    height = round(BAR_HEIGHT * column.value / most, 1)
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-width=".8"/>',
        left,
        bottom - height,
        width,
        height,
        INK if column.is_complete else "#fff",
        INK,
    )


def _months(baseline, months) -> SafeString:
    step = Decimal(FIELD_WIDTH) / max(len(months), 1)
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle" font-size="10.5">{}</text>',
        (
            (round(NAME_WIDTH + step * place + step / 2, 1), baseline, month)
            for place, month in enumerate(months)
        ),
    )
