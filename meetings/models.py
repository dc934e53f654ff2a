"""Where it is decided: meetings, who came, what was proposed, and the solutions that were adopted."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils import timezone

from activities.models import Difficulty
from documents.models import Document
from organizations.audit import record, snapshot
from organizations.models import Locality, Person, Unit
from plans.models import Assignment, Plan, Task
from plans.models.assignments import undone
from plans.progress import Progress
from wardportal.text import fold, has_all


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id)

    def in_week_of(self, day):
        """From Monday to Sunday of that week, in the order of the calendar."""
        monday = day - timedelta(days=day.weekday())
        week = (monday, monday + timedelta(days=6))
        return self.filter(starts_at__date__range=week).order_by("starts_at", "pk")

    def search(self, words):
        return self.filter(has_all(words, "search_text"))

    def for_list(self):
        return (
            self.select_related("host_unit")
            .annotate(conclusion_count=Count("conclusions", distinct=True))
            .order_by("-starts_at", "-pk")
        )


class Meeting(models.Model):
    """Một cuộc họp, hội nghị, tọa đàm; có thể sơ kết nhiều kế hoạch cùng lúc."""

    class Kind(models.TextChoices):
        SEMINAR = "seminar", "Tọa đàm"
        CONFERENCE = "conference", "Hội nghị"
        BRIEFING = "briefing", "Giao ban"
        MEETING = "meeting", "Cuộc họp"
        BRANCH_SESSION = "branch_session", "Sinh hoạt"

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="meetings", verbose_name="địa phương"
    )
    kind = models.CharField("loại", max_length=20, choices=Kind)
    title = models.CharField("tên", max_length=300)
    purpose = models.TextField("mục đích", blank=True)
    host_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="hosted_meetings", verbose_name="đơn vị tổ chức"
    )
    place = models.CharField("địa điểm", max_length=200)
    starts_at = models.DateTimeField("bắt đầu")
    # The seed gives the day and no hour; then the page prints the day alone.
    is_hour_known = models.BooleanField("biết giờ", default=True)
    chair = models.CharField("chủ trì", max_length=200, blank=True)
    minute_taker = models.CharField("thư ký", max_length=200, blank=True)
    plans = models.ManyToManyField(
        Plan, blank=True, related_name="meetings", verbose_name="kế hoạch được sơ kết"
    )
    source = models.CharField("nguồn", max_length=300, blank=True)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    search_text = models.TextField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "hội nghị"
        verbose_name_plural = "hội nghị"

    def __str__(self):
        return f"{self.get_kind_display()} “{self.title}”"

    def save(self, *args, **kwargs):
        self.search_text = fold(f"{self.get_kind_display()} {self.title} {self.place}")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("meetings:meeting_detail", args=[self.pk])

    @property
    def held_on(self):
        return timezone.localdate(self.starts_at)

    @property
    def hour(self):
        """ "7 giờ 30", as the weekly calendar writes it; empty where only the day is known."""
        if not self.is_hour_known:
            return ""
        starts_at = timezone.localtime(self.starts_at)
        return f"{starts_at.hour} giờ {starts_at.minute:02}"

    def set_hour(self, hour):
        """The hour (a `time`) at which it began on its day; None where nobody knows it any more."""
        self.is_hour_known = hour is not None
        self.starts_at = timezone.make_aware(datetime.combine(self.held_on, hour or time.min))

    @transaction.atomic
    def complete(self, *, by):
        """Save what was filled in, with its trace in the log."""
        before = Meeting.objects.get(pk=self.pk).as_audited()
        self.save(update_fields=["chair", "minute_taker", "starts_at", "is_hour_known", "purpose"])
        record(by=by, action="bổ sung hội nghị", target=self, before=before, after=self.as_audited())

    def as_audited(self):
        return {**snapshot(self, ["chair", "minute_taker", "purpose"]), "giờ bắt đầu": self.hour}


class AttendanceQuerySet(models.QuerySet):
    def for_page(self):
        return self.select_related("unit__line", "unit__neighbourhood", "person")


class Attendance(models.Model):
    """Một người dự (hoặc vắng) với đơn vị và chức vụ của ngày hôm ấy."""

    class Presence(models.TextChoices):
        PRESENT = "present", "có mặt"
        EXCUSED = "excused", "vắng có lý do"
        ABSENT = "absent", "vắng không lý do"
        PROXY = "proxy", "dự thay"
        GUEST = "guest", "khách mời"

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="attendances", verbose_name="hội nghị"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="attendances", verbose_name="đơn vị"
    )
    post_name = models.CharField("chức vụ", max_length=200)
    # The name as it was that day; the link to the person is only for finding one's own meetings.
    person_name = models.CharField("họ và tên", max_length=100, blank=True)
    person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name="người dự",
    )
    presence = models.CharField("có mặt", max_length=10, choices=Presence, default=Presence.PRESENT)
    reason = models.CharField("lý do vắng", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "người dự"
        verbose_name_plural = "thành phần dự"
        ordering = ["order", "pk"]

    def __str__(self):
        return f"{self.post_name} – {self.unit}"


class ProposalQuerySet(models.QuerySet):
    def for_page(self, user):
        """With unit, the difficulty it grew from (where `user` may see that), and the solutions it led to."""
        difficulties = Difficulty.objects.visible_to(user)
        return self.select_related("unit").prefetch_related(
            Prefetch("difficulty", queryset=difficulties), "conclusions"
        )


class Proposal(models.Model):
    """Một kiến nghị, đề xuất nêu tại hội nghị, có thể từ một khó khăn đã ghi."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="proposals", verbose_name="hội nghị"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="proposals", verbose_name="đơn vị đề xuất"
    )
    text = models.TextField("đề xuất")
    difficulty = models.ForeignKey(
        Difficulty,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name="từ khó khăn",
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "đề xuất"
        verbose_name_plural = "đề xuất"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.text[:200]


class ConclusionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(meeting__in=Meeting.objects.visible_to(user))

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
    order = models.PositiveSmallIntegerField("thứ tự")
    text = models.TextField("giải pháp")
    vote = models.CharField("biểu quyết", max_length=100, blank=True)
    proposals = models.ManyToManyField(
        Proposal, blank=True, related_name="conclusions", verbose_name="từ các đề xuất"
    )
    tasks = models.ManyToManyField(
        Task, blank=True, related_name="conclusions", verbose_name="nhiệm vụ đã giao"
    )
    search_text = models.TextField(editable=False)

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
        return reverse("meetings:conclusion_detail", args=[self.pk])

    @property
    def locality_id(self):
        return self.meeting.locality_id

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
