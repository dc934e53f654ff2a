"""What a plan aims at, and how far it is: by the indicator's own rule, with the formula beside it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from organizations.models import AuditEntry, Line
from plans.models import Target
from plans.targets import progress_of_plan
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def women_line(ward):
    return Line.objects.get(code="phu-nu")


@pytest.fixture
def members(ward, women_line):
    return factories.IndicatorFactory(locality=ward.locality, measure_unit="hội viên", lines=[women_line])


@pytest.fixture
def target(plan, members):
    return factories.TargetFactory(plan=plan, indicator=members, title="Phát triển hội viên mới", value=24)


@pytest.fixture
def tell(ward):
    """`tell(indicator, [3, None, 5], month=8)`: what the women's branches said, khu phố by khu phố."""

    def build(indicator, values, *, month=8, year=2017, **parts):
        for n, value in enumerate(values, start=1):
            if value is not None:
                factories.IndicatorValueFactory(
                    indicator=indicator,
                    unit=ward.women_branches[n],
                    year=year,
                    month=month,
                    value=value,
                    **parts,
                )

    return build


def progress(plan):
    (found,) = progress_of_plan(plan)
    return found


def test_words_are_those_of_the_paper(target):
    assert target.words == "Phát triển hội viên mới: ≥ 24 hội viên (năm 2017)"


def test_progress_adds_the_branches_figures_of_its_period(plan, target, tell):
    tell(target.indicator, [3, 5, None, 1])
    tell(target.indicator, [10], month=7)
    tell(target.indicator, [500], year=2016)

    found = progress(plan)

    assert (found.reached, found.is_met, found.share) == (Decimal(19), False, Decimal("79.2"))
    assert found.words == "19/24 hội viên, đạt 79,2% chỉ tiêu"
    assert found.formula == "Cộng số của các tháng và các đơn vị, năm 2017"
    assert found.figure.completeness == "3/4 đơn vị đã có số, 3 đơn vị còn thiếu tháng"


def test_progress_of_the_whole_plan_runs_over_its_years(plan, target, tell):
    target.period = ""
    target.save()
    tell(target.indicator, [7], year=2016, month=5)
    tell(target.indicator, [8], year=2016, month=3)  # before the plan began
    tell(target.indicator, [5])

    found = progress(plan)

    assert (found.reached, found.formula) == (
        Decimal(12),
        "Cộng số của các tháng và các đơn vị, cả thời gian kế hoạch",
    )


def test_only_the_chosen_units_count(plan, target, ward, tell):
    tell(target.indicator, [3, 5, 1, 1])
    target.units.set([ward.women_branches[2], ward.women_branches[4]])

    assert (progress(plan).reached, progress(plan).figure.total) == (Decimal(6), 2)


def test_ratio_is_measured_exactly_and_not_rounded(plan, ward, women_line, tell):
    rate = factories.IndicatorFactory(locality=ward.locality, is_ratio=True, lines=[women_line])
    factories.TargetFactory(plan=plan, indicator=rate, title="Tỷ lệ tập hợp", value=70, base_value=62)
    tell(rate, [699, 700], denominator=1000)

    found = progress(plan)

    assert (found.reached, found.is_met, found.share) == (Decimal("70.0"), False, None)
    assert found.words == "70% (1.399/2.000), chỉ tiêu ≥ 70%"
    assert found.since_base == "khi bắt đầu: 62%"


@pytest.mark.parametrize(
    ("direction", "reached", "is_met"),
    [
        ("at_least", 4, True),
        ("at_least", 3, False),
        ("at_most", 4, True),
        ("at_most", 5, False),
        ("exactly", 4, True),
        ("exactly", 5, False),
    ],
)
def test_direction_decides_what_is_met(direction, reached, is_met, plan, members, tell):
    factories.TargetFactory(plan=plan, indicator=members, direction=direction, value=4)
    tell(members, [reached])

    assert progress(plan).is_met == is_met


def test_pair_may_aim_at_its_second_part(plan, ward, women_line, tell):
    talks = factories.IndicatorFactory(locality=ward.locality, is_pair=True, lines=[women_line])
    factories.TargetFactory(plan=plan, indicator=talks, title="Tuyên truyền", part="second", value=400)
    tell(talks, [2, 3], second_value=150)

    assert progress(plan).words == "300/400 lượt người, đạt 75% chỉ tiêu"


def test_silence_is_not_zero(plan, target):
    found = progress(plan)

    assert (found.reached, found.is_met, found.state) == (None, None, "chưa có số")
    assert found.words == "chưa có số, chỉ tiêu ≥ 24 hội viên"


@pytest.mark.parametrize("count", [1, 3])
def test_progress_takes_a_constant_number_of_queries(count, plan, members, django_assert_num_queries):
    factories.TargetFactory.create_batch(count, plan=plan, indicator=members)

    with django_assert_num_queries(5):
        progress_of_plan(plan)


# --- Verbs --------------------------------------------------------------------------------------------


def test_a_new_target_goes_to_the_end_and_leaves_a_trace(plan, target, members, officer, ward):
    new = Target(plan=plan, title="Giữ 4 câu lạc bộ", indicator=members, value=4, direction="exactly")

    new.settle(by=officer, units=[ward.women_branches[1]])

    entry = AuditEntry.objects.of(new).get()
    assert new.order == target.order + 1
    assert (entry.action, entry.after["chỉ tính các đơn vị"], entry.after["kỳ tính"]) == (
        "thêm chỉ tiêu",
        ["Chi hội phụ nữ Khu phố 1"],
        "cả thời gian kế hoạch",
    )


def test_editing_tells_what_changed(target, officer):
    before = target.as_audited()
    target.value = Decimal(30)

    target.settle(by=officer, before=before)

    (change,) = AuditEntry.objects.of(target).get().changes
    assert (change.label, change.before, change.after) == ("số phải đạt", "24", "30")


def test_removing_keeps_the_trace(target, officer):
    pk = target.pk

    target.remove(by=officer)

    entry = AuditEntry.objects.get(target_type="plans.target", target_id=pk)
    assert (entry.action, entry.target_label) == ("bỏ chỉ tiêu", "Phát triển hội viên mới")
    assert not Target.objects.exists()


def test_a_closed_plan_keeps_its_targets_as_they_are(target, plan, officer):
    plan.closed_at, plan.closed_by = timezone.now(), officer
    plan.save()
    target.plan.refresh_from_db()

    with pytest.raises(ValidationError, match="Kế hoạch đã kết thúc"):
        target.settle(by=officer)
    with pytest.raises(ValidationError, match="Kế hoạch đã kết thúc"):
        target.remove(by=officer)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"period": "2017-q5"}, "không phải là kỳ báo cáo"),
        ({"part": "second"}, "Chỉ cặp số"),
        ({"value": Decimal(-1)}, "không thể âm"),
    ],
)
def test_a_target_that_cannot_be_measured_is_refused(fields, message, target, officer):
    for name, value in fields.items():
        setattr(target, name, value)

    with pytest.raises(ValidationError, match=message):
        target.settle(by=officer)


def test_words_cannot_be_aimed_at(target, ward, officer):
    target.indicator = factories.IndicatorFactory(locality=ward.locality, is_text=True)

    with pytest.raises(ValidationError, match="chỉ số có số"):
        target.settle(by=officer)


def test_database_refuses_a_negative_aim(target):
    with pytest.raises(IntegrityError, match="target_not_negative"), transaction.atomic():
        Target.objects.filter(pk=target.pk).update(value=-1)


def test_a_plan_without_an_end_counts_until_today(plan, target):
    plan.ends_on, target.period = None, ""

    target.plan = plan

    assert (target.starts_on, target.ends_on) == (date(2016, 4, 25), date(2017, 9, 18))
