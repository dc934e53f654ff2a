"""A movement within a span of time: what it consists of, and how far its tasks are."""

from dataclasses import dataclass

from activities.models import Movement
from plans.models import Task
from reports.results import given_by, last_day, task_result, turn_back


@dataclass(frozen=True)
class MovementTask:
    """A task by which the movement is carried out: units done of units given."""

    pk: int
    title: str
    plan: str
    done: int
    total: int
    late: int


@dataclass(frozen=True)
class MovementResult:
    """One movement: [(group, its items)] and its tasks, plan by plan."""

    pk: int
    name: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    tasks: tuple[MovementTask, ...]


def movement_results(plans, span) -> list[MovementResult]:
    """One for each movement that any of `plans` organizes."""
    movements = Movement.objects.filter(plans__in=plans).distinct().order_by("name", "pk")
    return [movement_result(movement, span) for movement in movements.prefetch_related("items")]


def movement_result(movement: Movement, span) -> MovementResult:
    """The movement as it stood on the last day of `span`; `movement` with its items."""
    as_of = last_day(span)
    tasks = Task.objects.filter(plan__movements=movement, plan__document__state="issued")
    known = given_by(tasks.select_related("plan__document__doc_type").for_matrix(), as_of)
    turn_back(known, span, as_of)
    return MovementResult(
        pk=movement.pk,
        name=movement.name,
        groups=tuple((group, tuple(item.text for item in items)) for group, items in movement.item_groups),
        tasks=tuple(_task(task, task_result(task, as_of).tally) for task in known),
    )


def _task(task, tally) -> MovementTask:
    return MovementTask(
        pk=task.pk,
        title=task.title,
        plan=task.plan.document.code,
        done=tally.progress.done,
        total=tally.progress.total,
        late=tally.late,
    )
