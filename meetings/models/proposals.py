"""What is proposed at a meeting, perhaps grown from a difficulty."""

import uuid

from django.db import models
from django.db.models import Prefetch

from activities.models import Difficulty
from meetings.models.agenda import AgendaItem
from meetings.models.meetings import Meeting
from organizations.models import Unit


class ProposalQuerySet(models.QuerySet):
    def for_page(self, user):
        """With unit, the difficulty it grew from (where `user` may see that), and the solutions it led to."""
        difficulties = Difficulty.objects.visible_to(user)
        return self.select_related("unit").prefetch_related(
            Prefetch("difficulty", queryset=difficulties), "conclusions"
        )


class Proposal(models.Model):
    """Một kiến nghị, đề xuất nêu tại hội nghị, có thể từ một khó khăn đã ghi."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="proposals", verbose_name="hội nghị"
    )
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name="nội dung",
    )
    # Made on the phone that noted it, so that sending it twice stores it once.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="proposals", verbose_name="đơn vị đề xuất"
    )
    speaker = models.CharField("người đề xuất", max_length=200, blank=True)
    text = models.TextField("đề xuất")
    difficulty = models.ForeignKey(
        Difficulty,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name="từ khó khăn",
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "đề xuất"
        verbose_name_plural = "đề xuất"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.text[:200]
