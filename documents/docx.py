"""A paper as a Word file that a clerk can still touch; the only writer of DOCX.

Every figure is the layout's, every component a style with a Vietnamese name (documents.docx_styles).
"""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count

from docx.oxml.ns import qn

from documents import docx_frame
from documents.docx_base import empty_document
from documents.docx_body import Body, sample_mark, with_signature
from documents.docx_nodes import POINTS_PER_MM, node, paragraph, twips
from documents.docx_styles import LANGUAGE
from documents.paper import Paper
from documents.profiles import PAGE_HEIGHT_MM, PAGE_WIDTH_MM

# The first moment a zip file can tell: the same paper gives the same bytes.
ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
# Longer than this no property of a Word file may be.
LONGEST_PROPERTY = 255
LONG_DATE = re.compile(r"ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})")


def render_docx(paper: Paper, *, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The paper as a .docx; the same paper and pictures give the same bytes.

    `pictures` are PNG or JPEG files by the keys of the text's figures. One that is missing or cannot be read
    raises documents.docx_body.PictureError (a RenderError and a ValueError) with a Vietnamese sentence.
    """
    document = empty_document(paper.layout)
    writer = _Writer(document, paper, pictures or {})
    writer.write()
    _tell(document.core_properties, paper)
    return _packed(document)


class _Writer:
    """Writes one paper's sections, one after another, into an empty document."""

    def __init__(self, document, paper, pictures):
        self.document = document
        self.paper = paper
        self.layout = paper.layout
        self.pictures = pictures
        self.story = document.element.body
        self.figure_ids = count(1)

    def write(self):
        """The paper and its annexes, each a section; the last section's page stands behind everything."""
        paper = self.paper
        width, _ = self._text_size()
        text = self._body().elements(paper.blocks)
        basis = [paragraph("CanCu", line) for line in paper.basis_lines]
        sample = [sample_mark()] if paper.is_sample else []
        self._add(docx_frame.head(paper, width))
        self._add(with_signature([*sample, *basis, *text]))
        self._add(docx_frame.foot(paper, width))
        page = self._first_page()
        for annex in paper.annexes:
            self._add([paragraph("KetThucPhan", "", page)])
            self._add(docx_frame.annex_head(annex))
            self._add(self._body(is_landscape=annex.is_landscape).elements(annex.blocks))
            page = self._annex_page(annex)
        self._add([paragraph("KetThucPhan")])
        self.story.replace(self.story.sectPr, page)

    def _add(self, elements):
        for element in elements:
            self.story.sectPr.addprevious(element)

    def _body(self, *, is_landscape=False):
        return Body(self.document, self.pictures, *self._text_size(is_landscape), self.figure_ids)

    def _text_size(self, is_landscape=False):
        """The width and height between the margins, in points."""
        layout = self.layout
        width, height = _sheet(is_landscape)
        return (
            (width - layout.margin_left_mm - layout.margin_right_mm) * POINTS_PER_MM,
            (height - layout.margin_top_mm - layout.margin_bottom_mm) * POINTS_PER_MM,
        )

    def _first_page(self):
        """The paper's own pages: the number from the second page on."""
        first = self._reference("header", "first", self._running_head(has_number=False))
        note = [paragraph("GhiChuTheThuc", self.paper.unsure_note)] if self.paper.unsure_note else []
        return self._page(
            [*first, *self._numbered_references(), *self._reference("footer", "first", note)],
            node("titlePg"),
        )

    def _annex_page(self, annex):
        """An annex's pages: numbered on, or anew from 1; a draft's mark stands at the right margin."""
        references = (
            self._numbered_references(is_landscape=True)
            if annex.is_landscape
            else self._numbered_references()
            if any(each.is_landscape for each in self.paper.annexes)
            else []
        )
        is_anew = self.layout.is_annex_numbered_anew
        # Pages that count from 1 again begin like the paper itself: without a number.
        first = []
        if is_anew:
            head = self._running_head(has_number=False, is_landscape=annex.is_landscape)
            empty = [paragraph("SoTrang")]
            first = [
                *self._reference("header", "first", head or empty),
                *self._reference("footer", "first", empty),
            ]
        return self._page(
            [*first, *references],
            node("titlePg") if is_anew else None,
            is_landscape=annex.is_landscape,
            is_anew=is_anew,
        )

    def _numbered_references(self, *, is_landscape=False):
        """The header and footer of the pages that bear a number, at the layout's place."""
        is_above = self.layout.page_number_place == "top-center"
        head = self._running_head(has_number=is_above, is_landscape=is_landscape)
        below = [] if is_above else [docx_frame.numbered()]
        return [*self._reference("header", "default", head), *self._reference("footer", "default", below)]

    def _running_head(self, *, has_number, is_landscape=False):
        width, _ = self._text_size(is_landscape)
        return docx_frame.running_head(self.paper, width, has_number=has_number)

    def _reference(self, kind, place, paragraphs) -> list:
        """A new header or footer with these paragraphs; none where there are none."""
        if not paragraphs:
            return []
        add = self.document.part.add_header_part if kind == "header" else self.document.part.add_footer_part
        part, relation = add()
        for child in list(part.element):
            part.element.remove(child)
        part.element.extend(paragraphs)
        reference = node(f"{kind}Reference", type=place)
        reference.set(qn("r:id"), relation)
        return [reference]

    def _page(self, references, *last, is_landscape=False, is_anew=False):
        layout = self.layout
        width, height = _sheet(is_landscape)
        edge = _mm(layout.page_number_edge_mm)
        return node(
            "sectPr",
            *references,
            node("type", val="nextPage"),
            node("pgSz", w=_mm(width), h=_mm(height), orient="landscape" if is_landscape else None),
            node(
                "pgMar",
                top=_mm(layout.margin_top_mm),
                right=_mm(layout.margin_right_mm),
                bottom=_mm(layout.margin_bottom_mm),
                left=_mm(layout.margin_left_mm),
                header=edge,
                footer=edge,
                gutter=0,
            ),
            node("pgNumType", start=1) if is_anew else None,
            *last,
        )


def _sheet(is_landscape):
    return (PAGE_HEIGHT_MM, PAGE_WIDTH_MM) if is_landscape else (PAGE_WIDTH_MM, PAGE_HEIGHT_MM)


def _mm(millimetres):
    return twips(millimetres * POINTS_PER_MM)


def _tell(properties, paper):
    """What the file says of itself; its day is the paper's own, and where that has none, none."""
    properties.title = paper.title[:LONGEST_PROPERTY]
    properties.author = " ".join(paper.issuer)[:LONGEST_PROPERTY]
    properties.language = LANGUAGE
    if told := LONG_DATE.search(paper.place_date):
        day, month, year = map(int, told.groups())
        properties.created = properties.modified = datetime(year, month, day, tzinfo=UTC)


def _packed(document) -> bytes:
    """The file's bytes, with the same moment on every part."""
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            told = zipfile.ZipInfo(name, ZIP_MOMENT)
            told.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(told, source.read(name))
    return packed.getvalue()
