"""The assigning letter (công văn giao việc): a superior's tasks given out, and the draft that tells of them.

Rules: 03-plans.md: ten days by default, moved to the next working day; each due date in bold italics;
addressees are only the units that got something, in the order of their lines, which is the ward's own data.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import format_html, format_html_join

from documents import content, precedents
from documents.models import Document, DocumentLink, DocumentType
from organizations.models import Neighbourhood, Unit
from plans.models import Task
from plans.naming import together
from wardportal import dates

DAYS = 10
LETTER = "Công văn"
# It goes to whom it is addressed: "Nơi nhận" does not name them again.
AS_ABOVE = "Như trên"


@dataclass(frozen=True)
class Order:
    """One line of the letter: a new task for one unit."""

    title: str
    unit: Unit
    due_on: date


def default_due() -> date:
    """Ten days from today, and never a day off."""
    return dates.next_working_day(dates.today() + timedelta(days=DAYS))


@transaction.atomic
def draft_letter(basis, *, by, issuer, abstract, orders=(), picked=(), plan=None) -> Document:
    """Give out `orders` (Order) as tasks; the draft of `issuer` that lists them and the `picked` tasks.

    The new tasks hang on `plan`, or on none. Raises ValidationError where nothing is given out, a unit or a
    date is not possible, or the issuer writes no letters.
    """
    if not orders and not picked:
        raise ValidationError("Chưa có nhiệm vụ nào. Hãy ghi ít nhất một nhiệm vụ, hoặc chọn nhiệm vụ đã có.")
    letter = Document(
        locality=issuer.locality,
        issuer=issuer,
        doc_type=_letter_type(issuer),
        symbol=issuer.symbol,
        abstract=abstract,
    )
    precedents.take_over(letter, names=precedents.SIGNING)
    letter.write(by=by)
    tasks = [_give(order, letter, plan, by=by) for order in orders]
    _tell(letter, basis, [*tasks, *picked])
    letter.write(by=by)
    DocumentLink.tie(letter, basis, DocumentLink.Kind.BASIS, by=by)
    return letter


def _letter_type(issuer) -> DocumentType:
    found = DocumentType.objects.allowed_to(issuer).filter(name=LETTER).first()
    if found is None:
        raise ValidationError(f"{issuer} không ban hành công văn. Hãy chọn nơi ban hành khác.")
    return found


def _give(order, letter, plan, *, by) -> Task:
    task = Task(
        locality_id=letter.locality_id,
        plan=plan,
        order=Task.next_order(plan, letter.locality_id),
        title=order.title,
        lead_unit=order.unit,
        due_on=order.due_on,
        letter=letter,
    )
    task.full_clean()
    task.save()
    task.record_edit(by=by, before={})
    task.assign([order.unit], by=by)
    return task


def _tell(letter, basis, tasks):
    """Write what the letter says, and to whom."""
    given = {task.pk: _units_of(task) for task in tasks}
    units = sorted({unit for found in given.values() for unit in found}, key=_rank)
    places = Neighbourhood.objects.filter(locality=letter.locality).current().count()
    told = partial(together, places=places, word=letter.locality.neighbourhood_word)
    letter.addressees, letter.recipients = "\n".join(told(units)), AS_ABOVE
    tasks = sorted(tasks, key=lambda task: _rank(given[task.pk][0]))
    lines = format_html_join(
        "",
        "<p>{}. {}: giao {}; <strong><em>{}</em></strong>.</p>",
        (
            (number, task.title.rstrip(" ."), "; ".join(told(given[task.pk])), _when(task))
            for number, task in enumerate(tasks, start=1)
        ),
    )
    body = format_html(
        "<p>Thực hiện {} của {} về “{}”, {} giao các đơn vị thực hiện những nhiệm vụ sau:</p>{}"
        "<p>Đề nghị các đơn vị tổ chức thực hiện đúng thời hạn và báo cáo kết quả.</p>",
        basis.citation,
        basis.issuer.name,
        basis.abstract,
        letter.issuer.name,
        lines,
    )
    letter.body = content.clean(str(body)).html


def _units_of(task) -> list[Unit]:
    """Who was given the task, in the order of the lines; the lead unit where nobody was."""
    given = task.assignments.select_related("unit__line", "unit__neighbourhood").in_unit_order()
    return sorted((each.unit for each in given), key=_rank) or [task.lead_unit]


def _rank(unit):
    place = unit.neighbourhood.order if unit.neighbourhood else 0
    return unit.neighbourhood is not None, unit.line.order, unit.order, place, unit.pk


def _when(task) -> str:
    return f"hoàn thành trước ngày {dates.short_date(task.due_on)}" if task.due_on else task.rhythm
