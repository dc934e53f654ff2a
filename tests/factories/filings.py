"""Duties, rounds and filings of reports."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from reports.installing import section
from reports.models import Filing, ReportDuty, ReportOutline, Round
from tests.factories.organizations import LocalityFactory, UnitFactory

SECTIONS = [
    section("tinh-hinh", "Tình hình tư tưởng", is_required=True),
    section("tuyen-truyen", "Tuyên truyền, vận động", indicators=["tuyen-truyen"]),
    section("nhiem-vu", "Nhiệm vụ kỳ tới"),
]


class ReportOutlineFactory(DjangoModelFactory):
    class Meta:
        model = ReportOutline

    name = factory.Sequence(lambda n: f"Mẫu báo cáo {n}")
    sections = SECTIONS


class ReportDutyFactory(DjangoModelFactory):
    """Monthly, of every branch of the ward, due on the 18th."""

    class Meta:
        model = ReportDuty

    locality = factory.SubFactory(LocalityFactory)
    period_kind = "month"
    outline = factory.SubFactory(ReportOutlineFactory)
    due_day = 18


class RoundFactory(DjangoModelFactory):
    """August 2017, opened; `Round.open()` is what also asks the units."""

    class Meta:
        model = Round

    duty = factory.SubFactory(ReportDutyFactory)
    locality = factory.SelfAttribute("duty.locality")
    period_kind = factory.SelfAttribute("duty.period_kind")
    year = 2017
    number = 8
    opens_on = date(2017, 8, 1)
    due_on = date(2017, 8, 18)
    sections = SECTIONS
    opened_on = date(2017, 8, 1)


class FilingFactory(DjangoModelFactory):
    class Meta:
        model = Filing

    round = factory.SubFactory(RoundFactory)
    unit = factory.SubFactory(UnitFactory, locality=factory.SelfAttribute("..round.locality"))
    receiver = factory.SubFactory(UnitFactory, locality=factory.SelfAttribute("..round.locality"))
    due_on = factory.SelfAttribute("round.due_on")
