"""A paper on its way: submitted, sent back, issued, amended or replaced by another, and its files."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from documents import amending, ordering
from documents.forms.issuing import IssueForm, SendBackForm, SubmitForm
from documents.models import Document, DocumentLink, missing
from documents.ordering import Face
from documents.views.jobs import file_response, is_only_a_look, see_other
from organizations.permissions import Permission, require
from wardportal.editing import refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
def document_submit(request, pk):
    document = _paper_or_404(request.user, pk)
    require(request.user, Permission.DOCUMENT_DRAFT, document.issuer)
    if not document.is_open:
        return _refused(request, document, "Văn bản này đã trình hoặc đã ban hành.")
    form = SubmitForm(_typed(request), document=document)
    if form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, "Đã trình. Người ban hành thấy văn bản này ở trang “Việc cần xử lý”.")
            return redirect(document)
    context = {
        "document": document,
        "form": form,
        "missing": document.missing_for(request.user),
        "remarks": [*missing.too_wide(document), *missing.unsaid(document)],
    }
    return render(request, "documents/document_submit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def document_send_back(request, pk):
    document = _paper_or_404(request.user, pk)
    require(request.user, Permission.DOCUMENT_ISSUE, document.issuer)
    if document.state != Document.State.SUBMITTED:
        return _refused(request, document, "Chỉ văn bản đã trình mới trả lại được.")
    form = SendBackForm(_typed(request), document=document)
    if form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, "Đã trả lại; người trình thấy lý do ở trang “Việc cần xử lý”.")
            return redirect(document)
    return render(request, "documents/document_send_back.html", {"document": document, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def document_issue(request, pk):
    document = _paper_or_404(request.user, pk)
    require(request.user, Permission.DOCUMENT_ISSUE, document.issuer)
    if document.state != Document.State.SUBMITTED:
        return _refused(request, document, document.why_not_issued_now)
    form = IssueForm(_typed(request), document=document)
    if form.is_valid():
        with refusals_in(form):
            issued = form.save(by=request.user)
            # Rendered ahead: whoever opens the paper next finds its PDF.
            ordering.order(issued, Face.PDF, by=request.user)
            messages.success(request, f"Đã ban hành {issued.citation}. Bản PDF đang được lập.")
            return redirect(issued)
    context = {"document": document, "form": form, **_number(form, request.user)}
    return render(request, "documents/document_issue.html", context)


def _number(form, user) -> dict:
    """The next number for the page, or why there is none."""
    try:
        return {"next_code": form.next_code}
    except ValidationError as error:
        return {"no_number": missing.said_to(user, error).messages[0]}


@require_http_methods(["GET", "HEAD", "POST"])
def document_succeed(request, pk, kind):
    """Begin a paper that amends (replaces) an issued one; who comes by GET is led to the issued one."""
    document = _paper_or_404(request.user, pk)
    if request.method != "POST":
        return redirect(document)
    require(request.user, Permission.DOCUMENT_DRAFT, document.issuer)
    try:
        draft = amending.draft_after(document, DocumentLink.Kind(kind), by=request.user)
    except ValidationError as error:
        return _refused(request, document, error.messages[0])
    messages.success(request, f"Đã lập dự thảo gắn với {document}. Hãy soạn tiếp.")
    return redirect("documents:document_edit", draft.pk)


@require_safe
@cache_control(private=True)
def document_file(request, pk, face):
    """The paper's PDF or Word file where it was rendered already, else an order and its job's page.

    Who only looks whether it is there (HEAD, a browser that fetches ahead) orders nothing.
    """
    document = _paper_or_404(request.user, pk)
    if not ordering.has_text(document):
        return _refused(request, document, "Văn bản này chưa có nội dung trên cổng nên chưa in ra được.")
    try:
        return _rendered(document, face) or _ordered(request, document, face)
    except ValidationError as error:
        return _refused(request, document, error.messages[0])


def _rendered(document, face) -> FileResponse | None:
    job = ordering.finished(document, face)
    return file_response(job, as_attachment=face == Face.DOCX) if job else None


def _ordered(request, document, face):
    only_looks = is_only_a_look(request)
    return see_other(document if only_looks else ordering.order(document, face, by=request.user))


def _paper_or_404(user, pk) -> Document:
    papers = Document.objects.visible_to(user).select_related("issuer", "doc_type", "locality")
    return get_object_or_404(papers, pk=pk)


def _typed(request):
    return request.POST if request.method == "POST" else None


def _refused(request, document, sentence):
    messages.error(request, sentence)
    return see_other(document)
