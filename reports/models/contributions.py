"""What each unit that works on a plan has to say for its review."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from documents.models import Document
from organizations.audit import record, snapshot
from organizations.doers import doer
from organizations.models import Unit
from organizations.permissions import Permission, headed_units
from reports.headings import GATHERED, GATHERED_FIELDS
from reports.models.reviews import Review
from wardportal.addresses import address


class ReviewContributionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the reviews that `user` sees, and of the units for which `user` may write."""
        own = Unit.objects.reached_by(user, Permission.REVIEW_CONTRIBUTE)
        return self.filter(review__document__locality_id=user.locality_id).filter(
            Q(review__in=Review.objects.visible_to(user)) | Q(unit__in=own)
        )

    def sent(self):
        return self.exclude(sent_at=None)

    def awaited(self):
        """Not sent, of reviews that are still being written."""
        return self.filter(sent_at=None, review__document__state__in=Document.OPEN_STATES)

    def maybe_actionable(self, user):
        """What the heads of units have still to write for their own units."""
        return self.awaited().filter(unit__in=headed_units(user)).for_list()

    def for_list(self):
        """Unit by unit as everywhere, each with what its line and its review are called."""
        return (
            self.select_related(
                "unit__line",
                "unit__neighbourhood",
                "sent_by__person",
                "review__document__doc_type",
            )
            .prefetch_related("review__plans__document__doc_type")
            .order_by(
                "review__words_due_on",
                F("unit__neighbourhood__order").asc(nulls_first=True),
                "unit__line__order",
                "unit__order",
            )
        )


class ReviewContribution(models.Model):
    """Lời một đơn vị góp cho một lần sơ kết, tổng kết: hạn chế, nguyên nhân, bài học, kiến nghị."""

    review = models.ForeignKey(
        Review, on_delete=models.CASCADE, related_name="contributions", verbose_name="lần sơ kết, tổng kết"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="review_contributions", verbose_name="đơn vị"
    )
    limits = models.TextField("tồn tại, hạn chế", blank=True)
    causes_objective = models.TextField("nguyên nhân khách quan", blank=True)
    causes_subjective = models.TextField("nguyên nhân chủ quan", blank=True)
    lessons = models.TextField("bài học kinh nghiệm", blank=True)
    proposals = models.TextField("kiến nghị, đề xuất", blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True, editable=False)
    sent_by = doer("người gửi", "sent_review_contributions", null=True, blank=True, editable=False)
    # Written by the ward for a unit that could not ("nhập thay").
    is_proxy = models.BooleanField("nhập thay", default=False, editable=False)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReviewContributionQuerySet.as_manager()

    class Meta:
        verbose_name = "góp ý cho sơ kết, tổng kết"
        verbose_name_plural = "góp ý cho sơ kết, tổng kết"
        constraints = [
            models.UniqueConstraint(
                fields=["review", "unit"],
                name="contribution_once",
                violation_error_message="Đơn vị này đã có trong danh sách góp ý.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None) | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="contribution_sent_by_someone",
                violation_error_message="Góp ý đã gửi phải có người gửi.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None)
                | ~Q(limits="", causes_objective="", causes_subjective="", lessons="", proposals=""),
                name="sent_contribution_says_something",
                violation_error_message="Chưa ghi ý nào. Không có gì để nêu thì ghi “Không có”.",
            ),
        ]

    def __str__(self):
        return f"Góp ý của {self.unit} cho {self.review}"

    def get_absolute_url(self):
        return address("reports:contribution_edit", self.pk)

    @property
    def locality_id(self):
        return self.unit.locality_id

    @property
    def is_sent(self):
        return self.sent_at is not None

    @property
    def said(self):
        """[(heading, words)] of what was written, in the order of the paper."""
        return [(each, getattr(self, each.field)) for each in GATHERED if getattr(self, each.field)]

    @transaction.atomic
    def write(self, *, by, is_sent, before=None, is_sample=False):
        """Keep the words, and hand them over where `is_sent`; what is handed over may still be corrected.

        `before` is `as_audited()` taken before the change.
        """
        if not Document.objects.select_for_update().get(pk=self.review.document_id).is_open:
            raise ValidationError(
                "Báo cáo đã trình hoặc đã ban hành nên không nhận góp ý nữa. Hãy báo người soạn nếu cần sửa."
            )
        if is_sent and not self.is_sent:
            self.sent_at, self.sent_by = timezone.now(), by
        self.is_proxy, self.is_sample = self.unit not in by.units, is_sample
        self.full_clean()
        self.save()
        action = "gửi góp ý sơ kết, tổng kết" if is_sent else "ghi góp ý sơ kết, tổng kết, chưa gửi"
        record(by=by, action=action, target=self, before=before or {}, after=self.as_audited())

    def as_audited(self):
        return snapshot(self, GATHERED_FIELDS)
