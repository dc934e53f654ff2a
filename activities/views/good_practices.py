"""Good models and examples of a movement: told, read, corrected."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from activities.forms.movements import GoodPracticeForm
from activities.models import GoodPractice, Movement
from organizations import saving
from organizations.models import AuditEntry
from organizations.permissions import Permission, can, require, require_somewhere


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
    done = saving.answer(
        request,
        form,
        told="Đã ghi mô hình, điển hình.",
        to=practice,
        fields="activities/_practice_fields.html",
        **page,
    )
    return done or render(request, "activities/practice_form.html", {"form": form, **page})


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
