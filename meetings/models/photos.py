"""Photos of the board or of a sheet written by hand, beside the notes of a meeting."""

import secrets

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone

from meetings.models.meetings import Meeting
from organizations.audit import record
from organizations.doers import doer
from wardportal.addresses import address


def photo_path(photo, _filename):
    """A random name, as of every file that people bring."""
    return f"minutes/{photo.meeting.locality_id}/{secrets.token_hex(16)}"


class MinutesPhoto(models.Model):
    """Ảnh chụp bảng, chụp tờ ghi tay của một cuộc họp."""

    # More are looked at by nobody.
    MOST = 20

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="photos", verbose_name="hội nghị"
    )
    # Names the file in addresses.
    key = models.CharField(max_length=32, unique=True, editable=False)
    name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField(max_length=64, editable=False)
    file = models.FileField("tệp", upload_to=photo_path, max_length=250)
    thumbnail = models.FileField(upload_to=photo_path, max_length=250, editable=False)
    added_at = models.DateTimeField("thêm lúc", default=timezone.now)
    added_by = doer("người thêm", "minutes_photos", on_delete=models.SET_NULL, null=True)

    class Meta:
        verbose_name = "ảnh kèm biên bản"
        verbose_name_plural = "ảnh kèm biên bản"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "sha256"],
                name="minutes_photo_once",
                violation_error_message="Ảnh này đã có.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("meetings:minutes_photo", self.meeting_id, self.key)

    @property
    def thumbnail_url(self):
        return address("meetings:minutes_thumbnail", self.meeting_id, self.key)

    @classmethod
    def of(cls, photo, *, name) -> "MinutesPhoto":
        """An unsaved one of a documents.photos.Photo."""
        return cls(
            name=name,
            sha256=photo.sha256,
            file=ContentFile(photo.content, name="photo"),
            thumbnail=ContentFile(photo.thumbnail, name="thumbnail"),
        )

    @transaction.atomic
    def attach(self, meeting, *, by):
        """Keep it beside the notes; the same photo twice is one. ValidationError once they are signed."""
        _require_open(meeting)
        if meeting.photos.filter(sha256=self.sha256).exists():
            return
        self.meeting, self.added_by, self.key = meeting, by, secrets.token_hex(16)
        self.full_clean(exclude=["file", "thumbnail"])
        self.save()
        record(by=by, action="kèm ảnh vào biên bản", target=meeting, after={"ảnh": self.name})

    @transaction.atomic
    def remove(self, *, by):
        """Take it away, while the minutes are not locked."""
        _require_open(self.meeting)
        record(by=by, action="bỏ ảnh kèm biên bản", target=self.meeting, before={"ảnh": self.name})
        files = [self.file, self.thumbnail]
        self.delete()
        transaction.on_commit(lambda: [file.storage.delete(file.name) for file in files])


def _require_open(meeting):
    minutes = getattr(meeting, "minutes", None)
    if minutes is not None and minutes.is_signed:
        raise ValidationError("Biên bản đã ký nên không thêm, bỏ ảnh được nữa. Cần thì ghi bổ sung.")
