import io
import unicodedata
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from django.core.exceptions import ValidationError
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from PIL import Image

from documents.secrecy import REFUSAL, TOO_LONG, refuse_secrets, stamps_in, words_of
from documents.uploads import Kind

pytestmark = pytest.mark.once

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.mark.parametrize(
    ("text", "stamps"),
    [
        ("MẬT", ("MẬT",)),
        ("mật", ("MẬT",)),
        ("Kế hoạch\n  [ TỐI MẬT ]  \nNội dung", ("TỐI MẬT",)),
        ("*** TUYỆT MẬT ***", ("TUYỆT MẬT",)),
        ("M Ậ T", ("MẬT",)),
        ("T Ố I   M Ậ T", ("TỐI MẬT",)),
        ("M\u00a0Ậ\u200b\u00a0T.", ("MẬT",)),
        ("║ TỐI MẬT ║", ("TỐI MẬT",)),
        ("TỐI\nMẬT", ("TỐI MẬT",)),
        ("Độ mật: Tối mật", ("TỐI MẬT",)),
        ("Dấu chỉ độ mật: MẬT", ("MẬT",)),
        ("Mức độ mật – Tuyệt mật", ("TUYỆT MẬT",)),
        ("ĐẢNG ỦY PHƯỜNG 6\tMẬT", ("MẬT",)),
        ("| Tối mật | Phường 6 |", ("TỐI MẬT",)),
        ("MẬT\nTỐI MẬT\nMẬT", ("MẬT", "TỐI MẬT")),
        ("MẬT - KHẨN", ("MẬT",)),
        ("KHẨN - MẬT", ("MẬT",)),
        ("TỐI MẬT / HỎA TỐC", ("TỐI MẬT",)),
        ("HOẢ TỐC – TUYỆT MẬT", ("TUYỆT MẬT",)),
        ("MẬT – Bản số 01", ("MẬT",)),
        ("Bản số: 3   TỐI MẬT", ("TỐI MẬT",)),
        ("TÀI LIỆU MẬT", ("MẬT",)),
        ("(VĂN BẢN TỐI MẬT)", ("TỐI MẬT",)),
        ("Độ mật: A", ("TUYỆT MẬT",)),
        ("Độ mật: B", ("TỐI MẬT",)),
        ("Mức độ mật – C", ("MẬT",)),
        ("MẬT (A)", ("MẬT",)),
        ("Dấu: MẬT", ("MẬT",)),
        ("MAÄT", ("MẬT",)),
        ("Tuyeät maät", ("TUYỆT MẬT",)),
        ("TOÁI MAÄT - KHAÅN", ("TỐI MẬT",)),
        ("tuyÖt mËt", ("TUYỆT MẬT",)),
        ("TUYÖT MËT", ("TUYỆT MẬT",)),
        (unicodedata.normalize("NFD", "TUYỆT MẬT"), ("TUYỆT MẬT",)),
        (unicodedata.normalize("NFD", "Độ mật: tối mật"), ("TỐI MẬT",)),
    ],
)
def test_stamp_is_found(text, stamps):
    assert stamps_in(text) == stamps


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Không chứa bí mật nhà nước",
        "không chứa bí mật nhà nước",
        "Luật Bảo vệ bí mật nhà nước\nbí mật nhà nước",
        "mật độ",
        "Mật độ dân số: cao",
        "bảo mật",
        "BẢO MẬT",
        "cơ mật",
        "Mật khẩu",
        "mật khẩu: tối mật",
        "bí mật",
        "Lưu hành nội bộ",
        "Độ mật:",
        "Độ mật: không",
        "Độ khẩn: A",
        "KHẨN",
        "Bản số 01",
        "Tài liệu mật",
        "TÀI LIỆU BẢO MẬT",
        "Dấu mật",
        "Dấu: treo",
        "Mật khẩu A",
        "MẬT KHẨU",
        "Mật ong",
        "A",
        "Việc soạn thảo tài liệu mật, tối mật theo Luật Bảo vệ bí mật nhà nước",
        "maõ ñoä daân soá",
        "Văn bản này không phải tối mật.",
        "MAT",
        "Tối\nthứ Bảy",
    ],
)
def test_running_text_is_no_stamp(text):
    assert stamps_in(text) == ()


def test_refusal_names_the_stamp_and_what_to_do():
    with pytest.raises(ValidationError) as caught:
        refuse_secrets("Kế hoạch\nĐộ mật: Mật\nTUYỆT MẬT")

    assert caught.value.message == REFUSAL.format(stamps="MẬT, TUYỆT MẬT")


def test_text_without_a_stamp_passes():
    assert refuse_secrets("Kế hoạch tuyên truyền về bí mật nhà nước") is None


def saved(document):
    file = io.BytesIO()
    document.save(file)
    return file


def text_box(words):
    return parse_xml(
        f'<w:r xmlns:w="{WORD}" xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox>'
        f"<w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent>"
        "</v:textbox></v:shape></w:pict></w:r>"
    )


def test_words_of_a_word_file_are_those_of_all_its_parts():
    document = docx.Document()
    paragraph = document.add_paragraph("Kế ")
    paragraph.add_run("hoạch")
    paragraph._p.append(text_box("MẬT"))
    document.add_table(1, 2).cell(0, 1).text = "Trong bảng"
    document.sections[0].header.paragraphs[0].text = "Đầu trang"
    document.sections[0].footer.paragraphs[0].text = "TỐI MẬT"

    words = words_of(saved(document), Kind.DOCX)

    lines = {line for line in words.split("\n") if line}
    assert lines == {"Kế hoạch", "MẬT", "Trong bảng", "Đầu trang", "TỐI MẬT"}
    assert set(stamps_in(words)) == {"MẬT", "TỐI MẬT"}


@pytest.mark.parametrize(
    ("typed", "font"), [("TUYÖT MËT", ".VnTimeH"), ("tuyÖt mËt", ".VnTimeH"), ("TUYEÄT MAÄT", "VNI-Times")]
)
def test_stamp_in_an_old_font_is_found_in_a_word_file(typed, font):
    document = docx.Document()
    document.add_paragraph().add_run(typed).font.name = font

    assert stamps_in(words_of(saved(document), Kind.DOCX)) == ("TUYỆT MẬT",)


def test_words_of_a_spreadsheet_are_those_of_all_its_sheets():
    book = openpyxl.Workbook()
    book.active.title = "Một"
    book.active.append(["Tên", 5, "Độ mật: Mật"])
    book.create_sheet("Hai")["C7"] = "Chữ"

    words = words_of(saved(book), Kind.XLSX)

    assert [line for line in words.split("\n") if line] == ["Một", "Tên\tĐộ mật: Mật", "Hai", "Chữ"]
    assert stamps_in(words) == ("MẬT",)


DRAWING = (
    '<xdr:wsDr xmlns:xdr="urn:x" xmlns:a="urn:a"><xdr:sp><xdr:txBody><a:p><a:r><a:t>TUYỆT </a:t></a:r>'
    "<a:r><a:t>MẬT</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>"
)


def test_words_of_a_spreadsheet_are_those_around_its_cells_too():
    book = openpyxl.Workbook()
    book.active.oddHeader.center.text = "TỐI MẬT"
    book.active.oddHeader.center.size = 14
    book.active.oddFooter.left.text = "Phường 6"
    book.active["A1"].comment = Comment("MẬT", "A")
    file = saved(book)
    with ZipFile(file, "a") as archive:
        archive.writestr("xl/drawings/drawing1.xml", DRAWING)

    words = words_of(file, Kind.XLSX)

    assert set(stamps_in(words)) == {"TỐI MẬT", "TUYỆT MẬT", "MẬT"}
    assert "Phường 6" in words.split("\n")


WORDS_OF_PAPERS = st.sampled_from(
    ["bảo vệ", "bí mật", "nhà nước", "mật độ", "khẩn trương", "tài liệu", "các", "chi bộ", "hội viên", "3.2"]
)


@given(st.lists(WORDS_OF_PAPERS, min_size=2, max_size=12), st.sampled_from(["MẬT", "tối mật", "Tuyệt mật"]))
def test_running_text_passes_and_a_stamp_between_its_lines_does_not(words, stamp):
    line = " ".join(words)

    assert stamps_in(f"{line}\n{line.capitalize()}.") == ()
    assert stamps_in(f"{line}\n[ {stamp} ] - KHẨN\n{line}") == (stamp.upper(),)


def pdf_of(words, pages):
    """A PDF whose every page shows `words` (Latin letters); written by hand, for no font is needed."""
    stream = f"BT /F 20 Tf 50 700 Td ({words}) Tj ET"
    kids = " ".join(f"{5 + number} 0 R" for number in range(pages))
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 3 0 R>>>>>>"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        *[page] * pages,
    ]
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj{content}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    made_end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\n"
    return io.BytesIO(made + f"{made_end}startxref\n{len(made)}\n%%EOF".encode())


def test_words_of_a_pdf_are_those_of_all_its_pages():
    assert words_of(pdf_of("Phuong 6", 1), Kind.PDF) == "Phuong 6"
    assert words_of(pdf_of("Phuong 6", 41), Kind.PDF).split("\n") == ["Phuong 6"] * 41


def test_pdf_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr("documents.secrecy.MOST_SECONDS", -1)

    with pytest.raises(ValidationError) as refusal:
        words_of(pdf_of("Phuong 6", 1), Kind.PDF)

    assert refusal.value.messages == [TOO_LONG]


def test_picture_has_no_words_and_a_broken_file_is_refused():
    file = io.BytesIO()
    Image.new("RGB", (5, 5)).save(file, "PNG")

    assert words_of(file, Kind.PNG) == ""
    for kind in (Kind.DOCX, Kind.XLSX, Kind.PDF):
        with pytest.raises(ValidationError, match="Tệp bị hỏng hoặc chưa tải lên hết"):
            words_of(io.BytesIO(b"hong"), kind)
