"""What somebody is typing and has not saved yet."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from documents.models.annexes import DocumentAnnex
from documents.models.papers import Document


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
    def keep(cls, document, annex=None, *, by, version, typed) -> "DraftAutosave":
        """Keep what `by` has typed, in the place of what was kept before; it leaves no trace in the log."""
        kept, _ = cls.objects.update_or_create(
            document=document,
            annex=annex,
            user=by,
            defaults={"version": version, "typed": typed, "saved_at": timezone.now()},
        )
        return kept

    @classmethod
    def of(cls, document, annex=None, *, by) -> "DraftAutosave | None":
        return cls.objects.filter(document=document, annex=annex, user=by).first()
