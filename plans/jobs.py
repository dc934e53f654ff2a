"""What happens to plans by itself: rhythms are unrolled as the days go by."""

from celery import shared_task

from plans.models import Task, missing_occurrences, unroll


@shared_task
def unroll_rhythms() -> None:
    """Run by beat: every rhythm of an open plan has its occurrences as far ahead as an office plans."""
    for task in Task.objects.with_rhythm().order_by("pk"):
        if missing_occurrences(task):
            unroll(task)
