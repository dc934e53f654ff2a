"""One task: read, added, changed, its rhythm unrolled; the squares of its row."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations import saving
from organizations.models import AuditEntry, Neighbourhood
from organizations.permissions import Permission, can, can_somewhere, require
from plans import chain
from plans.forms.task_grid import TaskGrid
from plans.forms.tasks import TaskForm, TaskRemoveForm
from plans.matrix import matrix, neighbourhoods_of
from plans.models import Plan, StatedProgress, Task, may_report, missing_occurrences, tell_times, unroll
from plans.models.occurrences import unrolled_until
from plans.progress import Progress
from plans.views.locks import is_refused, sent_back
from wardportal import dates
from wardportal.editing import refusals_in

# So many of the times to come stand on the page.
COMING_SHOWN = 4


@require_safe
def task_detail(request, pk):
    user = request.user
    task = get_object_or_404(_with_issuer(Task.objects.visible_to(user).for_page()), pk=pk)
    given = sorted(task.assignments.for_table(), key=lambda it: it.is_proxy(user))
    tell_times(given)
    may_edit = not task.why_no_change() and can(user, Permission.TASK_EDIT, task.lead_unit)
    context = {
        "task": task,
        "coordinating_units": task.coordinating_units.for_list(),
        "links": [*chain.here(chain.to_task(task, user)), *chain.to_report(task.plan)],
        "given": given,
        "mine": [it for it in given if not it.is_proxy(user) and may_report(user, it)],
        "progress": Progress.of(given),
        "conclusions": task.conclusions.visible_to(user).select_related("meeting"),
        "difficulties": task.difficulties.for_list(),
        "history": AuditEntry.objects.visible_to(user).of(task, *given).history(with_target=True),
        "stated": StatedProgress.objects.of(task),
        "may_state": task.is_in_force and can(user, Permission.PROGRESS_STATE, task.lead_unit),
        "coming": task.occurrences.filter(due_on__gte=dates.today())[:COMING_SHOWN],
        "unroll_until": unrolled_until(task) if may_edit and missing_occurrences(task) else None,
        "may_edit": may_edit,
        "may_remove": not task.why_no_change() and can(user, Permission.TASK_EDIT, _owner(task)),
        "may_raise": task.is_in_force and can_somewhere(user, Permission.DIFFICULTY_RAISE),
    }
    return render(request, "plans/task_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def task_grid(request, pk):
    """Many new tasks of a plan, typed in as a sheet."""
    user = request.user
    plan = get_object_or_404(Plan.objects.visible_to(user).for_list(), pk=pk)
    require(user, Permission.TASK_EDIT, plan.document.issuer)
    refusal = plan.why_no_change("thêm nhiệm vụ")
    if refusal and request.method != "POST":
        return sent_back(request, refusal, plan)
    grid = TaskGrid(plan, user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and not is_refused(request, refusal, plan) and grid.is_valid():
        with refusals_in(grid):
            messages.success(request, f"Đã thêm {grid.save(by=user)} nhiệm vụ.")
            return redirect(f"{plan.get_absolute_url()}#nhiem-vu")
    links = [*chain.to_plan(plan, user), chain.link("Thêm nhiều nhiệm vụ", is_here=True)]
    return render(request, "plans/task_grid.html", {"plan": plan, "links": links, "grid": grid})


@require_http_methods(["GET", "HEAD", "POST"])
def task_create(request, pk):
    plan = get_object_or_404(Plan.objects.visible_to(request.user).for_list(), pk=pk)
    require(request.user, Permission.TASK_EDIT, plan.document.issuer)
    refusal = plan.why_no_change("thêm nhiệm vụ")
    if refusal and request.method != "POST":
        return sent_back(request, refusal, plan)
    task = Task(plan=plan, locality_id=plan.locality_id)
    form = TaskForm(request.POST or None, instance=task, user=request.user)
    if request.method == "POST" and not is_refused(request, refusal, plan) and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, f"Đã thêm nhiệm vụ, giao cho {task.assignments.count()} đơn vị.")
            return redirect(task)
    links = [*chain.to_plan(plan, request.user), chain.link("Nhiệm vụ mới", is_here=True)]
    page = {"title": "Thêm nhiệm vụ", "back_url": plan.get_absolute_url(), "signed": plan.signed_paper}
    context = {"form": form, "links": links, **page}
    return render(request, "plans/task_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def task_edit(request, pk):
    task = get_object_or_404(Task.objects.visible_to(request.user).for_page(), pk=pk)
    require(request.user, Permission.TASK_EDIT, task.lead_unit)
    refusal = task.why_no_change()
    if refusal and request.method != "POST":
        return sent_back(request, refusal, task)
    links = [*chain.to_task(task, request.user), chain.link("Sửa", is_here=True)]
    page = {"title": task.title, "back_url": task.get_absolute_url()}
    form = TaskForm(request.POST or None, instance=task, user=request.user)
    how = {"told": "Đã lưu nhiệm vụ.", "fields": "plans/_task_fields.html", "skips_same": True}
    done = not is_refused(request, refusal, task.place) and saving.answer(
        request, form, to=task, **how, **page
    )
    signed = task.plan and task.plan.signed_paper
    return done or render(
        request, "plans/task_form.html", {"form": form, "links": links, "signed": signed, **page}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def task_remove(request, pk):
    """Out of the plan again: asked for a reason once units have it, refused once one has spoken of it."""
    task = get_object_or_404(_with_issuer(Task.objects.visible_to(request.user).for_page()), pk=pk)
    require(request.user, Permission.TASK_EDIT, _owner(task))
    refusal = task.why_no_change("bỏ nhiệm vụ")
    if refusal and request.method != "POST":
        return sent_back(request, refusal, task)
    form = TaskRemoveForm(request.POST if request.method == "POST" else None, task=task)
    if request.method == "POST" and not is_refused(request, refusal, task.place) and form.is_valid():
        with refusals_in(form):
            form.save(by=request.user)
            messages.success(request, f"Đã bỏ nhiệm vụ “{task.title}”; nhật ký còn giữ.")
            return redirect(task.plan or "start")
    given = task.assignments.select_related("unit").in_unit_order()
    context = {
        "form": form,
        "eyebrow": "Bỏ nhiệm vụ",
        "title": task.title,
        "button": "Bỏ nhiệm vụ này",
        "links": [*chain.to_task(task, request.user), chain.link("Bỏ", is_here=True)],
        "back_url": task.get_absolute_url(),
        "facts": [("Giao cho", "\n".join(it.unit.name for it in given) or "chưa đơn vị nào")],
    }
    return render(request, "plans/form_page.html", context)


def _with_issuer(tasks):
    return tasks.select_related("plan__document__issuer")


def _owner(task):
    """Who adds and removes it: the issuer of its plan; of a task of none, who leads it."""
    return task.plan.document.issuer if task.plan else task.lead_unit


@require_POST
def task_unroll(request, pk):
    """Make the occurrences of the rhythm that are not there yet."""
    task = get_object_or_404(Task.objects.visible_to(request.user).for_page(), pk=pk)
    require(request.user, Permission.TASK_EDIT, task.lead_unit)
    if refusal := task.why_no_change("lập kỳ"):
        return sent_back(request, refusal, task)
    made = unroll(task)
    messages.success(request, f"Đã lập {made} kỳ." if made else "Các kỳ đã đủ, không phải lập thêm.")
    return redirect(task)


@require_safe
def cell_detail(request, pk, neighbourhood_pk):
    place = get_object_or_404(Neighbourhood.objects.visible_to(request.user), pk=neighbourhood_pk)
    return _cell_page(request, pk, place)


@require_safe
def ward_cell_detail(request, pk):
    return _cell_page(request, pk, None)


def _cell_page(request, pk, place):
    """The units of one square: each with its state, its figures and its last words."""
    user = request.user
    task = get_object_or_404(Task.objects.visible_to(user).for_page().for_matrix(), pk=pk)
    (row,) = matrix([task], neighbourhoods_of(task.locality_id, [task]))
    given = list(task.assignments.filter(unit__neighbourhood=place).for_table())
    tell_times(given)
    context = {
        "task": task,
        "place": place.name if place else "Các tổ chức của phường",
        "links": [*chain.to_task(task, user), chain.link(place.name if place else "Phường", is_here=True)],
        "given": [(assignment, may_report(user, assignment)) for assignment in given],
        "others": [
            cell for cell in [*row.cells, row.ward] if cell.assignments and cell.neighbourhood != place
        ],
    }
    return render(request, "plans/cell_detail.html", context)
