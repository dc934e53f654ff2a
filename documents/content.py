"""A paper's text: a restricted HTML, cleaned as it comes in, and the blocks that it is read into.

What is stored is HTML of exactly these elements: h2 h3 h4, p, ul ol li, table (caption thead tbody tr th td),
figure with img and figcaption, br, strong em u sup sub. A block's alignment is `style="text-align: …"`; a
column's relative width `data-colwidth` on the cells of the first row; a picture's source `hinh:<key>`.
"""

import re
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal

from lxml import html as lxml_html

from documents.content_cleaning import PICTURE, Cleaned, clean

__all__ = [
    "Block",
    "Cell",
    "Cleaned",
    "Figure",
    "Heading",
    "Inline",
    "List",
    "Paragraph",
    "Run",
    "Table",
    "clean",
    "is_wide",
    "parse",
    "wide_tables",
]

Align = Literal["", "left", "center", "right"]


@dataclass(frozen=True)
class Run:
    """A piece of text in one face; "\\n" in it is a line break. `raised` is "sup", "sub" or empty."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    raised: Literal["", "sup", "sub"] = ""


Inline = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """The name of a section: level 2 (phần, chương, mục), 3 (tiểu mục, điều) or 4 (điểm)."""

    level: int
    runs: Inline


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; without an alignment of its own it is justified with the layout's indent."""

    runs: Inline
    align: Align = ""


@dataclass(frozen=True)
class List:
    """Items, each of paragraphs and inner lists; numbered from `start` or with hyphens."""

    items: tuple[tuple["Block", ...], ...]
    is_numbered: bool = False
    start: int = 1


@dataclass(frozen=True)
class Cell:
    """Paragraphs; `is_header` for a TH, whose scope follows from where it stands."""

    paragraphs: tuple[Inline, ...]
    align: Align = ""
    is_header: bool = False
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True)
class Table:
    """Rows of cells; `head` is repeated on every page. `widths` are parts of the whole (sum 1) or empty."""

    head: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...] = ()
    caption: Inline = ()


@dataclass(frozen=True)
class Figure:
    """A picture by its key, what it shows in words, and the line under it."""

    key: str
    alt: str
    caption: Inline = ()


Block = Heading | Paragraph | List | Table | Figure

# More columns than this are narrower than 12 mm on an upright page: the annex goes on its side.
WIDEST_UPRIGHT = 12
FACES = {
    "strong": {"bold": True},
    "em": {"italic": True},
    "u": {"underline": True},
    "sup": {"raised": "sup"},
    "sub": {"raised": "sub"},
}
ALIGNED = re.compile(r"text-align:\s*(left|center|right)")


# --- Reading ----------------------------------------------------------------------------------------------


def parse(html: str) -> tuple[Block, ...]:
    """The blocks of restricted HTML; anything else is cleaned on the way, plain text a paragraph a line."""
    if not html.strip():
        return ()
    return tuple(_blocks(lxml_html.fragment_fromstring(clean(html).html or "<p></p>", create_parent="div")))


def _blocks(parent):
    for node in parent:
        yield from _READERS.get(node.tag, _no_blocks)(node)


def _no_blocks(_node):
    return ()


def _heading(node):
    if runs := _inline(node):
        yield Heading(int(node.tag[1]), runs)


def _paragraph(node):
    if runs := _inline(node):
        yield Paragraph(runs, _align(node))


def _list(node):
    items = tuple(item for each in node if (item := tuple(_item(each))))
    if items:
        yield List(items, node.tag == "ol", int(node.get("start") or 1))


def _item(node):
    """The blocks of an item; its loose text is a paragraph."""
    loose = _inline(node, deep=False)
    if loose:
        yield Paragraph(loose)
    yield from _blocks(node)


def _table(node):
    rows = [tuple(_cell(cell) for cell in row) for row in node.iter("tr") if len(row)]
    if not rows:
        return
    in_head = len(node.findall("thead/tr"))
    all_headers = len(list(takewhile(lambda row: all(cell.is_header for cell in row), rows)))
    head = min(in_head or all_headers, len(rows) - 1)
    caption = node.find("caption")
    yield Table(
        head=tuple(rows[:head]),
        rows=tuple(rows[head:]),
        widths=_widths(node.find(".//tr")),
        caption=_inline(caption) if caption is not None else (),
    )


def _cell(node) -> Cell:
    paragraphs = list(node.iter("p", "h2", "h3", "h4"))
    loose = _inline(node, deep=False)
    texts = [loose, *(_inline(each) for each in paragraphs)]
    aligned = [_align(each) for each in (node, *paragraphs)]
    return Cell(
        paragraphs=tuple(text for text in texts if text),
        align=next((align for align in aligned if align), ""),
        is_header=node.tag == "th",
        colspan=_count(node, "colspan"),
        rowspan=_count(node, "rowspan"),
    )


def _count(node, name) -> int:
    """A span as written, kept to what a table on paper can have."""
    value = node.get(name, "1")
    return min(max(int(value), 1), 100) if value.isdecimal() else 1


def _widths(row) -> tuple[float, ...]:
    parts = [part for cell in row for part in (cell.get("data-colwidth") or "").split(",")]
    if not all(part.isdecimal() and int(part) for part in parts):
        return ()
    total = sum(map(int, parts))
    return tuple(int(part) / total for part in parts)


def _figure(node):
    picture = node if node.tag == "img" else node.find(".//img")
    if picture is None:
        return
    caption = node.find("figcaption")
    yield Figure(
        PICTURE.fullmatch(picture.get("src", ""))["key"],
        picture.get("alt", ""),
        _inline(caption) if caption is not None else (),
    )


_READERS = {
    **dict.fromkeys(["h2", "h3", "h4"], _heading),
    **dict.fromkeys(["ul", "ol"], _list),
    "p": _paragraph,
    "table": _table,
    "figure": _figure,
    "img": _figure,
}


def _align(node) -> Align:
    found = ALIGNED.search(node.get("style", ""))
    return found[1] if found else ""


def _inline(node, *, deep=True) -> Inline:
    """The runs of a node, white space as a browser shows it; without `deep` only what no block holds."""
    runs = _merged(_runs(node, Run(""), deep))
    if runs:
        runs[0] = replace(runs[0], text=runs[0].text.lstrip())
        runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip())
    return tuple(run for run in runs if run.text)


def _runs(node, face, deep):
    if node.text:
        yield replace(face, text=_spaced(node.text))
    for child in node:
        if child.tag == "br":
            yield replace(face, text="\n")
        elif child.tag in FACES:
            yield from _runs(child, replace(face, **FACES[child.tag]), deep)
        elif deep and child.tag not in {"img", "table"}:
            yield from _runs(child, face, deep)
        if child.tail:
            yield replace(face, text=_spaced(child.tail))


def _spaced(text) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text)


def _merged(runs) -> list[Run]:
    """Neighbours of one face as one run, single spaces where two met."""
    merged = []
    for run in runs:
        text = run.text
        if merged and merged[-1].text.endswith((" ", "\n")):
            text = text.lstrip(" ")
        if merged and replace(merged[-1], text="") == replace(run, text=""):
            merged[-1] = replace(run, text=merged[-1].text + text)
        elif text:
            merged.append(replace(run, text=text))
    return merged


# --- Asking ------------------------------------------------------------------------------------


def is_wide(table: Table) -> bool:
    """Whether a table has more columns than an upright page can hold."""
    return any(sum(cell.colspan for cell in row) > WIDEST_UPRIGHT for row in table.head + table.rows)


def wide_tables(html: str) -> int:
    """How many tables of restricted HTML have too many columns for an upright page."""
    return (
        sum(isinstance(block, Table) and is_wide(block) for block in parse(html)) if "<table" in html else 0
    )
