"""The list of plans, and one plan: its tasks by neighbourhood, meetings, papers, history."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from documents.models import DocumentLink
from organizations.models import AuditEntry
from organizations.permissions import Permission, can, can_somewhere
from plans import chain
from plans.forms.plans import PlanFilterForm
from plans.models import Plan, StatedProgress
from plans.progress import Progress
from plans.targets import progress_of_plan
from plans.views.matrix import matrix_part
from plans.views.stages import stage_of
from wardportal import sheets

PAGE_SIZE = 30
# The list in Excel.
COLUMNS = [
    sheets.Column("Số, ký hiệu", 18, lambda it: it.document.code),
    sheets.Column("Trích yếu", 60, lambda it: it.document.abstract),
    sheets.Column("Nơi ban hành", 28, lambda it: it.document.issuer.name),
    sheets.Column("Ngày ban hành", 14, lambda it: it.document.issued_on),
    sheets.Column("Thực hiện từ", 14, lambda it: it.starts_on),
    sheets.Column("Đến hết", 14, lambda it: it.ends_on),
    sheets.Column("Lượt đã hoàn thành", 12, lambda it: it.progress.done),
    sheets.Column("Lượt được giao", 12, lambda it: it.progress.total),
    sheets.Column("Ghi chú", 14, lambda it: "Dữ liệu mẫu" if it.document.is_sample else ""),
]


@require_safe
def plan_list(request):
    form = PlanFilterForm(request.GET, user=request.user)
    plans = form.filter(Plan.objects.visible_to(request.user).for_list())
    if request.GET.get("dinh-dang") == "xlsx":
        return sheets.download(sheets.listing("KẾ HOẠCH", COLUMNS, plans.with_progress()), "Kế hoạch.xlsx")
    page = Paginator(plans, PAGE_SIZE).get_page(request.GET.get("trang"))
    page.object_list = page.object_list.with_progress()
    context = {
        "form": form,
        "page": page,
        "formula": Progress.FORMULA,
        "is_filtered": bool(request.GET),
        "sheet_url": sheets.url(request.GET),
        "may_begin": can_somewhere(request.user, Permission.DOCUMENT_DRAFT),
    }
    return render(request, "plans/plan_list.html", context)


@require_safe
def plan_detail(request, pk):
    user = request.user
    plan = get_object_or_404(_with_people(Plan.objects.visible_to(user).for_list()), pk=pk)
    tasks = list(plan.tasks.for_matrix().prefetch_related("difficulties__unit"))
    meetings = plan.meetings.visible_to(user).order_by("-starts_at", "-pk")
    meetings = list(meetings.prefetch_related("conclusions"))
    papers = DocumentLink.objects.around(plan.document, user)
    context = {
        "plan": plan,
        "document": plan.document,
        "links": chain.of_plan(plan, ties=papers["up"], tasks=tasks, meetings=meetings),
        **matrix_part(request, plan, tasks),
        "targets": progress_of_plan(plan),
        "progress": Progress.of_tasks(tasks),
        "stated": StatedProgress.objects.of(plan),
        "mine": _own_work(user, tasks),
        "meetings": meetings,
        "movements": plan.movements.prefetch_related("items"),
        "difficulties": [(task, it) for task in tasks for it in task.difficulties.all() if it.is_open],
        "papers": papers,
        "history": AuditEntry.objects.visible_to(user).of(plan, *tasks).history(with_target=True),
        "reviews": plan.reviews.visible_to(user).for_links().order_by("-ends_on", "-pk"),
        **_may(user, plan),
        **stage_of(user, plan, papers["down"]),
    }
    return render(request, "plans/plan_detail.html", context)


def _may(user, plan):
    """What `user` is offered on the page of the plan as it stands."""
    issuer = plan.document.issuer
    return {
        "may_state": plan.is_in_force and can(user, Permission.PROGRESS_STATE, issuer),
        "may_review": plan.is_issued and can(user, Permission.REVIEW_DRAFT, issuer),
        "may_add": not plan.why_no_change("sửa") and can(user, Permission.TASK_EDIT, issuer),
    }


def _with_people(plans):
    people = ["document__submitted_by__person", "document__returned_by__person", "closed_by__person"]
    # Of one plan its paper is shown.
    return plans.select_related("document__issuer", "document__doc_type", *people).defer(None)


def _own_work(user, tasks):
    """What the user's own units still have to do here, where the user may report for them."""
    own = {unit.pk for unit in user.units if can(user, Permission.PROGRESS_REPORT, unit)}
    given = [assignment for task in tasks for assignment in task.given if task.is_in_force]
    return [assignment for assignment in given if assignment.unit_id in own and assignment.is_asked]
