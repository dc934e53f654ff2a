"""The difficulties a report tells of: raised on a plan's tasks, brought to its meetings, or at large."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from activities.models import Difficulty
from meetings.models import Proposal
from reports.wording import sentence


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


def difficulties_about(plans, tasks, loose, as_of):
    """What was raised by `as_of` on the plans' tasks, brought to a meeting about them, or raised at large.

    `loose` is the meetings' follow-up that belongs to no plan: no other report would tell of it. What a unit
    raises at large is about no plan either, so it stands in the report of every plan the unit works on.
    """
    units = {assignment.unit_id for task in tasks for assignment in task.given}
    on_tasks = Q(task__plan__in=plans) | Q(task__in={task.pk for task in loose})
    brought = Proposal.objects.filter(
        difficulty=OuterRef("pk"), meeting__plans__in=plans, meeting__starts_at__date__lte=as_of
    )
    return (
        Difficulty.objects.annotate(is_brought=Exists(brought))
        .filter(
            on_tasks | Q(is_brought=True) | Q(task=None, unit__in=units),
            locality__in={plan.document.locality_id for plan in plans},
            raised_on__lte=as_of,
        )
        .select_related("unit")
        .order_by("raised_on", "pk")
    )


def difficulty_result(difficulty, as_of) -> DifficultyResult:
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
