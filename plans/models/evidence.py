"""What shows that the work was done: photos and files beside a unit's word."""

import secrets

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone

from organizations.audit import record
from organizations.doers import doer
from plans.models.assignments import Assignment
from plans.models.entries import ProgressEntry
from wardportal.addresses import address


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """That of the work that `user` sees."""
        return self.filter(entry__assignment__in=Assignment.objects.visible_to(user))


def evidence_path(evidence, _filename):
    """A random name: nobody finds a file by guessing, and no name people gave touches the disk."""
    return f"evidence/{evidence.entry.assignment.locality_id}/{secrets.token_hex(16)}"


class Evidence(models.Model):
    """Một minh chứng kèm lời báo tiến độ: ảnh chụp hoặc tệp."""

    # Photos of one word: more are looked at by nobody.
    MOST_PHOTOS = 10
    MOST_FILES = 5

    entry = models.ForeignKey(
        ProgressEntry, on_delete=models.CASCADE, related_name="evidence", verbose_name="lời báo tiến độ"
    )
    is_photo = models.BooleanField("là ảnh")
    # Names the file in addresses.
    key = models.CharField(max_length=32, unique=True, editable=False)
    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField("dung lượng", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    file = models.FileField("tệp", upload_to=evidence_path, max_length=250)
    # Of a photo: what a list shows, so that a page of many stays light.
    thumbnail = models.FileField(upload_to=evidence_path, max_length=250, blank=True, editable=False)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    uploaded_at = models.DateTimeField("tải lên lúc", default=timezone.now)
    uploaded_by = doer("người tải lên", "evidence", on_delete=models.SET_NULL, null=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"
        ordering = ["-is_photo", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("plans:evidence_file", self.key)

    @property
    def thumbnail_url(self):
        return address("plans:evidence_thumbnail", self.key)

    @classmethod
    def of_photo(cls, photo, *, name):
        """An unsaved one of a documents.photos.Photo."""
        return cls(
            is_photo=True,
            name=name,
            content_type=photo.CONTENT_TYPE,
            size=len(photo.content),
            sha256=photo.sha256,
            file=ContentFile(photo.content, name="photo"),
            thumbnail=ContentFile(photo.thumbnail, name="thumbnail"),
            width=photo.width,
            height=photo.height,
        )

    @classmethod
    def of_file(cls, file, found):
        """An unsaved one of an uploaded file, which documents.uploads.inspect found harmless."""
        return cls(
            is_photo=False,
            name=found.safe_name,
            content_type=found.content_type,
            size=found.size,
            sha256=found.sha256,
            file=file,
        )

    @transaction.atomic
    def attach(self, entry, *, by):
        """Keep the file with what was said, with its trace; the same file twice beside one word is one."""
        if entry.evidence.filter(sha256=self.sha256).exists():
            return
        self.entry, self.uploaded_by, self.key = entry, by, secrets.token_hex(16)
        self.full_clean(exclude=["file", "thumbnail"])
        self.save()
        told = {"minh chứng": self.name, "mã kiểm tra SHA-256": self.sha256}
        record(by=by, action="kèm minh chứng", target=entry.assignment, after=told)
