"""The difficulties that branches raise, what the leadership answers, and whether that solved them."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, Q, When

from activities.models.difficulty_steps import DifficultyStep, wait
from documents.models import texts_of
from organizations.audit import record
from organizations.doers import doer
from organizations.models import Locality, Unit
from organizations.permissions import Permission, can, headed_units, units_of_line
from plans.models import Task
from wardportal import dates
from wardportal.addresses import address
from wardportal.numbers import office_number
from wardportal.text import fold, has_all


class DifficultyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id).filter(
            Q(task=None) | Q(task__in=Task.objects.visible_to(user))
        )

    def to_follow(self, field, unit):
        """Those that are not ended: the successor hears the answer."""
        return self.filter(unit=unit).exclude(state__in=Difficulty.ENDED)

    def open(self):
        """Those that wait for an answer, with or without a session to come."""
        return self.filter(state__in=Difficulty.WAITING)

    def for_session(self):
        """The agenda of the leadership's next working session, what waits longest first."""
        return self.filter(state=Difficulty.State.SESSION).order_by("raised_on", "pk")

    def answerable_by(self, user):
        """What `user` may answer: all of it, or what an organization can solve for the units of its line."""
        if can(user, Permission.DIFFICULTY_ANSWER):
            return self
        above = units_of_line(user, Permission.DIFFICULTY_SETTLE)
        below = Q(unit__parent__in=above) | Q(unit__parent__parent__in=above)
        return self.filter(below, level__in=Difficulty.SOLVED_IN_LINE)

    def awaiting(self, user):
        """Open ones that are on no agenda yet, for who may answer them; nothing for anyone else."""
        return self.filter(state=Difficulty.State.OPEN).answerable_by(user)

    def unconfirmed(self, user):
        """Answered ones of the units that `user` heads, which have not said yet whether that solved them."""
        return self.filter(unit__in=headed_units(user), state=Difficulty.State.ANSWERED)

    def in_period(self, period):
        """What was raised, answered or ended within the period, or still waited at its end."""
        days = (period.starts_on, period.ends_on)
        return self.filter(raised_on__lte=period.ends_on).filter(
            Q(raised_on__range=days)
            | Q(answered_on=None)
            | Q(answered_on__gte=period.starts_on)
            | Q(ended_on__range=days)
        )

    def search(self, words):
        return self.filter(has_all(words, "search_text"))

    def for_list(self):
        """What waits for an answer first, the oldest first; then what was answered, what is ended last."""
        return (
            self.annotate(
                rank=Case(
                    When(state__in=Difficulty.WAITING, then=0),
                    When(state=Difficulty.State.ANSWERED, then=1),
                    default=2,
                )
            )
            .select_related("unit", "raised_by__person", "answered_by__person")
            .select_related("task__plan__document__doc_type", "ended_by__person")
            .defer(*texts_of("task__plan__document"))
            .order_by("rank", "raised_on", "pk")
        )


class Difficulty(models.Model):
    """Một khó khăn, vướng mắc mà đơn vị nêu ra: chờ trả lời, được trả lời, rồi đơn vị nói đã gỡ hay chưa."""

    class State(models.TextChoices):
        OPEN = "open", "chờ trả lời"
        SESSION = "session", "chờ phiên làm việc"
        ANSWERED = "answered", "đã trả lời"
        SOLVED = "solved", "đã gỡ xong"
        CLOSED = "closed", "đã kết thúc"

    class Level(models.TextChoices):
        NEIGHBOURHOOD = "neighbourhood", "khu phố"
        ORGANIZATION = "organization", "tổ chức cấp phường"
        LEADERSHIP = "leadership", "Đảng ủy, Thường trực Đảng ủy"
        GOVERNMENT = "government", "Ủy ban nhân dân"
        SUPERIOR = "superior", "cấp trên của phường"

    WAITING = (State.OPEN, State.SESSION)
    ENDED = (State.SOLVED, State.CLOSED)
    # What the organization above a branch can solve without the leadership.
    SOLVED_IN_LINE = (Level.NEIGHBOURHOOD, Level.ORGANIZATION)

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="difficulties", verbose_name="địa phương"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="difficulties", verbose_name="đơn vị nêu"
    )
    task = models.ForeignKey(
        Task,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="difficulties",
        verbose_name="khi làm nhiệm vụ",
    )
    text = models.TextField("khó khăn, vướng mắc")
    proposal = models.TextField("kiến nghị, đề xuất", blank=True)
    level = models.CharField("cấp giải quyết được", max_length=20, choices=Level, default=Level.LEADERSHIP)
    raised_on = models.DateField("ngày nêu")
    raised_by = doer("người nêu", "raised_difficulties")
    # Each time the unit says "not yet" another round begins; the earlier ones stay in `steps`.
    round = models.PositiveSmallIntegerField("lần", default=1, editable=False)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.OPEN)
    scheduled_at = models.DateTimeField("đưa vào phiên làm việc lúc", null=True, blank=True)
    scheduled_on = models.DateField("ngày đưa vào phiên làm việc", null=True, blank=True)
    scheduled_by = doer("người đưa vào phiên làm việc", "scheduled_difficulties", null=True, blank=True)
    answer = models.TextField("trả lời", blank=True)
    answered_on = models.DateField("ngày trả lời", null=True, blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answered_by = doer("người trả lời", "answered_difficulties", null=True, blank=True)
    ended_on = models.DateField("ngày kết thúc", null=True, blank=True)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    ended_by = doer("người kết thúc", "ended_difficulties", null=True, blank=True)
    follow_up = models.ManyToManyField(
        Task, blank=True, related_name="removed_difficulties", verbose_name="nhiệm vụ để tháo gỡ"
    )
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    search_text = models.TextField(editable=False)

    objects = DifficultyQuerySet.as_manager()

    class Meta:
        verbose_name = "khó khăn, vướng mắc"
        verbose_name_plural = "khó khăn, vướng mắc"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["open", "session"],
                    answered_at=None,
                    answered_on=None,
                    answered_by=None,
                    answer="",
                )
                | Q(
                    state__in=["answered", "solved", "closed"],
                    answered_at__isnull=False,
                    answered_on__isnull=False,
                    answered_by__isnull=False,
                )
                & ~Q(answer=""),
                name="answered_difficulty_has_its_answer",
                violation_error_message="Khó khăn đã trả lời phải có lời trả lời, ngày và người trả lời.",
            ),
            models.CheckConstraint(
                condition=Q(state="session", scheduled_at__isnull=False)
                & Q(scheduled_on__isnull=False, scheduled_by__isnull=False)
                | ~Q(state="session") & Q(scheduled_at=None, scheduled_on=None, scheduled_by=None),
                name="scheduled_difficulty_has_its_day",
                violation_error_message="Khó khăn chờ phiên làm việc phải có ngày và người đưa vào phiên.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["solved", "closed"], ended_at__isnull=False)
                & Q(ended_on__isnull=False, ended_by__isnull=False)
                | Q(state__in=["open", "session", "answered"], ended_at=None, ended_on=None, ended_by=None),
                name="ended_difficulty_has_its_day",
                violation_error_message="Khó khăn đã kết thúc phải có ngày và người kết thúc.",
            ),
        ]

    def __str__(self):
        return f"{self.unit}: {self.text}"[:200]

    def save(self, *args, **kwargs):
        self.search_text = fold(f"{self.text} {self.proposal} {self.unit}")
        super().save(*args, **kwargs)

    def follow(self, field, unit, *, by):
        """The unit has ended; its successor answers for it."""
        before = {"đơn vị": str(self.unit)}
        self.unit = unit
        self.save(update_fields=["unit"])
        after = {"đơn vị": str(unit)}
        record(by=by, action="chuyển việc cho đơn vị kế tiếp", target=self, before=before, after=after)

    def get_absolute_url(self):
        return address("activities:difficulty_detail", self.pk)

    @property
    def is_open(self):
        """Whether it still waits for an answer."""
        return self.state in self.WAITING

    @property
    def is_ended(self):
        return self.state in self.ENDED

    @property
    def state_label(self):
        """ "chờ trả lời", and from the second round on "chờ trả lời, lần 2"."""
        label = self.get_state_display()
        return label if self.round == 1 or self.is_ended else f"{label}, lần {self.round}"

    @property
    def days_waited(self):
        return ((self.answered_on or dates.today()) - self.raised_on).days

    @property
    def waiting(self):
        """How long it has waited, or had to wait: "chờ 7 ngày", "nêu hôm nay", "trả lời sau 4 ngày"."""
        if self.days_waited < 1:
            return "nêu hôm nay" if self.is_open else "trả lời trong ngày"
        days = office_number(self.days_waited)
        return f"chờ {days} ngày" if self.is_open else f"trả lời sau {days} ngày"

    def may_be_answered_by(self, user) -> bool:
        """As DifficultyQuerySet.answerable_by says of many."""
        if can(user, Permission.DIFFICULTY_ANSWER, self.unit):
            return True
        return (
            self.level in self.SOLVED_IN_LINE
            and self.unit not in user.units
            and can(user, Permission.DIFFICULTY_SETTLE, self.unit)
        )

    @classmethod
    @transaction.atomic
    def raise_by(
        cls, unit, *, by, text, proposal="", task=None, level=Level.LEADERSHIP, on=None, is_sample=False
    ):
        """A unit raises a difficulty, on a task or at large; it then waits for the standing leadership.

        Said again while it still waits (Back, and the form is sent once more), it stays the one it was.
        """
        # Under a lock: of the same form sent twice at the same moment the second finds the first one's.
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        said = fold(text), fold(proposal)
        for waiting in cls.objects.open().filter(unit=unit, task=task):
            if (fold(waiting.text), fold(waiting.proposal)) == said:
                return waiting
        difficulty = cls(
            locality_id=unit.locality_id,
            unit=unit,
            task=task,
            text=text,
            proposal=proposal,
            level=level,
            raised_on=on or dates.today(),
            raised_by=by,
            is_sample=is_sample,
        )
        difficulty.full_clean()
        difficulty.save()
        difficulty.steps.create(
            kind=DifficultyStep.Kind.RAISED, text=text, taken_on=difficulty.raised_on, taken_by=by
        )
        record(by=by, action="nêu khó khăn, vướng mắc", target=difficulty, after={"nội dung": text})
        return difficulty

    def put_on_agenda(self, *, by, on=None):
        """To the next working session of the standing leadership."""
        self._take_step(
            DifficultyStep.Kind.SCHEDULED,
            by=by,
            on=on,
            allowed=[self.State.OPEN],
            refusal="Chỉ đưa vào phiên làm việc khó khăn đang chờ trả lời và chưa có trong phiên nào.",
            action="đưa khó khăn vào phiên làm việc",
        )

    def take_off_agenda(self, *, by):
        self._take_step(
            DifficultyStep.Kind.UNSCHEDULED,
            by=by,
            allowed=[self.State.SESSION],
            refusal="Khó khăn này không còn trong phiên làm việc nào.",
            action="đưa khó khăn ra khỏi phiên làm việc",
        )

    def give_answer(self, text, *, by, on=None):
        self._take_step(
            DifficultyStep.Kind.ANSWERED,
            text,
            by=by,
            on=on,
            allowed=self.WAITING,
            refusal="Khó khăn này đã được trả lời.",
            action="trả lời khó khăn, vướng mắc",
            label="trả lời",
        )

    @transaction.atomic
    def assign(self, *, by, title, lead_unit, due_on, description="", on=None, is_sample=False):
        """Make a task of it for `lead_unit`; where it still waits, that is its answer. The Task."""
        if Difficulty.objects.select_for_update().get(pk=self.pk).is_ended:
            raise ValidationError("Khó khăn này đã kết thúc, không giao thành nhiệm vụ được nữa.")
        task = Task.give_out(
            by=by,
            title=title,
            lead_unit=lead_unit,
            due_on=due_on,
            description=description,
            on=on,
            is_sample=is_sample,
        )
        self.follow_up.add(task)
        words = f"Giao {lead_unit.name} thực hiện, hạn {dates.short_date(due_on)}: {title}"
        if self.is_open:
            self.give_answer(words, by=by, on=on)
        else:
            self._write_step(DifficultyStep.Kind.ASSIGNED, words, by=by, on=on)
            record(by=by, action="giao nhiệm vụ từ khó khăn", target=self, after={"nhiệm vụ": task.title})
        return task

    def confirm_solved(self, text="", *, by, on=None):
        """The unit says that the answer solved it."""
        self._take_step(
            DifficultyStep.Kind.SOLVED,
            text,
            by=by,
            on=on,
            allowed=[self.State.ANSWERED],
            refusal="Khó khăn này chưa được trả lời, hoặc đã kết thúc.",
            action="xác nhận khó khăn đã gỡ xong",
            label="đơn vị nói",
        )

    def say_unsolved(self, text, *, by, on=None):
        """The unit says that it is not solved yet, and why: it waits once more, the round before is kept."""
        self._take_step(
            DifficultyStep.Kind.UNSOLVED,
            text,
            by=by,
            on=on,
            allowed=[self.State.ANSWERED],
            refusal="Khó khăn này chưa được trả lời, hoặc đã kết thúc.",
            action="báo khó khăn chưa gỡ được",
            label="đơn vị nói",
        )

    def close(self, reason, *, by, on=None):
        """End it without the unit's word, with the reason, which also answers what has no answer yet."""
        self._take_step(
            DifficultyStep.Kind.CLOSED,
            reason,
            by=by,
            on=on,
            allowed=[*self.WAITING, self.State.ANSWERED],
            refusal="Khó khăn này đã kết thúc.",
            action="kết thúc khó khăn, vướng mắc",
            label="lý do",
        )

    @transaction.atomic
    def _take_step(self, kind, text="", *, by, on=None, allowed, refusal, action, label="nội dung"):
        # Under a lock: of two leaders who answer at the same moment one is told so.
        if Difficulty.objects.select_for_update().get(pk=self.pk).state not in allowed:
            raise ValidationError(refusal)
        self._write_step(kind, text, by=by, on=on).apply_to(self)
        self.full_clean()
        self.save()
        record(by=by, action=action, target=self, after={label: text} if text else {})

    def _write_step(self, kind, text, *, by, on):
        return self.steps.create(kind=kind, text=text, taken_on=on or dates.today(), taken_by=by)

    def retake_steps(self):
        """Read the state out of the steps again: some were wiped."""
        self.round = 1
        wait(self)
        for step in self.steps.select_related("taken_by"):
            step.apply_to(self)
        self.save()
