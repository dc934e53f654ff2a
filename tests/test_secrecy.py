import io
import unicodedata

import docx
import openpyxl
import pytest
from django.core.exceptions import ValidationError
from docx.oxml import parse_xml
from PIL import Image

from documents.secrecy import REFUSAL, refuse_secrets, stamps_in, words_of
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


def test_words_of_a_spreadsheet_are_those_of_all_its_sheets():
    book = openpyxl.Workbook()
    book.active.title = "Một"
    book.active.append(["Tên", 5, "Độ mật: Mật"])
    book.create_sheet("Hai")["C7"] = "Chữ"

    words = words_of(saved(book), Kind.XLSX)

    assert [line for line in words.split("\n") if line] == ["Một", "Tên\tĐộ mật: Mật", "Hai", "Chữ"]
    assert stamps_in(words) == ("MẬT",)


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


def test_words_of_a_pdf_are_those_of_its_first_thirty_pages():
    assert words_of(pdf_of("Phuong 6", 1), Kind.PDF) == "Phuong 6"
    assert words_of(pdf_of("Phuong 6", 31), Kind.PDF).split("\n") == ["Phuong 6"] * 30


def test_picture_has_no_words_and_a_broken_file_is_refused():
    file = io.BytesIO()
    Image.new("RGB", (5, 5)).save(file, "PNG")

    assert words_of(file, Kind.PNG) == ""
    for kind in (Kind.DOCX, Kind.XLSX, Kind.PDF):
        with pytest.raises(ValidationError, match="Tệp bị hỏng hoặc chưa tải lên hết"):
            words_of(io.BytesIO(b"hong"), kind)
