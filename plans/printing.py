"""What is structured of a plan, printed in its paper where the marks stand: nothing is typed twice."""

from django.utils.html import escape

from organizations.models import Neighbourhood
from plans.naming import together
from wardportal import dates

TASKS, TARGETS = "nhiệm vụ", "chỉ tiêu"


def printed(plan) -> tuple[dict[str, str], list[str]]:
    """For Document.inserts {mark: restricted HTML of documents.content}, and what the tasks still lack.

    The latter in sentences for the page: the plan cannot be submitted before.
    """
    tasks = _tasks(plan)
    gaps = [sentence for task in tasks for sentence in _gaps_of(task, plan)]
    if not tasks:
        gaps = ["Kế hoạch chưa có nhiệm vụ nào. Hãy thêm nhiệm vụ ở trang kế hoạch."]
    targets = list(plan.targets.select_related("indicator").order_by("order", "pk"))
    return {TARGETS: target_table(targets), TASKS: task_table(tasks, plan.document.locality)}, gaps


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


def task_table(tasks, locality) -> str:
    """One row a task; "" of none. `tasks` with lead unit, coordinating units and assignments with unit.

    Units stand by their short names, as in the matrix; a column of products only where there are any.
    """
    if not tasks:
        return ""
    places = Neighbourhood.objects.filter(locality=locality).current().count()
    has_products = any(task.product for task in tasks)
    rows = [
        (
            (str(order),),
            (task.title, *_told("Kinh phí", task.budget_note)),
            (task.lead_unit.short_name, *_told("Phụ trách", task.person_name)),
            (_carried_out_by(task, places, locality.neighbourhood_word),),
            *([(task.product,)] if has_products else []),
            (task.timing,),
        )
        for order, task in enumerate(tasks, start=1)
    ]
    return table(WITH_PRODUCTS if has_products else WITHOUT_PRODUCTS, rows)


WITHOUT_PRODUCTS = [
    ("TT", 48),
    ("Nhiệm vụ", 320),
    ("Chủ trì", 140),
    ("Phối hợp, thực hiện", 180),
    ("Thời hạn", 112),
]
WITH_PRODUCTS = [
    ("TT", 48),
    ("Nhiệm vụ", 240),
    ("Chủ trì", 120),
    ("Phối hợp, thực hiện", 150),
    ("Sản phẩm", 130),
    ("Thời hạn", 112),
]


def _told(label, text) -> tuple[str, ...]:
    return (f"{label}: {text}",) if text else ()


def _carried_out_by(task, places, word) -> str:
    """The units beside the lead unit, the branches of many neighbourhoods together."""
    lead = task.lead_unit_id
    units = {unit.pk: unit for unit in task.coordinating_units.all() if unit.pk != lead}
    units |= {given.unit_id: given.unit for given in task.assignments.all() if given.unit_id != lead}
    own_first = sorted(units.values(), key=lambda unit: unit.level == unit.Level.NEIGHBOURHOOD)
    return "; ".join(together(own_first, places, name="short_name", word=word))


def table(head, rows) -> str:
    """A table of the restricted HTML: `head` are (label, relative width), a cell is a tuple of its lines."""
    if not rows:
        return ""
    labels = "".join(f'<th data-colwidth="{width}"><p>{escape(label)}</p></th>' for label, width in head)
    body = "".join(f"<tr>{''.join(_cell(lines) for lines in row)}</tr>" for row in rows)
    return f"<table><tbody><tr>{labels}</tr>{body}</tbody></table>"


def _cell(lines) -> str:
    return f"<td>{''.join(f'<p>{escape(line)}</p>' for line in lines if line)}</td>"
