"""What a meeting concludes: adopted solutions, given as tasks and followed to their end."""

import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Prefetch

from documents.models import Document
from meetings.models.agenda import AgendaItem
from meetings.models.meetings import Meeting
from meetings.models.proposals import Proposal
from organizations.audit import record, record_written
from organizations.models import Unit
from plans.models import Assignment, Task
from plans.models.filters import undone
from plans.progress import Progress
from wardportal.addresses import address
from wardportal.numbers import percent
from wardportal.text import fold, has_all


class ConclusionQuerySet(models.QuerySet):
    def visible_to(self, user):
        # As a meeting is (MeetingQuerySet.visible_to), said of the meeting that lists join anyway.
        return self.filter(meeting__locality=user.locality_id)

    def search(self, words):
        return self.filter(has_all(words, "search_text"))

    def unassigned(self):
        return self.filter(tasks=None)

    def carried_out(self):
        """Every unit that was given something of it has finished: `outcome` says "đã thực hiện"."""
        return self.filter(self._has_given()).exclude(self._has_given(undone("assignments__")))

    def under_way(self):
        """Given as tasks, and not finished everywhere."""
        finished = self._has_given() & ~self._has_given(undone("assignments__"))
        return self.exclude(tasks=None).exclude(finished)

    @staticmethod
    def _has_given(*conditions):
        tasks = Task.objects.filter(conclusions=OuterRef("pk"), assignments__isnull=False)
        return Exists(tasks.filter(*conditions))

    def for_list(self):
        """With meeting, lead unit, proposals, and each task with lead unit and `given` assignments."""
        given = Assignment.objects.select_related("unit")
        tasks = Task.objects.select_related("lead_unit", "plan__document__doc_type").prefetch_related(
            Prefetch("assignments", queryset=given, to_attr="given")
        )
        return (
            self.select_related("meeting")
            .prefetch_related(
                Prefetch("tasks", queryset=tasks, to_attr="follow_up"),
                Prefetch("proposals", queryset=Proposal.objects.select_related("unit", "difficulty")),
            )
            .order_by("-meeting__starts_at", "order", "pk")
        )


class Conclusion(models.Model):
    """Một giải pháp đã thống nhất, được giao thành nhiệm vụ và theo dõi đến cùng."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="conclusions", verbose_name="hội nghị"
    )
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="conclusions",
        verbose_name="nội dung",
    )
    # Made on the phone that noted it, so that sending it twice stores it once.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    order = models.PositiveSmallIntegerField("thứ tự")
    text = models.TextField("giải pháp")
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="conclusions",
        verbose_name="đơn vị thực hiện",
    )
    person_name = models.CharField("người phụ trách", max_length=200, blank=True)
    due_on = models.DateField("thời hạn", null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField("tán thành", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("không tán thành", null=True, blank=True)
    votes_other = models.PositiveSmallIntegerField("ý kiến khác", null=True, blank=True)
    # In words, where nobody counted or there is more to say: "nhất trí".
    vote = models.CharField("biểu quyết", max_length=100, blank=True)
    proposals = models.ManyToManyField(
        Proposal, blank=True, related_name="conclusions", verbose_name="từ các đề xuất"
    )
    tasks = models.ManyToManyField(
        Task, blank=True, related_name="conclusions", verbose_name="nhiệm vụ đã giao"
    )
    search_text = models.TextField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    VOTES = ["votes_for", "votes_against", "votes_other"]
    WRITTEN = ["text", "unit", "person_name", "due_on", *VOTES, "vote"]

    objects = ConclusionQuerySet.as_manager()

    class Meta:
        verbose_name = "giải pháp đã thống nhất"
        verbose_name_plural = "giải pháp đã thống nhất"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "order"],
                name="conclusion_order_once",
                violation_error_message="Hội nghị này đã có giải pháp mang số thứ tự ấy.",
            )
        ]

    def __str__(self):
        return f"Giải pháp {self.order}: {self.text}"[:200]

    def save(self, *args, **kwargs):
        self.search_text = fold(self.text)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return address("meetings:conclusion_detail", self.pk)

    @property
    def locality_id(self):
        return self.meeting.locality_id

    @property
    def voters(self):
        """How many voted; None where nobody counted."""
        counted = [getattr(self, name) for name in self.VOTES]
        return None if set(counted) == {None} else sum(filter(None, counted))

    @property
    def vote_words(self):
        """ "tán thành 25/27 (92,6%), không tán thành 1, ý kiến khác 1"; "" where no vote was noted."""
        words = []
        if self.voters:
            agreed = self.votes_for or 0
            words.append(f"tán thành {agreed}/{self.voters} ({percent(100 * agreed / self.voters)})")
            words += [
                f"{self._meta.get_field(name).verbose_name} {getattr(self, name)}"
                for name in self.VOTES[1:]
                if getattr(self, name)
            ]
        return ", ".join(filter(None, [*words, self.vote]))

    @property
    def progress(self):
        """The follow-up of this solution; needs `for_list()` (its `follow_up` tasks with `given`)."""
        return Progress.of([assignment for task in self.follow_up for assignment in task.given])

    @property
    def steps(self):
        """[(task, its progress, how many of its units are late)] of the follow-up; needs `for_list()`."""
        return [
            (task, Progress.of(task.given), sum(given.days_late > 0 for given in task.given))
            for task in self.follow_up
        ]

    @property
    def outcome(self):
        """What became of it, in the office's words; needs `for_list()`."""
        progress = self.progress
        if not self.follow_up:
            return Outcome("late", "!", "chưa giao nhiệm vụ")
        if progress.total and progress.done == progress.total:
            return Outcome("ok", "✓", "đã thực hiện")
        return Outcome("wait", "…", "đang thực hiện")

    @transaction.atomic
    def reword(self, *, by, proposals):
        """Save a new solution or new words of one, with the proposals it merges; closed with the minutes."""
        meeting = Meeting.objects.select_for_update().get(pk=self.meeting_id)
        meeting.require_open()
        stored = Conclusion.objects.filter(pk=self.pk).first()
        if stored is None:
            self.order = (meeting.conclusions.aggregate(last=models.Max("order"))["last"] or 0) + 1
        else:
            self.version = stored.version + 1
        self.full_clean(exclude=["search_text"])
        self.save()
        self.proposals.set(proposals)
        action = "sửa giải pháp" if stored else "ghi giải pháp"
        record_written(self, stored, self.WRITTEN, by=by, action=action)

    @transaction.atomic
    def assign(
        self,
        *,
        by,
        title,
        lead_unit,
        units=(),
        plan=None,
        due_on=None,
        rhythm="",
        description="",
        on=None,
        is_sample=False,
    ):
        """Make a task of this solution and give it to `units`, else to the lead unit alone; the Task."""
        # What became of a solution is shown to all who see the meeting; a draft plan is not.
        if plan is not None and plan.document.state != Document.State.ISSUED:
            raise ValidationError("Kế hoạch còn là dự thảo, chưa giao nhiệm vụ từ giải pháp vào đó được.")
        record(
            by=by,
            action="giao nhiệm vụ từ giải pháp",
            target=self,
            after={"nhiệm vụ": title, "chủ trì": lead_unit.name},
        )
        task = Task.give_out(
            by=by,
            title=title,
            lead_unit=lead_unit,
            units=units,
            plan=plan,
            due_on=due_on,
            rhythm=rhythm,
            description=description,
            on=on,
            is_sample=is_sample,
        )
        self.tasks.add(task)
        return task


@dataclass(frozen=True)
class Outcome:
    """The state of an adopted solution as a badge: tone, sign and words."""

    tone: str
    sign: str
    label: str
