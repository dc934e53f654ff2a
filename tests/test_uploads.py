import hashlib
import io
import struct
import zlib
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import openpyxl
import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from documents import office_archives, uploads
from documents.uploads import Kind, inspect, safe_name

pytestmark = pytest.mark.once

EVERY = set(Kind)
BOMB = "Tệp này bung ra quá lớn"
MACROS = "Tệp này có macro"
PROGRAMS = "Tệp này có nhúng chương trình"
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word():
    buffer = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Kế hoạch")
    document.save(buffer)
    return buffer.getvalue()


def sheet():
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    return buffer.getvalue()


def pdf(change=lambda made: None, pages=1, **options):
    buffer = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        change(made)
        made.save(buffer, **options)
    return buffer.getvalue()


def picture(form, size=(40, 30)):
    buffer = io.BytesIO()
    Image.new("RGB", size, "white").save(buffer, form)
    return buffer.getvalue()


def huge_png(width, height):
    """The header of a large picture: nobody may look further."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def archive(parts, main=WORD_MAIN, more_types=""):
    """An Office archive of these parts (names with bytes) beside its list of types."""
    types = f'<Override PartName="/word/document.xml" ContentType="{main}"/>{more_types}'
    listed = f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>'
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", listed)
        for name, data in parts.items():
            made.writestr(name, data)
    return buffer.getvalue()


def relationship(kind, target):
    return {
        "word/_rels/settings.xml.rels": f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="r1" '
        f'Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    }


def refusal(data, allowed=EVERY):
    with pytest.raises(ValidationError) as caught:
        inspect(io.BytesIO(data), name="a.docx", allowed=allowed)
    return caught.value.message


# --- What is taken --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "kind", "content_type"),
    [
        (word, Kind.DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (sheet, Kind.XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (pdf, Kind.PDF, "application/pdf"),
        (lambda: picture("PNG"), Kind.PNG, "image/png"),
        (lambda: picture("JPEG"), Kind.JPG, "image/jpeg"),
    ],
)
def test_file_is_known_by_its_content_whatever_its_name(make, kind, content_type):
    data = make()

    upload = inspect(SimpleUploadedFile("x.exe", data), name="C:\\Tệp\\Bản chụp.exe", allowed={kind})

    digest = hashlib.sha256(data).hexdigest()
    assert upload == uploads.Upload(kind, content_type, len(data), digest, f"Bản chụp.{kind}")


def test_file_is_left_at_its_start():
    file = io.BytesIO(word())

    inspect(file, name="a.docx", allowed=EVERY)

    assert file.tell() == 0


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Kế hoạch 19.DOC", "Kế hoạch 19.docx"),
        ("../../etc/passwd", "passwd.docx"),
        ("a\u202excod.exe", "axcod.docx"),
        ("a\r\nSet-Cookie: b.docx", "aSet-Cookie b.docx"),
        (".docx", "tep.docx"),
        ("", "tep.docx"),
        ("Ke\u0302\u0301 hoa\u0323ch.docx", "Kế hoạch.docx"),
        ("a" * 300 + ".docx", "a" * 195 + ".docx"),
        ("“kế hoạch” <b%22;.svg.docx", "“kế hoạch” b.svg.docx"),
    ],
)
def test_name_is_made_safe_to_show(name, shown):
    assert safe_name(name, Kind.DOCX) == shown


# --- What is refused, by size and by kind ---------------------------------------------------------


def test_empty_file_is_refused():
    assert refusal(b"") == "Tệp trống, không có nội dung. Hãy chọn lại tệp."


def test_file_and_picture_too_heavy_are_refused():
    advice = "Hãy thu nhỏ hình trong tệp, quét ở độ phân giải thấp hơn hoặc chia thành nhiều tệp."

    file = refusal(b"%PDF-" + bytes(uploads.LARGEST_FILE))
    drawing = refusal(picture("PNG") + bytes(uploads.LARGEST_PICTURE))

    assert file == f"Tệp nặng 21 MB, quá mức 20 MB cho phép. {advice}"
    assert drawing == f"Tệp nặng 11 MB, quá mức 10 MB cho phép. {advice}"


SAVE_AS_WORD = "Hãy mở văn bản bằng Word rồi chọn “Lưu thành” (Save As), loại “Word Document (.docx)”."


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"MZ\x90\x00", "chương trình máy tính"),
        (b"{\\rtf1}", "tệp RTF"),
        (b"\xef\xbb\xbf <html>", "trang web hoặc tệp XML"),
        (b"khong biet", "một loại tệp khác"),
        (picture("PNG"), "hình PNG"),
        (sheet(), "bảng tính Excel (.xlsx)"),
        (pdf(), "tệp PDF"),
        (
            archive({}, main=WORD_MAIN.replace("document.main", "template.main")),
            "tệp nén hoặc tệp Office loại khác",
        ),
    ],
)
def test_other_kind_is_named_with_what_to_do(data, found):
    message = refusal(data, {Kind.DOCX})

    assert message == f"Tệp này là {found} chứ không phải tệp Word (.docx). {SAVE_AS_WORD}"


def test_old_word_and_locked_word_are_told_apart():
    old = refusal(office_archives_head() + bytes(600))
    locked = refusal(office_archives_head() + bytes(70_000) + "EncryptedPackage".encode("utf-16-le"))

    assert old == (
        "Tệp này ở dạng Word hoặc Excel cũ (.doc, .xls). "
        "Hãy mở bằng Word hoặc Excel rồi chọn “Lưu thành” (Save As), loại .docx hoặc .xlsx."
    )
    assert locked == "Tệp này có đặt mật khẩu. Hãy bỏ mật khẩu trong Word hoặc Excel rồi tải lên lại."


def office_archives_head():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


# --- Word and Excel that are not what they seem ---------------------------------------------------


def test_bomb_is_refused_by_its_list_of_parts():
    # A thousandth of its size when packed: 20 MB of zeros.
    assert refusal(archive({"word/document.xml": bytes(20 * 1024 * 1024)})).startswith(BOMB)


def test_bomb_of_many_parts_is_refused():
    many = archive({f"word/{number}.xml": b"" for number in range(office_archives.MOST_PARTS + 1)})

    assert refusal(many).startswith(BOMB)


def test_archive_that_lies_about_its_sizes_is_refused():
    data = bytearray(archive({"word/document.xml": bytes(20 * 1024 * 1024)}))
    place = data.rindex(b"PK\x01\x02")
    # The size unpacked, in the list of parts.
    data[place + 24 : place + 28] = struct.pack("<I", 100)

    assert refusal(bytes(data)) == uploads.BROKEN


@pytest.mark.parametrize("name", ["../a.xml", "/etc/a.xml", "word\\..\\a.xml", "C:a.xml", "word/../../a.xml"])
def test_part_outside_of_the_archive_is_refused(name):
    plain = archive({"Z" * len(name): b"<a/>"})

    assert refusal(plain.replace(b"Z" * len(name), name.encode())) == uploads.BROKEN


def test_locked_part_is_refused():
    data = bytearray(archive({"word/document.xml": b"<a/>"}))
    place = data.rindex(b"PK\x01\x02")
    data[place + 8] |= 1

    assert refusal(bytes(data)) == "Tệp này có đặt mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại."


def test_macros_are_refused():
    macro_main = "application/vnd.ms-word.document.macroEnabled.main+xml"

    assert refusal(archive({"word/vbaProject.bin": b"x"})).startswith(MACROS)
    assert refusal(archive({}, main=macro_main)).startswith(MACROS)


def test_packed_files_and_programs_inside_are_refused():
    packed = office_archives_head() + bytes(70_000) + "\x01Ole10Native".encode("utf-16-le")
    active = '<Override PartName="/a.xml" ContentType="application/vnd.ms-office.activeX+xml"/>'

    assert refusal(archive({"word/embeddings/oleObject1.bin": packed})).startswith(PROGRAMS)
    assert refusal(archive({"word/embeddings/a.exe": b"MZ"})).startswith(PROGRAMS)
    assert refusal(archive({}, more_types=active)).startswith(PROGRAMS)


def test_template_from_the_network_is_refused_but_a_link_is_not():
    fetched = archive(relationship("attachedTemplate", "https://vi-du.vn/a.dotx"))
    shared = archive(relationship("oleObject", "file://may-khac/a.xlsx"))
    local = archive(relationship("attachedTemplate", "file:///C:/Mau/Normal.dotm"))
    link = archive(relationship("hyperlink", "https://vi-du.vn/"))

    assert refusal(fetched).startswith("Tệp này tự tải nội dung từ mạng khi mở ra")
    assert refusal(shared).startswith("Tệp này tự tải nội dung từ mạng khi mở ra")
    assert inspect(io.BytesIO(local), name="a", allowed=EVERY).kind == Kind.DOCX
    assert inspect(io.BytesIO(link), name="a", allowed=EVERY).kind == Kind.DOCX


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding):
    laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'.encode(encoding)

    assert refusal(archive({"word/document.xml": laughs})).startswith("Tệp này có khai báo XML")
    assert refusal(archive({"word/document.xml": b" " * 65_530 + laughs})).startswith(
        "Tệp này có khai báo XML"
    )


def test_half_an_archive_is_refused():
    assert refusal(word()[:3000]) == uploads.BROKEN


# --- PDF ------------------------------------------------------------------------------------------


def with_script(made):
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    made.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=script)])


def with_launch(made):
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd")


def with_form(made):
    made.Root.AcroForm = pikepdf.Dictionary(XFA="<xdp/>", Fields=pikepdf.Array())


def with_program(made):
    made.attachments["a.exe"] = pikepdf.AttachedFileSpec(made, b"MZ", filename="a.exe")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (with_script, "mã JavaScript"),
        (with_launch, "lệnh mở chương trình"),
        (with_form, "biểu mẫu tự chạy (XFA)"),
    ],
)
def test_pdf_that_acts_by_itself_is_refused(change, found):
    message = refusal(pdf(change))

    assert message == (
        f"Tệp PDF này có {found}, nên không được nhận. Hãy in lại thành PDF (Print to PDF) rồi tải lên."
    )


def test_pdf_with_a_program_inside_is_refused():
    assert refusal(pdf(with_program)).startswith("Tệp PDF này có nhúng chương trình bên trong")


@pytest.mark.parametrize("user", ["", "mat-khau"])
def test_locked_pdf_is_refused(user):
    locked = pdf(encryption=pikepdf.Encryption(owner="chu", user=user))

    assert refusal(locked) == (
        "Tệp PDF này có đặt mật khẩu hoặc bị khóa. Hãy bỏ mật khẩu (in lại thành PDF) rồi tải lên lại."
    )


def test_pdf_of_too_many_pages_is_refused():
    assert refusal(pdf(pages=uploads.MOST_PAGES + 1)) == (
        "Tệp PDF này có 501 trang, quá mức 500 trang cho phép. Hãy chia thành nhiều tệp."
    )


def test_broken_pdf_is_refused():
    assert refusal(b"%PDF-1.7\nkhong co gi") == uploads.BROKEN


# --- Pictures -------------------------------------------------------------------------------------


def test_picture_of_forty_megapixels_is_refused_unopened():
    assert refusal(huge_png(8000, 5000)) == (
        "Hình này rộng 8000 × cao 5000 điểm (40 triệu điểm ảnh), quá mức 25 triệu cho phép. "
        "Hãy thu nhỏ hình, ví dụ còn rộng 2.000 điểm, rồi tải lên lại."
    )


def test_picture_of_two_hundred_megapixels_is_refused_without_a_warning():
    assert refusal(huge_png(20_000, 10_000)).startswith("Hình này rộng 20000 × cao 10000 điểm (200 triệu")


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_half_a_picture_is_refused(form):
    data = picture(form, size=(400, 300))

    assert refusal(data[: len(data) // 2]) == uploads.BROKEN.replace("Tệp", "Hình", 1)
