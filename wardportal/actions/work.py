"""What the units one heads have to do, and what came of the work that was given to others."""

from datetime import date

from organizations.permissions import Permission, can, can_somewhere, headed_units
from plans.models import Assignment, Extension, Task
from wardportal import dates
from wardportal.actions.action import MOST, Action, is_office, joined, plan_code, quoted, waited
from wardportal.addresses import address


def own_work(user):
    """Undone work of the units that `user` heads; work without a date is asked for once a quarter."""
    quarter = dates.Period.containing(dates.today(), dates.PeriodKind.QUARTER)
    assignments = Assignment.objects.visible_to(user).maybe_actionable(user).reported_in(quarter)
    for assignment in assignments.exclude(effective_due_on=None, is_reported=True)[:MOST]:
        task, due_on = assignment.task, assignment.effective_due_on
        yield Action(
            title=f"Bị trả lại: {task.title}" if assignment.return_reason else task.title,
            context=joined(assignment.unit.short_name, plan_code(task), _said(assignment, quarter)),
            due_on=due_on,
            action="Báo tiến độ",
            url=address("activities:assignment_report", assignment.pk),
            rank_on=dates.today() if assignment.return_reason else due_on or date.max,
        )


def _said(assignment, quarter):
    """How far the unit is; of a rhythm what is asked for; of what came back the reason."""
    if assignment.return_reason:
        return quoted(assignment.return_reason)
    said = f"{assignment.percent}%" if assignment.reported_on else "chưa báo lần nào"
    if assignment.effective_due_on is None:
        return f"{assignment.task.rhythm}, chưa báo trong {quarter}"
    if assignment.task.rhythm and assignment.due_on is None:
        return f"{assignment.task.rhythm}, {said}"
    return said


def results(user):
    """What units call finished and `user` may accept or return."""
    if not can_somewhere(user, Permission.RESULT_ACCEPT):
        return
    waiting = Assignment.objects.visible_to(user).in_force().awaiting_acceptance().for_list()
    # The lines are three deep at most: no lead unit asks for its parents one by one.
    for assignment in waiting.select_related("task__lead_unit")[:MOST]:
        task = assignment.task
        if can(user, Permission.RESULT_ACCEPT, task.lead_unit):
            yield Action(
                title=f"Xác nhận kết quả: {task.title}",
                context=joined(f"{assignment.unit.short_name} báo đã xong", plan_code(task)),
                due_text=waited(assignment.reported_on),
                action="Xem xét",
                url=address("plans:assignment_review", assignment.pk),
            )


def extensions(user):
    """Units that ask `user` for more time."""
    if not can_somewhere(user, Permission.EXTENSION_DECIDE):
        return
    asked = Extension.objects.visible_to(user).open().filter(assignment__in=Assignment.objects.in_force())
    for extension in asked.for_list().order_by("asked_on", "pk")[:MOST]:
        assignment = extension.assignment
        if can(user, Permission.EXTENSION_DECIDE, assignment.task.lead_unit):
            yield Action(
                title=f"{assignment.unit.short_name} xin gia hạn đến ngày "
                f"{dates.short_date(extension.new_due_on)}",
                context=joined(assignment.task.title, quoted(extension.reason)),
                due_text=waited(extension.asked_on),
                action="Trả lời",
                url=address("plans:extension_decide", extension.pk),
            )


def late_tasks(user):
    """Tasks with late units: all of the ward for the office, those of the own unit for who heads it."""
    tasks = Task.objects.visible_to(user).with_late()
    if not is_office(user):
        tasks = tasks.filter(lead_unit__in=headed_units(user))
    for task in tasks.select_related("lead_unit").with_plan()[:MOST]:
        yield Action(
            title=f"{task.late_count} đơn vị quá hạn: {task.title}",
            context=joined(f"{task.lead_unit.short_name} chủ trì", plan_code(task)),
            due_on=task.late_since,
            action="Xem",
            url=task.get_absolute_url(),
        )
