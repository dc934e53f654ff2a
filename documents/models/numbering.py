"""How a body numbers its papers: in whose books, by term or by year, and its terms."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q

from organizations.audit import record_written
from organizations.models import Unit
from wardportal import dates
from wardportal.text import without_gaps


class NumberingRule(models.Model):
    """Cách đánh số của một đơn vị: theo nhiệm kỳ hay theo năm, mỗi thể loại một sổ hay chung một sổ."""

    class Period(models.TextChoices):
        TERM = "term", "theo nhiệm kỳ"
        YEAR = "year", "theo năm"

    unit = models.OneToOneField(
        Unit, on_delete=models.CASCADE, related_name="numbering_rule", verbose_name="đơn vị"
    )
    owner = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="numbering_rules_owned",
        verbose_name="đơn vị giữ sổ",
        help_text="Ban Thường vụ dùng ký hiệu của Đảng ủy thì dùng chung sổ của Đảng ủy.",
    )
    period = models.CharField("đánh số", max_length=10, choices=Period)
    is_per_type = models.BooleanField("mỗi chữ viết tắt một sổ riêng")

    LAID_DOWN = ["owner", "period", "is_per_type"]

    class Meta:
        verbose_name = "cách đánh số"
        verbose_name_plural = "cách đánh số"

    def __str__(self):
        return f"{self.unit}: {self.get_period_display()}"

    @classmethod
    def of(cls, unit) -> "NumberingRule":
        """The rule the ward has set for `unit`, else the custom of its family (domain/01 §1.4, §1.7)."""
        known = cls.objects.select_related("owner").filter(unit=unit).first()
        return (known or cls.custom(unit)).as_the_owner_does()

    @classmethod
    def custom(cls, unit) -> "NumberingRule":
        """How bodies of its family number where the ward has laid nothing down."""
        by_term = unit.format_family in {Unit.FormatFamily.PARTY, Unit.FormatFamily.YOUTH}
        return cls(
            unit=unit,
            owner=_owner_of_symbol(unit),
            period=cls.Period.TERM if by_term else cls.Period.YEAR,
            is_per_type=by_term,
        )

    def as_the_owner_does(self) -> "NumberingRule":
        """Who shares another's books counts in them as that one does, or one symbol would have two series."""
        if self.owner_id != self.unit_id:
            way = NumberingRule.of(self.owner)
            self.owner, self.period, self.is_per_type = way.owner, way.period, way.is_per_type
        return self

    def span(self, day) -> tuple[str, date, date | None]:
        """Label, first and last day of the period of `day`; raises ValidationError where no term is known."""
        if self.period == self.Period.YEAR:
            return f"năm {day.year}", day.replace(month=1, day=1), day.replace(month=12, day=31)
        terms = CommitteeTerm.objects.filter(unit=self.owner, starts_on__lte=day)
        term = terms.filter(Q(ends_on=None) | Q(ends_on__gte=day)).order_by("-starts_on").first()
        if term is None:
            raise ValidationError(
                "Chưa ghi nhiệm kỳ của %(owner)s cho ngày %(day)s. %(advice)s, hoặc sửa ngày ban hành.",
                code="no_term",
                params={
                    "owner": self.owner,
                    "day": dates.short_date(day),
                    "advice": "Hãy ghi nhiệm kỳ ở trang “Sổ số”",
                },
            )
        return str(term), term.starts_on, term.ends_on

    def clean(self):
        if self.owner_id is None or self.owner_id == self.unit_id:
            return
        if NumberingRule.of(self.owner).owner_id != self.owner_id:
            raise ValidationError(
                {"owner": f"{self.owner} không giữ sổ riêng. Hãy chọn đơn vị giữ sổ mà đơn vị ấy đang dùng."}
            )
        shared = NumberingRule.objects.filter(owner=self.unit).exclude(unit=self.unit).first()
        if shared:
            raise ValidationError(
                {"owner": f"{shared.unit} đang dùng chung sổ này nên đơn vị này phải giữ sổ riêng."}
            )

    @transaction.atomic
    def settle(self, *, by):
        """Save how the unit numbers, from the next paper on."""
        stored = NumberingRule.objects.select_for_update().filter(unit=self.unit).first()
        self.full_clean()
        self.save()
        record_written(self, stored, self.LAID_DOWN, by=by, action="đặt cách đánh số", target=self.unit)


def _owner_of_symbol(unit) -> Unit:
    """The highest body up the line that writes the same symbol: its papers and `unit`'s share their books."""
    owner = unit
    if not unit.symbol:
        return owner
    while (above := owner.parent) and (above.symbol, above.format_family) == (
        unit.symbol,
        unit.format_family,
    ):
        owner = above
    return owner


class CommitteeTerm(models.Model):
    """Một nhiệm kỳ của cấp ủy hay ban chấp hành: số văn bản chạy suốt nhiệm kỳ, không quay về 1 đầu năm."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="terms", verbose_name="đơn vị")
    name = models.CharField("nhiệm kỳ", max_length=40, help_text="Ví dụ: 2015 – 2020.")
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến hết ngày", null=True, blank=True)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)

    KNOWN = ["name", "starts_on", "ends_on"]

    class Meta:
        verbose_name = "nhiệm kỳ"
        verbose_name_plural = "nhiệm kỳ"
        ordering = ["unit", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "starts_on"],
                name="term_starts_once",
                violation_error_message="Đơn vị này đã có nhiệm kỳ bắt đầu từ ngày ấy.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="term_ends_after_it_starts",
                violation_error_message="Ngày hết nhiệm kỳ phải từ ngày bắt đầu trở đi.",
            ),
        ]

    def __str__(self):
        return f"nhiệm kỳ {without_gaps(self.name)}"

    @property
    def locality_id(self):
        return self.unit.locality_id

    def clean(self):
        if self.starts_on is None or self.unit_id is None:
            return
        others = CommitteeTerm.objects.filter(unit=self.unit).exclude(pk=self.pk)
        overlapping = others.filter(Q(ends_on=None) | Q(ends_on__gte=self.starts_on))
        if self.ends_on:
            overlapping = overlapping.filter(starts_on__lte=self.ends_on)
        if other := overlapping.first():
            raise ValidationError(
                f"Trùng với {other} (từ ngày {dates.short_date(other.starts_on)}). Hãy sửa ngày."
            )

    @transaction.atomic
    def settle(self, *, by):
        """Save the term, as the ward knows it; the books that were opened in it go along."""
        self.is_sample = False
        stored = CommitteeTerm.objects.select_for_update().filter(pk=self.pk).first()
        self.full_clean()
        if stored:
            self._take_books_along(stored)
        self.save()
        action = "sửa nhiệm kỳ" if stored else "ghi nhiệm kỳ"
        record_written(self, stored, self.KNOWN, by=by, action=action, target=self.unit)

    def _take_books_along(self, stored):
        """Else the next paper would open new books, and begin again at 1 within the term."""
        kept = stored.unit.number_books
        opened = kept.filter(starts_on=stored.starts_on, label=str(stored))
        # Their next numbers wait until the transaction ends.
        books = kept.filter(pk__in=list(opened.select_for_update().values_list("pk", flat=True)))
        outside = Q(documents__issued_on__lt=self.starts_on)
        if self.ends_on:
            outside |= Q(documents__issued_on__gt=self.ends_on)
        if book := books.filter(outside).first():
            raise ValidationError(
                f"Sổ {book} đã có văn bản ban hành ngoài khoảng ngày này. Hãy sửa ngày của nhiệm kỳ."
            )
        books.update(label=str(self), starts_on=self.starts_on, ends_on=self.ends_on)
