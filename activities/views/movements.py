"""A movement's page, and its contents filled in."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from activities.forms.movements import MovementCompletionForm
from activities.models import Movement
from organizations import completing
from organizations.permissions import Permission, can, require


@require_safe
def movement_detail(request, pk):
    movement = get_object_or_404(Movement.objects.visible_to(request.user), pk=pk)
    context = {
        "movement": movement,
        "plans": movement.plans.visible_to(request.user).for_list(),
        "may_complete": can(request.user, Permission.RECORD_COMPLETE),
    }
    return render(request, "activities/movement_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def movement_complete(request, pk):
    movement = get_object_or_404(Movement.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.RECORD_COMPLETE)
    form = MovementCompletionForm(request.POST or None, instance=movement)
    page = {"eyebrow": "Bổ sung phong trào", "title": movement.name, "back_url": movement.get_absolute_url()}
    return completing.answer(request, form, **page)
