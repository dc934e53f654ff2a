"""What stays of a filing: each version that was sent, and what was put right after the round had closed."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from indicators.models import Indicator, IndicatorValue
from organizations.audit import record
from organizations.doers import doer
from reports import filing_paper
from reports.models.filings import Filing
from reports.models.rounds import Round


class FilingVersion(models.Model):
    """Một bản đã gửi: không bao giờ bị bản sau đè lên."""

    filing = models.ForeignKey(
        Filing, on_delete=models.CASCADE, related_name="versions", verbose_name="báo cáo"
    )
    number = models.PositiveSmallIntegerField("bản thứ")
    words = models.JSONField("lời báo cáo", default=dict)
    # [figure_in_words], as they were printed then.
    figures = models.JSONField("số liệu", default=list)
    # documents.paper.Paper as JSON: as it was printed when it was sent, whatever is renamed since.
    paper = models.JSONField(default=dict, editable=False)
    sent_at = models.DateTimeField("gửi lúc", default=timezone.now)
    sent_by = doer("người gửi", "sent_filings")
    is_proxy = models.BooleanField("gửi thay", default=False)

    class Meta:
        verbose_name = "bản báo cáo"
        verbose_name_plural = "bản báo cáo"
        ordering = ["filing", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "number"],
                name="filing_version_once",
                violation_error_message="Bản này đã có; hãy tải lại trang.",
            )
        ]

    def __str__(self):
        return f"{self.filing}, bản {self.number}"

    def keep_paper(self):
        """Fix what is printed, unless it is fixed already."""
        if not self.paper:
            self.paper = filing_paper.kept(self.filing, self)
            self.save(update_fields=["paper"])


class Adjustment(models.Model):
    """Điều chỉnh một số liệu của kỳ đã khóa: kỳ đã khóa giữ nguyên, kỳ sau nêu lại."""

    filing = models.ForeignKey(
        Filing, on_delete=models.PROTECT, related_name="adjustments", verbose_name="báo cáo"
    )
    # The round that tells of it: the next one of the same duty.
    told_in = models.ForeignKey(
        Round,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="told_adjustments",
        verbose_name="nêu trong đợt",
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="adjustments", verbose_name="chỉ số"
    )
    before = models.CharField("số đã báo", max_length=200)
    after = models.CharField("số đúng", max_length=200)
    reason = models.CharField("lý do", max_length=300)
    made_at = models.DateTimeField("ghi lúc", default=timezone.now)
    made_by = doer("người ghi", "adjustments")

    class Meta:
        verbose_name = "điều chỉnh số liệu"
        verbose_name_plural = "điều chỉnh số liệu"
        ordering = ["made_at", "pk"]

    def __str__(self):
        return f"Điều chỉnh {self.indicator} của {self.filing}"

    @classmethod
    @transaction.atomic
    def make(cls, filing, indicator, *, by, reason, **said) -> "Adjustment":
        """Correct a figure of a closed round; `said` as IndicatorValue.enter takes it."""
        if not filing.round.is_closed:
            raise ValidationError("Kỳ chưa khóa: hãy trả lại báo cáo để đơn vị sửa.")
        if not reason.strip():
            raise ValidationError("Hãy ghi lý do điều chỉnh.")
        value = IndicatorValue.objects.of_month(filing.month).filter(unit=filing.unit, indicator=indicator)
        stored = value.select_related("indicator", "unit").first()
        before = stored.words if stored else "chưa có số"
        if stored and not stored.is_returned:
            stored.send_back(reason.strip()[:300], by=by)
        entered = IndicatorValue.enter(indicator, filing.unit, filing.month, by=by, **said)
        if entered.words == before:
            raise ValidationError("Số mới giống số đã báo; không có gì để điều chỉnh.")
        later = Round.objects.filter(duty=filing.round.duty, closed_at=None)
        made = cls(
            filing=filing,
            indicator=indicator,
            told_in=later.filter(due_on__gt=filing.round.due_on).order_by("due_on").first(),
            before=before[:200],
            after=entered.words[:200],
            reason=reason.strip(),
            made_by=by,
        )
        made.full_clean()
        made.save()
        record(
            by=by,
            action="điều chỉnh số liệu kỳ đã khóa",
            target=filing,
            before={indicator.name: before},
            after={indicator.name: entered.words, "lý do": reason.strip()},
        )
        return made
