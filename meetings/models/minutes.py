"""The minutes: read, signed by the minute-taker and the chair in their own accounts, then locked."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from documents.models import Document
from meetings.models.meetings import Meeting
from organizations.audit import record
from organizations.doers import doer


class Minutes(models.Model):
    """Biên bản của một hội nghị: hai chữ ký trên cổng, rồi khóa."""

    meeting = models.OneToOneField(
        Meeting, on_delete=models.CASCADE, related_name="minutes", verbose_name="hội nghị"
    )
    # The paper that is printed; made of the notes, made anew until somebody has signed.
    document = models.ForeignKey(
        Document,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="minutes",
        verbose_name="văn bản",
    )
    taker_signed_at = models.DateTimeField("người ghi biên bản ký lúc", null=True, editable=False)
    taker_signed_by = doer("người ghi biên bản", "minutes_taken", null=True, editable=False)
    chair_signed_at = models.DateTimeField("người chủ trì ký lúc", null=True, editable=False)
    chair_signed_by = doer("người chủ trì", "minutes_chaired", null=True, editable=False)

    # What both signed, whatever becomes of the paper's draft afterwards.
    signed_body = models.TextField("nội dung đã ký", blank=True, editable=False)

    class Meta:
        verbose_name = "biên bản"
        verbose_name_plural = "biên bản"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(taker_signed_at=None, taker_signed_by=None)
                | models.Q(taker_signed_at__isnull=False, taker_signed_by__isnull=False),
                name="minutes_taker_signature_is_whole",
                violation_error_message="Chữ ký của người ghi biên bản phải có cả người và giờ.",
            ),
            models.CheckConstraint(
                condition=models.Q(chair_signed_at=None, chair_signed_by=None)
                | models.Q(
                    chair_signed_at__isnull=False,
                    chair_signed_by__isnull=False,
                    taker_signed_at__isnull=False,
                ),
                name="chair_signs_after_the_minute_taker",
                violation_error_message="Người chủ trì ký sau người ghi biên bản.",
            ),
        ]

    def __str__(self):
        return f"Biên bản {self.meeting}"

    @property
    def locality_id(self):
        return self.meeting.locality_id

    @property
    def is_signed(self):
        """Whether somebody signed: the notes are closed."""
        return self.taker_signed_at is not None

    @property
    def is_locked(self):
        return self.chair_signed_at is not None

    def awaits(self, user) -> bool:
        """Whether the next signature is that of `user`."""
        if user.person_id is None or self.is_locked:
            return False
        if not self.is_signed:
            return self.meeting.minute_taker_person_id == user.person_id
        return self.meeting.chair_person_id == user.person_id

    @transaction.atomic
    def sign(self, *, by, body, missing=()):
        """The next signature under `body`, the minute-taker's first; `missing`: sentences that forbid it."""
        # The meeting's row is locked: the minutes begin with their first signature.
        Meeting.objects.select_for_update().get(pk=self.meeting_id)
        stored, _ = Minutes.objects.get_or_create(meeting_id=self.meeting_id)
        if stored.is_locked:
            raise ValidationError("Biên bản đã có đủ hai chữ ký.")
        role = "người chủ trì" if stored.is_signed else "người ghi biên bản"
        if not stored.awaits(by):
            raise ValidationError(f"Đang chờ chữ ký của {role}; đồng chí không ký thay được.")
        if missing:
            raise ValidationError(list(missing))
        if stored.is_signed:
            stored.chair_signed_at, stored.chair_signed_by = timezone.now(), by
        else:
            stored.taker_signed_at, stored.taker_signed_by = timezone.now(), by
            stored.signed_body = body
        stored.save()
        record(by=by, action="ký biên bản", target=self.meeting, after={"với tư cách": role})

    @transaction.atomic
    def send_back(self, *, by, reason):
        """The chair does not sign: the minute-taker's signature falls and the notes are open again."""
        stored = Minutes.objects.select_for_update().filter(meeting_id=self.meeting_id).first()
        if stored is None or not stored.is_signed or not stored.awaits(by):
            raise ValidationError("Chỉ người chủ trì trả lại được biên bản đang chờ mình ký.")
        if not reason.strip():
            raise ValidationError("Hãy ghi chỗ cần sửa.")
        stored.taker_signed_at = stored.taker_signed_by = None
        stored.signed_body = ""
        stored.save()
        record(by=by, action="trả lại biên bản", target=self.meeting, after={"lý do": reason.strip()})


class Addendum(models.Model):
    """Một bổ sung, đính chính sau khi biên bản đã khóa; biên bản giữ nguyên."""

    minutes = models.ForeignKey(
        Minutes, on_delete=models.CASCADE, related_name="addenda", verbose_name="biên bản"
    )
    text = models.TextField("nội dung bổ sung, đính chính")
    added_at = models.DateTimeField("ghi lúc", default=timezone.now, editable=False)
    added_by = doer("người ghi", "addenda", editable=False)

    class Meta:
        verbose_name = "bổ sung biên bản"
        verbose_name_plural = "bổ sung biên bản"
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.text[:200]

    @transaction.atomic
    def add(self, *, by):
        if not self.minutes.is_locked:
            raise ValidationError("Biên bản chưa khóa: cứ sửa trong biên bản.")
        if not self.text.strip():
            raise ValidationError("Hãy ghi nội dung bổ sung, đính chính.")
        self.added_by = by
        self.save()
        record(by=by, action="bổ sung biên bản", target=self.minutes.meeting, after={"nội dung": self.text})
