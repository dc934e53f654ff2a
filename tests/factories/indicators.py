"""Indicators and their monthly figures."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from indicators.models import Indicator, IndicatorValue
from tests.factories.organizations import LocalityFactory, UnitFactory, UserFactory


class IndicatorFactory(DjangoModelFactory):
    """A count that is summed; `is_pair`, `is_ratio` (members of all, at the last month), `is_text`."""

    class Meta:
        model = Indicator
        skip_postgeneration_save = True

    class Params:
        is_pair = factory.Trait(kind="pair", measure_unit="cuộc", second_unit="lượt người")
        is_ratio = factory.Trait(
            kind="ratio",
            aggregation="ratio_of_last",
            measure_unit="hội viên",
            second_unit="phụ nữ từ 18 tuổi",
            is_share=True,
        )
        is_text = factory.Trait(kind="text", aggregation="listed", measure_unit="")

    locality = factory.SubFactory(LocalityFactory)
    order = factory.Sequence(lambda n: n + 1)
    code = factory.LazyAttribute(lambda it: f"chi-so-{it.order}")
    name = factory.LazyAttribute(lambda it: f"Số hội viên mới, đợt {it.order}")
    measure_unit = "hội viên"
    aggregation = "sum"

    @factory.post_generation
    def lines(self, create, given, **_):
        if given:
            self.lines.set(given)


class IndicatorValueFactory(DjangoModelFactory):
    """A row as it stands; `IndicatorValue.enter(…)` is what also leaves a trace."""

    class Meta:
        model = IndicatorValue

    class Params:
        is_accepted = factory.Trait(
            state=IndicatorValue.State.ACCEPTED,
            accepted_at=factory.LazyFunction(timezone.now),
            accepted_by=factory.SelfAttribute("entered_by"),
        )

    indicator = factory.SubFactory(IndicatorFactory)
    unit = factory.SubFactory(UnitFactory, locality=factory.SelfAttribute("..indicator.locality"))
    year = 2017
    month = 8
    value = 3
    entered_by = factory.SubFactory(UserFactory, unit=factory.SelfAttribute("..unit"))
