"""What is to be done: a plan's tasks, and those of no plan."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Count, F, Max, Min, OuterRef, Prefetch, ProtectedError, Q, Subquery
from django.utils.text import capfirst

from documents.models import Document, texts_of
from organizations.audit import record, snapshot
from organizations.models import Locality, Person, Unit
from plans.models.assignments import Assignment
from plans.models.filters import done, given_out
from plans.models.occurrences import unroll
from plans.models.plans import Plan
from plans.rhythm import Rhythm
from wardportal import dates
from wardportal.addresses import address
from wardportal.text import fold, has_all

# Why a task of which somebody has spoken is not removed, and what to do instead.
KEPT = (
    " nên không bỏ được; điều đã nói phải còn nguyên. Không làm nữa thì thu lại của những đơn vị chưa báo, "
    "hoặc soạn kế hoạch thay thế không có nhiệm vụ này."
)


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Tasks of the locality; those of a plan that is still a draft only for who may see the draft."""
        return self.filter(locality_id=user.locality_id).filter(
            Q(plan=None) | Q(plan__document__in=Document.objects.visible_to(user))
        )

    def search(self, words):
        return self.filter(has_all(words, "search_text"))

    def given_out(self):
        """Without those of a plan or an assigning letter that is not issued yet."""
        return self.filter(given_out())

    def in_force(self):
        """Tasks that are still to be done: given out, and of no plan that has ended."""
        return self.given_out().filter(plan__closed_at=None)

    def to_follow(self, field, unit):
        """Those in force that the unit leads; what it helps with stays as it was written."""
        return self.in_force().filter(lead_unit=unit) if field == "lead_unit" else self.none()

    def to_hand_over(self, field, person):
        """Those in force with unfinished work that name `person`."""
        return self.in_force().filter(assignments__percent__lt=100, **{field: person}).distinct()

    def in_plan_order(self):
        """Plan by plan, those of no plan last."""
        return self.order_by(F("plan").asc(nulls_last=True), "order", "pk")

    def with_counts(self):
        """Each with `given_count` and `done_count`: units that were given it, and that have finished."""
        return self.annotate(
            given_count=Count("assignments"), done_count=Count("assignments", filter=done("assignments__"))
        )

    def with_rhythm(self):
        """Tasks in force that are done again and again, or once at a time that has a name."""
        return self.in_force().exclude(rhythm="").select_related("plan")

    def for_choice(self):
        return self.with_plan().in_plan_order()

    def with_plan(self):
        """With what names their plans."""
        return self.select_related("plan__document__doc_type").defer(*texts_of("plan__document"))

    def for_page(self):
        return self.select_related("plan__document__doc_type", "letter", "lead_unit")

    def with_late(self):
        """Tasks in force with late units: `late_count` of them since `late_since`, the oldest first."""
        late = Assignment.objects.late().filter(task=OuterRef("pk")).order_by().values("task")
        return (
            self.in_force()
            .annotate(
                late_count=Subquery(late.annotate(count=Count("pk")).values("count")),
                late_since=Subquery(late.annotate(since=Min("effective_due_on")).values("since")),
            )
            .filter(late_count__gt=0)
            .order_by("late_since", F("plan").asc(nulls_last=True), "order", "pk")
        )

    def for_matrix(self):
        """Tasks in the plan's order with lead unit and `given`, their assignments with unit: three queries.

        A unit is read once however much it was given.
        """
        units = Prefetch("unit", Unit.objects.select_related("line", "neighbourhood"))
        given = Assignment.objects.prefetch_related(units).in_unit_order()
        return (
            self.select_related("lead_unit", "letter")
            .defer(*texts_of("letter"))
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
        max_length=120,
        blank=True,
        help_text="Ví dụ: thường xuyên, hằng tháng, hằng quý. Để trống nếu đã có thời hạn.",
    )
    product = models.CharField("sản phẩm, kết quả cần có", max_length=200, blank=True)
    measure_unit = models.CharField(
        "đơn vị tính", max_length=40, blank=True, help_text="Ví dụ: đoàn viên, buổi, lượt người."
    )
    # Who answers for it; the name stays as it was that day.
    person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name="người phụ trách",
    )
    person_name = models.CharField("họ tên người phụ trách", max_length=150, blank=True)
    budget_note = models.CharField("kinh phí", max_length=200, blank=True)
    weight = models.PositiveSmallIntegerField(
        "trọng số", default=1, validators=[MinValueValidator(1, "Trọng số là số nguyên từ 1 trở lên.")]
    )
    # What a unit says is finished counts only once the lead unit has said so too.
    needs_acceptance = models.BooleanField("kết quả cần đơn vị chủ trì xác nhận", default=False)
    # The assigning letter that gives it out once it is issued; with its draft the task goes.
    letter = models.ForeignKey(
        Document,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="assigned_tasks",
        verbose_name="công văn giao việc",
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
        "person_name",
        "budget_note",
        "weight",
        "needs_acceptance",
    ]

    class Meta:
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=False, rhythm="") | Q(due_on__isnull=True) & ~Q(rhythm=""),
                name="task_has_due_date_or_rhythm",
                violation_error_message="Nhiệm vụ phải có thời hạn hoặc định kỳ thực hiện, một trong hai.",
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=1),
                name="task_weight_is_positive",
                violation_error_message="Trọng số là số nguyên từ 1 trở lên.",
            ),
        ]

    def __str__(self):
        return self.title

    def follow(self, field, unit, *, by):
        """The unit that leads it has ended; its successor leads."""
        before = snapshot(self, ["lead_unit"])
        self.lead_unit = unit
        self.save(update_fields=["lead_unit"])
        after = snapshot(self, ["lead_unit"])
        record(by=by, action="chuyển việc cho đơn vị kế tiếp", target=self, before=before, after=after)

    def hand_over(self, field, successor, *, printed, by):
        """Another person answers for it (`field`)."""
        before = {"người phụ trách": self.person_name}
        setattr(self, field, successor)
        self.person_name = printed[:150]
        self.save(update_fields=[field, "person_name"])
        after = {"người phụ trách": printed}
        record(by=by, action="bàn giao người phụ trách", target=self, before=before, after=after)

    def save(self, *args, **kwargs):
        self.search_text = fold(f"{self.title} {self.description} {self.product}")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return address("plans:task_detail", self.pk)

    def clean(self):
        if self.lead_unit_id and (ended := self.lead_unit.ended_words):
            raise ValidationError({"lead_unit": f"{ended}; hãy chọn đơn vị chủ trì khác."})
        if self.plan:
            self.plan.require_begun(self.due_on)

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

    @property
    def place(self):
        """Where one sees the whole it belongs to: its plan, or the task of none itself."""
        return self.plan or self

    @property
    def is_given_out(self):
        """Whether the papers it stands in, a plan's and an assigning letter, are issued."""
        is_letter_issued = self.letter is None or self.letter.state == Document.State.ISSUED
        return is_letter_issued and (self.plan is None or self.plan.is_issued)

    @property
    def why_not_given_out(self) -> str:
        """What the units wait for, in a sentence; "" where they have it."""
        if self.is_given_out:
            return ""
        waits = "công văn giao việc" if self.letter else "kế hoạch"
        return f"Các đơn vị nhận nhiệm vụ này khi {waits} được ban hành; đến lúc ấy mới báo tiến độ."

    @property
    def is_in_force(self):
        return self.is_given_out and not self.is_closed

    def why_no_work(self, doing) -> str:
        """Why no unit can be `doing` ("ghi tiến độ") now, in a sentence; "" where it can."""
        if self.plan and (refusal := self.plan.why_no_work(doing)):
            return refusal
        if not self.is_given_out:
            return f"Công văn giao việc này chưa ban hành nên chưa {doing} được. Hãy chờ ban hành."
        return ""

    def require_in_force(self, doing):
        if refusal := self.why_no_work(doing):
            raise ValidationError(refusal)

    @property
    def rule(self):
        """Its rhythm as plans.rhythm.Rhythm; None for a due date, and for words that name no days."""
        return Rhythm.parse(self.rhythm) if self.rhythm else None

    @property
    def has_dates(self):
        """Whether its rhythm falls due on certain days."""
        return self.rule is not None and self.rule.has_dates

    @classmethod
    def next_order(cls, plan, locality_id):
        """The place behind the last task of `plan`; of those on no plan in that locality where it is None."""
        last = cls.objects.filter(plan=plan, locality_id=locality_id).aggregate(order=Max("order"))
        return (last["order"] or 0) + 1

    @classmethod
    @transaction.atomic
    def give_out(cls, *, by, lead_unit, units=(), plan=None, on=None, **fields):
        """A new task of `lead_unit`'s locality, given to `units`, else to the lead unit alone."""
        place = {"plan": plan, "locality_id": lead_unit.locality_id}
        task = cls(**place, order=cls.next_order(**place), lead_unit=lead_unit, **fields)
        task.full_clean()
        task.save()
        task.record_edit(by=by, before={})
        task.assign(units or [lead_unit], by=by, on=on)
        return task

    def assign(self, units, *, by, target_quantity=None, due_on=None, on=None):
        """Give the task to `units` (an iterable of Unit); a unit that has it already keeps what it has."""
        defaults = {"target_quantity": target_quantity, "due_on": due_on, "assigned_on": on or dates.today()}
        self.require_changeable()
        given = []
        with transaction.atomic():
            for unit in units:
                if ended := unit.ended_words:
                    raise ValidationError(f"{ended} nên không giao được; hãy giao cho đơn vị kế tiếp.")
                assignment, is_new = Assignment.objects.get_or_create(task=self, unit=unit, defaults=defaults)
                if is_new:
                    given.append(assignment)
            if given:
                self.assignments.filter(pk__in=[assignment.pk for assignment in given]).take_dues()
                names = [assignment.unit.name for assignment in given]
                record(by=by, action="giao nhiệm vụ", target=self, after={"giao cho": names})
                self.refresh_plan()
        return given

    @transaction.atomic
    def unassign(self, unit, *, by):
        """Take the task back from `unit`; refused once the unit has reported, because its word must stay."""
        self.require_changeable()
        # Under a lock: a report that is being written at this moment is waited for, then seen.
        assignment = self.assignments.select_for_update().get(unit=unit)
        if assignment.entries.exists():
            raise ValidationError(
                f"{unit.name} đã báo tiến độ nên không thu lại được; số liệu đã báo phải còn nguyên."
            )
        assignment.delete()
        record(by=by, action="thu lại nhiệm vụ", target=self, before={"giao cho": [unit.name]})
        self.refresh_plan()

    @transaction.atomic
    def remove(self, *, by, reason=""):
        """Take the task out of its plan; the log keeps what it was and, once units have it, why.

        Raises ValidationError where a unit has spoken of it: its word must stay.
        """
        if refusal := self.why_no_change("bỏ nhiệm vụ"):
            raise ValidationError(refusal)
        if self.is_given_out and not reason.strip():
            raise ValidationError("Các đơn vị đã được giao nhiệm vụ này. Hãy ghi lý do bỏ.")
        # Under a lock: a report that is being written at this moment is waited for, then seen.
        given = list(self.assignments.select_for_update(of=("self",)).select_related("unit").in_unit_order())
        told = [it.unit.name for it in given if it.entries.exists() or it.extensions.exists()]
        if told:
            raise ValidationError(f"{', '.join(told)} đã báo tiến độ hoặc xin gia hạn{KEPT}")
        before = self.as_audited() | {"giao cho": [it.unit.name for it in given]}
        after = {"lý do bỏ": reason.strip()} if reason.strip() else {}
        record(by=by, action="bỏ nhiệm vụ", target=self.place, before=before, after=after)
        try:
            self.delete()
        except ProtectedError as error:
            raise ValidationError(f"Đã có khó khăn nêu ở nhiệm vụ này{KEPT}") from error
        self.refresh_plan()

    def why_no_change(self, doing="sửa nhiệm vụ") -> str:
        """As that of its plan; a task of none can always be changed."""
        return self.plan.why_no_change(doing) if self.plan else ""

    def require_changeable(self):
        if refusal := self.why_no_change():
            raise ValidationError(refusal)

    def record_edit(self, *, by, before):
        """Write the audit entry of an edit, and unroll the rhythm.

        `before` is `task.as_audited()` taken before the change. Raises ValidationError where the plan may
        not be changed now.
        """
        self.require_changeable()
        unroll(self)
        record(
            by=by,
            action="sửa nhiệm vụ" if before else "thêm nhiệm vụ",
            target=self,
            before=before,
            after=self.as_audited(),
        )
        self.refresh_plan()

    def refresh_plan(self):
        """What a draft prints of its tasks follows them."""
        if self.plan is not None:
            self.plan.refresh_inserts()

    def as_audited(self):
        return snapshot(self, self.AUDITED)
