"""The papers of a meeting: made of its data by a button, then gone on with in the editor."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from meetings import papers
from meetings.views.calling import called_by
from organizations.permissions import Permission, require
from wardportal.editing import refusals_told

MAKERS = {"giay-moi": papers.invitation, "bien-ban": papers.minutes, "thong-bao": papers.notice}


@require_POST
def paper_make(request, pk, kind):
    """Make the paper and open it; a refusal is told on the meeting's page."""
    if kind not in MAKERS:
        raise Http404
    meeting = called_by(request.user, pk)
    require(request.user, Permission.DOCUMENT_DRAFT, meeting.host_unit)
    with refusals_told(request):
        paper = MAKERS[kind](meeting, by=request.user)
        messages.success(request, f"Đã lập dự thảo {paper.doc_type.name.lower()}. Xem lại, sửa, rồi trình.")
        return redirect("documents:document_edit", paper.pk)
    return redirect(meeting)
