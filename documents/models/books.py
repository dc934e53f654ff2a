"""The number books: the next number, given out once, and the numbers that no paper bears."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from documents.models.numbering import NumberingRule
from organizations.doers import doer
from organizations.models import Unit
from wardportal.text import without_gaps

# A register of a ward never comes near it; a year typed as a number does.
HIGHEST_NUMBER = 9999


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
        label, starts_on, ends_on = rule.span(day)
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
        label, starts_on, ends_on = rule.span(day)
        place = _place_of(rule, doc_type, starts_on)
        book = cls.objects.filter(**place).first()
        return book or cls(**place, label=label, ends_on=ends_on, last_number=_used_before(place, ends_on))

    @classmethod
    def without_term(cls, issuer, day) -> Unit | None:
        """The body whose term of that day is not known, so that no paper of `issuer` can be numbered."""
        rule = NumberingRule.of(issuer)
        try:
            rule.span(day)
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
