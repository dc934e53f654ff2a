"""What each unit said of an indicator for one month: entered, then accepted or returned from above."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import capfirst

from indicators.aggregation import PARTS_OF, Amount, Kind
from indicators.models.indicators import Indicator
from organizations.audit import record
from organizations.doers import doer
from organizations.models import Unit
from wardportal import dates
from wardportal.dates import Month

# What a unit says of a month, each part empty; which parts it needs depends on the indicator's kind.
NOTHING_SAID = {"value": None, "second_value": None, "denominator": None, "text": "", "note": ""}


class IndicatorValueQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(indicator__locality_id=user.locality_id)

    def counted(self):
        """What figures are made of: filed or accepted; what was returned waits to be entered again."""
        return self.filter(state__in=[IndicatorValue.State.FILED, IndicatorValue.State.ACCEPTED])

    def of_month(self, month):
        return self.filter(year=month.year, month=month.month)

    def in_months(self, months):
        """Those of any of `months`."""
        wanted = Q(pk__in=[])
        for year in sorted({month.year for month in months}):
            wanted |= Q(year=year, month__in=[month.month for month in months if month.year == year])
        return self.filter(wanted)

    def for_page(self):
        return self.select_related("indicator", "unit", "entered_by__person")


class IndicatorValue(models.Model):
    """Số liệu một đơn vị ghi cho một chỉ số trong một tháng."""

    class State(models.TextChoices):
        DRAFT = "draft", "bị trả lại"
        FILED = "filed", "đã gửi"
        ACCEPTED = "accepted", "đã chấp nhận"

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="values", verbose_name="chỉ số"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="indicator_values", verbose_name="đơn vị"
    )
    year = models.PositiveSmallIntegerField("năm")
    month = models.PositiveSmallIntegerField("tháng")
    value = models.DecimalField("số", max_digits=16, decimal_places=2, null=True, blank=True)
    second_value = models.DecimalField("số thứ hai", max_digits=16, decimal_places=2, null=True, blank=True)
    denominator = models.DecimalField("mẫu số", max_digits=16, decimal_places=2, null=True, blank=True)
    # The indicator's own rule when the figure was entered, so that the database can hold it to that.
    is_share = models.BooleanField("tử số là một phần của mẫu số", default=False, editable=False)
    text = models.TextField("nội dung", blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.FILED)
    entered_at = models.DateTimeField("nhập lúc", default=timezone.now)
    entered_by = doer("người nhập", "entered_values")
    accepted_at = models.DateTimeField("chấp nhận lúc", null=True, blank=True)
    accepted_by = doer("người chấp nhận", "accepted_values", null=True, blank=True)
    return_reason = models.CharField("lý do trả lại", max_length=300, blank=True)
    returned_at = models.DateTimeField("trả lại lúc", null=True, blank=True)
    returned_by = doer("người trả lại", "returned_values", null=True, blank=True)
    # Entered by the ward for a branch that could not ("nhập thay"): the trace stays with the figure.
    is_proxy = models.BooleanField("nhập thay", default=False)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = IndicatorValueQuerySet.as_manager()

    class Meta:
        verbose_name = "số liệu"
        verbose_name_plural = "số liệu"
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "unit", "year", "month"],
                name="value_once_a_month",
                violation_error_message="Đơn vị này đã có số liệu của tháng ấy.",
            ),
            models.CheckConstraint(
                condition=Q(month__range=(1, 12), year__range=(1975, 9999)),
                name="value_has_a_month",
                violation_error_message="Tháng từ 1 đến 12.",
            ),
            models.CheckConstraint(
                condition=(Q(value=None) | Q(value__gte=0)) & (Q(second_value=None) | Q(second_value__gte=0)),
                name="value_not_negative",
                violation_error_message="Số liệu không thể âm; không có thì ghi 0.",
            ),
            models.CheckConstraint(
                condition=Q(denominator=None) | Q(denominator__gt=0),
                name="value_denominator_above_zero",
                violation_error_message="Mẫu số phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                condition=Q(is_share=False) | Q(value__lte=F("denominator")),
                name="value_share_at_most_whole",
                violation_error_message="Tử số không thể lớn hơn mẫu số: đó là một phần của cùng số người.",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(text=""),
                name="value_says_something",
                violation_error_message="Chưa ghi số liệu.",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted_at__isnull=False, accepted_by__isnull=False)
                | ~Q(state="accepted") & Q(accepted_at=None, accepted_by=None),
                name="value_accepted_by_someone",
                violation_error_message="Số liệu đã chấp nhận phải có người chấp nhận.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", returned_at__isnull=False, returned_by__isnull=False)
                & ~Q(return_reason="")
                | ~Q(state="draft") & Q(returned_at=None, returned_by=None, return_reason=""),
                name="value_returned_with_a_reason",
                violation_error_message="Trả lại số liệu phải ghi lý do.",
            ),
        ]
        indexes = [models.Index(fields=["indicator", "year", "month"], name="value_by_month")]

    def __str__(self):
        return f"{self.indicator} – {self.unit}, {self.period_month.label}"

    def clean(self):
        """What the kind of the indicator asks for; the rest is the constraints'."""
        if any(getattr(self, part) in (None, "") for part in PARTS_OF[Kind(self.indicator.kind)]):
            raise ValidationError(f"Chưa ghi đủ số liệu của “{self.indicator}”; không có thì ghi 0.")

    @property
    def locality_id(self):
        return self.indicator.locality_id

    @property
    def period_month(self):
        return Month(self.year, self.month)

    @property
    def amount(self):
        return None if self.value is None else Amount(self.value, self.second_value, self.denominator)

    @property
    def words(self):
        """The figure, or the text, as it is shown and audited."""
        return self.text if self.amount is None else self.amount.words

    @property
    def is_accepted(self):
        return self.state == self.State.ACCEPTED

    @property
    def is_returned(self):
        return self.state == self.State.DRAFT

    @classmethod
    @transaction.atomic
    def enter(cls, indicator, unit, month, *, by, is_sample=False, **said):
        """What `unit` says of `month`, for the first time or corrected; it is filed at once.

        `said`: value, second_value, denominator, text, note; what is not given is empty. The same figures
        once more leave everything as it is.
        """
        if month.starts_on > dates.today():
            raise ValidationError(f"{capfirst(month.label)} chưa bắt đầu nên chưa ghi số liệu được.")
        # Under a lock: of two who enter a unit's figures at the same moment the second sees the first's.
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        key = {"indicator": indicator, "unit": unit, "year": month.year, "month": month.month}
        entry = cls.objects.filter(**key).first() or cls(**key, version=0)
        said = {**NOTHING_SAID, **said}
        before = entry.as_audited() if entry.pk else {}
        if before and not entry.is_returned and not entry.differs_from(said):
            return entry
        entry.refuse_accepted()
        for name, value in said.items():
            setattr(entry, name, value)
        entry.file(by=by, is_sample=is_sample)
        action = "sửa số liệu" if before else "nhập số liệu"
        record(by=by, action=action, target=entry, before=before, after=entry.as_audited())
        return entry

    def file(self, *, by, is_sample=False):
        """Save what was set as filed by `by` now; without a trace: that is written by `enter`."""
        self.is_share = self.indicator.is_share
        self.state, self.return_reason, self.returned_at, self.returned_by = self.State.FILED, "", None, None
        self.entered_by, self.entered_at = by, timezone.now()
        self.is_proxy, self.is_sample = self.unit not in by.units, is_sample
        self.version += 1
        self.full_clean()
        self.save()

    def differs_from(self, said):
        return any(getattr(self, name) != value for name, value in said.items())

    def refuse_accepted(self):
        if self.is_accepted:
            raise ValidationError(
                f"Số liệu “{self.indicator}” {self.period_month.label} đã được chấp nhận. Muốn "
                "sửa, hãy nhờ tổ chức cấp trên trả lại."
            )

    @transaction.atomic
    def withdraw(self, *, by):
        """Take back what was entered by mistake; the log keeps what it was."""
        stored = IndicatorValue.objects.select_for_update().get(pk=self.pk)
        stored.refuse_accepted()
        record(by=by, action="rút số liệu", target=stored, before=stored.as_audited())
        stored.delete()

    @transaction.atomic
    def accept(self, *, by):
        self._lock()
        if self.state != self.State.FILED:
            raise ValidationError("Chỉ chấp nhận được số liệu đang chờ; số liệu này đã có người xử lý.")
        before = self.as_audited()
        self.state, self.accepted_at, self.accepted_by = self.State.ACCEPTED, timezone.now(), by
        self._save_handled()
        record(by=by, action="chấp nhận số liệu", target=self, before=before, after=self.as_audited())

    @transaction.atomic
    def send_back(self, reason, *, by):
        """Return the figure to the unit, with the reason that it reads on its form."""
        self._lock()
        if self.is_returned:
            raise ValidationError("Số liệu này đã được trả lại rồi.")
        before = self.as_audited()
        self.state, self.accepted_at, self.accepted_by = self.State.DRAFT, None, None
        self.return_reason, self.returned_at, self.returned_by = reason, timezone.now(), by
        self._save_handled()
        record(by=by, action="trả lại số liệu", target=self, before=before, after=self.as_audited())

    def _lock(self):
        # Under a lock: of two who handle it at the same moment the second is told so.
        stored = IndicatorValue.objects.select_for_update().get(pk=self.pk)
        self.state, self.version = stored.state, stored.version

    def _save_handled(self):
        self.version += 1
        self.full_clean()
        self.save()

    def as_audited(self):
        shown = {"số liệu": self.words, "ghi chú": self.note, "trạng thái": self.get_state_display()}
        return shown | ({"lý do trả lại": self.return_reason} if self.return_reason else {})
