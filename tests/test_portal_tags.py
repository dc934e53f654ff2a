from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template

from wardportal import numbers
from wardportal.templatetags import portal


@pytest.fixture(autouse=True)
def monday(settings):
    settings.BUSINESS_DATE = date(2017, 9, 18)


def render(source, **context):
    return Template("{% load portal %}" + source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (None, "–"),
        ("", "–"),
        (0, "0"),
        (1200, "1.200"),
        (Decimal("1234567.50"), "1.234.567,5"),
        (2 / 3, "0,67"),
        (-1500, "-1.500"),
    ],
)
def test_office_number_groups_by_dots_and_cuts_zeros(value, printed):
    assert numbers.office_number(value) == printed


@pytest.mark.parametrize(
    ("value", "printed"), [(None, "–"), (100, "100%"), (62.5, "62,5%"), (100 / 3, "33,3%")]
)
def test_percent_keeps_one_decimal(value, printed):
    assert numbers.percent(value) == printed


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (None, "Không hẹn ngày"),
        (date(2017, 9, 15), "Quá hạn 3 ngày"),
        (date(2017, 9, 18), "Hôm nay"),
        (date(2017, 9, 20), "Thứ Tư, 20/9"),
        (date(2017, 9, 24), "Chủ nhật, 24/9"),
        (date(2017, 9, 25), "25/9"),
        (date(2018, 1, 5), "05/01/2018"),
    ],
)
def test_due_words_speak_as_the_office_does(due_on, words):
    assert portal.due_words(due_on) == words


def test_office_date_of_a_moment_is_the_day_in_the_ward():
    late_evening_utc = datetime(2017, 9, 17, 18, 30, tzinfo=UTC)

    assert portal.office_date(late_evening_utc) == "18/9/2017"
    assert portal.office_date(None) == ""


@pytest.mark.parametrize(
    ("tone", "sign"),
    [("ok", "✓"), ("info", "›"), ("wait", "…"), ("late", "!"), ("idle", "–")],
)
def test_badge_has_a_colour_and_a_sign(tone, sign):
    html = render("{% badge tone label %}", tone=tone, label="quá hạn 3 ngày")

    assert html == (
        f'<span class="state state-{tone}"><span aria-hidden="true">{sign}</span> quá hạn 3 ngày</span>'
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Phạm Thị Mai", "Phạm Thị Mai"),
        ("Đảng bộ quận [cần bổ sung]", '<span class="missing">Đảng bộ quận [cần bổ sung]</span>'),
        ("", '<span class="missing">[cần bổ sung]</span>'),
    ],
)
def test_what_the_papers_do_not_say_is_marked(text, html):
    assert render('{% include "_partials/maybe_missing.html" with text=text only %}', text=text) == html


def test_notice_takes_djangos_message_levels():
    source = '{% include "_partials/notice.html" with tone=tone text="Đã lưu." only %}'

    classes = [render(source, tone=tone).split('"')[1] for tone in ("success", "warning", "error", "info")]

    assert classes == ["notice notice-ok", "notice notice-warn", "notice notice-error", "notice notice-info"]
