"""What a report is asked to say: its sections with the figures that stand in them, as data."""

from django.core.exceptions import ValidationError
from django.db import models

from organizations.own_copies import OwnCopies, OwnCopiesQuerySet, common_row, owner, told_apart
from wardportal.addresses import address

MOST_SECTIONS = 40


class ReportOutlineQuerySet(OwnCopiesQuerySet):
    def for_list(self):
        return self.order_by("order", "name", "pk")


class ReportOutline(OwnCopies, models.Model):
    """Mẫu báo cáo: các mục phải viết, số liệu nằm ở mục nào."""

    locality = owner("report_outlines")
    origin = common_row()
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
        constraints = told_apart("report_outline", "mẫu báo cáo")

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
