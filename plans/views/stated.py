"""A figure that the leadership states beside the portal's own count, and its withdrawal."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organizations.permissions import Permission, require
from plans import chain
from plans.forms.assignments import StatedProgressForm
from plans.models import Plan, StatedProgress, Task
from plans.views.locks import is_refused, sent_back
from wardportal.editing import refusals_in, refusals_told


@require_http_methods(["GET", "HEAD", "POST"])
def task_progress_state(request, pk):
    task = get_object_or_404(Task.objects.visible_to(request.user).for_page(), pk=pk)
    require(request.user, Permission.PROGRESS_STATE, task.lead_unit)
    return _state(request, task, title=task.title, links=chain.to_task(task, request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def plan_progress_state(request, pk):
    plan = get_object_or_404(Plan.objects.visible_to(request.user).for_list(), pk=pk)
    require(request.user, Permission.PROGRESS_STATE, plan.document.issuer)
    return _state(request, plan, title=plan.document.abstract, links=chain.to_plan(plan, request.user))


def _state(request, target, *, title, links):
    refusal = target.why_no_work("nêu tiến độ khác")
    if refusal and request.method != "POST":
        return sent_back(request, refusal, target)
    form = StatedProgressForm(request.POST or None)
    if request.method == "POST" and not is_refused(request, refusal, target) and form.is_valid():
        with refusals_in(form):
            StatedProgress.state(target, by=request.user, **form.cleaned_data)
            messages.success(request, "Đã ghi; số máy tính vẫn hiện bên cạnh.")
            return redirect(target)
    context = {
        "form": form,
        "eyebrow": "Nêu tiến độ khác số máy tính",
        "title": title,
        "button": "Lưu",
        "links": [*links, chain.link("Nêu tiến độ", is_here=True)],
        "back_url": target.get_absolute_url(),
        "facts": (),
    }
    return render(request, "plans/form_page.html", context)


@require_POST
def stated_progress_withdraw(request, pk):
    seen = Q(task__in=Task.objects.visible_to(request.user)) | Q(
        plan__in=Plan.objects.visible_to(request.user)
    )
    found = StatedProgress.objects.current().filter(seen)
    stated = get_object_or_404(
        found.select_related("task__lead_unit", "task__plan", "plan__document__issuer"), pk=pk
    )
    owner = stated.task.lead_unit if stated.task else stated.plan.document.issuer
    require(request.user, Permission.PROGRESS_STATE, owner)
    with refusals_told(request):
        stated.withdraw(by=request.user)
        messages.success(request, "Đã rút lại; chỉ còn số máy tính.")
    return redirect(stated.target)
