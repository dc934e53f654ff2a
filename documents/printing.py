"""A paper as the page that is printed: the one door to the HTML from which its PDF is made."""

import re
from functools import cache

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from PIL import ImageFont

from documents.paper import Paper
from documents.profiles import PAGE_WIDTH_MM, TextStyle

POINTS_IN_MM = 72 / 25.4
# As print.css sets them: what the abstract is drawn in on each side, and air beside the halves of the head.
ABSTRACT_INSET_MM, HEAD_AIR_MM = 10, 3
LETTER_INSET_MM = 3
MEASURING_PT = 1000
# Stands between the words of a name while lines are made.
GLUE = "\u00a0"
IN_ONE_PIECE = re.compile(
    r"\b(?:Việt Nam|Hồ Chí Minh|Mặt trận Tổ quốc|Mặt trận|Liên hiệp Phụ nữ|Phụ nữ|Nông dân|Cựu chiến binh"
    r"|(?:Phường|Quận|Khu phố|Tổ dân phố|quý|năm|tháng|ngày|số) [\dIVX][\w/–-]*)\b",
    re.IGNORECASE,
)


def paper_html(paper: Paper, drawings: dict[str, str] | None = None) -> str:
    """The whole page of `paper` for documents.pdf.render_pdf.

    `drawings` are markup by the key of a figure in the text (`hinh:<key>`); figures without one are asked of
    render_pdf as "picture:<key>".
    """
    return render_to_string("print/document.html", {"paper": paper, "drawings": drawings or {}})


def superior_lines(paper: Paper) -> list[str]:
    """What stands above the issuer, broken into lines as long as one another."""
    return _head_lines(paper, paper.superior, paper.layout.superior)


def issuer_lines(paper: Paper) -> list[str]:
    """The issuer's name, line by line: a rule under the last line is measured by that line alone."""
    return _head_lines(paper, paper.issuer, paper.layout.issuer)


def _head_lines(paper, names, style) -> list[str]:
    width = _text_width_mm(paper) * paper.layout.head_left_percent / 100 - HEAD_AIR_MM
    return [line for name in names for line in balanced(name, style, width)]


def abstract_lines(paper: Paper) -> list[str]:
    """The abstract, line by line, for the same reason."""
    width = _text_width_mm(paper) - 2 * ABSTRACT_INSET_MM
    return balanced(paper.printed_abstract, paper.layout.abstract, width)


def letter_abstract_lines(paper: Paper) -> list[str]:
    """What a letter is about, line by line, in the left half of the head."""
    left = _text_width_mm(paper) * paper.layout.head_left_percent / 100
    return balanced(paper.printed_abstract, paper.layout.letter_abstract, left - 2 * LETTER_INSET_MM)


def balanced(text: str, style: TextStyle, width_mm: float) -> list[str]:
    """`text` in as few lines as `width_mm` allows, the longest of them as short as can be.

    A word longer than that has a line of its own; empty text gives one empty line. Names that one reads as
    one word ("Việt Nam", "Khu phố 3") stay on one line where it is long enough for them.
    """
    pieces = IN_ONE_PIECE.sub(lambda found: found[0].replace(" ", GLUE), text).split(" ")
    words = [
        word
        for piece in pieces
        for word in (piece.split(GLUE) if _width_mm(_shown(piece, style), style) > width_mm else [piece])
    ]
    widths = [_width_mm(_shown(word, style), style) for word in words]
    space = _width_mm(" ", style)
    fewest = _filled(widths, space, width_mm)
    narrow, wide = max(widths), max(width_mm, *widths)
    while wide - narrow > 1:
        middle = (narrow + wide) / 2
        if len(_filled(widths, space, middle)) > len(fewest):
            narrow = middle
        else:
            wide = middle
    lines, start = [], 0
    for count in _filled(widths, space, wide):
        lines.append(" ".join(words[start : start + count]).replace(GLUE, " "))
        start += count
    return lines


def _shown(word, style) -> str:
    word = word.replace(GLUE, " ")
    return word.upper() if style.caps else word


def _filled(widths, space, width_mm) -> list[int]:
    """How many words each line takes."""
    counts, used = [], 0.0
    for width in widths:
        if counts and used + space + width <= width_mm:
            counts[-1] += 1
            used += space + width
        else:
            counts.append(1)
            used = width
    return counts


def _text_width_mm(paper) -> float:
    return PAGE_WIDTH_MM - paper.layout.margin_left_mm - paper.layout.margin_right_mm


def _width_mm(text, style) -> float:
    return _font(style.bold, style.italic).getlength(text) / MEASURING_PT * style.size_pt / POINTS_IN_MM


@cache
def _font(bold, italic):
    face = {(0, 0): "Regular", (1, 0): "Bold", (0, 1): "Italic", (1, 1): "BoldItalic"}[bold, italic]
    return ImageFont.truetype(finders.find(f"vendor/tinos/Tinos-{face}.ttf"), MEASURING_PT)
