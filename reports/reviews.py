"""The figures of a sơ kết or tổng kết, read out of the data as they stood on its last day.

What is evaluated here is kept as JSON, printed, and shown: words and whole numbers, nothing to be worked out
later, so that a review of years ago shows the same figures and what they were made of.
"""

import json
from dataclasses import asdict, dataclass

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.utils.text import capfirst

from meetings.models import Conclusion
from plans.models import Target
from plans.progress import Progress
from plans.targets import progress_of
from reports.activity_rows import ActivityRow, activity_rows
from reports.difficulties import difficulties_about, difficulty_result
from reports.movements import MovementResult, movement_results
from reports.quarterly import issued_plans
from reports.results import (
    Tally,
    given_by,
    last_day,
    neighbourhoods_at,
    of_plans,
    parts_of,
    places_of,
    task_result,
    turn_back,
)
from reports.solutions import meetings_of
from reports.wording import cited
from wardportal import dates
from wardportal.numbers import office_number, percent


@dataclass(frozen=True)
class Part:
    """What a figure is made of: one unit's share, in words, with the page where it stands."""

    label: str
    words: str
    tone: str
    state: str
    url: str = ""


@dataclass(frozen=True)
class Count:
    """Units done of units given, and how many of them are late."""

    done: int
    total: int
    late: int

    @classmethod
    def of(cls, tally: Tally):
        return cls(tally.progress.done, tally.progress.total, tally.late)


@dataclass(frozen=True)
class TargetRow:
    """One target: what was reached of it by the last day, and what it is made of."""

    pk: int
    title: str
    aim: str
    reached: str
    share: str
    state: str
    tone: str
    formula: str
    completeness: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class TaskRow:
    pk: int
    title: str
    lead: str
    timing: str
    count: Count
    quantity: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class PlaceRow:
    """A khu phố; without `pk` the ward's own bodies."""

    pk: int | None
    name: str
    count: Count
    percent: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class SolutionRow:
    pk: int
    text: str
    state: str
    tone: str
    follow_up: tuple[str, ...]


@dataclass(frozen=True)
class MeetingRows:
    """A meeting about the plans with the solutions it adopted."""

    pk: int
    title: str
    solutions: tuple[SolutionRow, ...]


@dataclass(frozen=True)
class DifficultyRow:
    pk: int
    unit: str
    text: str
    proposal: str
    raised_on: str
    answer: str
    state: str
    tone: str


@dataclass(frozen=True)
class ChangeRow:
    """One figure then and now."""

    label: str
    before: str
    now: str


@dataclass(frozen=True)
class PlanFigures:
    """What became of one plan."""

    pk: int
    code: str
    name: str
    citation: str
    task_count: int
    unit_count: int
    count: Count
    percent: str
    targets: tuple[TargetRow, ...]
    tasks: tuple[TaskRow, ...]
    places: tuple[PlaceRow, ...]
    # The last review of the plan, and what is different now; empty where there was none.
    since: str
    changes: tuple[ChangeRow, ...]


@dataclass(frozen=True)
class ReviewFigures:
    """All figures of one review."""

    as_of: str
    place_word: str
    formula: str
    plans: tuple[PlanFigures, ...]
    # What several of the plans may have in common, told once.
    meetings: tuple[MeetingRows, ...]
    difficulties: tuple[DifficultyRow, ...]
    movements: tuple[MovementResult, ...]
    activities: tuple[ActivityRow, ...]
    is_sample: bool


def as_data(figures: ReviewFigures) -> dict:
    """The figures as JSON keeps them: what is taken, compared, shown and printed."""
    return json.loads(json.dumps(asdict(figures), cls=DjangoJSONEncoder))


def review_figures(review, previous) -> ReviewFigures:
    """The figures of `review` as of its last day; as many queries for 30 tasks of a plan as for 3.

    `previous` is {plan's pk: the last review before}, whose kept figures are compared.
    """
    as_of = last_day(review)
    plans = list(issued_plans().filter(reviews=review).order_by("document__issued_on", "pk"))
    locality = review.document.locality
    tasks = given_by(of_plans(plans), as_of)
    has_sample_entries = turn_back(tasks, review, as_of)
    targets = progress_of(Target.objects.filter(plan__in=plans).for_list(), until=as_of)
    parts = [part for task in tasks for part in parts_of(task, as_of)]
    neighbourhoods = neighbourhoods_at(locality, as_of, parts)
    conclusions = _conclusions(plans, review, as_of)
    difficulties = list(difficulties_about(plans, tasks, [], as_of).exclude(raised_on__lt=review.starts_on))
    sample = [*tasks, *difficulties, *(it.figure for it in targets)]
    return ReviewFigures(
        as_of=dates.short_date(as_of),
        place_word=locality.neighbourhood_word,
        formula=Progress.FORMULA,
        plans=tuple(
            _plan_figures(
                plan,
                [task for task in tasks if task.plan_id == plan.pk],
                [it for it in targets if it.target.plan_id == plan.pk],
                span=review,
                neighbourhoods=neighbourhoods,
                previous=previous.get(plan.pk),
            )
            for plan in plans
        ),
        meetings=tuple(map(_meeting_rows, meetings_of(conclusions))),
        difficulties=tuple(_difficulty_row(difficulty_result(each, as_of)) for each in difficulties),
        movements=tuple(movement_results(plans, review)),
        activities=tuple(activity_rows(locality, review)),
        is_sample=has_sample_entries or any(it.is_sample for it in sample),
    )


def _plan_figures(plan, tasks, targets, *, span, neighbourhoods, previous) -> PlanFigures:
    as_of = last_day(span)
    parts = [part for task in tasks for part in parts_of(task, as_of)]
    tally = Tally(tuple(parts))
    places = places_of(parts, neighbourhoods, span)
    return PlanFigures(
        pk=plan.pk,
        code=plan.document.code,
        name=f"{plan.document.doc_type} {plan.document.code}",
        citation=cited(plan.document),
        task_count=len(tasks),
        unit_count=len({part.unit for part in parts}),
        count=Count.of(tally),
        percent=percent(tally.progress.percent),
        targets=tuple(map(_target_row, targets)),
        tasks=tuple(_task_row(task_result(task, as_of)) for task in tasks),
        places=tuple(_place_row(place) for place in places if place.pk or place.is_given),
        since=_since(previous),
        changes=_changes(plan.pk, tally, targets, previous),
    )


def _conclusions(plans, review, as_of):
    """What meetings about the plans adopted within the review's time, and what its own meeting did later.

    Each with what was given out for it by then; what the own meeting adopted, by today.
    """
    within = Q(meeting__starts_at__date__range=(review.starts_on, as_of))
    adopted = Conclusion.objects.filter(within | Q(meeting=review.meeting_id), meeting__plans__in=plans)
    conclusions = list(adopted.distinct().for_list().order_by("meeting__starts_at", "meeting", "order"))
    own = [it for it in conclusions if it.meeting_id == review.meeting_id]
    earlier = [it for it in conclusions if it.meeting_id != review.meeting_id]
    for found, day in [(own, dates.today()), (earlier, as_of)]:
        for conclusion in found:
            conclusion.follow_up = given_by(conclusion.follow_up, day)
        turn_back([task for conclusion in found for task in conclusion.follow_up], review, day)
    return conclusions


# --- Rows ---------------------------------------------------------------------------------------------


def _target_row(it) -> TargetRow:
    return TargetRow(
        pk=it.target.pk,
        title=it.target.title,
        aim=it.target.aim,
        reached=it.reached_words,
        share="" if it.share is None else percent(it.share),
        state=it.state,
        tone=it.tone,
        formula=it.formula,
        completeness=it.figure.completeness,
        parts=tuple(map(_figure_part, it.figure.units)),
    )


def _figure_part(part) -> Part:
    """What one unit entered, over how many months, and who entered the last of it."""
    if not part.is_reported:
        return Part(part.unit.name, "", "idle", "chưa có số")
    last = part.last
    words = f"{part.amount.words if part.amount else '–'} · {office_number(len(part.said))} tháng có số"
    return Part(part.unit.name, f"{words}, lần cuối {last.entered_by} nhập", "ok", "đã có số")


def _task_row(task) -> TaskRow:
    return TaskRow(
        pk=task.pk,
        title=task.title,
        lead=task.lead_unit,
        timing=task.timing,
        count=Count.of(task.tally),
        quantity=_quantity(task),
        parts=tuple(_unit_part(part, part.unit) for part in task.tally.parts),
    )


def _quantity(task) -> str:
    """ "7/24 đoàn viên", "chưa có/24 đoàn viên"; empty where nothing is counted."""
    if task.reached is None and task.target is None:
        return ""
    aim = "" if task.target is None else f"/{office_number(task.target)}"
    reached = "chưa có" if task.reached is None else office_number(task.reached)
    return f"{reached}{aim} {task.measure_unit}".rstrip()


def _unit_part(part, label) -> Part:
    said = [percent(part.percent)]
    if part.quantity is not None:
        said.append(f"đạt {office_number(part.quantity)}")
    if part.reported_on:
        said.append(f"báo ngày {dates.short_date(part.reported_on)}")
    if part.words:
        said.append(f"“{part.words}”")
    url = f"/duoc-giao/{part.assignment_pk}/"
    return Part(label, " · ".join(said), part.state.tone, part.state.label, url)


def _place_row(place) -> PlaceRow:
    return PlaceRow(
        pk=place.pk,
        name=place.name,
        count=Count.of(place.tally),
        percent=percent(place.tally.progress.percent) if place.is_given else "–",
        parts=tuple(_unit_part(part, f"{part.unit}: {part.task}") for part in place.tally.parts),
    )


def _meeting_rows(meeting) -> MeetingRows:
    return MeetingRows(
        pk=meeting.pk,
        title=f"{meeting.kind} ngày {dates.short_date(meeting.held_on)}",
        solutions=tuple(
            SolutionRow(
                pk=conclusion.pk,
                text=conclusion.text,
                state=conclusion.outcome.label,
                tone=conclusion.outcome.tone,
                follow_up=tuple(_follow_up(task) for task in conclusion.follow_up),
            )
            for conclusion in meeting.conclusions
        ),
    )


def _follow_up(task) -> str:
    done = f"{office_number(task.progress.done)}/{office_number(task.progress.total)}"
    return f"{task.lead_unit} chủ trì, {done} lượt đơn vị đã hoàn thành ({task.timing})"


def _difficulty_row(it) -> DifficultyRow:
    answered = f"trả lời ngày {dates.short_date(it.answered_on)}" if it.answered_on else ""
    return DifficultyRow(
        pk=it.pk,
        unit=it.unit,
        text=it.text,
        proposal=it.proposal,
        raised_on=dates.short_date(it.raised_on),
        answer=it.answer,
        state=answered or it.waiting,
        tone="ok" if answered else "wait",
    )


# --- What changed since the last review ----------------------------------------------------------------


def _since(previous) -> str:
    """ "Báo cáo số 12-BC/ĐU, ngày 05/01/2017 (số liệu đến ngày 31/12/2016)" """
    return f"{previous.document.citation} (số liệu đến ngày {previous.figures['as_of']})" if previous else ""


def _changes(plan_pk, tally, targets, previous) -> tuple[ChangeRow, ...]:
    if previous is None:
        return ()
    (before,) = [plan for plan in previous.figures["plans"] if plan["pk"] == plan_pk]
    done = f"{tally.progress.done}/{tally.progress.total}"
    rows = [
        ChangeRow("Lượt đơn vị đã hoàn thành/được giao", _done_of(before["count"]), done),
        ChangeRow("Tỷ lệ hoàn thành", before["percent"], percent(tally.progress.percent)),
        ChangeRow("Lượt quá hạn", str(before["count"]["late"]), str(tally.late)),
    ]
    reached = {target["pk"]: target["reached"] for target in before["targets"]}
    rows += [
        ChangeRow(capfirst(it.target.title), reached.get(it.target.pk, "chưa có"), it.reached_words)
        for it in targets
    ]
    return tuple(rows)


def _done_of(count) -> str:
    return f"{count['done']}/{count['total']}"
