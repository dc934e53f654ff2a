"""The way of a difficulty, step by step: what was done about it, by whom, on which day."""

from django.db import models
from django.utils import timezone

from organizations.doers import doer
from wardportal import dates


class DifficultyStep(models.Model):
    """Một bước trên đường tháo gỡ: nêu, đưa vào phiên, trả lời, đơn vị nói đã gỡ hay chưa; chỉ thêm."""

    class Kind(models.TextChoices):
        RAISED = "raised", "nêu"
        SCHEDULED = "scheduled", "đưa vào phiên làm việc của Thường trực"
        UNSCHEDULED = "unscheduled", "đưa ra khỏi phiên làm việc"
        ANSWERED = "answered", "trả lời"
        ASSIGNED = "assigned", "giao thành nhiệm vụ"
        UNSOLVED = "unsolved", "đơn vị báo chưa gỡ được"
        SOLVED = "solved", "đơn vị xác nhận đã gỡ xong"
        CLOSED = "closed", "kết thúc"

    BACK_TO_WAITING = (Kind.UNSCHEDULED, Kind.UNSOLVED)

    difficulty = models.ForeignKey(
        "activities.Difficulty", on_delete=models.CASCADE, related_name="steps", verbose_name="khó khăn"
    )
    kind = models.CharField("bước", max_length=12, choices=Kind)
    text = models.TextField("nội dung", blank=True)
    taken_on = models.DateField("ngày")
    taken_at = models.DateTimeField("lúc", default=timezone.now)
    taken_by = doer("người thực hiện", "difficulty_steps")

    class Meta:
        verbose_name = "bước tháo gỡ"
        verbose_name_plural = "các bước tháo gỡ"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.get_kind_display()} ({dates.short_date(self.taken_on)})"

    def apply_to(self, difficulty):
        """Make of the record what this step makes of it; RAISED and ASSIGNED change nothing. Not saved."""
        states, when = difficulty.State, (self.taken_on, self.taken_at, self.taken_by)
        if self.kind in self.BACK_TO_WAITING:
            wait(difficulty)
            difficulty.round += self.kind == self.Kind.UNSOLVED
        elif self.kind == self.Kind.SCHEDULED:
            difficulty.state = states.SESSION
            difficulty.scheduled_on, difficulty.scheduled_at, difficulty.scheduled_by = when
        elif self.kind == self.Kind.ANSWERED:
            self._answer(difficulty, when)
            difficulty.state = states.ANSWERED
        elif self.kind in (self.Kind.SOLVED, self.Kind.CLOSED):
            if difficulty.is_open:
                self._answer(difficulty, when)
            difficulty.state = states(self.kind)
            difficulty.ended_on, difficulty.ended_at, difficulty.ended_by = when

    def _answer(self, difficulty, when):
        wait(difficulty)
        difficulty.answer = self.text
        difficulty.answered_on, difficulty.answered_at, difficulty.answered_by = when


def wait(difficulty):
    """The record as it was before anything was done about it, in its present round."""
    difficulty.state, difficulty.answer = difficulty.State.OPEN, ""
    for verb in ("scheduled", "answered", "ended"):
        for part in ("on", "at", "by"):
            setattr(difficulty, f"{verb}_{part}", None)
