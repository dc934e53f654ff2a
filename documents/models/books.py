"""The number books: who numbers in which book, and the next number, given out once."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from organizations.audit import record
from organizations.models import Locality, Unit
from wardportal import dates

# A register of a ward never comes near it; a year typed as a number does.
HIGHEST_NUMBER = 9999


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

    class Meta:
        verbose_name = "cách đánh số"
        verbose_name_plural = "cách đánh số"

    def __str__(self):
        return f"{self.unit}: {self.get_period_display()}"

    @classmethod
    def of(cls, unit) -> "NumberingRule":
        """The rule the ward has set for `unit`, else the custom of its family (domain/01 §1.4, §1.7)."""
        known = cls.objects.select_related("owner").filter(unit=unit).first()
        if known:
            return known
        by_term = unit.format_family in {Unit.FormatFamily.PARTY, Unit.FormatFamily.YOUTH}
        return cls(
            unit=unit,
            owner=_owner_of_symbol(unit),
            period=cls.Period.TERM if by_term else cls.Period.YEAR,
            is_per_type=by_term,
        )

    @transaction.atomic
    def settle(self, *, by):
        """Save how the unit numbers, from the next paper on."""
        self.save()
        record(
            by=by,
            action="đặt cách đánh số",
            target=self.unit,
            after={
                "đơn vị giữ sổ": str(self.owner),
                "đánh số": self.get_period_display(),
                "mỗi chữ viết tắt một sổ riêng": self.is_per_type,
            },
        )


def _owner_of_symbol(unit) -> Unit:
    """The highest body up the line that writes the same symbol: its papers and `unit`'s share their books."""
    owner = unit
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
        return f"nhiệm kỳ {self.name}"

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
        """Save the term, as the ward knows it."""
        self.full_clean()
        self.save()
        record(by=by, action="ghi nhiệm kỳ", target=self.unit, after={"nhiệm kỳ": self.name})


class NumberBookQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(owner__locality_id=user.locality_id)

    def for_list(self):
        return self.select_related("owner").order_by(
            "owner__order", "owner__name", "-starts_on", "abbreviation"
        )


class NumberBook(models.Model):
    """Một sổ số: các văn bản cùng ký hiệu của một đơn vị trong một nhiệm kỳ hoặc một năm."""

    owner = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="number_books", verbose_name="đơn vị giữ sổ"
    )
    # Empty: one book for all types.
    abbreviation = models.CharField("chữ viết tắt", max_length=10, blank=True)
    label = models.CharField("kỳ", max_length=60)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến hết ngày", null=True, blank=True)
    last_number = models.PositiveIntegerField("số sau cùng", default=0)

    objects = NumberBookQuerySet.as_manager()

    class Meta:
        verbose_name = "sổ số"
        verbose_name_plural = "sổ số"
        constraints = [
            models.UniqueConstraint(fields=["owner", "abbreviation", "starts_on"], name="number_book_once")
        ]

    def __str__(self):
        kind = self.abbreviation or "mọi thể loại"
        return f"{self.owner.short_name}, {kind}, {self.label}"

    @property
    def locality_id(self):
        return self.owner.locality_id

    @classmethod
    def for_paper(cls, issuer, doc_type, day) -> "NumberBook":
        """The book in which a paper of `issuer` dated `day` is numbered; opened if it is the first of it.

        Raises ValidationError where the rule counts by term and no term of that day is known.
        """
        rule = NumberingRule.of(issuer)
        label, starts_on, ends_on = _span(rule, day)
        book, _ = cls.objects.get_or_create(
            **_place_of(rule, doc_type, starts_on), defaults={"label": label, "ends_on": ends_on}
        )
        return book

    @classmethod
    def next_for_paper(cls, issuer, doc_type, day) -> int:
        """The number such a paper would get now, without opening its book; raises as `for_paper` does."""
        rule = NumberingRule.of(issuer)
        _, starts_on, _ = _span(rule, day)
        book = cls.objects.filter(**_place_of(rule, doc_type, starts_on)).first()
        return book.last_number + 1 if book else 1

    def take(self, *, by, number=None, suffix="", reason="") -> int:
        """The number of the next paper, or `number` if it is free; call it in the transaction of the issuing.

        The row is locked, so no two papers get the same number and none is left out. A number further on
        leaves a gap, which needs its `reason`; a suffix ("12a") stands beside its number.
        """
        self.refresh_from_db(from_queryset=NumberBook.objects.select_for_update())
        if number is None:
            number = self.last_number + 1
        elif self.documents.filter(number=number, suffix=suffix).exists():
            raise ValidationError(
                f"Số {number:02}{suffix} đã có trong sổ {self}. Số tiếp theo là {self.last_number + 1:02}."
            )
        if not 1 <= number <= HIGHEST_NUMBER:
            raise ValidationError(f"Số văn bản phải từ 1 đến {HIGHEST_NUMBER}.")
        if number > self.last_number + 1:
            self._leave_gap(number, reason, by)
        if number > self.last_number:
            self.last_number = number
            self.save(update_fields=["last_number"])
        return number

    def _leave_gap(self, number, reason, by):
        first, last = self.last_number + 1, number - 1
        if not reason.strip():
            span = f"số {first:02}" if first == last else f"các số {first:02}–{last:02}"
            raise ValidationError(f"Lấy số {number:02} sẽ bỏ trống {span} trong sổ {self}. Hãy ghi lý do.")
        NumberGap.objects.create(book=self, first=first, last=last, reason=reason.strip(), noted_by=by)

    def unused(self) -> list[tuple[range, "NumberGap"]]:
        """The numbers that no paper bears, run by run, each with the gap that explains it."""
        used = set(self.documents.values_list("number", flat=True))
        runs = []
        for gap in self.gaps.order_by("first"):
            runs += [(run, gap) for run in _runs(n for n in range(gap.first, gap.last + 1) if n not in used)]
        return runs


def _place_of(rule, doc_type, starts_on) -> dict:
    """What one book is found by."""
    abbreviation = doc_type.abbreviation if rule.is_per_type else ""
    return {"owner": rule.owner, "abbreviation": abbreviation, "starts_on": starts_on}


def _span(rule, day):
    if rule.period == NumberingRule.Period.YEAR:
        return f"năm {day.year}", day.replace(month=1, day=1), day.replace(month=12, day=31)
    terms = CommitteeTerm.objects.filter(unit=rule.owner, starts_on__lte=day)
    term = terms.filter(Q(ends_on=None) | Q(ends_on__gte=day)).order_by("-starts_on").first()
    if term is None:
        raise ValidationError(
            f"Chưa ghi nhiệm kỳ của {rule.owner} cho ngày {dates.short_date(day)}. "
            "Hãy ghi nhiệm kỳ ở trang “Sổ số”, hoặc sửa ngày ban hành."
        )
    return str(term), term.starts_on, term.ends_on


def _runs(numbers) -> list[range]:
    """[1, 2, 4] → [range(1, 3), range(4, 5)]."""
    runs = []
    for number in numbers:
        if runs and runs[-1].stop == number:
            runs[-1] = range(runs[-1].start, number + 1)
        else:
            runs.append(range(number, number + 1))
    return runs


class NumberGap(models.Model):
    """Các số để trống trong sổ, và vì sao."""

    book = models.ForeignKey(NumberBook, on_delete=models.CASCADE, related_name="gaps", verbose_name="sổ số")
    first = models.PositiveIntegerField("từ số")
    last = models.PositiveIntegerField("đến số")
    reason = models.CharField("lý do", max_length=300)
    noted_at = models.DateTimeField("ghi lúc", default=timezone.now)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="number_gaps",
        verbose_name="người ghi",
    )

    class Meta:
        verbose_name = "số để trống"
        verbose_name_plural = "số để trống"
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="number_gap_runs_upward"),
        ]

    def __str__(self):
        return f"{self.book}: {self.first}–{self.last}"


class IncomingEntry(models.Model):
    """Một dòng của sổ văn bản đến: số đến, ngày đến, ai xử lý."""

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="incoming_entries", verbose_name="địa phương"
    )
    document = models.OneToOneField(
        "documents.Document", on_delete=models.CASCADE, related_name="incoming", verbose_name="văn bản"
    )
    year = models.PositiveSmallIntegerField("năm", editable=False)
    number = models.PositiveIntegerField("số đến", editable=False)
    arrived_on = models.DateField("ngày đến")
    handler = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incoming_entries",
        verbose_name="đơn vị xử lý",
    )
    note = models.CharField("ghi chú", max_length=300, blank=True)
    received_at = models.DateTimeField("vào sổ lúc", default=timezone.now)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="incoming_entries",
        verbose_name="người vào sổ",
    )

    class Meta:
        verbose_name = "văn bản đến"
        verbose_name_plural = "văn bản đến"
        constraints = [
            models.UniqueConstraint(
                fields=["locality", "year", "number"],
                name="incoming_number_once_a_year",
                violation_error_message="Số đến này đã có trong năm.",
            )
        ]

    def __str__(self):
        return f"Số đến {self.number}/{self.year}"

    @transaction.atomic
    def enter(self, *, by):
        """Give the next arrival number of the year, and enter the paper."""
        # Two clerks at once wait for each other here.
        Locality.objects.select_for_update().get(pk=self.locality_id)
        self.year = self.arrived_on.year
        entered = IncomingEntry.objects.filter(locality_id=self.locality_id, year=self.year)
        self.number = (entered.aggregate(last=models.Max("number"))["last"] or 0) + 1
        self.received_by = by
        self.save()
        record(by=by, action="vào sổ văn bản đến", target=self.document, after={"số đến": self.number})
