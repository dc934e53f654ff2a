"""What stands around a paper's text in its Word file: head, addressees, signatures, names of annexes."""

from docx.oxml.ns import qn

from documents import printing
from documents.docx_nodes import (
    POINTS_PER_MM,
    Column,
    box,
    field,
    frame,
    keep_with_next,
    node,
    paragraph,
    rule,
    text_length,
    twips,
)
from documents.paper import URGENCY_BOX_HEIGHT_MM, Annex, Paper

# Between "Kính gửi:" and the names beside it, and how much of the width both may take (print.css).
ADDRESS_GAP_PT, ADDRESS_PART = 1.5 * POINTS_PER_MM, 0.88
# A word processor's letters are a little wider than they measure.
SLACK_PT = 4


def head(paper: Paper, width_pt: float) -> list:
    """From the issuer's name to the addressees, in a column of `width_pt`."""
    left, right = _halves(paper, width_pt)
    parts = [
        frame(
            [
                (Column(left, tuple(_names(paper, left))), Column(right, tuple(_heading(paper, right)))),
                (Column(left, tuple(_number(paper))), Column(right, tuple(_place_date(paper)))),
            ]
        )
    ]
    if not paper.is_letter:
        parts += _type_name(paper, width_pt)
    return [*parts, *_addressees(paper, width_pt)]


def _halves(paper, width_pt):
    left = width_pt * paper.layout.head_left_percent / 100
    return left, width_pt - left


def _names(paper, width_pt):
    layout = paper.layout
    for line in printing.superior_lines(paper):
        yield paragraph("CoQuanCapTren", line)
    lines = printing.issuer_lines(paper)
    for line in lines:
        yield paragraph("CoQuanBanHanh", line)
    if layout.issuer_rule_percent and lines:
        length = text_length(lines[-1], layout.issuer) * layout.issuer_rule_percent / 100
        yield rule(length, width_pt)
    if layout.issuer_mark:
        yield paragraph("DauCoQuan", layout.issuer_mark)


def _heading(paper, width_pt):
    layout = paper.layout
    yield paragraph("TieuDe", layout.heading)
    last, style = layout.heading, layout.title
    if layout.motto:
        yield paragraph("TieuNgu", layout.motto)
        last, style = layout.motto, layout.motto_text
    if layout.has_heading_rule:
        yield rule(text_length(last, style), width_pt)


def _number(paper):
    yield paragraph("SoKyHieu", paper.number)
    if paper.is_letter:
        yield paragraph("TrichYeuCongVan", "\n".join(printing.letter_abstract_lines(paper)))
    if paper.urgency and paper.urgency_box_mm:
        yield paragraph("CachKhung")
        yield box(paragraph("DauKhan", paper.urgency), paper.urgency_box_mm, URGENCY_BOX_HEIGHT_MM)
        # No cell ends with a table.
        yield paragraph("CachKhung")
    elif paper.urgency:
        yield paragraph("DauKhan", paper.urgency)
    if paper.is_internal:
        yield paragraph("LuuHanh", paper.layout.internal_word)


def _place_date(paper):
    yield paragraph("DiaDanhNgay", paper.place_date)


def _type_name(paper, width_pt):
    layout = paper.layout
    yield paragraph("TenLoai", paper.type_name)
    lines = printing.abstract_lines(paper)
    yield paragraph("TrichYeu", "\n".join(lines))
    if layout.abstract_rule_percent:
        length = text_length(lines[-1], layout.abstract) * layout.abstract_rule_percent / 100
        line = rule(length, width_pt)
        after = node("spacing", after=twips(2 * layout.paragraph_gap_pt))
        line.pPr.find(qn("w:ind")).addprevious(after)
        keep_with_next(line)
        yield line
    if layout.abstract_mark:
        yield paragraph("DauTrichYeu", layout.abstract_mark)


def _addressees(paper, width_pt):
    """One stands behind the word, in the middle; several below each other beside it."""
    word, lines = f"{paper.address_word or 'Kính gửi'}:", paper.address_lines
    if not lines:
        return
    if len(lines) == 1:
        yield paragraph("KinhGui", f"{word} {lines[0]}")
        return
    style, gap = paper.layout.address, paper.layout.paragraph_gap_pt
    left = text_length(word, style) + ADDRESS_GAP_PT + SLACK_PT
    longest = max(text_length(line, style) for line in lines) + SLACK_PT
    right = min(longest, ADDRESS_PART * width_pt - left)
    names = tuple(paragraph("NoiKinhGui", line) for line in lines)
    table = frame([(Column(left, (paragraph("NoiKinhGui", word),)), Column(right, names))])
    table.tblPr.find(qn("w:tblW")).addnext(node("jc", val="center"))
    yield _distance(2 * gap)
    yield table
    yield _distance(2 * gap)


def _distance(points):
    """Room above or below a table, which has none of its own."""
    return paragraph("CachBang", "", node("spacing", before=twips(max(points - 1, 0))))


def foot(paper: Paper, width_pt: float) -> list:
    """Who signs and who gets the paper, in one piece."""
    return _minutes_foot(paper, width_pt) if paper.is_minutes else _signed_foot(paper, width_pt)


def _signed_foot(paper, width_pt):
    left, right = _halves(paper, width_pt)
    signing = [
        *(paragraph("QuyenHanKy", line) for line in paper.authority.splitlines()),
        *(paragraph("ChucVu", line) for line in paper.post.splitlines() or [""]),
        paragraph("HoTen", paper.signer),
    ]
    row = Column(left, tuple(_recipients(paper))), Column(right, tuple(signing))
    table = frame([row], may_break=paper.has_long_foot)
    return [paragraph("CachKy"), table]


def _minutes_foot(paper, width_pt):
    def signs(what, who):
        return Column(width_pt / 2, (paragraph("QuyenHanKy", what), paragraph("HoTen", who)))

    layout = paper.layout
    row = signs(layout.minutes_left, paper.secretary), signs(layout.minutes_right, paper.signer)
    recipients = list(_recipients(paper))
    if not recipients:
        return [paragraph("CachKy"), frame([row])]
    for column in row:
        for element in column.paragraphs:
            keep_with_next(element)
    for element in recipients[:-1]:
        keep_with_next(element)
    return [paragraph("CachKy"), frame([row]), paragraph("CachKy"), *recipients]


def _recipients(paper):
    if not paper.recipient_lines:
        return
    yield paragraph("NhanNoiNhan", "Nơi nhận:")
    for line in paper.recipient_lines:
        yield paragraph("NoiNhan", line)


def annex_head(annex: Annex) -> list:
    """The annex's label, name and the paper it belongs to."""
    lines = [paragraph("PhuLuc", annex.label), paragraph("TenPhuLuc", annex.title)]
    if annex.attached_to:
        lines.append(paragraph("KemTheo", annex.attached_to))
    return lines


def running_head(paper: Paper, width_pt: float, *, has_number: bool) -> list:
    """The one paragraph above every page: its number, and "Dự thảo" at the right margin."""
    mark = paper.layout.draft_word if paper.is_draft else ""
    if has_number and mark:
        # One line for both: the number in the middle, the mark at the right.
        tabs = node(
            "tabs",
            node("tab", val="center", pos=twips(width_pt / 2)),
            node("tab", val="right", pos=twips(width_pt)),
        )
        element = paragraph("SoTrang", "", tabs, node("jc", val="left"))
        element.extend([_tab(), *field("PAGE"), _tab(), *_draft_run(paper)])
        return [element]
    if has_number:
        return [numbered()]
    return [paragraph("DuThao", mark)] if mark else []


def numbered():
    """A paragraph with the page's number."""
    element = paragraph("SoTrang")
    element.extend(field("PAGE"))
    return element


def _tab():
    return node("r", node("tab"))


def _draft_run(paper):
    style = paper.layout.draft
    element = paragraph("DuThao", paper.layout.draft_word)
    for each in element.r_lst:
        properties = [node("b")] if style.bold else []
        properties += [node("i")] if style.italic else []
        properties += [node("caps")] if style.caps else []
        properties += [node("sz", val=round(style.size_pt * 2))]
        each.insert(0, node("rPr", *properties))
    return element.r_lst
