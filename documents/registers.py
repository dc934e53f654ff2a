"""The registers of papers (sổ văn bản đi, đến): the same columns on screen, on paper and in a spreadsheet.

Columns: as the offices rule their books; what the portal does not know is a blank to write in.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils import timezone

from documents.composing import BY_HAND
from documents.models import Document
from organizations.permissions import Permission, can_somewhere
from wardportal.text import MISSING

STATE_TONES = {
    Document.State.ISSUED: "ok",
    Document.State.SUBMITTED: "info",
    Document.State.RETURNED: "late",
    Document.State.DRAFT: "wait",
}


@dataclass(frozen=True)
class Column:
    """A column: its head, its width in a spreadsheet, how a page shows it, and a record's value in it.

    `kind` is "number" (heads the row), "abstract" or "main" (leads to the record), "date", "state", "figure",
    or "text".
    """

    label: str
    width: int
    kind: str
    value: Callable[[object], str | int | date | None]


@dataclass(frozen=True)
class Cell:
    label: str
    kind: str
    value: str | int | date | None


@dataclass(frozen=True)
class Row:
    """A line of a register: of a paper, or of numbers that no paper bears (then without `document`)."""

    cells: list[Cell]
    document: Document | None = None
    tone: str = ""
    is_struck: bool = False

    @property
    def values(self):
        return [cell.value for cell in self.cells]


@dataclass(frozen=True)
class Unused:
    """Numbers of a book that no paper bears, and why."""

    first: int
    last: int
    reason: str

    @property
    def number(self):
        return self.first

    @property
    def words(self):
        numbers = f"{self.first:02}" if self.first == self.last else f"{self.first:02}–{self.last:02}"
        return f"Số {numbers} để trống"


@dataclass(frozen=True)
class Register:
    """One of the lists of papers: its address (?so=`key`), tab, title and columns."""

    key: str
    tab: str
    title: str
    empty: str
    empty_hint: str
    columns: tuple[Column, ...]

    @property
    def has_remarks(self):
        """Whether it tells sample data and the like in a column of its own."""
        return self in (OUTGOING, INCOMING)

    def papers(self, user):
        """The papers of this register that `user` may see, newest first."""
        papers = Document.objects.visible_to(user).for_list()
        if self is OUTGOING:
            return papers.outgoing()
        if self is DRAFTS:
            return papers.exclude(state=Document.State.ISSUED).order_by("-pk")
        if self is INCOMING:
            return (
                papers.incoming()
                .select_related("incoming__handler")
                .order_by("-incoming__year", "-incoming__number")
            )
        # A line that was struck out is to be seen in its own register alone.
        return papers.filter(incoming__struck_at=None)

    def in_writing_order(self, papers):
        """As a book is written: the oldest first."""
        if self is INCOMING:
            return papers.order_by("incoming__year", "incoming__number")
        if self is DRAFTS:
            return papers.order_by("pk")
        return papers.order_by(F("issued_on").asc(nulls_last=True), "number", "suffix", "pk")

    def rows(self, papers: Iterable[Document | Unused]) -> list[Row]:
        return [self._unused(it) if isinstance(it, Unused) else self._row(it) for it in papers]

    def _row(self, document):
        cells = [Cell(column.label, column.kind, _filled(column.value(document))) for column in self.columns]
        is_struck = self is INCOMING and document.incoming.is_struck
        return Row(cells, document, STATE_TONES[document.state], is_struck)

    def _unused(self, unused):
        told = {"number": unused.words, "abstract": unused.reason}
        return Row([Cell(column.label, column.kind, told.get(column.kind)) for column in self.columns])


def _filled(value):
    """What the ward has still to fill in is a blank to write in."""
    return value.replace(MISSING, BY_HAND) if isinstance(value, str) else value


def _code(document):
    return document.code if document.is_numbered else ""


def _subject(document):
    """ "Kế hoạch: tiếp tục đổi mới …": the name of the type and the abstract."""
    return f"{document.doc_type}: {document.abstract}"


def _signer(document):
    return "" if MISSING in document.signer_name else document.signer_name


def _recipients(document):
    return "" if MISSING in document.recipients else document.recipients.replace("\r\n", "\n")


def _remarks(document):
    """What the portal knows of a paper that has no column of its own."""
    known = [
        document.get_urgency_display(),
        "Lưu hành nội bộ" if document.is_internal else "",
        "Dữ liệu mẫu" if document.is_sample else "",
    ]
    return "; ".join(word for word in known if word)


def _incoming_remarks(document):
    entry = document.incoming
    struck = f"Đã gạch: {entry.strike_reason}" if entry.is_struck else ""
    return "; ".join(word for word in (struck, entry.note, _remarks(document)) if word)


def _handler(document):
    handler = document.incoming.handler
    return handler.name if handler else ""


def _issued_on(document):
    return document.issued_on


def _submitted_on(document):
    return timezone.localtime(document.submitted_at).date() if document.submitted_at else None


CODE = Column("Số, ký hiệu", 18, "number", _code)
DATE = Column("Ngày văn bản", 12, "date", _issued_on)
SUBJECT = Column("Tên loại và trích yếu", 60, "abstract", _subject)
ISSUER = Column("Nơi ban hành", 28, "text", lambda it: it.issuer.name)
STATE = Column("Tình trạng", 14, "state", lambda it: it.get_state_display())

ALL = Register(
    "",
    "Tất cả",
    "VĂN BẢN",
    "Chưa có văn bản nào",
    "Văn bản soạn, ban hành và nhận trên cổng sẽ hiện ở đây.",
    (CODE, DATE, SUBJECT, ISSUER, STATE),
)
OUTGOING = Register(
    "di",
    "Sổ văn bản đi",
    "SỔ VĂN BẢN ĐI",
    "Sổ văn bản đi chưa có dòng nào",
    "Văn bản các tổ chức của phường ban hành sẽ tự vào sổ này.",
    (
        CODE,
        DATE,
        SUBJECT,
        Column("Người ký", 22, "text", _signer),
        Column("Nơi nhận", 28, "text", _recipients),
        Column("Đơn vị lưu", 20, "text", lambda it: it.issuer.paper_archive or it.issuer.short_name),
        Column("Ghi chú", 20, "text", _remarks),
    ),
)
INCOMING = Register(
    "den",
    "Sổ văn bản đến",
    "SỔ VĂN BẢN ĐẾN",
    "Sổ văn bản đến chưa có dòng nào",
    "Người được phân công vào sổ văn bản của cấp trên và nơi khác gửi đến phường.",
    (
        Column("Ngày đến", 12, "date", lambda it: it.incoming.arrived_on),
        Column("Số đến", 8, "number", lambda it: it.incoming.number),
        Column("Tác giả", 28, "text", lambda it: it.issuer.name),
        Column("Số, ký hiệu", 18, "text", _code),
        DATE,
        SUBJECT,
        Column("Đơn vị xử lý", 24, "text", _handler),
        Column("Ghi chú", 20, "text", _incoming_remarks),
    ),
)
DRAFTS = Register(
    "du-thao",
    "Dự thảo",
    "VĂN BẢN ĐANG SOẠN",
    "Không có dự thảo nào",
    "Văn bản đang soạn, đã trình và bị trả lại sẽ hiện ở đây.",
    (
        SUBJECT,
        ISSUER,
        STATE,
        Column("Ngày trình", 12, "date", _submitted_on),
        Column("Lý do trả lại", 30, "text", lambda it: it.return_reason if it.state == "returned" else ""),
    ),
)


def open_to(user) -> list[Register]:
    """The registers `user` is offered; drafts are the business of who writes or issues papers."""
    asked = (Permission.DOCUMENT_DRAFT, Permission.DOCUMENT_ISSUE, Permission.PLAN_READ_DRAFT)
    reads_drafts = any(can_somewhere(user, permission) for permission in asked)
    return [ALL, OUTGOING, INCOMING, *([DRAFTS] if reads_drafts else [])]


def asked_for(key, user) -> Register:
    """The register of that address; one that is unknown, or not open to `user`, is the list of all."""
    return next((register for register in open_to(user) if register.key == key), ALL)


def with_unused(papers, book) -> list[Document | Unused]:
    """The papers of one book in the order of its numbers, the unused numbers in their places."""
    unused = [Unused(run[0], run[-1], gap.reason) for run, gap in book.unused()]
    return sorted([*papers, *unused], key=lambda it: (it.number, getattr(it, "suffix", "")))
