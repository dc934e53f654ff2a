"""The outlines of plans as data: looked at, changed and added in the editor of the papers."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from organizations.models import AuditEntry
from organizations.permissions import Permission, require
from plans.forms.writing import OutlineForm
from plans.models import PlanOutline
from wardportal.editing import conflict_page, refusals_in


@require_safe
def outline_list(request):
    require(request.user, Permission.FORMAT_EDIT)
    outlines = PlanOutline.objects.known_to(request.user.locality).for_list()
    return render(request, "plans/outline_list.html", {"outlines": outlines})


@require_http_methods(["GET", "HEAD", "POST"])
def outline_add(request):
    require(request.user, Permission.FORMAT_EDIT)
    form = OutlineForm(request.POST or None, instance=PlanOutline(locality=request.user.locality))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            return _saved(request, form)
    return render(request, "plans/outline_form.html", {"form": form, "title": "Thêm đề cương"})


@require_http_methods(["GET", "HEAD", "POST"])
def outline_edit(request, pk):
    require(request.user, Permission.FORMAT_EDIT)
    outline = PlanOutline.objects.of_ward(request.user.locality, pk)
    page = {"title": outline.name}
    form = OutlineForm(request.POST or None, instance=outline)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            if form.claim():
                form.save(by=request.user)
                return _saved(request, form)
        if form.is_valid():
            return conflict_page(
                request,
                form,
                saved=AuditEntry.objects.last_of(outline),
                fields_template="plans/_outline_fields.html",
                back_url=request.path,
                **page,
            )
    return render(request, "plans/outline_form.html", {"form": form, **page})


def _saved(request, form):
    messages.success(request, f"Đã lưu đề cương {form.instance.name}. Kế hoạch đã soạn giữ nguyên nội dung.")
    for note in form.notes:
        messages.warning(request, note)
    return redirect("plans:outline_list")
