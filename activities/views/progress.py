"""A branch says how far it is."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from activities.forms.progress import ProgressForm
from organizations.models import AuditEntry
from organizations.permissions import Permission, can, require
from plans import chain
from plans.forms.evidence import EvidenceForm
from plans.models import Assignment
from plans.views.locks import is_refused, sent_back
from wardportal.editing import conflict_page, refusals_in

EVIDENCE_LOST = (
    "Ảnh và tệp đồng chí vừa chọn chưa được lưu. Sau khi lưu tiến độ, hãy bấm “Kèm ảnh, tệp” để chọn lại."
)


@require_http_methods(["GET", "HEAD", "POST"])
def assignment_report(request, pk):
    """The form of a branch: how far, what was done, and what stands in the way."""
    user = request.user
    assignment = get_object_or_404(Assignment.objects.visible_to(user).for_list(), pk=pk)
    require(user, Permission.PROGRESS_REPORT, assignment.unit)
    refusal = assignment.task.why_no_work("ghi tiến độ")
    if refusal and request.method != "POST":
        return sent_back(request, refusal, assignment)
    may_raise = can(user, Permission.DIFFICULTY_RAISE, assignment.unit)
    form = ProgressForm(request.POST or None, assignment=assignment, may_raise=may_raise)
    evidence_form = EvidenceForm(request.POST or None, request.FILES or None)
    page = {"title": assignment.task.title, "back_url": assignment.get_absolute_url()}
    is_asked = request.method == "POST" and not is_refused(request, refusal, assignment.task.place)
    if is_asked and (answer := _saved(request, form, evidence_form, page)):
        return answer
    context = {
        "form": form,
        "evidence_form": evidence_form,
        "assignment": assignment,
        "task": assignment.task,
        "links": [*chain.to_task(assignment.task, user), chain.link("Báo tiến độ", is_here=True)],
        "is_proxy": assignment.is_proxy(user),
        **page,
    }
    return render(request, "activities/assignment_report.html", context)


def _saved(request, form, evidence_form, page):
    """Where to go once it is saved, or the page of a conflict; None where it has to be looked at again."""
    # Both are asked, so that every mistake shows at once.
    if not all([form.is_valid(), evidence_form.is_valid()]):
        return None
    with refusals_in(form):
        if form.claim():
            evidence_form.save(form.save(by=request.user), by=request.user)
            messages.success(request, "Đã ghi tiến độ. Cảm ơn đồng chí.")
            return redirect(form.assignment)
    if not form.is_valid():
        return None
    if evidence_form.is_lost:
        messages.warning(request, EVIDENCE_LOST)
    saved = AuditEntry.objects.last_of(form.assignment)
    return conflict_page(
        request, form, saved=saved, fields_template="activities/_progress_fields.html", **page
    )
