"""Duties, their due days, and the rounds of a year: planned, opened, asked, closed."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from organizations.models import AuditEntry
from reports.models import Filing, ReportDuty, Round
from tests import factories
from wardportal.dates import Period

AUGUST = Period.parse("2017-08")


@pytest.fixture
def duty(ward):
    """The women's branches report to their ward organization every month."""
    return factories.ReportDutyFactory(locality=ward.locality, line=ward.women.line, grace_days=2)


@pytest.fixture
def user(ward):
    return factories.UserFactory(unit=ward.party, role="party_office")


@pytest.mark.parametrize(
    ("slug", "due_day", "is_next_month", "due_on"),
    [
        ("2017-08", 18, False, date(2017, 8, 18)),
        # A Sunday, then the National Day's holiday and the day given for it: nobody works before 5/9.
        ("2017-08", 2, True, date(2017, 9, 5)),
        ("2017-02", 31, False, date(2017, 2, 28)),
        ("2017-q3", 20, False, date(2017, 9, 20)),
        ("2017-6t", 15, False, date(2017, 6, 15)),
        ("2016-12", 5, True, date(2017, 1, 5)),
    ],
)
def test_a_report_is_due_on_a_day_on_which_people_work(slug, due_day, is_next_month, due_on):
    duty = ReportDuty(due_day=due_day, is_due_next_month=is_next_month)
    assert duty.due_on(Period.parse(slug)) == due_on


@pytest.mark.parametrize(
    ("slug", "cutoff", "starts_on", "ends_on"),
    [
        ("2017-q3", None, date(2017, 7, 1), date(2017, 9, 30)),
        ("2017-q3", 14, date(2017, 6, 15), date(2017, 9, 14)),
        ("2017-6t", 14, date(2016, 12, 15), date(2017, 6, 14)),
        ("2017", 14, date(2016, 12, 15), date(2017, 12, 14)),
        ("2017-03", 31, date(2017, 3, 1), date(2017, 3, 31)),
    ],
)
def test_a_cut_off_moves_the_days_whose_data_are_told(slug, cutoff, starts_on, ends_on):
    span = ReportDuty(cutoff_day=cutoff).span(Period.parse(slug))
    assert (span.starts_on, span.ends_on) == (starts_on, ends_on)


def test_a_year_is_planned_in_one_step_and_only_once(duty, user):
    added = Round.plan_year(duty.locality, 2017, by=user)
    assert added == 12
    assert Round.plan_year(duty.locality, 2017, by=user) == 0
    august = Round.objects.get(number=8)
    assert (august.opens_on, august.due_on, august.closes_on) == (date(2017, 8, 1), date(2017, 8, 18), None)
    assert AuditEntry.objects.filter(action="lập lịch báo cáo năm").count() == 1


def test_a_duty_asks_only_while_it_is_in_force(duty, user):
    duty.valid_from, duty.valid_to = date(2017, 3, 15), date(2017, 8, 31)
    duty.save()
    Round.plan_year(duty.locality, 2017, by=user)
    assert list(Round.objects.order_by("number").values_list("number", flat=True)) == [3, 4, 5, 6, 7, 8]


def test_opening_asks_the_units_and_fixes_what_is_asked(ward, duty):
    round_ = Round.plan(duty, AUGUST)
    round_.save()
    round_.open()
    filings = Filing.objects.filter(round=round_)
    assert {it.unit for it in filings} == set(ward.women_branches.values())
    assert {it.receiver for it in filings} == {ward.women}

    duty.outline.sections = duty.outline.sections[:1]
    duty.outline.save()
    round_.open()
    round_.refresh_from_db()
    assert len(round_.sections) == 3
    assert filings.count() == 4


def test_the_wards_own_copy_of_an_outline_is_what_is_asked(duty, user):
    own = duty.outline
    own.sections = [{**own.sections[0], "title": "Tình hình ở khu phố"}]
    own.write(by=user)
    round_ = Round.plan(duty, AUGUST)
    round_.save()
    round_.open()
    assert [it["title"] for it in round_.sections] == ["Tình hình ở khu phố"]


def test_a_unit_that_ended_is_let_off_and_a_new_one_is_asked(ward, duty):
    round_ = Round.plan(duty, AUGUST)
    round_.save()
    round_.open()
    ended = ward.women_branches[2]
    ended.valid_to = date(2017, 8, 20)
    ended.save()
    new = factories.UnitFactory(
        locality=ward.locality,
        line=ward.women.line,
        parent=ward.women,
        neighbourhood=ward.neighbourhoods[2],
        name="Chi hội phụ nữ mới",
    )
    assert round_.ask() == 1
    assert round_.filings.get(unit=new).state == Filing.State.AWAITED
    let_off = round_.filings.get(unit=ended)
    assert let_off.state == Filing.State.EXEMPT
    assert "20/8/2017" in let_off.reason


def test_a_body_reports_to_whom_the_duty_names(ward):
    duty = factories.ReportDutyFactory(
        locality=ward.locality, level="ward", unit=ward.women, receiver=ward.front, period_kind="quarter"
    )
    assert list(duty.units_asked(date(2017, 9, 30))) == [ward.women]
    assert duty.receiver_of(ward.women) == ward.front
    duty.receiver = ward.women
    with pytest.raises(ValidationError, match="không gửi báo cáo cho chính mình"):
        duty.full_clean()


def test_what_is_closed_is_closed(duty, user):
    round_ = Round.plan(duty, AUGUST)
    round_.save()
    with pytest.raises(ValidationError, match="chưa mở"):
        round_.close({}, by=user)
    round_.open()
    round_.close({"standings": []}, by=user)
    with pytest.raises(ValidationError, match="đã khóa rồi"):
        round_.close({}, by=user)
    assert AuditEntry.objects.filter(action="khóa kỳ báo cáo").count() == 1
