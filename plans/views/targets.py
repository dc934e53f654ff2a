"""The targets of a plan: each opened to the figures it is made of; added, changed, taken out."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from organizations import saving
from organizations.models import AuditEntry
from organizations.permissions import Permission, can, require
from plans import chain
from plans.forms.targets import TargetForm
from plans.models import Plan, Target
from plans.targets import progress_of
from plans.views.locks import is_refused, sent_back
from wardportal.editing import refusals_in

DOING = "sửa chỉ tiêu"


@require_safe
def target_detail(request, pk):
    target = _target(request, pk)
    (progress,) = progress_of([target])
    context = {
        "target": target,
        "progress": progress,
        "waiting": {},
        "links": [*chain.to_plan(target.plan, request.user), chain.link("Chỉ tiêu", is_here=True)],
        "history": AuditEntry.objects.visible_to(request.user).of(target).history(),
        "may_edit": not target.plan.why_no_change(DOING)
        and can(request.user, Permission.TASK_EDIT, target.plan.document.issuer),
    }
    return render(request, "plans/target_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def target_add(request, pk):
    plan = get_object_or_404(Plan.objects.visible_to(request.user).for_list(), pk=pk)
    require(request.user, Permission.TASK_EDIT, plan.document.issuer)
    refusal = plan.why_no_change("thêm chỉ tiêu")
    if refusal and request.method != "POST":
        return sent_back(request, refusal, plan)
    form = TargetForm(request.POST or None, instance=Target(plan=plan), user=request.user)
    if request.method == "POST" and not is_refused(request, refusal, plan) and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, "Đã thêm chỉ tiêu.")
            return redirect(form.instance)
    links = [*chain.to_plan(plan, request.user), chain.link("Chỉ tiêu mới", is_here=True)]
    page = {"title": "Thêm chỉ tiêu", "back_url": plan.get_absolute_url(), "signed": plan.signed_paper}
    return render(request, "plans/target_form.html", {"form": form, "links": links, **page})


@require_http_methods(["GET", "HEAD", "POST"])
def target_edit(request, pk):
    target = _target(request, pk)
    require(request.user, Permission.TASK_EDIT, target.plan.document.issuer)
    refusal = target.plan.why_no_change(DOING)
    if refusal and request.method != "POST":
        return sent_back(request, refusal, target)
    form = TargetForm(request.POST or None, instance=target, user=request.user)
    page = {"title": target.title, "back_url": target.get_absolute_url()}
    done = not is_refused(request, refusal, target.plan) and saving.answer(
        request, form, told="Đã lưu chỉ tiêu.", to=target, fields="plans/_target_fields.html", **page
    )
    links = [*chain.to_plan(target.plan, request.user), chain.link("Sửa chỉ tiêu", is_here=True)]
    context = {"form": form, "links": links, "signed": target.plan.signed_paper, **page}
    return done or render(request, "plans/target_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def target_remove(request, pk):
    target = _target(request, pk)
    require(request.user, Permission.TASK_EDIT, target.plan.document.issuer)
    if refusal := target.plan.why_no_change("bỏ chỉ tiêu"):
        return sent_back(request, refusal, target)
    if request.method == "POST":
        target.remove(by=request.user)
        messages.success(request, "Đã bỏ chỉ tiêu; nhật ký còn giữ.")
        return redirect(target.plan)
    return render(request, "plans/target_remove.html", {"target": target})


def _target(request, pk):
    return get_object_or_404(Target.objects.visible_to(request.user).for_list(), pk=pk)
