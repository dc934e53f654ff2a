"""What the units say about their work, day by day."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from organizations.doers import doer
from plans.models.occurrences import Occurrence, times_of
from wardportal import dates


class ProgressEntryQuerySet(models.QuerySet):
    def said(self):
        """What the units said themselves; a return of the lead unit is not their word."""
        return self.filter(is_return=False)

    def latest_each(self):
        """The newest entry of each assignment."""
        newest = ProgressEntry.objects.filter(assignment=OuterRef("assignment")).order_by(
            "-reported_on", "-pk"
        )
        return self.filter(pk=Subquery(newest.values("pk")[:1]))


class ProgressEntry(models.Model):
    """Lời báo tiến độ của một đơn vị, hoặc lời trả lại của đơn vị chủ trì; chỉ thêm, không sửa."""

    assignment = models.ForeignKey(
        "plans.Assignment", on_delete=models.PROTECT, related_name="entries", verbose_name="việc được giao"
    )
    # Which time of the rhythm it tells of.
    occurrence = models.ForeignKey(
        Occurrence,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name="báo cho kỳ",
    )
    reported_on = models.DateField("ngày báo")
    percent = models.PositiveSmallIntegerField(
        "phần trăm hoàn thành",
        validators=[MaxValueValidator(100, "Phần trăm từ 0 đến 100; số đồng chí nhập là %(show_value)s.")],
    )
    quantity = models.DecimalField("đã đạt", max_digits=12, decimal_places=2, null=True, blank=True)
    text = models.TextField("đã làm được gì", blank=True)
    entered_at = models.DateTimeField("nhập lúc", default=timezone.now)
    entered_by = doer("người nhập", "progress_entries")
    # Entered by the ward for a branch that could not ("nhập thay"): the trace stays with the figure.
    is_proxy = models.BooleanField("nhập thay", default=False)
    # The lead unit did not accept what was said: `text` is its reason, `percent` what counts from then on.
    is_return = models.BooleanField("trả lại", default=False)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)

    objects = ProgressEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "lời báo tiến độ"
        verbose_name_plural = "lời báo tiến độ"
        ordering = ["-reported_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="progress_percent_at_most_100",
                violation_error_message="Phần trăm từ 0 đến 100.",
            ),
            models.CheckConstraint(
                condition=Q(quantity=None) | Q(quantity__gte=0),
                name="progress_quantity_not_negative",
                violation_error_message="Số đã đạt không thể âm.",
            ),
            models.CheckConstraint(
                condition=Q(is_return=False) | Q(percent__lt=100) & ~Q(text=""),
                name="return_has_its_reason",
                violation_error_message="Trả lại thì phải ghi lý do, và phần trăm còn lại phải dưới 100.",
            ),
        ]
        indexes = [models.Index(fields=["assignment", "reported_on"], name="progress_by_day")]

    def __str__(self):
        return f"{self.assignment}: {self.percent}% ({dates.short_date(self.reported_on)})"


def tell_times(assignments):
    """Give each of a dated rhythm its `times`; two queries, none where no task has a rhythm."""
    by_rhythm = [assignment for assignment in assignments if assignment.task.rhythm]
    found = times_of(by_rhythm, ProgressEntry.objects.said()) if by_rhythm else {}
    for assignment in by_rhythm:
        assignment.times = found.get(assignment.pk)
