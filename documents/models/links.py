"""How papers stand to each other."""

from django.db import models
from django.db.models import F, Q

from documents.models.papers import Document


class DocumentLink(models.Model):
    """Văn bản này căn cứ, cụ thể hóa, sửa đổi, thay thế hay sơ kết văn bản kia."""

    class Kind(models.TextChoices):
        BASIS = "basis", "căn cứ"
        IMPLEMENTS = "implements", "cụ thể hóa"
        AMENDS = "amends", "sửa đổi"
        REPLACES = "replaces", "thay thế"
        REVIEWS = "reviews", "sơ kết, tổng kết"

    source = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="links_up", verbose_name="văn bản"
    )
    target = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="links_down", verbose_name="văn bản được dẫn"
    )
    kind = models.CharField("quan hệ", max_length=20, choices=Kind)

    class Meta:
        verbose_name = "quan hệ văn bản"
        verbose_name_plural = "quan hệ văn bản"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "kind"],
                name="document_link_once",
                violation_error_message="Quan hệ này đã có.",
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="document_link_not_to_itself",
                violation_error_message="Văn bản không thể dẫn chính nó.",
            ),
        ]

    def __str__(self):
        return f"{self.source} {self.get_kind_display()} {self.target}"
