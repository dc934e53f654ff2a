"""What a plan aims at: targets, each measured by an indicator that the units enter month by month."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Q

from documents.models import texts_of
from indicators.aggregation import Kind
from indicators.models import Indicator
from organizations.audit import record, snapshot
from organizations.models import Unit
from plans.models.plans import Plan
from wardportal import dates
from wardportal.addresses import address
from wardportal.dates import Period
from wardportal.numbers import office_number, percent
from wardportal.text import fold, has_all


class TargetQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(plan__in=Plan.objects.visible_to(user))

    def search(self, words):
        return self.filter(has_all(words, "search_text"))

    def for_list(self):
        """With all that a target's words and its progress need: plan, indicator, lines, counted units."""
        named = self.select_related("plan__document__doc_type", "plan__document__issuer")
        return named.defer(*texts_of("plan__document")).of_plan()

    def of_plan(self):
        """As `for_list`, where the plan is known."""
        units = Unit.objects.select_related("line", "neighbourhood").for_list()
        return self.select_related("indicator").prefetch_related(
            "indicator__lines", models.Prefetch("units", queryset=units)
        )


class Target(models.Model):
    """Một chỉ tiêu của kế hoạch: chỉ số nào, phải đạt bao nhiêu, trong kỳ nào, tính những đơn vị nào."""

    class Direction(models.TextChoices):
        AT_LEAST = "at_least", "≥ từ … trở lên"
        AT_MOST = "at_most", "≤ không quá …"
        EXACTLY = "exactly", "= đúng …"

    class Part(models.TextChoices):
        FIRST = "first", "số thứ nhất (cuộc)"
        SECOND = "second", "số thứ hai (lượt)"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="targets", verbose_name="kế hoạch")
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    title = models.CharField("chỉ tiêu", max_length=300)
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="targets", verbose_name="đo bằng chỉ số"
    )
    part = models.CharField("tính theo", max_length=10, choices=Part, default=Part.FIRST)
    direction = models.CharField("mức phải đạt", max_length=10, choices=Direction, default=Direction.AT_LEAST)
    value = models.DecimalField("số phải đạt", max_digits=16, decimal_places=2)
    base_value = models.DecimalField("số khi bắt đầu", max_digits=16, decimal_places=2, null=True, blank=True)
    # The slug of a dates.Period; empty for as long as the plan lasts.
    period = models.CharField("kỳ tính", max_length=10, blank=True)
    units = models.ManyToManyField(
        Unit, blank=True, related_name="targets", verbose_name="chỉ tính các đơn vị"
    )
    note = models.CharField("ghi chú", max_length=300, blank=True)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    search_text = models.TextField(editable=False, default="")

    objects = TargetQuerySet.as_manager()

    AUDITED = ["title", "indicator", "part", "direction", "value", "base_value", "units", "note"]

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__gte=0) & (Q(base_value=None) | Q(base_value__gte=0)),
                name="target_not_negative",
                violation_error_message="Số phải đạt và số khi bắt đầu không thể âm.",
            )
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.search_text = fold(f"{self.title} {self.indicator} {self.note}")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return address("plans:target_detail", self.pk)

    def clean(self):
        if self.period:
            try:
                Period.parse(self.period)
            except ValueError as error:
                raise ValidationError({"period": str(error)}) from error
        if self.indicator_id is None or self.value is None:
            return  # the form has its own words for what is not filled in
        kind = self.indicator.kind
        if kind == Kind.TEXT:
            raise ValidationError(
                {"indicator": "Chỉ số này là chữ nên không đo được. Hãy chọn chỉ số có số."}
            )
        if self.part == self.Part.SECOND and kind != Kind.PAIR:
            raise ValidationError({"part": "Chỉ cặp số (cuộc/lượt) mới có số thứ hai."})
        if self.indicator.is_share and self.value > 100:
            raise ValidationError({"value": "Tỷ lệ phải đạt từ 0 đến 100%."})

    @property
    def locality_id(self):
        return self.plan.locality_id

    @property
    def sign(self):
        return self.get_direction_display()[0]

    @property
    def measure_unit(self):
        """The unit behind the figure: "đoàn viên", "lượt người"; of a ratio nothing, it is in percent."""
        if self.indicator.kind == Kind.RATIO:
            return ""
        is_second = self.part == self.Part.SECOND
        return self.indicator.second_unit if is_second else self.indicator.measure_unit

    def shown(self, value: Decimal) -> str:
        """A value of this target with its unit: "24 đoàn viên", "70%"."""
        if self.indicator.kind == Kind.RATIO:
            return percent(value)
        return f"{office_number(value)} {self.measure_unit}".rstrip()

    @property
    def aim(self):
        """ "≥ 24 đoàn viên" """
        return f"{self.sign} {self.shown(self.value)}"

    @property
    def words(self):
        """The target as a paper prints it: "Phát triển đoàn viên mới: ≥ 24 đoàn viên (năm 2017)"."""
        period = f" ({self.period_words})" if self.period else ""
        return f"{self.title}: {self.aim}{period}"

    @property
    def period_words(self):
        return Period.parse(self.period).label if self.period else "cả thời gian kế hoạch"

    @property
    def starts_on(self):
        return Period.parse(self.period).starts_on if self.period else self.plan.starts_on

    @property
    def ends_on(self):
        """The last day that counts; for a plan without an end, today."""
        if self.period:
            return Period.parse(self.period).ends_on
        return self.plan.ends_on or dates.today()

    @property
    def months(self):
        return tuple(dates.months_between(self.starts_on, self.ends_on))

    @classmethod
    def next_order(cls, plan):
        return (cls.objects.filter(plan=plan).aggregate(last=Max("order"))["last"] or 0) + 1

    @transaction.atomic
    def settle(self, *, by, units=None, before=None):
        """Save what was typed, new or changed; `before` is `as_audited()` taken before the change."""
        self._require_open()
        if self.pk is None:
            self.order = self.next_order(self.plan)
        self.full_clean()
        self.save()
        if units is not None:
            self.units.set(units)
        after = self.as_audited()
        if before != after:
            action = "sửa chỉ tiêu" if before else "thêm chỉ tiêu"
            record(by=by, action=action, target=self, before=before or {}, after=after)
            self.plan.refresh_inserts()

    @transaction.atomic
    def remove(self, *, by):
        """Take the target out of its plan; the log keeps what it was."""
        self._require_open()
        record(by=by, action="bỏ chỉ tiêu", target=self, before=self.as_audited())
        self.delete()
        self.plan.refresh_inserts()

    def _require_open(self):
        if refusal := self.plan.why_no_change("sửa chỉ tiêu"):
            raise ValidationError(refusal)

    def as_audited(self):
        fields = [name for name in self.AUDITED if name != "part" or self.indicator.kind == Kind.PAIR]
        return snapshot(self, fields) | {"kỳ tính": self.period_words}
