"""What a meeting goes through, item by item, and what is said to each."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models, transaction

from activities.models import Difficulty
from meetings.models.meetings import Meeting
from organizations.audit import record
from organizations.models import Unit


class AgendaItem(models.Model):
    """Một nội dung của chương trình hội nghị."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="agenda", verbose_name="hội nghị"
    )
    order = models.PositiveSmallIntegerField("thứ tự")
    title = models.CharField("nội dung", max_length=300)
    speaker = models.CharField("người trình bày", max_length=200, blank=True)
    # What it is about, where the working session gathered it by itself: one of the two at most.
    difficulty = models.ForeignKey(
        Difficulty,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name="khó khăn",
    )
    carried_over = models.ForeignKey(
        "meetings.Conclusion",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name="kết luận kỳ trước",
    )

    MOST = 40

    class Meta:
        verbose_name = "nội dung chương trình"
        verbose_name_plural = "nội dung chương trình"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.title

    @property
    def locality_id(self):
        return self.meeting.locality_id

    @transaction.atomic
    def write(self, *, by):
        """Save the item with its trace; a new one comes last."""
        siblings = _open_agenda(self.meeting)
        is_new = self.pk is None
        if is_new:
            if siblings.count() >= self.MOST:
                raise ValidationError(f"Chương trình có nhiều nhất {self.MOST} nội dung. Hãy gộp bớt.")
            self.order = (siblings.aggregate(last=models.Max("order"))["last"] or 0) + 1
        self.full_clean()
        self.save()
        action = "thêm nội dung họp" if is_new else "sửa nội dung họp"
        record(by=by, action=action, target=self.meeting, after={"nội dung": self.title})

    @transaction.atomic
    def move(self, *, by, is_up):
        """Change places with the item before it (after it); the first has none before it."""
        items = list(_open_agenda(self.meeting))
        here = items.index(self)
        there = here - 1 if is_up else here + 1
        if not 0 <= there < len(items):
            return
        items[here], items[there] = items[there], items[here]
        for order, item in enumerate(items, start=1):
            item.order = order
        AgendaItem.objects.bulk_update(items, ["order"])
        record(by=by, action="đổi thứ tự nội dung họp", target=self.meeting, after={"nội dung": self.title})

    @transaction.atomic
    def remove(self, *, by):
        """Take the item out; what was noted to it must be moved or deleted first."""
        _open_agenda(self.meeting)
        if self.remarks.exists() or self.proposals.exists() or self.conclusions.exists():
            raise ValidationError("Nội dung này đã có ghi chép nên không bỏ được.")
        record(by=by, action="bỏ nội dung họp", target=self.meeting, before={"nội dung": self.title})
        self.delete()


def _open_agenda(meeting):
    """The items of a meeting whose row stays locked; ValidationError once its minutes are signed."""
    Meeting.objects.select_for_update().get(pk=meeting.pk).require_open()
    return meeting.agenda.all()


class Remark(models.Model):
    """Một ý kiến phát biểu: ai, thay mặt đơn vị nào, nói gì."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="remarks", verbose_name="hội nghị"
    )
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="remarks",
        verbose_name="nội dung",
    )
    # Made on the phone that noted it, so that sending it twice stores it once.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="remarks",
        verbose_name="thay mặt đơn vị",
    )
    speaker = models.CharField("người phát biểu", max_length=200, blank=True)
    text = models.TextField("ý kiến")
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "ý kiến phát biểu"
        verbose_name_plural = "ý kiến phát biểu"
        ordering = ["order", "pk"]

    def __str__(self):
        return f"{self.speaker or self.unit or 'Ý kiến'}: {self.text}"[:200]
