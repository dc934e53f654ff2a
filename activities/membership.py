"""Members by neighbourhood and month: what the branches entered, as plain data for the page and for reports.

The figures are indicators, found by the codes of indicators/known_indicators.py; a ward that counts one of
them otherwise keeps its code, one that does not count it has no figure there.
"""

from dataclasses import dataclass

from activities.models.gatherings import Gathering
from indicators import known_indicators as codes
from indicators.aggregation import OF_LAST_MONTH, Amount, Figure
from indicators.figures import Asked, begun, figures
from indicators.models import Indicator
from organizations.models import Line, Locality, Neighbourhood, Unit
from wardportal import dates
from wardportal.dates import Month, Period
from wardportal.numbers import office_number

CODES = [
    codes.JOINED,
    codes.LEFT,
    codes.TOTAL,
    codes.WOMEN,
    codes.YOUNG,
    codes.PARTY_MEMBERS,
    codes.GATHERED,
]


@dataclass(frozen=True)
class MemberRow:
    """One neighbourhood, or all of them (`neighbourhood` None): members of a line, or of all lines together.

    Each figure is an Amount, None where nobody entered it; `rate` has the numerator and the denominator.
    """

    neighbourhood: Neighbourhood | None
    joined: Amount | None
    left: Amount | None
    total: Amount | None
    women: Amount | None
    young: Amount | None
    party: Amount | None
    rate: Amount | None
    forms: dict[str, int]
    completeness: str
    is_sample: bool

    @property
    def form_count(self):
        return sum(self.forms.values())


def gathering_rows(locality: Locality, period: Period, line: Line | None = None) -> list[MemberRow]:
    """A row a neighbourhood and a last one for the ward; as many queries whatever their number.

    Members over the period by each indicator's own rule; forms of gathering as of the period's last day, or
    of today while it runs.
    """
    day = min(period.ends_on, dates.today())
    places = list(Neighbourhood.objects.filter(locality=locality).current(day))
    units = _branches(locality, period.starts_on, day, line)
    indicators = _indicators(locality)
    forms = _forms(locality, day, line)
    groups = [[unit for unit in units if unit.neighbourhood_id == place.pk] for place in places]
    asked = [
        Asked.of(indicator, period, _asked_of(indicator, group))
        for group in [*groups, units]
        for indicator in indicators.values()
    ]
    found = iter(figures(asked))
    return [_row(place, {code: next(found) for code in indicators}, forms) for place in [*places, None]]


def _branches(locality, first, last, line):
    units = Unit.objects.filter(locality=locality).branches().during(first, last)
    return list((units.filter(line=line) if line else units).for_list())


def _indicators(locality):
    """{code: indicator} in the order of CODES, those that the locality has."""
    found = Indicator.objects.filter(locality=locality, code__in=CODES).prefetch_related("lines")
    by_code = {indicator.code: indicator for indicator in found}
    return {code: by_code[code] for code in CODES if code in by_code}


def _asked_of(indicator, units):
    """Those of the units whose line reports the indicator."""
    lines = {line.pk for line in indicator.lines.all()}
    return [unit for unit in units if not lines or unit.line_id in lines]


def _forms(locality, day, line):
    """{neighbourhood: {kind: count}} of what was active on that day."""
    active = Gathering.objects.filter(locality=locality).active(day)
    if line:
        active = active.filter(lead_unit__line=line)
    counted = {}
    for place, kind in active.values_list("neighbourhood_id", "kind"):
        kinds = counted.setdefault(place, {})
        kinds[kind] = kinds.get(kind, 0) + 1
    return counted


def _row(place, found: dict[str, Figure], forms):
    amounts = {code: found[code].amount if code in found else None for code in CODES}
    totals = found.get(codes.TOTAL)
    return MemberRow(
        neighbourhood=place,
        joined=amounts[codes.JOINED],
        left=amounts[codes.LEFT],
        total=amounts[codes.TOTAL],
        women=amounts[codes.WOMEN],
        young=amounts[codes.YOUNG],
        party=amounts[codes.PARTY_MEMBERS],
        rate=amounts[codes.GATHERED],
        forms=forms.get(place.pk, {}) if place else _added(forms.values()),
        completeness=totals.completeness if totals else "",
        is_sample=any(figure.is_sample for figure in found.values()),
    )


def _added(counts):
    total = {}
    for kinds in counts:
        for kind, count in kinds.items():
            total[kind] = total.get(kind, 0) + count
    return total


@dataclass(frozen=True)
class Point:
    """One month of a trend: the amount (None: no unit entered), and whether every unit entered that month."""

    month: Month
    amount: Amount | None
    is_complete: bool


@dataclass(frozen=True)
class Trend:
    """One indicator in one neighbourhood, or in all of them, month by month."""

    name: str
    points: tuple[Point, ...]
    # What stands at a month's end (members), not what happened within it (new members).
    is_stock: bool

    @property
    def told(self):
        """The points of the months in which something was entered."""
        return [point for point in self.points if point.amount is not None]

    @property
    def last(self):
        """The newest amount; None where nothing was entered all year."""
        return self.told[-1].amount if self.told else None

    @property
    def change(self):
        """ "+24 từ T1", "−3 từ T2", "+2,1 điểm % từ T1": the newest beside the first that was told.

        Empty where fewer than two months were told, and of what happens month by month.
        """
        if not self.is_stock or len(self.told) < 2:
            return ""
        first = self.told[0]
        is_ratio = first.amount.percent is not None and self.last.percent is not None
        before, now = (it.percent if is_ratio else it.value for it in (first.amount, self.last))
        sign = "+" if now > before else "−" if now < before else "±"
        unit = " điểm %" if is_ratio else ""
        return f"{sign}{office_number(abs(now - before))}{unit} từ T{first.month.month}"


def trends(locality, year: int, code: str, line: Line | None = None) -> list[Trend]:
    """A trend a neighbourhood and a last one for the ward, over the months of the year that have begun.

    What stands at a month's end (members) is each unit's newest figure by then, so that a silent branch does
    not look as if its members had left; the month is marked as not complete instead.
    """
    months = begun(Period.parse(f"{year:04}").months)
    indicator = _indicators(locality).get(code)
    if indicator is None or not months:
        return []
    places = list(Neighbourhood.objects.filter(locality=locality).current(months[-1].starts_on))
    units = _asked_of(indicator, _branches(locality, months[0].starts_on, months[-1].ends_on, line))
    groups = {place.name: [it for it in units if it.neighbourhood_id == place.pk] for place in places}
    groups["Cả phường"] = units
    is_stock = indicator.rule.aggregation in OF_LAST_MONTH
    asked = [
        Asked(indicator, months[: end + 1] if is_stock else (month,), tuple(group))
        for group in groups.values()
        for end, month in enumerate(months)
    ]
    found = iter(figures(asked))
    return [Trend(name, tuple(_point(month, next(found)) for month in months), is_stock) for name in groups]


def _point(month, figure):
    told = sum(any(said.month == month for said in part.said) for part in figure.units)
    return Point(month, figure.amount if told else None, told == figure.total)
