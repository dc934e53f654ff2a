"""A spreadsheet that was uploaded and waits until somebody has looked at what it would change."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from organizations.audit import record
from organizations.doers import doer
from plans.models.plans import Plan
from wardportal.addresses import address


class UploadedSheetQuerySet(models.QuerySet):
    def waiting_for(self, user):
        """Those that `user` uploaded and has not decided on."""
        return self.filter(uploaded_by=user, saved_at=None)


class UploadedSheet(models.Model):
    """Một bảng tính vừa tải lên, chờ người xem lại; các dòng đọc được nằm ở đây đến khi nhập hoặc bỏ."""

    class Subject(models.TextChoices):
        TASKS = "nhiem-vu", "Nhiệm vụ"
        TARGETS = "chi-tieu", "Chỉ tiêu"
        PROGRESS = "tien-do", "Tiến độ"

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="uploaded_sheets", verbose_name="kế hoạch"
    )
    subject = models.CharField("nội dung", max_length=20, choices=Subject)
    name = models.CharField("tên tệp", max_length=200)
    # [[row number, {label: [kind, text]}], …] as wardportal.sheet_reading read them; emptied once saved.
    rows = models.JSONField(editable=False)
    # {label: letter} of the columns, and {pk: version} of what was there when the file came.
    letters = models.JSONField(editable=False)
    versions = models.JSONField(editable=False)
    uploaded_at = models.DateTimeField("tải lên lúc", default=timezone.now)
    uploaded_by = doer("người tải lên", "uploaded_sheets", on_delete=models.CASCADE)
    saved_at = models.DateTimeField("nhập lúc", null=True, blank=True)
    saved_by = doer("người nhập", "saved_sheets", on_delete=models.SET_NULL, null=True, blank=True)

    objects = UploadedSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "bảng tính tải lên"
        verbose_name_plural = "bảng tính tải lên"
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self):
        return f"{self.get_subject_display()}: {self.name}"

    def get_absolute_url(self):
        return address("plans:sheet_preview", self.pk)

    @property
    def locality_id(self):
        return self.plan.locality_id

    def hold(self):
        """Lock the row for the transaction; raises ValidationError where it was saved or thrown away."""
        held = UploadedSheet.objects.select_for_update().filter(pk=self.pk, saved_at=None)
        if held.first() is None:
            raise ValidationError("Bảng này vừa được nhập hoặc bỏ đi rồi. Hãy mở lại kế hoạch để xem.")

    def finish(self, *, by, saved, left_out):
        """Note that the rows were written; they are not kept a second time."""
        self.saved_at, self.saved_by, self.rows = timezone.now(), by, []
        self.save(update_fields=["saved_at", "saved_by", "rows"])
        record(
            by=by,
            action="nhập bảng tính",
            target=self,
            after={"số dòng đã nhập": saved, "số dòng bỏ qua vì sai": left_out},
        )
