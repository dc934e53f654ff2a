"""More time: asked by the unit, granted or refused by who leads the task."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from documents.models import texts_of
from organizations.audit import record
from organizations.doers import doer
from plans.models.assignments import Assignment
from wardportal import dates


class ExtensionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(assignment__in=Assignment.objects.visible_to(user))

    def open(self):
        """Asked, and not answered yet."""
        return self.filter(state=Extension.State.ASKED)

    def for_list(self):
        return self.select_related(
            "assignment__unit",
            "assignment__task__lead_unit",
            "assignment__task__plan__document__doc_type",
            "assignment__task__letter",
            "asked_by__person",
            "decided_by__person",
        ).defer(*texts_of("assignment__task__plan__document"), *texts_of("assignment__task__letter"))


class Extension(models.Model):
    """Một lần đơn vị xin gia hạn: đến ngày nào, vì sao, và đơn vị chủ trì trả lời thế nào."""

    class State(models.TextChoices):
        ASKED = "asked", "chờ trả lời"
        GRANTED = "granted", "đồng ý"
        REFUSED = "refused", "không đồng ý"

    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, related_name="extensions", verbose_name="việc được giao"
    )
    old_due_on = models.DateField("hạn lúc xin")
    new_due_on = models.DateField("xin gia hạn đến ngày")
    reason = models.TextField("lý do xin gia hạn")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.ASKED)
    asked_on = models.DateField("ngày xin", default=dates.today)
    asked_at = models.DateTimeField("xin lúc", default=timezone.now)
    asked_by = doer("người xin", "asked_extensions")
    answer = models.TextField("lý do trả lời", blank=True)
    decided_on = models.DateField("ngày trả lời", null=True, blank=True)
    decided_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    decided_by = doer("người trả lời", "decided_extensions", null=True, blank=True)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = "lần xin gia hạn"
        verbose_name_plural = "lần xin gia hạn"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked", decided_on=None, decided_at=None, decided_by=None)
                | ~Q(state="asked")
                & Q(decided_on__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="extension_decided_by_someone",
                violation_error_message="Đã trả lời xin gia hạn thì phải có ngày và người trả lời.",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""),
                name="extension_refused_with_reason",
                violation_error_message="Không cho gia hạn thì phải ghi lý do.",
            ),
            models.CheckConstraint(
                condition=Q(new_due_on__gt=models.F("old_due_on")),
                name="extension_is_later",
                violation_error_message="Hạn mới phải sau hạn đang có.",
            ),
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(state="asked"),
                name="extension_asked_once_at_a_time",
                violation_error_message="Đơn vị đã xin gia hạn việc này và đang chờ trả lời.",
            ),
        ]

    def __str__(self):
        return f"{self.assignment}: xin đến {dates.short_date(self.new_due_on)}"

    @property
    def is_open(self):
        return self.state == self.State.ASKED

    @classmethod
    @transaction.atomic
    def ask(cls, assignment, *, by, new_due_on, reason, on=None, is_sample=False):
        """The unit asks for more time; the due date stays what it is until somebody grants it."""
        Assignment.objects.select_for_update().get(pk=assignment.pk)
        _require_extendable(assignment)
        if not reason.strip():
            raise ValidationError("Hãy ghi lý do xin gia hạn.")
        asked_on = on or dates.today()
        if new_due_on <= max(assignment.due, asked_on):
            raise ValidationError(
                f"Hạn mới phải sau hạn đang có ({dates.short_date(assignment.due)}) và sau hôm nay; "
                "hãy chọn ngày khác."
            )
        plan = assignment.task.plan
        if plan and plan.ends_on and new_due_on > plan.ends_on:
            raise ValidationError(
                f"Kế hoạch kết thúc ngày {dates.short_date(plan.ends_on)}; hãy chọn ngày không sau ngày ấy."
            )
        extension = cls(
            assignment=assignment,
            old_due_on=assignment.due,
            new_due_on=new_due_on,
            reason=reason.strip(),
            asked_on=asked_on,
            asked_by=by,
            is_sample=is_sample,
        )
        extension.full_clean()
        extension.save()
        told = {"xin gia hạn đến ngày": dates.short_date(new_due_on), "lý do": extension.reason}
        record(by=by, action="xin gia hạn", target=assignment, after=told)
        return extension

    @transaction.atomic
    def grant(self, *, by, answer=""):
        """The unit gets its own, later due date; that of the others stays."""
        self._decide(self.State.GRANTED, by=by, answer=answer)
        self.assignment.set_terms(
            by=by,
            due_on=self.new_due_on,
            target_quantity=self.assignment.target_quantity,
            action="cho gia hạn",
        )

    @transaction.atomic
    def refuse(self, *, by, answer):
        """The due date stays; the unit is told why."""
        if not answer.strip():
            raise ValidationError("Không cho gia hạn thì hãy ghi lý do để đơn vị biết.")
        self._decide(self.State.REFUSED, by=by, answer=answer)
        told = {"xin gia hạn đến ngày": dates.short_date(self.new_due_on), "lý do": self.answer}
        record(by=by, action="không cho gia hạn", target=self.assignment, after=told)

    def _decide(self, state, *, by, answer):
        # Under a lock: of two who answer at the same moment the second is told so.
        if not Extension.objects.select_for_update().get(pk=self.pk).is_open:
            raise ValidationError("Lần xin gia hạn này đã được trả lời. Hãy tải lại trang để xem.")
        self.state, self.answer, self.decided_by = state, answer.strip(), by
        self.decided_on, self.decided_at = dates.today(), timezone.now()
        self.full_clean()
        self.save()


def _require_extendable(assignment):
    assignment.task.require_in_force("xin gia hạn")
    if assignment.due_on is None and assignment.task.due_on is None:
        raise ValidationError("Việc này làm theo định kỳ, không có một thời hạn để gia hạn.")
    if assignment.percent == 100:
        raise ValidationError("Đơn vị đã báo hoàn thành việc này nên không cần gia hạn.")


def may_extend(assignment: Assignment) -> bool:
    """Whether the unit could ask for more time: there is a due date, and the work is not finished."""
    try:
        _require_extendable(assignment)
    except ValidationError:
        return False
    return True
