"""Papers of every family and shape, measured in the PDF against the figures of their own layout."""

import io
from dataclasses import replace

import pdfplumber
import pikepdf
import pytest

from documents.known_profiles import KNOWN_PROFILES, PARTY, STATE_2011
from documents.paper import Annex, Paper, Shape
from documents.pdf import render_pdf
from documents.printing import balanced, paper_html
from documents.profiles import PAGE_HEIGHT_MM, PAGE_WIDTH_MM
from documents.specimen import HEADS
from tests.reading import png

pytestmark = pytest.mark.once

MM = 72 / 25.4
ASCENT, DESCENT = 0.891, 0.216
# The newest layout of each family, and the older ones that place something elsewhere.
LAYOUTS = {each.family: each.layout for each in KNOWN_PROFILES if each.valid_to is None}
FAMILIES = list(LAYOUTS)
SENTENCE = (
    "Đảng ủy phường tiếp tục phát huy tính chủ động, sáng tạo, vai trò giám sát, phản biện xã hội và tham "
    "gia góp ý xây dựng Đảng, chính quyền trong sạch, vững mạnh của Mặt trận, các đoàn thể"
)
ABSTRACT = (
    "về việc tăng cường công tác vận động quần chúng tham gia xây dựng khu phố văn minh và chăm lo người "
    "nghèo trên địa bàn phường"
)
TABLE = (
    "<table><thead><tr><th><p>TT</p></th><th><p>Nội dung</p></th></tr></thead><tbody>"
    + "".join(f"<tr><td><p>{n}</p></td><td><p>Việc thứ {n}</p></td></tr>" for n in range(1, 41))
    + "</tbody></table>"
)
KINDS = {
    "ordinary": {
        "type_name": "Kế hoạch",
        "abstract": ABSTRACT,
        "basis": ("Căn cứ Chương trình 12", "Căn cứ X"),
    },
    "letter": {
        "shape": Shape.LETTER,
        "abstract": "về việc cử người dự hội nghị",
        "address_word": "Kính gửi",
        "addressees": ("Các chi bộ khu phố", "Đoàn phường"),
        "urgency": "Thượng khẩn",
    },
    "minutes": {
        "shape": Shape.MINUTES,
        "type_name": "Biên bản",
        "abstract": "hội nghị sơ kết",
        "secretary": "Lê Văn Bình",
    },
    "submission": {
        "type_name": "Tờ trình",
        "abstract": "về việc xin kinh phí",
        "address_word": "Kính trình",
        "addressees": ("Ban Thường vụ Quận ủy",),
        "is_draft": True,
    },
    "invitation": {
        "type_name": "Giấy mời",
        "abstract": "dự hội nghị sơ kết",
        "address_word": "Kính gửi",
        "addressees": ("Đồng chí Nguyễn Văn A",),
        "is_sample": True,
    },
    "conclusion": {"type_name": "Thông báo", "abstract": "kết luận hội nghị sơ kết", "is_internal": True},
}


def paper_of(family, kind="ordinary", *, layout=None, **changes):
    layout = layout or LAYOUTS[family]
    superior, issuer, number, archive = HEADS[family]
    has_date = kind != "minutes" or layout.minutes_has_place_date
    parts = {
        "layout": layout,
        "title": f"{kind} {family}",
        "superior": superior,
        "issuer": issuer,
        "number": f"{layout.number_prefix}{number}",
        "place_date": "Phường 6, ngày 05 tháng 02 năm 2026" if has_date else "",
        "type_name": "",
        "body_html": f"<h2>{layout.section_label} Mục đích</h2><p>{SENTENCE}.</p><p>{SENTENCE}</p>",
        "recipients": ("Cấp trên (để báo cáo)", "Các khu phố"),
        "archive": f"{layout.archive_prefix}{archive}",
        "authority": f"{layout.collective_mark}Ban Thường vụ",
        "post": "Phó Chủ tịch",
        "signer": "Phạm Thị Mai",
        **KINDS[kind],
        **changes,
    }
    return Paper(**parts)


def opened(paper):
    return pdfplumber.open(io.BytesIO(render_pdf(paper_html(paper))))


@pytest.fixture(scope="module")
def page():
    """`page(family, kind)`: the first page of that paper, rendered once for all tests."""
    kept = {}

    def build(family, kind="ordinary"):
        if (family, kind) not in kept:
            kept[family, kind] = opened(paper_of(family, kind))
        return kept[family, kind].pages[0]

    yield build
    for document in kept.values():
        document.close()


def line_of(page, text):
    """The place where `text` stands; the first of two, when the issuer signs in its own name."""
    return page.search(text, regex=False)[0]


def face_of(page, text):
    """(size, font) of the one place where `text` stands."""
    chars = line_of(page, text)["chars"]
    ((size, font),) = {(round(char["size"], 1), char["fontname"].split("+")[1]) for char in chars}
    return size, font


def face(style):
    names = {(0, 0): "Tinos", (1, 0): "Tinos-Bold", (0, 1): "Tinos-Italic", (1, 1): "Tinos-Bold-Italic"}
    return style.size_pt, names[style.bold, style.italic]


def cased(text, style):
    return text.upper() if style.caps else text


def baseline(line):
    return line["chars"][0]["bottom"] - DESCENT * line["chars"][0]["size"]


def middle(line):
    return (line["x0"] + line["x1"]) / 2


def near(value, *, within=0.05):
    return pytest.approx(value, abs=within)


def rule_below(page, line, *, within=8):
    """The drawn rule nearest below a line of text: its ends, whatever boxes it is drawn with."""
    spans = [
        (rect["x0"], rect["x1"])
        for rect in [*page.rects, *page.lines]
        if 0 < rect["bottom"] - baseline(line) < within and line["x0"] - 1 < rect["x0"] < line["x1"]
    ]
    assert spans, f"no rule below {line['text']}"
    ((left, right),) = {(round(left, 1), round(right, 1)) for left, right in spans}
    return left, right


# --- Every family -------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", FAMILIES)
def test_each_component_has_the_size_and_face_of_its_layout(page, family):
    layout, paper, first = LAYOUTS[family], paper_of(family), page(family)
    components = {
        "issuer": paper.issuer[-1],
        "number": paper.number,
        "place_date": paper.place_date,
        "title": layout.heading,
        "type_name": paper.type_name,
        "section": f"{layout.section_label} Mục đích",
        "basis": f"{layout.basis_prefix}Căn cứ Chương trình 12;",
        "authority": paper.authority,
        "post": paper.post,
        "signer": paper.signer,
        "recipients_label": "Nơi nhận:",
        "recipients": f"- {paper.archive}.",
        **({"motto_text": layout.motto} if layout.motto else {}),
    }

    found = {name: face_of(first, cased(text, getattr(layout, name))) for name, text in components.items()}

    assert found == {name: face(getattr(layout, name)) for name in components}


@pytest.mark.parametrize("family", FAMILIES)
def test_the_text_stands_between_the_margins_with_the_layouts_spacing(page, family):
    layout, first = LAYOUTS[family], page(family)
    lines = first.extract_text_lines(strip=False)
    start = next(n for n, line in enumerate(lines) if "MỤC ĐÍCH" in line["text"])
    opening, following = lines[start + 1], lines[start + 2]

    assert (float(first.width), float(first.height)) == (near(PAGE_WIDTH_MM * MM), near(PAGE_HEIGHT_MM * MM))
    assert opening["x0"] == near((layout.margin_left_mm + layout.indent_mm) * MM, within=0.3)
    assert following["x0"] == near(layout.margin_left_mm * MM, within=0.3)
    assert opening["x1"] == near((PAGE_WIDTH_MM - layout.margin_right_mm) * MM, within=1)
    spacing = layout.line_spacing_pt or layout.line_spacing_times * 1.149 * layout.body.size_pt
    assert baseline(following) - baseline(opening) == near(spacing)
    assert min(char["top"] for char in first.chars) >= layout.margin_top_mm * MM - 1


@pytest.mark.parametrize("family", FAMILIES)
def test_the_rule_under_the_heading_is_exactly_as_long_as_its_last_line(page, family):
    layout, first = LAYOUTS[family], page(family)
    last = line_of(first, layout.motto or layout.heading)

    assert rule_below(first, last) == (near(last["x0"], within=0.1), near(last["x1"], within=0.1))


@pytest.mark.parametrize("family", [family for family in FAMILIES if LAYOUTS[family].issuer_rule_percent])
def test_the_rules_under_issuer_and_abstract_are_a_part_of_the_line_above_them(page, family):
    layout, first = LAYOUTS[family], page(family)
    abstract = balanced(ABSTRACT, layout.abstract, PAGE_WIDTH_MM - 20 - layout.margin_left_mm - 15)[-1]
    ruled = {
        layout.issuer_rule_percent: line_of(first, cased(paper_of(family).issuer[-1], layout.issuer)),
        layout.abstract_rule_percent + 0.0001: line_of(first, abstract),
    }

    for percent, line in ruled.items():
        left, right = rule_below(first, line)
        assert right - left == near((line["x1"] - line["x0"]) * percent / 100, within=0.3)
        assert (left + right) / 2 == near(middle(line), within=0.3)


@pytest.mark.parametrize("family", [family for family in FAMILIES if LAYOUTS[family].issuer_mark])
def test_marks_stand_centred_under_issuer_and_abstract(page, family):
    layout, first = LAYOUTS[family], page(family)
    issuer = line_of(first, cased(paper_of(family).issuer[-1], layout.issuer))
    mark, dashes = line_of(first, layout.issuer_mark), line_of(first, layout.abstract_mark)

    assert middle(mark) == near(middle(issuer))
    assert 10 < baseline(mark) - baseline(issuer) < 20
    assert middle(dashes) == near((PAGE_WIDTH_MM + layout.margin_left_mm - layout.margin_right_mm) / 2 * MM)


@pytest.mark.parametrize("family", FAMILIES)
def test_number_stands_under_the_issuer_and_level_with_the_date(page, family):
    layout, paper, first = LAYOUTS[family], paper_of(family), page(family)
    number, place = line_of(first, paper.number), line_of(first, paper.place_date)

    assert middle(number) == near(middle(line_of(first, cased(paper.issuer[-1], layout.issuer))), within=0.3)
    assert middle(place) == near(middle(line_of(first, layout.heading)), within=0.3)
    assert baseline(number) == near(baseline(place), within=0.6)
    assert number["x1"] < place["x0"]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_text_ends_with_the_mark_of_the_family(page, family):
    words = " ".join(page(family).extract_text().split())

    assert f"các đoàn thể{LAYOUTS[family].end_mark} " in words


@pytest.mark.parametrize("family", FAMILIES)
def test_the_signature_has_its_blank_lines_and_stands_level_with_the_recipients(page, family):
    layout, paper, first = LAYOUTS[family], paper_of(family), page(family)
    authority, post, signer, label = (
        line_of(first, text)
        for text in (paper.authority.upper(), paper.post.upper(), paper.signer, "Nơi nhận:")
    )
    # Around the text the lines are single; the room for the signature is counted in lines of the text.
    single = layout.line_spacing_pt or 1.149 * layout.post.size_pt
    spacing = layout.line_spacing_pt or layout.line_spacing_times * 1.149 * layout.body.size_pt

    assert baseline(post) - baseline(authority) == near(single, within=0.1)
    room = single + layout.signature_gap_lines * spacing
    assert baseline(signer) - baseline(post) == near(room, within=0.2)
    assert baseline(label) == near(baseline(authority), within=0.8)
    assert label["x0"] == near(layout.margin_left_mm * MM, within=0.5)


# --- Every shape ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", ["party", "administrative"])
def test_a_letter_names_no_type_and_has_its_abstract_under_the_number(page, family):
    layout, paper, first = LAYOUTS[family], paper_of(family, "letter"), page(family, "letter")
    abstract = line_of(first, f"{layout.letter_prefix}cử người dự hội nghị")
    number = line_of(first, paper.number)

    assert face_of(first, abstract["text"]) == face(layout.letter_abstract)
    assert middle(abstract) == near(middle(number), within=0.3)
    assert baseline(abstract) > baseline(number)
    lines = first.extract_text().splitlines()
    assert [line for line in lines if line.startswith(("Kính gửi", "- Đoàn phường"))] == [
        "Kính gửi: - Các chi bộ khu phố;",
        "- Đoàn phường.",
    ]
    assert line_of(first, "- Các chi bộ khu phố;")["x0"] == near(line_of(first, "- Đoàn phường.")["x0"])
    assert first.search(r"Nơi nhận:.*\n- Như trên;")


def test_the_urgency_mark_has_the_frame_of_its_word_in_administrative_papers_alone(page):
    state, party = page("administrative", "letter"), page("party", "letter")
    word = line_of(state, "THƯỢNG KHẨN")

    def frames(first):
        """Width and height in millimetres of what is drawn around the mark, the outermost first."""
        mark = line_of(first, "THƯỢNG KHẨN")
        around = [
            rect
            for rect in first.rects
            if rect["x0"] < mark["x0"]
            and rect["x1"] > mark["x1"]
            and rect["top"] < mark["top"] < rect["bottom"]
        ]
        return sorted(((rect["width"] / MM, rect["height"] / MM) for rect in around), reverse=True)

    assert word["chars"][0]["size"] == near(LAYOUTS["administrative"].urgency.size_pt)
    assert frames(state)[0] == (near(40), near(8))
    assert frames(party) == []


@pytest.mark.parametrize(
    ("family", "left", "right", "has_date"),
    [
        ("party", "NGƯỜI GHI BIÊN BẢN", "CHỦ TRÌ HỘI NGHỊ", False),
        ("administrative", "THƯ KÝ", "CHỦ TỌA", True),
    ],
)
def test_minutes_are_signed_by_two_side_by_side(page, family, left, right, has_date):
    first = page(family, "minutes")
    writer, chair = line_of(first, left), line_of(first, right)

    assert baseline(writer) == near(baseline(chair))
    assert middle(writer) == near(middle(line_of(first, "Lê Văn Bình")), within=0.3)
    assert middle(chair) == near(middle(line_of(first, "Phạm Thị Mai")), within=0.3)
    assert writer["x1"] < chair["x0"]
    assert bool(first.search("ngày 05 tháng 02")) == has_date


def test_a_submission_is_presented_in_one_line_and_a_draft_says_so(page):
    first = page("party", "submission")

    assert line_of(first, "Kính trình: Ban Thường vụ Quận ủy")["text"]
    draft = line_of(first, "DỰ THẢO")
    assert draft["bottom"] < PARTY.margin_top_mm * MM
    assert draft["x1"] == near((PAGE_WIDTH_MM - PARTY.margin_right_mm) * MM, within=0.5)


def test_an_invitation_with_sample_data_says_so(page):
    lines = page("party", "invitation").extract_text().splitlines()

    head = lines[lines.index("GIẤY MỜI") :][:5]
    assert head == [
        "GIẤY MỜI",
        "dự hội nghị sơ kết",
        "-----",
        "Kính gửi: Đồng chí Nguyễn Văn A",
        "Dữ liệu mẫu",
    ]


def test_a_conclusion_for_internal_circulation_says_so_under_its_number(page):
    first = page("party", "conclusion")
    mark, number = line_of(first, "LƯU HÀNH NỘI BỘ"), line_of(first, paper_of("party").number)

    assert face_of(first, "LƯU HÀNH NỘI BỘ") == face(PARTY.internal)
    assert middle(mark) == near(middle(number), within=0.3)
    assert line_of(first, "THÔNG BÁO")["top"] > mark["bottom"] > number["bottom"]


# --- Figures are data -----------------------------------------------------------------------------------


def test_a_changed_figure_changes_the_paper():
    layout = replace(
        PARTY,
        margin_left_mm=42,
        issuer=replace(PARTY.issuer, size_pt=11),
        post=replace(PARTY.post, bold=True),
        line_spacing_pt=22,
        issuer_mark="",
        issuer_rule_percent=50,
        signature_gap_lines=2,
    )

    with opened(paper_of("party", layout=layout)) as document:
        first = document.pages[0]
        issuer, signer, post = (
            line_of(first, text) for text in ("ĐẢNG ỦY PHƯỜNG …", "Phạm Thị Mai", "PHÓ CHỦ TỊCH")
        )
        left, right = rule_below(first, issuer, within=12)

        assert line_of(first, "Nơi nhận:")["x0"] == near(42 * MM, within=0.5)
        assert face_of(first, "ĐẢNG ỦY PHƯỜNG …") == (11, "Tinos-Bold")
        assert face_of(first, "PHÓ CHỦ TỊCH") == (14, "Tinos-Bold")
        assert right - left == near((issuer["x1"] - issuer["x0"]) / 2, within=0.3)
        assert baseline(signer) - baseline(post) == near(3 * 22)


def test_the_older_administrative_page_number_stands_at_the_bottom_on_the_right():
    body = f"<p>{SENTENCE}</p>" * 20

    with opened(paper_of("administrative", layout=STATE_2011, body_html=body)) as document:
        first, second = document.pages[:2]
        (number,) = [line for line in second.extract_text_lines() if line["text"] == "2"]
        below = [line for line in first.extract_text_lines() if line["top"] > 277 * MM]

    assert number["x1"] == near((PAGE_WIDTH_MM - STATE_2011.margin_right_mm) * MM)
    descent = baseline(number) + DESCENT * number["chars"][0]["size"]
    assert descent == near((PAGE_HEIGHT_MM - STATE_2011.page_number_edge_mm) * MM, within=0.5)
    assert below == []


# --- Annexes --------------------------------------------------------------------------------------------

ANNEXES = (
    Annex("Phụ lục I", "Phân công", "(Kèm theo Kế hoạch số 05-KH/ĐU)", TABLE),
    Annex("Phụ lục II", "Biểu tổng hợp", "(Kèm theo Kế hoạch số 05-KH/ĐU)", TABLE, is_landscape=True),
)


@pytest.fixture(scope="module")
def party_annexes():
    return render_pdf(paper_html(paper_of("party", annexes=ANNEXES)))


def sheets(pdf_bytes):
    """[(width in mm, page number, first line below it)] of each page."""
    with pdfplumber.open(io.BytesIO(pdf_bytes)) as document:
        found = []
        for sheet in document.pages:
            above = sheet.crop((0, 0, sheet.width, 19 * MM)).extract_text()
            below = sheet.crop((0, 19 * MM, sheet.width, sheet.height)).extract_text()
            found.append((round(float(sheet.width) / MM), above, below.splitlines()[0]))
        return found


def test_annexes_begin_a_page_and_wide_ones_lie_on_their_side(party_annexes):
    assert sheets(party_annexes) == [
        (210, "", "ĐẢNG BỘ QUẬN … ĐẢNG CỘNG SẢN VIỆT NAM"),
        (210, "2", "Phụ lục I"),
        (210, "3", "TT Nội dung"),
        (297, "4", "Phụ lục II"),
        (297, "5", "TT Nội dung"),
    ]


def test_the_pages_of_each_administrative_annex_are_numbered_anew():
    numbers = [
        (width, number)
        for width, number, _ in sheets(render_pdf(paper_html(paper_of("administrative", annexes=ANNEXES))))
    ]

    assert numbers == [(210, ""), (210, ""), (210, "2"), (297, ""), (297, "2")]


def test_the_head_of_an_annex_has_the_faces_of_its_layout(party_annexes):
    with pdfplumber.open(io.BytesIO(party_annexes)) as document:
        first = document.pages[1]
        faces = [
            face_of(first, text) for text in ("Phụ lục I", "PHÂN CÔNG", "(Kèm theo Kế hoạch số 05-KH/ĐU)")
        ]

    assert faces == [face(PARTY.annex_label), face(PARTY.annex_title), face(PARTY.annex_of)]


# --- The file -------------------------------------------------------------------------------------------


def elements(element):
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def test_the_file_is_a_tagged_pdf_a_3a_in_vietnamese(party_annexes):
    with pikepdf.open(io.BytesIO(party_annexes)) as pdf, pdf.open_metadata() as metadata:
        tags = [str(each.S) for each in elements(pdf.Root.StructTreeRoot)]
        scopes = {
            str(attributes.Scope)
            for each in elements(pdf.Root.StructTreeRoot)
            if each.S == "/TH"
            for attributes in (each.A if isinstance(each.A, pikepdf.Array) else [each.A])
            if "/Scope" in attributes
        }
        embedded = {
            "/FontFile2" in font.DescendantFonts[0].FontDescriptor
            for sheet in pdf.pages
            for font in sheet.resources.Font.values()
        }

        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["dc:title"] == "ordinary party"
        assert str(pdf.Root.Lang) == "vi"
        assert [str(intent.S) for intent in pdf.Root.OutputIntents] == ["/GTS_PDFA1"]
        assert embedded == {True}
        # The head's halves are no table; each page of a table is one with its head again.
        assert (tags.count("/H1"), tags.count("/Table"), tags.count("/TH")) == (1, 4, 8)
        assert scopes == {"/Column"}


def test_the_same_paper_gives_the_same_bytes(party_annexes):
    stored = Paper.from_json(paper_of("party", annexes=ANNEXES).to_json())

    assert render_pdf(paper_html(stored)) == party_annexes


# --- What does not fit ----------------------------------------------------------------------------------


def pages_of(paper):
    with opened(paper) as pdf:
        return [page.extract_text() for page in pdf.pages]


@pytest.mark.parametrize(("width", "height"), [(1600, 700), (500, 3000)])
def test_a_picture_is_at_most_as_large_as_the_text_of_a_page(width, height):
    figure = '<figure><img src="hinh:toadam" alt="Tọa đàm"><figcaption>Tọa đàm</figcaption></figure>'
    paper = paper_of("party", body_html=f"<p>{SENTENCE}.</p>{figure}<p>{SENTENCE}.</p>")
    pictures = {"toadam": png(width, height)}

    with pdfplumber.open(io.BytesIO(render_pdf(paper_html(paper), pictures=pictures))) as pdf:
        (shown,) = [image for page in pdf.pages for image in page.images]

    size = shown["x1"] - shown["x0"], shown["bottom"] - shown["top"]
    scale = min(165 * MM / width, 0.9 * 257 * MM / height)
    assert size == (near(width * scale, within=0.5), near(height * scale, within=0.5))
    assert shown["x0"] >= 30 * MM - 0.5
    assert shown["x1"] <= 195 * MM + 0.5


@pytest.mark.parametrize("items", [3, 4, 5])
@pytest.mark.parametrize("paragraphs", range(9, 13))
def test_two_items_of_a_list_at_the_end_go_with_the_signature(paragraphs, items):
    listed = "".join(f"<li><p>Khoản {n}</p></li>" for n in range(1, items + 1))
    body = f"<p>{SENTENCE}.</p>" * paragraphs + f"<ol>{listed}</ol>"

    *_, last = pages_of(paper_of("party", body_html=body))

    assert "Phạm Thị Mai" in last
    assert f"{items - 1}. Khoản {items - 1}" in last


def test_a_long_list_of_recipients_leaves_the_text_on_its_page():
    recipients = tuple(f"Chi bộ khu phố {n}, Ban công tác Mặt trận khu phố {n}" for n in range(1, 40))

    first, *others = pages_of(paper_of("party", recipients=recipients))

    assert "Mục đích".upper() in first.upper()
    assert "Nơi nhận:" in first
    assert "Chi bộ khu phố 39" in " ".join(others)


def test_what_has_no_space_to_break_at_stays_within_the_margins():
    address = "https://" + "mat-tran-phuong" * 12
    body = (
        f"<p>Xem {address}</p><table><tbody><tr>" + f"<td><p>{address}</p></td>" * 4 + "</tr></tbody></table>"
    )

    with opened(paper_of("party", body_html=body)) as pdf:
        edges = [char["x1"] for page in pdf.pages for char in page.chars]

    assert max(edges) <= 195 * MM + 0.5
