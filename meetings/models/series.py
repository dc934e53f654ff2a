"""Meetings that come again: a rule, who and where, and the meetings made of it ahead."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from meetings import recurrence
from meetings.models.attendance import Attendance
from meetings.models.kinds import MeetingKind
from meetings.models.meetings import Meeting
from meetings.models.open_matters import gather_if_next
from organizations.audit import record, snapshot
from organizations.doers import doer
from organizations.models import Locality, Person, Unit
from wardportal import dates
from wardportal.addresses import address

# No meeting is made further ahead, and never more of one series at once.
AHEAD = timedelta(days=366)
MOST_AHEAD = 60
# A series that is meant to last longer than a term is begun anew.
LONGEST = timedelta(days=5 * 366)


class MeetingSeriesQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id)

    def to_follow(self, field, unit):
        return self.filter(host_unit=unit, ended_at=None)

    def to_hand_over(self, field, person):
        """Those under way that name `person` in `field`."""
        return self.filter(ended_at=None, **{field: person})

    def for_list(self):
        """With the day of the next meeting (`next_at`), those under way first."""
        coming = Q(meetings__starts_at__date__gte=dates.today(), meetings__cancelled_at=None)
        return (
            self.select_related("host_unit", "kind")
            .annotate(next_at=models.Min("meetings__starts_at", filter=coming))
            .order_by(models.F("next_at").asc(nulls_last=True), "-pk")
        )


class MeetingSeries(models.Model):
    """Hội nghị định kỳ: lặp lại theo ngày nào, đến khi nào, ở đâu, ai chủ trì."""

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="meeting_series", verbose_name="địa phương"
    )
    kind = models.ForeignKey(
        MeetingKind, on_delete=models.PROTECT, related_name="series", verbose_name="loại"
    )
    host_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="meeting_series", verbose_name="đơn vị tổ chức"
    )
    title = models.CharField("tên", max_length=300)
    place = models.CharField("địa điểm", max_length=200)
    begins = models.TimeField("bắt đầu")
    ends = models.TimeField("kết thúc", null=True, blank=True)
    chair_person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="chaired_series",
        verbose_name="người chủ trì",
    )
    minute_taker_person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="minuted_series",
        verbose_name="người ghi biên bản",
    )
    chair = models.CharField("chủ trì", max_length=200, blank=True)
    minute_taker = models.CharField("thư ký", max_length=200, blank=True)
    # As meetings.recurrence reads and prints it.
    rule = models.CharField("lặp lại", max_length=120)
    starts_on = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày", null=True, blank=True)
    count = models.PositiveSmallIntegerField(
        "số lần", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(300)]
    )
    ended_at = models.DateTimeField("kết thúc lúc", null=True, editable=False)
    ended_by = doer("người kết thúc", "ended_series", null=True, editable=False)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    WRITTEN = [
        "kind",
        "host_unit",
        "title",
        "place",
        "chair",
        "minute_taker",
        "starts_on",
        "until",
        "count",
    ]
    # What a meeting takes over from its series as it stands.
    SHARED = (
        "kind",
        "host_unit",
        "title",
        "place",
        "chair_person",
        "chair",
        "minute_taker_person",
        "minute_taker",
    )

    objects = MeetingSeriesQuerySet.as_manager()

    class Meta:
        verbose_name = "hội nghị định kỳ"
        verbose_name_plural = "hội nghị định kỳ"
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None, count__isnull=False) | Q(until__isnull=False, count=None),
                name="series_has_one_end",
                violation_error_message="Định kỳ phải có ngày kết thúc hoặc số lần, một trong hai.",
            ),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gt=models.F("begins")),
                name="series_ends_after_it_begins",
                violation_error_message="Giờ kết thúc phải sau giờ bắt đầu.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="ended_series_has_who_ended_it",
                violation_error_message="Định kỳ đã kết thúc phải có người kết thúc.",
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.rule_words})"

    def get_absolute_url(self):
        return address("meetings:series_detail", self.pk)

    @property
    def rule_words(self):
        """ "ngày 15 hằng tháng" """
        return recurrence.words_of(self.rule)

    @property
    def end_words(self):
        """ "đến hết ngày 31/12/2017", "12 lần" """
        return f"đến hết ngày {dates.short_date(self.until)}" if self.until else f"{self.count} lần"

    @property
    def is_ended(self):
        return self.ended_at is not None

    @property
    def days(self):
        """Every day of the series, held and to come."""
        return recurrence.days(self.rule, self.starts_on, until=self.until, count=self.count)

    @property
    def days_to_make(self):
        """The days to come that have no meeting yet, as far ahead as meetings are made."""
        today = dates.today()
        made = set(self.meetings.values_list("series_on", flat=True))
        known = len([day for day in made if day >= today])
        missing = [day for day in self.days if today <= day <= today + AHEAD and day not in made]
        return missing[: max(0, MOST_AHEAD - known)]

    @property
    def hours(self):
        """ "07:30", "07:30–09:00" """
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}" if self.ends else f"{self.begins:%H:%M}"

    def as_audited(self):
        return {**snapshot(self, self.WRITTEN), "giờ": self.hours, "họp vào": self.rule_words}

    @classmethod
    def like(cls, meeting) -> "MeetingSeries":
        """An unsaved series that begins with `meeting`."""
        shared = {name: getattr(meeting, name) for name in cls.SHARED}
        begins = timezone.localtime(meeting.starts_at).time() if meeting.is_hour_known else None
        ends = timezone.localtime(meeting.ends_at).time() if meeting.ends_at else None
        starts_on = meeting.held_on
        return cls(locality_id=meeting.locality_id, **shared, begins=begins, ends=ends, starts_on=starts_on)

    def hours_on(self, day):
        """(begins, ends) as moments of that day; the end may be None."""
        ends_at = timezone.make_aware(datetime.combine(day, self.ends)) if self.ends else None
        return timezone.make_aware(datetime.combine(day, self.begins)), ends_at

    def coming(self):
        """The meetings from today on that are not put off."""
        return self.meetings.to_be_held().filter(starts_at__date__gte=dates.today()).order_by("starts_at")

    @transaction.atomic
    def begin(self, *, by, like=None) -> list[Meeting]:
        """Save a new series and make its meetings ahead, with the invitees of the meeting `like`.

        `like` becomes one of the series where its day is one of the rule.
        """
        if not self.kind.may_be_called_by(self.host_unit):
            raise ValidationError(f"{self.host_unit} không tổ chức loại “{self.kind}”. Hãy chọn loại khác.")
        self._require_whole()
        self.save()
        record(by=by, action="lập định kỳ", target=self, after=self.as_audited())
        if like and like.series_id is None and like.held_on in self.days:
            like.series, like.series_on = self, like.held_on
            like.save(update_fields=["series", "series_on"])
        made = self._make(by=by, like=like)
        if not made:
            raise ValidationError(
                f"“{self.rule_words}” không có ngày nào từ hôm nay đến khi kết thúc. "
                "Hãy ghi lại ngày kết thúc hoặc số lần."
            )
        return made

    @transaction.atomic
    def make_ahead(self, *, by) -> list[Meeting]:
        """Make the meetings that have come within reach since, with the invitees of the last one made."""
        MeetingSeries.objects.select_for_update().get(pk=self.pk).require_running()
        return self._make(by=by, like=self.meetings.order_by("-starts_at").first())

    @transaction.atomic
    def change(self, *, by) -> int:
        """Save what was changed, and change the meetings to come with it; how many were.

        A meeting that was given a place, a chair or an hour of its own keeps it. Days stay: to meet on other
        days, end this series and begin another.
        """
        stored = MeetingSeries.objects.select_for_update().get(pk=self.pk)
        stored.require_running()
        self._require_whole()
        self.save()
        record(
            by=by,
            action="sửa định kỳ",
            target=self,
            before=stored.as_audited(),
            after=self.as_audited(),
        )
        changed = sum(self._take_over(meeting, stored, by=by) for meeting in self.coming())
        self._make(by=by, like=self.meetings.order_by("-starts_at").first())
        return changed

    def follow(self, field, unit, *, by):
        """The unit that holds it has ended; its successor goes on, with the meetings to come."""
        self.host_unit = unit
        self.version += 1
        self.change(by=by)

    def hand_over(self, field, successor, *, printed, by):
        """Another person takes the chair or the minutes (`field`) of the series and of its meetings."""
        setattr(self, field, successor)
        setattr(self, field.removesuffix("_person"), printed)
        self.version += 1
        self.change(by=by)

    @transaction.atomic
    def end(self, *, by, on, reason) -> int:
        """No more meetings after the day `on`; those already made are put off. How many were."""
        MeetingSeries.objects.select_for_update().get(pk=self.pk).require_running()
        if not reason.strip():
            raise ValidationError("Hãy ghi vì sao kết thúc, để người được mời biết.")
        if on < dates.today():
            raise ValidationError("Ngày kết thúc đã qua. Hãy ghi hôm nay hoặc một ngày sau.")
        self.until, self.count = on, None
        self.ended_at, self.ended_by = timezone.now(), by
        self.save(update_fields=["until", "count", "ended_at", "ended_by"])
        record(by=by, action="kết thúc định kỳ", target=self, after={"sau ngày": on, "lý do": reason})
        later = list(self.coming().filter(starts_at__date__gt=on))
        for meeting in later:
            meeting.cancel(by=by, reason=reason)
        return len(later)

    @transaction.atomic
    def invite_like(self, meeting, *, by) -> int:
        """Call to every later meeting whom `meeting` has called; how many came onto lists."""
        later = self.coming().filter(starts_at__gt=meeting.starts_at)
        return sum(Attendance.invite_like(one, meeting, by=by) for one in later)

    def require_running(self):
        if self.is_ended:
            raise ValidationError("Định kỳ này đã kết thúc. Cần họp tiếp thì lập định kỳ mới.")

    def _require_whole(self):
        if self.until is None and self.count is None:
            raise ValidationError(
                "Định kỳ phải có lúc kết thúc: hãy ghi ngày kết thúc hoặc số lần, không lập lịch không hạn."
            )
        if self.until and not self.starts_on <= self.until <= self.starts_on + LONGEST:
            raise ValidationError("Ngày kết thúc phải sau ngày bắt đầu và không quá 5 năm. Hãy ghi lại.")
        self.full_clean()

    def _make(self, *, by, like):
        made = []
        for day in self.days_to_make:
            meeting = Meeting(locality_id=self.locality_id, series=self, series_on=day)
            for name in self.SHARED:
                setattr(meeting, name, getattr(self, name))
            meeting.is_sample = self.is_sample
            meeting.starts_at, meeting.ends_at = self.hours_on(day)
            meeting.call(by=by)
            if like:
                Attendance.invite_like(meeting, like, by=by)
            gather_if_next(meeting, by=by)
            made.append(meeting)
        return made

    def _take_over(self, meeting, stored, *, by):
        """Give `meeting` what changed since `stored`, where it had what the series had; whether anything."""
        changed = [name for name in self.SHARED if getattr(self, name) != getattr(stored, name)]
        taken = [name for name in changed if getattr(meeting, name) == getattr(stored, name)]
        for name in taken:
            setattr(meeting, name, getattr(self, name))
        day, had = meeting.held_on, (meeting.starts_at, meeting.ends_at)
        if had == stored.hours_on(day) != self.hours_on(day):
            meeting.starts_at, meeting.ends_at = self.hours_on(day)
            taken.append("hours")
        if taken:
            meeting.version += 1
            meeting.call(by=by, plans=list(meeting.plans.all()))
        return bool(taken)
