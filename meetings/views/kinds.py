"""The kinds of meetings as data: looked at, changed and added."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from meetings.forms.kinds import MeetingKindForm
from meetings.models import MeetingKind
from organizations.models import AuditEntry
from organizations.permissions import Permission, require
from wardportal.editing import conflict_page, refusals_in


@require_safe
def kind_list(request):
    require(request.user, Permission.FORMAT_EDIT)
    kinds = MeetingKind.objects.known_to(request.user.locality).for_list()
    return render(request, "meetings/kind_list.html", {"kinds": kinds})


@require_http_methods(["GET", "HEAD", "POST"])
def kind_add(request):
    require(request.user, Permission.FORMAT_EDIT)
    form = MeetingKindForm(request.POST or None, instance=MeetingKind(locality=request.user.locality))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            return _saved(request, form.save(by=request.user))
    return render(request, "meetings/kind_form.html", {"form": form, "title": "Thêm loại hội nghị"})


@require_http_methods(["GET", "HEAD", "POST"])
def kind_edit(request, pk):
    require(request.user, Permission.FORMAT_EDIT)
    kind = MeetingKind.objects.of_ward(request.user.locality, pk)
    page = {"title": kind.name}
    form = MeetingKindForm(request.POST or None, instance=kind)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            if form.claim():
                return _saved(request, form.save(by=request.user))
        if form.is_valid():
            return conflict_page(
                request,
                form,
                saved=AuditEntry.objects.last_of(kind),
                fields_template="meetings/_kind_fields.html",
                back_url=request.path,
                **page,
            )
    return render(request, "meetings/kind_form.html", {"form": form, **page})


def _saved(request, kind):
    messages.success(request, f"Đã lưu loại {kind.name}. Hội nghị đã lập giữ nguyên chương trình.")
    return redirect("meetings:kind_list")
