"""Plans, what they aim at, tasks, who got them and what was said."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from plans.models import (
    Assignment,
    Evidence,
    Extension,
    Occurrence,
    Plan,
    PlanOutline,
    ProgressEntry,
    Target,
    Task,
    UploadedSheet,
)
from tests.factories.documents import DocumentFactory
from tests.factories.indicators import IndicatorFactory
from tests.factories.organizations import UnitFactory, UserFactory


class PlanOutlineFactory(DjangoModelFactory):
    """An outline that every ward knows; a ward's own with `locality`."""

    class Meta:
        model = PlanOutline

    abbreviation = "KH"
    name = factory.Sequence(lambda n: f"Kế hoạch mẫu {n + 1}")
    body = "<h2>Mục đích</h2><p>Viết ở đây.</p><h2>Nhiệm vụ</h2><p>[[nhiệm vụ]]</p>"


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = Plan

    document = factory.SubFactory(DocumentFactory)
    starts_on = date(2016, 4, 25)
    ends_on = date(2020, 12, 31)


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = Target

    plan = factory.SubFactory(PlanFactory)
    order = factory.Sequence(lambda n: n + 1)
    title = factory.LazyAttribute(lambda it: f"Phát triển hội viên mới, đợt {it.order}")
    indicator = factory.SubFactory(
        IndicatorFactory, locality=factory.SelfAttribute("..plan.document.locality")
    )
    value = 24
    period = "2017"


class TaskFactory(DjangoModelFactory):
    class Meta:
        model = Task

    plan = factory.SubFactory(PlanFactory)
    locality = factory.SelfAttribute("plan.document.locality")
    order = factory.Sequence(lambda n: n + 1)
    title = factory.LazyAttribute(lambda it: f"Tổ chức sinh hoạt chuyên đề lần {it.order}")
    lead_unit = factory.SubFactory(UnitFactory, locality=factory.SelfAttribute("..locality"))
    due_on = date(2017, 9, 30)


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    task = factory.SubFactory(TaskFactory)
    unit = factory.SubFactory(UnitFactory, locality=factory.SelfAttribute("..task.locality"))


class OccurrenceFactory(DjangoModelFactory):
    class Meta:
        model = Occurrence

    task = factory.SubFactory(TaskFactory, due_on=None, rhythm="hằng tháng")
    due_on = date(2017, 9, 30)
    label = factory.LazyAttribute(lambda it: f"tháng {it.due_on.month}/{it.due_on.year}")


class ExtensionFactory(DjangoModelFactory):
    """Asked for by the unit, and not answered yet."""

    class Meta:
        model = Extension

    assignment = factory.SubFactory(AssignmentFactory)
    old_due_on = date(2017, 9, 15)
    new_due_on = date(2017, 10, 15)
    reason = "Hội trường đang sửa, tháng sau mới họp được."
    asked_by = factory.SubFactory(UserFactory)


class ProgressEntryFactory(DjangoModelFactory):
    """A row of history only; `assignment.report(…)` is what also moves the assignment's figure."""

    class Meta:
        model = ProgressEntry

    assignment = factory.SubFactory(AssignmentFactory)
    reported_on = date(2017, 9, 12)
    percent = 40
    text = "Đã họp chi hội, thống nhất thành lập nhóm giúp nhau phát triển kinh tế."
    entered_by = factory.SubFactory(UserFactory, unit=factory.SelfAttribute("..assignment.unit"))


class EvidenceFactory(DjangoModelFactory):
    """A photo beside what a unit said."""

    class Meta:
        model = Evidence

    entry = factory.SubFactory(ProgressEntryFactory)
    is_photo = True
    key = factory.Sequence(lambda n: f"{n:032x}")
    name = "ra mắt nhóm.jpg"
    content_type = "image/jpeg"
    size = 825
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    file = factory.django.ImageField(width=40, height=30, format="JPEG")
    thumbnail = factory.django.ImageField(width=8, height=6, format="JPEG")
    width = 40
    height = 30


class UploadedSheetFactory(DjangoModelFactory):
    """A spreadsheet of progress with nothing in it."""

    class Meta:
        model = UploadedSheet

    plan = factory.SubFactory(PlanFactory)
    subject = "tien-do"
    name = "tien-do.xlsx"
    rows = []
    letters = {}
    versions = {}
    uploaded_by = factory.SubFactory(UserFactory)
