"""What one unit was given: its page, more time for it, and its result looked at."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from organizations.models import AuditEntry
from organizations.permissions import Permission, can, require
from plans import chain
from plans.forms.assignments import ExtensionAskForm, ExtensionDecideForm, ReviewForm
from plans.models import Assignment, Extension, may_extend, may_report, tell_times
from wardportal import dates
from wardportal.editing import refusals_in


@require_safe
def assignment_detail(request, pk):
    user = request.user
    assignment = _assignment_or_404(user, pk)
    task = assignment.task
    tell_times([assignment])
    entries = assignment.entries.select_related("entered_by__person", "occurrence")
    extensions = list(assignment.extensions.select_related("asked_by__person", "decided_by__person"))
    reports = may_report(user, assignment)
    context = {
        "assignment": assignment,
        "task": task,
        "links": [*chain.to_assignment(assignment, user), *chain.to_report(task.plan)],
        "entries": entries.prefetch_related("evidence"),
        "occurrences": _occurrences(assignment),
        "extensions": extensions,
        "asked": next((each for each in extensions if each.is_open), None),
        "difficulties": task.difficulties.filter(unit=assignment.unit).for_list(),
        "history": AuditEntry.objects.visible_to(user).of(assignment).history(),
        "may_report": reports,
        "may_add_evidence": reports and assignment.reported_on is not None,
        "may_review": assignment.is_awaiting_acceptance and _may(user, Permission.RESULT_ACCEPT, task),
        "may_ask": reports and may_extend(assignment) and not any(each.is_open for each in extensions),
        "may_decide": _may(user, Permission.EXTENSION_DECIDE, task),
    }
    return render(request, "plans/assignment_detail.html", context)


def _assignment_or_404(user, pk):
    return get_object_or_404(Assignment.objects.visible_to(user).for_list(), pk=pk)


def _may(user, permission, task):
    return task.is_in_force and can(user, permission, task.lead_unit)


def _occurrences(assignment):
    """The times of the rhythm up to the next one, the newest first, each with `word`: what was said."""
    if not assignment.task.rhythm or assignment.due_on:
        return []
    asked = list(assignment.task.occurrences.filter(due_on__gte=assignment.assigned_on))
    past = [each for each in asked if each.due_on < dates.today()]
    said = {}
    for entry in assignment.entries.said().exclude(occurrence=None):
        said.setdefault(entry.occurrence_id, entry)
    shown = asked[: len(past) + 1][::-1]
    for occurrence in shown:
        occurrence.word = said.get(occurrence.pk)
        occurrence.is_late = occurrence.word is None and occurrence.due_on < dates.today()
    return shown


def _page(request, assignment, form, *, eyebrow, button, here, facts, **context):
    """One form about one unit's work, below what it is about."""
    links = chain.to_assignment(assignment, request.user, page=here)
    page = {
        "eyebrow": eyebrow,
        "title": assignment.task.title,
        "button": button,
        "facts": facts,
        "links": links,
    }
    back_url = assignment.get_absolute_url()
    return render(request, "plans/form_page.html", {**page, "form": form, "back_url": back_url, **context})


@require_http_methods(["GET", "HEAD", "POST"])
def assignment_review(request, pk):
    """The lead unit accepts what a unit calls finished, or returns it with a reason."""
    assignment = _assignment_or_404(request.user, pk)
    require(request.user, Permission.RESULT_ACCEPT, assignment.task.lead_unit)
    form = ReviewForm(request.POST or None, assignment=assignment)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            said = (
                "Đã xác nhận kết quả." if form.is_accepted else "Đã trả lại; đơn vị thấy lý do ở trang đầu."
            )
            messages.success(request, said)
            return redirect(assignment)
    last = assignment.entries.said().select_related("entered_by__person").first()
    return _page(
        request,
        assignment,
        form,
        eyebrow="Xem xét kết quả",
        here="Xem xét kết quả",
        button="Gửi",
        facts=[("Đơn vị", assignment.unit.name)],
        last=last,
        evidence=last.evidence.all() if last else (),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def extension_ask(request, pk):
    assignment = _assignment_or_404(request.user, pk)
    require(request.user, Permission.PROGRESS_REPORT, assignment.unit)
    form = ExtensionAskForm(request.POST or None, assignment=assignment)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, f"Đã gửi; {assignment.task.lead_unit.short_name} sẽ trả lời.")
            return redirect(assignment)
    due = dates.short_date(assignment.due) if assignment.due else "không có"
    return _page(
        request,
        assignment,
        form,
        eyebrow="Xin gia hạn",
        here="Xin gia hạn",
        button="Gửi xin gia hạn",
        facts=[("Đơn vị", assignment.unit.name), ("Hạn đang có", due)],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def extension_decide(request, pk):
    extension = get_object_or_404(Extension.objects.visible_to(request.user).for_list(), pk=pk)
    assignment = extension.assignment
    require(request.user, Permission.EXTENSION_DECIDE, assignment.task.lead_unit)
    new_due_on = dates.short_date(extension.new_due_on)
    form = ExtensionDecideForm(request.POST or None, extension=extension, new_due_on=new_due_on)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, "Đã trả lời đơn vị xin gia hạn.")
            return redirect(assignment)
    return _page(
        request,
        assignment,
        form,
        eyebrow="Trả lời xin gia hạn",
        here="Xin gia hạn",
        button="Gửi trả lời",
        facts=[
            ("Đơn vị", assignment.unit.name),
            ("Hạn đang có", dates.short_date(extension.old_due_on)),
            ("Xin đến ngày", new_due_on),
            ("Lý do", extension.reason),
            ("Người xin", f"{extension.asked_by}, ngày {dates.short_date(extension.asked_on)}"),
        ],
    )
