"""Meetings, who came, what was adopted."""

from datetime import date, datetime, time

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from meetings.models import (
    AgendaItem,
    Attendance,
    Conclusion,
    Meeting,
    MeetingKind,
    MeetingSeries,
    MinutesPhoto,
    NewsItem,
    Proposal,
)
from tests.factories.organizations import PEOPLE, LocalityFactory, UnitFactory


class MeetingKindFactory(DjangoModelFactory):
    class Meta:
        model = MeetingKind
        django_get_or_create = ("locality", "name")

    locality = None
    name = "Tọa đàm"


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    host_unit = factory.SubFactory(UnitFactory)
    locality = factory.SelfAttribute("host_unit.locality")
    kind = factory.SubFactory(MeetingKindFactory)
    title = factory.Sequence(lambda n: f"Nâng cao chất lượng sinh hoạt chi hội, lần {n + 1}")
    place = "Hội trường phường"
    starts_at = timezone.make_aware(datetime(2017, 8, 17, 8, 0))  # noqa: DTZ001 – made aware at once


class NewsItemFactory(DjangoModelFactory):
    class Meta:
        model = NewsItem

    locality = factory.SubFactory(LocalityFactory)
    title = "Tọa đàm giải pháp nâng cao chất lượng hoạt động"
    text = "Ngày 17/8/2017, Đảng ủy Phường 6 tổ chức tọa đàm.\n\nHội nghị thống nhất bốn giải pháp."


class MinutesPhotoFactory(DjangoModelFactory):
    """A photo of the board."""

    class Meta:
        model = MinutesPhoto

    meeting = factory.SubFactory(MeetingFactory)
    key = factory.Sequence(lambda n: f"{n:032x}")
    name = "bảng.jpg"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    file = factory.django.ImageField(width=40, height=30, format="JPEG")
    thumbnail = factory.django.ImageField(width=8, height=6, format="JPEG")


class MeetingSeriesFactory(DjangoModelFactory):
    class Meta:
        model = MeetingSeries

    host_unit = factory.SubFactory(UnitFactory)
    locality = factory.SelfAttribute("host_unit.locality")
    kind = factory.SubFactory(MeetingKindFactory, name="Giao ban")
    title = "Giao ban Khối vận"
    place = "Phòng họp Đảng ủy"
    begins = time(7, 30)
    rule = "FREQ=MONTHLY;BYMONTHDAY=15"
    starts_on = date(2017, 9, 1)
    count = 12


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    order = 1
    title = "Thảo luận"


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    meeting = factory.SubFactory(MeetingFactory)
    unit = factory.SelfAttribute("meeting.host_unit")
    post_name = "Chi hội trưởng"
    person_name = factory.Sequence(lambda n: PEOPLE[n % len(PEOPLE)])


class ProposalFactory(DjangoModelFactory):
    class Meta:
        model = Proposal

    meeting = factory.SubFactory(MeetingFactory)
    unit = factory.SelfAttribute("meeting.host_unit")
    text = "Cho các chi hội mượn hội trường trường tiểu học vào tối thứ Bảy."
    order = factory.Sequence(lambda n: n + 1)


class ConclusionFactory(DjangoModelFactory):
    class Meta:
        model = Conclusion

    meeting = factory.SubFactory(MeetingFactory)
    order = factory.Sequence(lambda n: n + 1)
    text = "Duy trì định hướng nội dung sinh hoạt hằng tháng cho các chi hội."
