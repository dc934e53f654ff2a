"""What a ward counts: each indicator is a row of data that it corrects itself."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from indicators.aggregation import AGGREGATIONS_OF, PARTS_OF, Aggregation, Kind, Rule
from organizations.audit import record, snapshot
from organizations.models import Line, Locality, Unit
from organizations.models.places import valid_during
from wardportal.addresses import address
from wardportal.text import fold, has_all

WITH_SECOND = [kind for kind, parts in PARTS_OF.items() if len(parts) > 1]


def _rules_agree():
    """Each kind with the aggregations that make sense of it."""
    condition = Q()
    for kind, aggregations in AGGREGATIONS_OF.items():
        condition |= Q(kind=kind.value, aggregation__in=[each.value for each in aggregations])
    return condition


class IndicatorQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id)

    def during(self, first, last):
        """Those in force on some day from `first` to `last`."""
        return self.filter(valid_during(first, last))

    def of_unit(self, unit):
        """What `unit` reports: the indicators of its level and its line."""
        return self.filter(locality_id=unit.locality_id, level=unit.level).of_line(unit.line_id)

    def of_line(self, line):
        """What the line reports: its own indicators, and those of every line."""
        # Not by a join, which would give an indicator as often as it has lines.
        lines = Indicator.lines.through.objects.filter(indicator=OuterRef("pk"))
        return self.filter(~Exists(lines) | Exists(lines.filter(line=line)))

    def search(self, words):
        return self.filter(has_all(words, "search_text"))

    def for_list(self):
        return self.prefetch_related("lines").order_by("order", "name", "pk")


class Indicator(models.Model):
    """Một chỉ số mà các đơn vị ghi hằng tháng: đếm gì, đơn vị tính nào, cộng thế nào."""

    Kind, Aggregation = Kind, Aggregation

    class KnownAs(models.TextChoices):
        """What the portal can fill in by itself (reports/known.py)."""

        NOTHING = "", "cổng không biết, đơn vị tự ghi"
        MEETINGS = "meetings", "số cuộc họp đơn vị tổ chức, lượt người dự (cặp số)"
        ATTENDANCE = "attendance", "số có mặt trên số phải dự ở các cuộc họp của đơn vị (tỷ lệ)"
        TASKS_DONE = "tasks_done", "số việc đơn vị báo xong (số đếm)"

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="indicators", verbose_name="địa phương"
    )
    code = models.SlugField("mã", max_length=40)
    name = models.CharField("tên chỉ số", max_length=200)
    kind = models.CharField("loại", max_length=10, choices=Kind, default=Kind.COUNT)
    measure_unit = models.CharField("đơn vị tính", max_length=40, blank=True)
    second_unit = models.CharField("đơn vị tính thứ hai", max_length=60, blank=True)
    aggregation = models.CharField("cách tổng hợp", max_length=20, choices=Aggregation)
    is_cumulative = models.BooleanField("số ghi là lũy kế từ đầu năm", default=False)
    is_share = models.BooleanField("tử số là một phần của mẫu số", default=False)
    level = models.CharField(
        "cấp báo số",
        max_length=20,
        choices=[
            (Unit.Level.NEIGHBOURHOOD, "đơn vị ở khu phố"),
            (Unit.Level.WARD, "tổ chức của phường"),
        ],
        default=Unit.Level.NEIGHBOURHOOD,
    )
    lines = models.ManyToManyField(
        Line, blank=True, related_name="indicators", verbose_name="hệ tổ chức báo số"
    )
    known_as = models.CharField(
        "cổng điền sẵn từ", max_length=20, choices=KnownAs, blank=True, default=KnownAs.NOTHING
    )
    note = models.CharField("cách đếm", max_length=300, blank=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    valid_from = models.DateField("dùng từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    search_text = models.TextField(editable=False)

    objects = IndicatorQuerySet.as_manager()

    AUDITED = [
        "code",
        "name",
        "kind",
        "measure_unit",
        "second_unit",
        "aggregation",
        "is_cumulative",
        "is_share",
        "level",
        "lines",
        "known_as",
        "note",
        "order",
        "valid_from",
        "valid_to",
    ]

    class Meta:
        verbose_name = "chỉ số"
        verbose_name_plural = "chỉ số"
        constraints = [
            models.UniqueConstraint(
                fields=["locality", "code"],
                name="indicator_code_once",
                violation_error_message="Mã chỉ số này đã có. Hãy chọn mã khác.",
            ),
            models.CheckConstraint(
                condition=_rules_agree(),
                name="indicator_rule_fits_its_kind",
                violation_error_message="Cách tổng hợp không hợp với loại chỉ số: số đếm, cặp số, số tiền "
                "thì cộng hoặc lấy số cuối; tỷ lệ thì chia tổng cho tổng; chữ thì xếp cạnh nhau.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=WITH_SECOND) & ~Q(second_unit="")
                | ~Q(kind__in=WITH_SECOND) & Q(second_unit=""),
                name="indicator_second_unit_where_there_are_two",
                violation_error_message="Cặp số và tỷ lệ có đơn vị tính thứ hai (lượt người; mẫu số là gì); "
                "loại khác thì để trống ô ấy.",
            ),
            models.CheckConstraint(
                condition=Q(is_cumulative=False) | Q(aggregation="sum"),
                name="indicator_cumulative_is_summed",
                violation_error_message="Chỉ số liệu cộng các tháng mới ghi lũy kế từ đầu năm.",
            ),
            models.CheckConstraint(
                condition=Q(is_share=False) | Q(kind="ratio"),
                name="indicator_share_is_a_ratio",
                violation_error_message="Chỉ tỷ lệ mới có tử số là một phần của mẫu số.",
            ),
            models.CheckConstraint(
                condition=Q(known_as="")
                | Q(known_as="meetings", kind="pair")
                | Q(known_as="attendance", kind="ratio")
                | Q(known_as="tasks_done", kind="count"),
                name="indicator_known_fits_its_kind",
                violation_error_message="Cổng điền sẵn được cuộc họp vào cặp số, có mặt vào tỷ lệ, số "
                "việc xong vào số đếm. Hãy chọn lại.",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="indicator_ends_after_it_begins",
                violation_error_message="Ngày thôi dùng chỉ số phải từ ngày bắt đầu trở đi.",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.search_text = fold(f"{self.name} {self.code} {self.measure_unit} {self.second_unit}")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return address("indicators:indicator_edit", self.pk)

    @property
    def rule(self):
        return Rule(Kind(self.kind), Aggregation(self.aggregation), self.is_cumulative)

    @property
    def units_words(self):
        """ "đoàn viên", "cuộc/lượt người", "đồng", "%" – what stands behind a figure."""
        if self.kind == Kind.RATIO:
            return ""
        return "/".join(filter(None, [self.measure_unit, self.second_unit]))

    def unit_of(self, part):
        """The unit in which one of PARTS_OF is counted; "nội dung" of words and of what has none."""
        if part in ("value", "text"):
            return self.measure_unit or "nội dung"
        return self.second_unit

    @property
    def is_numeric(self):
        return self.kind != Kind.TEXT

    def settle(self, *, by, lines=None, before=None):
        """Save what was typed, new or changed; `before` is `as_audited()` taken before the change."""
        self.full_clean()
        self.save()
        if lines is not None:
            self.lines.set(lines)
        after = self.as_audited()
        if before != after:
            action = "sửa chỉ số" if before else "thêm chỉ số"
            record(by=by, action=action, target=self, before=before or {}, after=after)

    def as_audited(self):
        return snapshot(self, self.AUDITED)
