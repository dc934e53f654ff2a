from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardportal import dates
from wardportal.dates import Period, PeriodKind

KINDS = st.sampled_from([kind for kind in PeriodKind if kind != PeriodKind.AD_HOC])
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 31), "ngày 31 tháng 01 năm 2026"),
        (date(2026, 5, 27), "ngày 27 tháng 5 năm 2026"),
        (date(2017, 9, 8), "ngày 08 tháng 9 năm 2017"),
        (date(2017, 12, 18), "ngày 18 tháng 12 năm 2017"),
    ],
)
def test_long_date_pads_days_below_ten_and_the_first_two_months(day, written):
    assert dates.long_date(day) == written


def test_short_date_is_padded_as_the_date_line_is():
    assert dates.short_date(date(2016, 4, 5)) == "05/4/2016"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2017, 9, 18), "Thứ Hai, ngày 18/9/2017"),
        (date(2017, 9, 23), "Thứ Bảy, ngày 23/9/2017"),
        (date(2017, 9, 24), "Chủ nhật, ngày 24/9/2017"),
    ],
)
def test_weekday_date_names_the_day(day, written):
    assert dates.weekday_date(day) == written


def test_today_is_the_business_day_where_one_is_set(settings):
    settings.BUSINESS_DATE = date(2017, 9, 18)

    assert (dates.today(), dates.is_demo_day()) == (date(2017, 9, 18), True)


def test_today_is_the_day_in_vietnam_where_none_is_set(settings, monkeypatch):
    settings.BUSINESS_DATE = None
    settings.TIME_ZONE = "Asia/Ho_Chi_Minh"
    # 18:30 in Greenwich is half past one of the next day here.
    moment = datetime(2017, 9, 17, 18, 30, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    assert (dates.today(), dates.is_demo_day()) == (date(2017, 9, 18), False)


@pytest.mark.parametrize(
    ("slug", "label", "starts_on", "ends_on", "previous"),
    [
        ("2017-09", "tháng 9/2017", date(2017, 9, 1), date(2017, 9, 30), "2017-08"),
        ("2016-02", "tháng 2/2016", date(2016, 2, 1), date(2016, 2, 29), "2016-01"),
        ("2017-01", "tháng 1/2017", date(2017, 1, 1), date(2017, 1, 31), "2016-12"),
        ("2017-q3", "quý III/2017", date(2017, 7, 1), date(2017, 9, 30), "2017-q2"),
        ("2017-q1", "quý I/2017", date(2017, 1, 1), date(2017, 3, 31), "2016-q4"),
        ("2017-6t", "6 tháng đầu năm 2017", date(2017, 1, 1), date(2017, 6, 30), "2016-6t"),
        ("2017-9t", "9 tháng đầu năm 2017", date(2017, 1, 1), date(2017, 9, 30), "2016-9t"),
        ("2017", "năm 2017", date(2017, 1, 1), date(2017, 12, 31), "2016"),
    ],
)
def test_period_of_each_kind(slug, label, starts_on, ends_on, previous):
    period = Period.parse(slug)

    assert (period.slug, period.label, str(period)) == (slug, label, label)
    assert (period.starts_on, period.ends_on) == (starts_on, ends_on)
    assert period.previous().slug == previous


@pytest.mark.parametrize(
    "slug", ["", "2017-13", "2017-00", "2017-9", "2017-q5", "2017-3t", "0000", "2017-q3 ", "٢٠١٧"]
)
def test_period_refuses_what_is_not_one(slug):
    with pytest.raises(ValueError, match="kỳ báo cáo"):
        Period.parse(slug)


def test_period_refuses_a_thirteenth_month():
    with pytest.raises(ValueError, match="Không có kỳ báo cáo tháng thứ 13 năm 2017"):
        Period(PeriodKind.MONTH, 2017, 13)


def test_period_containing_a_day_of_the_second_half_is_not_the_first_six_months():
    with pytest.raises(ValueError, match="01/7/2017 không nằm trong kỳ 6 tháng đầu năm"):
        Period.containing(date(2017, 7, 1), PeriodKind.SIX_MONTHS)


@given(DAYS, KINDS)
def test_period_containing_a_day_holds_it_and_survives_its_slug(day, kind):
    try:
        period = Period.containing(day, kind)
    except ValueError:
        assert day > Period(kind, day.year).ends_on
        return

    assert period.starts_on <= day <= period.ends_on
    assert Period.parse(period.slug) == period


@given(DAYS, st.sampled_from([PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR]))
def test_previous_period_ends_the_day_before(day, kind):
    period = Period.containing(day, kind)

    assert period.previous().ends_on == period.starts_on - timedelta(days=1)
    assert period.previous().kind == kind
