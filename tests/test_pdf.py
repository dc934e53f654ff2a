import io
import re
import subprocess
import sys
import unicodedata
from itertools import pairwise

import pdfplumber
import pikepdf
import pytest
from django.conf import settings
from PIL import Image

from documents.jobs import RenderError
from documents.known_profiles import PARTY, PARTY_2004
from documents.paper import Paper
from documents.pdf import render_pdf
from documents.printing import paper_html

pytestmark = pytest.mark.once

MM = 72 / 25.4
# Tinos reaches 0.891 em above its baseline; pdfplumber's `bottom` lies 0.216 em below it.
ASCENT, DESCENT = 0.891, 0.216

SENTENCE = (
    "Đảng ủy phường tiếp tục phát huy tính chủ động, sáng tạo, vai trò giám sát, phản biện xã hội và tham "
    "gia góp ý xây dựng Đảng, chính quyền trong sạch, vững mạnh của Mặt trận, các đoàn thể; đa dạng hoá các "
    "hình thức tập hợp ở khu phố, tổ dân phố, phát triển và nâng cao chất lượng đoàn viên, hội viên."
)
ROWS = "".join(
    f"<tr><td><p>{n}</p></td><th><p>Củng cố tổ chức Mặt trận và các đoàn thể ở khu phố, lần thứ {n}</p></th>"
    f'<td><p style="text-align: right">{n},5%</p></td></tr>'
    for n in range(1, 41)
)
TABLE = (
    "<table><caption>Bảng 1. Tiến độ</caption>"
    '<thead><tr><th data-colwidth="10"><p>TT</p></th><th data-colwidth="120"><p>Nhiệm vụ</p></th>'
    f'<th data-colwidth="30"><p>Tiến độ</p></th></tr></thead><tbody>{ROWS}</tbody></table>'
)
CHART = '<figure><img src="hinh:bieudo" alt="Biểu đồ"><figcaption>Biểu đồ 1</figcaption></figure>'
DRAWINGS = {
    "bieudo": '<svg viewBox="0 0 300 40" role="img"><title>Biểu đồ: Khu phố 1 đạt 62,5%</title>'
    '<rect x="0" y="5" width="180" height="14" fill="#1d4f91"/>'
    '<text x="0" y="36" font-size="12">Khu phố 1</text></svg>'
}
LONG_BODY = f"<h2>I- Tình hình</h2><p>{SENTENCE}</p><p>{SENTENCE}</p>{TABLE}{CHART}<p>{SENTENCE}</p>"


def page_of(body="<p>Nội dung.</p>", layout=PARTY, **changes):
    paper = {
        "layout": layout,
        "superior": ("Đảng bộ quận",),
        "issuer": ("Đảng ủy Phường 6",),
        "number": "Số 19-BC/ĐU",
        "place_date": "Phường 6, ngày 18 tháng 9 năm 2017",
        "type_name": "Báo cáo",
        "abstract": "về kết quả thực hiện Kế hoạch số 19-KH/ĐU",
        "body_html": body,
        "recipients": ("Ban Thường vụ Quận ủy", "Các chi bộ khu phố"),
        "archive": "Lưu Đảng ủy",
        "authority": "T/M Ban Thường vụ",
        "post": "Phó Bí thư",
        "signer": "Phạm Thị Mai",
        "title": "Báo cáo quý III/2017",
        **changes,
    }
    return paper_html(Paper(**paper), DRAWINGS)


def page_with(markup):
    """A page whose text is `markup` as it is: what content.clean would never let through."""
    page, count = re.subn(r"<p[^>]*>CHỖ NÀY\.</p>", lambda _: markup, page_of("<p>CHỖ NÀY.</p>"))
    assert count == 1
    return page


def opened(content):
    return pdfplumber.open(io.BytesIO(content))


def line_of(page, text):
    """The one line that holds the text, cut to it: its characters, and the box around them."""
    (match,) = page.search(text, regex=False)
    return match


def baseline(line):
    return line["chars"][0]["bottom"] - DESCENT * line["chars"][0]["size"]


def near(value, *, within=0.05):
    """Equal within 0.05 pt: less than the width of a hair."""
    return pytest.approx(value, abs=within)


@pytest.fixture(scope="module")
def long_pdf():
    return render_pdf(page_of(LONG_BODY, PARTY_2004, basis=("Căn cứ Kế hoạch 19-KH/ĐU",)))


@pytest.fixture(scope="module")
def long_paper(long_pdf):
    with opened(long_pdf) as document:
        yield document


# --- Geometry: measured on the paper, compared with the profile ------------------------------------------


@pytest.mark.parametrize("layout", [PARTY_2004, PARTY], ids=["HD 11", "HD 36"])
def test_margins_are_those_of_the_profile(layout):
    with opened(render_pdf(page_of(f"<p>{SENTENCE}</p>" * 20, layout))) as document:
        first, second = document.pages[:2]
        body = [line for line in second.extract_text_lines(strip=False) if line["text"].strip() != "2"]
        full = [line for line in body if line["text"].startswith(("phản biện", "mạnh", "vững"))]

        assert (float(first.width), float(first.height)) == (near(210 * MM), near(297 * MM))
        assert {round(line["x0"] / MM, 1) for line in full} == {layout.margin_left_mm}
        assert {round(line["x1"] / MM, 0) for line in full} == {210 - layout.margin_right_mm}
        # The first line stands in the middle of its 18 points, at the upper margin.
        half_leading = (layout.line_spacing_pt - (ASCENT + DESCENT) * layout.body.size_pt) / 2
        first_ascent = baseline(body[0]) - ASCENT * layout.body.size_pt
        assert first_ascent - half_leading == near(layout.margin_top_mm * MM, within=0.2)
        assert max(line["bottom"] for line in body) <= (297 - layout.margin_bottom_mm) * MM


def test_each_component_has_its_size_and_face(long_paper):
    first, last = long_paper.pages[0], long_paper.pages[-1]
    found = {
        text: (round(chars[0]["size"], 1), {char["fontname"].split("+")[1] for char in chars})
        for page, text in [
            (first, "ĐẢNG CỘNG SẢN VIỆT NAM"),
            (first, "ĐẢNG BỘ QUẬN"),
            (first, "ĐẢNG ỦY PHƯỜNG 6"),
            (first, "Số 19-BC/ĐU"),
            (first, "Phường 6, ngày 18 tháng 9 năm 2017"),
            (first, "BÁO CÁO"),
            (first, "về kết quả thực hiện Kế hoạch số 19-KH/ĐU"),
            (first, "I- TÌNH HÌNH"),
            (first, "- Căn cứ Kế hoạch 19-KH/ĐU."),
            (last, "T/M BAN THƯỜNG VỤ"),
            (last, "PHÓ BÍ THƯ"),
            (last, "Phạm Thị Mai"),
            (last, "Nơi nhận:"),
            (last, "- Các chi bộ khu phố;"),
            (last, "- Lưu Đảng ủy."),
        ]
        for chars in [line_of(page, text)["chars"]]
    }

    assert found == {
        "ĐẢNG CỘNG SẢN VIỆT NAM": (15, {"Tinos-Bold"}),
        "ĐẢNG BỘ QUẬN": (14, {"Tinos"}),
        "ĐẢNG ỦY PHƯỜNG 6": (14, {"Tinos-Bold"}),
        "Số 19-BC/ĐU": (14, {"Tinos"}),
        "Phường 6, ngày 18 tháng 9 năm 2017": (14, {"Tinos-Italic"}),
        "BÁO CÁO": (16, {"Tinos-Bold"}),
        "về kết quả thực hiện Kế hoạch số 19-KH/ĐU": (14, {"Tinos-Bold"}),
        "I- TÌNH HÌNH": (14, {"Tinos-Bold"}),
        "- Căn cứ Kế hoạch 19-KH/ĐU.": (14, {"Tinos"}),
        "T/M BAN THƯỜNG VỤ": (14, {"Tinos-Bold"}),
        "PHÓ BÍ THƯ": (14, {"Tinos"}),
        "Phạm Thị Mai": (14, {"Tinos-Bold"}),
        "Nơi nhận:": (14, {"Tinos"}),
        "- Các chi bộ khu phố;": (12, {"Tinos"}),
        "- Lưu Đảng ủy.": (12, {"Tinos"}),
    }


def test_the_rule_under_the_title_is_exactly_as_long_as_the_title(long_paper):
    page = long_paper.pages[0]
    title = line_of(page, "ĐẢNG CỘNG SẢN VIỆT NAM")
    # The rule is what lies between two boxes of its length: with the title, and with title and rule.
    inner, outer = (rect for rect in page.rects if rect["bottom"] < title["bottom"] + 12)

    assert (inner["x0"], inner["x1"]) == (near(title["x0"]), near(title["x1"]))
    assert (outer["x0"], outer["x1"]) == (near(title["x0"]), near(title["x1"]))
    assert outer["bottom"] - inner["bottom"] == near(0.75)
    assert inner["bottom"] > baseline(title) + DESCENT * title["chars"][0]["size"]


def test_one_asterisk_stands_centred_under_the_issuer(long_paper):
    page = long_paper.pages[0]
    issuer, mark = line_of(page, "ĐẢNG ỦY PHƯỜNG 6"), line_of(page, "*")

    assert (mark["x0"] + mark["x1"]) / 2 == near((issuer["x0"] + issuer["x1"]) / 2)
    assert baseline(mark) - baseline(issuer) == near(18)


def test_five_hyphens_stand_centred_under_the_abstract(long_paper):
    page = long_paper.pages[0]
    layout = PARTY_2004
    mark = line_of(page, "-----")

    assert (mark["x0"] + mark["x1"]) / 2 == near(
        (210 + layout.margin_left_mm - layout.margin_right_mm) / 2 * MM
    )


def test_number_and_place_stand_on_one_line_in_their_halves(long_paper):
    page = long_paper.pages[0]
    number, place = line_of(page, "Số 19-BC/ĐU"), line_of(page, "Phường 6, ngày 18 tháng 9 năm 2017")
    title = line_of(page, "ĐẢNG CỘNG SẢN VIỆT NAM")

    assert baseline(number) == near(baseline(place))
    assert number["x1"] < place["x0"]
    assert (place["x0"] + place["x1"]) / 2 == near((title["x0"] + title["x1"]) / 2, within=0.5)


def test_page_numbers_begin_on_page_two_10_mm_from_the_edge_in_the_middle(long_paper):
    layout = PARTY_2004
    in_margin = [
        [line for line in page.extract_text_lines() if line["bottom"] < layout.margin_top_mm * MM]
        for page in long_paper.pages
    ]

    assert [[line["text"] for line in lines] for lines in in_margin] == [
        [],
        *([str(number)] for number in range(2, len(long_paper.pages) + 1)),
    ]
    (second,) = in_margin[1]
    assert baseline(second) - ASCENT * 14 == near(10 * MM)
    assert (second["x0"] + second["x1"]) / 2 == near((35 + 160 / 2) * MM)
    assert second["chars"][0]["size"] == near(14)


def test_body_is_justified_indented_and_spaced_as_the_profile_says(long_paper):
    page = long_paper.pages[0]
    lines = [line for line in page.extract_text_lines(strip=False) if line["chars"][0]["size"] == near(14)]
    texts = [line["text"].split()[0] for line in lines]
    start = texts.index("I-") + 1
    paragraph, after = lines[start : start + 4], lines[start + 4]

    assert round(paragraph[0]["x0"] / MM, 1) == 35 + 10
    assert {round(line["x0"] / MM, 1) for line in paragraph[1:]} == {35}
    assert {round(line["x1"] / MM, 0) for line in paragraph[:3]} == {195}
    assert [baseline(below) - baseline(line) for line, below in pairwise(paragraph)] == [near(18)] * 3
    assert baseline(after) - baseline(paragraph[3]) == near(18 + 6)


def test_four_blank_lines_are_left_for_the_signature(long_paper):
    page = long_paper.pages[-1]
    authority, post, signer = (
        line_of(page, text) for text in ["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Phạm Thị Mai"]
    )

    assert baseline(post) - baseline(authority) == near(18)
    assert baseline(signer) - baseline(post) == near(5 * 18)
    assert {round((line["x0"] + line["x1"]) / 2, 1) for line in (authority, post)} == {
        round((signer["x0"] + signer["x1"]) / 2, 1)
    }


def test_recipients_stand_level_with_the_authority_and_are_underlined(long_paper):
    page = long_paper.pages[-1]
    label, authority = line_of(page, "Nơi nhận:"), line_of(page, "T/M BAN THƯỜNG VỤ")
    underline = [
        line
        for line in page.lines
        if baseline(label) < line["top"] < label["bottom"] and line["x1"] < authority["x0"]
    ]

    assert baseline(label) == near(baseline(authority))
    assert round(label["x0"] / MM, 1) == 35
    assert [(line["x0"], line["x1"]) for line in underline] == [(near(label["x0"]), near(label["x1"]))]


@pytest.mark.parametrize(("paragraphs", "expected"), [(15, 15), (17, 17), (18, 2), (20, 2), (22, 2), (26, 3)])
def test_the_signature_never_stands_without_two_lines_of_the_body(paragraphs, expected):
    body = "<p>Đoạn có một dòng.</p>" * paragraphs

    with opened(render_pdf(page_of(body))) as document:
        last = document.pages[-1]
        with_signature = (len(last.search("Đoạn có một dòng")), len(last.search("T/M BAN THƯỜNG VỤ")))

    assert with_signature == (expected, 1)


def test_a_long_table_repeats_its_head_and_splits_no_row(long_paper):
    pages = [page for page in long_paper.pages if page.search("Nhiệm vụ", regex=False)]
    numbers = [[row[0] for row in table.extract()] for page in pages for table in page.find_tables()]

    assert len(pages) >= 2
    assert [column[0] for column in numbers] == ["TT"] * len(pages)
    assert [number for column in numbers for number in column[1:]] == [str(n) for n in range(1, 41)]


def test_a_draft_says_so_on_every_page_and_keeps_room_for_its_number():
    html = page_of(
        f"<p>{SENTENCE}</p>" * 20, is_draft=True, number="Số\u0020\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0-BC/ĐU"
    )

    with opened(render_pdf(html)) as document:
        marks = [[match["text"] for match in page.search("DỰ THẢO")] for page in document.pages]
        word, sign = line_of(document.pages[0], "Số"), line_of(document.pages[0], "-BC/ĐU")

    assert marks == [["DỰ THẢO"]] * len(marks)
    assert len(marks) > 1
    assert sign["x0"] - word["x1"] > 6 * MM


def test_the_note_on_unsure_figures_stands_below_the_text_of_page_one():
    layout = PARTY_2004

    with opened(
        render_pdf(page_of(f"<p>{SENTENCE}</p>" * 20, layout, unsure_note=layout.unsure_note))
    ) as document:
        note = line_of(document.pages[0], layout.unsure_note)
        later = [page.search("chưa rõ nguồn") for page in document.pages[1:]]

    assert note["top"] > (297 - layout.margin_bottom_mm) * MM
    assert later == [[]] * len(later)


# --- The file ------------------------------------------------------------------------------------


def test_the_text_comes_out_composed(long_pdf, long_paper):
    text = "\n".join(page.extract_text() for page in long_paper.pages)

    assert unicodedata.is_normalized("NFC", text)
    assert "phản biện xã hội và tham gia" in text
    assert "Khu phố 1" in text


def test_only_tinos_is_used_and_all_of_it_is_embedded(long_pdf):
    with pikepdf.open(io.BytesIO(long_pdf)) as pdf:
        fonts = {
            str(font.DescendantFonts[0].FontDescriptor.FontName).split("+")[1]: (
                "/FontFile2" in font.DescendantFonts[0].FontDescriptor,
                "/ToUnicode" in font,
            )
            for page in pdf.pages
            for font in page.resources.Font.values()
        }

    assert fonts == {"Tinos": (True, True), "Tinos-Bold": (True, True), "Tinos-Italic": (True, True)}


def test_the_boxes_of_forms_print_from_a_font_of_their_own():
    content = render_pdf(page_of("<p>☐ Đồng ý ☑ Không đồng ý ☒</p>", PARTY_2004))
    with opened(content) as document:
        boxes = [char for char in document.pages[0].chars if char["text"] in "☐☑☒"]
    assert [box["text"] for box in boxes] == ["☐", "☑", "☒"]
    assert all("Noto-Sans-Symbols-2" in box["fontname"] for box in boxes)


def test_the_file_is_a_tagged_pdf_a_3a_in_vietnamese(long_pdf):
    with pikepdf.open(io.BytesIO(long_pdf)) as pdf:
        metadata = pdf.open_metadata()
        tags = _tags(pdf.Root.StructTreeRoot)
        figures = [element for element in _elements(pdf.Root.StructTreeRoot) if element.S == "/Figure"]

        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["dc:title"] == str(pdf.docinfo.Title) == "Báo cáo quý III/2017"
        assert str(pdf.Root.Lang) == "vi"
        assert bool(pdf.Root.MarkInfo.Marked) is True
        assert [str(intent.S) for intent in pdf.Root.OutputIntents] == ["/GTS_PDFA1"]
        assert [str(figure.Alt) for figure in figures] == ["Biểu đồ: Khu phố 1 đạt 62,5%"]
        assert tags["/H1"] == 1
        # Each page of the table is a table with its head again; the halves of the paper's head are none.
        assert tags["/Table"] == tags["/THead"]
        assert tags["/TH"] == 3 * tags["/Table"] + 40


def _elements(element):
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def _tags(root):
    names = [str(element.S) for element in _elements(root)]
    return {name: names.count(name) for name in names}


def test_the_same_page_gives_the_same_bytes_in_another_process(tmp_path):
    html = page_of(LONG_BODY)
    (tmp_path / "page.html").write_text(html)
    program = (
        "import sys, pathlib, django; django.setup();"
        " from documents.pdf import render_pdf;"
        " sys.stdout.buffer.write(render_pdf(pathlib.Path(sys.argv[1]).read_text()))"
    )

    elsewhere = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "page.html"],
        cwd=settings.BASE_DIR,
        env={
            "PATH": "/usr/bin:/bin",
            "DJANGO_SETTINGS_MODULE": "wardportal.settings",
            "DATA_DIR": str(tmp_path),
        },
        capture_output=True,
        check=True,
    ).stdout

    assert render_pdf(html) == render_pdf(html) == elsewhere


# --- What the renderer may fetch -----------------------------------------------------------------------


def png():
    file = io.BytesIO()
    Image.new("RGB", (4, 4), "#1d4f91").save(file, "PNG")
    return file.getvalue()


def test_a_picture_given_beforehand_is_printed():
    html = page_with('<p><img src="picture:anh-1" alt="Ảnh tọa đàm" width="40"></p>')

    with opened(render_pdf(html, pictures={"anh-1": png()})) as document:
        assert [image["srcsize"] for image in document.pages[0].images] == [(4, 4)]


def test_a_file_of_the_project_is_printed():
    html = page_with('<p><img src="static:favicon.svg" alt="Huy hiệu" width="40"></p>')

    with pikepdf.open(io.BytesIO(render_pdf(html))) as pdf:
        alts = [str(each.Alt) for each in _elements(pdf.Root.StructTreeRoot) if each.S == "/Figure"]

    assert alts == ["Huy hiệu"]


@pytest.mark.parametrize(
    "body",
    [
        '<img src="http://127.0.0.1:1/a.png" alt="x">',
        '<img src="https://example.org/a.png" alt="x">',
        '<img src="file:///etc/hostname" alt="x">',
        '<img src="/media/jobs/1/a.png" alt="x">',
        '<img src="a.png" alt="x">',
        '<img src="data:image/png;base64,AAAA" alt="x">',
        '<img src="picture:anh-2" alt="x">',
        '<img src="static:../wardportal/settings.py" alt="x">',
        '<img src="static:/etc/hostname" alt="x">',
        '<img src="static:%2e%2e/manage.py" alt="x">',
        '<p style="background: url(http://127.0.0.1:1/a.png)">x</p>',
        '<style>@import url("file:///etc/hostname");</style>',
        '<style>@font-face { font-family: X; src: url("http://127.0.0.1:1/x.ttf"); }</style><p>x</p>',
        '<link rel="stylesheet" href="http://127.0.0.1:1/a.css">',
        '<link rel="attachment" href="file:///etc/hostname">',
        '<object data="file:///etc/hostname">x</object>',
        '<svg viewBox="0 0 9 9"><title>x</title><image href="file:///etc/hostname" width="9"/></svg>',
    ],
)
def test_nothing_else_is_fetched(body):
    with pytest.raises(RenderError, match="là nơi máy in không được lấy tệp"):
        render_pdf(page_with(body), pictures={"anh-1": png()})


def test_a_missing_file_of_the_project_ends_the_rendering():
    with pytest.raises(RenderError, match=r"Không tìm thấy tệp “khong-co\.png” của phần mềm"):
        render_pdf(page_with('<img src="static:khong-co.png" alt="x">'))


def test_a_picture_that_is_none_ends_the_rendering():
    with pytest.raises(RenderError, match="Không đọc được hình “anh-1” trong văn bản"):
        render_pdf(page_with('<img src="picture:anh-1" alt="x">'), pictures={"anh-1": b"not a picture"})
