"""Old papers brought in from their Word files: uploaded, looked at, entered."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from documents.forms.files import ImportUploadForm
from documents.forms.importing import ImportForm
from documents.models import Document, UploadedPaper
from organizations.permissions import Permission, can, require_somewhere
from wardportal.editing import refusals_in, refusals_told


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request):
    require_somewhere(request.user, Permission.DOCUMENT_DRAFT)
    is_sent = request.method == "POST"
    form = ImportUploadForm(request.POST if is_sent else None, request.FILES or None)
    if is_sent and form.is_valid():
        with refusals_in(form):
            uploaded = form.save(by=request.user)
            messages.success(request, "Đã đọc tệp. Hãy xem lại từng mục bên cạnh bản gốc rồi nhập.")
            return redirect(uploaded)
    waiting = UploadedPaper.objects.filter(uploaded_by=request.user, document=None)
    return render(request, "documents/import_new.html", {"form": form, "waiting": waiting})


@require_http_methods(["GET", "HEAD", "POST"])
def import_confirm(request, pk):
    uploaded = _upload_or_404(request.user, pk)
    if uploaded.document_id is not None:
        messages.info(request, "Văn bản này đã được nhập rồi.")
        return _entered(request, uploaded.document)
    is_sent = request.method == "POST"
    form = ImportForm(request.POST if is_sent else None, uploaded=uploaded, user=request.user)
    if is_sent and form.is_valid():
        completes = "bo-sung" in request.POST
        with refusals_in(form):
            document = (form.complete if completes else form.save)(by=request.user)
            done = "Đã bổ sung" if completes else "Đã nhập"
            entered = f" và vào sổ văn bản đến, số đến {form.entry.number}" if form.entry else ""
            messages.success(request, f"{done} {document.citation}{entered}; bản gốc nằm ở “Tệp kèm theo”.")
            for note in form.notes:
                messages.warning(request, note)
            return _entered(request, document)
    return render(request, "documents/import_confirm.html", {"form": form, "uploaded": uploaded})


@require_POST
def import_discard(request, pk):
    uploaded = _upload_or_404(request.user, pk)
    with refusals_told(request):
        uploaded.discard(by=request.user)
        messages.success(request, f"Đã bỏ tệp “{uploaded.name}”.")
    return redirect("documents:import_new")


def _upload_or_404(user, pk) -> UploadedPaper:
    """An upload of one's own, or of anybody in the ward for who writes for the whole of it.

    Nobody has said yet whether the paper is for internal circulation.
    """
    require_somewhere(user, Permission.DOCUMENT_DRAFT)
    uploads = UploadedPaper.objects.filter(locality_id=user.locality_id)
    if not can(user, Permission.DOCUMENT_DRAFT):
        uploads = uploads.filter(uploaded_by=user)
    return get_object_or_404(uploads.select_related("document"), pk=pk)


def _entered(request, document):
    """The paper's page, where one sees it: a superior's for internal circulation may be seen by others."""
    is_seen = Document.objects.visible_to(request.user).filter(pk=document.pk).exists()
    return redirect(document if is_seen else "documents:import_new")
