"""What a report is asked to say: its sections with the figures that stand in them, as data."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from organizations.models import Locality
from organizations.own_copies import OwnCopies, OwnCopiesQuerySet
from wardportal.addresses import address

MOST_SECTIONS = 40


class ReportOutlineQuerySet(OwnCopiesQuerySet):
    def for_list(self):
        return self.order_by("order", "name", "pk")


class ReportOutline(OwnCopies, models.Model):
    """Mẫu báo cáo: các mục phải viết, số liệu nằm ở mục nào."""

    # Empty: as every ward knows it. A ward's own copy of it is a row of its own and names it as `origin`.
    locality = models.ForeignKey(
        Locality,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="report_outlines",
        verbose_name="địa phương",
    )
    origin = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="copies",
        verbose_name="bản chung",
    )
    name = models.CharField("tên mẫu", max_length=120)
    # [{"key", "title", "hint", "is_required", "indicators": [codes], "suggests": [what the portal offers]}]
    sections = models.JSONField("các mục", default=list)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    WRITTEN = ["name", "sections"]

    objects = ReportOutlineQuerySet.as_manager()

    class Meta:
        verbose_name = "mẫu báo cáo"
        verbose_name_plural = "mẫu báo cáo"
        constraints = [
            models.UniqueConstraint(
                fields=["locality", "name"],
                name="report_outline_once_in_ward",
                violation_error_message="Phường đã có mẫu báo cáo tên này. Hãy đặt tên khác.",
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(locality=None),
                name="common_report_outline_once",
                violation_error_message="Đã có mẫu báo cáo chung tên này. Hãy đặt tên khác.",
            ),
            models.UniqueConstraint(
                fields=["locality", "origin"],
                name="report_outline_changed_once",
                violation_error_message="Phường đã có bản riêng của mẫu báo cáo này.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("reports:outline_edit", self.pk)

    def clean(self):
        keys = [section["key"] for section in self.sections]
        if not keys:
            raise ValidationError("Mẫu báo cáo phải có ít nhất một mục.")
        if len(keys) > MOST_SECTIONS:
            raise ValidationError(f"Mẫu báo cáo có nhiều nhất {MOST_SECTIONS} mục. Hãy gộp bớt.")
        if len(set(keys)) < len(keys):
            raise ValidationError("Hai mục có cùng mã. Hãy xóa một mục rồi thêm lại.")
