"""A paper's text: a restricted HTML, cleaned as it comes in, and the blocks that all three faces are made of.

What is stored is HTML of exactly these elements: h2 h3 h4, p, ul ol li, table (caption thead tbody tr th td),
figure with img and figcaption, br, strong em u sup sub. A block's alignment is `style="text-align: …"`; a column's
relative width `data-colwidth` on the cells of the first row; a picture's source `hinh:<key>`.
"""

from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString

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


@dataclass(frozen=True)
class Cleaned:
    """What may be stored, and sentences in Vietnamese about what was left out or should be looked at."""

    html: str
    notes: tuple[str, ...] = ()


def clean(html: str) -> Cleaned:
    """Whatever was typed, pasted or uploaded, cut down to the restricted HTML; idempotent."""
    raise NotImplementedError


def parse(html: str) -> tuple[Block, ...]:
    """The blocks of restricted HTML; also of anything else, which is cleaned on the way. Plain text is kept."""
    raise NotImplementedError


def to_html(blocks: tuple[Block, ...], *, drawings: dict[str, str] | None = None) -> SafeString:
    """The blocks as the markup print.css knows; a figure in `drawings` is that markup, else an img `picture:<key>`."""
    raise NotImplementedError


def to_text(blocks: tuple[Block, ...]) -> str:
    """The words alone, a line a paragraph, cells of a row with " | " between them."""
    raise NotImplementedError


def renumbered(html: str, labels: tuple[str, str, str]) -> str:
    """The headings numbered anew, in the way of `labels` ("I-", "1-", "a)"); a typed number gives way to the right one."""
    raise NotImplementedError
