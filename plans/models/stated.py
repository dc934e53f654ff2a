"""Where the leadership states another progress than the count: the figure, why, who and when."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from organizations.audit import record
from organizations.doers import doer
from plans.models.plans import Plan
from plans.models.tasks import Task
from wardportal import dates


class StatedProgressQuerySet(models.QuerySet):
    def current(self):
        return self.filter(withdrawn_at=None)

    def of(self, target):
        """What is stated of a task or a plan today; None where the count stands alone."""
        kind = "plan" if isinstance(target, Plan) else "task"
        return self.current().filter(**{kind: target}).select_related("stated_by__person").first()


class StatedProgress(models.Model):
    """Tiến độ do người có trách nhiệm nêu bên cạnh số máy tính, có lý do; rút lại được, không sửa."""

    task = models.ForeignKey(
        Task,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="stated_progress",
        verbose_name="nhiệm vụ",
    )
    plan = models.ForeignKey(
        Plan,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="stated_progress",
        verbose_name="kế hoạch",
    )
    percent = models.PositiveSmallIntegerField(
        "tiến độ nêu",
        validators=[MaxValueValidator(100, "Phần trăm từ 0 đến 100; số đồng chí nhập là %(show_value)s.")],
    )
    reason = models.TextField("lý do")
    stated_on = models.DateField("ngày nêu", default=dates.today)
    stated_at = models.DateTimeField("nêu lúc", default=timezone.now)
    stated_by = doer("người nêu", "stated_progress")
    withdrawn_at = models.DateTimeField("rút lại lúc", null=True, blank=True)
    withdrawn_by = doer("người rút lại", "withdrawn_progress", null=True, blank=True)

    objects = StatedProgressQuerySet.as_manager()

    class Meta:
        verbose_name = "tiến độ nêu riêng"
        verbose_name_plural = "tiến độ nêu riêng"
        constraints = [
            models.CheckConstraint(
                condition=Q(task=None, plan__isnull=False) | Q(task__isnull=False, plan=None),
                name="stated_progress_of_one",
                violation_error_message="Tiến độ nêu riêng là của một nhiệm vụ hoặc một kế hoạch.",
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="stated_percent_at_most_100",
                violation_error_message="Phần trăm từ 0 đến 100.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="stated_progress_has_its_reason",
                violation_error_message="Nêu tiến độ khác số máy tính thì phải ghi lý do.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="stated_progress_withdrawn_by_someone",
                violation_error_message="Tiến độ rút lại phải có người rút.",
            ),
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(withdrawn_at=None),
                name="task_progress_stated_once",
                violation_error_message="Nhiệm vụ đã có một tiến độ được nêu. Hãy rút lại rồi nêu lại.",
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(withdrawn_at=None),
                name="plan_progress_stated_once",
                violation_error_message="Kế hoạch đã có một tiến độ được nêu. Hãy rút lại rồi nêu lại.",
            ),
        ]

    def __str__(self):
        return f"{self.target}: {self.percent}%"

    @property
    def target(self):
        return self.task or self.plan

    @classmethod
    @transaction.atomic
    def state(cls, target, *, by, percent, reason):
        """Put a figure beside the count of a task or a plan; one that stood there before is withdrawn."""
        if refusal := target.why_no_work("nêu tiến độ khác"):
            raise ValidationError(refusal)
        type(target).objects.select_for_update().get(pk=target.pk)
        before = cls.objects.of(target)
        if before:
            before.withdraw(by=by)
        kind = "plan" if isinstance(target, Plan) else "task"
        stated = cls(**{kind: target}, percent=percent, reason=reason.strip(), stated_by=by)
        stated.full_clean()
        stated.save()
        told = {"tiến độ nêu": f"{percent}%", "lý do": stated.reason}
        record(by=by, action="nêu tiến độ khác số máy tính", target=target, after=told)
        return stated

    @transaction.atomic
    def withdraw(self, *, by):
        """Take the figure away: the count stands alone again."""
        found = StatedProgress.objects.current().filter(pk=self.pk)
        if not found.update(withdrawn_at=timezone.now(), withdrawn_by=by):
            raise ValidationError("Tiến độ này vừa được người khác rút lại. Hãy tải lại trang để xem.")
        told = {"tiến độ nêu": f"{self.percent}%", "lý do": self.reason}
        record(by=by, action="rút lại tiến độ đã nêu", target=self.target, before=told)
