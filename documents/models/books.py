"""The number books: who numbers in which book, and the next number, given out once."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from organizations.audit import record, snapshot
from organizations.doers import doer
from organizations.models import Unit
from wardportal import dates
from wardportal.text import without_gaps

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
        record(
            by=by,
            action="đặt cách đánh số",
            target=self.unit,
            before=snapshot(stored, self.LAID_DOWN) if stored else {},
            after=snapshot(self, self.LAID_DOWN),
        )


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
        record(
            by=by,
            action="sửa nhiệm kỳ" if stored else "ghi nhiệm kỳ",
            target=self.unit,
            before=snapshot(stored, self.KNOWN) if stored else {},
            after=snapshot(self, self.KNOWN),
        )

    def _take_books_along(self, stored):
        """Else the next paper would open new books, and begin again at 1 within the term."""
        opened = {"owner": stored.unit, "starts_on": stored.starts_on, "label": str(stored)}
        books = NumberBook.objects.filter(pk__in=list(_locked(opened)))
        outside = Q(documents__issued_on__lt=self.starts_on)
        if self.ends_on:
            outside |= Q(documents__issued_on__gt=self.ends_on)
        if book := books.filter(outside).first():
            raise ValidationError(
                f"Sổ {book} đã có văn bản ban hành ngoài khoảng ngày này. Hãy sửa ngày của nhiệm kỳ."
            )
        books.update(label=str(self), starts_on=self.starts_on, ends_on=self.ends_on)


class NumberBookQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(owner__locality_id=user.locality_id)

    def for_list(self):
        return self.select_related("owner").order_by(
            "owner__order", "owner__name", "-starts_on", "abbreviation"
        )

    def current(self, day):
        """Those in which a paper of that day is numbered."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def unused(self) -> dict[int, list[tuple[range, "NumberGap"]]]:
        """{pk of a book: its numbers that no paper bears, run by run, with the gap that explains them}."""
        gaps = NumberGap.objects.filter(book__in=self).order_by("first")
        used = defaultdict(set)
        # "12a" stands beside its number and does not use it.
        papers = self.filter(gaps__isnull=False, documents__suffix="").distinct()
        for book, number in papers.values_list("pk", "documents__number"):
            used[book].add(number)
        runs = defaultdict(list)
        for gap in gaps:
            free = [n for n in range(gap.first, gap.last + 1) if n not in used[gap.book_id]]
            runs[gap.book_id] += [(run, gap) for run in _runs(free)]
        return dict(runs)


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
            models.UniqueConstraint(
                fields=["owner", "abbreviation", "starts_on"],
                name="number_book_once",
                violation_error_message="Đơn vị này đã có sổ ấy trong kỳ.",
            )
        ]

    def __str__(self):
        kind = self.abbreviation or "mọi thể loại"
        return f"{self.owner.short_name}, {kind}, {without_gaps(self.label)}"

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
        place = _place_of(rule, doc_type, starts_on)
        book, _ = cls.objects.get_or_create(
            **place,
            # Asked only where the book is opened. Of two who open it at once the second finds it.
            defaults={
                "label": label,
                "ends_on": ends_on,
                "last_number": lambda: _used_before(place, ends_on),
            },
        )
        return book

    @classmethod
    def expected(cls, issuer, doc_type, day) -> "NumberBook":
        """The book of such a paper, not opened: not saved if it would be new. Raises as `for_paper` does."""
        rule = NumberingRule.of(issuer)
        label, starts_on, ends_on = _span(rule, day)
        place = _place_of(rule, doc_type, starts_on)
        book = cls.objects.filter(**place).first()
        return book or cls(**place, label=label, ends_on=ends_on, last_number=_used_before(place, ends_on))

    @classmethod
    def without_term(cls, issuer, day) -> Unit | None:
        """The body whose term of that day is not known, so that no paper of `issuer` can be numbered."""
        rule = NumberingRule.of(issuer)
        try:
            _span(rule, day)
        except ValidationError:
            return rule.owner
        return None

    @classmethod
    def next_for_paper(cls, issuer, doc_type, day) -> int:
        """The number such a paper would get now, without opening its book; raises as `for_paper` does."""
        return cls.expected(issuer, doc_type, day).last_number + 1

    def take(self, *, by, number=None, suffix="", reason="") -> int:
        """The number of the next paper, or `number` if it is free; call it in the transaction of the issuing.

        The row is locked, so no two papers get the same number and none is left out. A number further on
        leaves a gap, which needs its `reason`; a suffix ("12a") stands beside its number, so where that is
        not used yet it belongs to the gap.
        """
        self.refresh_from_db(from_queryset=NumberBook.objects.select_for_update())
        number = self.last_number + 1 if number is None else number
        self.refuse(number, suffix, reason)
        left_out = _left_out(number, suffix)
        if left_out > self.last_number:
            first = self.last_number + 1
            NumberGap.objects.create(
                book=self, first=first, last=left_out, reason=reason.strip(), noted_by=by
            )
        if number > self.last_number:
            self.last_number = number
            self.save(update_fields=["last_number"])
        return number

    def refuse(self, number, suffix="", reason=""):
        """Raise ValidationError where the number is taken, impossible, or leaves a gap without a reason."""
        if self.pk and self.documents.filter(number=number, suffix=suffix).exists():
            raise ValidationError(
                f"Số {number:02}{suffix} đã có trong sổ {self}. Số tiếp theo là {self.last_number + 1:02}."
            )
        if not 1 <= number <= HIGHEST_NUMBER:
            raise ValidationError(f"Số văn bản phải từ 1 đến {HIGHEST_NUMBER}.")
        first, last = self.last_number + 1, _left_out(number, suffix)
        if last >= first and not reason.strip():
            span = f"số {first:02}" if first == last else f"các số {first:02}–{last:02}"
            taken = f"{number:02}{suffix}"
            raise ValidationError(f"Lấy số {taken} sẽ bỏ trống {span} trong sổ {self}. Hãy ghi lý do.")

    @transaction.atomic
    def give_back(self, number, *, by, reason):
        """Count anew once the paper that bore `number` has left the book; what stays unused is explained."""
        self.refresh_from_db(from_queryset=NumberBook.objects.select_for_update())
        place = {"owner": self.owner, "abbreviation": self.abbreviation, "starts_on": self.starts_on}
        borne = self.documents.aggregate(highest=models.Max("number"))["highest"] or 0
        last = min(self.last_number, max(borne, _used_before(place, self.ends_on)))
        self.gaps.filter(first__gt=last).delete()
        self.gaps.filter(last__gt=last).update(last=last)
        is_open = number <= last and not self.documents.filter(number=number, suffix="").exists()
        if is_open and not self.gaps.filter(first__lte=number, last__gte=number).exists():
            NumberGap.objects.create(book=self, first=number, last=number, reason=reason, noted_by=by)
        self.last_number = last
        self.save(update_fields=["last_number"])

    def unused(self) -> list[tuple[range, "NumberGap"]]:
        """The numbers that no paper bears, run by run, each with the gap that explains it."""
        return NumberBook.objects.filter(pk=self.pk).unused().get(self.pk, [])


def _left_out(number, suffix) -> int:
    """The last number that is left out below: "12a" does not use 12."""
    return number if suffix else number - 1


def _place_of(rule, doc_type, starts_on) -> dict:
    """What one book is found by."""
    abbreviation = doc_type.abbreviation if rule.is_per_type else ""
    return {"owner": rule.owner, "abbreviation": abbreviation, "starts_on": starts_on}


def _locked(place):
    """The pks of these books, whose next numbers wait until the transaction ends."""
    return NumberBook.objects.select_for_update().filter(**place).values_list("pk", flat=True)


def _used_before(place, ends_on) -> int:
    """The highest number that papers of a new book's kind and period bear in other books.

    Where a ward goes over from one book for all types to one per type, or back, numbers go on.
    """
    papers = Q(documents__issued_on__gte=place["starts_on"])
    if ends_on:
        papers &= Q(documents__issued_on__lte=ends_on)
    if place["abbreviation"]:
        papers &= Q(documents__doc_type__abbreviation=place["abbreviation"])
    books = NumberBook.objects.filter(papers, owner=place["owner"])
    return books.aggregate(highest=models.Max("documents__number"))["highest"] or 0


def _span(rule, day):
    if rule.period == NumberingRule.Period.YEAR:
        return f"năm {day.year}", day.replace(month=1, day=1), day.replace(month=12, day=31)
    terms = CommitteeTerm.objects.filter(unit=rule.owner, starts_on__lte=day)
    term = terms.filter(Q(ends_on=None) | Q(ends_on__gte=day)).order_by("-starts_on").first()
    if term is None:
        raise ValidationError(
            "Chưa ghi nhiệm kỳ của %(owner)s cho ngày %(day)s. %(advice)s, hoặc sửa ngày ban hành.",
            code="no_term",
            params={
                "owner": rule.owner,
                "day": dates.short_date(day),
                "advice": "Hãy ghi nhiệm kỳ ở trang “Sổ số”",
            },
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
    noted_by = doer("người ghi", "number_gaps", on_delete=models.SET_NULL, null=True)

    class Meta:
        verbose_name = "số để trống"
        verbose_name_plural = "số để trống"
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="number_gap_runs_upward",
                violation_error_message="Số cuối của khoảng để trống phải từ số đầu trở đi.",
            ),
        ]

    def __str__(self):
        return f"{self.book}: {self.first}–{self.last}"
