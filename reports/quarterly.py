"""Báo cáo quý: what became of a plan by the end of a period, as plain data for the page and for the paper.

Everything is read as it stood on one day, the period's last (today while the period still runs): a report of
last spring does not know what was said in summer.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from documents.models import Document, DocumentLink, texts_of
from meetings.models import Conclusion
from organizations.models import Unit
from plans.models import Plan
from plans.progress import Progress
from reports.difficulties import DifficultyResult, difficulties_about, difficulty_result
from reports.results import (
    PlaceResult,
    Tally,
    TaskResult,
    given_by,
    last_day,
    neighbourhoods_at,
    of_plans,
    parts_of,
    places_of,
    task_result,
    turn_back,
)
from reports.sent import Sent
from reports.solutions import MeetingResult, meetings_of
from reports.wording import cited, in_text
from wardportal.dates import Period, PeriodKind


@dataclass(frozen=True)
class PlanQuarter:
    """The report of one plan and one period."""

    plan_pk: int
    period: Period
    as_of: date
    title: str
    issuer: str
    citation: str
    short_citation: str
    basis: tuple[str, ...]
    place_word: str
    tally: Tally
    tasks: tuple[TaskResult, ...]
    places: tuple[PlaceResult, ...]
    ward: PlaceResult
    meetings: tuple[MeetingResult, ...]
    difficulties: tuple[DifficultyResult, ...]
    is_sample: bool

    formula = Progress.FORMULA

    @property
    def missing(self):
        """The khu phố that have not sent: a unit with unfinished work said nothing about any of it."""
        return [place for place in self.places if place.sent.is_missing]

    @property
    def partly(self):
        """The khu phố where every unit said something, but not about all its unfinished work."""
        return [place for place in self.places if place.sent == Sent.PARTLY]

    @property
    def given_places(self):
        return [place for place in self.places if place.is_given]

    @property
    def missing_line(self):
        """ "2/8 khu phố chưa gửi"; counted among those that were given something."""
        return f"{len(self.missing)}/{len(self.given_places)} {self.place_word} chưa gửi"

    @property
    def unit_count(self):
        return len({part.unit for part in self.tally.parts})

    @property
    def has_words_of_ward(self):
        return any(task.words_of_ward for task in self.tasks)

    @property
    def difficulty_groups(self):
        """[(heading, its difficulties)] as the office lists them, without the empty ones."""
        on_tasks = [difficulty for difficulty in self.difficulties if not difficulty.is_at_large]
        groups = [
            ("Đã được trả lời trong kỳ", [it for it in on_tasks if it.answered_on]),
            ("Đang chờ trả lời", [it for it in on_tasks if not it.answered_on]),
            ("Khó khăn khác của các đơn vị", [it for it in self.difficulties if it.is_at_large]),
        ]
        return [(heading, difficulties) for heading, difficulties in groups if difficulties]


def issued_plans():
    """The plans that are reported on, with what a report says of their papers."""
    plans = Plan.objects.filter(document__state=Document.State.ISSUED).defer(*texts_of("document"))
    return plans.select_related("document__issuer__parent", "document__doc_type", "document__locality")


def plan_quarter(plan, period) -> PlanQuarter:
    """The report of `plan` (one of `issued_plans()`) for `period`; as many queries for 30 tasks as for 3."""
    as_of = last_day(period)
    tasks = given_by(plan.tasks.for_matrix(), as_of)
    conclusions = list(
        Conclusion.objects.filter(meeting__plans=plan, meeting__starts_at__date__lte=as_of)
        .for_list()
        .order_by("meeting__starts_at", "meeting", "order")
    )
    for conclusion in conclusions:
        conclusion.follow_up = given_by(conclusion.follow_up, as_of)
    follow_up = [task for conclusion in conclusions for task in conclusion.follow_up]
    has_sample_entries = turn_back([*tasks, *follow_up], period, as_of)
    loose = [task for task in follow_up if task.plan_id is None]
    difficulties = list(
        difficulties_about([plan], tasks, loose, as_of).exclude(answered_on__lt=period.starts_on)
    )
    locality = plan.document.locality
    parts = [part for task in tasks for part in parts_of(task, as_of)]
    *places, ward = places_of(parts, neighbourhoods_at(locality, as_of, parts), period)
    citation = cited(plan.document)
    return PlanQuarter(
        plan_pk=plan.pk,
        period=period,
        as_of=as_of,
        title=f"Báo cáo {period.label} về kết quả thực hiện {citation}",
        issuer=in_text(plan.document),
        citation=citation,
        short_citation=f"{plan.document.doc_type} {plan.document.code}",
        basis=_basis(plan.document),
        place_word=locality.neighbourhood_word,
        tally=Tally(tuple(parts)),
        tasks=tuple(task_result(task, as_of) for task in tasks),
        places=tuple(places),
        ward=ward,
        meetings=meetings_of(conclusions),
        difficulties=tuple(difficulty_result(difficulty, as_of) for difficulty in difficulties),
        is_sample=has_sample_entries or any(it.is_sample for it in [*tasks, *follow_up, *difficulties]),
    )


def sending(plans, period) -> dict[int, tuple[PlaceResult, ...]]:
    """{plan's pk: its khu phố, then the ward's own bodies} for all `plans` of one locality at once."""
    if not plans:
        return {}
    as_of = last_day(period)
    tasks = given_by(of_plans(plans), as_of)
    turn_back(tasks, period, as_of)
    parts = defaultdict(list)
    for task in tasks:
        parts[task.plan_id] += parts_of(task, as_of)
    everywhere = [part for own in parts.values() for part in own]
    neighbourhoods = neighbourhoods_at(plans[0].document.locality, as_of, everywhere)
    return {plan.pk: places_of(parts[plan.pk], neighbourhoods, period) for plan in plans}


def quarters(since, until) -> list[Period]:
    """The quarters before the quarter `until`, newest first, back to the one around the day `since`."""
    first = Period.containing(since, PeriodKind.QUARTER)
    found, period = [], until.previous()
    while period.starts_on >= first.starts_on:
        found.append(period)
        period = period.previous()
    return found


def _basis(document) -> tuple[str, ...]:
    """The papers of the superior that this one makes concrete, in full."""
    links = (
        document.links_up.filter(kind__in=[DocumentLink.Kind.IMPLEMENTS, DocumentLink.Kind.BASIS])
        .filter(target__issuer__level=Unit.Level.SUPERIOR)
        .select_related("target__issuer", "target__doc_type", "target__locality")
        .order_by(F("target__issued_on").asc(nulls_last=True), "pk")
    )
    return tuple(cited(link.target) for link in links)
