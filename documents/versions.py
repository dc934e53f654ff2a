"""The savings of a paper's text, read out of the log: who, when, and what each changed."""

from dataclasses import dataclass

from documents.comparing import Line, compare, words_of
from organizations.models import AuditEntry
from organizations.permissions import Permission, can, can_somewhere

# The actions that leave the whole text before and after in the log (Document.write, DocumentAnnex.write …).
SAVING = [
    "soạn văn bản",
    "sửa dự thảo văn bản",
    "bổ sung văn bản",
    "nhập văn bản đã ban hành",
    "thêm phụ lục",
    "sửa phụ lục",
    "xóa phụ lục",
]


@dataclass(frozen=True)
class Changed:
    """One field that a saving changed; without lines where only the way it is set was changed."""

    label: str
    lines: list[Line]


def may_compare(user, document) -> bool:
    """Whether `user` may read what stood in the drafts of a paper."""
    may_write = can(user, Permission.DOCUMENT_DRAFT, document.issuer)
    return may_write or can_somewhere(user, Permission.PLAN_READ_DRAFT)


def savings_of(document):
    """Every saving, the newest first; a list of them does well to defer the texts (`before`, `after`)."""
    entries = AuditEntry.objects.of(document).filter(action__in=SAVING)
    return entries.order_by("-at", "-pk")


def changed_by(entry) -> list[Changed]:
    """What the saving changed against the one before it, field by field."""
    return [
        Changed(change.label, compare(words_of(change.before), words_of(change.after)))
        for change in entry.changes
    ]
