"""Movements: listed, named and linked, their items put in order and filled in."""

from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities.forms.movements import MovementCompletionForm, MovementForm, MovementItemForm
from activities.models import Movement
from organizations import completing
from organizations.models import AuditEntry
from organizations.permissions import Permission, can, can_somewhere, require
from plans.models import Assignment
from plans.progress import Progress
from wardportal.editing import conflict_page, refusals_in, refusals_told

PAGE_SIZE = 30


@require_safe
def movement_list(request):
    movements = Movement.objects.visible_to(request.user).for_list()
    context = {
        "page": Paginator(movements, PAGE_SIZE).get_page(request.GET.get("trang")),
        "may_edit": can(request.user, Permission.MOVEMENT_EDIT),
    }
    return render(request, "activities/movement_list.html", context)


@require_safe
def movement_detail(request, pk):
    user = request.user
    movement = _movement_or_404(user, pk)
    practices = list(movement.good_practices.for_list())
    context = {
        "movement": movement,
        "plans": movement.plans.visible_to(user).for_list(),
        "tasks": _tasks(movement, user),
        "practices": [
            (place, list(told)) for place, told in groupby(practices, key=lambda it: it.unit.neighbourhood)
        ],
        "practice_count": len(practices),
        "may_complete": can(user, Permission.RECORD_COMPLETE),
        "may_edit": can(user, Permission.MOVEMENT_EDIT),
        "may_record": can_somewhere(user, Permission.PRACTICE_RECORD),
        "history": AuditEntry.objects.visible_to(user).of(movement).history(),
    }
    return render(request, "activities/movement_detail.html", context)


def _tasks(movement, user):
    """[(task, its Progress)] of what belongs to the movement, plan by plan: two queries."""
    tasks = list(movement.tasks_for(user).for_page().in_plan_order())
    given = {}
    for assignment in Assignment.objects.filter(task__in=tasks).select_related("task"):
        given.setdefault(assignment.task_id, []).append(assignment)
    return [(task, Progress.of(given.get(task.pk, []))) for task in tasks]


@require_http_methods(["GET", "HEAD", "POST"])
def movement_add(request):
    require(request.user, Permission.MOVEMENT_EDIT)
    movement = Movement(locality_id=request.user.locality_id)
    back_url = reverse("activities:movement_list")
    return _edited(request, movement, title="Thêm phong trào", back_url=back_url)


@require_http_methods(["GET", "HEAD", "POST"])
def movement_edit(request, pk):
    movement = _movement_or_404(request.user, pk)
    require(request.user, Permission.MOVEMENT_EDIT)
    return _edited(request, movement, title=movement.name, back_url=movement.get_absolute_url())


def _edited(request, movement, **page):
    form = MovementForm(request.POST or None, instance=movement, user=request.user)
    if request.method == "POST" and form.is_valid():
        is_new = movement.pk is None
        with refusals_in(form):
            if is_new or form.claim():
                form.save(by=request.user)
                messages.success(request, "Đã lưu phong trào.")
                return redirect("activities:movement_items", movement.pk) if is_new else redirect(movement)
        if form.is_valid():
            saved = AuditEntry.objects.last_of(movement)
            fields = "organizations/_completion_fields.html"
            return conflict_page(request, form, saved=saved, fields_template=fields, **page)
    return render(request, "activities/movement_form.html", {"form": form, **page})


@require_http_methods(["GET", "HEAD", "POST"])
def movement_items(request, pk):
    """The items group by group, each with the buttons that move it and take it away, and one more."""
    movement = _movement_or_404(request.user, pk)
    require(request.user, Permission.MOVEMENT_EDIT)
    form = MovementItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            form.save(movement, by=request.user)
            messages.success(request, "Đã thêm nội dung.")
            return redirect("activities:movement_items", movement.pk)
    return render(request, "activities/movement_items.html", {"form": form, "movement": movement})


@require_POST
def movement_item_change(request, pk):
    """One item moved up (`len`), down (`xuong`) or taken away (`bo`)."""
    movement = get_object_or_404(Movement.objects.visible_to(request.user), items=pk)
    require(request.user, Permission.MOVEMENT_EDIT)
    item = movement.items.get(pk=pk)
    with refusals_told(request):
        if "bo" in request.POST:
            movement.remove_item(item, by=request.user)
            messages.success(request, "Đã bỏ nội dung.")
        elif "len" in request.POST or "xuong" in request.POST:
            movement.move_item(item, by=request.user, up="len" in request.POST)
    return redirect("activities:movement_items", movement.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def movement_complete(request, pk):
    movement = _movement_or_404(request.user, pk)
    require(request.user, Permission.RECORD_COMPLETE)
    form = MovementCompletionForm(request.POST or None, instance=movement)
    page = {"eyebrow": "Bổ sung phong trào", "title": movement.name, "back_url": movement.get_absolute_url()}
    return completing.answer(request, form, **page)


def _movement_or_404(user, pk):
    return get_object_or_404(Movement.objects.visible_to(user), pk=pk)
