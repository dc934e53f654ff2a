"""The draft of a paper that amends or replaces an issued one."""

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from documents import marks, ordering
from documents.models import Attachment, Document, DocumentAnnex, DocumentLink

# What a paper that replaces another begins with; it is signed by whoever signs today.
TAKEN_OVER = ["abstract", "addressees", "basis", "body", "recipients", "urgency", "is_internal"]


@transaction.atomic
def draft_after(issued, kind, *, by) -> Document:
    """A draft of the same issuer and type, linked to `issued` by `kind` (AMENDS or REPLACES).

    One that replaces begins with the text, annexes and pictures of the old one; one that amends begins empty.
    Raises ValidationError where `issued` is no issued paper of the ward's own.
    """
    if issued.state != Document.State.ISSUED or issued.issuer.is_outside:
        raise ValidationError("Chỉ soạn văn bản sửa đổi, thay thế cho văn bản mà phường đã ban hành.")
    replaces = kind == DocumentLink.Kind.REPLACES
    draft = Document(
        locality=issued.locality,
        issuer=issued.issuer,
        doc_type=issued.doc_type,
        symbol=issued.issuer.symbol or issued.symbol,
        recipients=issued.recipients,
        is_internal=issued.is_internal,
        abstract=f"Sửa đổi, bổ sung {issued.citation}",
        is_sample=issued.is_sample,
    )
    if replaces:
        for name in TAKEN_OVER:
            setattr(draft, name, getattr(issued, name))
        # The rows behind its marks stay with the old paper: the new one begins with their words.
        draft.body = marks.expanded(issued.body, issued.inserts)
        draft.drawings = issued.drawings
    draft.write(by=by)
    draft.internal_readers.set(issued.internal_readers.all())
    DocumentLink.tie(draft, issued, kind, by=by)
    if replaces:
        _take_over(issued, draft, by, issued.inserts)
    return draft


@transaction.atomic
def draft_like(paper, *, by) -> Document:
    """A new draft of the same issuer and type with the text, annexes and pictures of `paper`; no link to it.

    Its marks (documents.marks) stay marks: what is printed there is the new paper's own.
    """
    draft = Document(
        locality=paper.locality,
        issuer=paper.issuer,
        doc_type=paper.doc_type,
        symbol=paper.issuer.symbol or paper.symbol,
        is_sample=paper.is_sample,
    )
    for name in TAKEN_OVER:
        setattr(draft, name, getattr(paper, name))
    draft.write(by=by)
    _take_over(paper, draft, by, inserts={})
    return draft


def _take_over(issued, draft, by, inserts):
    """The annexes and, under keys of their own, the pictures: each paper shows only pictures of its own."""
    keys = {}
    for picture in ordering.pictures(issued):
        if content := ordering.stored(picture):
            keys[picture.key] = copied(picture, content, draft, by).key
    draft.body = renamed(draft.body, keys)
    draft.save(update_fields=["body"])
    DocumentAnnex.objects.bulk_create(
        DocumentAnnex(
            document=draft,
            order=annex.order,
            title=annex.title,
            body=renamed(marks.expanded(annex.body, inserts), keys),
            is_landscape=annex.is_landscape,
        )
        for annex in issued.annexes.all()
    )


def copied(picture, content, draft, by) -> Attachment:
    """The picture once more, as one of `draft`'s own."""
    told = ["kind", "name", "content_type", "size", "sha256", "description", "is_free_of_secrets"]
    copy = Attachment(document=draft, **{name: getattr(picture, name) for name in told})
    copy.file = ContentFile(content, name=picture.name)
    copy.attach(by=by)
    return copy


def renamed(html, keys) -> str:
    """The text with its pictures under their new keys."""
    for old, new in keys.items():
        html = html.replace(old, new)
    return html
