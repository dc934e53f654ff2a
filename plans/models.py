"""What is to be done: plans, their tasks, who got them, and what each unit says it did."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from documents.models import Document
from organizations.audit import record, snapshot
from organizations.models import Locality, Unit
from organizations.permissions import Permission, Role, can
from plans.progress import Progress, assignment_state
from wardportal import dates
from wardportal.text import fold, has_all


class PlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(document__in=Document.objects.visible_to(user))

    def open(self):
        return self.filter(closed_at=None)

    def search(self, words):
        return self.filter(has_all(words, "document__search_text"))

    def for_list(self):
        return self.select_related("document__issuer", "document__doc_type").order_by(
            F("document__issued_on").desc(nulls_first=True), "-pk"
        )

    def with_progress(self):
        """Each plan with `assignment_count` and `done_count`: the figures of the roll-up (see Progress)."""
        return self.annotate(
            assignment_count=Count("tasks__assignments"),
            done_count=Count("tasks__assignments", filter=Q(tasks__assignments__percent=100)),
        )


class Plan(models.Model):
    """Một kế hoạch đang được thực hiện; phần giấy tờ của nó là một văn bản."""

    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="plan", verbose_name="văn bản"
    )
    starts_on = models.DateField("thực hiện từ ngày")
    ends_on = models.DateField("đến hết ngày", null=True, blank=True)
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="closed_plans",
        verbose_name="người kết thúc",
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch"
        verbose_name_plural = "kế hoạch"
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="plan_closed_by_someone",
                violation_error_message="Kế hoạch kết thúc phải có người kết thúc.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="plan_ends_after_it_starts",
                violation_error_message="Ngày kết thúc kế hoạch phải từ ngày bắt đầu trở đi.",
            ),
        ]

    def __str__(self):
        return str(self.document)

    def get_absolute_url(self):
        return reverse("plans:plan_detail", args=[self.pk])

    @property
    def locality_id(self):
        return self.document.locality_id

    @property
    def is_closed(self):
        return self.closed_at is not None

    def is_reported_in(self, period):
        """Whether there is a report of the plan for `period`: issued, and carried out at some time of it."""
        return (
            self.document.state == Document.State.ISSUED
            and self.starts_on <= period.ends_on
            and (self.ends_on is None or self.ends_on >= period.starts_on)
        )

    @property
    def progress(self):
        """The roll-up of the whole plan; needs `with_progress()`."""
        return Progress(done=self.done_count, total=self.assignment_count)


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Tasks of the locality; those of a plan that is still a draft only for who may see the draft."""
        return self.filter(locality_id=user.locality_id).filter(
            Q(plan=None) | Q(plan__document__in=Document.objects.visible_to(user))
        )

    def search(self, words):
        return self.filter(has_all(words, "search_text"))

    def of_open_plans(self):
        """Tasks that are still to be done: of no plan, or of one that is not closed."""
        return self.filter(plan__closed_at=None)

    def in_plan_order(self):
        """Plan by plan, those of no plan last."""
        return self.order_by(F("plan").asc(nulls_last=True), "order", "pk")

    def for_choice(self):
        return self.select_related("plan__document__doc_type").in_plan_order()

    def for_page(self):
        return self.select_related("plan__document__doc_type", "lead_unit")

    def with_late(self):
        """Tasks of open plans with late units: `late_count` of them since `late_since`, the oldest first."""
        late = Assignment.objects.late().filter(task=OuterRef("pk")).order_by().values("task")
        return (
            self.of_open_plans()
            .annotate(
                late_count=Subquery(late.annotate(count=Count("pk")).values("count")),
                late_since=Subquery(late.annotate(since=Min("effective_due_on")).values("since")),
            )
            .filter(late_count__gt=0)
            .order_by("late_since", F("plan").asc(nulls_last=True), "order", "pk")
        )

    def for_matrix(self):
        """Tasks in the plan's order with lead unit and `given`, their assignments with unit: two queries."""
        given = Assignment.objects.select_related("unit__line", "unit__neighbourhood").in_unit_order()
        return (
            self.select_related("lead_unit")
            .prefetch_related(Prefetch("assignments", queryset=given, to_attr="given"))
            .order_by("order", "pk")
        )


class Task(models.Model):
    """Một nhiệm vụ: đúng một đơn vị chủ trì, có hạn hoặc có định kỳ, giao cho những đơn vị nào."""

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="tasks", verbose_name="địa phương"
    )
    # Empty for a task that comes from a conclusion alone and hangs on no plan.
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="kế hoạch"
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    title = models.CharField("nhiệm vụ", max_length=300)
    description = models.TextField("nội dung cụ thể", blank=True)
    lead_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="led_tasks", verbose_name="đơn vị chủ trì"
    )
    coordinating_units = models.ManyToManyField(
        Unit, blank=True, related_name="coordinated_tasks", verbose_name="đơn vị phối hợp"
    )
    due_on = models.DateField("thời hạn", null=True, blank=True)
    rhythm = models.CharField(
        "định kỳ thực hiện",
        max_length=60,
        blank=True,
        help_text="Ví dụ: thường xuyên, hằng tháng, hằng quý. Để trống nếu đã có thời hạn.",
    )
    product = models.CharField("sản phẩm, kết quả cần có", max_length=200, blank=True)
    measure_unit = models.CharField(
        "đơn vị tính", max_length=40, blank=True, help_text="Ví dụ: đoàn viên, buổi, lượt người."
    )
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    # Counts the savings: an edit that was begun on an older version is shown both texts.
    version = models.PositiveIntegerField(default=1, editable=False)
    search_text = models.TextField(editable=False)

    objects = TaskQuerySet.as_manager()

    AUDITED = [
        "title",
        "description",
        "lead_unit",
        "coordinating_units",
        "due_on",
        "rhythm",
        "product",
        "measure_unit",
    ]

    class Meta:
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=False, rhythm="") | Q(due_on__isnull=True) & ~Q(rhythm=""),
                name="task_has_due_date_or_rhythm",
                violation_error_message="Nhiệm vụ phải có thời hạn hoặc định kỳ thực hiện, một trong hai.",
            )
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.search_text = fold(f"{self.title} {self.description} {self.product}")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("plans:task_detail", args=[self.pk])

    @property
    def timing(self):
        """The due date "15/9/2017", else the rhythm "thường xuyên"."""
        return dates.short_date(self.due_on) if self.due_on else self.rhythm

    @property
    def timing_words(self):
        """ "Hạn 15/9/2017, Hội LHPN phường chủ trì" """
        when = f"Hạn {self.timing}" if self.due_on else capfirst(self.timing)
        return f"{when} · {self.lead_unit.short_name} chủ trì"

    @property
    def is_closed(self):
        return self.plan is not None and self.plan.is_closed

    @classmethod
    def next_order(cls, plan, locality_id):
        """The place behind the last task of `plan`; of those on no plan in that locality where it is None."""
        last = cls.objects.filter(plan=plan, locality_id=locality_id).aggregate(order=Max("order"))
        return (last["order"] or 0) + 1

    def assign(self, units, *, by, target_quantity=None, due_on=None, on=None):
        """Give the task to `units` (an iterable of Unit); a unit that has it already keeps what it has."""
        defaults = {"target_quantity": target_quantity, "due_on": due_on, "assigned_on": on or dates.today()}
        self._require_open()
        given = []
        with transaction.atomic():
            for unit in units:
                assignment, is_new = Assignment.objects.get_or_create(task=self, unit=unit, defaults=defaults)
                if is_new:
                    given.append(assignment)
            if given:
                record(
                    by=by,
                    action="giao nhiệm vụ",
                    target=self,
                    after={"giao cho": [assignment.unit.name for assignment in given]},
                )
        return given

    @transaction.atomic
    def unassign(self, unit, *, by):
        """Take the task back from `unit`; refused once the unit has reported, because its word must stay."""
        self._require_open()
        # Under a lock: a report that is being written at this moment is waited for, then seen.
        assignment = self.assignments.select_for_update().get(unit=unit)
        if assignment.entries.exists():
            raise ValidationError(
                f"{unit.name} đã báo tiến độ nên không thu lại được; số liệu đã báo phải còn nguyên."
            )
        assignment.delete()
        record(by=by, action="thu lại nhiệm vụ", target=self, before={"giao cho": [unit.name]})

    def _require_open(self):
        if self.is_closed:
            raise ValidationError("Kế hoạch đã kết thúc, không sửa nhiệm vụ được nữa.")

    def record_edit(self, *, by, before):
        """Write the audit entry of an edit; `before` is `task.as_audited()` taken before the change."""
        record(
            by=by,
            action="sửa nhiệm vụ" if before else "thêm nhiệm vụ",
            target=self,
            before=before,
            after=self.as_audited(),
        )

    def as_audited(self):
        return snapshot(self, self.AUDITED)


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(task__in=Task.objects.visible_to(user))

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
        Task, on_delete=models.CASCADE, related_name="assignments", verbose_name="nhiệm vụ"
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
