"""Giao việc từ văn bản của cấp trên: tasks given out, and the letter that tells the units."""

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from documents.models import Document
from organizations.permissions import Permission, require
from plans import chain
from plans.forms.letters import MOST_ROWS, ROWS, LetterForm
from wardportal.editing import refusals_in

SAVED = "Đã lập dự thảo công văn. Các đơn vị nhận việc khi công văn được ban hành: hãy xem, sửa rồi trình."


@require_http_methods(["GET", "HEAD", "POST"])
def letter_create(request, pk):
    papers = Document.objects.visible_to(request.user).select_related("issuer", "doc_type", "incoming")
    basis = get_object_or_404(papers, pk=pk)
    require(request.user, Permission.TASK_EDIT)
    if not basis.gives_work:
        raise PermissionDenied("Chỉ giao việc từ văn bản của cấp trên hoặc văn bản đến, đã ban hành.")
    count = _row_count(request)
    is_more = "them-dong" in request.POST
    form = LetterForm(request.POST or None, basis=basis, user=request.user, count=count)
    if request.method == "POST" and not is_more and form.is_valid():
        with refusals_in(form):
            letter = form.save(by=request.user)
            messages.success(request, SAVED)
            return redirect("documents:document_edit", letter.pk)
    links = [
        chain.link(basis.code, basis.get_absolute_url(), hint=str(basis.doc_type)),
        chain.link("Giao việc", is_here=True),
    ]
    context = {"form": form, "basis": basis, "links": links, "count": count, "is_more": is_more}
    return render(request, "plans/letter_create.html", {**context, "may_more": count < MOST_ROWS})


def _row_count(request):
    """How many rows the page has: as many as it came with, and five more where they are asked for."""
    count = ROWS
    with suppress(ValueError):
        count = int(request.POST.get("so-dong", ROWS))
    if "them-dong" in request.POST:
        count += ROWS
    return min(max(count, ROWS), MOST_ROWS)
