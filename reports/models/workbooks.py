"""A superior's own workbook and what stands in its columns: filled by the portal, period after period."""

import secrets

from django.core.exceptions import ValidationError
from django.db import models, transaction

from organizations.audit import record, record_written, snapshot
from organizations.models import Locality
from wardportal.addresses import address
from wardportal.dates import PeriodKind

# What a column holds besides figures.
NAME, ORDER = "ten", "stt"


class SuperiorWorkbookQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id)

    def for_list(self):
        return self.order_by("name", "pk")


def workbook_path(workbook, _filename):
    """A random name, as of every file that people bring."""
    return f"workbooks/{workbook.locality_id}/{secrets.token_hex(16)}.xlsx"


class SuperiorWorkbook(models.Model):
    """Biểu Excel của cấp trên, và cột nào ghi số nào."""

    class Rows(models.TextChoices):
        PLACES = "places", "mỗi khu phố một dòng"
        UNITS = "units", "mỗi đơn vị ở khu phố một dòng"
        WARD = "ward", "một dòng cho cả phường"

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="superior_workbooks", verbose_name="địa phương"
    )
    name = models.CharField("tên biểu", max_length=150)
    period_kind = models.CharField("kỳ báo cáo", max_length=12, choices=PeriodKind)
    file = models.FileField("tệp", upload_to=workbook_path, max_length=250, editable=False)
    filename = models.CharField("tên tệp", max_length=200, editable=False)
    sheet_name = models.CharField("trang tính", max_length=100, editable=False)
    head_row = models.PositiveSmallIntegerField("hàng cuối của tiêu đề")
    first_row = models.PositiveSmallIntegerField("hàng số liệu đầu tiên")
    rows = models.CharField("các dòng", max_length=10, choices=Rows, default=Rows.PLACES)
    # {number of a column, from 1: NAME, ORDER, or "<code of an indicator>:<part>"}
    columns = models.JSONField("các cột", default=dict, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    WRITTEN = ["name", "period_kind", "head_row", "first_row", "rows", "columns"]

    objects = SuperiorWorkbookQuerySet.as_manager()

    class Meta:
        verbose_name = "biểu Excel của cấp trên"
        verbose_name_plural = "biểu Excel của cấp trên"
        constraints = [
            models.UniqueConstraint(
                fields=["locality", "name"],
                name="superior_workbook_once",
                violation_error_message="Đã có biểu tên này. Hãy đặt tên khác.",
            ),
            models.CheckConstraint(
                condition=models.Q(first_row__gt=models.F("head_row")),
                name="superior_workbook_head_above",
                violation_error_message="Hàng số liệu đầu tiên phải ở dưới tiêu đề.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("reports:workbook_edit", self.pk)

    def clean(self):
        told = [key for key in self.columns.values() if key in {NAME, ORDER}]
        if len(told) > len(set(told)):
            raise ValidationError("Tên, số thứ tự mỗi thứ chỉ ở một cột.")

    @transaction.atomic
    def write(self, *, by):
        stored = SuperiorWorkbook.objects.filter(pk=self.pk).first()
        self.full_clean()
        self.save()
        action = "sửa biểu Excel của cấp trên" if stored else "thêm biểu Excel của cấp trên"
        record_written(self, stored, self.WRITTEN, by=by, action=action)

    @transaction.atomic
    def remove(self, *, by):
        record(by=by, action="xóa biểu Excel của cấp trên", target=self, before=snapshot(self, self.WRITTEN))
        storage, name = self.file.storage, self.file.name
        self.delete()
        transaction.on_commit(lambda: storage.delete(name))
