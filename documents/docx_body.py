"""A paper's text in its Word file: headings, paragraphs, lists, tables and pictures."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import singledispatchmethod
from itertools import count, pairwise

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Pt
from PIL import Image

from documents.content import Block, Cell, Figure, Heading, List, Paragraph, Table
from documents.docx_base import DEEPEST_LIST, HYPHEN_LIST, NUMBERS
from documents.docx_nodes import keep_with_next, node, paragraph, twips
from documents.jobs import RenderError
from documents.profiles import TALLEST_PICTURE

HEADING_STYLES = {2: "Muc", 3: "TieuMuc", 4: "Diem"}
ALIGNMENTS = {"left": "left", "center": "center", "right": "right"}
# A picture is shown at its size on the screen, at most as wide as the text.
SCREEN_PIXELS_PER_POINT = 96 / 72


class PictureError(RenderError, ValueError):
    """A picture of the text is missing or cannot be read; the message is a Vietnamese sentence."""


@dataclass
class Body:
    """Makes the text's elements for the python-docx `document`, in a column of `width_pt` by `height_pt`."""

    document: object
    pictures: Mapping[str, bytes]
    width_pt: float
    height_pt: float
    figure_ids: Iterable[int] = field(default_factory=lambda: count(1))

    def elements(self, blocks: Iterable[Block]) -> list:
        """The blocks' paragraphs and tables in their order."""
        return [element for block in blocks for element in self._made(block)]

    @singledispatchmethod
    def _made(self, block) -> list:
        raise TypeError(f"no block of a paper: {block!r}")

    @_made.register
    def _heading(self, block: Heading):
        return [paragraph(HEADING_STYLES[block.level], block.runs)]

    @_made.register
    def _paragraph(self, block: Paragraph):
        return [paragraph("NoiDung", block.runs, *_aligned(block.align))]

    @_made.register
    def _list(self, block: List, depth=0):
        style = "DanhSo" if block.is_numbered else "GachDauDong"
        number = self._new_numbering(block.start, depth) if block.is_numbered else HYPHEN_LIST
        return [
            element
            for item in block.items
            for element in self._item(
                item, style, node("numPr", node("ilvl", val=depth), node("numId", val=number)), depth
            )
        ]

    def _item(self, blocks, style, numbering, depth):
        """An item's first paragraph bears the number; inner lists are one level deeper."""
        is_marked = False
        for block in blocks:
            if isinstance(block, List):
                yield from self._list(block, min(depth + 1, DEEPEST_LIST - 1))
            elif isinstance(block, Paragraph) and not is_marked:
                is_marked = True
                yield paragraph(style, block.runs, numbering, *_aligned(block.align))
            else:
                yield from self._made(block)

    def _new_numbering(self, start, depth):
        """A list that counts from `start` on, not on from the list before it."""
        numbering = self.document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
        number = numbering.add_num(NUMBERS)
        number.add_lvlOverride(depth).add_startOverride(start)
        return number.numId

    @_made.register
    def _table(self, block: Table):
        rows = [*block.head, *block.rows]
        columns = max((sum(cell.colspan for cell in row) for row in rows), default=0)
        if not columns:
            return []
        widths = self._widths(block.widths, columns)
        above = [paragraph("TenBang", block.caption)] if block.caption else [paragraph("CachBang")]
        return [*above, _table(block, rows, widths)]

    def _widths(self, parts, columns):
        """The columns in twips; they add up to the width of the text, to the twip."""
        if len(parts) != columns:
            parts = (1 / columns,) * columns
        whole, edges, done = twips(self.width_pt), [0], 0.0
        for part in parts:
            done += part
            edges.append(round(whole * done / sum(parts)))
        return [right - left for left, right in pairwise(edges)]

    @_made.register
    def _figure(self, block: Figure):
        if block.key not in self.pictures:
            raise PictureError(
                f"Không tìm thấy hình “{block.key}” của văn bản;"
                " hãy tải hình lên lại hoặc bỏ hình khỏi nội dung."
            )
        element = paragraph("Hinh")
        element.append(self._drawing(block))
        if not block.caption:
            return [element]
        keep_with_next(element)
        return [element, paragraph("ChuThichHinh", block.caption)]

    def _drawing(self, block):
        content = self.pictures[block.key]
        width, height = self._shown_size(block.key, content)
        inline = self.document.part.new_pic_inline(io.BytesIO(content), Pt(width), Pt(height))
        number = next(self.figure_ids)
        # What a screen reader says; Word's own name for the picture is not of this paper.
        inline.docPr.id, inline.docPr.name = number, f"Hình {number}"
        inline.docPr.set("descr", block.alt)
        # Unsaid, LibreOffice leaves 3 mm beside it.
        for side in "TBLR":
            inline.set(f"dist{side}", "0")
        inline.graphic.graphicData.pic.nvPicPr.cNvPr.name = f"Hình {number}"
        return node("r", node("drawing", inline))

    def _shown_size(self, key, content):
        """Width and height in points; raises PictureError for what is no PNG or JPEG."""
        try:
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
                picture.load()
                width, height = (side / SCREEN_PIXELS_PER_POINT for side in picture.size)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise PictureError(
                f"Không đọc được hình “{key}” của văn bản; hãy tải lên lại hình ở dạng PNG hoặc JPEG."
            ) from error
        scale = min(1, self.width_pt / width, self.height_pt * TALLEST_PICTURE / height)
        return width * scale, height * scale


def _aligned(align):
    """An alignment of its own; such a paragraph has no indent, unless it only is not justified."""
    if not align:
        return ()
    aligned = node("jc", val=ALIGNMENTS[align])
    return (aligned,) if align == "left" else (node("ind", firstLine=0), aligned)


def _table(block, rows, widths):
    made = [
        _row(cells, widths, is_head=number < len(block.head))
        for number, cells in enumerate(_placed(rows, len(widths)))
    ]
    # The first row stays with its heading, the last is not left alone on a page.
    kept = {len(block.head), len(made) - 2} - {-1}
    for number in kept & set(range(len(made) - 1)):
        for element in made[number].iter("{*}p"):
            keep_with_next(element)
    return node(
        "tbl",
        node(
            "tblPr",
            node("tblStyle", val="Bang"),
            node("tblW", w=sum(widths), type="dxa"),
            node("tblLayout", type="fixed"),
        ),
        node("tblGrid", *(node("gridCol", w=width) for width in widths)),
        *made,
    )


@dataclass(frozen=True)
class Place:
    """A cell in one row of the grid; `is_below` where the cell only goes on from the row above."""

    cell: Cell
    column: int
    is_below: bool = False


def _placed(rows, columns) -> Iterable[list[Place]]:
    """Each row's cells in their columns, with those that reach down from above; gaps are filled up."""
    reaching = {}
    for cells in rows:
        waiting, placed, column = list(cells), [], 0
        while column < columns:
            if column in reaching:
                cell, left = reaching.pop(column)
                placed.append(Place(cell, column, is_below=True))
            else:
                cell = _fitting(waiting.pop(0) if waiting else Cell(((),)), column, columns, reaching)
                left = cell.rowspan
                placed.append(Place(cell, column))
            if left > 1:
                reaching[column] = (cell, left - 1)
            column += cell.colspan
        yield placed


def _fitting(cell, column, columns, reaching):
    """The cell, cut off where the table or a cell from above leaves it no room."""
    free = 1
    while free < cell.colspan and column + free < columns and column + free not in reaching:
        free += 1
    return (
        cell
        if free == cell.colspan
        else Cell(cell.paragraphs, cell.align, cell.is_header, free, cell.rowspan)
    )


def _row(places, widths, *, is_head):
    return node(
        "tr",
        node("trPr", node("cantSplit"), node("tblHeader") if is_head else None),
        *(_cell(place, widths, is_head=is_head) for place in places),
    )


def _cell(place, widths, *, is_head):
    cell = place.cell
    merge = None
    if cell.rowspan > 1:
        merge = node("vMerge") if place.is_below else node("vMerge", val="restart")
    width = sum(widths[place.column : place.column + cell.colspan])
    properties = node(
        "tcPr",
        node("tcW", w=width, type="dxa"),
        node("gridSpan", val=cell.colspan) if cell.colspan > 1 else None,
        merge,
        node("vAlign", val="center") if is_head else None,
    )
    texts = ((),) if place.is_below else cell.paragraphs or ((),)
    style = "DauBang" if is_head and cell.is_header else "ChuTrongBang"
    aligned = (node("jc", val=ALIGNMENTS[cell.align]),) if cell.align else ()
    return node("tc", properties, *(paragraph(style, text, *aligned) for text in texts))


def with_signature(elements: list) -> list:
    """The text's last two lines or more go with what follows: nobody signs a page without text."""
    # A picture that goes along too would ask for more than a page, and then nothing is kept at all.
    texts = [
        element
        for element in elements
        if element.tag.endswith("}tbl") or (element.tag.endswith("}p") and element.style != "Hinh")
    ]
    for element in texts[-2:]:
        last = [element] if element.tag.endswith("}p") else list(element.tr_lst[-1].iter("{*}p"))
        for each in last:
            keep_with_next(each)
    return elements


def sample_mark():
    """Says on the paper itself that what it tells is made up."""
    return paragraph("DuLieuMau", "Dữ liệu mẫu")
