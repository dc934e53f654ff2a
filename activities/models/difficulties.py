"""The difficulties that branches raise, and what the leadership answers."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from organizations.audit import record
from organizations.models import Locality, Unit
from organizations.permissions import Permission, can_somewhere
from plans.models import OWN_WORK_ROLES, Task
from wardportal import dates
from wardportal.numbers import office_number
from wardportal.text import fold, has_all

# So long the heads of a unit are told on the start page that it was answered.
NEWS_DAYS = 14


class DifficultyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id).filter(
            Q(task=None) | Q(task__in=Task.objects.visible_to(user))
        )

    def open(self):
        return self.filter(state=Difficulty.State.OPEN)

    def awaiting(self, user):
        """Open ones, for who may answer them; nothing for anyone else."""
        return self.open() if can_somewhere(user, Permission.DIFFICULTY_ANSWER) else self.none()

    def newly_answered(self, user):
        """Those of the units that `user` heads, answered in the last NEWS_DAYS days, the newest first."""
        own = [unit.pk for role, unit in user.powers if role in OWN_WORK_ROLES]
        since = dates.today() - timedelta(days=NEWS_DAYS)
        news = self.filter(unit__in=own, answered_on__range=(since, dates.today()))
        return news.select_related("unit").order_by("-answered_at", "-pk")

    def search(self, words):
        return self.filter(has_all(words, "search_text"))

    def for_list(self):
        return self.select_related(
            "unit", "task__plan__document__doc_type", "raised_by__person", "answered_by__person"
        ).order_by("-state", "raised_on", "pk")


class Difficulty(models.Model):
    """Một khó khăn, vướng mắc mà đơn vị nêu ra, chờ Thường trực Đảng ủy trả lời."""

    class State(models.TextChoices):
        OPEN = "open", "chờ trả lời"
        ANSWERED = "answered", "đã trả lời"

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
    raised_on = models.DateField("ngày nêu")
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="raised_difficulties",
        verbose_name="người nêu",
    )
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField("trả lời", blank=True)
    answered_on = models.DateField("ngày trả lời", null=True, blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_difficulties",
        verbose_name="người trả lời",
    )
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    search_text = models.TextField(editable=False)

    objects = DifficultyQuerySet.as_manager()

    class Meta:
        verbose_name = "khó khăn, vướng mắc"
        verbose_name_plural = "khó khăn, vướng mắc"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None, answered_on=None, answered_by=None, answer="")
                | Q(
                    state="answered",
                    answered_at__isnull=False,
                    answered_on__isnull=False,
                    answered_by__isnull=False,
                )
                & ~Q(answer=""),
                name="answered_difficulty_has_its_answer",
                violation_error_message="Khó khăn đã trả lời phải có lời trả lời, ngày và người trả lời.",
            )
        ]

    def __str__(self):
        return f"{self.unit}: {self.text}"[:200]

    def save(self, *args, **kwargs):
        self.search_text = fold(f"{self.text} {self.proposal} {self.unit}")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("activities:difficulty_detail", args=[self.pk])

    @property
    def is_open(self):
        return self.state == self.State.OPEN

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

    @classmethod
    @transaction.atomic
    def raise_by(cls, unit, *, by, text, proposal="", task=None, on=None, is_sample=False):
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
            raised_on=on or dates.today(),
            raised_by=by,
            is_sample=is_sample,
        )
        difficulty.full_clean()
        difficulty.save()
        record(by=by, action="nêu khó khăn, vướng mắc", target=difficulty, after={"nội dung": text})
        return difficulty

    @transaction.atomic
    def give_answer(self, text, *, by, on=None):
        # Under a lock: of two leaders who answer at the same moment one is told so.
        if not Difficulty.objects.select_for_update().get(pk=self.pk).is_open:
            raise ValidationError("Khó khăn này đã được trả lời.")
        self.state, self.answer, self.answered_by = self.State.ANSWERED, text, by
        self.answered_at, self.answered_on = timezone.now(), on or dates.today()
        self.full_clean()
        self.save()
        record(by=by, action="trả lời khó khăn, vướng mắc", target=self, after={"trả lời": text})
