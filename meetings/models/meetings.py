"""Where it is decided: a meeting, from its date in the calendar to the day it was held."""

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone

from documents.models import Document
from meetings import scoring
from meetings.models.kinds import MeetingKind
from organizations.audit import record, record_written, snapshot
from organizations.doers import doer
from organizations.models import Locality, Person, Unit
from plans.models import Plan
from wardportal import dates
from wardportal.addresses import address
from wardportal.text import fold, has_all

USUAL_LENGTH = timedelta(hours=2)


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id)

    def in_week_of(self, day):
        """From Monday to Sunday of that week, in the order of the calendar."""
        monday = dates.monday_of(day)
        return self.held_between(monday, monday + timedelta(days=6))

    def held_between(self, first, last):
        """From the day `first` to the day `last`, itself within, in the order of the calendar."""
        return self.filter(starts_at__date__range=(first, last)).order_by("starts_at", "pk")

    def search(self, words):
        return self.filter(has_all(words, "search_text"))

    def to_be_held(self):
        return self.filter(cancelled_at=None)

    def to_follow(self, field, unit):
        """Those to come that the unit holds."""
        return self.to_be_held().filter(host_unit=unit, starts_at__date__gte=dates.today())

    def to_hand_over(self, field, person):
        """Those to come that name `person` in `field`."""
        return self.to_be_held().filter(starts_at__date__gte=dates.today(), **{field: person})

    def next_session(self):
        """The next working session of the standing leadership, or None."""
        coming = self.to_be_held().filter(kind__gathers_open_matters=True, starts_at__date__gte=dates.today())
        return coming.order_by("starts_at", "pk").first()

    def meeting_during(self, begins, ends):
        """Those not put off that overlap the time from `begins` to `ends`; of unknown end, for two hours."""
        late = Q(ends_at__gt=begins) | Q(ends_at=None, starts_at__gt=begins - USUAL_LENGTH)
        return self.to_be_held().filter(late, is_hour_known=True, starts_at__lt=ends)

    def for_list(self):
        return (
            self.select_related("host_unit")
            .annotate(conclusion_count=Count("conclusions", distinct=True))
            .order_by("-starts_at", "-pk")
        )


class Meeting(models.Model):
    """Một cuộc họp, hội nghị, tọa đàm; có thể sơ kết nhiều kế hoạch cùng lúc."""

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="meetings", verbose_name="địa phương"
    )
    kind = models.ForeignKey(
        MeetingKind, on_delete=models.PROTECT, related_name="meetings", verbose_name="loại"
    )
    # As it was called that day, whatever becomes of the kind.
    kind_name = models.CharField(max_length=60, editable=False)
    title = models.CharField("tên", max_length=300)
    purpose = models.TextField("mục đích", blank=True)
    host_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="hosted_meetings", verbose_name="đơn vị tổ chức"
    )
    place = models.CharField("địa điểm", max_length=200)
    starts_at = models.DateTimeField("bắt đầu")
    # The seed gives the day and no hour; then the page prints the day alone.
    is_hour_known = models.BooleanField("biết giờ", default=True)
    ends_at = models.DateTimeField("kết thúc", null=True, blank=True)
    # Who takes the chair and the minutes: the accounts that sign. The texts below are what is printed.
    chair_person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="chaired_meetings",
        verbose_name="người chủ trì",
    )
    minute_taker_person = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="minuted_meetings",
        verbose_name="người ghi biên bản",
    )
    chair = models.CharField("chủ trì", max_length=200, blank=True)
    minute_taker = models.CharField("thư ký", max_length=200, blank=True)
    plans = models.ManyToManyField(
        Plan, blank=True, related_name="meetings", verbose_name="kế hoạch được sơ kết"
    )
    # Where it comes again: the series, and the day by its rule, whatever day it was moved to.
    series = models.ForeignKey(
        "meetings.MeetingSeries",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="meetings",
        verbose_name="định kỳ",
    )
    series_on = models.DateField("ngày theo định kỳ", null=True, blank=True, editable=False)
    # The papers made of it, each once.
    invitation = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="invites_to", editable=False
    )
    notice = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="concludes", editable=False
    )
    cancelled_at = models.DateTimeField("hoãn lúc", null=True, editable=False)
    cancelled_by = doer("người hoãn", "cancelled_meetings", null=True, editable=False)
    cancel_reason = models.CharField("lý do hoãn", max_length=300, blank=True, editable=False)
    # What a meeting says of itself in figures (meetings/scoring.py): {number of a criterion: points}, and of
    # a Party cell {kind of members: how many}.
    self_scores = models.JSONField("điểm tự chấm", default=dict, blank=True, editable=False)
    composition = models.JSONField("số đảng viên", default=dict, blank=True, editable=False)
    source = models.CharField("nguồn", max_length=300, blank=True)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    search_text = models.TextField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    CALLED = [
        "kind",
        "title",
        "purpose",
        "host_unit",
        "place",
        "starts_at",
        "ends_at",
        "chair_person",
        "chair",
        "minute_taker_person",
        "minute_taker",
    ]

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "hội nghị"
        verbose_name_plural = "hội nghị"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after_it_begins",
                violation_error_message="Giờ kết thúc phải sau giờ bắt đầu.",
            ),
            models.UniqueConstraint(
                fields=["series", "series_on"],
                name="meeting_of_a_series_once_a_day",
                violation_error_message="Kỳ họp ngày này đã lập.",
            ),
            models.CheckConstraint(
                condition=Q(series=None, series_on=None) | Q(series__isnull=False, series_on__isnull=False),
                name="meeting_of_a_series_has_its_day",
                violation_error_message="Cuộc họp định kỳ phải có ngày theo định kỳ.",
            ),
        ]

    def __str__(self):
        return f"{self.kind_name} “{self.title}”"

    def save(self, *args, **kwargs):
        self.kind_name = self.kind_name or self.kind.name
        self.search_text = fold(f"{self.kind_name} {self.title} {self.place}")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return address("meetings:meeting_detail", self.pk)

    @property
    def held_on(self):
        return timezone.localdate(self.starts_at)

    @property
    def hour(self):
        """ "7 giờ 30", as the weekly calendar writes it; empty where only the day is known."""
        if not self.is_hour_known:
            return ""
        return dates.hour_words(timezone.localtime(self.starts_at))

    def set_hour(self, hour):
        """The hour (a `time`) at which it began on its day; None where nobody knows it any more."""
        self.is_hour_known = hour is not None
        self.starts_at = timezone.make_aware(datetime.combine(self.held_on, hour or time.min))

    @property
    def is_cancelled(self):
        return self.cancelled_at is not None

    @property
    def ends_by(self):
        """When it is over, as far as known: two hours are usual."""
        return self.ends_at or self.starts_at + USUAL_LENGTH

    @property
    def is_today(self):
        return self.held_on == dates.today()

    @property
    def is_over(self):
        """Whether its day has passed (today counts as still to come)."""
        return self.held_on < dates.today()

    @transaction.atomic
    def call(self, *, by, plans=()):
        """Save a new meeting with the usual agenda of its kind, or one whose head was changed."""
        stored = Meeting.objects.select_for_update().filter(pk=self.pk).first()
        if stored and stored.is_cancelled:
            raise ValidationError("Hội nghị đã hoãn nên không sửa được. Cần họp lại thì lập hội nghị mới.")
        if stored:
            stored.require_open()
        if not self.kind.may_be_called_by(self.host_unit):
            raise ValidationError(f"{self.host_unit} không tổ chức loại “{self.kind}”. Hãy chọn loại khác.")
        self._require_chair_in_post()
        self.kind_name = self.kind.name
        self.full_clean(exclude=["search_text"])
        self.save()
        self.plans.set(plans)
        if stored is None:
            for order, title in enumerate(self.kind.agenda_lines, start=1):
                self.agenda.create(order=order, title=title[:300])
        record_written(self, stored, self.CALLED, by=by, action="sửa hội nghị" if stored else "lập hội nghị")

    def follow(self, field, unit, *, by):
        """The unit that holds it has ended; its successor holds it."""
        self.host_unit = unit
        self.version += 1
        self.call(by=by, plans=list(self.plans.all()))

    def hand_over(self, field, successor, *, printed, by):
        """Another person takes the chair or the minutes (`field`)."""
        setattr(self, field, successor)
        setattr(self, field.removesuffix("_person"), printed)
        self.version += 1
        self.call(by=by, plans=list(self.plans.all()))

    @property
    def is_open(self):
        """Whether notes are still taken: it was not put off, and nobody has signed its minutes."""
        minutes = getattr(self, "minutes", None)
        return not self.is_cancelled and not (minutes and minutes.is_signed)

    @property
    def minutes_due_on(self):
        """The day by which its minutes are to be signed; None where the kind sets none."""
        days = self.kind.report_within_days
        return None if days is None else self.held_on + timedelta(days=days)

    @transaction.atomic
    def tell_figures(self, *, by, scores, composition):
        """Keep what the meeting says of itself in figures, until its minutes are signed."""
        stored = Meeting.objects.select_for_update().get(pk=self.pk)
        stored.require_open()
        before = {"tự chấm": stored.self_scores, "số đảng viên": stored.composition}
        self.self_scores, self.composition = scores, composition
        self.save(update_fields=["self_scores", "composition"])
        after = {"tự chấm": scores, "số đảng viên": composition}
        if before != after:
            words = {
                "tự chấm": scoring.score_words(self.kind, scores) if scores else "",
                "số đảng viên": scoring.composition_words(composition),
            }
            record(by=by, action="ghi số liệu buổi sinh hoạt", target=self, after=words)

    def require_open(self):
        """ValidationError once the meeting is put off or its minutes are signed."""
        if self.is_cancelled:
            raise ValidationError("Hội nghị đã hoãn nên không ghi thêm được.")
        if not self.is_open:
            raise ValidationError("Biên bản đã ký nên không sửa được. Cần đính chính thì ghi bổ sung.")

    def _require_chair_in_post(self):
        """Nobody takes the chair who holds no post on that day."""
        chair = self.chair_person
        if chair and not chair.holdings.current(self.held_on).exists():
            raise ValidationError(
                f"{chair} không giữ chức vụ nào vào ngày {dates.short_date(self.held_on)} nên không chủ trì "
                "được. Hãy chọn người khác."
            )

    @transaction.atomic
    def cancel(self, *, by, reason):
        """Put the meeting off: it stays in the list with the reason."""
        stored = Meeting.objects.select_for_update().get(pk=self.pk)
        if stored.is_cancelled:
            raise ValidationError("Hội nghị này đã hoãn rồi. Hãy tải lại trang để xem.")
        if not reason.strip():
            raise ValidationError("Hãy ghi vì sao hoãn, để người được mời biết.")
        self.cancelled_at, self.cancelled_by = timezone.now(), by
        self.cancel_reason = reason.strip()
        self.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
        record(by=by, action="hoãn hội nghị", target=self, after={"lý do": self.cancel_reason})

    def before(self) -> "Meeting | None":
        """The last meeting of its kind and host that people were called to; None for the first."""
        held = Meeting.objects.filter(
            host_unit=self.host_unit_id, kind=self.kind_id, starts_at__lt=self.starts_at, cancelled_at=None
        )
        called = held.filter(attendances__isnull=False).distinct()
        return called.order_by("-starts_at", "-pk").first()

    def clashes(self) -> list[str]:
        """In sentences: whose place, chair or attendees another meeting wants at the same time."""
        if not self.is_hour_known or self.is_cancelled:
            return []
        others = (
            Meeting.objects.filter(locality_id=self.locality_id)
            .meeting_during(self.starts_at, self.ends_by)
            .exclude(pk=self.pk)
            .prefetch_related("attendances__person")
            .order_by("starts_at", "pk")
        )
        if not others:
            return []
        told = []
        called = set(self.attendances.exclude(person=None).values_list("person", flat=True))
        for other in others:
            when = f"{other.hour} có {other.kind_name.lower()} “{other.title}”"
            if fold(other.place) == fold(self.place):
                told.append(f"{self.place}: {when} cùng chỗ.")
            if self.chair_person_id and self.chair_person_id == other.chair_person_id:
                told.append(f"{self.chair_person} đã chủ trì lúc {when}.")
            both = {it.person_id: it.person_name for it in other.attendances.all() if it.person_id in called}
            if both:
                names = ", ".join(sorted(both.values()))
                told.append(f"{len(both)} người cũng được mời lúc {when}: {names}.")
        return told

    @transaction.atomic
    def complete(self, *, by):
        """Save what was filled in, with its trace in the log; ValidationError once it is signed."""
        stored = Meeting.objects.select_for_update().get(pk=self.pk)
        stored.require_open()
        before = stored.as_audited()
        self.save(update_fields=["chair", "minute_taker", "starts_at", "is_hour_known", "purpose"])
        record(by=by, action="bổ sung hội nghị", target=self, before=before, after=self.as_audited())

    def as_audited(self):
        return {**snapshot(self, ["chair", "minute_taker", "purpose"]), "giờ bắt đầu": self.hour}
