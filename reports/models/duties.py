"""Who reports to whom, how often, in which form, by which day: route and calendar as dated data."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from organizations.audit import record, snapshot
from organizations.models import Line, Locality, Unit
from organizations.models.places import valid_during
from reports.models.outlines import ReportOutline
from wardportal import dates
from wardportal.addresses import address
from wardportal.dates import Month, Period, PeriodKind


@dataclass(frozen=True)
class Span:
    """The days whose data a report holds; where a cut-off is set they are not those of the calendar."""

    starts_on: date
    ends_on: date


class ReportDutyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id)

    def during(self, first, last):
        """Those in force on some day from `first` to `last`."""
        return self.filter(valid_during(first, last))

    def regular(self):
        """Those that come again; what was asked ad hoc was asked once."""
        return self.exclude(period_kind=PeriodKind.AD_HOC)

    def for_list(self):
        return self.select_related("line", "unit", "receiver", "outline").order_by(
            "period_kind", "order", "due_day", "pk"
        )


class ReportDuty(models.Model):
    """Chế độ báo cáo: đơn vị nào báo cáo kỳ nào, theo mẫu nào, gửi ai, hạn ngày nào."""

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="report_duties", verbose_name="địa phương"
    )
    # Either all bodies of a line at a level, or one body alone.
    level = models.CharField(
        "cấp báo cáo",
        max_length=20,
        choices=[
            (Unit.Level.NEIGHBOURHOOD, "đơn vị ở khu phố"),
            (Unit.Level.WARD, "tổ chức của phường"),
        ],
        default=Unit.Level.NEIGHBOURHOOD,
    )
    line = models.ForeignKey(
        Line,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="report_duties",
        verbose_name="hệ tổ chức",
    )
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="own_report_duties",
        verbose_name="chỉ một đơn vị",
    )
    # Of what is asked ad hoc: these and no others.
    asked_units = models.ManyToManyField(
        Unit, blank=True, related_name="ad_hoc_duties", verbose_name="các đơn vị được yêu cầu"
    )
    period_kind = models.CharField("kỳ báo cáo", max_length=12, choices=PeriodKind)
    outline = models.ForeignKey(
        ReportOutline, on_delete=models.PROTECT, related_name="duties", verbose_name="mẫu báo cáo"
    )
    # Empty: the body that stands above the unit along its line.
    receiver = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="collected_duties",
        verbose_name="gửi đến",
    )
    due_day = models.PositiveSmallIntegerField("hạn nộp, ngày")
    is_due_next_month = models.BooleanField("của tháng sau kỳ báo cáo", default=False)
    grace_days = models.PositiveSmallIntegerField("số ngày được chậm", default=0)
    # Empty: data up to the period's last day.
    cutoff_day = models.PositiveSmallIntegerField("chốt số liệu, ngày", null=True, blank=True)
    closes_after_days = models.PositiveSmallIntegerField("tự khóa kỳ sau hạn, số ngày", null=True, blank=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    valid_from = models.DateField("dùng từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReportDutyQuerySet.as_manager()

    WRITTEN = [
        "level",
        "line",
        "unit",
        "period_kind",
        "outline",
        "receiver",
        "due_day",
        "is_due_next_month",
        "grace_days",
        "cutoff_day",
        "closes_after_days",
        "valid_from",
        "valid_to",
    ]

    class Meta:
        verbose_name = "chế độ báo cáo"
        verbose_name_plural = "chế độ báo cáo"
        constraints = [
            models.CheckConstraint(
                condition=Q(due_day__range=(1, 31)),
                name="duty_due_on_a_day",
                violation_error_message="Hạn nộp là một ngày trong tháng, từ 1 đến 31.",
            ),
            models.CheckConstraint(
                condition=Q(cutoff_day=None) | Q(cutoff_day__range=(1, 31)),
                name="duty_cut_off_on_a_day",
                violation_error_message="Ngày chốt số liệu từ 1 đến 31; lấy đến hết kỳ thì để trống.",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="duty_ends_after_it_begins",
                violation_error_message="Ngày thôi dùng phải từ ngày bắt đầu trở đi.",
            ),
            models.CheckConstraint(
                condition=Q(grace_days__lte=60) & (Q(closes_after_days=None) | Q(closes_after_days__lte=366)),
                name="duty_days_are_sane",
                violation_error_message="Số ngày được chậm nhiều nhất 60; số ngày tự khóa nhiều nhất 366.",
            ),
        ]

    def __str__(self):
        return f"Báo cáo {self.get_period_kind_display()} của {self.who}"

    def get_absolute_url(self):
        return address("reports:duty_edit", self.pk)

    @property
    def who(self):
        """ "Hội LHPN phường"; "hệ Phụ nữ ở khu phố", "các tổ chức của phường"."""
        if self.period_kind == PeriodKind.AD_HOC:
            return "các đơn vị được yêu cầu"
        if self.unit:
            return self.unit.short_name
        is_branch = self.level == Unit.Level.NEIGHBOURHOOD
        if self.line is None:
            return "các đơn vị ở khu phố" if is_branch else "các tổ chức của phường"
        return f"hệ {self.line.name} ở khu phố" if is_branch else f"hệ {self.line.name} ở phường"

    def clean(self):
        if self.unit and self.unit.is_outside:
            raise ValidationError({"unit": "Đơn vị báo cáo phải là đơn vị của phường."})
        if self.unit and self.receiver_id == self.unit_id:
            raise ValidationError(
                {"receiver": "Đơn vị không gửi báo cáo cho chính mình. Hãy chọn nơi nhận khác."}
            )

    def settle(self, *, by, before=None):
        """Save what was typed, new or changed; `before` is `as_audited()` taken before the change."""
        self.full_clean()
        self.save()
        after = self.as_audited()
        if before != after:
            action = "sửa chế độ báo cáo" if before else "thêm chế độ báo cáo"
            record(by=by, action=action, target=self, before=before or {}, after=after)

    def as_audited(self):
        return snapshot(self, self.WRITTEN)

    def is_in_force(self, period: Period) -> bool:
        """Whether it asks for a report of `period`: it is in force on the period's last day."""
        last = period.ends_on
        return (self.valid_from is None or self.valid_from <= last) and (
            self.valid_to is None or self.valid_to >= last
        )

    def due_on(self, period: Period) -> date:
        """The day a report of `period` is due: the next one on which people work, where it is none."""
        month = period.months[-1].next() if self.is_due_next_month else period.months[-1]
        return dates.next_working_day(_day_of(month, self.due_day))

    def span(self, period: Period) -> Span:
        """The days whose data the report of `period` holds.

        With a cut-off on the 14th, quarter III runs from 15/6 to 14/9 (05-reports.md, NĐ 09/2019).
        """
        if self.cutoff_day is None or period.kind == PeriodKind.AD_HOC:
            return Span(period.starts_on, period.ends_on)
        before = _day_of(period.months[0].previous(), self.cutoff_day)
        return Span(before + timedelta(days=1), _day_of(period.months[-1], self.cutoff_day))

    def units_asked(self, day):
        """The bodies that report by it on `day`; none that has no one to report to."""
        units = Unit.objects.filter(locality_id=self.locality_id).current(day)
        if self.period_kind == PeriodKind.AD_HOC:
            units = units.filter(pk__in=self.asked_units.values("pk"))
        elif self.unit_id:
            units = units.filter(pk=self.unit_id)
        else:
            units = units.filter(level=self.level)
            units = units.filter(line_id=self.line_id) if self.line_id else units
        if self.receiver_id:
            return units.exclude(pk=self.receiver_id).for_list()
        return units.exclude(parent=None).select_related("parent").for_list()

    def receiver_of(self, unit):
        return self.receiver or unit.parent


def _day_of(month: Month, day: int) -> date:
    """That day of the month; the last one where the month is shorter."""
    return date(month.year, month.month, min(day, monthrange(month.year, month.month)[1]))
