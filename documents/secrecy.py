"""State secrets stay out: the stamps that a secret paper carries, found in what people type or upload.

Rule: 08-privacy-and-secrecy.md. Only a stamp counts, that is a line of its own; "bí mật nhà nước" in running
text is what every paper may speak of.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import islice
from time import monotonic
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

import docx
import openpyxl
import pypdfium2
from django.core.exceptions import ValidationError
from docx.oxml.ns import qn

from documents.legacy_fonts import Encoding, to_unicode
from documents.office_archives import BROKEN
from documents.uploads import Kind
from wardportal.text import ODD_SPACES, nfc

REFUSAL = (
    "Nội dung này mang dấu chỉ độ mật ({stamps}), nên không được nhập vào cổng. "
    "Văn bản bí mật nhà nước chỉ được soạn và lưu trên máy tính độc lập hoặc mạng LAN độc lập, không đưa lên "
    "cổng này. Hãy xóa tệp khỏi máy tính có nối mạng và báo ngay cho người phụ trách bảo vệ bí mật nhà nước "
    "của đơn vị. Nếu đây không phải là văn bản mật, hãy bỏ dòng ấy rồi thử lại."
)
STAMPS = {"mật": "MẬT", "tốimật": "TỐI MẬT", "tuyệtmật": "TUYỆT MẬT"}
LABELS = re.compile(r"(?:(?P<degree>dấu chỉ độ mật|mức độ mật|độ mật)[ :：=–-]*|dấu ?[:：=])")
# The letters by which envelopes tell the degree.
CODES = {"a": "tuyệtmật", "b": "tốimật", "c": "mật"}
# What may stand on the line of a stamp: how urgent the paper is, the number of the copy, the letter.
BESIDE = r"(?:(?:thượng)?khẩn|h(?:ỏa|oả)tốc(?:hẹngiờ)?|bảnsố\d*)"
LINE_OF_STAMP = re.compile(rf"{BESIDE}*(?P<stamp>(?:tối|tuyệt)?mật)[abc]?{BESIDE}*")
# In capitals on a line of their own; in small letters they may head a column.
PAPERS = re.compile(r"^\W*(?:TÀI LIỆU|VĂN BẢN|HỒ SƠ) (?=(?:TỐI |TUYỆT )?MẬT\b)")
# The signs by which VNI and TCVN3 write the letter of every stamp.
OLD_LETTERS = re.compile("[äËë]", re.IGNORECASE)
# Frames, brackets, stars, bullets and other signs around a stamp.
SIGNS = re.compile(r"[\W_]+")
# Beside the stamp on one line, after a tab or in the next cell, something else may stand.
COLUMNS = re.compile(r"\t|\||│|┃|║| {3,}")
# A stamp has few letters, even spaced and framed.
LONGEST_STAMP = 120
MOST_ROWS = 50_000
# To read a PDF; its pages are limited by uploads.inspect.
MOST_SECONDS = 20
TOO_LONG = (
    "Tệp PDF này quá dài nên cổng không đọc hết được để tìm dấu chỉ độ mật. Hãy chia thành nhiều tệp ngắn "
    "hơn rồi tải lên từng tệp."
)


def stamps_in(text: str) -> tuple[str, ...]:
    """The secrecy stamps this text carries, each once, in order: "MẬT", "TỐI MẬT", "TUYỆT MẬT".

    A stamp is a line or a cell that holds nothing else but signs, spaced letters ("M Ậ T") and perhaps the
    words "Độ mật:", how urgent the paper is, the number of its copy. Letters may be large or small, composed
    or decomposed, typed for VNI or TCVN3. A stamp over two lines ("TỐI" / "MẬT") counts too.
    """
    lines = [_letters(spelling) for line in text.splitlines() for spelling in _spellings(line)]
    found = [STAMPS[line] for line in _joined(lines) if line in STAMPS]
    return tuple(dict.fromkeys(found))


def refuse_secrets(text: str) -> None:
    """Raise ValidationError with REFUSAL where the text carries a stamp."""
    if stamps := stamps_in(text):
        raise ValidationError(REFUSAL.format(stamps=", ".join(stamps)))


def words_of(file: BinaryIO, kind: Kind) -> str:
    """All text of a file that uploads.inspect has taken, a line a paragraph, a tab between cells.

    A scan and a picture have no text. The file is left at its start. Raises ValidationError with a Vietnamese
    sentence for a file that cannot be read, or not within MOST_SECONDS.
    """
    readers = {Kind.DOCX: _words_of_docx, Kind.XLSX: _words_of_xlsx, Kind.PDF: _words_of_pdf}
    if kind not in readers:
        return ""
    file.seek(0)
    try:
        return unicodedata.normalize("NFC", "\n".join(readers[kind](file)))
    except (ValueError, KeyError, SyntaxError, TypeError, AttributeError, BadZipFile, OSError) as error:
        raise ValidationError(BROKEN) from error
    except pypdfium2.PdfiumError as error:
        raise ValidationError(BROKEN) from error
    finally:
        file.seek(0)


def _columns(line: str) -> Iterator[str]:
    """The whole line, and where it has columns each of them."""
    pieces = [piece for piece in COLUMNS.split(line) if piece.strip()]
    # "M   Ậ   T" is one stamp, not three columns.
    yield line
    if len(pieces) > 1:
        yield from pieces


def _spellings(line: str) -> Iterator[str]:
    """The line and its columns, and each of them as the old fonts would show it."""
    for piece in _columns(line):
        yield piece
        if len(piece) <= LONGEST_STAMP and OLD_LETTERS.search(nfc(piece)):
            yield to_unicode(piece, Encoding.VNI)
            yield to_unicode(piece, Encoding.TCVN3)


def _letters(line: str) -> str:
    """The stamp a line is, or its letters alone, small; "" for what is too long to be a stamp."""
    if len(line) > LONGEST_STAMP:
        return ""
    plain = " ".join(nfc(line.translate(ODD_SPACES)).split())
    plain = PAPERS.sub("", plain).lower()
    label = LABELS.search(plain)
    letters = SIGNS.sub("", LABELS.sub("", plain, count=1))
    if label and label["degree"] and letters in CODES:
        return CODES[letters]
    found = LINE_OF_STAMP.fullmatch(letters)
    return found["stamp"] if found else letters


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Each line, and "tối" or "tuyệt" with the "mật" right below it instead of either."""
    waiting = ""
    for line in lines:
        if not line:
            continue
        if line == "mật" and waiting:
            yield waiting + line
        else:
            yield line
        waiting = line if line in ("tối", "tuyệt") else ""


def _words_of_docx(file: BinaryIO) -> Iterator[str]:
    """Every part that holds paragraphs: body, headers, footers, notes, and text boxes in them."""
    document = docx.Document(file)
    for part in document.part.package.iter_parts():
        root = getattr(part, "element", None)
        if root is None and part.content_type.endswith(("footnotes+xml", "endnotes+xml")):
            root = docx.oxml.parse_xml(part.blob)
        if root is not None:
            yield from _paragraphs(root)


def _paragraphs(root) -> Iterator[str]:
    for row in root.iter(qn("w:p")):
        yield "".join(_pieces(row))
        yield from (drawn.text or "" for drawn in row.iter(qn("a:t")))


def _pieces(row) -> Iterator[str]:
    """The text of one paragraph without that of the paragraphs in its text boxes."""
    for each in row:
        if each.tag == qn("w:t"):
            yield each.text or ""
        elif each.tag in (qn("w:tab"), qn("w:br"), qn("w:cr")):
            yield "\t" if each.tag == qn("w:tab") else "\n"
        elif each.tag not in (qn("w:p"), qn("w:pPr")):
            yield from _pieces(each)


def _words_of_xlsx(file: BinaryIO) -> Iterator[str]:
    book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    try:
        for page in book.worksheets:
            yield page.title
            # The size a sheet claims may be a million empty rows.
            page.reset_dimensions()
            for row in islice(page.iter_rows(values_only=True), MOST_ROWS):
                yield "\t".join(value for value in row if isinstance(value, str))
    finally:
        book.close()
    file.seek(0)
    yield from _words_around_sheets(file)


PRINTED_AROUND = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>(.*?)</", re.S)
# "&C&\"Times\"&14": where on the page, and in which face, what follows is printed.
PRINT_CODES = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f+-]{5,8}|&\d+|&([LCR])|&[A-Za-z]')


def _words_around_sheets(file: BinaryIO) -> Iterator[str]:
    """What openpyxl passes by: page headers and footers, text boxes and remarks."""
    with ZipFile(file) as archive:
        for name in archive.namelist():
            if re.match(r"xl/(?:work|chart)sheets/[^/]+\.xml", name):
                for printed in PRINTED_AROUND.findall(archive.read(name)):
                    yield PRINT_CODES.sub(lambda code: "\n" * bool(code[1]), unescape(printed.decode()))
            elif re.match(r"xl/(?:drawings|charts|comments|threadedComments)[^.]*\.xml", name):
                yield from _drawn(docx.oxml.parse_xml(archive.read(name)))


def _drawn(root) -> Iterator[str]:
    """The text of each paragraph of a drawing, and of each remark."""
    for each in root.iter():
        if isinstance(each.tag, str) and each.tag.endswith(("}p", "}text")):
            yield "".join(text.text or "" for text in each.iter() if _is_text(text))


def _is_text(node) -> bool:
    return isinstance(node.tag, str) and node.tag.endswith("}t")


def _words_of_pdf(file: BinaryIO) -> Iterator[str]:
    started = monotonic()
    with pypdfium2.PdfDocument(file) as pdf:
        for number in range(len(pdf)):
            if monotonic() - started > MOST_SECONDS:
                raise ValidationError(TOO_LONG)
            page = pdf[number]
            text = page.get_textpage()
            yield text.get_text_bounded()
            text.close()
            page.close()
