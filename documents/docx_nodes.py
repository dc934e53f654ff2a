"""The elements a Word file is made of: paragraphs, runs, tables and rules, in the units Word counts in."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.contrib.staticfiles import finders
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from PIL import ImageFont

from documents.content import Inline, Run
from documents.jobs import RenderError
from documents.number_symbol import WRITTEN_NUMBER
from documents.profiles import TextStyle

POINTS_PER_MM = 72 / 25.4
# What XML cannot hold, and no reader can see.
CONTROL = dict.fromkeys([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF])
# Font units: at this size every advance is the whole number that stands in the font.
UNITS_PER_EM = 2048
FACES = {
    (False, False): "Regular",
    (True, False): "Bold",
    (False, True): "Italic",
    (True, True): "BoldItalic",
}


def twips(points: float) -> int:
    """Twentieths of a point, in which Word measures lengths."""
    return round(points * 20)


def node(tag: str, *children, **attributes):
    """`<w:tag w:name="value">` with these children; attributes that are None are left out."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        if value is not None:
            element.set(qn(f"w:{name}"), str(value))
    element.extend(child for child in children if child is not None)
    return element


def run(text: str, *properties):
    """One run; "\\n" in the text is a line break."""
    children = [node("rPr", *properties)] if properties else []
    for count, line in enumerate(text.translate(CONTROL).split("\n")):
        if count:
            children.append(node("br"))
        children += _in_one_piece(line)
    return node("r", *children)


def _in_one_piece(line: str):
    """The words; the hyphens of a paper's number are such at which no line ends."""
    hyphens = [
        found.start() + place
        for found in WRITTEN_NUMBER.finditer(line)
        for place, sign in enumerate(found[0])
        if sign == "-"
    ]
    done = 0
    for place in hyphens:
        yield words(line[done:place])
        yield node("noBreakHyphen")
        done = place + 1
    if done < len(line):
        yield words(line[done:])


def words(text: str):
    """The text of a run, its spaces kept."""
    element = node("t")
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def runs(text: str | Inline) -> list:
    """The runs of plain text, or of text in several faces."""
    if isinstance(text, str):
        return [run(text)] if text else []
    return [run(each.text, *_face(each)) for each in text]


def _face(each: Run) -> list:
    """The run properties in the order of the schema."""
    marks = (
        each.bold and node("b"),
        each.italic and node("i"),
        each.underline and node("u", val="single"),
        each.raised and node("vertAlign", val={"sup": "superscript", "sub": "subscript"}[each.raised]),
    )
    return [mark for mark in marks if mark is not False and mark != ""]


def paragraph(style: str, text: str | Inline = "", *properties):
    """A paragraph in the style of this id; `properties` are what this one has besides, in schema order."""
    return node("p", node("pPr", node("pStyle", val=style), *properties), *runs(text))


def keep_with_next(element) -> None:
    """No page ends between this paragraph and what follows."""
    following = element.pPr
    if following.find(qn("w:keepNext")) is None:
        following.insert(1, node("keepNext"))


def indented(left_pt: float, right_pt: float):
    return node("ind", left=twips(left_pt), right=twips(right_pt), firstLine=0)


def rule(length_pt: float, within_pt: float):
    """A line of this length in the middle of a column: the upper border of an empty paragraph.

    A border follows the paragraph's indents, in Word and in LibreOffice; a drawn line would float.
    """
    aside = max(within_pt - length_pt, 0) / 2
    return paragraph("DuongKe", "", indented(aside, aside))


@dataclass(frozen=True)
class Column:
    """One cell of a row in the frame: its width and its paragraphs."""

    width_pt: float
    paragraphs: tuple


def frame(rows: Iterable[tuple[Column, ...]], *, may_break=False):
    """A table without borders or room around its text; rows are kept whole as a rule."""
    rows = list(rows)
    widths = [twips(column.width_pt) for column in rows[0]]
    return node(
        "tbl",
        node(
            "tblPr",
            node("tblStyle", val="Khung"),
            node("tblW", w=sum(widths), type="dxa"),
            node("tblLayout", type="fixed"),
        ),
        node("tblGrid", *(node("gridCol", w=width) for width in widths)),
        *(_row(row, may_break) for row in rows),
    )


def box(element, width_mm: float, height_mm: float):
    """A frame of this size around one paragraph, in the middle of its column."""
    width, side = twips(width_mm * POINTS_PER_MM), {"val": "single", "sz": 6, "space": 0, "color": "000000"}
    return node(
        "tbl",
        node(
            "tblPr",
            node("tblStyle", val="Khung"),
            node("tblW", w=width, type="dxa"),
            node("jc", val="center"),
            node("tblBorders", *(node(name, **side) for name in ("top", "left", "bottom", "right"))),
            node("tblLayout", type="fixed"),
        ),
        node("tblGrid", node("gridCol", w=width)),
        node(
            "tr",
            node("trPr", node("trHeight", val=twips(height_mm * POINTS_PER_MM), hRule="exact")),
            node("tc", node("tcPr", node("tcW", w=width, type="dxa"), node("vAlign", val="center")), element),
        ),
    )


def _row(row, may_break):
    return node(
        "tr",
        None if may_break else node("trPr", node("cantSplit")),
        *(
            node(
                "tc",
                node("tcPr", node("tcW", w=twips(column.width_pt), type="dxa")),
                # A cell without a paragraph is none.
                *(column.paragraphs or (paragraph("Normal"),)),
            )
            for column in row
        ),
    )


def field(instruction: str) -> list:
    """The runs of a field that Word counts itself, such as PAGE."""
    told = node("instrText")
    told.text = f" {instruction} "
    told.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [
        node("r", node("fldChar", fldCharType="begin")),
        node("r", told),
        node("r", node("fldChar", fldCharType="separate")),
        run("2"),
        node("r", node("fldChar", fldCharType="end")),
    ]


def text_length(text: str, style: TextStyle) -> float:
    """How many points the text takes on one line in Times New Roman (measured in Tinos, without kerning)."""
    font = _font(FACES[style.bold, style.italic])
    shown = text.upper() if style.caps else text
    return sum(font.getlength(letter) for letter in shown) * style.size_pt / UNITS_PER_EM


@cache
def _font(face):
    path = finders.find(f"vendor/tinos/Tinos-{face}.ttf")
    if path is None:
        raise RenderError(f"Không tìm thấy tệp “vendor/tinos/Tinos-{face}.ttf” của phần mềm.")
    return ImageFont.truetype(path, UNITS_PER_EM, layout_engine=ImageFont.Layout.BASIC)
