"""The dated times of a task that has a rhythm."""

from collections import defaultdict

from django.db import models


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


def open_dues(assignments, entries):
    """{pk of an assignment: due day of its earliest occurrence with no word}; nothing where all have one.

    `entries` are the ProgressEntry that count, of whatever days. What fell due before the unit was given the
    task is not asked of it, nor anything by rhythm where it has a due date of its own. Two queries.
    """
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
        for occurrence in of_task[assignment.task_id]:
            is_asked = occurrence.due_on >= assignment.assigned_on
            if is_asked and (assignment.pk, occurrence.pk) not in told:
                found[assignment.pk] = occurrence.due_on
                break
    return found
