"""Files that people brought: kept beside a paper, or an old paper waiting to be looked at."""

import secrets

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from documents.models.papers import Document
from organizations.audit import record
from organizations.doers import doer
from organizations.models import Locality
from wardportal.addresses import address


def attachment_path(attachment, _filename):
    """A random name: nobody finds a file by guessing, and no name people gave touches the disk."""
    return f"attachments/{attachment.document.locality_id}/{secrets.token_hex(16)}"


class Attachment(models.Model):
    """Một tệp kèm văn bản: bản gốc, bản chụp có chữ ký và dấu, bản ký số, hình."""

    class Kind(models.TextChoices):
        ORIGINAL = "original", "bản gốc (Word)"
        SCAN = "scan", "bản chụp có chữ ký"
        SIGNED = "signed", "bản ký số"
        PICTURE = "picture", "hình trong văn bản"
        OTHER = "other", "tài liệu kèm theo"

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="attachments", verbose_name="văn bản"
    )
    kind = models.CharField("loại tệp", max_length=10, choices=Kind)
    # Names the file in addresses and, for a picture, in the text.
    key = models.CharField(max_length=32, unique=True, editable=False)
    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField("dung lượng", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    file = models.FileField("tệp", upload_to=attachment_path, max_length=250)
    # What a picture shows, for who cannot see it.
    description = models.CharField("mô tả hình", max_length=300, blank=True)
    # documents.signatures.SignedPdf as JSON.
    signatures = models.JSONField(null=True, editable=False)
    is_free_of_secrets = models.BooleanField("không chứa bí mật nhà nước")
    uploaded_at = models.DateTimeField("tải lên lúc", default=timezone.now)
    uploaded_by = doer("người tải lên", "attachments", on_delete=models.SET_NULL, null=True)

    class Meta:
        verbose_name = "tệp kèm theo"
        verbose_name_plural = "tệp kèm theo"
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_free_of_secrets=True),
                name="attachment_is_free_of_secrets",
                violation_error_message="Chỉ nhận tệp không chứa bí mật nhà nước.",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def locality_id(self):
        return self.document.locality_id

    def get_absolute_url(self):
        return address("documents:attachment_file", self.key)

    @transaction.atomic
    def attach(self, *, by):
        """Store the file with its trace; `key` is made here."""
        self.key = secrets.token_hex(16)
        self.uploaded_by = by
        self.full_clean(exclude=["file"])
        self.save()
        record(
            by=by,
            action="kèm tệp vào văn bản",
            target=self.document,
            after={"tệp": self.name, "loại tệp": self.get_kind_display(), "mã kiểm tra SHA-256": self.sha256},
        )

    @transaction.atomic
    def remove(self, *, by):
        """Take the file away with its trace; raises ValidationError for what must stay."""
        if self.kind == self.Kind.SIGNED:
            raise ValidationError("Bản ký số là bằng chứng của việc ký nên không xóa được.")
        if self.kind == self.Kind.PICTURE:
            self._require_unused()
        record(
            by=by,
            action="xóa tệp kèm văn bản",
            target=self.document,
            before={
                "tệp": self.name,
                "loại tệp": self.get_kind_display(),
                "mã kiểm tra SHA-256": self.sha256,
            },
        )
        storage, name = self.file.storage, self.file.name
        self.delete()
        transaction.on_commit(lambda: storage.delete(name))

    def _require_unused(self):
        """A picture belongs to the text: it goes only from a draft, and only once no text shows it."""
        document = Document.objects.select_for_update().get(pk=self.document_id)
        if not document.is_open:
            raise ValidationError("Văn bản đã trình hoặc đã ban hành nên không xóa được hình.")
        if self.key in document.body or document.annexes.filter(body__contains=self.key).exists():
            raise ValidationError(
                "Hình này còn nằm trong nội dung hoặc phụ lục. Hãy bỏ hình khỏi chỗ ấy, lưu dự thảo, rồi xóa."
            )


def uploaded_path(uploaded, _filename):
    return f"uploads/{uploaded.locality_id}/{secrets.token_hex(16)}"


class UploadedPaper(models.Model):
    """Một văn bản cũ (.docx) vừa tải lên, chờ người xem lại những gì máy nhận ra."""

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="uploaded_papers", verbose_name="địa phương"
    )
    name = models.CharField("tên tệp", max_length=200)
    file = models.FileField("tệp", upload_to=uploaded_path, max_length=250)
    sha256 = models.CharField(max_length=64, editable=False)
    # What documents.old_papers recognized.
    recognized = models.JSONField(editable=False)
    document = models.OneToOneField(
        Document,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="uploaded_paper",
        verbose_name="văn bản đã nhập",
    )
    uploaded_at = models.DateTimeField("tải lên lúc", default=timezone.now)
    uploaded_by = doer("người tải lên", "uploaded_papers", on_delete=models.SET_NULL, null=True)

    class Meta:
        verbose_name = "văn bản cũ tải lên"
        verbose_name_plural = "văn bản cũ tải lên"
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("documents:import_confirm", self.pk)

    @transaction.atomic
    def keep(self, *, by):
        """Store the file until somebody has looked at what was recognized in it."""
        self.uploaded_by = by
        self.full_clean(exclude=["file"])
        self.save()
        record(by=by, action="tải lên văn bản cũ", target=self, after={"mã kiểm tra SHA-256": self.sha256})

    def hold(self):
        """Lock the row for the transaction; raises ValidationError where somebody was faster."""
        if UploadedPaper.objects.select_for_update().filter(pk=self.pk, document=None).first() is None:
            raise ValidationError(
                "Tệp này vừa được nhập hoặc bỏ đi rồi. Hãy mở lại trang “Nhập từ tệp Word” để xem."
            )

    @transaction.atomic
    def finish(self, document):
        """Link the paper that was entered from it, which keeps the file from now on."""
        storage, name = self.file.storage, self.file.name
        self.document, self.file = document, ""
        self.save(update_fields=["document", "file"])
        transaction.on_commit(lambda: storage.delete(name))

    @transaction.atomic
    def discard(self, *, by):
        """Throw the upload away, with its trace."""
        self.hold()
        record(
            by=by, action="bỏ văn bản cũ tải lên", target=self, before={"mã kiểm tra SHA-256": self.sha256}
        )
        storage, name = self.file.storage, self.file.name
        self.delete()
        transaction.on_commit(lambda: storage.delete(name))
