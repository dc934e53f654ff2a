"""The Word file of a paper: its figures are the layout's, its words the PDF's, and both readers take it."""

import io
import re
import zipfile
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from django.conf import settings
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import ImageFont

from documents.docx import render_docx
from documents.known_profiles import KNOWN_PROFILES, PARTY, STATE
from documents.paper import Shape
from documents.profiles import TextStyle
from tests.paper_samples import FIGURE, SAMPLES, annex, files_in, paper, picture

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return files_in(tmp_path_factory.mktemp("docx"))


def opened(sample, **pictures):
    return Document(io.BytesIO(render_docx(sample, pictures=pictures)))


def style_figures(style) -> TextStyle:
    font = style.font
    return TextStyle(
        font.size.pt, bool(font.bold), bool(font.italic), bool(font.all_caps), bool(font.underline)
    )


SIGNS = {qn("w:noBreakHyphen"): "-", qn("w:br"): " "}


def written(document, style_name) -> list[str]:
    """The text of all paragraphs in one style, in tables too."""
    style_id = document.styles[style_name].style_id
    return [
        "".join(SIGNS.get(node.tag) or node.text or "" for node in each.iter(qn("w:t"), *SIGNS))
        for each in document.element.body.iter(qn("w:p"))
        if each.style == style_id
    ]


# --- The figures are the layout's -------------------------------------------------------------------

STYLE_OF = {
    "title": "Tiêu đề",
    "motto_text": "Tiêu ngữ",
    "superior": "Cơ quan cấp trên",
    "issuer": "Cơ quan ban hành",
    "number": "Số và ký hiệu",
    "place_date": "Địa danh và ngày",
    "type_name": "Tên loại",
    "abstract": "Trích yếu",
    "letter_abstract": "Trích yếu công văn",
    "address": "Kính gửi",
    "basis": "Căn cứ",
    "body": "Nội dung",
    "section": "Mục",
    "subsection": "Tiểu mục",
    "point": "Điểm",
    "table": "Chữ trong bảng",
    "authority": "Quyền hạn ký",
    "post": "Chức vụ",
    "signer": "Họ tên người ký",
    "recipients_label": "Nơi nhận (nhãn)",
    "recipients": "Nơi nhận",
    "annex_label": "Phụ lục",
    "annex_title": "Tên phụ lục",
    "annex_of": "Kèm theo",
    "urgency": "Dấu chỉ mức độ khẩn",
    "draft": "Dự thảo",
    "internal": "Phạm vi lưu hành",
}


@pytest.mark.parametrize("known", KNOWN_PROFILES, ids=lambda known: known.name)
def test_every_component_is_a_style_with_the_figures_of_the_layout(known):
    layout = known.layout

    document = opened(paper(layout))

    told = {name: style_figures(document.styles[style]) for name, style in STYLE_OF.items()}
    assert told == {
        each.name: getattr(layout, each.name)
        for each in fields(layout)
        if isinstance(each.default, TextStyle)
    }


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("known", KNOWN_PROFILES, ids=lambda known: known.name)
def test_page_and_spacing_are_those_of_the_layout(known, shape):
    layout = known.layout

    document = opened(paper(layout, shape=shape))

    page = document.sections[0]
    sides = (page.page_width, page.page_height, page.top_margin, page.bottom_margin, page.left_margin)
    assert [
        round(side.mm, 1) for side in (*sides, page.right_margin, page.header_distance, page.footer_distance)
    ] == [
        210,
        297,
        layout.margin_top_mm,
        layout.margin_bottom_mm,
        layout.margin_left_mm,
        layout.margin_right_mm,
        layout.page_number_edge_mm,
        layout.page_number_edge_mm,
    ]
    body = document.styles["Nội dung"].paragraph_format
    assert body.space_before.pt == layout.paragraph_gap_pt
    assert round(body.first_line_indent.mm, 1) == layout.indent_mm
    expected = Pt(layout.line_spacing_pt) if layout.line_spacing_pt else layout.line_spacing_times
    assert body.line_spacing == expected


def test_a_changed_figure_changes_the_file():
    changed = replace(
        PARTY,
        margin_left_mm=35,
        page_number_edge_mm=12,
        indent_mm=12.7,
        line_spacing_pt=20,
        paragraph_gap_pt=8,
        signature_gap_lines=5,
        head_left_percent=40,
        type_name=TextStyle(15, bold=True, italic=True),
    )

    document = opened(paper(changed))

    page, body = document.sections[0], document.styles["Nội dung"].paragraph_format
    assert (round(page.left_margin.mm), round(page.header_distance.mm)) == (35, 12)
    assert (round(body.first_line_indent.mm, 1), body.line_spacing.pt, body.space_before.pt) == (12.7, 20, 8)
    assert document.styles["Họ tên người ký"].paragraph_format.space_before.pt == 5 * 20
    assert style_figures(document.styles["Tên loại"]) == TextStyle(15, bold=True, italic=True)
    left, right = (cell.width for cell in document.tables[0].rows[0].cells)
    assert round(left / (left + right), 3) == 0.4
    assert round((left + right) / Mm(1)) == 160


# --- The frame --------------------------------------------------------------------------------------


def rules(document) -> list[float]:
    """The lengths of the rules in points, in the order in which they stand."""
    lengths = []
    for each in document.element.body.iter(qn("w:p")):
        if each.style != "DuongKe":
            continue
        cell = next(each.iterancestors(qn("w:tc")), None)
        page = document.sections[0]
        width = page.page_width - page.left_margin - page.right_margin if cell is None else cell.width
        indent = each.pPr.find(qn("w:ind"))
        lengths.append(width.pt if cell is not None else width / Pt(1))
        lengths[-1] -= (int(indent.get(qn("w:left"))) + int(indent.get(qn("w:right")))) / 20
    return [round(length) for length in lengths]


def length(text, style):
    face = "Bold" if style.bold else "Regular"
    font = ImageFont.truetype(settings.BASE_DIR / f"static/vendor/tinos/Tinos-{face}.ttf", 1000)
    shown = text.upper() if style.caps else text
    return sum(font.getlength(letter) for letter in shown) * style.size_pt / 1000


def test_the_rule_under_the_party_title_is_as_long_as_the_title():
    document = opened(paper(PARTY))

    assert rules(document) == [round(length("ĐẢNG CỘNG SẢN VIỆT NAM", PARTY.title))]


def test_the_rules_of_a_state_head_are_parts_of_the_lines_above_them():
    layout = replace(STATE, issuer_rule_percent=50, abstract_rule_percent=40)

    document = opened(paper(layout, issuer=("Ban Thường trực",), abstract="về việc học tập"))

    assert rules(document) == [
        round(length("Ban Thường trực", layout.issuer) / 2),
        round(length("Độc lập - Tự do - Hạnh phúc", layout.motto_text)),
        round(length("về việc học tập", layout.abstract) * 0.4),
    ]


def test_a_plan_bears_its_parts_in_their_styles(files):
    document = Document(files["party"])

    parts = ("Số và ký hiệu", "Địa danh và ngày", "Tên loại", "Dấu dưới trích yếu", "Căn cứ", "Nơi nhận")
    assert {name: written(document, name) for name in parts} == {
        "Số và ký hiệu": ["Số 19-KH/ĐU"],
        "Địa danh và ngày": ["Phường 6, ngày 25 tháng 4 năm 2016"],
        "Tên loại": ["Kế hoạch"],
        "Dấu dưới trích yếu": ["-----"],
        "Căn cứ": ["- Căn cứ Chỉ thị 05-CT/TW, ngày 15/5/2016;", "- Căn cứ Chương trình 12-CTr/QU."],
        "Nơi nhận": ["- Quận ủy (để báo cáo);", "- Các chi bộ;", "- Lưu Đảng ủy."],
    }


def test_a_letter_names_no_type_and_bears_its_abstract_under_the_number(files):
    document = Document(files["letter"])

    left = document.tables[0].rows[1].cells[0]
    assert [each.text for each in left.paragraphs if each.text] == [
        "Số: 19-KH/ĐU",
        "V/v phối hợp tổ chức Ngày hội",
        "Lưu hành nội bộ",
    ]
    (box,) = left.tables
    size = round(box.columns[0].width.mm), round(box.rows[0].height.mm)
    assert (box.cell(0, 0).text, size) == ("Khẩn", (20, 8))
    assert written(document, "Tên loại") == []
    assert [cell.text for cell in document.tables[1].rows[0].cells] == [
        "Kính gửi:",
        "- Chi bộ khu phố 1;\n- Hội Liên hiệp Phụ nữ phường.",
    ]
    assert box._tbl.tblPr.find(qn("w:tblBorders")).find(qn("w:top")).get(qn("w:val")) == "single"


def test_minutes_are_signed_by_two_and_bear_no_date(files):
    document = Document(files["minutes"])

    assert [cell.text for cell in document.tables[-1].rows[0].cells] == [
        "Người ghi biên bản\nTrần Thị B",
        "Chủ trì hội nghị\nNguyễn Văn A",
    ]
    assert written(document, "Địa danh và ngày") == [""]
    assert written(document, "Dữ liệu mẫu") == ["Dữ liệu mẫu"]


def test_no_line_ends_within_the_number_of_a_paper():
    document = opened(paper(body_html="<p>Thực hiện Kế hoạch 12/KH-MTTQ-BTT, quý I-II năm 2017</p>"))

    (text,) = [each for each in document.paragraphs if each.style.name == "Nội dung"]
    assert [node.tag for node in text._p.iter(qn("w:t"), qn("w:noBreakHyphen"))] == [
        qn(f"w:{tag}") for tag in ("t", "noBreakHyphen", "t", "noBreakHyphen", "t")
    ]
    assert text.text == "Thực hiện Kế hoạch 12/KH-MTTQ-BTT, quý I-II năm 2017."


def test_the_signature_is_kept_in_one_piece_with_the_end_of_the_text(files):
    document = Document(files["submission"])

    row = document.tables[-1].rows[0]
    assert row._tr.trPr.find(qn("w:cantSplit")) is not None
    body = [each for each in document.element.body if each.tag == qn("w:p")]
    kept = [each for each in body if each.pPr.find(qn("w:keepNext")) is not None]
    assert [each.style for each in kept[-2:]] == ["NoiDung", "NoiDung"]
    assert document.styles["Khoảng cách trước phần ký"].paragraph_format.keep_with_next is True


# --- Pages ------------------------------------------------------------------------------------------


def fields_in(part) -> list[str]:
    return [each.text.strip() for each in part._element.iter(qn("w:instrText"))]


@pytest.mark.parametrize("place", ["top-center", "bottom-right"])
def test_the_page_number_is_a_field_from_the_second_page_on(place):
    document = opened(paper(replace(PARTY, page_number_place=place)))

    page = document.sections[0]
    bearer, other = (page.header, page.footer) if place == "top-center" else (page.footer, page.header)
    assert page.different_first_page_header_footer is True
    assert fields_in(bearer) == ["PAGE"]
    assert other.is_linked_to_previous is True  # there is none
    assert page.first_page_header.is_linked_to_previous is True
    style = document.styles["Số trang"]
    assert (style.font.size.pt, style.paragraph_format.alignment) == (14, 1 if place == "top-center" else 2)


def test_an_annex_is_a_section_of_its_own_and_a_wide_one_lies_on_its_side(files):
    document = Document(files["party"])

    assert [(page.orientation, round(page.page_width.mm)) for page in document.sections] == [
        (0, 210),
        (1, 297),
        (0, 210),
    ]
    assert [page.different_first_page_header_footer for page in document.sections] == [True, False, False]
    assert [fields_in(page.header) for page in document.sections] == [["PAGE"]] * 3
    assert written(document, "Phụ lục") == ["Phụ lục I", "Phụ lục II"]


@pytest.mark.parametrize(("is_anew", "starts"), [(True, [None, "1"]), (False, [None, None])])
def test_annexes_are_numbered_as_the_layout_says(is_anew, starts):
    document = opened(paper(replace(PARTY, is_annex_numbered_anew=is_anew), annexes=(annex(),)))

    numbers = [page._sectPr.find(qn("w:pgNumType")) for page in document.sections]
    assert [None if each is None else each.get(qn("w:start")) for each in numbers] == starts
    # What counts from 1 again shows no 1 on its first page.
    last = document.sections[-1]
    assert last.different_first_page_header_footer is is_anew
    assert fields_in(last.first_page_header) == []


def test_a_draft_says_so_on_every_page(files):
    document = Document(files["state"])

    heads = [document.sections[0].first_page_header, *(page.header for page in document.sections)]
    assert [re.sub(r"[\t2]", "", head.paragraphs[0].text) for head in heads] == ["Dự thảo"] * 3
    assert document.sections[0].first_page_footer.paragraphs[0].text == "Số đo chưa rõ nguồn."
    tabs = [page.header.paragraphs[0].paragraph_format.tab_stops[1].position.mm for page in document.sections]
    assert [round(place) for place in tabs] == [165, 252]


# --- The text ---------------------------------------------------------------------------------------


def test_headings_are_real_ones(files):
    document = Document(files["minutes"])

    headings = [
        (each.text, each.style.name, each.style.base_style.name)
        for each in document.paragraphs
        if each.style.base_style is not None and each.style.base_style.name.startswith("Heading")
    ]
    assert headings == [
        ("I- Mục đích, yêu cầu", "Mục", "Heading 1"),
        ("1- Yêu cầu", "Tiểu mục", "Heading 2"),
        ("a) Phân công", "Điểm", "Heading 3"),
    ]


def test_lists_are_numbered_by_word_and_count_from_where_they_begin(files):
    document = Document(files["minutes"])
    numbering = document.part.numbering_part.element

    items = [each for each in document.paragraphs if each._p.pPr.numPr is not None]
    told = [(each.text, each.style.name, each._p.pPr.numPr.ilvl.val) for each in items]
    assert told == [
        ("Sát thực tế", "Gạch đầu dòng", 0),
        ("Khu phố 1", "Gạch đầu dòng", 1),
        ("Bước một", "Liệt kê theo số", 0),
        ("Bước hai", "Liệt kê theo số", 0),
    ]
    number = numbering.num_having_numId(items[-1]._p.pPr.numPr.numId.val)
    assert number.lvlOverride_lst[0].startOverride.val == 1


def test_a_list_within_a_list_has_its_own_sign(files):
    numbering = Document(files["party"]).part.numbering_part.element

    hyphens = numbering.find(qn("w:abstractNum"))
    assert [level.find(qn("w:lvlText")).get(qn("w:val")) for level in hyphens.iter(qn("w:lvl"))][:3] == [
        "-",
        "+",
        "+",
    ]


def test_each_numbered_list_counts_from_its_own_number():
    lists = '<ol start="3"><li><p>Ba</p></li></ol><p>Xen giữa</p><ol><li><p>Một</p></li></ol>'

    document = opened(paper(body_html=lists))

    numbering = document.part.numbering_part.element
    numbers = [each._p.pPr.numPr.numId.val for each in document.paragraphs if each._p.pPr.numPr is not None]
    starts = [numbering.num_having_numId(number).lvlOverride_lst[0].startOverride.val for number in numbers]
    assert starts == [3, 1]


def test_a_table_repeats_its_head_and_keeps_its_rows_and_its_merged_cells(files):
    document = Document(files["minutes"])

    table = document.tables[1]
    rows = [row._tr.trPr for row in table.rows]
    assert [row.find(qn("w:tblHeader")) is not None for row in rows] == [True, True, False, False, False]
    assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
    assert [[cell.text for cell in row.cells] for row in table.rows][:3] == [
        ["TT", "Công việc", "Công việc"],
        ["TT", "Nội dung", "Thời gian"],
        ["1", "Việc thứ 1", "Quý I"],
    ]
    widths = [column.width.mm for column in table.columns]
    assert [round(width) for width in widths] == [round(165 * part / 600) for part in (60, 340, 200)]
    assert round(sum(widths), 1) == 165


def test_the_mark_of_the_end_closes_the_text():
    said = [written(opened(paper(layout)), "Nội dung")[-1] for layout in (PARTY, STATE)]

    assert said == ["Đề nghị các chi bộ thực hiện.", "Đề nghị các chi bộ thực hiện./."]


@pytest.mark.parametrize(
    ("size", "shown_mm"), [((1600, 400), (165, 41)), ((96, 48), (25, 13)), ((500, 5000), (23, 231))]
)
def test_a_picture_is_at_most_as_large_as_the_text_and_said_in_words(size, shown_mm):
    document = opened(paper(body_html=FIGURE), bieudo=picture(*size, "JPEG"))

    shape = document.inline_shapes[0]
    assert (round(shape.width.mm), round(shape.height.mm)) == shown_mm
    assert shape._inline.docPr.get("descr") == "Biểu đồ ba cột"
    assert written(document, "Chú thích hình") == ["Tiến độ"]


@pytest.mark.parametrize(
    ("pictures", "message"),
    [
        (
            {},
            "Không tìm thấy hình “bieudo” của văn bản; hãy tải hình lên lại hoặc bỏ hình khỏi nội dung.",
        ),
        (
            {"bieudo": b"no picture"},
            "Không đọc được hình “bieudo” của văn bản; hãy tải lên lại hình ở dạng PNG hoặc JPEG.",
        ),
    ],
)
def test_a_picture_that_is_none_ends_the_rendering_with_a_sentence(pictures, message):
    with pytest.raises(ValueError, match="hình") as refusal:
        render_docx(paper(body_html=FIGURE), pictures=pictures)

    assert str(refusal.value) == message


# --- The file ---------------------------------------------------------------------------------------


def test_the_same_paper_gives_the_same_bytes(files):
    again = render_docx(SAMPLES["party"], pictures={"bieudo": picture()})

    assert again == files["party"].read_bytes()


def test_the_file_tells_its_title_issuer_language_and_day(files):
    document = Document(files["party"])

    told = document.core_properties
    day = datetime(2016, 4, 25, tzinfo=UTC)
    assert (told.title, told.author, told.language) == (SAMPLES["party"].title, "Đảng ủy Phường 6", "vi-VN")
    assert (told.created, told.modified, told.last_modified_by) == (day, day, "")


def test_nothing_foreign_is_in_the_file(files):
    with zipfile.ZipFile(files["minutes"]) as file:
        names, styles = file.namelist(), file.read("word/styles.xml").decode()

    assert sorted(names) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/header1.xml",
        "word/numbering.xml",
        "word/settings.xml",
        "word/styles.xml",
    ]
    assert set(re.findall(r'w:(?:ascii|hAnsi|eastAsia|cs)="([^"]+)"', styles)) == {"Times New Roman", "vi-VN"}
    assert "theme" not in styles.lower()


def test_signs_that_xml_cannot_hold_are_left_out():
    document = opened(paper(abstract="về\x0b việc\x00 học tập"))

    assert written(document, "Trích yếu") == ["về việc học tập"]
