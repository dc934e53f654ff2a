"""Báo cáo quý: what became of a plan by the end of a period, as plain data for the page and for the paper.

Everything is read as it stood on one day, the period's last (today while the period still runs): a report of
last spring does not know what was said in summer.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber

from activities.models import Difficulty
from documents.models import Document, DocumentLink
from meetings.models import Conclusion, Outcome, Proposal
from organizations.models import Neighbourhood, Unit
from plans.models import Assignment, Plan, ProgressEntry, Task
from plans.models.occurrences import open_dues
from plans.progress import Progress, State, assignment_state
from reports.sent import Sent, sent_state
from wardportal import dates
from wardportal.dates import Period, PeriodKind

INNER_QUOTES = str.maketrans("“”", "‘’")


@dataclass(frozen=True)
class UnitResult:
    """One assignment: how far the unit is with the task, and its latest words within the period."""

    assignment_pk: int
    task_pk: int
    task: str
    unit: str
    unit_short: str
    unit_rank: tuple[int, int]
    neighbourhood_pk: int | None
    due_on: date | None
    state: State
    percent: int
    quantity: Decimal | None
    target: Decimal | None
    reported_on: date | None
    is_reported: bool
    words: str
    words_on: date | None


@dataclass(frozen=True)
class Tally:
    """A figure that can be opened to the assignments it is made of."""

    parts: tuple[UnitResult, ...]

    @property
    def progress(self):
        return Progress(done=sum(part.state == State.DONE for part in self.parts), total=len(self.parts))

    @property
    def late(self):
        return sum(part.state == State.LATE for part in self.parts)

    @property
    def late_words(self):
        return f"{self.late} quá hạn"

    @property
    def silent(self):
        """Unfinished assignments of which nothing was said within the period."""
        return sum(part.state != State.DONE and not part.is_reported for part in self.parts)

    @property
    def silent_words(self):
        return f"{self.silent} chưa báo"


@dataclass(frozen=True)
class TaskResult:
    """One task of the plan: units done of units given, and the quantity reached where one is aimed at."""

    pk: int
    title: str
    lead_unit: str
    timing: str
    measure_unit: str
    tally: Tally
    reached: Decimal | None
    target: Decimal | None

    @property
    def words(self):
        """The parts whose unit said something within the period."""
        return [part for part in self.tally.parts if part.words]

    @property
    def words_of_ward(self):
        return [part for part in self.words if part.neighbourhood_pk is None]


@dataclass(frozen=True)
class PlaceResult:
    """One khu phố (or, without `pk`, the ward's own bodies): its tally, and who there has not sent."""

    pk: int | None
    name: str
    short_name: str
    tally: Tally
    silent_units: tuple[str, ...]
    sent: Sent

    @property
    def is_given(self):
        return bool(self.tally.parts)

    @property
    def lacking(self):
        """What is not sent: the units that said nothing, else how much of their work they left out."""
        if self.silent_units:
            return ", ".join(self.silent_units)
        return f"{self.tally.silent} lượt chưa báo" if self.tally.silent else ""


@dataclass(frozen=True)
class FollowUp:
    """A task made of an adopted solution."""

    pk: int
    title: str
    lead_unit: str
    timing: str
    progress: Progress


@dataclass(frozen=True)
class ConclusionResult:
    """An adopted solution and what became of it."""

    pk: int
    order: int
    text: str
    outcome: Outcome
    follow_up: tuple[FollowUp, ...]


@dataclass(frozen=True)
class MeetingResult:
    """A meeting that reviewed the plan, with the solutions it adopted."""

    pk: int
    kind: str
    title: str
    held_on: date
    place: str
    conclusions: tuple[ConclusionResult, ...]


@dataclass(frozen=True)
class DifficultyResult:
    """A difficulty that was raised or answered within the period, or still waits at its end."""

    pk: int
    unit: str
    text: str
    proposal: str
    raised_on: date
    answer: str
    answered_on: date | None
    days_waited: int
    # Raised on no task and brought to no meeting about this plan: by a unit that works on it, among others.
    is_at_large: bool

    @property
    def waiting(self):
        """How long it waits on the day of the report."""
        return f"đã chờ {self.days_waited} ngày" if self.days_waited else "nêu trong ngày"


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
    return Plan.objects.filter(document__state=Document.State.ISSUED).select_related(
        "document__issuer__parent", "document__doc_type", "document__locality"
    )


def plan_quarter(plan, period) -> PlanQuarter:
    """The report of `plan` (one of `issued_plans()`) for `period`; as many queries for 30 tasks as for 3."""
    as_of = last_day(period)
    tasks = _given_by(plan.tasks.for_matrix(), as_of)
    conclusions = list(
        Conclusion.objects.filter(meeting__plans=plan, meeting__starts_at__date__lte=as_of)
        .for_list()
        .order_by("meeting__starts_at", "meeting", "order")
    )
    for conclusion in conclusions:
        conclusion.follow_up = _given_by(conclusion.follow_up, as_of)
    follow_up = [task for conclusion in conclusions for task in conclusion.follow_up]
    has_sample_entries = _turn_back([*tasks, *follow_up], period, as_of)
    loose = [task for task in follow_up if task.plan_id is None]
    difficulties = list(_difficulties(plan, tasks, loose, as_of).exclude(answered_on__lt=period.starts_on))
    locality = plan.document.locality
    parts = [part for task in tasks for part in _parts(task, as_of)]
    *places, ward = _places(parts, _neighbourhoods(locality, as_of, parts), period)
    citation = cited(plan.document)
    return PlanQuarter(
        plan_pk=plan.pk,
        period=period,
        as_of=as_of,
        title=f"Báo cáo {period.label} về kết quả thực hiện {citation}",
        issuer=_in_text(plan.document),
        citation=citation,
        short_citation=f"{plan.document.doc_type} {plan.document.code}",
        basis=_basis(plan.document),
        place_word=locality.neighbourhood_word,
        tally=Tally(tuple(parts)),
        tasks=tuple(_task_result(task, as_of) for task in tasks),
        places=tuple(places),
        ward=ward,
        meetings=_meetings(conclusions),
        difficulties=tuple(_difficulty_result(difficulty, as_of) for difficulty in difficulties),
        is_sample=has_sample_entries or any(it.is_sample for it in [*tasks, *follow_up, *difficulties]),
    )


def sending(plans, period) -> dict[int, tuple[PlaceResult, ...]]:
    """{plan's pk: its khu phố, then the ward's own bodies} for all `plans` of one locality at once."""
    if not plans:
        return {}
    as_of = last_day(period)
    tasks = _given_by(Task.objects.filter(plan__in=plans).for_matrix(), as_of)
    _turn_back(tasks, period, as_of)
    parts = defaultdict(list)
    for task in tasks:
        parts[task.plan_id] += _parts(task, as_of)
    everywhere = [part for own in parts.values() for part in own]
    neighbourhoods = _neighbourhoods(plans[0].document.locality, as_of, everywhere)
    return {plan.pk: _places(parts[plan.pk], neighbourhoods, period) for plan in plans}


def quarters(since, until) -> list[Period]:
    """The quarters before the quarter `until`, newest first, back to the one around the day `since`."""
    first = Period.containing(since, PeriodKind.QUARTER)
    found, period = [], until.previous()
    while period.starts_on >= first.starts_on:
        found.append(period)
        period = period.previous()
    return found


def last_day(period) -> date:
    """The day a report of `period` stands on: its end, but never later than the business day."""
    return min(period.ends_on, dates.today())


def cited(document) -> str:
    """ "Kế hoạch số 19-KH/ĐU, ngày 25/4/2016 của Đảng ủy phường về “…”": the full form (domain/01 §1.2)."""
    return f"{document.citation} của {_in_text(document)} về {quoted(document.abstract)}"


def quoted(text) -> str:
    """In quotation marks; those that stand in it already become the inner ones."""
    return f"“{text.translate(INNER_QUOTES)}”"


def _in_text(document) -> str:
    """The issuer as running text calls it: "Đảng ủy phường", not "Đảng ủy Phường 6"."""
    locality = document.locality
    return document.issuer.name.replace(locality.name, locality.get_kind_display())


def sentence(text: str) -> str:
    """What somebody wrote, ended like a sentence."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


def _given_by(tasks, as_of) -> list[Task]:
    """The tasks that were given by that day, with what was given of them by then; one of nobody stays."""
    known = []
    for task in tasks:
        given = [assignment for assignment in task.given if assignment.assigned_on <= as_of]
        if given or not task.given:
            task.given = given
            known.append(task)
    return known


def _turn_back(tasks, period, as_of) -> bool:
    """Give every assignment of `tasks` the figures it had on `as_of`; answers whether any is sample data."""
    given = [assignment for task in tasks for assignment in task.given]
    known = ProgressEntry.objects.filter(
        assignment__task__in={task.pk for task in tasks}, reported_on__lte=as_of
    )
    dues = open_dues(given, known.said())
    entries = (
        known.annotate(age=Window(RowNumber(), partition_by="assignment", order_by=["-reported_on", "-pk"]))
        .filter(Q(age=1) | Q(reported_on__gte=period.starts_on))
        .order_by("assignment", "age")
    )
    said = defaultdict(list)
    for entry in entries:
        said[entry.assignment_id].append(entry)
    for assignment in given:
        own = said[assignment.pk]
        latest = own[0] if own else None
        assignment.percent = latest.percent if latest else 0
        assignment.quantity = latest.quantity if latest else None
        assignment.reported_on = latest.reported_on if latest else None
        assignment.occurrence_due_on = dues.get(assignment.pk)
        assignment.said = [
            entry for entry in own if entry.reported_on >= period.starts_on and not entry.is_return
        ]
    return any(entry.is_sample for own in said.values() for entry in own)


def _parts(task, as_of) -> list[UnitResult]:
    return [_unit_result(task, assignment, as_of) for assignment in task.given]


def _unit_result(task, assignment: Assignment, as_of) -> UnitResult:
    spoken = next((entry for entry in assignment.said if entry.text), None)
    return UnitResult(
        assignment_pk=assignment.pk,
        task_pk=task.pk,
        task=task.title,
        unit=assignment.unit.name,
        unit_short=assignment.unit.short_name,
        unit_rank=(assignment.unit.line.order, assignment.unit.order),
        neighbourhood_pk=assignment.unit.neighbourhood_id,
        due_on=assignment.due,
        state=assignment_state(
            percent=assignment.percent,
            reported_on=assignment.reported_on,
            due_on=assignment.due,
            day=as_of,
            occurrence_on=assignment.occurrence_due_on,
            is_accepted=_is_accepted(task, assignment, as_of),
        ),
        percent=assignment.percent,
        quantity=assignment.quantity,
        target=assignment.target_quantity,
        reported_on=assignment.reported_on,
        is_reported=bool(assignment.said),
        words=sentence(spoken.text) if spoken else "",
        words_on=spoken.reported_on if spoken else None,
    )


def _is_accepted(task, assignment, as_of) -> bool:
    """Whether the lead unit had said so by that day, where it has to."""
    accepted_on = assignment.accepted_on
    return not task.needs_acceptance or (accepted_on is not None and accepted_on <= as_of)


def _task_result(task, as_of) -> TaskResult:
    parts = tuple(_parts(task, as_of))
    return TaskResult(
        pk=task.pk,
        title=task.title,
        lead_unit=task.lead_unit.short_name,
        timing=_timing(task),
        measure_unit=task.measure_unit,
        tally=Tally(parts),
        reached=_sum(part.quantity for part in parts),
        target=_sum(part.target for part in parts),
    )


def _timing(task) -> str:
    """ "hạn 15/9/2017": a bare date beside a figure would read as the day the work was finished."""
    return f"hạn {task.timing}" if task.due_on else task.timing


def _sum(figures) -> Decimal | None:
    """The sum of what is known; None where nothing is, because no figure is not a zero."""
    known = [figure for figure in figures if figure is not None]
    return sum(known) if known else None


def _neighbourhoods(locality, day, parts):
    """Those of that day, and the former ones that `parts` lie in: the places add up to the whole."""
    given = {part.neighbourhood_pk for part in parts} - {None}
    return list(Neighbourhood.objects.filter(locality=locality).current(day, also=given))


def _places(parts, neighbourhoods, period) -> tuple[PlaceResult, ...]:
    """One result for each of `neighbourhoods`, in order, and a last one for the ward's own bodies."""
    is_over = period.ends_on < dates.today()
    here = defaultdict(list)
    for part in parts:
        here[part.neighbourhood_pk].append(part)
    named = [(place.pk, place.name, place.short_name) for place in neighbourhoods]
    return tuple(
        _place(pk, name, short_name, here[pk], is_over)
        for pk, name, short_name in [*named, (None, "Các tổ chức của phường", "Phường")]
    )


def _place(pk, name, short_name, parts, is_over) -> PlaceResult:
    tally, silent_units = Tally(tuple(parts)), _silent_units(parts)
    sent = sent_state(
        is_given=bool(parts),
        has_silent_unit=bool(silent_units),
        has_silent_work=bool(tally.silent),
        is_over=is_over,
    )
    return PlaceResult(pk, name, short_name, tally, silent_units, sent)


def _silent_units(parts) -> tuple[str, ...]:
    """The units that have unfinished work and said nothing about any of it; who has finished owes nothing."""
    spoke = {part.unit for part in parts if part.is_reported}
    owing = {part.unit: part.unit_rank for part in parts if part.state != State.DONE}
    return tuple(sorted((unit for unit in owing if unit not in spoke), key=owing.get))


def _meetings(conclusions) -> tuple[MeetingResult, ...]:
    by_meeting = defaultdict(list)
    for conclusion in conclusions:
        by_meeting[conclusion.meeting].append(conclusion)
    return tuple(
        MeetingResult(
            pk=meeting.pk,
            kind=meeting.get_kind_display(),
            title=meeting.title,
            held_on=meeting.held_on,
            place=meeting.place,
            conclusions=tuple(_conclusion_result(conclusion) for conclusion in own),
        )
        for meeting, own in by_meeting.items()
    )


def _conclusion_result(conclusion) -> ConclusionResult:
    return ConclusionResult(
        pk=conclusion.pk,
        order=conclusion.order,
        text=sentence(conclusion.text),
        outcome=conclusion.outcome,
        follow_up=tuple(
            FollowUp(
                pk=task.pk,
                title=task.title,
                lead_unit=task.lead_unit.short_name,
                timing=_timing(task),
                progress=Progress.of(task.given),
            )
            for task in conclusion.follow_up
        ),
    )


def _difficulties(plan, tasks, loose, as_of):
    """What was raised by `as_of` on the plan's tasks, brought to a meeting about it, or raised at large.

    `loose` is the meetings' follow-up that belongs to no plan: no other report would tell of it. What a unit
    raises at large is about no plan either, so it stands in the report of every plan the unit works on.
    """
    units = {assignment.unit_id for task in tasks for assignment in task.given}
    on_tasks = Q(task__plan=plan) | Q(task__in={task.pk for task in loose})
    brought = Proposal.objects.filter(
        difficulty=OuterRef("pk"), meeting__plans=plan, meeting__starts_at__date__lte=as_of
    )
    return (
        Difficulty.objects.annotate(is_brought=Exists(brought))
        .filter(on_tasks | Q(is_brought=True) | Q(task=None, unit__in=units), raised_on__lte=as_of)
        .select_related("unit")
        .order_by("raised_on", "pk")
    )


def _difficulty_result(difficulty, as_of) -> DifficultyResult:
    is_answered = difficulty.answered_on is not None and difficulty.answered_on <= as_of
    return DifficultyResult(
        pk=difficulty.pk,
        unit=difficulty.unit.name,
        text=sentence(difficulty.text),
        proposal=sentence(difficulty.proposal),
        raised_on=difficulty.raised_on,
        answer=sentence(difficulty.answer) if is_answered else "",
        answered_on=difficulty.answered_on if is_answered else None,
        days_waited=((difficulty.answered_on if is_answered else as_of) - difficulty.raised_on).days,
        is_at_large=difficulty.task_id is None and not difficulty.is_brought,
    )


def _basis(document) -> tuple[str, ...]:
    """The papers of the superior that this one makes concrete, in full."""
    links = (
        document.links_up.filter(kind__in=[DocumentLink.Kind.IMPLEMENTS, DocumentLink.Kind.BASIS])
        .filter(target__issuer__level=Unit.Level.SUPERIOR)
        .select_related("target__issuer", "target__doc_type", "target__locality")
        .order_by(F("target__issued_on").asc(nulls_last=True), "pk")
    )
    return tuple(cited(link.target) for link in links)
