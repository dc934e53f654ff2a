"""Good models and examples of a movement: told, read, corrected."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from activities.forms.movements import GoodPracticeForm
from activities.models import GoodPractice, Movement
from organizations.models import AuditEntry
from organizations.permissions import Permission, can, require, require_somewhere
from wardportal.editing import conflict_page, refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
def practice_add(request, pk):
    """`pk` is the movement's."""
    movement = get_object_or_404(Movement.objects.visible_to(request.user), pk=pk)
    require_somewhere(request.user, Permission.PRACTICE_RECORD)
    practice = GoodPractice(locality_id=movement.locality_id, movement=movement)
    return _edited(request, practice, title="Ghi mô hình, điển hình", back_url=movement.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def practice_edit(request, pk):
    practice = _practice_or_404(request.user, pk)
    require(request.user, Permission.PRACTICE_RECORD, practice.unit)
    return _edited(request, practice, title=practice.title, back_url=practice.get_absolute_url())


def _edited(request, practice, **page):
    form = GoodPracticeForm(request.POST or None, instance=practice, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            if practice.pk is None or form.claim():
                form.save(by=request.user)
                messages.success(request, "Đã ghi mô hình, điển hình.")
                return redirect(practice)
        if form.is_valid():
            saved = AuditEntry.objects.last_of(practice)
            fields = "activities/_practice_fields.html"
            return conflict_page(request, form, saved=saved, fields_template=fields, **page)
    return render(request, "activities/practice_form.html", {"form": form, **page})


@require_safe
def practice_detail(request, pk):
    practice = _practice_or_404(request.user, pk)
    context = {
        "practice": practice,
        "may_edit": can(request.user, Permission.PRACTICE_RECORD, practice.unit),
        "history": AuditEntry.objects.visible_to(request.user).of(practice).history(),
    }
    return render(request, "activities/practice_detail.html", context)


def _practice_or_404(user, pk):
    return get_object_or_404(GoodPractice.objects.visible_to(user).for_list(), pk=pk)
