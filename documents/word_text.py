"""A Word file read into lines and tables, each with its restricted HTML (documents.content).

Fonts of VNI-Windows and TCVN3 are turned into Unicode on the way, with samples of before and after.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

import docx
from django.core.exceptions import ValidationError
from django.utils.html import escape
from docx.oxml.ns import qn

from documents import office_archives
from documents.legacy_fonts import Encoding, encoding_of, to_unicode

MOST_SAMPLES = 30
LONGEST_SAMPLE = 300
SHOWN = {qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen")}
LEFT_OUT = {qn("w:del"), qn("w:pPr"), qn("w:moveFrom"), qn("w:txbxContent")}
PICTURES = {qn("w:drawing"), qn("w:pict"), qn("w:object")}
ALIGNMENTS = {"center": "center", "right": "right", "end": "right"}
FACES = (("bold", "strong"), ("italic", "em"), ("underline", "u"))


@dataclass(frozen=True)
class Face:
    """How a piece of text looks, and which encoding its font tells."""

    bold: bool
    italic: bool
    underline: bool
    encoding: Encoding


@dataclass(frozen=True)
class Line:
    """One line of a paragraph: its words, its HTML, and where it stands.

    `side` is "left" or "right" in a table of two columns or around a tab, else "". `level` is a heading
    style's (1 the highest), 0 for none; `list_kind` "ul", "ol" or "".
    """

    text: str
    html: str
    is_bold: bool = False
    align: str = ""
    side: str = ""
    level: int = 0
    list_kind: str = ""


@dataclass(frozen=True)
class Grid:
    """A table: the lines of each column if it has two (heads and signatures stand so), and its HTML."""

    html: str
    columns: tuple[tuple[Line, ...], ...] = ()


@dataclass
class WordText:
    """What a file holds, in order, and what was noticed while reading it."""

    parts: list[Line | Grid] = field(default_factory=list)
    conversions: list[tuple[str, str]] = field(default_factory=list)
    pictures: int = 0


def read(data: bytes) -> WordText:
    """The lines and tables of the body of a .docx; raises ValidationError (Vietnamese) for any other file.

    The archive is checked first (documents.office_archives), and entities are never expanded.
    """
    if not data.startswith(b"PK") or office_archives.check(io.BytesIO(data)) != "docx":
        raise ValidationError(
            "Tệp này không phải tệp Word (.docx). "
            "Hãy mở văn bản bằng Word rồi chọn “Lưu thành” (Save As), loại “Word Document (.docx)”."
        )
    try:
        return _Reader(docx.Document(io.BytesIO(data))).read()
    except (KeyError, ValueError, SyntaxError, AttributeError, TypeError, RecursionError) as error:
        raise ValidationError(office_archives.BROKEN) from error


class _Reader:
    def __init__(self, document):
        self.body = document.element.body
        self.styles = {
            each.get(qn("w:styleId")): each for each in document.styles.element.iter(qn("w:style"))
        }
        self.defaults = document.styles.element.find(".//" + qn("w:rPrDefault"))
        self.usual = next((key for key, each in self.styles.items() if _is_usual(each)), None)
        self.formats = _list_formats(document)
        self.found = WordText()

    def read(self) -> WordText:
        self.found.parts += self._parts(self.body)
        self.found.pictures = sum(
            1 for each in self.body.iter() if each.tag in PICTURES and _is_picture(each)
        )
        return self.found

    def _parts(self, parent) -> Iterator[Line | Grid]:
        for each in parent:
            if each.tag == qn("w:p"):
                yield from self._lines(each)
            elif each.tag == qn("w:tbl"):
                yield self._grid(each)
            elif each.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:smartTag")):
                yield from self._parts(each)

    # Paragraphs

    def _lines(self, paragraph, side: str = "") -> Iterator[Line]:
        """The lines of a paragraph; around one tab, in two columns."""
        pieces = self._pieces(paragraph)
        whole = "".join(text for text, _ in pieces)
        about = {"align": self._align(paragraph), "level": self._level(paragraph)}
        about["list_kind"] = self._list_kind(paragraph)
        for line in _split(pieces, "\n"):
            columns = [column for column in _split(line, "\t") if "".join(text for text, _ in column).strip()]
            if side or len(columns) != 2:
                yield _line(line, side=side, **about)
            else:
                yield _line(columns[0], side="left", **about)
                yield _line(columns[1], side="right", **about)
        if not whole:
            yield Line("", "", side=side)

    def _pieces(self, paragraph) -> list[tuple[str, Face]]:
        """The text in pieces of one face, in Unicode."""
        own = self._style_chain(paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")) or self._usual_chain()
        runs = ((_run_text(run), self._face(run, own)) for run in _runs(paragraph))
        pieces = []
        for face, together in groupby((run for run in runs if run[0]), key=lambda run: run[1]):
            typed = "".join(text for text, _ in together)
            pieces.append((self._converted(typed, face.encoding), face))
        return pieces

    def _converted(self, typed: str, encoding: Encoding) -> str:
        text = to_unicode(typed, encoding)
        sample = (typed.strip()[:LONGEST_SAMPLE], text.strip()[:LONGEST_SAMPLE])
        is_new = encoding != Encoding.UNICODE and text != typed and sample not in self.found.conversions
        if is_new and len(self.found.conversions) < MOST_SAMPLES:
            self.found.conversions.append(sample)
        return text

    def _face(self, run, paragraph_styles) -> Face:
        own = [run.find(qn("w:rPr"))]
        chain = own + self._style_chain(run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")) + paragraph_styles
        looks = [each for each in chain if each is not None]
        font = next(filter(None, map(_font, looks)), "") or _font_of_defaults(self.defaults)
        return Face(_is_on(looks, "w:b"), _is_on(looks, "w:i"), _is_on(looks, "w:u"), encoding_of(font))

    def _style_chain(self, reference) -> list:
        """The character properties of a style and of those it is based on, nearest first."""
        chain, seen = [], set()
        style_id = reference.get(qn("w:val")) if reference is not None else None
        while style_id in self.styles and style_id not in seen:
            seen.add(style_id)
            style = self.styles[style_id]
            chain.append(style.find(qn("w:rPr")))
            base = style.find(qn("w:basedOn"))
            style_id = base.get(qn("w:val")) if base is not None else None
        return chain

    def _usual_chain(self) -> list:
        return [self.styles[self.usual].find(qn("w:rPr"))] if self.usual else []

    def _align(self, paragraph) -> str:
        found = paragraph.find(f"{qn('w:pPr')}/{qn('w:jc')}")
        return ALIGNMENTS.get(found.get(qn("w:val")), "") if found is not None else ""

    def _level(self, paragraph) -> int:
        found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        match = re.fullmatch(r"Heading ?([1-9])", found.get(qn("w:val"), "")) if found is not None else None
        return int(match[1]) if match else 0

    def _list_kind(self, paragraph) -> str:
        numbered = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if numbered is not None:
            return self.formats.get(numbered.get(qn("w:val")), "")
        name = style.get(qn("w:val"), "") if style is not None else ""
        return "ul" if name.startswith("ListBullet") else "ol" if name.startswith("ListNumber") else ""

    # Tables

    def _grid(self, table) -> Grid:
        rows = [[cell for cell in row if cell.tag == qn("w:tc")] for row in table.findall(qn("w:tr"))]
        html = "".join(self._row(rows, number, row) for number, row in enumerate(rows))
        columns = ()
        if rows and max(map(len, rows)) == 2:
            both = [row for row in rows if len(row) == 2]
            columns = tuple(
                tuple(line for row in both for line in self._cell_lines(row[number], side))
                for number, side in enumerate(("left", "right"))
            )
        return Grid(f"<table><tbody>{html}</tbody></table>" if html else "", columns)

    def _row(self, rows, number: int, row) -> str:
        cells, place = "", 0
        for cell in row:
            if _merge(cell) != "continue":
                lines = self._cell_lines(cell, "cell")
                words = [line for line in lines if line.text]
                tag = "th" if number == 0 and words and all(line.is_bold for line in words) else "td"
                spans = _span("colspan", _width(cell)) + _span("rowspan", _height(rows[number:], place, cell))
                cells += f"<{tag}{spans}>{''.join(f'<p>{line.html}</p>' for line in words)}</{tag}>"
            place += _width(cell)
        return f"<tr>{cells}</tr>" if cells else ""

    def _cell_lines(self, cell, side: str) -> list[Line]:
        return [line for each in cell.iter(qn("w:p")) for line in self._lines(each, side)]


def _line(pieces, **about) -> Line:
    text = " ".join("".join(text for text, _ in pieces).split())
    marked = [(words, face) for words, face in pieces if words.strip()]
    is_bold = bool(marked) and all(face.bold for _, face in marked)
    html = re.sub(r"\s+", " ", "".join(_html(words, face) for words, face in pieces)).strip()
    return Line(text, html, is_bold=is_bold, **about)


def _html(words: str, face: Face) -> str:
    html = escape(words)
    for name, tag in FACES:
        if getattr(face, name) and words.strip():
            html = f"<{tag}>{html}</{tag}>"
    return html


def _split(pieces, sign: str) -> list[list[tuple[str, Face]]]:
    """The pieces cut at `sign`."""
    lines = [[]]
    for text, face in pieces:
        first, *others = text.split(sign)
        lines[-1].append((first, face))
        lines += [[(other, face)] for other in others]
    return lines


def _runs(parent) -> Iterator:
    for each in parent:
        if each.tag == qn("w:r"):
            yield each
        elif each.tag not in LEFT_OUT:
            yield from _runs(each)


def _run_text(run) -> str:
    signs = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
    return "".join(signs.get(each.tag, each.text or "") for each in run if each.tag in SHOWN)


def _font(properties) -> str:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        return ""
    return fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi")) or ""


def _font_of_defaults(defaults) -> str:
    properties = defaults.find(qn("w:rPr")) if defaults is not None else None
    return _font(properties) if properties is not None else ""


def _is_on(looks, name: str) -> bool:
    found = next((each.find(qn(name)) for each in looks if each.find(qn(name)) is not None), None)
    return found is not None and found.get(qn("w:val"), "1") not in ("0", "false", "none", "off")


def _is_usual(style) -> bool:
    return style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true", "on")


def _is_picture(drawn) -> bool:
    return any(
        each.tag.endswith(("}blip", "}imagedata")) for each in drawn.iter() if isinstance(each.tag, str)
    )


def _list_formats(document) -> dict[str, str]:
    """By number of list: "ul" for bullets, "ol" for figures and letters."""
    part = next(
        (each for each in document.part.package.iter_parts() if "numbering+xml" in each.content_type), None
    )
    if part is None:
        return {}
    root = part.element
    first = {
        each.get(qn("w:abstractNumId")): each.find(f"{qn('w:lvl')}/{qn('w:numFmt')}")
        for each in root.iter(qn("w:abstractNum"))
    }
    formats = {}
    for each in root.iter(qn("w:num")):
        reference = each.find(qn("w:abstractNumId"))
        form = first.get(reference.get(qn("w:val"))) if reference is not None else None
        if form is not None:
            formats[each.get(qn("w:numId"))] = "ul" if form.get(qn("w:val")) == "bullet" else "ol"
    return formats


def _width(cell) -> int:
    found = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return max(1, min(int(found.get(qn("w:val"), "1")), 63)) if found is not None else 1


def _merge(cell) -> str:
    found = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return found.get(qn("w:val"), "continue") if found is not None else ""


def _height(rows, place: int, cell) -> int:
    """How many rows a cell covers, from its own row `rows[0]` on."""
    if _merge(cell) != "restart":
        return 1
    height = 1
    for row in rows[1:]:
        starts, column = {}, 0
        for each in row:
            starts[column] = each
            column += _width(each)
        if place not in starts or _merge(starts[place]) != "continue":
            break
        height += 1
    return height


def _span(name: str, count: int) -> str:
    return f' {name}="{count}"' if count > 1 else ""
