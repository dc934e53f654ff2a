"""The dated times of a task that has a rhythm."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import models

from wardportal import dates


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
