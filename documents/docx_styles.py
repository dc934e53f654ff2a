"""The styles of a Word file, named in Vietnamese, one a component of the paper.

A clerk changes a component of the paper by its style: all figures stand here, none in the paragraphs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from documents.docx_nodes import POINTS_PER_MM, node, twips
from documents.profiles import NATURAL_LINE, PaperLayout, TextStyle

FONT = "Times New Roman"
LANGUAGE = "vi-VN"
# What a text's line takes in tables and lists of recipients, in times the type's size (print.css).
TIGHT_LINE = 1.25
ABSTRACT_INSET_MM = 10


@dataclass(frozen=True)
class Look:
    """One paragraph style; `line` names the height of its lines, as _line tells it."""

    id: str
    name: str
    text: TextStyle | None = None
    align: Literal["left", "center", "right", "both"] = "center"
    before_pt: float = 0
    after_pt: float = 0
    first_line_mm: float = 0
    aside_mm: float = 0
    line: Literal["body", "frame", "tight", "natural", "hair"] = "frame"
    is_kept: bool = False
    outline: int | None = None
    based_on: str = "Normal"
    follower: str | None = None
    # Further run properties, which stand behind the size.
    marks: tuple = ()
    border: object = None


def line_pt(layout: PaperLayout) -> float:
    """The height of a line of the body, in points."""
    return layout.line_spacing_pt or layout.line_spacing_times * NATURAL_LINE * layout.body.size_pt


def looks(layout: PaperLayout) -> Iterator[Look]:
    """The paragraph styles from the head of the paper to its annexes."""
    yield from _head_looks(layout)
    yield from _body_looks(layout)
    yield from _table_looks(layout)
    yield from _foot_looks(layout)
    yield from _annex_looks(layout)


def _head_looks(layout):
    line, gap = line_pt(layout), layout.paragraph_gap_pt
    yield Look("TieuDe", "Tiêu đề", layout.title)
    yield Look("TieuNgu", "Tiêu ngữ", layout.motto_text)
    yield Look("CoQuanCapTren", "Cơ quan cấp trên", layout.superior)
    yield Look("CoQuanBanHanh", "Cơ quan ban hành", layout.issuer)
    yield Look("DauCoQuan", "Dấu dưới cơ quan ban hành", layout.body)
    yield Look(
        "DuongKe",
        "Đường kẻ",
        TextStyle(1),
        before_pt=1,
        line="hair",
        border=node("pBdr", node("top", val="single", sz=6, space=0, color="000000")),
    )
    # Below a rule the row of number and date keeps its distance.
    below = 4 if layout.issuer_rule_percent else 0
    yield Look("SoKyHieu", "Số và ký hiệu", layout.number, before_pt=below)
    yield Look("DiaDanhNgay", "Địa danh và ngày", layout.place_date, before_pt=below)
    yield Look("TrichYeuCongVan", "Trích yếu công văn", layout.letter_abstract, before_pt=6, aside_mm=3)
    # In a box of its own the mark has no distance: the box has it.
    above = 0 if layout.is_urgency_boxed else 6
    yield Look("DauKhan", "Dấu chỉ mức độ khẩn", layout.urgency, before_pt=above, line="natural")
    yield Look("LuuHanh", "Phạm vi lưu hành", layout.internal, before_pt=6)
    yield Look(
        "TenLoai", "Tên loại", layout.type_name, before_pt=line + gap, is_kept=True, follower="TrichYeu"
    )
    has_mark = bool(layout.abstract_mark)
    yield Look(
        "TrichYeu",
        "Trích yếu",
        layout.abstract,
        after_pt=0 if has_mark or layout.abstract_rule_percent else 2 * gap,
        aside_mm=ABSTRACT_INSET_MM,
        is_kept=True,
        follower="NoiDung",
    )
    yield Look("DauTrichYeu", "Dấu dưới trích yếu", layout.body, after_pt=2 * gap, is_kept=True)
    yield Look("KinhGui", "Kính gửi", layout.address, before_pt=2 * gap, after_pt=2 * gap)
    yield Look("NoiKinhGui", "Kính gửi nhiều nơi", layout.address, align="left")


def _body_looks(layout):
    gap, indent = layout.paragraph_gap_pt, layout.indent_mm
    in_text = {"align": "both", "line": "body", "first_line_mm": indent, "follower": "NoiDung"}
    yield Look("CanCu", "Căn cứ", layout.basis, before_pt=gap, **{**in_text, "follower": None})
    yield Look("NoiDung", "Nội dung", layout.body, before_pt=gap, **{**in_text, "follower": None})
    yield Look("GachDauDong", "Gạch đầu dòng", layout.body, before_pt=gap, **{**in_text, "follower": None})
    yield Look("DanhSo", "Liệt kê theo số", layout.body, before_pt=gap, **{**in_text, "follower": None})
    for level, (style_id, name, text, before) in enumerate(
        (
            ("Muc", "Mục", layout.section, 2 * gap),
            ("TieuMuc", "Tiểu mục", layout.subsection, gap),
            ("Diem", "Điểm", layout.point, gap),
        )
    ):
        yield Look(
            f"Heading{level + 1}",
            f"heading {level + 1}",
            is_kept=True,
            outline=level,
            align="both",
            line="body",
        )
        yield Look(
            style_id,
            name,
            text,
            before_pt=before,
            is_kept=True,
            outline=level,
            based_on=f"Heading{level + 1}",
            **in_text,
        )
    yield Look(
        "DuLieuMau",
        "Dữ liệu mẫu",
        TextStyle(layout.body.size_pt, bold=True),
        before_pt=gap,
        after_pt=gap,
        marks=(node("bdr", val="single", sz=6, space=3, color="000000"),),
    )


def _table_looks(layout):
    text = layout.table
    gap = layout.paragraph_gap_pt
    yield Look("ChuTrongBang", "Chữ trong bảng", text, align="left", line="tight")
    yield Look("DauBang", "Đầu bảng", TextStyle(text.size_pt, bold=True), line="tight", is_kept=True)
    yield Look(
        "TenBang",
        "Tên bảng",
        TextStyle(text.size_pt, bold=True),
        before_pt=2 * gap,
        after_pt=3,
        line="tight",
        is_kept=True,
    )
    yield Look("CachKhung", "Khoảng cách quanh khung", TextStyle(1), before_pt=5, line="hair")
    yield Look("CachBang", "Khoảng cách quanh bảng", TextStyle(1), before_pt=max(2 * gap - 1, 0), line="hair")
    yield Look("Hinh", "Hình", layout.body, before_pt=2 * gap, line="natural")
    caption = TextStyle(round(layout.body.size_pt * 0.86 * 2) / 2, italic=True)
    yield Look("ChuThichHinh", "Chú thích hình", caption, before_pt=3)


def _foot_looks(layout):
    line = line_pt(layout)
    yield Look("QuyenHanKy", "Quyền hạn ký", layout.authority, is_kept=True)
    yield Look("ChucVu", "Chức vụ", layout.post, is_kept=True)
    yield Look("HoTen", "Họ tên người ký", layout.signer, before_pt=line * layout.signature_gap_lines)
    yield Look("NhanNoiNhan", "Nơi nhận (nhãn)", layout.recipients_label, align="left", is_kept=True)
    yield Look("NoiNhan", "Nơi nhận", layout.recipients, align="left", line="tight")
    # Above the signatures: a table has no distance of its own.
    yield Look(
        "CachKy", "Khoảng cách trước phần ký", TextStyle(1), before_pt=2 * line - 1, line="hair", is_kept=True
    )


def _annex_looks(layout):
    yield Look(
        "PhuLuc",
        "Phụ lục",
        layout.annex_label,
        is_kept=True,
        outline=0,
        based_on="Heading1",
        follower="TenPhuLuc",
    )
    yield Look("TenPhuLuc", "Tên phụ lục", layout.annex_title, is_kept=True, follower="KemTheo")
    yield Look(
        "KemTheo",
        "Kèm theo",
        layout.annex_of,
        after_pt=2 * layout.paragraph_gap_pt,
        is_kept=True,
        follower="NoiDung",
    )
    number_place = {"top-center": "center", "bottom-right": "right"}[layout.page_number_place]
    yield Look("SoTrang", "Số trang", TextStyle(layout.page_number_pt), align=number_place, line="natural")
    yield Look("DuThao", "Dự thảo", layout.draft, align="right", line="natural")
    yield Look("GhiChuTheThuc", "Ghi chú thể thức", TextStyle(8), align="left", line="natural")
    yield Look("KetThucPhan", "Kết thúc phần", TextStyle(1), line="hair")


def styles(layout: PaperLayout):
    """The styles part: these and no others."""
    return node(
        "styles",
        node(
            "docDefaults",
            node("rPrDefault", node("rPr", fonts(), *_size(layout.body.size_pt), _language())),
            node("pPrDefault", node("pPr", node("spacing", before=0, after=0, line=240, lineRule="auto"))),
        ),
        # Only what this paper is made of is offered, not the 270 styles Word would list.
        node(
            "latentStyles",
            defLockedState=0,
            defUIPriority=99,
            defSemiHidden=1,
            defUnhideWhenUsed=0,
            defQFormat=0,
            count=376,
        ),
        node(
            "style",
            node("name", val="Normal"),
            node("qFormat"),
            node("pPr", node("widowControl")),
            type="paragraph",
            default=1,
            styleId="Normal",
        ),
        _base_style("character", "DefaultParagraphFont", "Default Paragraph Font"),
        _base_style("numbering", "NoList", "No List"),
        _base_style("table", "TableNormal", "Normal Table", _cells(0, 108)),
        *(_style(layout, look) for look in looks(layout)),
        _table_style("Khung", "Khung không viền", _cells(0, 0)),
        _table_style("Bang", "Bảng", _borders(), _cells(50, 80)),
    )


def _style(layout, look):
    is_builtin = look.id.startswith("Heading")
    return node(
        "style",
        node("name", val=look.name),
        node("basedOn", val=look.based_on),
        node("next", val=look.follower) if look.follower else None,
        node("uiPriority", val=9 if is_builtin else 1),
        node("qFormat"),
        node("pPr", *_paragraph_properties(layout, look)),
        node("rPr", *_run_properties(look)) if look.text else None,
        type="paragraph",
        styleId=look.id,
        customStyle=None if is_builtin else 1,
    )


def _paragraph_properties(layout, look):
    yield node("keepNext") if look.is_kept else None
    yield look.border
    yield node("spacing", before=twips(look.before_pt), after=twips(look.after_pt), **_line(layout, look))
    aside = twips(look.aside_mm * POINTS_PER_MM)
    yield node("ind", left=aside, right=aside, firstLine=twips(look.first_line_mm * POINTS_PER_MM))
    yield node("jc", val=look.align)
    yield None if look.outline is None else node("outlineLvl", val=look.outline)


def _line(layout, look) -> dict:
    """The height of a line: a natural one (Word's "single") is 240, whatever the size of the type."""
    if look.line == "hair":
        return {"line": twips(1), "lineRule": "exact"}
    is_single = look.line == "frame" and not layout.line_spacing_pt
    if look.line == "natural" or is_single:
        return {"line": 240, "lineRule": "auto"}
    if look.line == "tight":
        return {"line": round(240 * TIGHT_LINE / NATURAL_LINE), "lineRule": "auto"}
    if not layout.line_spacing_pt:
        return {"line": round(240 * layout.line_spacing_times), "lineRule": "auto"}
    # In the frame larger type may stand, which "exactly" would cut off.
    rule = "exact" if look.line == "body" else "atLeast"
    return {"line": twips(layout.line_spacing_pt), "lineRule": rule}


def _run_properties(look):
    text = look.text
    if text.bold:
        yield from (node("b"), node("bCs"))
    if text.italic:
        yield from (node("i"), node("iCs"))
    if text.caps:
        yield node("caps")
    if look.id == "GhiChuTheThuc":
        yield node("color", val="555555")
    yield from _size(text.size_pt)
    if text.underline:
        yield node("u", val="single")
    yield from look.marks


def _size(points):
    return node("sz", val=round(points * 2)), node("szCs", val=round(points * 2))


def fonts():
    return node("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT)


def _language():
    return node("lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi="ar-SA")


def _base_style(kind, style_id, name, properties=None):
    """A style every Word file has to have, not offered to anybody."""
    return node(
        "style",
        node("name", val=name),
        node("uiPriority", val=99),
        node("semiHidden"),
        node("unhideWhenUsed"),
        node("tblPr", properties) if properties is not None else None,
        type=kind,
        default=1,
        styleId=style_id,
    )


def _table_style(style_id, name, *properties):
    return node(
        "style",
        node("name", val=name),
        node("basedOn", val="TableNormal"),
        node("uiPriority", val=1),
        node("qFormat"),
        node("tblPr", *properties),
        type="table",
        customStyle=1,
        styleId=style_id,
    )


def _cells(above, aside):
    return node(
        "tblCellMar",
        *(
            node(side, w=width, type="dxa")
            for side, width in (("top", above), ("left", aside), ("bottom", above), ("right", aside))
        ),
    )


def _borders():
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return node("tblBorders", *(node(side, val="single", sz=4, space=0, color="000000") for side in sides))
