"""The targets of a plan: each opened to the figures it is made of; added, changed, taken out."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from organizations.models import AuditEntry
from organizations.permissions import Permission, can, require
from plans import chain
from plans.forms.targets import TargetForm
from plans.models import Plan, Target
from plans.targets import progress_of
from wardportal.editing import conflict_page, refusals_in


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
        "may_edit": not target.plan.is_closed and _may_edit(request.user, target.plan),
    }
    return render(request, "plans/target_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def target_add(request, pk):
    plan = get_object_or_404(Plan.objects.visible_to(request.user).for_list(), pk=pk)
    _require_edit(request.user, plan)
    form = TargetForm(request.POST or None, instance=Target(plan=plan), user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, "Đã thêm chỉ tiêu.")
            return redirect(form.instance)
    links = [*chain.to_plan(plan, request.user), chain.link("Chỉ tiêu mới", is_here=True)]
    page = {"title": "Thêm chỉ tiêu", "back_url": plan.get_absolute_url(), "links": links}
    return render(request, "plans/target_form.html", {"form": form, **page})


@require_http_methods(["GET", "HEAD", "POST"])
def target_edit(request, pk):
    target = _target(request, pk)
    _require_edit(request.user, target.plan)
    form = TargetForm(request.POST or None, instance=target, user=request.user)
    page = {"title": target.title, "back_url": target.get_absolute_url()}
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            if form.claim():
                form.save(by=request.user)
                messages.success(request, "Đã lưu chỉ tiêu.")
                return redirect(target)
        if form.is_valid():
            saved = AuditEntry.objects.of(target).order_by("at", "pk").last()
            fields = "plans/_target_fields.html"
            return conflict_page(request, form, saved=saved, fields_template=fields, **page)
    links = [*chain.to_plan(target.plan, request.user), chain.link("Sửa chỉ tiêu", is_here=True)]
    return render(request, "plans/target_form.html", {"form": form, "links": links, **page})


@require_http_methods(["GET", "HEAD", "POST"])
def target_remove(request, pk):
    target = _target(request, pk)
    _require_edit(request.user, target.plan)
    if request.method == "POST":
        target.remove(by=request.user)
        messages.success(request, "Đã bỏ chỉ tiêu; nhật ký còn giữ.")
        return redirect(target.plan)
    return render(request, "plans/target_remove.html", {"target": target})


def _target(request, pk):
    return get_object_or_404(Target.objects.visible_to(request.user).for_list(), pk=pk)


def _may_edit(user, plan):
    return can(user, Permission.TASK_EDIT, plan.document.issuer)


def _require_edit(user, plan):
    require(user, Permission.TASK_EDIT, plan.document.issuer)
    if plan.is_closed:
        raise PermissionDenied("Kế hoạch đã kết thúc nên không thêm, không sửa chỉ tiêu được nữa.")
