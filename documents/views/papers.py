"""The papers: their lists and each one's page."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from documents.forms.papers import DocumentCompletionForm, DocumentFilterForm
from documents.models import Document, DocumentLink
from organizations import completing
from organizations.permissions import Permission, can, require

PAGE_SIZE = 30


@require_safe
def document_list(request):
    documents = Document.objects.visible_to(request.user)
    form = DocumentFilterForm(request.GET, documents=documents)
    found = form.filter(documents.for_list())
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("trang"))
    return render(request, "documents/document_list.html", {"filter_form": form, "page": page})


@require_safe
def document_detail(request, pk):
    documents = Document.objects.visible_to(request.user).select_related("issuer", "doc_type")
    document = get_object_or_404(documents, pk=pk)
    links = DocumentLink.objects.select_related(
        "source__doc_type", "source__issuer", "target__doc_type", "target__issuer"
    )
    context = {
        "document": document,
        # A plan belongs to the app above; its paper has it by related_name, if it is a plan's.
        "plan": getattr(document, "plan", None),
        "links_up": links.filter(source=document, target__in=documents).order_by("target__issued_on"),
        "links_down": links.filter(target=document, source__in=documents).order_by("source__issued_on"),
        "may_complete": _may_complete(request.user, document),
    }
    return render(request, "documents/document_detail.html", context)


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
    if document.state != Document.State.ISSUED or not can(user, Permission.RECORD_COMPLETE, document.issuer):
        return False
    return bool(document.gaps) or _may_correct(user, document)
