"""How the months and units of an indicator become one figure: exact, and never an average of percentages."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.aggregation import Aggregation, Amount, Figure, Kind, Rule, Said, unit_figure
from wardportal.dates import Month, Period

SUM = Rule(Kind.COUNT, Aggregation.SUM)
LAST = Rule(Kind.COUNT, Aggregation.LAST)
RATIO_OF_SUMS = Rule(Kind.RATIO, Aggregation.RATIO_OF_SUMS)
RATIO_OF_LAST = Rule(Kind.RATIO, Aggregation.RATIO_OF_LAST)
CUMULATIVE = Rule(Kind.COUNT, Aggregation.SUM, is_cumulative=True)
QUARTER = Period.parse("2017-q3").months


def said(month, value, *, year=2017, **parts):
    amounts = {name: Decimal(str(part)) for name, part in parts.items()}
    return Said(pk=month, month=Month(year, month), amount=Amount(Decimal(str(value)), **amounts))


def figure(rule, *units, months=QUARTER):
    parts = (unit_figure(rule, f"KP {n}", list(told), months) for n, told in enumerate(units, start=1))
    return Figure(rule=rule, months=tuple(months), units=tuple(parts))


# --- By hand ------------------------------------------------------------------------------------------


def test_sum_adds_months_and_units_and_leaves_other_months_out():
    found = figure(SUM, [said(7, 3), said(8, 4), said(6, 90)], [said(9, 2)])

    assert found.amount == Amount(Decimal(9))
    assert found.completeness == "2/2 đơn vị đã có số, 2 đơn vị còn thiếu tháng"
    assert [part.missing for part in found.units] == [(Month(2017, 9),), (Month(2017, 7), Month(2017, 8))]


def test_last_takes_each_units_newest_month_and_adds_the_units():
    found = figure(LAST, [said(8, 41), said(7, 40)], [said(7, 30)], [])

    assert found.amount == Amount(Decimal(71))
    assert found.completeness == "2/3 đơn vị đã có số"
    assert (found.silent, found.is_complete) == (["KP 3"], False)


def test_ratio_divides_the_sums_and_never_averages_percentages():
    small, large = [said(7, 1, denominator=2)], [said(7, 10, denominator=100)]

    found = figure(RATIO_OF_SUMS, small, large)

    assert found.amount == Amount(Decimal(11), denominator=Decimal(102))
    assert found.amount.words == "11/102 (10,8%)"  # the average of 50% and 10% would be 30%


def test_ratio_of_the_last_month_does_not_count_the_same_people_three_times():
    found = figure(
        RATIO_OF_LAST,
        [said(7, 60, denominator=100), said(8, 61, denominator=100)],
        [said(7, 5, denominator=10)],
    )

    assert found.amount == Amount(Decimal(66), denominator=Decimal(110))


def test_pair_adds_both_parts():
    found = figure(Rule(Kind.PAIR, Aggregation.SUM), [said(7, 2, second=80)], [said(8, 1, second=45)])

    assert found.amount.words == "3/125"


def test_cumulative_figure_is_what_was_added_since_before_the_period():
    found = figure(CUMULATIVE, [said(5, 12), said(6, 20), said(7, 22), said(9, 31)])

    assert (found.amount, found.is_complete) == (Amount(Decimal(11)), True)


def test_cumulative_figure_without_what_came_before_is_not_guessed():
    found = figure(CUMULATIVE, [said(9, 31)], [said(6, 4), said(8, 9)])

    assert [part.amount for part in found.units] == [None, Amount(Decimal(5))]


def test_cumulative_figure_begins_anew_each_year():
    months = [Month(2016, 11), Month(2016, 12), Month(2017, 1), Month(2017, 2)]
    told = [said(10, 80, year=2016), said(12, 100, year=2016), said(1, 7), said(2, 15)]

    assert figure(CUMULATIVE, told, months=months).amount == Amount(Decimal(35))


def test_words_are_listed_and_have_no_amount():
    word = Said(pk=1, month=Month(2017, 8), amount=None, text="Bà con mong có chỗ sinh hoạt.")

    found = figure(Rule(Kind.TEXT, Aggregation.LISTED), [word], [])

    assert (found.amount, found.completeness) == (None, "1/2 đơn vị đã có số")
    assert found.units[0].last.text == "Bà con mong có chỗ sinh hoạt."


def test_no_unit_said_anything():
    found = figure(SUM, [], [])

    assert (found.amount, found.reported, found.completeness) == (None, 0, "0/2 đơn vị đã có số")


@pytest.mark.parametrize(
    ("value", "denominator", "shown"),
    [
        (0, 5, "0"),
        (5, 5, "100"),
        (1999, 2000, "99.9"),
        (2001, 2000, "100.1"),
        (1, 9999, "0.1"),
        (1, 3, "33.3"),
    ],
)
def test_percent_is_100_only_for_all_and_0_only_for_none(value, denominator, shown):
    amount = Amount(Decimal(value), denominator=Decimal(denominator))

    assert amount.percent == Decimal(shown)


# --- For any figures ----------------------------------------------------------------------------------

MONEY = st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False)
YEAR = Period.parse("2017").months


def entries(draw_value):
    """What one unit said: for some months of the year, once each."""
    return st.dictionaries(st.integers(1, 12), draw_value, max_size=12)


UNITS = st.lists(entries(MONEY), min_size=1, max_size=8)
RATIO = st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda it: (it[0], it[0] + it[1] + 1))


def told_by(months):
    return [said(month, value) for month, value in months.items()]


@given(UNITS)
def test_sum_of_the_year_is_the_sum_of_its_quarters_and_of_all_entries(units):
    year = figure(SUM, *map(told_by, units), months=YEAR)

    quarters = [
        figure(SUM, *map(told_by, units), months=Period.parse(f"2017-q{n}").months).amount
        for n in (1, 2, 3, 4)
    ]
    exact = sum((value for unit in units for value in unit.values()), Decimal(0))
    assert (year.amount.value if year.amount else Decimal(0)) == exact
    assert sum((it.value for it in quarters if it), Decimal(0)) == exact


@given(UNITS, st.randoms(use_true_random=False))
def test_order_of_units_and_entries_does_not_matter(units, random):
    for rule in (SUM, LAST, CUMULATIVE):
        told = [told_by(unit) for unit in units]
        before = figure(rule, *told, months=YEAR).amount
        for unit in told:
            random.shuffle(unit)
        random.shuffle(told)

        assert figure(rule, *told, months=YEAR).amount == before


@given(UNITS)
def test_cumulative_entries_give_what_the_single_months_would(units):
    running = []
    for unit in units:
        total, told = Decimal(0), []
        for month in range(1, 13):
            total += unit.get(month, Decimal(0))
            told.append(said(month, total))
        running.append(told)

    found = figure(CUMULATIVE, *running).amount.value

    assert found == sum((unit.get(month, Decimal(0)) for unit in units for month in (7, 8, 9)), Decimal(0))


@given(st.lists(entries(RATIO), min_size=1, max_size=8))
def test_ratio_is_exactly_the_ratio_of_the_sums_and_lies_between_its_parts(units):
    told = [[said(month, part, denominator=whole) for month, (part, whole) in unit.items()] for unit in units]
    pairs = [pair for unit in units for pair in unit.values()]

    found = figure(RATIO_OF_SUMS, *told, months=YEAR).amount

    if not pairs:
        assert found is None
        return
    ratio = Fraction(int(found.value), int(found.denominator))
    assert ratio == Fraction(sum(part for part, _ in pairs), sum(whole for _, whole in pairs))
    shares = [Fraction(part, whole) for part, whole in pairs]
    assert min(shares) <= ratio <= max(shares)


@given(UNITS)
def test_every_unit_is_either_counted_or_named_as_silent(units):
    found = figure(SUM, *map(told_by, units), months=YEAR)

    assert found.reported + len(found.silent) == found.total == len(units)
    assert found.is_complete == all(set(unit) == set(range(1, 13)) for unit in units)
