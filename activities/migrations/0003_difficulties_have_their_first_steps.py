"""What was raised and answered before the steps were kept gets the two steps that are known of it."""

from datetime import datetime, time

from django.db import migrations
from django.utils import timezone


def write_steps(apps, _schema_editor):
    Difficulty = apps.get_model("activities", "Difficulty")
    DifficultyStep = apps.get_model("activities", "DifficultyStep")
    steps = []
    for difficulty in Difficulty.objects.order_by("pk").iterator():
        raised_at = timezone.make_aware(datetime.combine(difficulty.raised_on, time.min))
        steps.append(
            DifficultyStep(
                difficulty=difficulty,
                kind="raised",
                text=difficulty.text,
                taken_on=difficulty.raised_on,
                taken_at=raised_at,
                taken_by_id=difficulty.raised_by_id,
            )
        )
        if difficulty.state == "answered":
            steps.append(
                DifficultyStep(
                    difficulty=difficulty,
                    kind="answered",
                    text=difficulty.answer,
                    taken_on=difficulty.answered_on,
                    taken_at=difficulty.answered_at,
                    taken_by_id=difficulty.answered_by_id,
                )
            )
    DifficultyStep.objects.bulk_create(steps)


class Migration(migrations.Migration):
    dependencies = [("activities", "0002_difficulties_go_round_by_round")]

    operations = [migrations.RunPython(write_steps, migrations.RunPython.noop)]
