"""Uploaded files, judged by what they hold and never by their names.

Nothing here unpacks a file as a whole or fetches anything: archives are read in small pieces whose sum is
limited, pictures are refused by their header, PDFs are searched for what acts on its own.
"""

import hashlib
import math
import re
import struct
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

import pikepdf
from django.core.exceptions import ValidationError
from PIL import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from documents import office_archives
from documents.office_archives import BROKEN, MEGABYTE, PROGRAM
from wardportal.text import nfc

# One compressed stream of a PDF may otherwise fill the memory. For the whole process.
pikepdf.settings.set_qpdf_limits(flate_max_memory=200 * MEGABYTE, run_length_max_memory=200 * MEGABYTE)

LARGEST_FILE = 20 * MEGABYTE
LARGEST_PICTURE = 10 * MEGABYTE
# Larger pictures take more memory than a page of paper can show.
MOST_PIXELS = 25_000_000
MOST_PAGES = 500
MOST_PDF_OBJECTS = 300_000
LONGEST_NAME = 200


class Kind(StrEnum):
    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    PNG = "png"
    JPG = "jpg"


CONTENT_TYPES = {
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.PDF: "application/pdf",
    Kind.PNG: "image/png",
    Kind.JPG: "image/jpeg",
}
NAMES = {
    Kind.DOCX: "tệp Word (.docx)",
    Kind.XLSX: "bảng tính Excel (.xlsx)",
    Kind.PDF: "tệp PDF",
    Kind.PNG: "hình PNG",
    Kind.JPG: "hình JPG",
}
HOW_TO_SAVE = {
    Kind.DOCX: "mở văn bản bằng Word rồi chọn “Lưu thành” (Save As), loại “Word Document (.docx)”",
    Kind.XLSX: "mở bảng tính bằng Excel rồi chọn “Lưu thành” (Save As), loại “Excel Workbook (.xlsx)”",
    Kind.PDF: "xuất hoặc quét văn bản thành PDF",
    Kind.PNG: "lưu hình ở dạng PNG",
    Kind.JPG: "lưu hình ở dạng JPG",
}

OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_HEAD = b"PK\x03\x04"
# What else people upload, so that the refusal can name it.
OTHER_HEADS = (
    (ZIP_HEAD, "tệp nén hoặc tệp Office loại khác"),
    (b"{\\rtf", "tệp RTF"),
    (b"MZ", "chương trình máy tính"),
    (b"\x7fELF", "chương trình máy tính"),
    (b"Rar!", "tệp nén RAR"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"GIF8", "hình GIF"),
    (b"BM", "hình BMP"),
    (b"II*\x00", "hình TIFF"),
    (b"MM\x00*", "hình TIFF"),
    (b"<", "trang web hoặc tệp XML"),
)
ACTIONS = {"/JavaScript": "mã JavaScript", "/Launch": "lệnh mở chương trình"}


@dataclass(frozen=True)
class Upload:
    """A file that may be kept: `size` in bytes, `sha256` in hex, `safe_name` for display and downloads.

    `safe_name` has no folder, no invisible sign, at most LONGEST_NAME characters, and the ending of `kind`.
    """

    kind: Kind
    content_type: str
    size: int
    sha256: str
    safe_name: str


def inspect(file: BinaryIO, *, name: str, allowed: set[Kind]) -> Upload:
    """What this file is, if it is one of `allowed` and harmless; `file` is seekable and left at its start.

    Raises ValidationError with a Vietnamese sentence that says what is wrong and what to do. `name` is only
    shown, never believed.
    """
    try:
        size = _size(file)
        kind = _kind(file, allowed)
        if kind in (Kind.PNG, Kind.JPG):
            _check_size(size, LARGEST_PICTURE)
            _check_picture(file, kind)
        elif kind == Kind.PDF:
            _check_pdf(file)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    finally:
        file.seek(0)
    return Upload(kind, CONTENT_TYPES[kind], size, digest, safe_name(name, kind))


def safe_name(name: str, kind: Kind) -> str:
    """ "C:\\Users\\A\\kế hoạch.DOC" → "kế hoạch.docx": a name to show, without folders and odd signs."""
    # Browsers send a quotation mark as "%22".
    last = re.split(r"[\\/]", name.replace("%22", '"'))[-1]
    visible = "".join(each for each in nfc(last) if unicodedata.category(each)[0] not in "CZ" or each == " ")
    stem = re.sub(r'[<>:"|?*;]', "", visible)
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem).strip(" .")
    return f"{stem[: LONGEST_NAME - 5] or 'tep'}.{kind}"


def _size(file: BinaryIO) -> int:
    size = file.seek(0, 2)
    # Django's own file objects do not tell where they went.
    size = file.tell() if size is None else size
    if not size:
        raise ValidationError("Tệp trống, không có nội dung. Hãy chọn lại tệp.")
    _check_size(size, LARGEST_FILE)
    return size


def _check_size(size: int, largest: int) -> None:
    if size > largest:
        raise ValidationError(
            f"Tệp nặng {math.ceil(size / MEGABYTE)} MB, quá mức {largest // MEGABYTE} MB cho phép. "
            "Hãy thu nhỏ hình trong tệp, quét ở độ phân giải thấp hơn hoặc chia thành nhiều tệp."
        )


def _kind(file: BinaryIO, allowed: set[Kind]) -> Kind:
    file.seek(0)
    head = file.read(1024)
    if head.startswith(OLE_HEAD):
        _refuse_ole(file)
    kind = _kind_of_head(head)
    if head.startswith(ZIP_HEAD):
        found = office_archives.check(file)
        kind = Kind(found) if found else None
    if kind not in allowed:
        raise _not_allowed(NAMES[kind] if kind else _name_of(head), allowed)
    return kind


def _kind_of_head(head: bytes) -> Kind | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPG
    return Kind.PDF if b"%PDF-" in head else None


def _name_of(head: bytes) -> str:
    plain = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return next((name for mark, name in OTHER_HEADS if plain.startswith(mark)), "một loại tệp khác")


def _not_allowed(found: str, allowed: set[Kind]) -> ValidationError:
    kinds = [kind for kind in Kind if kind in allowed]
    wanted = " hoặc ".join(NAMES[kind] for kind in kinds)
    how = "; hoặc ".join(HOW_TO_SAVE[kind] for kind in kinds)
    return ValidationError(f"Tệp này là {found} chứ không phải {wanted}. Hãy {how}.")


def _refuse_ole(file: BinaryIO) -> None:
    """Old binary Office files and encrypted new ones share one container; both are refused."""
    if office_archives.is_locked(file):
        raise ValidationError(
            "Tệp này có đặt mật khẩu. Hãy bỏ mật khẩu trong Word hoặc Excel rồi tải lên lại."
        )
    raise ValidationError(
        "Tệp này ở dạng Word hoặc Excel cũ (.doc, .xls). "
        "Hãy mở bằng Word hoặc Excel rồi chọn “Lưu thành” (Save As), loại .docx hoặc .xlsx."
    )


# --- PDF ------------------------------------------------------------------------------------------


def _check_pdf(file: BinaryIO) -> None:
    file.seek(0)
    try:
        with pikepdf.open(file) as pdf:
            _check_pages(pdf)
            for value in _dictionaries(pdf):
                _refuse_actions(value)
    except pikepdf.PasswordError as error:
        raise _encrypted() from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError) as error:
        raise ValidationError(BROKEN) from error


def _check_pages(pdf: pikepdf.Pdf) -> None:
    if pdf.is_encrypted:
        raise _encrypted()
    if len(pdf.objects) > MOST_PDF_OBJECTS:
        raise ValidationError("Tệp PDF này có quá nhiều phần bên trong. Hãy in lại thành PDF rồi tải lên.")
    if not pdf.pages:
        raise ValidationError(BROKEN)
    if len(pdf.pages) > MOST_PAGES:
        raise ValidationError(
            f"Tệp PDF này có {len(pdf.pages)} trang, quá mức {MOST_PAGES} trang cho phép. "
            "Hãy chia thành nhiều tệp."
        )


def _encrypted() -> ValidationError:
    return ValidationError(
        "Tệp PDF này có đặt mật khẩu hoặc bị khóa. Hãy bỏ mật khẩu (in lại thành PDF) rồi tải lên lại."
    )


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary of the file once, also those inside of others and of streams."""
    for whole in pdf.objects:
        waiting = [whole]
        while waiting:
            value = waiting.pop()
            if isinstance(value, pikepdf.Array):
                inner = list(value)
            elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
                yield value
                inner = [value.get(key) for key in value]
            else:
                continue
            waiting += [each for each in inner if isinstance(each, pikepdf.Object) and not each.is_indirect]


def _refuse_actions(value: pikepdf.Object) -> None:
    action = ACTIONS.get(str(value.get("/S", "")), ACTIONS["/JavaScript"] if "/JS" in value else None)
    if "/XFA" in value:
        action = "biểu mẫu tự chạy (XFA)"
    if action:
        raise ValidationError(
            f"Tệp PDF này có {action}, nên không được nhận. Hãy in lại thành PDF (Print to PDF) rồi tải lên."
        )
    if "/EF" in value and PROGRAM.search(str(value.get("/UF", value.get("/F", "")))):
        raise ValidationError(
            "Tệp PDF này có nhúng chương trình bên trong, nên không được nhận. "
            "Hãy in lại thành PDF (Print to PDF) rồi tải lên."
        )


# --- Pictures -------------------------------------------------------------------------------------


def _check_picture(file: BinaryIO, kind: Kind) -> None:
    """The header tells the size before anything is decoded; a JPG is then decoded at an eighth of it."""
    file.seek(0)
    try:
        # Not Image.open, which first warns about large pictures, and would take other formats.
        picture = PngImageFile(file) if kind == Kind.PNG else JpegImageFile(file)
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise ValidationError(_too_many_pixels(width, height))
        if kind == Kind.PNG:
            picture.verify()
        else:
            picture.draft("L", (width // 8, height // 8))
            with _whole_files_only():
                picture.load()
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error) as error:
        raise ValidationError(BROKEN.replace("Tệp", "Hình", 1)) from error


@contextmanager
def _whole_files_only():
    """WeasyPrint, where a process has loaded it, makes Pillow fill up a truncated picture with grey."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _too_many_pixels(width: int, height: int) -> str:
    return (
        f"Hình này rộng {width} × cao {height} điểm "
        f"({math.ceil(width * height / 1_000_000)} triệu điểm ảnh), "
        f"quá mức {MOST_PIXELS // 1_000_000} triệu cho phép. "
        "Hãy thu nhỏ hình, ví dụ còn rộng 2.000 điểm, rồi tải lên lại."
    )
