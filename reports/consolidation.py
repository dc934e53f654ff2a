"""What those below sent, gathered for who reports on: words by section, figures by their own rule.

Plain data in the words that are printed: a closed round keeps exactly what was shown (Round.snapshot).
"""

from collections import defaultdict
from dataclasses import asdict, dataclass

from indicators.figures import Asked, figures, reports
from indicators.models import Indicator
from organizations.models import Unit
from plans.models import Target
from plans.targets import progress_of
from reports.models import Adjustment, Filing, Round
from wardportal.dates import Month, PeriodKind
from wardportal.text import fold

# So many units are named beside words that they share.
MOST_NAMED = 3


@dataclass(frozen=True)
class UnitWords:
    """What one unit wrote under a heading; `when` is the month where the period has several."""

    unit_pk: int
    unit: str
    filing_pk: int
    when: str
    text: str
    # Who wrote the very same, in the order of lists: copied words are shown once.
    also: tuple[str, ...] = ()

    @property
    def whose(self):
        """ "Chi hội PN KP 1, Chi hội PN KP 3"; of many "8 đơn vị"."""
        units = dict.fromkeys([self.unit, *(name.partition(" (")[0] for name in self.also)])
        return ", ".join(units) if len(units) <= MOST_NAMED else f"{len(units)} đơn vị"


@dataclass(frozen=True)
class SectionWords:
    """One heading with the words of those below, in the order of lists; and who wrote nothing under it."""

    key: str
    title: str
    said: tuple[UnitWords, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True)
class FigurePart:
    """One of the parts a total is made of."""

    unit_pk: int
    unit: str
    place: str
    words: str
    missing: str


@dataclass(frozen=True)
class FigureRow:
    """One indicator: the total, what it is compared with, and the parts it is made of."""

    pk: int
    code: str
    name: str
    measure: str
    words: str
    formula: str
    previous: str
    year_before: str
    cumulative: str
    targets: tuple[str, ...]
    reported: int
    total: int
    parts: tuple[FigurePart, ...]
    # The parts of each khu phố together: {its name: words}.
    places: dict[str, str]


@dataclass(frozen=True)
class Standing:
    """Phải báo cáo, đã gửi, đã nhận, chưa gửi: of filings, by the round they belong to."""

    pk: int
    name: str
    asked: int
    sent: int
    accepted: int
    missing: tuple[str, ...]

    @property
    def line(self):
        """ "7/8 đã gửi; chưa gửi: Chi hội PN KP 5"."""
        told = f"{self.sent}/{self.asked} đã gửi"
        return f"{told}; chưa gửi: {', '.join(self.missing)}" if self.missing else told


@dataclass(frozen=True)
class AdjustmentRow:
    unit: str
    period: str
    indicator: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class Consolidation:
    standings: tuple[Standing, ...]
    sections: tuple[SectionWords, ...]
    figures: tuple[FigureRow, ...]
    adjustments: tuple[AdjustmentRow, ...]

    @property
    def empty_titles(self):
        """The headings under which nobody wrote anything."""
        return [section.title for section in self.sections if not section.said]

    def as_data(self) -> dict:
        """As JSON keeps it; `from_data` gives it back."""
        return asdict(self)

    @classmethod
    def from_data(cls, data) -> "Consolidation":
        return cls(
            standings=tuple(Standing(**{**it, "missing": tuple(it["missing"])}) for it in data["standings"]),
            sections=tuple(
                SectionWords(
                    key=it["key"],
                    title=it["title"],
                    said=tuple(UnitWords(**{**said, "also": tuple(said["also"])}) for said in it["said"]),
                    silent=tuple(it["silent"]),
                )
                for it in data["sections"]
            ),
            figures=tuple(
                FigureRow(
                    **{
                        **it,
                        "targets": tuple(it["targets"]),
                        "parts": tuple(FigurePart(**part) for part in it["parts"]),
                    }
                )
                for it in data["figures"]
            ),
            adjustments=tuple(AdjustmentRow(**it) for it in data["adjustments"]),
        )


def of_round(round_) -> Consolidation:
    """What one round came to; of a closed one what was frozen."""
    if round_.is_closed:
        return Consolidation.from_data(round_.snapshot)
    filings = list(round_.filings.for_list())
    return _consolidated(filings, [round_], round_.period, {it.unit_id for it in filings})


def for_receiver(receiver, period) -> Consolidation:
    """What was sent to `receiver` in the months of `period`, or for the period itself.

    The figures are those of all units whose reports flow to it, through whatever bodies stand between.
    """
    opened = Round.objects.opened().filter(locality_id=receiver.locality_id)
    rounds = list(opened.within(period).for_list())
    filings = list(Filing.objects.filter(round__in=rounds).for_list())
    desks = desks_of(receiver)
    own = [it for it in filings if it.receiver_id in desks]
    direct = {it.round_id for it in own}
    return _consolidated(own, [it for it in rounds if it.pk in direct], period, _flows(filings, desks))


def desks_of(unit) -> set[int]:
    """Where reports to the unit arrive: itself, and its offices (what is sent to those is sent to it)."""
    offices = Unit.objects.filter(parent=unit, level=Unit.Level.WARD, line=unit.line_id)
    return {unit.pk, *offices.values_list("pk", flat=True)}


def _flows(filings, desks) -> set[int]:
    """The units whose reports reach one of the desks, directly or by others; the desks among them."""
    senders = defaultdict(set)
    for filing in filings:
        senders[filing.receiver_id].add(filing.unit_id)
    found, waiting = set(desks), list(desks)
    while waiting:
        for unit_pk in senders[waiting.pop()] - found:
            found.add(unit_pk)
            waiting.append(unit_pk)
    return found


def _consolidated(filings, rounds, period, unit_pks) -> Consolidation:
    return Consolidation(
        standings=tuple(_standing(round_, filings) for round_ in rounds),
        sections=_sections(filings, rounds),
        # Figures are entered month by month; who is asked out of turn tells what there is in words.
        figures=() if period.kind == PeriodKind.AD_HOC else _figures(period, unit_pks),
        adjustments=_adjustments(rounds),
    )


def _standing(round_, filings) -> Standing:
    own = [it for it in filings if it.round_id == round_.pk and it.state != Filing.State.EXEMPT]
    return Standing(
        pk=round_.pk,
        name=str(round_),
        asked=len(own),
        sent=sum(it.is_sent for it in own),
        accepted=sum(it.state == Filing.State.ACCEPTED for it in own),
        missing=tuple(it.unit.short_name for it in own if not it.is_sent),
    )


# --- Words ---------------------------------------------------------------------------------------------


def _sections(filings, rounds) -> tuple[SectionWords, ...]:
    """The headings of all forms in their order; forms that share a heading (its key) share it here too."""
    titles, keys_of = {}, {}
    for round_ in rounds:
        keys_of[round_.pk] = [section["key"] for section in round_.sections]
        for section in round_.sections:
            titles.setdefault(section["key"], section["title"])
    has_months = len({(round_.period_kind, round_.number) for round_ in rounds}) > 1
    said, silent = defaultdict(list), defaultdict(dict)
    for filing in sorted(filings, key=lambda it: it.round.due_on):
        if not filing.is_sent:
            continue
        for key in keys_of.get(filing.round_id, ()):
            if text := filing.words.get(key, "").strip():
                said[key].append((filing, text))
            else:
                silent[key][filing.unit_id] = filing.unit.short_name
    return tuple(
        SectionWords(
            key=key,
            title=title,
            said=tuple(_unit_words(said[key], has_months)),
            silent=tuple(
                name
                for pk, name in silent[key].items()
                if pk not in {filing.unit_id for filing, _ in said[key]}
            ),
        )
        for key, title in titles.items()
    )


def _unit_words(said, has_months):
    """Each text once, with all who wrote it."""
    by_text = {}
    for filing, text in sorted(said, key=lambda it: _rank(it[0])):
        by_text.setdefault(fold(" ".join(text.split())).rstrip("."), []).append((filing, text))
    for (first, text), *others in by_text.values():
        yield UnitWords(
            unit_pk=first.unit_id,
            unit=first.unit.short_name,
            filing_pk=first.pk,
            when=first.period.label if has_months else "",
            text=text,
            also=tuple(_who(filing, has_months) for filing, _ in others),
        )


def _who(filing, has_months) -> str:
    return f"{filing.unit.short_name} ({filing.period.label})" if has_months else filing.unit.short_name


def _rank(filing):
    unit = filing.unit
    place = unit.neighbourhood.order if unit.neighbourhood else 0
    return (unit.line.order, place, unit.order, unit.name, filing.round.due_on)


# --- Figures -------------------------------------------------------------------------------------------


def _figures(period, unit_pks) -> tuple[FigureRow, ...]:
    """Every indicator that one of the units reports: a fixed number of queries, however many there are."""
    units = list(Unit.objects.filter(pk__in=unit_pks).for_list())
    if not units:
        return ()
    indicators = Indicator.objects.filter(locality_id=units[0].locality_id)
    asked = [
        (indicator, tuple(unit for unit in units if reports(unit, indicator)))
        for indicator in indicators.during(period.starts_on, period.ends_on).for_list()
    ]
    asked = [(indicator, own) for indicator, own in asked if own]
    spans = [period.months, period.previous().months, period.year_before().months, _since_january(period)]
    found = iter(
        figures([Asked(indicator, tuple(months), own) for indicator, own in asked for months in spans])
    )
    aims = _aims([indicator for indicator, _ in asked], period)
    return tuple(
        _figure_row(indicator, [next(found) for _ in spans], aims.get(indicator.pk, ()))
        for indicator, _ in asked
    )


def _since_january(period) -> list[Month]:
    return [Month(period.year, month) for month in range(1, period.months[-1].month + 1)]


def _figure_row(indicator, found, aims) -> FigureRow:
    now, previous, year_before, cumulative = found
    return FigureRow(
        pk=indicator.pk,
        code=indicator.code,
        name=indicator.name,
        measure=indicator.units_words,
        words=_words(now, indicator),
        formula=now.rule.formula,
        previous=_words(previous, indicator),
        year_before=_words(year_before, indicator),
        cumulative=_words(cumulative, indicator),
        targets=aims,
        reported=now.reported,
        total=now.total,
        parts=tuple(_figure_part(part, indicator) for part in now.units),
        places=_places(now),
    )


def _places(figure) -> dict[str, str]:
    amounts = defaultdict(list)
    for part in figure.units:
        if part.amount is not None and part.unit.neighbourhood:
            amounts[part.unit.neighbourhood.name].append(part.amount)
    return {name: sum(own[1:], own[0]).words for name, own in amounts.items()}


def _words(figure, indicator) -> str:
    if not indicator.is_numeric:
        return f"{figure.reported} nội dung" if figure.reported else "–"
    return figure.amount.words if figure.amount else "–"


def _figure_part(part, indicator) -> FigurePart:
    if not indicator.is_numeric:
        words = "; ".join(it.text for it in part.said)
    elif part.amount:
        words = part.amount.words
    else:
        words = "chưa tính được" if part.is_reported else "chưa có số"
    place = part.unit.neighbourhood.name if part.unit.neighbourhood else ""
    return FigurePart(
        unit_pk=part.unit.pk,
        unit=part.unit.short_name,
        place=place,
        words=words,
        missing=", ".join(month.label for month in part.missing),
    )


def _aims(indicators, period) -> dict[int, tuple[str, ...]]:
    """{indicator's pk: its targets of issued plans with how far they are by the end of the period}."""
    targets = Target.objects.filter(indicator__in=indicators, plan__document__state="issued").for_list()
    found = defaultdict(list)
    for it in progress_of(targets, period.ends_on):
        found[it.target.indicator_id].append(f"{it.target.title}: {it.words}")
    return {pk: tuple(words) for pk, words in found.items()}


def _adjustments(rounds) -> tuple[AdjustmentRow, ...]:
    found = Adjustment.objects.filter(told_in__in=rounds).select_related(
        "filing__unit", "filing__round", "indicator"
    )
    return tuple(
        AdjustmentRow(
            unit=it.filing.unit.short_name,
            period=it.filing.period.label,
            indicator=it.indicator.name,
            before=it.before,
            after=it.after,
            reason=it.reason,
        )
        for it in found
    )
