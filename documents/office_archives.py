"""The archives of Word and Excel: read in pieces, refused where they swell, run by themselves or fetch."""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.core.exceptions import ValidationError
from docx.oxml.parser import parse_xml

MEGABYTE = 1024 * 1024
# Of an Office archive: parts, the list of them in bytes, all of them unpacked, and how often smaller that is
# when packed (asked only above the size at which it could hurt; honest spreadsheets reach about 60).
MOST_PARTS = 5_000
LARGEST_DIRECTORY = MEGABYTE
LARGEST_UNPACKED = 150 * MEGABYTE
HARMLESS_UNPACKED = 8 * MEGABYTE
HIGHEST_RATIO = 150
LARGEST_LIST_OF_TYPES = MEGABYTE
PIECE = 64 * 1024
ZIP_END = b"PK\x05\x06"
ZIP64_LOCATOR = b"PK\x06\x07"
MAIN_PARTS = {
    "wordprocessingml.document.main+xml": "docx",
    "spreadsheetml.sheet.main+xml": "xlsx",
}
MAIN_PART = re.compile(r"application/vnd\.openxmlformats-officedocument\.(.+)")
PROGRAM = re.compile(
    r"\.(?:exe|dll|com|scr|pif|bat|cmd|ps1|vbs?|vbe|jse?|wsf|wsh|hta|msi|lnk|jar|cpl|reg|docm|dotm|xlsm|xltm"
    r"|xlam|sct)$",
    re.IGNORECASE,
)
# How Windows stores a file of any sort inside of a document; a double click runs it.
PACKED_FILE = "Ole10Native".encode("utf-16-le")
# No Office file declares document types or entities; who does wants them expanded.
DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
LOCKED = "EncryptedPackage".encode("utf-16-le")
LONGEST_MARK = max(len(PACKED_FILE), len(LOCKED), *map(len, DECLARATIONS))
# Relationships that Office follows by itself when the file is opened.
FOLLOWED = ("attachedTemplate", "oleObject", "frame", "subDocument")
NETWORK = re.compile(r"(?:https?|ftp):|\\\\|//|file:/{2}(?!/)|file:/{4,}|file:\\\\", re.IGNORECASE)
BROKEN = "Tệp bị hỏng hoặc chưa tải lên hết. Hãy mở thử trên máy, lưu lại rồi tải lên lần nữa."


def check(file: BinaryIO) -> str | None:
    """ "docx" or "xlsx" for a harmless archive of Office, None for any other; `file` is a seekable ZIP file.

    Raises ValidationError with a Vietnamese sentence for what is broken, swollen, locked or runs by itself.
    """
    _check_directory(file)
    try:
        with ZipFile(file) as archive:
            parts = archive.infolist()
            _check_list(parts)
            kind = _office_kind(archive)
            _read_parts(archive, parts)
    except (
        BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        struct.error,
    ) as error:
        raise ValidationError(BROKEN) from error
    return kind


def is_locked(file: BinaryIO) -> bool:
    """Whether a container of Windows (OLE) holds an encrypted Office file rather than an old one."""
    file.seek(0)
    return any(LOCKED in piece for piece in _overlapping(file))


def _overlapping(stream: BinaryIO) -> Iterator[bytes]:
    """Pieces of a stream, each with the last bytes of the one before, so that no mark is cut in two."""
    last = b""
    while piece := stream.read(PIECE):
        yield last + piece
        last = piece[-LONGEST_MARK:]


def _check_directory(file: BinaryIO) -> None:
    """Refuse an endless list of parts before it is read; Office writes it last, without a remark."""
    size = file.seek(0, 2)
    size = file.tell() if size is None else size
    file.seek(max(size - 42, 0))
    tail = file.read(42)
    end = tail[-22:]
    if len(end) < 22 or end[:4] != ZIP_END:
        raise ValidationError(BROKEN)
    parts, length = struct.unpack("<HI", end[10:16])
    if parts > MOST_PARTS or length > LARGEST_DIRECTORY or tail.startswith(ZIP64_LOCATOR):
        raise _bomb()


def _check_list(parts: list[ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    is_swollen = unpacked > HARMLESS_UNPACKED and unpacked > packed * HIGHEST_RATIO
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED or is_swollen:
        raise _bomb()
    if any(part.flag_bits & 1 for part in parts):
        raise ValidationError("Tệp này có đặt mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại.")
    if any(map(_is_odd_name, names)) or len(set(names)) < len(names):
        raise ValidationError(BROKEN)
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        raise ValidationError(BROKEN)
    if any("vbaproject" in name or "vbadata" in name for name in names):
        raise _macros()
    if any(PROGRAM.search(name) for name in names):
        raise _programs()


def _is_odd_name(name: str) -> bool:
    return name.startswith("/") or any(sign in name for sign in "\\:\0") or ".." in name.split("/")


def _office_kind(archive: ZipFile) -> str | None:
    """By the list of content types, which is what Office itself goes by."""
    if "[Content_Types].xml" not in archive.namelist():
        return None
    listed = archive.getinfo("[Content_Types].xml")
    if listed.file_size > LARGEST_LIST_OF_TYPES:
        raise _bomb()
    types = [each.get("ContentType", "") for each in _xml(archive.read(listed))]
    if any(re.search("macroEnabled|vbaProject", each, re.IGNORECASE) for each in types):
        raise _macros()
    if any("activeX" in each for each in types):
        raise _programs()
    found = [match[1] for each in types if (match := MAIN_PART.fullmatch(each))]
    kinds = {MAIN_PARTS[each] for each in found if each in MAIN_PARTS}
    return kinds.pop() if len(kinds) == 1 else None


def _read_parts(archive: ZipFile, parts: list[ZipInfo]) -> None:
    """Read everything once, piece by piece: sizes in the list may lie, and some contents are refused."""
    total = 0
    for part in parts:
        marks = _refused_marks(part.filename.lower())
        with archive.open(part) as stream:
            for piece in _overlapping(stream):
                total += len(piece)
                if total > LARGEST_UNPACKED:
                    raise _bomb()
                _refuse_marks(piece, marks)
        if part.filename.endswith(".rels"):
            _check_relationships(archive, part)


def _refused_marks(name: str) -> tuple[bytes, ...]:
    """What this part must not hold; a drawing from elsewhere (SVG) may well declare its document type."""
    if name.endswith(".bin"):
        return (PACKED_FILE,)
    return () if "/media/" in name else DECLARATIONS


def _refuse_marks(piece: bytes, marks: tuple[bytes, ...]) -> None:
    if not any(mark in piece for mark in marks):
        return
    if PACKED_FILE in marks:
        raise _programs()
    raise ValidationError(
        "Tệp này có khai báo XML mà Word và Excel không bao giờ ghi, nên không được nhận. "
        "Hãy mở tệp bằng Word hoặc Excel, lưu thành tệp mới rồi tải lên lại."
    )


def _check_relationships(archive: ZipFile, part: ZipInfo) -> None:
    if part.file_size > LARGEST_LIST_OF_TYPES:
        raise _bomb()
    for each in _xml(archive.read(part)):
        is_outside = each.get("TargetMode") == "External" and NETWORK.match(each.get("Target", ""))
        if is_outside and each.get("Type", "").rpartition("/")[2] in FOLLOWED:
            raise ValidationError(
                "Tệp này tự tải nội dung từ mạng khi mở ra, nên không được nhận. "
                "Hãy bỏ mẫu hoặc phần liên kết từ mạng (trong Word: Tệp › Thông tin › Sửa liên kết đến tệp) "
                "rồi tải lên lại."
            )


def _xml(data: bytes) -> list:
    """The children of the root. Entities are not expanded; the parser limits depth and length."""
    if any(mark in data for mark in DECLARATIONS):
        raise ValidationError(BROKEN)
    try:
        return [each for each in parse_xml(data) if isinstance(each.tag, str)]
    except (SyntaxError, ValueError) as error:
        raise ValidationError(BROKEN) from error


def _bomb() -> ValidationError:
    return ValidationError(
        "Tệp này bung ra quá lớn (có thể là “bom nén”), nên không được nhận. "
        "Nếu đúng là văn bản của mình, hãy mở bằng Word hoặc Excel, bớt hình và trang tính trống rồi lưu lại."
    )


def _macros() -> ValidationError:
    return ValidationError(
        "Tệp này có macro (mã lệnh tự chạy), nên không được nhận. "
        "Hãy chọn “Lưu thành” (Save As), loại .docx hoặc .xlsx không có macro, rồi tải lên lại."
    )


def _programs() -> ValidationError:
    return ValidationError(
        "Tệp này có nhúng chương trình hoặc tệp lạ bên trong, nên không được nhận. "
        "Hãy xóa phần nhúng ấy trong văn bản, lưu lại rồi tải lên."
    )
