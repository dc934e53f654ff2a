"""What is structured of a plan, printed in its paper where the marks stand: nothing is typed twice."""

from django.utils.html import escape

from organizations.models import Unit
from wardportal import dates

TASKS, TARGETS = "nhiệm vụ", "chỉ tiêu"
# As many names as a cell of the table holds; more are told line by line.
MOST_NAMES = 3


def printed(plan) -> tuple[dict[str, str], list[str]]:
    """For Document.inserts {mark: restricted HTML of documents.content}, and what the tasks still lack.

    The latter in sentences for the page: the plan cannot be submitted before.
    """
    tasks = _tasks(plan)
    gaps = [sentence for task in tasks for sentence in _gaps_of(task, plan)]
    if not tasks:
        gaps = ["Kế hoạch chưa có nhiệm vụ nào. Hãy thêm nhiệm vụ ở trang kế hoạch."]
    targets = list(plan.targets.select_related("indicator").order_by("order", "pk"))
    return {TARGETS: target_table(targets), TASKS: task_table(tasks)}, gaps


def _gaps_of(task, plan):
    if not task.assignments.all():
        yield f"Nhiệm vụ “{task.title}” chưa giao cho đơn vị nào."
    if task.lead_unit.valid_to and task.lead_unit.valid_to < dates.today():
        yield f"Nhiệm vụ “{task.title}”: {task.lead_unit} đã thôi hoạt động. Hãy chọn đơn vị chủ trì khác."
    if task.due_on and task.due_on < plan.starts_on:
        yield (
            f"Nhiệm vụ “{task.title}” có thời hạn {dates.short_date(task.due_on)}, trước ngày bắt đầu kế "
            f"hoạch ({dates.short_date(plan.starts_on)})."
        )


def _tasks(plan):
    given = ["assignments__unit__line", "assignments__unit__neighbourhood", "coordinating_units"]
    tasks = plan.tasks.select_related("lead_unit").prefetch_related(*given)
    return list(tasks.order_by("order", "pk"))


def target_table(targets) -> str:
    """One row a target; "" of none. `targets` with indicator."""
    rows = [
        ((str(order),), (target.title, target.note), (target.aim,), (target.period_words,))
        for order, target in enumerate(targets, start=1)
    ]
    return table([("TT", 50), ("Chỉ tiêu", 380), ("Mức phải đạt", 190), ("Kỳ tính", 180)], rows)


def task_table(tasks) -> str:
    """One row a task; "" of none. `tasks` with lead unit, coordinating units and assignments with unit."""
    rows = [
        (
            (str(order),),
            (task.title, *_told("Sản phẩm", task.product), *_told("Kinh phí", task.budget_note)),
            (task.lead_unit.name, *_told("Phụ trách", task.person_name)),
            _carried_out_by(task),
            (task.timing,),
        )
        for order, task in enumerate(tasks, start=1)
    ]
    head = [("TT", 50), ("Nhiệm vụ", 300), ("Chủ trì", 150), ("Phối hợp, thực hiện", 190), ("Thời hạn", 110)]
    return table(head, rows)


def _told(label, text) -> tuple[str, ...]:
    return (f"{label}: {text}",) if text else ()


def _carried_out_by(task) -> tuple[str, ...]:
    """The units beside the lead unit: the ward's own by name, the branches of many neighbourhoods by line."""
    lead = task.lead_unit_id
    units = {unit.pk: unit for unit in task.coordinating_units.all() if unit.pk != lead}
    units |= {given.unit_id: given.unit for given in task.assignments.all() if given.unit_id != lead}
    if len(units) <= MOST_NAMES:
        return tuple(unit.short_name for unit in units.values())
    lines = {}
    for unit in units.values():
        if unit.level == Unit.Level.NEIGHBOURHOOD:
            lines.setdefault(unit.line.name, []).append(unit.neighbourhood)
    own = [unit.short_name for unit in units.values() if unit.level != Unit.Level.NEIGHBOURHOOD]
    return (*own, *(f"{line}: {_places(found)}" for line, found in lines.items()))


def _places(neighbourhoods) -> str:
    ordered = sorted(neighbourhoods, key=lambda place: place.order)
    return ", ".join(place.short_name for place in ordered)


def table(head, rows) -> str:
    """A table of the restricted HTML: `head` are (label, relative width), a cell is a tuple of its lines."""
    if not rows:
        return ""
    labels = "".join(f'<th data-colwidth="{width}"><p>{escape(label)}</p></th>' for label, width in head)
    body = "".join(f"<tr>{''.join(_cell(lines) for lines in row)}</tr>" for row in rows)
    return f"<table><tbody><tr>{labels}</tr>{body}</tbody></table>"


def _cell(lines) -> str:
    return f"<td>{''.join(f'<p>{escape(line)}</p>' for line in lines if line)}</td>"
