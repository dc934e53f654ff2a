"""The incoming register: which papers arrived, when, and who handles them."""

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from organizations.audit import record, snapshot
from organizations.models import Locality, Unit


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

    @transaction.atomic
    def correct(self, *, by):
        """Save who handles the paper, and the note; number and day of arrival stay as they were entered."""
        stored = IncomingEntry.objects.select_for_update().get(pk=self.pk)
        self.save(update_fields=self.HANDLED)
        record(
            by=by,
            action="sửa sổ văn bản đến",
            target=self.document,
            before=snapshot(stored, self.HANDLED),
            after=snapshot(self, self.HANDLED),
        )
