"""The solutions that meetings adopted, and what became of them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from meetings.models import Outcome
from plans.progress import Progress
from reports.results import timing
from reports.wording import sentence


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


def meetings_of(conclusions) -> tuple[MeetingResult, ...]:
    by_meeting = defaultdict(list)
    for conclusion in conclusions:
        by_meeting[conclusion.meeting].append(conclusion)
    return tuple(
        MeetingResult(
            pk=meeting.pk,
            kind=meeting.kind_name,
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
                timing=timing(task),
                progress=Progress.of(task.given),
            )
            for task in conclusion.follow_up
        ),
    )
