"""Photos and files beside what a unit said: brought, and served to who sees the task."""

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from organizations.permissions import Permission, require
from plans import chain
from plans.forms.evidence import EvidenceAddForm
from plans.models import Assignment, Evidence
from plans.views.locks import is_refused, sent_back

# Nothing that people brought ever runs in the portal's name.
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_add(request, pk):
    """More evidence for the last word of the unit."""
    assignment = get_object_or_404(Assignment.objects.visible_to(request.user).for_list(), pk=pk)
    require(request.user, Permission.PROGRESS_REPORT, assignment.unit)
    refusal = assignment.task.why_no_work("kèm minh chứng")
    if refusal and request.method != "POST":
        return sent_back(request, refusal, assignment)
    entry = assignment.entries.said().first()
    if entry is None:
        messages.info(request, "Đơn vị chưa báo lần nào. Hãy báo tiến độ, kèm ảnh và tệp ngay ở đó.")
        return redirect("activities:assignment_report", pk=assignment.pk)
    is_sent = request.method == "POST"
    form = EvidenceAddForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and not is_refused(request, refusal, assignment.task.place) and form.is_valid():
        with transaction.atomic():
            count = form.save(entry, by=request.user)
        messages.success(request, f"Đã kèm {count} minh chứng.")
        return redirect(assignment)
    links = chain.to_assignment(assignment, request.user, page="Minh chứng")
    context = {
        "form": form,
        "assignment": assignment,
        "task": assignment.task,
        "entry": entry,
        "links": links,
    }
    return render(request, "plans/evidence_add.html", context)


@require_safe
@cache_control(private=True, max_age=86400)
def evidence_file(request, key):
    """A photo as the portal drew it, to look at; any other file to be saved, never shown in the portal."""
    found = _evidence_or_404(request.user, key)
    return (
        photo_answer(found)
        if found.is_photo
        else _answer(found.file, as_attachment=True, filename=found.name, content_type=found.content_type)
    )


@require_safe
@cache_control(private=True, max_age=86400)
def evidence_thumbnail(request, key):
    found = _evidence_or_404(request.user, key)
    if not found.is_photo:
        raise Http404
    return _answer(found.thumbnail, content_type=found.content_type)


def photo_answer(photo):
    """The photo itself; whether one may see it is the caller's business."""
    return _answer(photo.file, filename=photo.name, content_type=photo.content_type)


def jpeg_answer(file):
    """A photo that the portal drew itself (documents.photos)."""
    return _answer(file, content_type="image/jpeg")


def _evidence_or_404(user, key):
    return get_object_or_404(Evidence.objects.visible_to(user), key=key)


def _answer(file, **options):
    try:
        return FileResponse(file.open("rb"), headers=SAFE_HEADERS, **options)
    except FileNotFoundError as error:
        raise Http404 from error
