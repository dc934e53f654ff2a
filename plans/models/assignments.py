"""Who got what to do, and what each unit says it did."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from documents.models import Document, texts_of
from organizations.audit import record, snapshot
from organizations.doers import doer
from organizations.models import Unit
from organizations.permissions import Permission, can, headed_units
from plans.models.entries import ProgressEntry
from plans.models.filters import ASKED_DAYS_AHEAD, asked, given_out, missed, undone
from plans.models.occurrences import open_on, times_of
from plans.progress import State, assignment_state
from wardportal import dates
from wardportal.addresses import address

# So many days a unit has before its silence about what it was given counts.
GRACE_DAYS = 7


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
        return self.select_related("unit__line", "unit__neighbourhood").with_last_word().in_unit_order()

    def with_due(self):
        """Each with `effective_due_on`, as `due`: the unit's own due date, the task's, the rhythm's."""
        return self.annotate(effective_due_on=Coalesce("due_on", "task__due_on", "occurrence_due_on"))

    def undone(self):
        return self.filter(undone())

    def late(self):
        """Past the due date; who said 100 % and waits to be accepted is not late."""
        late = self.with_due().filter(effective_due_on__lt=dates.today())
        return late.filter(Q(percent__lt=100) | missed())

    def awaiting_acceptance(self):
        """The unit says 100 %, and the lead unit has not said yet whether it is."""
        return self.filter(percent=100, accepted_on=None, task__needs_acceptance=True)

    def given_out(self):
        """Without what stands in a paper that is not issued yet, and may still be changed or thrown away."""
        return self.filter(given_out("task__"))

    def in_force(self):
        """What units work on: given out, and of no plan that has ended."""
        return self.given_out().filter(task__plan__closed_at=None)

    def reported_in(self, period):
        """With `is_reported`: whether the unit said anything about the task within `period`."""
        said = ProgressEntry.objects.said().filter(
            assignment=OuterRef("pk"), reported_on__range=(period.starts_on, period.ends_on)
        )
        return self.annotate(is_reported=Exists(said))

    def maybe_actionable(self, user):
        """What the heads of branches and organizations must do themselves.

        Unfinished work of their own units, and of a rhythm the time that comes next.
        """
        return self.filter(asked()).in_force().filter(unit__in=headed_units(user)).for_list()

    def to_follow(self, field, unit):
        """Unfinished work of the unit, of plans that run."""
        return self.undone().filter(unit=unit, task__plan__closed_at=None).select_related("task", "unit")

    def take_dues(self):
        """Read `occurrence_due_on` of all of them anew: the task was given, or its rhythm changed."""
        given = list(self.order_by())
        dues = {pk: it.open_on for pk, it in times_of(given, ProgressEntry.objects.said()).items()}
        changed = [each for each in given if each.occurrence_due_on != dues.get(each.pk)]
        for assignment in changed:
            assignment.occurrence_due_on = dues.get(assignment.pk)
        self.model.objects.bulk_update(changed, ["occurrence_due_on"])

    def for_list(self):
        return (
            self.select_related("task__plan__document__doc_type", "task__letter", "task__lead_unit")
            .select_related("unit__line", "unit__neighbourhood")
            .defer(*texts_of("task__plan__document"), *texts_of("task__letter"))
            .with_due()
            .order_by(F("effective_due_on").asc(nulls_last=True), "task__order", "pk")
        )


def _total(one, other):
    return one if other is None else other if one is None else one + other


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
    # The earliest time of the rhythm of which the unit has said nothing: past that day it is late.
    occurrence_due_on = models.DateField("kỳ đang chờ báo", null=True, editable=False)
    # Why the lead unit sent the last word back, until the unit speaks again.
    return_reason = models.TextField("lý do trả lại", blank=True, editable=False)
    accepted_on = models.DateField("ngày xác nhận", null=True, editable=False)
    accepted_at = models.DateTimeField("xác nhận lúc", null=True, editable=False)
    accepted_by = doer("người xác nhận", "accepted_assignments", null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AssignmentQuerySet.as_manager()

    # The times of its rhythm (Times) where `tell_times` was asked; None of a due date.
    times = None

    # What the unit is asked for beyond the task's own words.
    TERMS = ["due_on", "target_quantity"]

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
            models.CheckConstraint(
                condition=Q(accepted_on=None, accepted_at=None, accepted_by=None)
                | Q(accepted_on__isnull=False, accepted_at__isnull=False, accepted_by__isnull=False),
                name="assignment_accepted_by_someone",
                violation_error_message="Kết quả được xác nhận phải có ngày và người xác nhận.",
            ),
        ]

    def __str__(self):
        return f"{self.task} – {self.unit}"

    def get_absolute_url(self):
        return address("plans:assignment_detail", self.pk)

    @property
    def locality_id(self):
        return self.task.locality_id

    def clean(self):
        if self.task.plan:
            self.task.plan.require_begun(self.due_on)

    @property
    def due(self):
        """The unit's own due date, else the task's, else the next one of its rhythm; None of none."""
        return self.due_on or self.task.due_on or self.occurrence_due_on

    @property
    def given_on(self):
        """The day on which the unit got it: assigned, in papers that were issued by then."""
        papers = [self.task.plan and self.task.plan.document, self.task.letter]
        return max([self.assigned_on, *(paper.issued_on for paper in papers if paper and paper.issued_on)])

    def is_new_on(self, day):
        """Whether on `day` it was given so lately that its silence says nothing yet."""
        return (day - self.given_on).days < GRACE_DAYS

    @property
    def days_late(self):
        """How many days past its due date an unfinished assignment is today; 0 where it is not late."""
        return (dates.today() - self.due).days if self.state == State.LATE else 0

    @property
    def is_done(self):
        return self.state == State.DONE

    @property
    def is_awaiting_acceptance(self):
        return self.percent == 100 and self.task.needs_acceptance and self.accepted_on is None

    @property
    def is_asked(self):
        """Whether the unit has something to say now: of unfinished work, or of a rhythm's next time."""
        if self.occurrence_due_on is None:
            return self.percent < 100
        return self.occurrence_due_on <= dates.today() + timedelta(days=ASKED_DAYS_AHEAD)

    @property
    def last_entry(self):
        """The unit's latest word, None where it never said anything; needs `with_last_word()`."""
        return self.last_entries[0] if self.last_entries else None

    @property
    def state(self):
        return assignment_state(
            percent=self.percent,
            reported_on=self.reported_on,
            due_on=self.due,
            day=dates.today(),
            occurrence_on=self.occurrence_due_on,
            is_accepted=self.accepted_on is not None or not self.task.needs_acceptance,
        )

    @property
    def state_words(self):
        """The state for the reader: who has said every time so far is not finished, but in time."""
        is_in_time = self.state == State.DONE and self.occurrence_due_on is not None
        return "đúng kỳ" if is_in_time else self.state.label

    def is_proxy(self, user):
        """Whether `user` reports in the unit's place ("nhập thay"), holding no post in it."""
        return self.unit not in user.units

    def occurrence_on(self, day):
        """The time of the rhythm that a word said on `day` is for, where it does not say; None of none.

        The oldest one with no word that fell due before, else the one under way.
        """
        asked = self.task.occurrences.filter(due_on__gte=self.assigned_on)
        overdue = asked.filter(due_on__lt=day).exclude(entries__in=self.entries.said())
        return overdue.first() or asked.filter(due_on__gte=day).first()

    @transaction.atomic
    def follow(self, field, unit, *, by):
        """The unit has ended; its successor goes on. Where that has the task already, both become one.

        The lesser percentage stands until the successor speaks; quantities and what was asked add up.
        """
        before = {"đơn vị": str(self.unit), "phần trăm": self.percent}
        other = Assignment.objects.select_for_update().filter(task=self.task, unit=unit).first()
        if other is not None:
            for relation in self._meta.related_objects:
                relation.related_model.objects.filter(**{relation.field.name: self}).update(
                    **{relation.field.name: other}
                )
            other.percent = min(other.percent, self.percent)
            other.quantity = _total(other.quantity, self.quantity)
            other.target_quantity = _total(other.target_quantity, self.target_quantity)
            other.version += 1
            other.save()
            self.delete()
        else:
            self.unit, self.version = unit, self.version + 1
            self.save(update_fields=["unit", "version"])
        kept = other or self
        after = {"đơn vị": str(unit), "phần trăm": kept.percent}
        record(by=by, action="chuyển việc cho đơn vị kế tiếp", target=kept, before=before, after=after)

    @transaction.atomic
    def report(self, *, by, percent, quantity=None, text="", on=None, occurrence=None, is_sample=False):
        """What the unit says it did: one more ProgressEntry. The figures become those of the latest day.

        A word about a rhythm is for one time of it (`occurrence_on` where none is named). Where the task
        needs acceptance, every word is looked at anew; that of the lead unit itself needs nobody's.
        """
        self.task.require_in_force("ghi tiến độ")
        if occurrence is not None and occurrence.task_id != self.task_id:
            raise ValidationError("Kỳ này không phải của nhiệm vụ ấy. Hãy chọn lại kỳ báo.")
        # Under a lock: of two reports at the same moment the second reads what the first one wrote.
        Assignment.objects.select_for_update().get(pk=self.pk)
        on = on or dates.today()
        if occurrence is None and self.due_on is None and self.task.rhythm:
            occurrence = self.occurrence_on(on)
        entry = self._enter(
            reported_on=on,
            occurrence=occurrence,
            percent=percent,
            quantity=quantity,
            text=text,
            entered_by=by,
            is_proxy=self.is_proxy(by),
            is_sample=is_sample,
        )
        before = self._figures()
        self.take_latest()
        is_own = self.task.needs_acceptance and self.unit_id == self.task.lead_unit_id
        self._take_acceptance(by if is_own and self.percent == 100 else None)
        after = self._figures() | {"nội dung báo": text}
        if occurrence is not None:
            after |= {"báo cho kỳ": occurrence.label}
        record(by=by, action="ghi tiến độ", target=self, before=before, after=after)
        return entry

    def _enter(self, **fields):
        entry = ProgressEntry(assignment=self, **fields)
        entry.full_clean()
        entry.save()
        return entry

    def _figures(self):
        return {"tiến độ": f"{self.percent}%", self._meta.get_field("quantity").verbose_name: self.quantity}

    def _take_acceptance(self, by):
        """Accepted by `by` today; by nobody: it is looked at anew."""
        if self.accepted_by == by:
            return
        self.accepted_by = by
        self.accepted_on, self.accepted_at = (dates.today(), timezone.now()) if by else (None, None)
        self.save(update_fields=["accepted_by", "accepted_on", "accepted_at"])

    def take_latest(self):
        """Read the figures out of the entries again: one was added, maybe for an earlier day, or wiped."""
        latest = self.entries.first()
        said = self.entries.said().first()
        self.percent = latest.percent if latest else 0
        self.quantity = latest.quantity if latest else None
        self.reported_on = said.reported_on if said else None
        self.return_reason = latest.text if latest and latest.is_return else ""
        self.occurrence_due_on = open_on(self, self.entries.said())
        self.save(update_fields=["percent", "quantity", "reported_on", "return_reason", "occurrence_due_on"])

    @transaction.atomic
    def accept(self, *, by):
        """The lead unit says that the work is done, as the unit says."""
        self._hold_for_acceptance()
        self._take_acceptance(by)
        record(by=by, action="xác nhận kết quả", target=self, after={"tiến độ": f"{self.percent}%"})

    @transaction.atomic
    def send_back(self, *, by, reason, percent, is_sample=False):
        """The lead unit says that the work is not done yet: why, and what percentage counts until then."""
        if not reason.strip():
            raise ValidationError("Hãy ghi lý do trả lại để đơn vị biết cần làm thêm gì.")
        self._hold_for_acceptance()
        before = self._figures()
        self._enter(
            reported_on=max(dates.today(), self.reported_on),
            percent=percent,
            quantity=self.quantity,
            text=reason.strip(),
            entered_by=by,
            is_return=True,
            is_sample=is_sample,
        )
        self.take_latest()
        after = self._figures() | {"lý do trả lại": reason.strip()}
        record(by=by, action="trả lại kết quả", target=self, before=before, after=after)

    def _hold_for_acceptance(self):
        """Lock the row; raises ValidationError where there is nothing to accept (any more)."""
        self.task.require_in_force("xác nhận hay trả lại")
        held = Assignment.objects.select_for_update().select_related(None).get(pk=self.pk)
        self.percent, self.accepted_on, self.accepted_by = held.percent, held.accepted_on, held.accepted_by
        if not self.is_awaiting_acceptance:
            raise ValidationError(
                "Kết quả này không chờ xác nhận: đơn vị chưa báo 100%, hoặc đã có người xác nhận, trả lại. "
                "Hãy tải lại trang để xem."
            )

    @transaction.atomic
    def set_terms(self, *, by, due_on, target_quantity, action="sửa việc được giao"):
        """Give the unit a due date and a quantity of its own, with the trace; None takes them away."""
        self.task.require_changeable()
        before = snapshot(self, self.TERMS)
        self.due_on, self.target_quantity = due_on, target_quantity
        self.full_clean()
        self.occurrence_due_on = open_on(self, self.entries.said())
        self.save(update_fields=[*self.TERMS, "occurrence_due_on"])
        after = snapshot(self, self.TERMS)
        if before != after:
            record(by=by, action=action, target=self, before=before, after=after)


def may_report(user, assignment) -> bool:
    return can(user, Permission.PROGRESS_REPORT, assignment.unit) and assignment.task.is_in_force
