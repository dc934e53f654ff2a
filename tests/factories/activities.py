"""What goes on between meetings."""

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from activities.models import (
    Difficulty,
    Gathering,
    GoodPractice,
    Guidance,
    GuidanceFile,
    GuidanceReceipt,
    Movement,
    MovementItem,
    Opinion,
    Recommendation,
    Supervision,
)
from tests.factories.organizations import LocalityFactory, NeighbourhoodFactory, UnitFactory, UserFactory


class MovementFactory(DjangoModelFactory):
    class Meta:
        model = Movement

    locality = factory.SubFactory(LocalityFactory)
    name = "3 đồng hành, 5 phối hợp"


class MovementItemFactory(DjangoModelFactory):
    class Meta:
        model = MovementItem

    movement = factory.SubFactory(MovementFactory)
    group = "đồng hành"
    order = factory.Sequence(lambda n: n + 1)
    text = "[cần bổ sung]"


class GatheringFactory(DjangoModelFactory):
    """A club of a branch; `lead_unit` must be one of a neighbourhood."""

    class Meta:
        model = Gathering

    lead_unit = factory.SubFactory(UnitFactory, neighbourhood=factory.SubFactory(NeighbourhoodFactory))
    locality = factory.SelfAttribute("lead_unit.locality")
    neighbourhood = factory.SelfAttribute("lead_unit.neighbourhood")
    kind = Gathering.Kind.CLUB
    name = factory.Sequence(lambda n: f"Câu lạc bộ Gia đình hạnh phúc, nhóm {n + 1}")
    founded_on = date(2016, 10, 20)
    member_count = 32


class GoodPracticeFactory(DjangoModelFactory):
    class Meta:
        model = GoodPractice

    movement = factory.SubFactory(MovementFactory, locality=factory.SelfAttribute("..unit.locality"))
    unit = factory.SubFactory(UnitFactory)
    locality = factory.SelfAttribute("unit.locality")
    kind = GoodPractice.Kind.MODEL
    title = factory.Sequence(lambda n: f"Tổ phụ nữ khu nhà trọ số {n + 1}")
    text = "Chủ nhà trọ mời chị em đến sinh hoạt mỗi tháng một lần."


class GuidanceFactory(DjangoModelFactory):
    """A draft for September 2017; `guidance.send(…)` sends it."""

    class Meta:
        model = Guidance

    issuer = factory.SubFactory(UnitFactory)
    locality = factory.SelfAttribute("issuer.locality")
    month = date(2017, 9, 1)
    title = factory.Sequence(lambda n: f"Sinh hoạt chi hội chuyên đề {n + 1}")
    text = "Sinh hoạt về phòng cháy trong nhà trọ.\nBáo kết quả trước ngày 25."


class GuidanceReceiptFactory(DjangoModelFactory):
    class Meta:
        model = GuidanceReceipt

    guidance = factory.SubFactory(GuidanceFactory)
    unit = factory.SubFactory(UnitFactory, locality=factory.SelfAttribute("..guidance.locality"))


class GuidanceFileFactory(DjangoModelFactory):
    class Meta:
        model = GuidanceFile

    guidance = factory.SubFactory(GuidanceFactory)
    key = factory.Sequence(lambda n: f"{n:032x}")
    name = "chương trình.pdf"
    content_type = "application/pdf"
    size = 8
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    file = factory.django.FileField(data=b"%PDF-1.7", filename="chuong-trinh.pdf")
    is_free_of_secrets = True


class SupervisionFactory(DjangoModelFactory):
    class Meta:
        model = Supervision

    lead_unit = factory.SubFactory(UnitFactory)
    locality = factory.SelfAttribute("lead_unit.locality")
    kind = Supervision.Kind.SUPERVISION
    form = Supervision.Form.TEAM
    title = factory.Sequence(lambda n: f"Việc cấp thẻ bảo hiểm y tế, đợt {n + 1}")
    subject_name = "Ủy ban nhân dân phường"
    held_on = date(2017, 8, 10)


class RecommendationFactory(DjangoModelFactory):
    class Meta:
        model = Recommendation

    supervision = factory.SubFactory(SupervisionFactory)
    order = factory.Sequence(lambda n: n + 1)
    text = "Niêm yết danh sách ở điểm sinh hoạt khu phố."
    addressee = factory.SelfAttribute("supervision.subject_name")
    due_on = date(2017, 9, 30)


class OpinionFactory(DjangoModelFactory):
    class Meta:
        model = Opinion

    unit = factory.SubFactory(UnitFactory)
    locality = factory.SelfAttribute("unit.locality")
    neighbourhood = factory.SelfAttribute("unit.neighbourhood")
    noted_on = date(2017, 9, 12)
    theme = "vệ sinh môi trường"
    text = "Rác để lâu ở đầu hẻm chưa được thu gom."
    times = 5


class DifficultyFactory(DjangoModelFactory):
    class Meta:
        model = Difficulty

    class Params:
        is_answered = factory.Trait(
            state=Difficulty.State.ANSWERED,
            answer="Phường sẽ làm việc với Ban Giám hiệu trường tiểu học để mượn hội trường.",
            answered_on=date(2017, 9, 15),
            answered_at=factory.LazyFunction(timezone.now),
            answered_by=factory.SelfAttribute("raised_by"),
        )

    unit = factory.SubFactory(UnitFactory)
    locality = factory.SelfAttribute("unit.locality")
    text = "Khu phố chưa có nơi sinh hoạt cho hội viên."
    raised_on = date(2017, 9, 11)
    raised_by = factory.SubFactory(UserFactory, unit=factory.SelfAttribute("..unit"))
