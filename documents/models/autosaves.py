"""What somebody is typing and has not saved yet."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import time_format

from documents.models.annexes import DocumentAnnex
from documents.models.papers import Document

ANOTHER_KEPT = (
    "Chưa lưu tạm lên máy chủ: còn một bản gõ dở khác của đồng chí, lúc {at}. Hãy chọn “Khôi phục” hoặc "
    "“Bỏ bản gõ dở” ở đầu trang (không thấy thì mở lại trang); chữ đang gõ vẫn giữ trên máy này."
)


class DraftAutosave(models.Model):
    """Chữ đang gõ dở của một người trong một dự thảo: giữ trên máy chủ, không phải một lần lưu."""

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="autosaves", verbose_name="văn bản"
    )
    # Empty: the text of the paper itself.
    annex = models.ForeignKey(
        DocumentAnnex,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="autosaves",
        verbose_name="phụ lục",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="autosaves", verbose_name="người gõ"
    )
    saved_at = models.DateTimeField("lưu tạm lúc", default=timezone.now)
    # Which version of the record it was typed on: who saved meanwhile is not overwritten unseen.
    version = models.PositiveIntegerField()
    # {name of a form's field: what stands in it}
    typed = models.JSONField("chữ đã gõ", default=dict)

    class Meta:
        verbose_name = "bản gõ dở"
        verbose_name_plural = "bản gõ dở"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "user"],
                condition=Q(annex=None),
                name="autosave_once_per_paper",
                violation_error_message="Mỗi người có một bản gõ dở của một văn bản.",
            ),
            models.UniqueConstraint(
                fields=["annex", "user"],
                name="autosave_once_per_annex",
                violation_error_message="Mỗi người có một bản gõ dở của một phụ lục.",
            ),
        ]

    def __str__(self):
        return f"{self.document} – {self.user}"

    @classmethod
    def keep(cls, document, annex=None, *, by, version, typed, known=None) -> "DraftAutosave":
        """Keep what `by` has typed, in the place of the text kept at the moment `known` that it grew out of.

        Raises ValidationError where another text is kept (typed on another machine, or offered and not yet
        chosen): nobody but its writer gives it up. It leaves no trace in the log.
        """
        values = {"version": version, "typed": typed, "saved_at": timezone.now()}
        own = cls.objects.filter(document=document, annex=annex, user=by)
        if known and own.filter(saved_at=known).update(**values):
            return own.get()
        kept, is_first = cls.objects.get_or_create(document=document, annex=annex, user=by, defaults=values)
        if not is_first:
            at = time_format(timezone.localtime(kept.saved_at))
            raise ValidationError(ANOTHER_KEPT.format(at=at))
        return kept

    @classmethod
    def end(cls, document, annex=None, *, by, known):
        """The text kept at the moment `known` (None: no such text) was saved; another one goes on waiting."""
        cls.objects.filter(document=document, annex=annex, user=by, saved_at=known).delete()

    @classmethod
    def of(cls, document, annex=None, *, by) -> "DraftAutosave | None":
        return cls.objects.filter(document=document, annex=annex, user=by).first()
