"""The period a page of figures is about: read from its address, and the ones beside it that it leads to."""

from dataclasses import dataclass

from django.http import Http404

from wardportal import dates
from wardportal.dates import Month, Period, PeriodKind


def period_or_404(slug) -> Period:
    """The period of an address; Http404 where it is none, or where it has not begun."""
    try:
        period = Period.parse(slug)
    except ValueError as error:
        raise Http404(str(error)) from error
    if period.starts_on > dates.today():
        raise Http404(f"{period.label} chưa bắt đầu.")
    return period


def month_of(period) -> Month | None:
    """The month a period is; None of a longer one."""
    return period.months[0] if period.kind == PeriodKind.MONTH else None


def month_or_404(period) -> Month:
    """The month a period is; Http404 of a longer one."""
    month = month_of(period)
    if month is None:
        raise Http404("Số liệu được nhập theo từng tháng.")
    return month


def this_month() -> Period:
    return Period.containing(dates.today(), PeriodKind.MONTH)


def month_to_fill() -> Period:
    """The month whose figures are asked for now: the last one that is over."""
    return this_month().previous()


@dataclass(frozen=True)
class Beside:
    """The periods a page leads to: the one before, the next one if it has begun, and the longer ones."""

    previous: Period
    next: Period | None
    others: list[Period]


def beside(period) -> Beside:
    return Beside(period.previous(), _next(period), _others(period))


def _next(period):
    later = [it for it in _of_year(period.year, period.kind) if it.number > period.number]
    later += _of_year(period.year + 1, period.kind)
    return later[0] if later and later[0].starts_on <= dates.today() else None


def _others(period):
    """The periods of other kinds around its last day that counts, from the shortest to the year."""
    day = min(period.ends_on, dates.today())
    kinds = [PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR]
    around = [Period.containing(day, kind) for kind in kinds]
    whole = [Period(kind, day.year) for kind in (PeriodKind.SIX_MONTHS, PeriodKind.NINE_MONTHS)]
    return [*around[:2], *whole, around[2]]


def _of_year(year, kind):
    return [Period(kind, year, number) for number in range(1, dates.PERIODS_IN_YEAR[kind] + 1)]
