"""The figures of indicators over units and months, read out of what the units entered: plain data.

What pages, targets and reports show; the arithmetic is aggregation.py's.
"""

from dataclasses import dataclass

from indicators.aggregation import Amount, Figure, Said, unit_figure
from indicators.models import Indicator, IndicatorValue
from organizations.models import Unit
from wardportal import dates
from wardportal.dates import Month, Period

SAID_COLUMNS = [
    "pk",
    "indicator_id",
    "unit_id",
    "year",
    "month",
    "value",
    "second_value",
    "denominator",
    "text",
    "note",
    "state",
    "entered_at",
    "entered_by__person__full_name",
    "entered_by__username",
    "is_proxy",
    "is_sample",
]


@dataclass(frozen=True)
class Asked:
    """A figure that is wanted: an indicator (with its lines) over months; no `units`: all that report it."""

    indicator: Indicator
    months: tuple[Month, ...]
    units: tuple[Unit, ...] | None = None

    @classmethod
    def of(cls, indicator, period: Period, units=None):
        return cls(indicator, tuple(period.months), None if units is None else tuple(units))


@dataclass(frozen=True)
class Comparison:
    """An indicator's figure of a period, beside the period before and the same one of last year."""

    indicator: Indicator
    period: Period
    figure: Figure
    previous: Figure
    year_before: Figure


def figures(asked: list[Asked]) -> list[Figure]:
    """The figure of each, in the order asked; months that have not begun by today are left out."""
    asked = [Asked(it.indicator, begun(it.months), it.units) for it in asked]
    said = _said(asked)
    bodies = _bodies(asked)
    return [_figure(it, said, bodies) for it in asked]


def figure(indicator, period: Period, units=None) -> Figure:
    (found,) = figures([Asked.of(indicator, period, units)])
    return found


def comparisons(indicators, period: Period) -> list[Comparison]:
    """Each indicator's figure of the period with the two it is compared with; two queries for all of them."""
    indicators = list(indicators)
    periods = [period, period.previous(), period.year_before()]
    found = iter(figures([Asked.of(it, each) for it in indicators for each in periods]))
    return [Comparison(it, period, next(found), next(found), next(found)) for it in indicators]


def begun(months) -> tuple[Month, ...]:
    """Those of the months that have begun by today."""
    return tuple(month for month in months if month.starts_on <= dates.today())


def unfilled(unit, month):
    """The indicators that are asked of `unit` for `month` and not entered, or returned since; a queryset."""
    told = IndicatorValue.objects.counted().of_month(month).filter(unit=unit)
    asked = Indicator.objects.of_unit(unit).during(month.starts_on, month.ends_on)
    return asked.exclude(pk__in=told.values("indicator_id"))


def reports(unit, indicator) -> bool:
    """Whether `indicator` (with its lines) is asked of `unit`."""
    if unit.level != indicator.level or unit.locality_id != indicator.locality_id:
        return False
    lines = {line.pk for line in indicator.lines.all()}
    return not lines or unit.line_id in lines


def _figure(asked, said, bodies):
    units = bodies if asked.units is None else asked.units
    if asked.units is None:
        units = [unit for unit in units if reports(unit, asked.indicator) and _own_months(unit, asked.months)]
    parts = (
        unit_figure(
            asked.indicator.rule,
            unit,
            said.get((asked.indicator.pk, unit.pk), []),
            _own_months(unit, asked.months),
            due=_own_months(unit, _due(asked.months)),
        )
        for unit in units
    )
    return Figure(rule=asked.indicator.rule, months=asked.months, units=tuple(parts))


def _due(months):
    """The months that are over: the running one is not missing yet, unless it is the only one asked for."""
    return [month for month in months if month.ends_on < dates.today()] or months


def _own_months(unit, months):
    """The months on some day of which the unit was in being."""
    return [
        month
        for month in months
        if (unit.valid_from is None or unit.valid_from <= month.ends_on)
        and (unit.valid_to is None or unit.valid_to >= month.starts_on)
    ]


def _bodies(asked):
    """The units that may report any of these, in the order of lists: one query, none where all are named."""
    open_ones = [it for it in asked if it.units is None]
    months = [month for it in open_ones for month in it.months]
    if not months:
        return []
    localities = {it.indicator.locality_id for it in open_ones}
    units = Unit.objects.filter(locality__in=localities).exclude(level__in=Unit.OUTSIDE)
    return list(units.during(min(months).starts_on, max(months).ends_on).for_list())


def _said(asked):
    """{(indicator, unit): [Said, …]} of the months asked for, with what came before where figures run on."""
    months = {month for it in asked for month in it.months}
    for it in asked:
        if it.indicator.is_cumulative:
            months |= {Month(month.year, number) for month in it.months for number in range(1, month.month)}
    values = IndicatorValue.objects.counted().filter(indicator__in={it.indicator.pk for it in asked})
    said = {}
    for row in values.in_months(months).order_by("pk").values_list(*SAID_COLUMNS, named=True):
        said.setdefault((row.indicator_id, row.unit_id), []).append(_as_said(row))
    return said


def _as_said(row):
    return Said(
        pk=row.pk,
        month=Month(row.year, row.month),
        amount=None if row.value is None else Amount(row.value, row.second_value, row.denominator),
        text=row.text,
        note=row.note,
        state=row.state,
        entered_by=row.entered_by__person__full_name or row.entered_by__username,
        entered_at=row.entered_at,
        is_proxy=row.is_proxy,
        is_sample=row.is_sample,
    )
