"""The incoming register: which papers arrived, when, and who handles them."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from organizations.audit import record, record_written, snapshot
from organizations.doers import doer
from organizations.models import Locality, Unit

HEAD_OF_PAPER = ["doc_type", "number", "suffix", "symbol", "written_code", "issued_on", "abstract"]


class IncomingEntry(models.Model):
    """Một dòng của sổ văn bản đến: số đến, ngày đến, ai xử lý."""

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="incoming_entries", verbose_name="địa phương"
    )
    document = models.OneToOneField(
        "documents.Document", on_delete=models.CASCADE, related_name="incoming", verbose_name="văn bản"
    )
    year = models.PositiveSmallIntegerField("năm", editable=False)
    number = models.PositiveIntegerField("số đến")
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
    received_by = doer("người vào sổ", "incoming_entries", on_delete=models.SET_NULL, null=True)

    struck_at = models.DateTimeField("gạch lúc", null=True, editable=False)
    struck_by = doer("người gạch", "struck_entries", null=True, editable=False)
    strike_reason = models.CharField("lý do gạch", max_length=300, blank=True, editable=False)

    # What the head of the paper and its line say; each correction is told in the log.
    HEAD = ["arrived_on", "year", "number"]
    PAPER = ["issuer", *HEAD_OF_PAPER]
    # What may still be changed once the paper stands in the register.
    HANDLED = ["handler", "note"]

    class Meta:
        verbose_name = "văn bản đến"
        verbose_name_plural = "văn bản đến"
        constraints = [
            models.UniqueConstraint(
                fields=["locality", "year", "number"],
                name="incoming_number_once_a_year",
                violation_error_message="Số đến này đã có trong năm.",
            ),
            models.CheckConstraint(
                condition=Q(struck_at=None)
                | Q(struck_by__isnull=False, struck_at__isnull=False) & ~Q(strike_reason=""),
                name="struck_entry_has_its_reason",
                violation_error_message="Dòng bị gạch phải có người gạch và lý do.",
            ),
        ]

    def __str__(self):
        return f"Số đến {self.number}/{self.year}"

    @property
    def is_struck(self):
        return self.struck_at is not None

    @classmethod
    def last_of(cls, locality_id, year) -> int:
        entered = cls.objects.filter(locality_id=locality_id, year=year)
        return entered.aggregate(last=models.Max("number"))["last"] or 0

    @transaction.atomic
    def enter(self, *, by, number=None, odd_reason=""):
        """Enter the paper under the next arrival number of the year, or under `number` of a backlog."""
        self._take(self.arrived_on.year, number)
        self.received_by = by
        self.save()
        told = {"số đến": self.number, **({"lý do số khác thường": odd_reason} if odd_reason else {})}
        record(by=by, action="vào sổ văn bản đến", target=self.document, after=told)

    def _take(self, year, number):
        """The arrival number of that year; raises ValidationError where it is another's."""
        # Two clerks at once wait for each other here.
        Locality.objects.select_for_update().get(pk=self.locality_id)
        taken = IncomingEntry.objects.filter(locality_id=self.locality_id, year=year, number=number)
        if other := taken.exclude(pk=self.pk).select_related("document__doc_type").first():
            raise ValidationError(
                f"Số đến {number} năm {year} đã dùng cho {other.document}. Hãy ghi số khác, hoặc để trống."
            )
        self.year, self.number = year, number or self.last_of(self.locality_id, year) + 1

    @transaction.atomic
    def put_right(self, *, by, reason, number=None, odd_reason=""):
        """Save the paper's head and its line as they were corrected, with what they were in the log."""
        stored = self._open_row()
        before = {**snapshot(stored.document, self.PAPER), **snapshot(stored, self.HEAD)}
        year = self.arrived_on.year
        self._take(year, number or (stored.number if year == stored.year else None))
        document = self.document
        if document.paper is not None:
            document.fix_paper()
        document.save_entered()
        self.save()
        told = {**snapshot(document, self.PAPER), **snapshot(self, self.HEAD), "lý do": reason}
        if odd_reason:
            told["lý do số khác thường"] = odd_reason
        record(by=by, action="sửa dòng sổ văn bản đến", target=document, before=before, after=told)

    @transaction.atomic
    def strike(self, *, by, reason):
        """Strike the line out: it stays in the register with its number, and the paper may come in anew."""
        self._open_row()
        if not reason.strip():
            raise ValidationError("Hãy ghi vì sao gạch dòng này.")
        self.struck_at, self.struck_by, self.strike_reason = timezone.now(), by, reason.strip()
        self.save(update_fields=["struck_at", "struck_by", "strike_reason"])
        record(
            by=by, action="gạch dòng sổ văn bản đến", target=self.document, after={"lý do": reason.strip()}
        )

    def _open_row(self) -> "IncomingEntry":
        stored = IncomingEntry.objects.select_for_update().get(pk=self.pk)
        if stored.is_struck:
            raise ValidationError("Dòng này đã bị gạch nên không sửa được.")
        return stored

    @transaction.atomic
    def correct(self, *, by):
        """Save who handles the paper, and the note; number and day of arrival stay as they were entered."""
        stored = self._open_row()
        self.save(update_fields=self.HANDLED)
        record_written(self, stored, self.HANDLED, by=by, action="sửa sổ văn bản đến", target=self.document)
