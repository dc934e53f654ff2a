"""When a series of meetings comes again: the office's words, the rule of RFC 5545, and its days."""

from datetime import date

import pytest

from meetings import recurrence


def days(words, count=3, starts_on=date(2017, 9, 18)):
    found = recurrence.days(recurrence.rule_of(words), starts_on, count=count)
    return [f"{day.day}/{day.month}" for day in found]


@pytest.mark.parametrize(
    ("words", "rule", "printed"),
    [
        ("Ngày 15 hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=15", "ngày 15 hằng tháng"),
        ("mùng 5 mỗi tháng.", "FREQ=MONTHLY;BYMONTHDAY=5", "ngày 5 hằng tháng"),
        ("thứ hai đầu tiên hằng tháng", "FREQ=MONTHLY;BYDAY=1MO", "thứ Hai đầu tiên hằng tháng"),
        ("Thứ 6 cuối cùng của tháng", "FREQ=MONTHLY;BYDAY=-1FR", "thứ Sáu cuối cùng hằng tháng"),
        ("thứ Hai thứ hai hằng tháng", "FREQ=MONTHLY;BYDAY=2MO", "thứ Hai lần thứ 2 hằng tháng"),
        ("thứ Ba tuần thứ 3 trong tháng", "FREQ=MONTHLY;BYDAY=3TU", "thứ Ba lần thứ 3 hằng tháng"),
        ("thu nam hang tuan", "FREQ=WEEKLY;BYDAY=TH", "thứ Năm hằng tuần"),
        ("Chủ nhật hằng tuần", "FREQ=WEEKLY;BYDAY=SU", "chủ nhật hằng tuần"),
        ("thứ Hai, 2 tuần một lần", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "thứ Hai, hai tuần một lần"),
        ("ngày 10 tháng cuối quý", "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=10", "ngày 10 tháng cuối quý"),
        ("ngày cuối tháng", "FREQ=MONTHLY;BYMONTHDAY=-1", "ngày cuối tháng"),
    ],
)
def test_words_are_read_and_printed_in_one_form(words, rule, printed):
    assert recurrence.rule_of(words) == rule
    assert recurrence.words_of(rule) == printed
    assert recurrence.rule_of(printed) == rule


@pytest.mark.parametrize("words", ["", "hằng ngày", "ngày 32 hằng tháng", "ngày 0 hằng tháng", "khi cần"])
def test_other_words_are_not_understood(words):
    assert recurrence.rule_of(words) is None


def test_what_is_offered_is_understood():
    assert [recurrence.words_of(recurrence.rule_of(words)) for words in recurrence.SUGGESTIONS] == list(
        recurrence.SUGGESTIONS
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ngày 15 hằng tháng", ["15/10", "15/11", "15/12"]),
        ("ngày 18 hằng tháng", ["18/9", "18/10", "18/11"]),
        ("thứ Hai đầu tiên hằng tháng", ["2/10", "6/11", "4/12"]),
        ("thứ Năm hằng tuần", ["21/9", "28/9", "5/10"]),
        ("thứ Hai, hai tuần một lần", ["18/9", "2/10", "16/10"]),
        ("ngày 10 tháng đầu quý", ["10/10", "10/1", "10/4"]),
    ],
)
def test_days_follow_the_rule(words, found):
    assert days(words) == found


def test_a_month_too_short_takes_its_last_day():
    assert days("ngày 30 hằng tháng", starts_on=date(2017, 12, 31)) == ["30/1", "28/2", "30/3"]
    assert days("ngày 31 hằng tháng") == ["30/9", "31/10", "30/11"]


def test_the_last_day_is_included():
    rule = recurrence.rule_of("thứ Năm hằng tuần")

    found = recurrence.days(rule, date(2017, 9, 21), until=date(2017, 10, 5))

    assert found == [date(2017, 9, 21), date(2017, 9, 28), date(2017, 10, 5)]


def test_what_has_no_end_is_not_listed():
    with pytest.raises(ValueError, match="needs an end"):
        recurrence.days("FREQ=DAILY", date(2017, 9, 18))
