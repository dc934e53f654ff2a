"""Its rounds of reports with their figures, month after month."""

from datetime import timedelta
from decimal import Decimal

from indicators import known_indicators
from indicators.aggregation import Aggregation, Kind
from indicators.models import Indicator, IndicatorValue
from reports.models import Filing, FilingVersion, ReportDuty, ReportOutline, Round
from reports.models.filings import figure_in_words
from wardportal import dates
from wardportal.dates import PeriodKind
from wardportal.demo.large.ward import BATCH, BODIES, INDICATORS, SAID, at_hour

SECTIONS = ("tinh-hinh", "tuyen-truyen", "nhiem-vu")


def indicators(ward):
    ward.indicators = known_indicators.install(ward.locality, is_sample=True)[:INDICATORS]
    more = INDICATORS - len(ward.indicators)
    ward.indicators += Indicator.objects.bulk_create(
        Indicator(
            locality=ward.locality,
            code=f"them-{n}",
            name=f"Chỉ tiêu thêm {n}",
            kind=Kind.COUNT,
            measure_unit="lượt",
            aggregation=Aggregation.SUM,
            order=100 + n,
            is_sample=True,
        )
        for n in range(max(0, more))
    )
    for indicator in ward.indicators:
        indicator.lines.set({unit.line_id for unit in ward.reporting})


def filings(ward):
    """Twelve rounds a year of each of the six lines and of the ward's bodies; the last ones still collect."""
    outline = ReportOutline.objects.filter(locality=None).order_by("pk").first()
    branches = {}
    for unit in ward.branches:
        branches.setdefault(unit.line_id, []).append(unit)
    asked = [(units[0].line, units) for units in branches.values()]
    asked.append((None, [ward.units[key] for key in BODIES]))
    values, versions = [], []
    for order, (line, units) in enumerate(asked):
        duty = ReportDuty.objects.create(
            locality=ward.locality,
            level=units[0].level,
            line=line,
            period_kind=PeriodKind.MONTH,
            outline=outline,
            receiver=ward.units["office"] if line is None else None,
            due_day=20,
            order=order,
            is_sample=True,
        )
        rounds = [_round(ward, duty, period) for period in ward.months()]
        Round.objects.bulk_create(rounds)
        filings = [_filing(ward, round_, unit) for round_ in rounds for unit in units]
        Filing.objects.bulk_create(filings, batch_size=BATCH)
        for filing in filings:
            if filing.state == Filing.State.AWAITED:
                continue
            told = [_value(ward, filing, n, indicator) for n, indicator in enumerate(ward.indicators)]
            values += told
            versions.append(_version(filing, told))
    IndicatorValue.objects.bulk_create(values, batch_size=BATCH)
    FilingVersion.objects.bulk_create(versions, batch_size=BATCH)


def _round(ward, duty, period):
    round_ = Round.plan(duty, period, is_sample=True)
    round_.sections = duty.outline.sections
    round_.opened_on = round_.opens_on
    if round_.due_on < dates.today() - timedelta(days=40):
        round_.closed_at = at_hour(round_.due_on + timedelta(days=9), 9)
        round_.closed_by = ward.heads["office"]
    return round_


def _filing(ward, round_, unit):
    head = next(ward.heads[key] for key, it in ward.units.items() if it is unit)
    is_sent = round_.is_closed or unit.pk % 3 == 0
    sent_at = at_hour(min(round_.due_on, dates.today()) - timedelta(days=unit.pk % 4), 19)
    filing = Filing(
        round=round_,
        unit=unit,
        receiver=unit.parent or ward.units["office"],
        due_on=round_.due_on,
        is_sample=True,
    )
    if is_sent:
        filing.state = Filing.State.ACCEPTED if round_.is_closed else Filing.State.SUBMITTED
        filing.words = {key: SAID[n] for n, key in enumerate(SECTIONS)}
        filing.sent_at, filing.sent_by, filing.first_sent_on = sent_at, head, sent_at.date()
    if filing.state == Filing.State.ACCEPTED:
        filing.accepted_at, filing.accepted_by = sent_at + timedelta(hours=20), ward.heads["office"]
    return filing


def _value(ward, filing, n, indicator):
    period = filing.round.period
    is_ratio = indicator.kind == Kind.RATIO
    figures = {
        "value": Decimal((filing.unit_id + period.number * n) % 40 + 1),
        "denominator": Decimal(60) if is_ratio else None,
        "second_value": Decimal(25) if indicator.kind == Kind.PAIR else None,
    }
    if indicator.kind == Kind.TEXT:
        figures = {"text": SAID[n % 3]}
    is_accepted = filing.state == Filing.State.ACCEPTED
    return IndicatorValue(
        indicator=indicator,
        unit_id=filing.unit_id,
        year=period.year,
        month=period.number,
        is_share=indicator.is_share,
        state=IndicatorValue.State.ACCEPTED if is_accepted else IndicatorValue.State.FILED,
        accepted_at=filing.accepted_at,
        accepted_by=filing.accepted_by,
        entered_at=filing.sent_at,
        entered_by=filing.sent_by,
        is_sample=True,
        **figures,
    )


def _version(filing, told):
    figures = [figure_in_words(it.indicator, it.words) for it in told]
    return FilingVersion(
        filing=filing,
        number=1,
        words=filing.words,
        figures=figures,
        sent_at=filing.sent_at,
        sent_by=filing.sent_by,
    )
