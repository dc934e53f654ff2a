"""What the units did, task by task and place by place, as it stood on one day: the last of a span of time.

A span is anything with `starts_on` and `ends_on`: a dates.Period, a review. A report of last spring does not
know what was said in summer.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Window
from django.db.models.functions import RowNumber

from organizations.models import Neighbourhood
from plans.models import Assignment, ProgressEntry, Task
from plans.models.occurrences import Times, times_of
from plans.progress import Progress, State, assignment_state
from reports.sent import Sent, sent_state
from reports.wording import sentence
from wardportal import dates


@dataclass(frozen=True)
class UnitResult:
    """One assignment: how far the unit is with the task, and its latest words within the period."""

    assignment_pk: int
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
    # Given so lately that silence about it counts for nothing yet.
    is_new: bool
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
        """Unfinished assignments, not just given, of which nothing was said within the period."""
        owed = [part for part in self.parts if part.state != State.DONE and not part.is_new]
        return sum(not part.is_reported for part in owed)

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


def last_day(span) -> date:
    """The day a report of `span` stands on: its end, but never later than the business day."""
    return min(span.ends_on, dates.today())


def of_plans(plans) -> list[Task]:
    """The tasks of `plans`, with what was given of them; each knows its plan without being asked."""
    known = {plan.pk: plan for plan in plans}
    tasks = list(Task.objects.filter(plan__in=known).for_matrix())
    for task in tasks:
        task.plan = known[task.plan_id]
    return tasks


def given_by(tasks, as_of) -> list[Task]:
    """The tasks that were given by that day, with what was given of them by then; one of nobody stays."""
    known = []
    for task in tasks:
        given = [assignment for assignment in task.given if assignment.assigned_on <= as_of]
        if given or not task.given:
            task.given = given
            known.append(task)
    return known


def turn_back(tasks, span, as_of) -> bool:
    """Give every assignment of `tasks` the figures it had on `as_of`; answers whether any is sample data."""
    given = [assignment for task in tasks for assignment in task.given]
    known = ProgressEntry.objects.filter(
        assignment__task__in={task.pk for task in tasks}, reported_on__lte=as_of
    )
    times = times_of(given, known.said(), as_of)
    entries = (
        known.annotate(age=Window(RowNumber(), partition_by="assignment", order_by=["-reported_on", "-pk"]))
        .filter(Q(age=1) | Q(reported_on__gte=span.starts_on))
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
        assignment.times = times.get(assignment.pk)
        assignment.occurrence_due_on = assignment.times and assignment.times.open_on
        assignment.said = [
            entry for entry in own if entry.reported_on >= span.starts_on and not entry.is_return
        ]
    return any(entry.is_sample for own in said.values() for entry in own)


def parts_of(task, as_of) -> list[UnitResult]:
    return [_unit_result(task, assignment, as_of) for assignment in task.given]


def _unit_result(task, assignment: Assignment, as_of) -> UnitResult:
    state = assignment_state(
        percent=assignment.percent,
        reported_on=assignment.reported_on,
        due_on=assignment.due,
        day=as_of,
        occurrence_on=assignment.occurrence_due_on,
        is_accepted=_is_accepted(task, assignment, as_of),
    )
    spoken = next((entry for entry in assignment.said if entry.text), None)
    return UnitResult(
        assignment_pk=assignment.pk,
        task=task.title,
        unit=assignment.unit.name,
        unit_short=assignment.unit.short_name,
        unit_rank=(assignment.unit.line.order, assignment.unit.order),
        neighbourhood_pk=assignment.unit.neighbourhood_id,
        due_on=assignment.due,
        state=state,
        percent=assignment.percent,
        quantity=assignment.quantity,
        target=assignment.target_quantity,
        reported_on=assignment.reported_on,
        is_reported=bool(assignment.said),
        is_new=state == State.NOT_REPORTED and assignment.is_new_on(as_of),
        words=sentence(spoken.text) if spoken else "",
        words_on=spoken.reported_on if spoken else None,
    )


def _is_accepted(task, assignment, as_of) -> bool:
    """Whether the lead unit had said so by that day, where it has to."""
    accepted_on = assignment.accepted_on
    return not task.needs_acceptance or (accepted_on is not None and accepted_on <= as_of)


def task_result(task, as_of) -> TaskResult:
    parts = tuple(parts_of(task, as_of))
    return TaskResult(
        pk=task.pk,
        title=task.title,
        lead_unit=task.lead_unit.short_name,
        timing=_timing_and_times(task),
        measure_unit=task.measure_unit,
        tally=Tally(parts),
        reached=_sum(part.quantity for part in parts),
        target=_sum(part.target for part in parts),
    )


def timing(task) -> str:
    """ "hạn 15/9/2017": a bare date beside a figure would read as the day the work was finished."""
    return f"hạn {task.timing}" if task.due_on else task.timing


def _timing_and_times(task) -> str:
    """ "hằng tháng, các đơn vị đã báo 14/24 kỳ đến hạn": one percentage says nothing of what comes again."""
    times = [assignment.times for assignment in task.given if assignment.times]
    if not times:
        return timing(task)
    return f"{timing(task)}, các đơn vị {sum(times, Times(0, 0)).words}"


def _sum(figures) -> Decimal | None:
    """The sum of what is known; None where nothing is, because no figure is not a zero."""
    known = [figure for figure in figures if figure is not None]
    return sum(known) if known else None


def neighbourhoods_at(locality, day, parts):
    """Those of that day, and the former ones that `parts` lie in: the places add up to the whole."""
    given = {part.neighbourhood_pk for part in parts} - {None}
    return list(Neighbourhood.objects.filter(locality=locality).current(day, also=given))


def places_of(parts, neighbourhoods, span) -> tuple[PlaceResult, ...]:
    """One result for each of `neighbourhoods`, in order, and a last one for the ward's own bodies."""
    is_over = span.ends_on < dates.today()
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
        has_only_new=bool(parts) and all(part.is_new for part in parts),
        is_over=is_over,
    )
    return PlaceResult(pk, name, short_name, tally, silent_units, sent)


def _silent_units(parts) -> tuple[str, ...]:
    """The units that have unfinished work and said nothing about any of it; who has finished owes nothing."""
    spoke = {part.unit for part in parts if part.is_reported}
    owing = {part.unit: part.unit_rank for part in parts if part.state != State.DONE and not part.is_new}
    return tuple(sorted((unit for unit in owing if unit not in spoke), key=owing.get))
