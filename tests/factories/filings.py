"""Duties, rounds and filings of reports."""

import io
from datetime import date

import factory
import openpyxl
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from reports.installing import section
from reports.models import Filing, ReportDuty, ReportOutline, Round, SuperiorWorkbook
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


def superior_book() -> bytes:
    """A superior's sheet as it came: a title, a head of two rows, numbered columns, names, a total."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Biểu 01"
    page["A1"] = "BIỂU TỔNG HỢP"
    page.append(["TT", "Khu phố", "Tuyên truyền", None, "Hội viên mới"])
    page.append([None, None, "Số cuộc", "Lượt người", None])
    page.append(["(1)", "(2)", "(3)", "(4)", "(5)"])
    page.append([None, "Khu phố 2"])
    page.append([None, None])
    page.append([None, None])
    page.append([None, None])
    page.append([None, "Cộng", "=SUM(C5:C8)", "=SUM(D5:D8)"])
    for area in ("A2:A3", "B2:B3", "C2:D2", "E2:E3"):
        page.merge_cells(area)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class SuperiorWorkbookFactory(DjangoModelFactory):
    """Quarterly, a khu phố a row; nothing is said of its columns yet."""

    class Meta:
        model = SuperiorWorkbook

    locality = factory.SubFactory(LocalityFactory)
    name = factory.Sequence(lambda n: f"Biểu {n} của quận")
    period_kind = "quarter"
    filename = "bieu.xlsx"
    sheet_name = "Biểu 01"
    head_row = 3
    first_row = 5
    file = factory.LazyFunction(lambda: ContentFile(superior_book(), name="bieu.xlsx"))


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
