"""How the figures that units enter each month become one figure: exact, and without the database.

The rule is the indicator's own, a row of data (05-reports.md): a sum, the last month's value, or a ratio of
two of these. Percentages are never averaged: numerators and denominators are added first.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import models

from wardportal.dates import Month
from wardportal.numbers import office_number, percent

TENTH = Decimal("0.1")


class Kind(models.TextChoices):
    """What one entry of an indicator is made of."""

    COUNT = "count", "số đếm"
    PAIR = "pair", "cặp số (cuộc/lượt)"
    RATIO = "ratio", "tỷ lệ (tử số/mẫu số)"
    MONEY = "money", "số tiền (đồng)"
    TEXT = "text", "chữ"


# The boxes of an entry, by the names of IndicatorValue's columns, in the order in which they are filled.
PARTS_OF = {
    Kind.COUNT: ["value"],
    Kind.PAIR: ["value", "second_value"],
    Kind.RATIO: ["value", "denominator"],
    Kind.MONEY: ["value"],
    Kind.TEXT: ["text"],
}


class Aggregation(models.TextChoices):
    """How months and units become one figure; the label is the formula that stands beside it."""

    SUM = "sum", "cộng số của các tháng và các đơn vị"
    LAST = "last", "lấy số của tháng gần nhất ở mỗi đơn vị, rồi cộng các đơn vị"
    RATIO_OF_SUMS = "ratio_of_sums", "tổng tử số chia cho tổng mẫu số của các tháng và các đơn vị"
    RATIO_OF_LAST = (
        "ratio_of_last",
        "lấy tử số, mẫu số của tháng gần nhất ở mỗi đơn vị, rồi tổng tử số chia cho tổng mẫu số",
    )
    LISTED = "listed", "xếp cạnh nhau, không cộng"


# What may be done to which kind; the database holds the indicators to it.
AGGREGATIONS_OF = {
    Kind.COUNT: [Aggregation.SUM, Aggregation.LAST],
    Kind.PAIR: [Aggregation.SUM, Aggregation.LAST],
    Kind.MONEY: [Aggregation.SUM, Aggregation.LAST],
    Kind.RATIO: [Aggregation.RATIO_OF_SUMS, Aggregation.RATIO_OF_LAST],
    Kind.TEXT: [Aggregation.LISTED],
}
OF_LAST_MONTH = {Aggregation.LAST, Aggregation.RATIO_OF_LAST}


@dataclass(frozen=True)
class Rule:
    """How one indicator is read: its kind, its aggregation, and whether each entry counts from January on."""

    kind: Kind
    aggregation: Aggregation
    is_cumulative: bool = False

    @property
    def formula(self):
        """ "Cộng số của các tháng …", with what is particular to figures that count from January on."""
        if self.is_cumulative:
            return "lấy số lũy kế cuối kỳ trừ số lũy kế trước kỳ ở mỗi đơn vị, rồi cộng các đơn vị"
        return str(Aggregation(self.aggregation).label)


@dataclass(frozen=True)
class Amount:
    """A count or a sum of money (`value`), a pair (with `second`), or a ratio (`value` of `denominator`)."""

    value: Decimal
    second: Decimal | None = None
    denominator: Decimal | None = None

    def __add__(self, other):
        return Amount(
            self.value + other.value,
            _both(self.second, other.second, 1),
            _both(self.denominator, other.denominator, 1),
        )

    def __sub__(self, other):
        return Amount(
            self.value - other.value,
            _both(self.second, other.second, -1),
            _both(self.denominator, other.denominator, -1),
        )

    @property
    def parts(self):
        """Its parts by the names of PARTS_OF; those of another kind are None."""
        return {"value": self.value, "second_value": self.second, "denominator": self.denominator}

    @property
    def percent(self):
        """The ratio in percent, rounded to one decimal; None of what is no ratio.

        100 means all and 0 means none: what rounding would make of 1999 in 2000 stays at 99.9.
        """
        if not self.denominator:
            return None
        share = (Decimal(100) * self.value / self.denominator).quantize(TENTH, ROUND_HALF_UP)
        if share == 100 and self.value != self.denominator:
            return 100 - TENTH if self.value < self.denominator else 100 + TENTH
        return TENTH if share == 0 and self.value else share

    @property
    def words(self):
        """ "24", "8/320", "1.705/2.500 (68,2%)" """
        if self.denominator is not None:
            share = f" ({percent(self.percent)})" if self.denominator else ""
            return f"{office_number(self.value)}/{office_number(self.denominator)}{share}"
        second = "" if self.second is None else f"/{office_number(self.second)}"
        return office_number(self.value) + second


def _both(first, other, sign):
    return None if first is None or other is None else first + sign * other


@dataclass(frozen=True)
class Said:
    """What one unit entered for one month, with who and when: the source of a figure."""

    pk: int
    month: Month
    amount: Amount | None
    text: str = ""
    note: str = ""
    state: str = ""
    entered_by: str = ""
    entered_at: datetime | None = None
    is_proxy: bool = False
    is_sample: bool = False


@dataclass(frozen=True)
class UnitFigure:
    """The figure of one unit: `said` within its months, `missing` those it should have filled and did not."""

    unit: object
    said: tuple[Said, ...]
    amount: Amount | None
    missing: tuple[Month, ...]

    @property
    def is_reported(self):
        return bool(self.said)

    @property
    def last(self):
        return self.said[-1] if self.said else None

    @property
    def is_sample(self):
        return any(said.is_sample for said in self.said)


@dataclass(frozen=True)
class Figure:
    """The figure of an indicator over units and months, with the units it is made of."""

    rule: Rule
    months: tuple[Month, ...]
    units: tuple[UnitFigure, ...]

    @property
    def amount(self):
        """The units' amounts added; None where no unit has one."""
        amounts = [part.amount for part in self.units if part.amount is not None]
        return sum(amounts[1:], amounts[0]) if amounts else None

    @property
    def reported(self):
        return sum(part.is_reported for part in self.units)

    @property
    def total(self):
        return len(self.units)

    @property
    def silent(self):
        """The units that said nothing at all."""
        return [part.unit for part in self.units if not part.is_reported]

    @property
    def gaps(self):
        """The units that said something but left months out."""
        return [part for part in self.units if part.is_reported and part.missing]

    @property
    def is_complete(self):
        return not any(part.missing for part in self.units)

    @property
    def is_sample(self):
        return any(part.is_sample for part in self.units)

    @property
    def completeness(self):
        """ "5/8 đơn vị đã có số", and how many of them left months out."""
        words = f"{self.reported}/{self.total} đơn vị đã có số"
        return f"{words}, {len(self.gaps)} đơn vị còn thiếu tháng" if self.gaps else words


def unit_figure(rule: Rule, unit, said, months, due=None) -> UnitFigure:
    """The figure of one unit out of what it `said` (any order, also of other months), over `months` in order.

    Of a figure that counts from January on, what was said earlier in the first year is taken off; where that
    is not known the unit has no amount. Only the months that are `due` (by default all) can be missing.
    """
    wanted = set(months)
    within = tuple(sorted((it for it in said if it.month in wanted), key=lambda it: it.month))
    return UnitFigure(
        unit=unit,
        said=within,
        amount=_amount(rule, within, said, months),
        missing=_missing(rule, within, months if due is None else due),
    )


def _amount(rule, within, said, months):
    if not within or rule.kind == Kind.TEXT:
        return None
    if rule.is_cumulative:
        return _own_part(within, said, months)
    if rule.aggregation in OF_LAST_MONTH:
        return within[-1].amount
    amounts = [it.amount for it in within]
    return sum(amounts[1:], amounts[0])


def _own_part(within, said, months):
    """Of figures that count from January on, year by year: the last one less what came before the months."""
    first = months[0]
    total = None
    for year in sorted({it.month.year for it in within}):
        part = [it for it in within if it.month.year == year][-1].amount
        if year == first.year and first.month > 1:
            earlier = [it for it in said if it.month.year == year and it.month < first]
            if not earlier:
                return None
            part = part - max(earlier, key=lambda it: it.month).amount
        total = part if total is None else total + part
    return total


def _missing(rule, within, due):
    """Of a sum every month counts; of a last value, of words and of what counts from January on, any does."""
    if rule.is_cumulative or rule.kind == Kind.TEXT or rule.aggregation in OF_LAST_MONTH:
        return () if within else tuple(due)
    told = {it.month for it in within}
    return tuple(month for month in due if month not in told)
