"""A period's whole set of papers, in the order in which it is bound: from the committee down to the branches.

Each is a Paper with its drawings; rendering them is the workers' business (reports/rendering.py).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.text import capfirst

from documents.composing import compose, issuer_lines, superior_lines
from documents.heading_numbers import renumbered
from documents.models import Document, DocumentAnnex, FormatProfile
from documents.number_symbol import NumberSymbol
from documents.paper import Paper, blank_place_date
from indicators.figures import Asked, figures, reports
from indicators.models import Indicator
from organizations.models import Neighbourhood, Unit
from reports import annexes, filing_paper, own_reports
from reports.blocks import paragraph, table
from reports.consolidation import for_receiver
from reports.models import Filing, FilingVersion, Round
from reports.models.filings import figure_in_words
from reports.results import last_day
from wardportal import dates
from wardportal.dates import Period, PeriodKind
from wardportal.sheets import Column, sheet

COMMITTEE, BODIES, PLACES, BRANCHES = (
    "1. Báo cáo tổng hợp",
    "2. Tổ chức của phường",
    "3. Từng khu phố",
    "4. Đơn vị ở khu phố",
)


@dataclass(frozen=True)
class Leaf:
    """One paper of the set: in which folder, called what, what is printed."""

    folder: str
    name: str
    paper: Paper
    drawings: dict = field(default_factory=dict)

    @property
    def filename(self):
        return f"{self.name}".replace("/", "-")[:120]


def whole_set(locality, period: Period) -> Iterator[Leaf]:
    """The papers of `period`, one after another; raises ValidationError where no layout is in force."""
    filings = list(
        _filings(locality, period).for_list().select_related("unit__locality", "round__duty__outline")
    )
    versions = _last_versions(filings)
    own = [it for it in filings if it.unit.level == Unit.Level.WARD and it.period == period]
    for filing in sorted(own, key=_from_the_top):
        # Of the committee there is a paper in any case: it names who has not sent.
        if not (filing.is_sent or filing.draft or filing.document or _is_committee(filing.unit)):
            continue
        folder = COMMITTEE if _is_committee(filing.unit) else BODIES
        yield Leaf(folder, filing.unit.name, *_ward_paper(filing, versions.get(filing.pk)))
    units = _branches(locality, period)
    told = _figures(locality, units, period)
    layouts = {}
    # What is asked out of turn is about one matter, not about a place.
    if period.kind != PeriodKind.AD_HOC:
        yield from _places(locality, period, units, filings, told, layouts)
    by_unit = defaultdict(list)
    for filing in filings:
        if filing.unit.level == Unit.Level.NEIGHBOURHOOD and filing.pk in versions:
            by_unit[filing.unit_id].append(filing)
    for unit in units:
        if own_ones := by_unit.get(unit.pk):
            yield _branch(unit, own_ones, versions, period, told, layouts)


def _branches(locality, period) -> list[Unit]:
    units = Unit.objects.filter(locality=locality).branches().during(*_days(period))
    return list(units.for_list().select_related("line", "neighbourhood", "locality", "parent__locality"))


def _filings(locality, period):
    return Filing.objects.filter(round__in=Round.objects.filter(locality=locality).within(period))


def _last_versions(filings) -> dict[int, FilingVersion]:
    later = FilingVersion.objects.filter(filing=OuterRef("filing"), number__gt=OuterRef("number"))
    last = FilingVersion.objects.filter(filing__in=filings).filter(~Exists(later))
    return {it.filing_id: it for it in last}


def _days(period):
    return period.starts_on, period.ends_on


def _is_committee(unit) -> bool:
    return unit.format_family == unit.FormatFamily.PARTY and bool(unit.parent and unit.parent.is_outside)


def _from_the_top(filing):
    unit = filing.unit
    return (not _is_committee(unit), -filing.due_on.toordinal(), unit.line.order, unit.order)


# --- The ward's bodies ---------------------------------------------------------------------------------


def _ward_paper(filing, version) -> tuple[Paper, dict]:
    """The numbered paper where there is one; else the report as it stands, with its annexes."""
    if filing.document is not None:
        document = Document.objects.select_related("issuer__parent", "doc_type", "locality").get(
            pk=filing.document_id
        )
        return document.as_paper, document.drawings
    whole = for_receiver(filing.unit, filing.period)
    document = own_reports.unsaved(filing)
    printed = own_reports.printed(filing, whole)
    document.inserts = {mark: html or paragraph("(chưa ghi)") for mark, html in printed.items()}
    extra, drawings = annexes.of(filing.unit, filing.period, whole)
    layout = document.layout_on(dates.today())
    rows = [DocumentAnnex(title=it.title, body=it.html, is_landscape=it.is_landscape) for it in extra]
    return compose(document, layout, annexes=rows, today=dates.today()), drawings


# --- The khu phố and the branches ----------------------------------------------------------------------


def _figures(locality, units, period) -> dict:
    """{unit's pk: [(indicator, its figure of the period)]}: two queries for all of them."""
    indicators = list(Indicator.objects.filter(locality=locality).during(*_days(period)).for_list())
    asked = [(unit, it) for unit in units for it in indicators if reports(unit, it)]
    found = figures([Asked.of(it, period, [unit]) for unit, it in asked])
    told = defaultdict(list)
    for (unit, indicator), figure in zip(asked, found, strict=True):
        told[unit.pk].append((indicator, figure))
    return told


def _places(locality, period, units, filings, told, layouts):
    """A profile of each khu phố: who reports from it, what they sent, their figures."""
    state = defaultdict(list)
    for filing in filings:
        state[filing.unit_id].append(filing)
    for place in Neighbourhood.objects.filter(locality=locality).order_by("order", "pk"):
        own = [unit for unit in units if unit.neighbourhood_id == place.pk]
        if own:
            issuer = next((u for u in own if u.format_family == u.FormatFamily.PARTY), own[0])
            html = _place_body(own, state, told)
            title = f"Tình hình {place.name}, {period.label}"
            yield Leaf(PLACES, f"{place.name}", _sheet(issuer.parent or issuer, title, html, period, layouts))


def _place_body(units, state, told) -> str:
    head = [("TT", 12), ("Đơn vị", 73), ("Báo cáo đã gửi", 75)]
    rows = [
        (str(order), unit.name, "; ".join(_sent_words(it) for it in state[unit.pk]) or "không phải báo cáo")
        for order, unit in enumerate(units, start=1)
    ]
    parts = [f"<h2>Các đơn vị</h2>{table(head, rows)}", "<h2>Số liệu</h2>"]
    head = [("TT", 12), ("Chỉ số", 78), ("Đơn vị", 40), ("Số liệu", 30)]
    found = [
        (f"{indicator.name}{_measured(indicator)}", unit.short_name, _amount(indicator, figure))
        for unit in units
        for indicator, figure in told[unit.pk]
        if indicator.is_numeric
    ]
    rows = [(str(order), *row) for order, row in enumerate(found, start=1)]
    parts.append(table(head, rows) or paragraph("Không có chỉ số nào."))
    return "".join(parts)


def _sent_words(filing) -> str:
    late = filing.late_days(last_day(filing.period))
    return f"{filing.period.label}: {filing.get_state_display()}{f', chậm {late} ngày' if late else ''}"


def _measured(indicator) -> str:
    return f", {indicator.units_words}" if indicator.units_words else ""


def _amount(indicator, figure) -> str:
    if not indicator.is_numeric:
        return "; ".join(it.text for part in figure.units for it in part.said) or "–"
    return figure.amount.words if figure.amount else "chưa có số"


def _branch(unit, filings, versions, period, told, layouts) -> Leaf:
    """A branch's report as it was sent; where only its months were, they are read together."""
    last = max(filings, key=lambda it: it.due_on)
    if last.period == period:
        return Leaf(BRANCHES, unit.name, filing_paper.of_version(last, versions[last.pk]))
    sections, words = {}, defaultdict(list)
    for filing in sorted(filings, key=lambda it: it.due_on):
        for section in filing.round.sections:
            sections.setdefault(section["key"], section)
            if text := versions[filing.pk].words.get(section["key"], "").strip():
                words[section["key"]].append(f"- {capfirst(filing.period.label)}: {text}")
    read_out = FilingVersion(
        words={key: "\n".join(lines) for key, lines in words.items()},
        figures=[
            figure_in_words(indicator, _amount(indicator, figure))
            for indicator, figure in told[unit.pk]
            if figure.units and figure.units[0].is_reported
        ],
    )
    html = filing_paper.body(list(sections.values()), read_out, period)
    title = f"Tình hình, kết quả hoạt động {period.label}"
    return Leaf(BRANCHES, unit.name, _sheet(unit, title, html, period, layouts))


def _sheet(issuer, title, html, period, layouts) -> Paper:
    """A paper of `issuer` without number and signature of its own: what is read out of the data.

    `layouts` ({family: layout}) keeps what was found for the papers after it.
    """
    day = last_day(period)
    locality = issuer.locality
    if issuer.format_family not in layouts:
        layouts[issuer.format_family] = FormatProfile.objects.layout_of(issuer, day)
    layout = layouts[issuer.format_family]
    number = NumberSymbol(None, "", "BC", issuer.symbol, issuer.format_family)
    return Paper(
        layout=layout,
        title=f"{title} – {issuer.name}"[:250],
        superior=superior_lines(issuer, locality),
        issuer=issuer_lines(issuer),
        number=number.printed(layout.number_prefix),
        place_date=blank_place_date(locality.place_name, day),
        type_name="Báo cáo",
        abstract=title,
        body_html=renumbered(html, layout.labels),
        archive=f"{layout.archive_prefix}{issuer.paper_archive or issuer.short_name}",
    )


def figures_book(locality, period) -> bytes:
    """The figures of all branches as a spreadsheet: an indicator and unit a row."""
    units = _branches(locality, period)
    told = _figures(locality, units, period)
    columns = [Column("Chỉ số", 44), Column("Đơn vị tính", 22), Column("Khu phố", 14), Column("Đơn vị", 30)]
    columns += [Column("Số", 14), Column("Số thứ hai", 14), Column("Mẫu số", 14)]
    rows = [
        (
            indicator.name,
            indicator.units_words,
            unit.neighbourhood.name,
            unit.name,
            figure.amount and figure.amount.value,
            figure.amount and figure.amount.second,
            figure.amount and figure.amount.denominator,
        )
        for unit in units
        for indicator, figure in told[unit.pk]
        if indicator.is_numeric
    ]
    return sheet(f"Số liệu {period.label}", columns, rows)


def require_known(locality, slug) -> Period:
    """The period of "2017-Q3"; ValidationError in words for the terminal where it is none."""
    try:
        period = Period.parse(slug.lower())
    except ValueError as error:
        raise ValidationError(str(error)) from error
    if period.starts_on > dates.today():
        raise ValidationError(f"{period.label} chưa bắt đầu.")
    if not _filings(locality, period).exists():
        raise ValidationError(f"{locality} chưa mở đợt báo cáo nào của {period.label}.")
    return period
