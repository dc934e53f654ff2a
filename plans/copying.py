"""A plan copied into another year: the text, the tasks and who does them, with the dates moved."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from documents import amending
from documents.models import DocumentLink
from plans.models import Plan, Target, Task
from wardportal import dates
from wardportal.dates import Period

MOST_YEARS = 10
# The new plan rests on what the old one rested on; it amends and replaces nothing.
STAYING = [DocumentLink.Kind.BASIS, DocumentLink.Kind.IMPLEMENTS]
TARGET_FIELDS = ["title", "indicator", "part", "direction", "value", "base_value", "note"]
YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


@dataclass
class Copied:
    """The new plan, and what is to be told about it."""

    plan: Plan
    tasks: int = 0
    targets: int = 0
    moved: int = 0
    left_out: list[str] = field(default_factory=list)
    # Where the words, which are not changed, name years: {"trích yếu, nội dung": ["2017"]}.
    named_years: dict[str, list[str]] = field(default_factory=dict)

    @property
    def sentences(self) -> list[str]:
        """What was copied, what was not, and what somebody must look at."""
        year = self.plan.starts_on.year
        moved = f"; đã dời {self.moved} mốc thời gian sang năm {year}" if self.moved else ""
        told = [
            f"Đã chép thành dự thảo mới: {self.tasks} nhiệm vụ, {self.targets} chỉ tiêu{moved}. "
            "Tiến độ cũ không chép theo."
        ]
        if self.left_out:
            told.append(
                f"Không giao lại cho đơn vị đã thôi hoạt động: {', '.join(dict.fromkeys(self.left_out))}."
            )
        if self.named_years:
            named = "; ".join(
                f"{where} (năm {', '.join(years)})" for where, years in self.named_years.items()
            )
            told.append(f"Cổng không tự đổi chữ, hãy xem và sửa năm còn ghi ở: {named}.")
        return told

    def look_for_years(self, where, *texts):
        """Remember which years are named `where`: nobody but a reader knows which of them should change."""
        if years := sorted(set(YEAR.findall(" ".join(texts)))):
            self.named_years[where] = years


@transaction.atomic
def copy(plan, *, years, by) -> Copied:
    """The draft of `plan` for `years` later (29/2 becomes 28/2); what was reported stays with the old one."""
    paper = amending.draft_like(plan.document, by=by)
    new = Plan(
        document=paper,
        starts_on=dates.years_later(plan.starts_on, years),
        ends_on=plan.ends_on and dates.years_later(plan.ends_on, years),
    )
    new.write(by=by)
    for link in plan.document.links_up.filter(kind__in=STAYING).select_related("target__doc_type"):
        DocumentLink.tie(paper, link.target, link.kind, by=by)
    copied = Copied(new, moved=(1 + (plan.ends_on is not None)) if years else 0)
    if years:
        copied.look_for_years("trích yếu, nội dung", paper.abstract, paper.body)
    for target in plan.targets.select_related("indicator").prefetch_related("units").order_by("order", "pk"):
        _copy_target(target, copied, years, by)
    for task in (
        plan.tasks.prefetch_related("coordinating_units", "assignments__unit")
        .select_related("person")
        .order_by("order", "pk")
    ):
        _copy_task(task, copied, years, by)
    return copied


@transaction.atomic
def begin_replacement(plan, *, by) -> Copied:
    """The draft of a plan that takes the place of `plan` once it is issued: as the old one, to be changed."""
    if not plan.is_issued:
        raise ValidationError("Kế hoạch còn là dự thảo: cứ sửa dự thảo, không cần kế hoạch thay thế.")
    copied = copy(plan, years=0, by=by)
    DocumentLink.tie(copied.plan.document, plan.document, DocumentLink.Kind.REPLACES, by=by)
    return copied


def _copy_target(target, copied, years, by):
    new = Target(
        plan=copied.plan,
        is_sample=target.is_sample,
        **{name: getattr(target, name) for name in TARGET_FIELDS},
    )
    if target.period:
        period = Period.parse(target.period)
        new.period = replace(period, year=period.year + years).slug
    new.settle(by=by, units=target.units.all())
    copied.targets += 1
    if years:
        copied.look_for_years(f"chỉ tiêu “{target.title}”", target.title, target.note)


def _copy_task(task, copied, years, by):
    new = Task(locality_id=task.locality_id, plan=copied.plan, order=task.order, is_sample=task.is_sample)
    many = []
    for name in Task.AUDITED:
        if Task._meta.get_field(name).many_to_many:
            many.append(name)
        else:
            setattr(new, name, _moved(getattr(task, name), copied, years))
    new.person = task.person
    new.rhythm = YEAR.sub(lambda year: str(int(year[0]) + years), task.rhythm)
    new.save()
    for name in many:
        getattr(new, name).set(getattr(task, name).all())
    new.record_edit(by=by, before={})
    copied.tasks += 1
    if years:
        words = [new.title, new.description, new.product, new.budget_note]
        copied.look_for_years(f"nhiệm vụ “{task.title}”", *words)
    _copy_assignments(task, new, copied, years, by)


def _copy_assignments(task, new, copied, years, by):
    alike = {}
    for given in task.assignments.all():
        if given.unit.valid_to and given.unit.valid_to < dates.today():
            copied.left_out.append(given.unit.name)
            continue
        asked = given.target_quantity, _moved(given.due_on, copied, years)
        alike.setdefault(asked, []).append(given.unit)
    for (target_quantity, due_on), units in alike.items():
        new.assign(units, by=by, target_quantity=target_quantity, due_on=due_on)


def _moved(value, copied, years):
    """A date, `years` later and counted; anything else as it is."""
    if not isinstance(value, date) or not years:
        return value
    copied.moved += 1
    return dates.years_later(value, years)
