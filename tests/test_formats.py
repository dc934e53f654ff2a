from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import formats


class DayForm(forms.Form):
    held_on = forms.DateField()


class AmountForm(forms.Form):
    amount = forms.DecimalField(localize=True)


@pytest.mark.parametrize(
    "typed", ["05/02/2026", "5/2/2026", "5-2-2026", "05.02.2026", "5/2/26", "2026-02-05"]
)
def test_date_field_reads_the_day_first(typed):
    form = DayForm({"held_on": typed})

    assert form.is_valid()
    assert form.cleaned_data == {"held_on": date(2026, 2, 5)}


def test_date_field_refuses_a_month_first():
    form = DayForm({"held_on": "4/25/2016"})

    assert form.errors == {"held_on": ["Nhập một ngày hợp lệ."]}


def test_date_field_is_filled_in_day_first():
    form = DayForm(initial={"held_on": date(2016, 4, 25)})

    assert 'value="25/04/2016"' in str(form["held_on"])


def test_decimal_field_reads_and_shows_a_comma():
    form = AmountForm({"amount": "1.234.567,5"})

    assert form.is_valid()
    assert form.cleaned_data == {"amount": Decimal("1234567.5")}
    assert 'value="85,7"' in str(AmountForm(initial={"amount": Decimal("85.7")})["amount"])


def test_templates_group_thousands_and_write_dates_without_zeros():
    template = Template("{{ people }} · {{ rate }} · {{ day }} · {{ day|date:'SHORT_DATE_FORMAT' }}")
    context = Context({"people": 1234567, "rate": Decimal("85.7"), "day": date(2016, 4, 5)})

    assert template.render(context) == "1.234.567 · 85,7 · 05/4/2016 · 05/4/2016"


@pytest.mark.parametrize("name", ["DATETIME_FORMAT", "SHORT_DATETIME_FORMAT"])
def test_moments_are_written_by_hour_and_minute_then_the_day(name):
    # 21:05:45 of the day before in UTC.
    moment = datetime(2026, 11, 22, 21, 5, 45, tzinfo=UTC)

    written = Template("{{ moment|date:name }}").render(Context({"moment": moment, "name": name}))

    assert written == "04:05, 23/11/2026"


def test_week_starts_on_monday():
    assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
