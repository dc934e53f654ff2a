"""Who got what to do, and what each unit says it did."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from documents.models import Document
from organizations.audit import record
from organizations.models import Unit
from organizations.permissions import Permission, Role, can
from plans.progress import assignment_state
from wardportal import dates


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of the tasks that `user` sees (TaskQuerySet.visible_to)."""
        papers = Document.objects.visible_to(user)
        return self.filter(task__locality_id=user.locality_id).filter(
            Q(task__plan=None) | Q(task__plan__document__in=papers)
        )

    def in_unit_order(self):
        """The ward's own bodies first, then neighbourhood by neighbourhood."""
        return self.order_by(
            F("unit__neighbourhood__order").asc(nulls_first=True), "unit__line__order", "unit__order", "pk"
        )

    def with_last_word(self):
        """Each with `last_entries`: a list of its latest progress entry, or of nothing. One query more."""
        latest = ProgressEntry.objects.latest_each().select_related("entered_by__person")
        return self.prefetch_related(Prefetch("entries", queryset=latest, to_attr="last_entries"))

    def for_table(self):
        """With unit and last word; also the bodies above each unit, so that `may_report` asks nothing."""
        return (
            self.select_related("unit__line", "unit__neighbourhood", "unit__parent__parent__parent__parent")
            .with_last_word()
            .in_unit_order()
        )

    def with_due(self):
        """Each with `effective_due_on`, what `due` says: the unit's own due date, else the task's."""
        return self.annotate(effective_due_on=Coalesce("due_on", "task__due_on"))

    def undone(self):
        return self.filter(percent__lt=100)

    def late(self):
        return self.undone().with_due().filter(effective_due_on__lt=dates.today())

    def of_open_plans(self):
        return self.filter(task__plan__closed_at=None)

    def reported_in(self, period):
        """With `is_reported`: whether the unit said anything about the task within `period`."""
        said = ProgressEntry.objects.filter(
            assignment=OuterRef("pk"), reported_on__range=(period.starts_on, period.ends_on)
        )
        return self.annotate(is_reported=Exists(said))

    def maybe_actionable(self, user):
        """What the heads of branches and organizations must do themselves: undone work of their own units."""
        own = [unit.pk for role, unit in user.powers if role in OWN_WORK_ROLES]
        return self.undone().of_open_plans().filter(unit__in=own).for_list()

    def for_list(self):
        return (
            self.select_related(
                "task__plan__document__doc_type", "task__lead_unit", "unit__line", "unit__neighbourhood"
            )
            .with_due()
            .order_by(F("effective_due_on").asc(nulls_last=True), "task__order", "pk")
        )


# Whoever heads a unit has that unit's work on the start page; the office sees everybody's in the matrix.
OWN_WORK_ROLES = {Role.BRANCH_LEADER, Role.ORGANIZATION_LEADER, Role.FRONT_LEADER, Role.STANDING_LEADERSHIP}


class Assignment(models.Model):
    """Một nhiệm vụ giao cho một đơn vị, và chỗ đơn vị ấy đang làm đến đâu."""

    task = models.ForeignKey(
        "plans.Task", on_delete=models.CASCADE, related_name="assignments", verbose_name="nhiệm vụ"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="assignments", verbose_name="đơn vị được giao"
    )
    # The report of an earlier quarter counts only what had been given by then.
    assigned_on = models.DateField("ngày giao", default=dates.today)
    due_on = models.DateField("thời hạn riêng", null=True, blank=True)
    target_quantity = models.DecimalField("chỉ tiêu", max_digits=12, decimal_places=2, null=True, blank=True)
    # The last entry's figures, kept by report() so that a matrix of 30 × 8 needs no sub-queries.
    percent = models.PositiveSmallIntegerField("phần trăm", default=0)
    quantity = models.DecimalField("đã đạt", max_digits=12, decimal_places=2, null=True, blank=True)
    reported_on = models.DateField("ngày báo", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "việc được giao"
        verbose_name_plural = "việc được giao"
        constraints = [
            models.UniqueConstraint(
                fields=["task", "unit"],
                name="assignment_once",
                violation_error_message="Đơn vị này đã được giao nhiệm vụ ấy.",
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="assignment_percent_at_most_100",
                violation_error_message="Phần trăm từ 0 đến 100.",
            ),
        ]

    def __str__(self):
        return f"{self.task} – {self.unit}"

    def get_absolute_url(self):
        return reverse("plans:assignment_detail", args=[self.pk])

    @property
    def locality_id(self):
        return self.task.locality_id

    @property
    def due(self):
        """The unit's own due date where one was given, else the task's; None where there is a rhythm."""
        return self.due_on or self.task.due_on

    @property
    def days_late(self):
        """How many days past its due date an unfinished assignment is today; 0 where it is not late."""
        if self.percent == 100 or self.due is None:
            return 0
        return max(0, (dates.today() - self.due).days)

    @property
    def last_entry(self):
        """The unit's latest word, None where it never said anything; needs `with_last_word()`."""
        return self.last_entries[0] if self.last_entries else None

    @property
    def state(self):
        return assignment_state(
            percent=self.percent, reported_on=self.reported_on, due_on=self.due, day=dates.today()
        )

    def is_proxy(self, user):
        """Whether `user` reports in the unit's place ("nhập thay"), holding no post in it."""
        return self.unit not in user.units

    @transaction.atomic
    def report(self, *, by, percent, quantity=None, text="", on=None, is_sample=False):
        """What the unit says it did: one more ProgressEntry. The figures become those of the latest day."""
        if self.task.is_closed:
            raise ValidationError("Kế hoạch đã kết thúc, không ghi tiến độ được nữa.")
        # Under a lock: of two reports at the same moment the second reads what the first one wrote.
        Assignment.objects.select_for_update().get(pk=self.pk)
        entry = ProgressEntry(
            assignment=self,
            reported_on=on or dates.today(),
            percent=percent,
            quantity=quantity,
            text=text,
            entered_by=by,
            is_proxy=self.is_proxy(by),
            is_sample=is_sample,
        )
        entry.full_clean()
        entry.save()
        before = self._figures()
        self.take_latest()
        after = self._figures() | {"nội dung báo": text}
        record(by=by, action="ghi tiến độ", target=self, before=before, after=after)
        return entry

    def _figures(self):
        return {"tiến độ": f"{self.percent}%", self._meta.get_field("quantity").verbose_name: self.quantity}

    def take_latest(self):
        """Read the figures out of the entries again: one was added, maybe for an earlier day, or wiped."""
        latest = self.entries.first()
        self.percent = latest.percent if latest else 0
        self.quantity = latest.quantity if latest else None
        self.reported_on = latest.reported_on if latest else None
        self.save(update_fields=["percent", "quantity", "reported_on"])


class ProgressEntryQuerySet(models.QuerySet):
    def latest_each(self):
        """The newest entry of each assignment."""
        newest = ProgressEntry.objects.filter(assignment=OuterRef("assignment")).order_by(
            "-reported_on", "-pk"
        )
        return self.filter(pk=Subquery(newest.values("pk")[:1]))


class ProgressEntry(models.Model):
    """Lời báo tiến độ của một đơn vị vào một ngày; chỉ thêm, không sửa."""

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="entries", verbose_name="việc được giao"
    )
    reported_on = models.DateField("ngày báo")
    percent = models.PositiveSmallIntegerField(
        "phần trăm hoàn thành",
        validators=[MaxValueValidator(100, "Phần trăm từ 0 đến 100; số đồng chí nhập là %(show_value)s.")],
    )
    quantity = models.DecimalField("đã đạt", max_digits=12, decimal_places=2, null=True, blank=True)
    text = models.TextField("đã làm được gì", blank=True)
    entered_at = models.DateTimeField("nhập lúc", default=timezone.now)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="progress_entries",
        verbose_name="người nhập",
    )
    # Entered by the ward for a branch that could not ("nhập thay"): the trace stays with the figure.
    is_proxy = models.BooleanField("nhập thay", default=False)
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
        ]
        indexes = [models.Index(fields=["assignment", "reported_on"], name="progress_by_day")]

    def __str__(self):
        return f"{self.assignment}: {self.percent}% ({dates.short_date(self.reported_on)})"


def may_report(user, assignment) -> bool:
    return can(user, Permission.PROGRESS_REPORT, assignment.unit) and not assignment.task.is_closed
