"""The rhythms that plans give: read however they are spelt, printed in one form, unrolled into days."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rhythm import Due, Every, Rhythm, why_not
from wardportal.dates import is_working_day, next_working_day


def days(text, since=date(2017, 8, 1), until=date(2018, 1, 31)):
    return [due.due_on for due in Rhythm.parse(text).between(since, until)]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Thường xuyên, liên tục", "thường xuyên"),
        ("hàng tháng", "hằng tháng"),
        ("mỗi tháng một lần", "hằng tháng"),
        ("01 tháng/lần", "hằng tháng"),
        ("cuối tháng", "hằng tháng"),
        ("Hằng quý", "hằng quý"),
        ("3 tháng/lần", "hằng quý"),
        ("6 tháng", "6 tháng một lần"),
        ("sáu tháng một lần", "6 tháng một lần"),
        ("hằng năm", "hằng năm"),
        ("Ngày 15 hàng tháng", "ngày 15 hằng tháng"),
        ("trước ngày 20 hằng tháng", "ngày 20 hằng tháng"),
        ("ngày 25 tháng cuối mỗi quý", "ngày 25 tháng cuối quý"),
        ("ngày 18/11 hằng năm", "ngày 18/11 hằng năm"),
        ("thứ 6 hằng tuần", "thứ sáu hằng tuần"),
        ("quý 3 năm 2017", "quý III/2017"),
        ("Quý III/2017", "quý III/2017"),
        ("tháng 10/2017", "tháng 10/2017"),
        ("6 tháng đầu năm 2018", "6 tháng đầu năm 2018"),
        ("năm 2017", "năm 2017"),
        (
            "ngày 15 hằng tháng (ngày nghỉ thì chuyển sang ngày làm việc sau)",
            "ngày 15 hằng tháng, ngày nghỉ thì lùi sang ngày làm việc",
        ),
    ],
)
def test_rhythm_is_read_and_printed_in_one_form(text, printed):
    assert str(Rhythm.parse(text)) == printed
    assert Rhythm.parse(printed) == Rhythm.parse(text)


@pytest.mark.parametrize(
    "text", ["", "khi có yêu cầu", "tháng", "2017", "ngày 32 hằng tháng", "ngày 31/2 hằng năm", "quý V/2017"]
)
def test_other_words_are_no_rhythm(text):
    assert Rhythm.parse(text) is None


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("thường xuyên", []),
        ("hằng tháng", ["31/8", "30/9", "31/10", "30/11", "31/12", "31/1"]),
        ("ngày 30 hằng tháng", ["30/8", "30/9", "30/10", "30/11", "30/12", "30/1"]),
        ("hằng quý", ["30/9", "31/12"]),
        ("ngày 15 tháng cuối quý", ["15/9", "15/12"]),
        ("6 tháng", ["31/12"]),
        ("ngày 18/11 hằng năm", ["18/11"]),
        ("quý IV/2017", ["31/12"]),
        ("quý II/2017", []),
    ],
)
def test_rhythm_falls_due(text, due):
    assert [f"{day.day}/{day.month}" for day in days(text)] == due


def test_each_time_has_the_offices_name():
    assert Rhythm.parse("ngày 15 hằng tháng").between(date(2017, 8, 15), date(2017, 9, 15)) == [
        Due(date(2017, 8, 15), "tháng 8/2017"),
        Due(date(2017, 9, 15), "tháng 9/2017"),
    ]
    assert Rhythm.parse("6 tháng").between(date(2017, 12, 31), date(2017, 12, 31))[0].label == (
        "6 tháng cuối năm 2017"
    )
    assert Rhythm.parse("thứ sáu hằng tuần").between(date(2017, 9, 4), date(2017, 9, 10)) == [
        Due(date(2017, 9, 8), "tuần từ 04/9/2017")
    ]


def test_short_month_takes_its_last_day():
    assert days("ngày 31 hằng tháng", date(2018, 2, 1), date(2018, 2, 28)) == [date(2018, 2, 28)]


def test_day_off_stays_unless_the_rhythm_says_otherwise():
    october = date(2017, 10, 1), date(2017, 10, 31)

    # A Sunday.
    assert days("ngày 15 hằng tháng", *october) == [date(2017, 10, 15)]
    assert days("ngày 15 hằng tháng, ngày nghỉ thì lùi", *october) == [date(2017, 10, 16)]
    # Tết of 2017 lasted from Thursday, 26 January, to Wednesday, 1 February.
    assert days("ngày 27 hằng tháng, nghỉ thì lùi", date(2017, 1, 27), date(2017, 2, 26)) == [
        date(2017, 2, 2)
    ]


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2017, 9, 28), date(2017, 9, 28)),
        (date(2017, 9, 30), date(2017, 10, 2)),
        (date(2017, 9, 2), date(2017, 9, 5)),
        (date(2017, 5, 1), date(2017, 5, 3)),
    ],
)
def test_next_working_day_passes_weekends_and_holidays(day, moved):
    assert next_working_day(day) == moved
    assert is_working_day(moved)


RHYTHMS = st.one_of(
    st.builds(Rhythm, st.sampled_from(Every), moves_off_days=st.just(False)),
    st.builds(Rhythm, st.sampled_from([Every.MONTH, Every.QUARTER]), day=st.integers(1, 31)),
    st.builds(Rhythm, st.just(Every.WEEK), day=st.integers(0, 6)),
    st.builds(Rhythm, st.just(Every.YEAR), day=st.integers(1, 28), month=st.integers(1, 12)),
)


@given(RHYTHMS)
def test_what_is_printed_reads_back(rhythm):
    assert Rhythm.parse(str(rhythm)) == rhythm


@given(
    RHYTHMS.filter(lambda it: it.has_dates),
    st.dates(date(2000, 1, 1), date(2040, 12, 31)),
    st.integers(0, 800),
)
def test_a_span_cut_in_two_gives_the_same_days(rhythm, since, length):
    until = date.fromordinal(since.toordinal() + length)
    middle = date.fromordinal(since.toordinal() + length // 2)
    after = date.fromordinal(middle.toordinal() + 1)

    whole = rhythm.between(since, until)

    assert whole == rhythm.between(since, middle) + rhythm.between(after, until)
    assert whole == sorted(whole, key=lambda due: due.due_on)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("hằng tháng", ""),
        ("quý IV/2017", ""),
        ("thường xuyên, mỗi tuần hai lần", ""),
        ("mỗi tuần hai lần", "Cổng không hiểu “mỗi tuần hai lần” là kỳ nào"),
        ("quý II/2017", "có hạn 30/6/2017, trước ngày bắt đầu kế hoạch (18/9/2017)"),
        ("quý I/2018", "có hạn 31/3/2018, sau ngày kết thúc kế hoạch (31/12/2017)"),
        ("ngày 15/6 hằng năm", "Từ nay đến hết kế hoạch (31/12/2017) không có kỳ nào như vậy."),
    ],
)
def test_rhythm_by_which_nobody_is_asked_says_what_to_write(text, refusal):
    plan = SimpleNamespace(starts_on=date(2017, 9, 18), ends_on=date(2017, 12, 31))

    said = why_not(text, plan, today=date(2017, 9, 18))

    assert refusal in said if refusal else said == ""


def test_time_that_is_past_is_asked_of_nobody():
    past = "“quý II/2017” có hạn 30/6/2017 đã qua nên không hỏi đơn vị được nữa"

    assert past in why_not("quý II/2017", None, today=date(2017, 9, 18))
    assert why_not("mỗi quý một lần", None, today=date(2017, 9, 18)) == ""
