"""Giao chi tiết: who has a task, each with a due date and a quantity of its own."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from organizations.permissions import Permission, require
from plans import chain
from plans.forms.assigning import AssigningForm
from plans.models import Task
from plans.views.locks import is_refused, sent_back
from wardportal.editing import refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
def task_assign(request, pk):
    task = get_object_or_404(Task.objects.visible_to(request.user).for_page(), pk=pk)
    require(request.user, Permission.TASK_EDIT, task.lead_unit)
    refusal = task.why_no_change("giao nhiệm vụ")
    if refusal and request.method != "POST":
        return sent_back(request, refusal, task)
    form = AssigningForm(request.POST if request.method == "POST" else None, task=task, user=request.user)
    if request.method == "POST" and not is_refused(request, refusal, task.place) and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, "Đã lưu việc giao cho từng đơn vị.")
            return redirect(task)
    links = [*chain.to_task(task, request.user), chain.link("Giao chi tiết", is_here=True)]
    return render(request, "plans/task_assign.html", {"form": form, "task": task, "links": links})
