"""Indicators and what the units enter: verbs, traces, constraints, and the figures read out of them."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from indicators.aggregation import Amount
from indicators.figures import Asked, comparisons, figure, figures
from indicators.models import Indicator, IndicatorValue
from organizations.models import AuditEntry, Line
from tests import factories
from wardportal.dates import Month, Period

pytestmark = pytest.mark.django_db
AUGUST, SEPTEMBER, OCTOBER = (Month(2017, number) for number in (8, 9, 10))


@pytest.fixture
def women_line(ward):
    return Line.objects.get(code="phu-nu")


@pytest.fixture
def new_members(ward, women_line):
    return factories.IndicatorFactory(
        locality=ward.locality, name="Số hội viên mới", code="hoi-vien-moi", lines=[women_line]
    )


@pytest.fixture
def rate(ward, women_line):
    return factories.IndicatorFactory(
        locality=ward.locality, name="Tỷ lệ tập hợp", is_ratio=True, lines=[women_line]
    )


@pytest.fixture
def branch(ward):
    return ward.women_branches[3]


@pytest.fixture
def value(new_members, branch, women_kp3):
    return IndicatorValue.enter(new_members, branch, AUGUST, by=women_kp3, value=Decimal(4))


def trace(target):
    return [
        (entry.action, [(it.label, it.before, it.after) for it in entry.changes])
        for entry in AuditEntry.objects.of(target).order_by("pk")
    ]


# --- Entering -----------------------------------------------------------------------------------------


def test_entering_files_the_figure_and_leaves_a_trace(value, women_kp3):
    assert (value.state, value.value, value.entered_by, value.is_proxy, value.version) == (
        "filed",
        Decimal(4),
        women_kp3,
        False,
        1,
    )
    assert str(value) == "Số hội viên mới – Chi hội phụ nữ Khu phố 3, tháng 8/2017"
    assert trace(value) == [("nhập số liệu", [("số liệu", "", "4"), ("trạng thái", "", "đã gửi")])]


def test_correcting_keeps_one_figure_and_tells_what_it_was(value, new_members, branch, women_head):
    corrected = IndicatorValue.enter(
        new_members, branch, AUGUST, by=women_head, value=Decimal(6), note="Đếm lại theo danh sách"
    )

    assert (corrected.pk, corrected.value, corrected.is_proxy, corrected.version) == (
        value.pk,
        Decimal(6),
        True,
        2,
    )
    assert trace(value)[1] == (
        "sửa số liệu",
        [("số liệu", "4", "6"), ("ghi chú", "", "Đếm lại theo danh sách")],
    )


def test_the_same_figure_once_more_changes_nothing(value, new_members, branch, women_head):
    again = IndicatorValue.enter(new_members, branch, AUGUST, by=women_head, value=Decimal("4.00"))

    assert (again.version, again.entered_by_id, len(trace(value))) == (1, value.entered_by_id, 1)


def test_a_month_that_has_not_begun_is_refused(new_members, branch, women_kp3):
    IndicatorValue.enter(new_members, branch, SEPTEMBER, by=women_kp3, value=Decimal(1))

    with pytest.raises(ValidationError, match="Tháng 10/2017 chưa bắt đầu"):
        IndicatorValue.enter(new_members, branch, OCTOBER, by=women_kp3, value=Decimal(1))


@pytest.mark.parametrize(
    ("trait", "said"),
    [
        ({}, {}),
        ({"is_pair": True}, {"value": Decimal(2)}),
        ({"is_ratio": True}, {"value": Decimal(2)}),
        ({"is_text": True}, {"text": ""}),
    ],
)
def test_half_a_figure_is_refused(trait, said, ward, branch, women_kp3):
    indicator = factories.IndicatorFactory(locality=ward.locality, **trait)

    with pytest.raises(ValidationError, match="Chưa ghi đủ số liệu"):
        IndicatorValue.enter(indicator, branch, AUGUST, by=women_kp3, **said)

    assert not IndicatorValue.objects.exists()


def test_more_than_all_is_refused_where_the_numerator_is_part_of_the_whole(rate, branch, women_kp3):
    said = {"value": Decimal(101), "denominator": Decimal(100)}

    with pytest.raises(ValidationError, match="Tử số không thể lớn hơn mẫu số"):
        IndicatorValue.enter(rate, branch, AUGUST, by=women_kp3, **said)

    rate.is_share = False
    assert IndicatorValue.enter(rate, branch, AUGUST, by=women_kp3, **said).amount.percent == 101


def test_withdrawing_takes_the_figure_away_and_keeps_its_trace(value, women_kp3):
    value.withdraw(by=women_kp3)

    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.before["số liệu"], entry.target_label) == ("rút số liệu", "4", str(value))
    assert not IndicatorValue.objects.exists()


# --- Accepting and returning --------------------------------------------------------------------------


def test_accepting_says_who_and_shuts_the_figure(value, new_members, branch, women_kp3, women_head):
    value.accept(by=women_head)

    value.refresh_from_db()
    assert (value.state, value.accepted_by) == ("accepted", women_head)
    assert value.accepted_at is not None
    assert trace(value)[1] == ("chấp nhận số liệu", [("trạng thái", "đã gửi", "đã chấp nhận")])
    with pytest.raises(ValidationError, match="đã được chấp nhận"):
        IndicatorValue.enter(new_members, branch, AUGUST, by=women_kp3, value=Decimal(5))
    with pytest.raises(ValidationError, match="đã được chấp nhận"):
        value.withdraw(by=women_kp3)
    with pytest.raises(ValidationError, match="đã có người xử lý"):
        value.accept(by=women_head)


def test_a_returned_figure_is_not_counted_until_it_is_entered_again(
    value, new_members, branch, women_kp3, women_head
):
    value.send_back("Đếm cả hội viên chuyển đi.", by=women_head)

    value.refresh_from_db()
    assert (value.state, value.returned_by, value.return_reason) == (
        "draft",
        women_head,
        "Đếm cả hội viên chuyển đi.",
    )
    assert list(IndicatorValue.objects.counted()) == []
    with pytest.raises(ValidationError, match="đã được trả lại rồi"):
        value.send_back("Lần nữa", by=women_head)

    again = IndicatorValue.enter(new_members, branch, AUGUST, by=women_kp3, value=Decimal(4))

    assert (again.state, again.return_reason, again.returned_by) == ("filed", "", None)
    assert [action for action, _ in trace(value)] == ["nhập số liệu", "trả lại số liệu", "sửa số liệu"]


# --- Constraints --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"value": -1}, "value_not_negative"),
        ({"second_value": -1}, "value_not_negative"),
        ({"denominator": 0}, "value_denominator_above_zero"),
        ({"value": 3, "denominator": 2, "is_share": True}, "value_share_at_most_whole"),
        ({"value": None}, "value_says_something"),
        ({"month": 13}, "value_has_a_month"),
        ({"state": "accepted"}, "value_accepted_by_someone"),
        ({"state": "draft"}, "value_returned_with_a_reason"),
    ],
)
def test_database_refuses_around_the_form(fields, constraint, value):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        IndicatorValue.objects.filter(pk=value.pk).update(**fields)


def test_one_figure_a_unit_and_month(value):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.IndicatorValueFactory(indicator=value.indicator, unit=value.unit)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"aggregation": "ratio_of_sums"}, "indicator_rule_fits_its_kind"),
        ({"kind": "text"}, "indicator_rule_fits_its_kind"),
        ({"second_unit": "lượt"}, "indicator_second_unit_where_there_are_two"),
        ({"aggregation": "last", "is_cumulative": True}, "indicator_cumulative_is_summed"),
        ({"is_share": True}, "indicator_share_is_a_ratio"),
        (
            {"valid_from": date(2017, 5, 1), "valid_to": date(2017, 4, 30)},
            "indicator_ends_after_it_begins",
        ),
    ],
)
def test_database_holds_indicators_to_their_kind(fields, constraint, new_members):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Indicator.objects.filter(pk=new_members.pk).update(**fields)


# --- Figures ------------------------------------------------------------------------------------------


@pytest.fixture
def said(ward, new_members, women_kp3):
    """July and August of the women's branches: Khu phố 4 said nothing, Khu phố 2 left August out."""
    told = {1: {7: 2, 8: 3}, 2: {7: 1}, 3: {7: 0, 8: 4}}
    for n, months in told.items():
        for month, value in months.items():
            factories.IndicatorValueFactory(
                indicator=new_members,
                unit=ward.women_branches[n],
                month=month,
                value=value,
                entered_by=women_kp3,
            )
    return told


def test_figure_adds_what_the_line_s_branches_said(said, new_members, ward):
    found = figure(new_members, Period.parse("2017-q3"))

    assert found.amount == Amount(Decimal(10))
    assert [part.unit for part in found.units] == list(ward.women_branches.values())
    # September still runs, so nobody is behind with it.
    assert found.completeness == "3/4 đơn vị đã có số, 1 đơn vị còn thiếu tháng"
    assert [part.missing for part in found.units] == [(), (AUGUST,), (), (Month(2017, 7), AUGUST)]
    last = found.units[0].last
    assert (last.entered_by, last.state, last.is_proxy) == ("Nguyễn Thị Ánh Tuyết", "filed", False)


def test_figure_of_chosen_units_only(said, new_members, ward):
    (found,) = figures([Asked.of(new_members, Period.parse("2017-08"), [ward.women_branches[3]])])

    assert (found.amount, found.completeness) == (Amount(Decimal(4)), "1/1 đơn vị đã có số")


def test_a_unit_counts_for_the_months_it_was_in_being(said, new_members, ward):
    ended = ward.women_branches[2]
    ended.valid_to = date(2017, 7, 31)
    ended.save()

    quarter, september = (figure(new_members, Period.parse(slug)) for slug in ("2017-q3", "2017-09"))

    assert quarter.amount == Amount(Decimal(10))
    assert quarter.units[1].missing == ()
    assert ended not in [part.unit for part in september.units]


def test_comparison_stands_beside_the_period_before_and_last_year_s(said, new_members, ward):
    factories.IndicatorValueFactory(
        indicator=new_members, unit=ward.women_branches[1], year=2016, month=8, value=9
    )

    (found,) = comparisons([new_members], Period.parse("2017-08"))

    amounts = [it.amount.value for it in (found.figure, found.previous, found.year_before)]
    assert amounts == [Decimal(7), Decimal(3), Decimal(9)]


@pytest.mark.parametrize("count", [1, 3])
def test_figures_take_two_queries_however_many(count, ward, women_line, django_assert_num_queries):
    for _ in range(count):
        factories.IndicatorFactory(locality=ward.locality, lines=[women_line])
    indicators = list(Indicator.objects.for_list())

    with django_assert_num_queries(2):
        comparisons(indicators, Period.parse("2017-q3"))


def test_indicators_of_a_unit_are_those_of_its_level_and_line(ward, new_members, branch):
    new_members.lines.add(Line.objects.get(code="mat-tran"))
    everybody = factories.IndicatorFactory(locality=ward.locality)
    factories.IndicatorFactory(locality=ward.locality, level="ward")
    factories.IndicatorFactory()

    asked = {
        unit: list(Indicator.objects.of_unit(unit).order_by("pk"))
        for unit in (branch, ward.youth_branches[3], ward.party)
    }

    assert asked[branch] == [new_members, everybody]
    assert asked[ward.youth_branches[3]] == [everybody]
    assert len(asked[ward.party]) == 1
