"""A paper that was entered and not issued here: its head put right, or the entry withdrawn."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from documents import old_entries
from documents.forms.old_entries import CorrectionForm, WithdrawalForm
from documents.models import Document
from wardportal.editing import refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
def document_correct(request, pk):
    document = _entry_or_404(request.user, pk)
    form = CorrectionForm(request.POST or None, document=document)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            corrected = form.save(by=request.user)
            messages.success(request, f"Đã sửa: {corrected.citation}.")
            return redirect(corrected)
    return render(request, "documents/document_correct.html", {"form": form, "document": document})


@require_http_methods(["GET", "HEAD", "POST"])
def document_withdraw(request, pk):
    document = _entry_or_404(request.user, pk)
    form = WithdrawalForm(request.POST or None, document=document)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, f"Đã rút {document.citation}; nhật ký giữ lại số, ngày và lý do.")
            return redirect("documents:document_list")
    return render(request, "documents/document_withdraw.html", {"form": form, "document": document})


def _entry_or_404(user, pk) -> Document:
    """A paper that was entered: 404 where it is not to be seen, 403 where `user` may not put it right."""
    papers = Document.objects.visible_to(user).select_related("issuer", "doc_type", "locality", "incoming")
    document = get_object_or_404(papers, pk=pk)
    if not old_entries.may_put_right(user, document):
        raise PermissionDenied(
            "Chỉ người được soạn và ban hành văn bản của đơn vị mới sửa, rút được văn bản cũ đã nhập."
        )
    return document
