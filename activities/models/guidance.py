"""The month's guidance that a ward organization sends its branches, and who has read and received it."""

import secrets

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone

from organizations.audit import record, snapshot
from organizations.doers import doer
from organizations.models import Locality, Unit
from organizations.permissions import Permission, can, headed_units, units_of_line
from plans.models import Task
from wardportal import dates
from wardportal.addresses import address
from wardportal.dates import Period, PeriodKind
from wardportal.text import fold, has_all


class GuidanceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What was sent, for everybody of the locality; drafts for who writes for the issuer."""
        own = self.filter(locality_id=user.locality_id)
        if can(user, Permission.GUIDANCE_SEND):
            return own
        writing = units_of_line(user, Permission.GUIDANCE_SEND)
        return own.filter(Q(state=Guidance.State.SENT) | Q(issuer__in=writing))

    def sent(self):
        return self.filter(state=Guidance.State.SENT)

    def in_period(self, period):
        """What was sent for the months of the period."""
        return self.sent().filter(month__range=(period.starts_on, period.ends_on))

    def search(self, words):
        return self.filter(has_all(words, "search_text"))

    def with_counts(self):
        """Each with `addressed_count`, `read_count` and `received_count` of its branches."""
        return self.annotate(
            addressed_count=Count("receipts"),
            read_count=Count("receipts", filter=Q(receipts__read_at__isnull=False)),
            received_count=Count("receipts", filter=Q(receipts__received_at__isnull=False)),
        )

    def for_list(self):
        return self.select_related("issuer__line", "sent_by__person").order_by("-month", "-sent_at", "-pk")


class Guidance(models.Model):
    """Định hướng nội dung hoạt động của một tháng, tổ chức cấp phường gửi cho các chi hội, chi đoàn, ban."""

    class State(models.TextChoices):
        DRAFT = "draft", "đang soạn"
        SENT = "sent", "đã gửi"

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="guidance", verbose_name="địa phương"
    )
    issuer = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="guidance", verbose_name="tổ chức gửi"
    )
    # The first day of the month it is for.
    month = models.DateField("tháng")
    title = models.CharField("tiêu đề", max_length=200)
    text = models.TextField("nội dung")
    state = models.CharField("trạng thái", max_length=5, choices=State, default=State.DRAFT)
    sent_on = models.DateField("ngày gửi", null=True, blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    sent_by = doer("người gửi", "sent_guidance", null=True, blank=True)
    tasks = models.ManyToManyField(
        Task, blank=True, related_name="guidance", verbose_name="việc của các đơn vị"
    )
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    search_text = models.TextField(editable=False)

    objects = GuidanceQuerySet.as_manager()

    AUDITED = ["month", "title", "text"]

    class Meta:
        verbose_name = "định hướng nội dung hoạt động"
        verbose_name_plural = "định hướng nội dung hoạt động"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", sent_on=None, sent_at=None, sent_by=None)
                | Q(state="sent", sent_on__isnull=False, sent_at__isnull=False, sent_by__isnull=False),
                name="sent_guidance_has_its_day",
                violation_error_message="Định hướng đã gửi phải có ngày và người gửi.",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="guidance_is_for_a_month",
                violation_error_message="Tháng của định hướng ghi bằng ngày đầu tháng.",
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.period})"

    def save(self, *args, **kwargs):
        self.search_text = fold(f"{self.title} {self.text} {self.issuer} {self.period}")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return address("activities:guidance_detail", self.pk)

    @property
    def period(self):
        return Period.containing(self.month, PeriodKind.MONTH)

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    @property
    def words_to_paste(self):
        """The whole guidance as plain text for a chat group, with what the branches are asked to do."""
        return (
            f"{self.issuer.name} gửi định hướng nội dung hoạt động {self.period}:\n{self.title}\n\n"
            f"{self.text}\n\nĐề nghị các đơn vị mở cổng thông tin của phường, mục Định hướng, bấm “Đã nhận”."
        )

    @transaction.atomic
    def write(self, units, *, by):
        """Save the draft addressed to `units`, with its trace."""
        self.require_draft()
        stored = Guidance.objects.filter(pk=self.pk).first()
        before = stored.as_audited() if stored else {}
        self.full_clean()
        self.save()
        self.receipts.exclude(unit__in=units).delete()
        known = set(self.receipts.values_list("unit", flat=True))
        GuidanceReceipt.objects.bulk_create(
            GuidanceReceipt(guidance=self, unit=unit) for unit in units if unit.pk not in known
        )
        action = "sửa định hướng" if stored else "soạn định hướng"
        record(by=by, action=action, target=self, before=before, after=self.as_audited())

    @transaction.atomic
    def send(self, *, by, on=None):
        """To its branches; from now on it is fixed."""
        self.require_draft()
        if not self.receipts.exists():
            raise ValidationError("Chưa chọn đơn vị nhận. Hãy sửa bản đang soạn và đánh dấu đơn vị nhận.")
        self.state, self.sent_by = self.State.SENT, by
        self.sent_on, self.sent_at = on or dates.today(), timezone.now()
        self.full_clean()
        self.save()
        record(by=by, action="gửi định hướng", target=self, after={"gửi cho": self._addressed()})

    @transaction.atomic
    def discard(self, *, by):
        """Throw the draft away with its files."""
        self.require_draft()
        record(by=by, action="bỏ định hướng đang soạn", target=self, before=self.as_audited())
        for file in self.files.all():
            file.drop()
        self.delete()

    def require_draft(self):
        # Under a lock: what is being sent at this moment is no draft any more.
        if self.pk and not Guidance.objects.select_for_update().get(pk=self.pk).is_draft:
            raise ValidationError("Định hướng này đã gửi nên không sửa được nữa. Cần đổi thì gửi bản mới.")

    def as_audited(self):
        return {**snapshot(self, self.AUDITED), "gửi cho": self._addressed()}

    def _addressed(self):
        return [receipt.unit.name for receipt in self.receipts.for_page()]

    @transaction.atomic
    def make_task(self, unit, *, by, title, due_on=None, rhythm="", description="", on=None, is_sample=False):
        """What `unit` makes its own work of it: a task it leads and does itself. The Task."""
        receipt = self.receipts.get(unit=unit)
        task = Task.give_out(
            by=by,
            lead_unit=unit,
            title=title,
            due_on=due_on,
            rhythm=rhythm,
            description=description,
            on=on,
            is_sample=is_sample,
        )
        self.tasks.add(task)
        receipt.receive(by=by)
        record(
            by=by,
            action="chuyển định hướng thành việc",
            target=self,
            after={"đơn vị": unit.name, "nhiệm vụ": task.title},
        )
        return task


class GuidanceReceiptQuerySet(models.QuerySet):
    def for_page(self):
        return self.select_related("unit__neighbourhood", "read_by__person", "received_by__person").order_by(
            "unit__neighbourhood__order", "unit__order", "unit__name"
        )

    def of_heads(self, user):
        """Those of the units that `user` heads."""
        return self.filter(unit__in=headed_units(user), guidance__state=Guidance.State.SENT)

    def not_received(self, user):
        """What the units that `user` heads have been sent and not ticked yet, the oldest first."""
        waiting = self.of_heads(user).filter(received_at=None)
        return waiting.select_related("guidance__issuer", "unit").order_by("guidance__sent_on", "pk")


class GuidanceReceipt(models.Model):
    """Một đơn vị được gửi định hướng: ai đã xem, ai bấm “Đã nhận”, lúc nào."""

    guidance = models.ForeignKey(
        Guidance, on_delete=models.CASCADE, related_name="receipts", verbose_name="định hướng"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="guidance_receipts", verbose_name="đơn vị nhận"
    )
    read_at = models.DateTimeField("xem lúc", null=True, blank=True)
    read_by = doer("người xem", "read_guidance", on_delete=models.SET_NULL, null=True, blank=True)
    received_at = models.DateTimeField("nhận lúc", null=True, blank=True)
    received_by = doer("người nhận", "received_guidance", on_delete=models.SET_NULL, null=True, blank=True)

    objects = GuidanceReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị nhận định hướng"
        verbose_name_plural = "đơn vị nhận định hướng"
        constraints = [
            models.UniqueConstraint(
                fields=["guidance", "unit"],
                name="guidance_once_a_unit",
                violation_error_message="Đơn vị này đã có trong danh sách nhận.",
            ),
            models.CheckConstraint(
                condition=Q(received_at=None) | Q(read_at__isnull=False),
                name="received_guidance_was_read",
                violation_error_message="Đơn vị đã nhận thì đã xem.",
            ),
        ]

    def __str__(self):
        return f"{self.guidance} – {self.unit}"

    def read(self, *, by, at=None):
        """Somebody of the unit opened it; the first time counts."""
        if self.read_at is None:
            self.read_at, self.read_by = at or timezone.now(), by
            self.save(update_fields=["read_at", "read_by"])

    @transaction.atomic
    def receive(self, *, by, at=None):
        """The unit's tick "Đã nhận"; ticked again it stays the first one's."""
        self.read(by=by, at=at)
        if self.received_at is None:
            self.received_at, self.received_by = at or timezone.now(), by
            self.save(update_fields=["received_at", "received_by"])
            record(by=by, action="nhận định hướng", target=self.guidance, after={"đơn vị": self.unit.name})


def guidance_path(file, _filename):
    """A random name: nobody finds a file by guessing, and no name people gave touches the disk."""
    return f"guidance/{file.guidance.locality_id}/{secrets.token_hex(16)}"


class GuidanceFile(models.Model):
    """Một tệp kèm định hướng."""

    guidance = models.ForeignKey(
        Guidance, on_delete=models.CASCADE, related_name="files", verbose_name="định hướng"
    )
    # Names the file in its address.
    key = models.CharField(max_length=32, unique=True, editable=False)
    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField("dung lượng", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    file = models.FileField("tệp", upload_to=guidance_path, max_length=250)
    is_free_of_secrets = models.BooleanField("không chứa bí mật nhà nước")
    uploaded_at = models.DateTimeField("tải lên lúc", default=timezone.now)
    uploaded_by = doer("người tải lên", "guidance_files", on_delete=models.SET_NULL, null=True)

    class Meta:
        verbose_name = "tệp kèm định hướng"
        verbose_name_plural = "tệp kèm định hướng"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_free_of_secrets=True),
                name="guidance_file_is_free_of_secrets",
                violation_error_message="Chỉ nhận tệp không chứa bí mật nhà nước.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("activities:guidance_file", self.key)

    @transaction.atomic
    def attach(self, *, by):
        """Store the file with its trace; `key` is made here. Only a draft takes files."""
        self.guidance.require_draft()
        self.key = secrets.token_hex(16)
        self.uploaded_by = by
        self.full_clean(exclude=["file"])
        self.save()
        told = {"tệp": self.name, "mã kiểm tra SHA-256": self.sha256}
        record(by=by, action="kèm tệp vào định hướng", target=self.guidance, after=told)

    @transaction.atomic
    def remove(self, *, by):
        self.guidance.require_draft()
        told = {"tệp": self.name, "mã kiểm tra SHA-256": self.sha256}
        record(by=by, action="xóa tệp kèm định hướng", target=self.guidance, before=told)
        self.drop()

    def drop(self):
        """Take the row away, and its file once that is certain."""
        storage, name = self.file.storage, self.file.name
        self.delete()
        transaction.on_commit(lambda: storage.delete(name))
