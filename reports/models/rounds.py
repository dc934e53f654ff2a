"""One duty in one period: planned, opened, collected, closed; what it came to is frozen when it is closed."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.text import capfirst

from organizations.audit import record
from organizations.doers import doer
from organizations.models import Locality
from reports.models.duties import ReportDuty
from reports.models.outlines import ReportOutline
from wardportal import dates
from wardportal.addresses import address
from wardportal.dates import PERIODS_IN_YEAR, Period, PeriodKind
from wardportal.numbers import percent


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who has sent is no secret within the ward; what was written is (Filing.visible_to)."""
        return self.filter(locality_id=user.locality_id)

    def opened(self):
        return self.exclude(opened_on=None)

    def collecting(self):
        """Opened and not closed yet."""
        return self.opened().filter(closed_at=None)

    def of_period(self, period):
        if period.kind == PeriodKind.AD_HOC:
            return self.filter(first_on=period.first, last_on=period.last)
        return self.filter(period_kind=period.kind, year=period.year, number=period.number)

    def within(self, period):
        """Those of the period itself, and those of its months; an ad hoc one stands for itself."""
        if period.kind == PeriodKind.AD_HOC:
            return self.of_period(period)
        months = self.filter(
            period_kind=PeriodKind.MONTH, year=period.year, number__in=[it.month for it in period.months]
        )
        return months | self.of_period(period)

    def to_open(self, day):
        return self.filter(opened_on=None, opens_on__lte=day)

    def to_close(self, day):
        return self.collecting().filter(closes_on__lt=day)

    def for_list(self):
        return self.select_related("duty__line", "duty__unit", "duty__receiver", "duty__outline").order_by(
            "due_on", "duty__order", "pk"
        )

    def with_counts(self):
        """Each with asked_count, sent_count, accepted_count; the exempt are not asked."""
        asked = ~Q(filings__state="exempt")
        return self.annotate(
            asked_count=Count("filings", filter=asked),
            sent_count=Count("filings", filter=Q(filings__state__in=["submitted", "accepted"])),
            accepted_count=Count("filings", filter=Q(filings__state="accepted")),
        )


class Round(models.Model):
    """Đợt báo cáo: một chế độ báo cáo trong một kỳ."""

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="report_rounds", verbose_name="địa phương"
    )
    duty = models.ForeignKey(
        ReportDuty, on_delete=models.PROTECT, related_name="rounds", verbose_name="chế độ báo cáo"
    )
    period_kind = models.CharField("kỳ báo cáo", max_length=12, choices=PeriodKind)
    year = models.PositiveSmallIntegerField("năm")
    number = models.PositiveSmallIntegerField("kỳ thứ", default=1)
    # Of what is asked ad hoc: about what, and of which days.
    subject = models.CharField("về việc", max_length=200, blank=True)
    first_on = models.DateField("tình hình từ ngày", null=True, blank=True)
    last_on = models.DateField("đến hết ngày", null=True, blank=True)
    opens_on = models.DateField("mở từ ngày")
    due_on = models.DateField("hạn nộp")
    grace_days = models.PositiveSmallIntegerField("số ngày được chậm", default=0)
    closes_on = models.DateField("tự khóa sau ngày", null=True, blank=True)
    # What was asked when it was opened; the outline may change afterwards.
    sections = models.JSONField("các mục", default=list, editable=False)
    opened_on = models.DateField("mở ngày", null=True, editable=False)
    closed_at = models.DateTimeField("khóa lúc", null=True, editable=False)
    closed_by = doer("người khóa", "closed_rounds", null=True, editable=False)
    # reports.consolidation.Consolidation as JSON, as it stood when the round was closed.
    snapshot = models.JSONField(default=dict, editable=False)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt báo cáo"
        verbose_name_plural = "đợt báo cáo"
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "year", "number"],
                name="round_once_a_period",
                violation_error_message="Kỳ này đã có trong lịch báo cáo.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opens_on")),
                name="round_due_after_it_opens",
                violation_error_message="Hạn nộp phải từ ngày mở trở đi.",
            ),
            models.CheckConstraint(
                condition=Q(closes_on=None) | Q(closes_on__gte=F("due_on")),
                name="round_closes_after_it_is_due",
                violation_error_message="Ngày tự khóa phải từ hạn nộp trở đi.",
            ),
            models.CheckConstraint(
                condition=Q(period_kind="ad_hoc", first_on__isnull=False, last_on__gte=F("first_on"))
                & ~Q(subject="")
                | ~Q(period_kind="ad_hoc") & Q(first_on=None, last_on=None, subject=""),
                name="ad_hoc_round_has_its_days",
                violation_error_message="Báo cáo đột xuất phải ghi về việc gì, từ ngày nào đến ngày nào.",
            ),
        ]
        indexes = [models.Index(fields=["locality", "year", "due_on"], name="round_by_year")]

    def __str__(self):
        if self.subject:
            return self.heading
        return f"{capfirst(str(self.duty.who))}, {self.period.label}"

    def get_absolute_url(self):
        return address("reports:round_detail", self.pk)

    @property
    def period(self):
        if self.first_on:
            return Period.ad_hoc(self.first_on, self.last_on)
        return Period(PeriodKind(self.period_kind), self.year, self.number)

    @property
    def slot(self):
        """Its place among the rounds of its kind and year; each ad hoc round has one of its own."""
        return self.pk if self.subject else self.number

    @property
    def heading(self):
        """What each of its reports is called: "Báo cáo tháng 8/2017", "Báo cáo đột xuất: …"."""
        return f"Báo cáo đột xuất: {self.subject}" if self.subject else f"Báo cáo {self.period.label}"

    @property
    def matter(self):
        """What its reports are about, as a paper says it under the word "Báo cáo"."""
        return self.subject or f"Tình hình, kết quả hoạt động {self.period.label}"

    @property
    def span(self):
        return self.duty.span(self.period)

    @property
    def is_open(self):
        return self.opened_on is not None and self.closed_at is None

    @property
    def is_closed(self):
        return self.closed_at is not None

    @property
    def rate(self):
        """Tỷ lệ nộp, "87,5%"; needs `with_counts()`."""
        return percent(100 * self.sent_count / self.asked_count) if self.asked_count else "–"

    @classmethod
    def plan(cls, duty, period, *, is_sample=False) -> "Round":
        """The round of that period, not stored: when it opens, when it is due, when it closes by itself."""
        due_on = duty.due_on(period)
        after = duty.closes_after_days
        return cls(
            locality_id=duty.locality_id,
            duty=duty,
            period_kind=period.kind,
            year=period.year,
            number=period.number,
            # Work on it may begin with the period's last month; what is typed waits until it is sent.
            opens_on=min(period.months[-1].starts_on, due_on),
            due_on=due_on,
            grace_days=duty.grace_days,
            closes_on=None if after is None else due_on + timedelta(days=after),
            is_sample=is_sample,
        )

    @classmethod
    @transaction.atomic
    def ask_ad_hoc(cls, *, by, receiver, units, outline, subject, first_on, last_on, due_on) -> "Round":
        """Ask these units now for one report to `receiver`, which no calendar had planned."""
        duty = ReportDuty(
            locality_id=by.locality_id,
            level=units[0].level,
            period_kind=PeriodKind.AD_HOC,
            outline=outline,
            receiver=receiver,
            due_day=due_on.day,
        )
        duty.full_clean()
        duty.save()
        duty.asked_units.set(units)
        round_ = cls(
            locality_id=by.locality_id,
            duty=duty,
            period_kind=PeriodKind.AD_HOC,
            year=last_on.year,
            subject=subject,
            first_on=first_on,
            last_on=last_on,
            opens_on=dates.today(),
            due_on=due_on,
        )
        round_.full_clean()
        round_.save()
        round_.open()
        told = {"về việc": subject, "hạn nộp": str(due_on), "đơn vị": [unit.short_name for unit in units]}
        record(by=by, action="yêu cầu báo cáo đột xuất", target=round_, after=told)
        return round_

    @classmethod
    @transaction.atomic
    def plan_year(cls, locality, year, *, by, is_sample=False) -> int:
        """The whole year's calendar in one step; rounds that are there already stay. How many were added."""
        there = set(cls.objects.filter(locality=locality, year=year).values_list("duty_id", "number"))
        new = [
            cls.plan(duty, period, is_sample=is_sample)
            for duty in ReportDuty.objects.filter(locality=locality).regular().for_list()
            for period in _periods_of(duty, year)
            if (duty.pk, period.number) not in there
        ]
        cls.objects.bulk_create(new)
        if new:
            record(
                by=by,
                action="lập lịch báo cáo năm",
                target=locality,
                after={"năm": year, "số đợt": len(new)},
            )
        return len(new)

    @transaction.atomic
    def open(self):
        """Ask the units; what is asked is fixed from now on. A second time changes nothing."""
        stored = Round.objects.select_for_update().get(pk=self.pk)
        if stored.opened_on is not None:
            return
        outline = ReportOutline.objects.of_ward(self.locality, self.duty.outline_id)
        self.sections, self.opened_on = outline.sections, dates.today()
        self.save(update_fields=["sections", "opened_on"])
        self.ask()

    @transaction.atomic
    def move_days(self):
        """Save other days; the due day of filings that have not come follows, unless theirs was another."""
        stored = Round.objects.select_for_update().get(pk=self.pk)
        self.full_clean()
        self.save()
        waiting = self.filings.filter(due_on=stored.due_on, first_sent_on=None)
        waiting.update(due_on=self.due_on)

    @transaction.atomic
    def ask(self) -> int:
        """A filing for each unit that lacks one; those that ended need not send. How many were added."""
        day = dates.today() if self.subject else min(self.period.ends_on, dates.today())
        filings = self.filings.model
        there = set(self.filings.values_list("unit_id", flat=True))
        new = [
            filings(
                round=self,
                unit=unit,
                receiver=self.duty.receiver_of(unit),
                due_on=self.due_on,
                is_sample=self.is_sample,
            )
            for unit in self.duty.units_asked(day)
            if unit.pk not in there
        ]
        filings.objects.bulk_create(new)
        ended = self.filings.filter(unit__valid_to__lt=day, state__in=["awaited", "returned"])
        for filing in ended.select_related("unit"):
            filing.let_off(f"Đơn vị kết thúc hoạt động ngày {dates.short_date(filing.unit.valid_to)}.")
        return len(new)

    @transaction.atomic
    def close(self, snapshot, *, by=None):
        """Nothing of it changes any more; `snapshot` is what it came to. See collecting.close."""
        stored = Round.objects.select_for_update().get(pk=self.pk)
        if stored.opened_on is None:
            raise ValidationError("Kỳ này chưa mở nên chưa khóa được.")
        if stored.closed_at is not None:
            raise ValidationError("Kỳ này đã khóa rồi.")
        self.snapshot, self.closed_at, self.closed_by = snapshot, timezone.now(), by
        self.save(update_fields=["snapshot", "closed_at", "closed_by"])
        for filing in self.filings.sent().for_list():
            for version in filing.versions.all():
                version.keep_paper()
        record(by=by, action="khóa kỳ báo cáo", target=self, after={"kỳ": self.period.label})


def _periods_of(duty, year):
    """The periods of `year` for which the duty asks."""
    kind = PeriodKind(duty.period_kind)
    periods = [Period(kind, year, number) for number in range(1, PERIODS_IN_YEAR[kind] + 1)]
    return [period for period in periods if duty.is_in_force(period)]
