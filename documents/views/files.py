"""The files beside a paper: put there, listed, taken home, taken away."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from documents.forms.files import AttachmentForm
from documents.models import Attachment, Document
from organizations.permissions import Permission, can, can_somewhere
from wardportal.editing import refusals_in, refusals_told

# A file of somebody else's making never runs in the portal's name, not even where a browser opens it.
DOWNLOAD_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


@dataclass(frozen=True)
class FileRow:
    """One file as the page lists it; `signed` is documents.signatures.SignedPdf or None."""

    attachment: Attachment
    signed: object
    may_remove: bool


def attachments_of(document, user) -> dict:
    """The context of documents/_attachments.html: {"attachments": rows, "may_attach": bool}."""
    files = document.attachments.exclude(kind=Attachment.Kind.PICTURE).select_related("uploaded_by__person")
    may_attach = _may_attach(user, document)
    may_issue = can(user, Permission.DOCUMENT_ISSUE, document.issuer)
    rows = [
        FileRow(file, _signed(file), _may_remove(file, user, may_attach=may_attach, may_issue=may_issue))
        for file in files
    ]
    return {"attachments": rows, "may_attach": may_attach}


def _signed(attachment):
    if not attachment.signatures:
        return None
    from documents.signatures import SignedPdf  # noqa: PLC0415 – pyHanko takes a second to load

    return SignedPdf.from_json(attachment.signatures)


def _may_attach(user, document) -> bool:
    """Who writes or issues the body's papers, and of what arrived who keeps the register of it."""
    if any(
        can(user, permission, document.issuer)
        for permission in (Permission.DOCUMENT_DRAFT, Permission.DOCUMENT_ISSUE)
    ):
        return True
    if not can_somewhere(user, Permission.DOCUMENT_RECEIVE):
        return False
    entry = getattr(document, "incoming", None)
    return entry is not None and can(user, Permission.DOCUMENT_RECEIVE, entry.handler)


def _may_remove(attachment, user, *, may_attach, may_issue) -> bool:
    if attachment.kind == Attachment.Kind.SIGNED:
        return False
    return may_issue or (may_attach and attachment.uploaded_by_id == user.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def attachment_add(request, pk):
    papers = Document.objects.visible_to(request.user).select_related("issuer", "doc_type", "locality")
    document = get_object_or_404(papers, pk=pk)
    if not _may_attach(request.user, document):
        raise PermissionDenied(
            "Chỉ người soạn, người ban hành văn bản của đơn vị này, hoặc người vào sổ văn bản đến, "
            "mới kèm tệp được."
        )
    is_sent = request.method == "POST"
    form = AttachmentForm(request.POST if is_sent else None, request.FILES or None, document=document)
    if is_sent and form.is_valid():
        with refusals_in(form):
            attachment = form.save(by=request.user)
            messages.success(request, f"Đã kèm tệp “{attachment.name}”.")
            return redirect(f"{document.get_absolute_url()}#tep")
    return render(request, "documents/attachment_add.html", {"form": form, "document": document})


@require_safe
@cache_control(private=True)
def attachment_file(request, key):
    """The file as it was uploaded, always to be saved and never shown inside the portal."""
    found = _attachment_or_404(request.user, key)
    try:
        file = found.file.open("rb")
    except FileNotFoundError:
        return render(request, "documents/attachment_missing.html", {"attachment": found}, status=404)
    return FileResponse(
        file,
        as_attachment=True,
        filename=found.name,
        content_type=found.content_type,
        headers=DOWNLOAD_HEADERS,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def attachment_delete(request, key):
    found = _attachment_or_404(request.user, key)
    document = found.document
    _require_removal(request.user, found)
    if request.method == "POST":
        with refusals_told(request):
            found.remove(by=request.user)
            messages.success(request, f"Đã xóa tệp “{found.name}”.")
        return redirect(f"{document.get_absolute_url()}#tep")
    context = {
        "title": "Xóa tệp này?",
        "lead": f"{found.name}, kèm {document}. Tệp mất hẳn, không lấy lại được.",
        "action": "Xóa tệp",
        "back_url": f"{document.get_absolute_url()}#tep",
    }
    return render(request, "documents/document_delete.html", context)


def _attachment_or_404(user, key) -> Attachment:
    """A file of a paper that `user` sees; pictures of a text have pages of their own."""
    files = Attachment.objects.filter(document__in=Document.objects.visible_to(user))
    files = files.exclude(kind=Attachment.Kind.PICTURE)
    return get_object_or_404(files.select_related("document__issuer", "document__doc_type"), key=key)


def _require_removal(user, attachment) -> None:
    document = attachment.document
    may_issue = can(user, Permission.DOCUMENT_ISSUE, document.issuer)
    may_attach = _may_attach(user, document)
    if attachment.kind == Attachment.Kind.SIGNED:
        raise PermissionDenied("Bản ký số là bằng chứng của việc ký nên không xóa được.")
    if not _may_remove(attachment, user, may_attach=may_attach, may_issue=may_issue):
        raise PermissionDenied(
            "Chỉ người đã tải tệp lên, hoặc người ban hành văn bản của đơn vị này, mới xóa được."
        )
