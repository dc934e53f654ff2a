"""Papers that are entered, not issued here; a slip in the head is put right, a wrong entry withdrawn."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from documents.models import Document, DocumentAnnex, UploadedPaper
from documents.models.incoming import HEAD_OF_PAPER
from documents.models.issuing import told_odd
from organizations.audit import record, snapshot
from organizations.permissions import Permission, can

HEAD = HEAD_OF_PAPER
PLACE = ["doc_type_id", "number", "suffix", "issued_on"]
NOT_ON_PORTAL = "Văn bản giấy chưa đưa lên cổng"


def is_old_entry(document) -> bool:
    """Whether it was entered by hand or from a file; what arrived is corrected in the incoming register."""
    is_entered = document.state == Document.State.ISSUED and document.issued_at is None
    return is_entered and getattr(document, "incoming", None) is None


def may_put_right(user, document) -> bool:
    asked = (Permission.DOCUMENT_DRAFT, Permission.DOCUMENT_ISSUE)
    return is_old_entry(document) and all(can(user, permission, document.issuer) for permission in asked)


@transaction.atomic
def enter(document, *, by, annexes=(), odd_reason=""):
    """Enter what was issued before the portal: its number goes into its book, gaps explained.

    `annexes` are DocumentAnnex that are not saved yet, in their order; `odd_reason` says why number or day
    are unusual.
    """
    document.state = Document.State.ISSUED
    _take_place(document, by, odd_reason)
    document.fix_paper()
    document.save_entered()
    if annexes:
        DocumentAnnex.append(annexes, document)
        document.fix_paper()
        document.save(update_fields=["paper"])
    told = {**snapshot(document, Document.WRITTEN), **told_odd(odd_reason)}
    record(by=by, action="nhập văn bản đã ban hành", target=document, after=told)


@transaction.atomic
def correct(document, *, by, reason, odd_reason=""):
    """Save the head as it was put right; where its number or day changed, the books are counted anew."""
    stored = _held(document)
    before = snapshot(stored, HEAD)
    if any(getattr(stored, name) != getattr(document, name) for name in PLACE):
        _leave_book(stored, by, reason)
        _take_place(document, by, odd_reason)
    if document.paper is not None:
        document.fix_paper()
    document.version = stored.version + 1
    document.save_entered()
    told = {**snapshot(document, HEAD), "lý do": reason, **told_odd(odd_reason)}
    record(
        by=by, action="sửa số, ngày, trích yếu văn bản đã nhập", target=document, before=before, after=told
    )


@transaction.atomic
def withdraw(document, *, by, reason):
    """Take a wrong entry away with its files; the log keeps what it was, and its book is counted anew."""
    stored = _held(document)
    if not reason.strip():
        raise ValidationError("Hãy ghi vì sao rút văn bản này.")
    record(
        by=by,
        action="rút văn bản đã nhập",
        target=stored,
        before=snapshot(stored, HEAD),
        after={"lý do": reason.strip()},
    )
    files = [attachment.file for attachment in stored.attachments.all()]
    _leave_book(stored, by, f"Đã rút {stored.citation}: {reason.strip()}"[:300])
    UploadedPaper.objects.filter(document=stored).delete()
    try:
        stored.delete()
    except ProtectedError as error:
        raise ValidationError(
            "Văn bản này đã gắn với kế hoạch hoặc văn bản khác nên không rút được. Hãy sửa số, ngày, trích "
            "yếu; hoặc bỏ gắn trước khi rút."
        ) from error
    transaction.on_commit(lambda: [file.storage.delete(file.name) for file in files])


def _held(document) -> Document:
    stored = Document.objects.select_for_update().get(pk=document.pk)
    if not is_old_entry(stored):
        raise ValidationError(
            "Chỉ sửa, rút được văn bản cũ đã nhập. Văn bản ban hành trên cổng thì soạn văn bản sửa đổi; văn "
            "bản đến thì sửa ở sổ văn bản đến."
        )
    return stored


def _take_place(document, by, odd_reason):
    """Its number in the book of its issuer, gaps explained; a paper of another office takes none."""
    document.book = None
    if document.number is not None and not document.issuer.is_outside:
        document.book = document.book_on(document.issued_on, by)
        reason = odd_reason or NOT_ON_PORTAL
        document.book.take(by=by, number=document.number, suffix=document.suffix, reason=reason)


def _leave_book(stored, by, reason):
    if stored.book is None:
        return
    book, number = stored.book, stored.number
    Document.objects.filter(pk=stored.pk).update(book=None)
    stored.book = None
    book.give_back(number, by=by, reason=reason)
