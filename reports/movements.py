"""A movement as of the last day of a span of time: its items, its tasks, its good models by unit."""

from dataclasses import dataclass

from django.db.models import Q

from activities.models import Movement
from documents.models import Document
from plans.models import Task
from reports.results import given_by, last_day, task_result, turn_back


@dataclass(frozen=True)
class MovementTask:
    """A task by which the movement is carried out: units done of units given; `plan` "" of no plan."""

    pk: int
    title: str
    plan: str
    done: int
    total: int
    late: int


@dataclass(frozen=True)
class Practice:
    """A good model, or an example that others follow."""

    pk: int
    kind: str
    title: str
    place: str
    unit: str
    results: str


@dataclass(frozen=True)
class MovementResult:
    """One movement: [(group, its items)], its tasks plan by plan, and its good models khu phố by khu phố."""

    pk: int
    name: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    tasks: tuple[MovementTask, ...]
    practices: tuple[Practice, ...]


def movement_results(plans, span) -> list[MovementResult]:
    """One for each movement that any of `plans` organizes."""
    movements = Movement.objects.filter(plans__in=plans).distinct().order_by("name", "pk")
    return [movement_result(movement, span) for movement in movements.prefetch_related("items")]


def movement_result(movement: Movement, span) -> MovementResult:
    """The movement as it stood on the last day of `span`; `movement` with its items."""
    as_of = last_day(span)
    of_plans = Q(plan__movements=movement, plan__document__state=Document.State.ISSUED)
    tasks = Task.objects.filter(of_plans | Q(movements=movement, plan=None)).distinct()
    known = given_by(tasks.for_matrix().select_related("plan__document__doc_type", "lead_unit"), as_of)
    turn_back(known, span, as_of)
    return MovementResult(
        pk=movement.pk,
        name=movement.name,
        groups=tuple((group, tuple(item.text for item in items)) for group, items in movement.item_groups),
        tasks=tuple(_task(task, task_result(task, as_of).tally) for task in known),
        practices=tuple(map(_practice, _practices(movement, as_of))),
    )


def _practices(movement, day):
    """Those that were there on that day; one that does not say since when, too."""
    known = Q(since_on=None) | Q(since_on__lte=day)
    return movement.good_practices.filter(known).for_list()


def _practice(it) -> Practice:
    place = it.unit.neighbourhood.name if it.unit.neighbourhood else "Phường"
    return Practice(it.pk, it.get_kind_display(), it.title, place, it.unit.name, it.results)


def _task(task, tally) -> MovementTask:
    return MovementTask(
        pk=task.pk,
        title=task.title,
        plan=task.plan.document.code if task.plan else "",
        done=tally.progress.done,
        total=tally.progress.total,
        late=tally.late,
    )
