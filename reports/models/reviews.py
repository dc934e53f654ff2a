"""Sơ kết and tổng kết: which plans, from when to when, the official's words, the figures printed."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.text import capfirst

from documents import precedents
from documents.models import Document, DocumentLink, DocumentType
from meetings.models import Meeting
from organizations.audit import record, snapshot
from organizations.models import Unit
from plans.models import Plan
from reports import review_paper
from reports.headings import FIELDS, HEADINGS
from reports.reviews import as_data, review_figures
from reports.wording import listed, sentence
from wardportal import dates
from wardportal.addresses import address
from wardportal.text import fold

# Who reviews does it in a report.
TYPE_NAME = "Báo cáo"


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(document__in=Document.objects.visible_to(user))

    def issued(self):
        return self.filter(document__state=Document.State.ISSUED)

    def open(self):
        """Those whose paper is still being written."""
        return self.filter(document__state__in=Document.OPEN_STATES)

    def with_counts(self):
        """Each with `asked_count` and `sent_count`: units asked for their words, and those that sent them."""
        sent = Q(contributions__sent_at__isnull=False)
        return self.annotate(
            asked_count=Count("contributions"), sent_count=Count("contributions", filter=sent)
        )

    def for_links(self):
        """With kind, days and state alone, where the plan is known."""
        return self.select_related("document").only("kind", "starts_on", "ends_on", "document__state")

    def for_list(self):
        """The newest first, with papers and plans."""
        return (
            self.select_related("document__issuer", "document__doc_type", "document__locality", "meeting")
            .prefetch_related("plans__document__doc_type", "plans__document__issuer")
            .order_by(F("document__issued_on").desc(nulls_first=True), "-ends_on", "-pk")
        )


class Review(models.Model):
    """Một lần sơ kết hay tổng kết một hay nhiều kế hoạch; phần giấy tờ của nó là một báo cáo."""

    class Kind(models.TextChoices):
        SIX_MONTHS = "six_months", "sơ kết 6 tháng"
        ONE_YEAR = "one_year", "sơ kết một năm"
        MID_TERM = "mid_term", "sơ kết giữa kỳ"
        FINAL = "final", "tổng kết"

    kind = models.CharField("loại", max_length=12, choices=Kind)
    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="review", verbose_name="báo cáo"
    )
    plans = models.ManyToManyField(Plan, related_name="reviews", verbose_name="kế hoạch")
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến hết ngày")
    # The event at which the plans are reviewed; what it adopts stands in the review.
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reviews",
        verbose_name="hội nghị sơ kết, tổng kết",
    )
    words_due_on = models.DateField("các đơn vị góp ý trước ngày")
    results = models.TextField("đánh giá chung", blank=True)
    limits = models.TextField("tồn tại, hạn chế", blank=True)
    causes_objective = models.TextField("nguyên nhân khách quan", blank=True)
    causes_subjective = models.TextField("nguyên nhân chủ quan", blank=True)
    lessons = models.TextField("bài học kinh nghiệm", blank=True)
    directions = models.TextField("phương hướng, nhiệm vụ", blank=True)
    proposals = models.TextField("kiến nghị, đề xuất", blank=True)
    # reports.reviews.ReviewFigures as JSON: exactly what the paper prints. They follow the data until the
    # paper is submitted and stay as they are from then on.
    figures = models.JSONField(default=dict, editable=False)
    figures_at = models.DateTimeField("lấy số liệu lúc", null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReviewQuerySet.as_manager()

    FRAME = ["kind", "plans", "starts_on", "ends_on", "meeting", "words_due_on"]

    class Meta:
        verbose_name = "sơ kết, tổng kết"
        verbose_name_plural = "sơ kết, tổng kết"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="review_ends_after_it_starts",
                violation_error_message="Ngày cuối phải từ ngày đầu trở đi.",
            )
        ]

    def __str__(self):
        return f"{capfirst(self.get_kind_display())} {self.plan_codes}"

    def get_absolute_url(self):
        return address("reports:review_detail", self.pk)

    @property
    def locality_id(self):
        return self.document.locality_id

    @property
    def is_open(self):
        """Whether words and figures may still change."""
        return self.document.is_open

    @property
    def plan_codes(self):
        """ "19-KH/ĐU và 25-KH/ĐU" """
        return listed([plan.document.code for plan in self.ordered_plans])

    @property
    def ordered_plans(self):
        """The plans in the order in which they were issued."""
        return sorted(self.plans.all(), key=lambda plan: (plan.document.issued_on or plan.starts_on, plan.pk))

    @property
    def span_words(self):
        return f"từ ngày {dates.short_date(self.starts_on)} đến ngày {dates.short_date(self.ends_on)}"

    @property
    def months(self):
        """The months that hold a day of it, as a dates.Period has them."""
        return dates.months_between(self.starts_on, self.ends_on)

    @property
    def unwritten(self):
        """The headings under which nothing is written yet."""
        return [heading for heading in HEADINGS if not getattr(self, heading.field).strip()]

    @property
    def previous_of(self) -> dict[int, "Review"]:
        """{plan's pk: the last issued review of it that ended before this one}."""
        earlier = Review.objects.issued().filter(plans__in=self.plans.all(), ends_on__lt=self.ends_on)
        found = earlier.exclude(pk=self.pk).order_by("ends_on", "pk").annotate(plan_pk=F("plans__pk"))
        return {review.plan_pk: review for review in found.select_related("document__doc_type")}

    def live_figures(self) -> dict:
        """The figures as the data are now, in the form in which they are kept."""
        return as_data(review_figures(self, self.previous_of))

    @classmethod
    @transaction.atomic
    def begin(cls, *, by, issuer, plans, is_sample=False, **frame):
        """A draft: its report with headings and figures, and a line for each unit asked for its words.

        `frame`: kind, starts_on, ends_on, words_due_on, and meeting where there is one.
        """
        plans = _reviewable(plans)
        doc_type = DocumentType.objects.allowed_to(issuer).filter(name=TYPE_NAME).first()
        if doc_type is None:
            raise ValidationError(
                f"{issuer} không ban hành thể loại {TYPE_NAME}. Hãy chọn nơi ban hành khác, hoặc nhờ người "
                "quản trị thêm thể loại ở trang “Sổ số”."
            )
        document = Document(
            locality=issuer.locality,
            issuer=issuer,
            doc_type=doc_type,
            symbol=issuer.symbol,
            is_sample=is_sample,
        )
        review = cls(document=document, **frame)
        document.abstract = review_paper.abstract(review, plans)
        document.body = review_paper.outline(review, plans)
        # A review goes to whom the plan went, and is signed for the same body.
        own = [plan.document for plan in plans if plan.document.issuer_id == issuer.pk]
        precedents.take_over(document, *own)
        document.write(by=by)
        # Assigned once more: only now has it a key.
        review.document = document
        review.full_clean()
        review.save()
        review.plans.set(plans)
        review._tie(plans, by)
        review.ask()
        review.take_figures()
        record(by=by, action="lập sơ kết, tổng kết", target=review, after=snapshot(review, cls.FRAME))
        return review

    def _tie(self, plans, by):
        """Link the report to the papers of `plans`, and to no other's."""
        links = self.document.links_up.filter(kind=DocumentLink.Kind.REVIEWS)
        for link in links.exclude(target__plan__in=plans):
            link.untie(by=by)
        linked = {link.target_id for link in links}
        for plan in plans:
            if plan.document_id not in linked:
                DocumentLink.tie(self.document, plan.document, DocumentLink.Kind.REVIEWS, by=by)

    def units_at_work(self):
        """The units that were given something of the plans by the last day, but for who writes the review."""
        given = Q(assignments__task__plan__in=self.plans.all(), assignments__assigned_on__lte=self.ends_on)
        return Unit.objects.current().filter(given).exclude(pk=self.document.issuer_id).distinct()

    def ask(self) -> int:
        """Ask the units at work that are not asked yet for their words; how many these are."""
        new = self.units_at_work().exclude(review_contributions__review=self)
        contributions = self.contributions.model
        return len(contributions.objects.bulk_create([contributions(review=self, unit=each) for each in new]))

    @transaction.atomic
    def settle(self, *, by, plans, before):
        """Save another frame (kind, span, plans, meeting, day); `before` is `as_framed()` before the change.

        What the paper is called follows; its text stays as it was written.
        """
        self._require_open()
        plans = _reviewable(plans)
        self.full_clean()
        self.save()
        self.plans.set(plans)
        self._tie(plans, by)
        self.document.abstract = review_paper.abstract(self, plans)
        self.document.write(by=by)
        self.ask()
        self.take_figures()
        record(by=by, action="sửa sơ kết, tổng kết", target=self, before=before, after=self.as_framed())

    @transaction.atomic
    def write_words(self, *, by):
        """Save the official's words as they were written; they are printed where their marks stand."""
        self._require_open()
        stored = Review.objects.get(pk=self.pk)
        before, after = snapshot(stored, FIELDS), snapshot(self, FIELDS)
        self.save(update_fields=FIELDS)
        self._print()
        if before != after:
            record(by=by, action="ghi lời sơ kết, tổng kết", target=self, before=before, after=after)

    def adopt(self, contribution, field) -> bool:
        """Put a unit's words under that heading behind what is written, with its name; not saved.

        False where they stand there already.
        """
        words = " ".join(getattr(contribution, field).split())
        written = getattr(self, field)
        if not words or fold(words).rstrip(".") in fold(written):
            return False
        line = f"- {contribution.unit.name}: {sentence(words)}"
        setattr(self, field, f"{written.rstrip()}\n{line}".lstrip())
        return True

    @transaction.atomic
    def take_figures(self) -> bool:
        """Print the figures as the data are now, while the paper is open; whether they had changed.

        They follow from the data, whose changes have their traces: taking them leaves none.
        """
        # Under a lock: nobody submits or issues the paper between looking and printing.
        if not Document.objects.select_for_update().get(pk=self.document_id).is_open:
            return False
        figures = self.live_figures()
        is_changed = figures != self.figures
        self.figures, self.figures_at = figures, timezone.now()
        self.save(update_fields=["figures", "figures_at"])
        self._print()
        return is_changed

    def _print(self):
        """Behind the marks of the paper: the figures that were taken, and the words."""
        words = {heading.mark: getattr(self, heading.field) for heading in HEADINGS}
        inserts = review_paper.printed(self.figures, words)
        Document.objects.filter(pk=self.document_id).update(inserts=inserts, insert_gaps=[])
        self.document.inserts, self.document.insert_gaps = inserts, []

    @transaction.atomic
    def discard(self, *, by):
        """Throw the draft away with its paper and what the units wrote for it; the log keeps that."""
        self._require_open()
        document = self.document
        record(by=by, action="xóa dự thảo sơ kết, tổng kết", target=self, before=self.as_framed())
        self.delete()
        document.links_up.filter(kind=DocumentLink.Kind.REVIEWS).delete()
        document.discard(by=by)

    def _require_open(self):
        if not Document.objects.select_for_update().get(pk=self.document_id).is_open:
            raise ValidationError(
                "Báo cáo đã trình hoặc đã ban hành nên không sửa được. Cần sửa thì đề nghị trả lại báo cáo."
            )

    def as_framed(self):
        return snapshot(self, self.FRAME)


def _reviewable(plans) -> list[Plan]:
    plans = list(plans)
    if not plans:
        raise ValidationError("Hãy chọn ít nhất một kế hoạch.")
    for plan in plans:
        if plan.document.state != Document.State.ISSUED:
            raise ValidationError(f"{plan} chưa ban hành nên chưa sơ kết, tổng kết được.")
    return sorted(plans, key=lambda plan: (plan.document.issued_on, plan.pk))
