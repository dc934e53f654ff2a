"""The report's bar chart, as one inline SVG for the page and for the paper; readable in black and white.

Only presentation attributes: the policy of pages refuses styles. Hatching, as the office prints in black.
"""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# In units of the drawing; on the paper (160 mm wide) one unit is a third of a millimetre.
WIDTH, NAME_WIDTH, FIGURE_WIDTH = 480, 112, 96
BAR_WIDTH = WIDTH - NAME_WIDTH - FIGURE_WIDTH
ROW, BAR, TOP, FOOT, TEXT_SIZE = 18, 12, 19, 27, 12
INK = "#1d2125"


@dataclass(frozen=True)
class Bar:
    """One bar: `done` and `late` of `total`; the rest of it is still in time."""

    name: str
    done: int
    late: int
    total: int

    @property
    def figure(self):
        if not self.total:
            return "không được giao"
        late = f", {self.late} quá hạn" if self.late else ""
        return f"{self.done}/{self.total}{late}"


def bar_chart(title: str, bars: list[Bar], key: str = "") -> SafeString:
    """An `<svg>` of horizontal bars; its `<title>` says every figure, for the ear and for the tagged PDF.

    `key` tells the charts of one page apart.
    """
    hatch = f"qua-han{key}"
    fill = f"url(#{hatch})"
    height = TOP + ROW * len(bars) + FOOT
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img"'
        ' class="chart" font-size="{2}" fill="{3}"><title>{4}</title>'
        '<defs><pattern id="{8}" width="5" height="5" patternUnits="userSpaceOnUse">'
        '<path d="M0 5L5 0" stroke="{3}" stroke-width="1.2" fill="none"/></pattern></defs>'
        "{5}{6}{7}</svg>",
        WIDTH,
        height,
        TEXT_SIZE,
        INK,
        f"{title}. " + "; ".join(f"{bar.name}: {bar.figure}" for bar in bars),
        _scale(height - FOOT),
        format_html_join("", "{}", ((_row(number, bar, fill),) for number, bar in enumerate(bars))),
        _key(height - 8, fill),
        hatch,
    )


def _scale(bottom) -> SafeString:
    return format_html_join(
        "",
        '<path d="M{0} {1}V{2}" stroke="#8a8f94" stroke-width=".6"/>'
        '<text x="{0}" y="{3}" text-anchor="middle" font-size="10.5">{4}%</text>',
        (
            (NAME_WIDTH + BAR_WIDTH * percent // 100, TOP - 5, bottom, TOP - 8, percent)
            for percent in (0, 50, 100)
        ),
    )


def _row(number, bar, hatch) -> SafeString:
    top = TOP + ROW * number + (ROW - BAR) // 2
    baseline = top + BAR - 2
    done, late = (round(BAR_WIDTH * part / bar.total) if bar.total else 0 for part in (bar.done, bar.late))
    return format_html(
        '<text x="{}" y="{}" text-anchor="end">{}</text>{}{}{}<text x="{}" y="{}">{}</text>',
        NAME_WIDTH - 7,
        baseline,
        bar.name,
        _box(NAME_WIDTH, top, BAR_WIDTH if bar.total else 0, "#fff"),
        _box(NAME_WIDTH, top, done, INK),
        _box(NAME_WIDTH + done, top, late, hatch),
        NAME_WIDTH + BAR_WIDTH + 6,
        baseline,
        bar.figure,
    )


def _box(left, top, width, fill) -> SafeString:
    if not width:
        return SafeString()
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-width=".8"/>',
        left,
        top,
        width,
        BAR,
        fill,
        INK,
    )


def _key(baseline, hatch) -> SafeString:
    items = (
        (NAME_WIDTH, INK, "đã xong"),
        (NAME_WIDTH + 88, hatch, "quá hạn"),
        (NAME_WIDTH + 176, "#fff", "còn hạn"),
    )
    return format_html_join(
        "",
        '{}<text x="{}" y="{}">{}</text>',
        (
            (_box(left, baseline - BAR + 2, 20, fill), left + 26, baseline, words)
            for left, fill, words in items
        ),
    )
