"""The dated times of a task that has a rhythm."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models, transaction

from wardportal import dates

# So far ahead a rhythm is unrolled where no plan ends before: a year, which is what an office plans by.
HORIZON_DAYS = 366


class OccurrenceQuerySet(models.QuerySet):
    def without_word(self):
        return self.filter(entries=None)


class Occurrence(models.Model):
    """Một kỳ của nhiệm vụ định kỳ: “tháng 8/2017”, hạn 31/8/2017."""

    task = models.ForeignKey(
        "plans.Task", on_delete=models.CASCADE, related_name="occurrences", verbose_name="nhiệm vụ"
    )
    due_on = models.DateField("hạn")
    label = models.CharField("kỳ", max_length=40)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = "kỳ của nhiệm vụ"
        verbose_name_plural = "kỳ của nhiệm vụ"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "due_on"],
                name="occurrence_once_a_day",
                violation_error_message="Nhiệm vụ này đã có một kỳ đến hạn ngày ấy.",
            )
        ]

    def __str__(self):
        return self.label


@dataclass(frozen=True)
class Times:
    """Of how many times of a rhythm that have fallen due a unit has spoken, and which it has not said yet."""

    said: int
    due: int
    # The due day of the earliest time with no word, past or to come; None where each has one.
    open_on: date | None = None

    def __add__(self, other):
        """The times of several units together, which are no longer open on one day."""
        return Times(self.said + other.said, self.due + other.due)

    @property
    def words(self):
        return f"đã báo {self.said}/{self.due} kỳ đến hạn" if self.due else "chưa kỳ nào đến hạn"


def times_of(assignments, entries, day=None) -> dict[int, Times]:
    """{pk of an assignment: Times, as they stand on `day` (today)} of those that work by a dated rhythm.

    `entries` are the ProgressEntry that count, of whatever days. What fell due before the unit was given the
    task is not asked of it, nor anything by rhythm where it has a due date of its own. Two queries.
    """
    day = day or dates.today()
    asked = [assignment for assignment in assignments if assignment.due_on is None]
    of_task = defaultdict(list)
    for occurrence in Occurrence.objects.filter(task__in={each.task_id for each in asked}):
        of_task[occurrence.task_id].append(occurrence)
    if not of_task:
        return {}
    told = set(
        entries.filter(assignment__in=asked)
        .exclude(occurrence=None)
        .values_list("assignment_id", "occurrence_id")
    )
    found = {}
    for assignment in asked:
        own = [it for it in of_task[assignment.task_id] if it.due_on >= assignment.assigned_on]
        if own:
            silent = [it for it in own if (assignment.pk, it.pk) not in told]
            due = [it for it in own if it.due_on <= day]
            said = len(due) - sum(it.due_on <= day for it in silent)
            found[assignment.pk] = Times(said, len(due), silent[0].due_on if silent else None)
    return found


def open_on(assignment, entries) -> date | None:
    """The due day of the earliest time of the rhythm with no word; None where there is none."""
    times = times_of([assignment], entries).get(assignment.pk)
    return times and times.open_on


def unrolled_until(task) -> date:
    """How far its occurrences should reach today: to the plan's end, or a year ahead."""
    horizon = dates.today() + timedelta(days=HORIZON_DAYS)
    return min(horizon, task.plan.ends_on) if task.plan and task.plan.ends_on else horizon


def missing_occurrences(task, since=None) -> list[Occurrence]:
    """What `unroll` would make: what the rhythm asks for from `since` to the horizon and is not there yet.

    Without `since` that is from today (the plan's first day, if that is to come): what fell due before
    the portal knew the rhythm was never asked for, so nobody is late with it.
    """
    if task.is_closed or not task.has_dates:
        return []
    known = set(task.occurrences.values_list("due_on", flat=True)) if task.pk else set()
    today = dates.today()
    first = max(today, task.plan.starts_on) if task.plan else today
    wanted = task.rule.between(since or first, unrolled_until(task))
    return [
        Occurrence(task=task, due_on=due.due_on, label=due.label) for due in wanted if due.due_on not in known
    ]


@transaction.atomic
def unroll(task, *, since=None) -> int:
    """Make the dated occurrences of its rhythm as far as they should reach; how many are new.

    What was made for another rhythm and is still to come goes, unless somebody has spoken of it. They
    follow from the rhythm, whose change has its trace: making them leaves none.
    """
    if task.is_closed:
        return 0
    type(task).objects.select_for_update().get(pk=task.pk)
    coming = task.occurrences.filter(due_on__gte=dates.today()).without_word()
    kept = task.rule.between(dates.today(), unrolled_until(task)) if task.rule else []
    stale, _ = coming.exclude(due_on__in=[due.due_on for due in kept]).delete()
    made = Occurrence.objects.bulk_create(missing_occurrences(task, since))
    if made or stale:
        task.assignments.take_dues()
    return len(made)
