"""The matrix of a plan on paper and in a spreadsheet, and whom it shows to be urged on."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from organizations.models import Reminder
from organizations.permissions import Permission, can_somewhere, require_somewhere
from plans import chain, standstill
from plans.forms.matrix import IdleForm, NudgeForm
from plans.matrix import as_sheet, as_table, matrix, neighbourhoods_of
from plans.models import Plan
from plans.sheets import subjects
from plans.views.locks import sent_back
from wardportal import sheets
from wardportal.editing import refusals_in

# From so many tasks on, one sheet of paper needs smaller letters.
DENSE, DENSEST = 14, 22
# So many stand on the page of the plan itself, ready to be urged on.
STILL_SHOWN = 3


def matrix_part(request, plan, tasks):
    """What the plan's page shows of its matrix; `tasks` from TaskQuerySet.for_matrix."""
    form = IdleForm(request.GET)
    places = neighbourhoods_of(plan.locality_id, tasks)
    table = as_table(matrix(tasks, places, form.asked), places)
    # Nobody is urged on before the plan is issued.
    still = standstill.standing_still(tasks, form.asked) if plan.is_issued else []
    return {
        "table": table,
        "idle_form": form,
        "still_count": len(still),
        "still": still[:STILL_SHOWN],
        "more_still": still[STILL_SHOWN:],
        "nudgeable": _nudgeable(plan, still, request.user)[:STILL_SHOWN] if plan.is_in_force else [],
        "may_report": plan.is_in_force and can_somewhere(request.user, Permission.PROGRESS_REPORT),
        "sheet_subject": next((each.slug for each in subjects.open_to(request.user, plan)), ""),
        "may_nudge": plan.is_in_force and can_somewhere(request.user, Permission.REMINDER_SEND),
    }


def _nudgeable(plan, still, user):
    """Of those that stand still, whom `user` may urge on and nobody has today."""
    own = standstill.within_reach(still, user)
    if not own:
        return []
    sent = Reminder.objects.sent_today(plan.get_absolute_url()).values_list("unit", flat=True)
    sent = set(sent)
    return [still for still in own if still.unit.pk not in sent]


@require_safe
def matrix_print(request, pk):
    plan = get_object_or_404(Plan.objects.visible_to(request.user).for_list(), pk=pk)
    form = IdleForm(request.GET)
    tasks = list(plan.tasks.for_matrix())
    places = neighbourhoods_of(plan.locality_id, tasks)
    rows = matrix(tasks, places, form.asked)
    if request.GET.get("dinh-dang") == "xlsx":
        return sheets.download(as_sheet(plan, rows, places), f"Tiến độ {plan.document.code}.xlsx")
    context = {
        "plan": plan,
        "table": as_table(rows, places),
        "idle_form": form,
        "density": "is-densest" if len(rows) > DENSEST else "is-dense" if len(rows) > DENSE else "",
    }
    return render(request, "plans/matrix_print.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_nudge(request, pk):
    """Who stands still, one press to urge each of them on, and the words for Zalo."""
    user = request.user
    plan = get_object_or_404(Plan.objects.visible_to(user).for_list(), pk=pk)
    require_somewhere(user, Permission.REMINDER_SEND)
    if refusal := plan.why_no_work("đôn đốc"):
        return sent_back(request, refusal, plan)
    filter_form = IdleForm(request.GET)
    tasks = list(plan.tasks.for_matrix())
    matrix(tasks, [])
    still = standstill.within_reach(standstill.standing_still(tasks, filter_form.asked), user)
    waiting = _nudgeable(plan, still, user)
    form = NudgeForm(request.POST or None, stills=waiting)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            messages.success(request, form.save(plan, by=user))
            return redirect(request.get_full_path())
    context = {
        "plan": plan,
        "links": [*chain.to_plan(plan, user), chain.link("Đôn đốc", is_here=True)],
        "filter_form": filter_form,
        "form": form,
        "stills": _with_words(request, plan, still, waiting),
        "waiting": waiting,
    }
    return render(request, "plans/plan_nudge.html", context)


def _with_words(request, plan, still, waiting):
    """Each unit with its words for Zalo and whether it may still be urged on today."""
    waits = {it.unit.pk for it in waiting}
    address = request.build_absolute_uri(plan.get_absolute_url())
    return [
        {
            "unit": it.unit,
            "late": it.late,
            "silent": it.silent,
            "idle": it.idle,
            "words": f"{standstill.words(it, plan)}\n{address}",
            "is_waiting": it.unit.pk in waits,
        }
        for it in still
    ]
