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
