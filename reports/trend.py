"""The figures of a ward over eight quarters, as columns that can be read in black and white."""

from django.utils.safestring import SafeString
from django.utils.text import capfirst

from indicators.figures import Asked, figures
from indicators.known_indicators import JOINED, TOTAL
from indicators.models import Indicator
from indicators.trend_chart import Bars, Column, trend_chart
from wardportal.dates import Period

QUARTERS = 8
# What a committee looks at over the years, where the ward counts it.
FOLLOWED = (TOTAL, JOINED, "tuyen-truyen")


def eight_quarters(locality, period: Period) -> list[tuple[Indicator, SafeString, list[tuple]]]:
    """[(indicator, its chart, the chart's figures as rows)]; two queries for all of them."""
    periods = [period]
    while len(periods) < QUARTERS:
        periods.insert(0, periods[0].previous())
    indicators = list(Indicator.objects.filter(locality=locality, code__in=FOLLOWED).for_list())
    found = iter(figures([Asked.of(it, each) for it in indicators for each in periods]))
    return [_of(indicator, periods, [next(found) for _ in periods]) for indicator in indicators]


def _of(indicator, periods, own):
    columns = tuple(Column(it.amount.value if it.amount else None, it.is_complete) for it in own)
    last = own[-1].amount.words if own[-1].amount else "chưa có số"
    names = [f"{each.label.removeprefix('quý ')}" for each in periods]
    chart = trend_chart(f"{indicator.name} qua tám quý", names, [Bars("Toàn phường", columns, last)])
    rows = [
        (
            capfirst(each.label),
            figure.amount.words if figure.amount else "chưa có số",
            f"{figure.reported}/{figure.total}",
        )
        for each, figure in zip(periods, own, strict=True)
    ]
    return indicator, chart, rows
