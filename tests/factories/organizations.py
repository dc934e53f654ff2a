"""The ward, its bodies, its people and their accounts."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from organizations.models import (
    AuditEntry,
    Line,
    Locality,
    Neighbourhood,
    Person,
    Post,
    PostHolding,
    Reminder,
    Unit,
    User,
)
from organizations.permissions import Role

PASSWORD = "thu-nghiem-2017"

PEOPLE = [
    "Nguyễn Thị Ánh Tuyết",
    "Trần Văn Hòa",
    "Lê Thị Bích Đào",
    "Phạm Quốc Dũng",
    "Võ Thị Ngọc Ẩn",
    "Đặng Hữu Phước",
    "Huỳnh Thị Mỹ Ý",
    "Bùi Thế Ưng",
]


class LocalityFactory(DjangoModelFactory):
    class Meta:
        model = Locality

    name = factory.Sequence(lambda n: f"Phường {n + 101}")
    place_name = factory.SelfAttribute("name")
    superior_name = "Ban Chấp hành Đảng bộ quận"


class NeighbourhoodFactory(DjangoModelFactory):
    class Meta:
        model = Neighbourhood

    locality = factory.SubFactory(LocalityFactory)
    order = factory.Sequence(lambda n: n + 1)
    name = factory.LazyAttribute(lambda it: f"Khu phố {it.order}")
    short_name = factory.LazyAttribute(lambda it: f"KP {it.order}")


class LineFactory(DjangoModelFactory):
    class Meta:
        model = Line
        django_get_or_create = ["code"]

    code = "phu-nu"
    name = "Phụ nữ"
    order = 4


class UnitFactory(DjangoModelFactory):
    """A body of the ward; one of a neighbourhood where `neighbourhood` is given."""

    class Meta:
        model = Unit

    locality = factory.Maybe(
        "neighbourhood",
        yes_declaration=factory.SelfAttribute("neighbourhood.locality"),
        no_declaration=factory.SubFactory(LocalityFactory),
    )
    line = factory.SubFactory(LineFactory)
    neighbourhood = None
    level = factory.LazyAttribute(
        lambda it: Unit.Level.NEIGHBOURHOOD if it.neighbourhood else Unit.Level.WARD
    )
    name = factory.Sequence(lambda n: f"Câu lạc bộ Gia đình hạnh phúc số {n + 1}")
    short_name = factory.LazyAttribute(lambda it: it.name[:60])


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    locality = factory.SubFactory(LocalityFactory)
    full_name = factory.Sequence(lambda n: PEOPLE[n % len(PEOPLE)])


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post
        django_get_or_create = ["unit", "name"]

    unit = factory.SubFactory(UnitFactory)
    name = factory.Sequence(lambda n: f"Ủy viên thứ {n + 1}")


class PostHoldingFactory(DjangoModelFactory):
    class Meta:
        model = PostHolding

    post = factory.SubFactory(PostFactory)
    person = factory.SubFactory(PersonFactory, locality=factory.SelfAttribute("..post.unit.locality"))


class UserFactory(DjangoModelFactory):
    """An account; `role`, `unit` (a new one by default) and `post_name` say which post its person holds."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        unit = factory.SubFactory(UnitFactory)
        role = Role.READER
        post_name = factory.LazyAttribute(lambda it: Role(it.role).label if it.role else "Ủy viên")
        full_name = factory.Sequence(lambda n: PEOPLE[n % len(PEOPLE)])

    username = factory.Sequence(lambda n: f"can.bo.{n + 1}")
    password = factory.django.Password(PASSWORD)
    locality = factory.SelfAttribute("unit.locality")
    person = factory.SubFactory(
        PersonFactory,
        locality=factory.SelfAttribute("..locality"),
        full_name=factory.SelfAttribute("..full_name"),
    )

    holding = factory.RelatedFactory(
        PostHoldingFactory,
        person=factory.SelfAttribute("..person"),
        post__unit=factory.SelfAttribute("...unit"),
        post__name=factory.SelfAttribute("...post_name"),
        post__role=factory.SelfAttribute("...role"),
    )


class AuditEntryFactory(DjangoModelFactory):
    class Meta:
        model = AuditEntry

    locality = factory.SubFactory(LocalityFactory)
    by_label = "Nguyễn Thị Ánh Tuyết"
    action = "sửa nhiệm vụ"
    target_type = "plans.task"
    target_id = factory.Sequence(lambda n: n + 1)
    target_label = "Phát triển đoàn viên mới"
    before = {"thời hạn": "2017-09-15"}
    after = {"thời hạn": "2017-09-30"}
    labels = ["thời hạn"]


class ReminderFactory(DjangoModelFactory):
    class Meta:
        model = Reminder

    unit = factory.SubFactory(UnitFactory)
    locality = factory.SelfAttribute("unit.locality")
    text = "Đề nghị đồng chí báo tiến độ."
    link = factory.Sequence(lambda n: f"/ke-hoach/{n + 1}/")
    sent_on = date(2017, 9, 18)
    sent_by = factory.SubFactory(UserFactory, unit=factory.SelfAttribute("..unit"))
