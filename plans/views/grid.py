"""The matrix as a sheet: progress of many units typed in at once."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from organizations.models import Unit
from organizations.permissions import Permission, require_somewhere
from plans import chain
from plans.forms.grid import ProgressGrid
from plans.grid import columns_of, grid_rows
from plans.matrix import neighbourhoods_of
from plans.models import Plan
from plans.views.locks import is_refused, sent_back
from wardportal.editing import refusals_in

# So many rows make a page of 540 boxes, still light for an old machine.
ROWS_A_PAGE = 60
CONFLICT = 409


@require_http_methods(["GET", "HEAD", "POST"])
def progress_grid(request, pk):
    user = request.user
    plan = get_object_or_404(Plan.objects.visible_to(user).for_list(), pk=pk)
    require_somewhere(user, Permission.PROGRESS_REPORT)
    refusal = plan.why_no_work("ghi tiến độ")
    if refusal and request.method != "POST":
        return sent_back(request, refusal, plan)
    tasks = list(plan.tasks.for_matrix())
    reached = Unit.objects.reached_by(user, Permission.PROGRESS_REPORT).values_list("pk", flat=True)
    rows = grid_rows(tasks, set(reached))
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("trang"))
    grid = ProgressGrid(list(page), request.POST if request.method == "POST" else None)
    if request.method == "POST" and not is_refused(request, refusal, plan) and grid.is_valid():
        with refusals_in(grid):
            _say(request, grid.save(by=user))
            return redirect(request.get_full_path())
    places = columns_of(grid.rows, neighbourhoods_of(plan.locality_id, tasks))
    status = CONFLICT if any(box.theirs for box in grid.wrong) else None
    context = {
        "plan": plan,
        "links": [*chain.to_plan(plan, user), chain.link("Nhập cả bảng", is_here=True)],
        "grid": grid,
        "page": page,
        "columns": places,
        "rows": [(row, row.cells(places)) for row in grid.rows],
    }
    return render(request, "plans/progress_grid.html", context, status=status)


def _say(request, count):
    if count:
        messages.success(request, f"Đã ghi tiến độ ở {count} ô.")
    else:
        messages.info(request, "Không có ô nào thay đổi.")
