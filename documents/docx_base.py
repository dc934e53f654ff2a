"""The empty Word file of one layout: its styles, its lists, its language and nothing else.

python-docx's own template is not used: its 160 styles, theme and thumbnail are no part of an office's paper.
"""

import io
import zipfile

from docx import Document
from lxml import etree

from documents.docx_nodes import POINTS_PER_MM, node, twips
from documents.docx_styles import LANGUAGE, fonts, styles
from documents.profiles import PaperLayout

# The lists' definitions, and the one numbering that every list with hyphens shares.
HYPHENS, NUMBERS = 0, 1
HYPHEN_LIST = 1
DEEPEST_LIST = 9
# As the office writes: a list within a list is told by its sign (print.css).
HYPHEN_SIGNS = ("-", "+")

OPC = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
CONTENT_TYPES = (
    f'<Types xmlns="{OPC}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{WORD_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{WORD_TYPE}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{WORD_TYPE}.settings+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{WORD_TYPE}.numbering+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>"
)
RELATIONS = (
    f'<Relationships xmlns="{OPC}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{OPC}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/>'
    "</Relationships>"
)
DOCUMENT_RELATIONS = (
    f'<Relationships xmlns="{OPC}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/settings" Target="settings.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/numbering" Target="numbering.xml"/>'
    "</Relationships>"
)
CORE = (
    f'<cp:coreProperties xmlns:cp="{OPC}/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:dcmitype="http://purl.org/dc/dcmitype/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'
)


def empty_document(layout: PaperLayout):
    """A python-docx Document with the layout's styles and no text."""
    store = io.BytesIO()
    with zipfile.ZipFile(store, "w") as file:
        for name, text in (
            ("[Content_Types].xml", CONTENT_TYPES),
            ("_rels/.rels", RELATIONS),
            ("docProps/core.xml", CORE),
            ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS),
            ("word/document.xml", _text(node("document", node("body", node("sectPr"))))),
            ("word/styles.xml", _text(styles(layout))),
            ("word/settings.xml", _text(_settings())),
            ("word/numbering.xml", _text(_numbering(layout))),
        ):
            file.writestr(name, text)
    store.seek(0)
    return Document(store)


def _numbering(layout):
    """Hyphens and numbers as the office writes them: in the first line's indent, the text runs on below."""
    return node(
        "numbering",
        *(
            node(
                "abstractNum",
                node("multiLevelType", val="multilevel"),
                *(_list_level(layout, kind, level) for level in range(DEEPEST_LIST)),
                abstractNumId=kind,
            )
            for kind in (HYPHENS, NUMBERS)
        ),
        node("num", node("abstractNumId", val=HYPHENS), numId=HYPHEN_LIST),
    )


def _list_level(layout, kind, level):
    is_numbered = kind == NUMBERS
    return node(
        "lvl",
        node("start", val=1),
        node("numFmt", val="decimal" if is_numbered else "bullet"),
        node("suff", val="space"),
        node("lvlText", val=f"%{level + 1}." if is_numbered else HYPHEN_SIGNS[min(level, 1)]),
        node("lvlJc", val="left"),
        node("pPr", node("ind", left=0, firstLine=twips(layout.indent_mm * POINTS_PER_MM))),
        node("rPr", fonts()),
        ilvl=level,
    )


def _settings():
    return node(
        "settings",
        node("zoom", percent=100),
        node("defaultTabStop", val=720),
        node("characterSpacingControl", val="doNotCompress"),
        node(
            "compat",
            # Without it Word opens the file "in compatibility mode", as one of before 2013.
            node(
                "compatSetting",
                name="compatibilityMode",
                uri="http://schemas.microsoft.com/office/word",
                val=15,
            ),
        ),
        node("themeFontLang", val=LANGUAGE),
        node("decimalSymbol", val=","),
        node("listSeparator", val=";"),
    )


def _text(element) -> bytes:
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)
