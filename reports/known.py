"""What the portal knows already, so that nobody types it again: figures, and words written elsewhere."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import islice

from django.db.models import Count, Q

from activities.models import Difficulty, GoodPractice, Opinion, Supervision
from indicators.aggregation import Amount
from indicators.models import Indicator
from meetings.models import Attendance, Meeting
from plans.models import ProgressEntry
from reports.installing import DIFFICULTIES, MEETINGS, OPINIONS, PRACTICES, PROGRESS, SUPERVISIONS
from reports.models import Filing
from reports.results import last_day
from reports.wording import sentence
from wardportal import dates
from wardportal.addresses import address
from wardportal.dates import PeriodKind

# So many sentences are offered under one heading.
MOST_OFFERED = 12


@dataclass(frozen=True)
class Fact:
    """One figure the portal knows: how much, out of what, and where that can be looked up."""

    amount: Amount
    source: str
    url: str


@dataclass(frozen=True)
class Suggestion:
    """A sentence that the unit wrote elsewhere, ready for its report."""

    text: str
    source: str


class Known:
    """What is known of one unit in one span of days; meetings and progress are read once for both uses."""

    def __init__(self, unit, span):
        self.unit, self.days = unit, (span.starts_on, last_day(span))
        self.span = span

    @cached_property
    def meetings(self):
        """Those the unit held, with the counts of who came, who was asked and which members were there."""
        there = [Attendance.Presence.PRESENT, Attendance.Presence.PROXY]
        held = Meeting.objects.to_be_held().held_between(*self.days).filter(host_unit=self.unit)
        return held.annotate(
            came=Count("attendances", filter=Q(attendances__presence__in=Attendance.CAME)),
            asked=Count("attendances", filter=~Q(attendances__presence=Attendance.Presence.GUEST)),
            members=Count("attendances", filter=Q(attendances__presence__in=there)),
        )

    @cached_property
    def entries(self):
        """What the unit said of its tasks, the latest first."""
        entries = ProgressEntry.objects.filter(assignment__unit=self.unit, reported_on__range=self.days)
        return entries.select_related("assignment__task").order_by("-reported_on", "-pk")

    def facts(self) -> dict[str, Fact]:
        """{Indicator.KnownAs: what is known}; two queries."""
        found = {}
        url = address("meetings:meeting_list")
        if self.meetings:
            came = sum(it.came for it in self.meetings)
            found[Indicator.KnownAs.MEETINGS] = Fact(
                Amount(Decimal(len(self.meetings)), second=Decimal(came)),
                f"{len(self.meetings)} cuộc đã ghi trên cổng",
                url,
            )
        if asked := sum(it.asked for it in self.meetings):
            members = sum(it.members for it in self.meetings)
            found[Indicator.KnownAs.ATTENDANCE] = Fact(
                Amount(Decimal(members), denominator=Decimal(asked)),
                f"điểm danh {len(self.meetings)} cuộc họp trên cổng",
                url,
            )
        if done := {it.assignment_id for it in self.entries if it.percent == 100}:
            url = address("organizations:unit_detail", self.unit.pk)
            found[Indicator.KnownAs.TASKS_DONE] = Fact(
                Amount(Decimal(len(done))), f"{len(done)} việc báo xong trên cổng", url
            )
        return found

    def suggestions(self, filing) -> dict[str, list[Suggestion]]:
        """{key of a section: what the unit wrote elsewhere}; a query a source."""
        wanted = {kind for section in filing.round.sections for kind in section.get("suggests", ())}
        sources = {
            kind: list(islice(SOURCES[kind](self), MOST_OFFERED)) for kind in SOURCES if kind in wanted
        }
        earlier = _months(filing)
        found = {}
        for section in filing.round.sections:
            own = [it for kind in section.get("suggests", ()) for it in sources.get(kind, [])]
            offered = {it.text: it for it in [*earlier[section["key"]], *own]}
            if offered:
                found[section["key"]] = list(offered.values())[:MOST_OFFERED]
        return found


def _months(filing):
    """What the unit wrote under the same headings in the months of a longer period."""
    found = defaultdict(list)
    if filing.period.kind == PeriodKind.MONTH:
        return found
    months = [month.month for month in filing.period.months]
    earlier = Filing.objects.sent().filter(
        unit=filing.unit,
        round__period_kind=PeriodKind.MONTH,
        round__year=filing.period.year,
        round__number__in=months,
    )
    for it in earlier.select_related("round").order_by("round__number"):
        for key, text in it.words.items():
            found[key].append(Suggestion(text, f"báo cáo {it.period.label}"))
    return found


def _progress(known):
    for it in known.entries:
        if it.text:
            source = f"{it.assignment.task.title}, ngày {dates.short_date(it.reported_on)}"
            yield Suggestion(sentence(it.text), source)


def _meetings(known):
    for it in known.meetings:
        came = f", {it.came} người dự" if it.came else ""
        yield Suggestion(
            f"Tổ chức {it.kind_name[:1].lower()}{it.kind_name[1:]} “{it.title}” ngày "
            f"{dates.short_date(it.held_on)}{came}.",
            "sổ hội nghị",
        )


def _difficulties(known):
    for it in Difficulty.objects.filter(unit=known.unit, raised_on__range=known.days).order_by("-raised_on"):
        yield Suggestion(
            " ".join(filter(None, [sentence(it.text), it.proposal and f"Đề nghị: {sentence(it.proposal)}"])),
            f"khó khăn nêu ngày {dates.short_date(it.raised_on)}",
        )


def _opinions(known):
    for it in Opinion.objects.filter(unit=known.unit, noted_on__range=known.days).order_by(
        "-noted_on", "-pk"
    ):
        yield Suggestion(
            " ".join(filter(None, [sentence(it.text), it.handling and f"Đã xử lý: {sentence(it.handling)}"])),
            f"phản ánh ghi ngày {dates.short_date(it.noted_on)}",
        )


def _practices(known):
    for it in GoodPractice.objects.filter(unit=known.unit).in_period(known.span).order_by("-pk"):
        yield Suggestion(
            f"{it.get_kind_display().capitalize()} “{it.title}”. {sentence(it.results)}".strip(),
            "sổ mô hình, điển hình",
        )


def _supervisions(known):
    for it in Supervision.objects.filter(lead_unit=known.unit, held_on__range=known.days).order_by(
        "-held_on"
    ):
        yield Suggestion(
            f"{it.get_kind_display().capitalize()}: {it.title}. {sentence(it.result)}".strip(),
            f"ngày {dates.short_date(it.held_on)}",
        )


SOURCES = {
    PROGRESS: _progress,
    MEETINGS: _meetings,
    DIFFICULTIES: _difficulties,
    OPINIONS: _opinions,
    PRACTICES: _practices,
    SUPERVISIONS: _supervisions,
}
