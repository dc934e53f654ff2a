"""The page of a paper, and what its entry lacks filled in."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods, require_safe

from documents import content, old_entries, ordering, versions
from documents.forms.issuing import SubmitForm
from documents.forms.papers import DocumentCompletionForm
from documents.models import Document, DocumentLink, missing
from documents.views.files import attachments_of
from organizations import completing
from organizations.audit import Change
from organizations.models import AuditEntry
from organizations.permissions import Permission, can, can_somewhere, require

TOLD_CHARACTERS = 200
# What a plan of those below makes concrete.
PLANNED_AFTER = {"KH", "CTr", "CTrHĐ", "CTHĐ", "NQ", "CT", "KL", "ĐA"}
SUCCEEDING = {DocumentLink.Kind.AMENDS, DocumentLink.Kind.REPLACES}


@require_safe
def document_detail(request, pk):
    documents = Document.objects.visible_to(request.user)
    people = ["submitted_by__person", "returned_by__person", "issued_by__person"]
    found = documents.select_related("issuer", "doc_type", "locality", "incoming", *people)
    document = get_object_or_404(found, pk=pk)
    links = DocumentLink.objects.around(document, request.user)
    context = {
        "document": document,
        # A plan belongs to the app above; its paper has it by related_name, if it is a plan's.
        "plan": getattr(document, "plan", None),
        "review": getattr(document, "review", None),
        "links_up": links["up"],
        "links_down": links["down"],
        "successors": [link for link in links["down"] if _is_in_force(link)],
        "steps": _steps(document),
        "internal_readers": list(document.internal_readers.for_list()) if document.is_internal else [],
        "history": _history(request.user, document),
        **_sheet(document),
        **_powers(request.user, document),
        **attachments_of(document, request.user),
    }
    return render(request, "documents/document_detail.html", context)


def _is_in_force(link) -> bool:
    """Whether the paper at the lower end has changed this one: a draft changes nothing yet."""
    return link.kind in SUCCEEDING and link.source.state == Document.State.ISSUED


def _sheet(document) -> dict:
    """The paper as it is printed, or why there is none to show."""
    if not ordering.has_text(document) and document.state == Document.State.ISSUED:
        return {"paper": None, "no_paper": ""}
    try:
        paper = document.as_paper
    except ValidationError as error:
        return {"paper": None, "no_paper": error.messages[0]}
    return {"paper": paper, "drawings": _pictures(paper) | document.drawings}


def _pictures(paper) -> dict[str, SafeString]:
    """{key: markup} of the pictures in the text, which are shown only to who may see the paper."""
    blocks = [*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks)]
    return {
        block.key: format_html(
            '<img src="{}" alt="{}">', reverse("documents:picture", args=[block.key]), block.alt
        )
        for block in blocks
        if isinstance(block, content.Figure)
    }


def _powers(user, document) -> dict:
    """What `user` may do to the paper in the state it is in."""
    may_draft = can(user, Permission.DOCUMENT_DRAFT, document.issuer)
    may_issue = can(user, Permission.DOCUMENT_ISSUE, document.issuer)
    is_issued = document.state == Document.State.ISSUED
    may_write = document.is_open and may_draft
    return {
        "may_write": may_write,
        "may_link": may_draft,
        "may_compare": versions.may_compare(user, document),
        "missing": document.missing_for(user) if may_write else [],
        "remarks": [] if is_issued else [*missing.too_wide(document), *missing.unsaid(document)],
        "submit_form": SubmitForm(document=document) if may_write else None,
        "may_issue": may_issue and document.state == Document.State.SUBMITTED,
        "may_succeed": is_issued and may_draft and not document.issuer.is_outside,
        "may_implement": is_issued and _may_implement(user, document),
        "may_complete": _may_complete(user, document),
        # What arrived from elsewhere is what tasks are given out from: a page of the app above.
        "may_give_work": document.gives_work and can(user, Permission.TASK_EDIT),
        "may_put_right": old_entries.may_put_right(user, document),
    }


def _may_implement(user, document):
    is_plan = document.doc_type.abbreviation in PLANNED_AFTER
    return is_plan and can_somewhere(user, Permission.DOCUMENT_DRAFT)


def _steps(document) -> list[dict]:
    """The way of a paper written here: {label, at, by, is_done, is_here} a step; of an older one none."""
    state = document.State
    if document.state == state.ISSUED and document.issued_at is None:
        return []
    reached = {state.SUBMITTED: 1, state.ISSUED: 3}.get(document.state, 0)
    told = [
        ("Dự thảo", None, None),
        ("Đã trình", document.submitted_at, document.submitted_by),
        ("Đã ban hành", document.issued_at, document.issued_by),
    ]
    return [
        {
            "label": label,
            "at": at if place <= reached else None,
            "by": by,
            "is_done": place < reached,
            "is_here": place == min(reached, 2),
        }
        for place, (label, at, by) in enumerate(told)
    ]


def _history(user, document) -> list[dict]:
    """The newest changes; of a text that was rewritten its beginning, as words."""
    entries = AuditEntry.objects.visible_to(user).of(document).history()
    for entry in entries:
        entry["changes"] = [
            Change(change.label, _beginning(change.before), _beginning(change.after))
            for change in entry["changes"]
        ]
    return entries


def _beginning(text) -> str:
    words = strip_tags(text) if text.startswith("<") else text
    return Truncator(words).chars(TOLD_CHARACTERS)


@require_http_methods(["GET", "HEAD", "POST"])
def document_complete(request, pk):
    documents = Document.objects.visible_to(request.user).select_related("issuer", "doc_type")
    document = get_object_or_404(documents, pk=pk)
    require(request.user, Permission.RECORD_COMPLETE, document.issuer)
    if not _may_complete(request.user, document):
        raise PermissionDenied("Chỉ văn bản đã ban hành, còn chỗ chưa ghi, mới bổ sung được.")
    form = DocumentCompletionForm(
        request.POST or None, instance=document, may_correct=_may_correct(request.user, document)
    )
    page = {"eyebrow": "Bổ sung văn bản", "title": document.citation, "back_url": document.get_absolute_url()}
    return completing.answer(request, form, **page)


def _may_correct(user, document):
    """Whether `user` may also change what was filled in: not so the administrator."""
    return can(user, Permission.TASK_EDIT, document.issuer)


def _may_complete(user, document):
    # What was issued here is fixed: it is changed by another paper.
    if document.state != Document.State.ISSUED or document.issued_at is not None:
        return False
    if not can(user, Permission.RECORD_COMPLETE, document.issuer):
        return False
    return bool(document.gaps) or _may_correct(user, document)
