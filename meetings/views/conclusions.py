from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from meetings.forms.conclusions import ConclusionAssignForm, ConclusionFilterForm
from meetings.forms.minutes import ConclusionForm
from meetings.models import Conclusion
from meetings.views.calling import called_by, runs
from meetings.views.meetings import reviewed_plans
from organizations.models import AuditEntry, Unit
from organizations.permissions import Permission, can, can_somewhere, require_somewhere
from plans import chain
from wardportal.editing import refusals_in

PAGE_SIZE = 30


@require_safe
def conclusion_list(request):
    form = ConclusionFilterForm(request.GET)
    conclusions = form.filter(Conclusion.objects.visible_to(request.user).for_list())
    context = {
        "filter_form": form,
        "page": Paginator(conclusions, PAGE_SIZE).get_page(request.GET.get("trang")),
        "may_assign": can_somewhere(request.user, Permission.CONCLUSION_ASSIGN),
    }
    return render(request, "meetings/conclusion_list.html", context)


@require_safe
def conclusion_detail(request, pk):
    user = request.user
    conclusions = Conclusion.objects.visible_to(user).for_list()
    with_host = conclusions.select_related("meeting__host_unit__neighbourhood", "meeting__minutes")
    conclusion = get_object_or_404(with_host, pk=pk)
    meeting = conclusion.meeting
    may_run = can(user, Permission.MEETING_CALL, meeting.host_unit) or runs(user, meeting)
    plans = reviewed_plans(meeting, user)
    context = {
        "conclusion": conclusion,
        "meeting": meeting,
        "chain": [
            *chain.here(
                [*chain.to_plans(plans, user), chain.to_meeting(meeting), chain.solution(conclusion)]
            ),
            *chain.of_tasks(conclusion.follow_up),
            *chain.to_reports(plans, meeting.held_on),
        ],
        "proposals": conclusion.proposals.for_page(user),
        "history": AuditEntry.objects.of(conclusion).history(),
        "may_assign": can_somewhere(user, Permission.CONCLUSION_ASSIGN),
        "may_edit": may_run and meeting.is_open,
    }
    return render(request, "meetings/conclusion_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def conclusion_assign(request, pk):
    conclusion = get_object_or_404(Conclusion.objects.visible_to(request.user).for_list(), pk=pk)
    require_somewhere(request.user, Permission.CONCLUSION_ASSIGN)
    form = ConclusionAssignForm(request.POST or None, conclusion=conclusion, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            task = form.save(by=request.user)
            messages.success(
                request, "Đã giao nhiệm vụ. Các đơn vị được giao thấy việc này ở trang đầu của mình."
            )
            return redirect(task)
    context = {
        "conclusion": conclusion,
        "form": form,
        "chain": [
            chain.to_meeting(conclusion.meeting),
            chain.solution(conclusion),
            chain.link("Giao nhiệm vụ", is_here=True),
        ],
    }
    return render(request, "meetings/conclusion_assign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def conclusion_add(request, pk):
    meeting = called_by(request.user, pk)
    return _reworded(request, Conclusion(meeting=meeting), "Ghi giải pháp, kết luận")


@require_http_methods(["GET", "HEAD", "POST"])
def conclusion_edit(request, pk):
    conclusion = get_object_or_404(Conclusion.objects.visible_to(request.user), pk=pk)
    called_by(request.user, conclusion.meeting_id)
    return _reworded(request, conclusion, "Sửa giải pháp, kết luận")


def _reworded(request, conclusion, title):
    units = Unit.objects.visible_to(request.user).current().exclude(level__in=Unit.OUTSIDE).for_list()
    form = ConclusionForm(request.POST or None, instance=conclusion, units=units)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, "Đã ghi giải pháp. Tiếp theo: giao thành nhiệm vụ.")
            return redirect(conclusion)
    context = {"form": form, "meeting": conclusion.meeting, "title": title}
    return render(request, "meetings/conclusion_form.html", context)
