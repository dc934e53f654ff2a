"""What one unit sends in one round: typed, sent in numbered versions, returned, accepted, or let off."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from documents.models import Document, texts_of
from indicators.models import Indicator, IndicatorValue
from indicators.periods import month_of
from meetings.models import NewsItem
from organizations.audit import record
from organizations.doers import doer
from organizations.models import Unit
from organizations.permissions import Permission
from reports.models.rounds import Round
from wardportal import dates
from wardportal.addresses import address

OPEN_STATES = ["awaited", "returned"]


class FilingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What one writes for one's own units, and what is sent to those for which one takes reports in."""
        own = Unit.objects.reached_by(user, Permission.REPORT_FILE)
        taken_in = Unit.objects.reached_by(user, Permission.REPORT_READ)
        return self.filter(round__locality_id=user.locality_id).filter(
            Q(unit__in=own) | Q(unit__in=taken_in) | Q(receiver__in=taken_in)
        )

    def awaited(self):
        """To be sent, of rounds that are collecting: for the first time or again."""
        return self.filter(state__in=OPEN_STATES, round__closed_at=None)

    def sent(self):
        return self.filter(state__in=["submitted", "accepted"])

    def with_news(self, key):
        """Those that propose an item for the news page under the section `key`, not taken up yet."""
        return self.sent().filter(**{f"words__{key}__gt": ""}, news_item=None)

    def for_squares(self):
        """What a board of squares says of each: not what was written."""
        return self.only("round", "unit", "due_on", "state", "first_sent_on")

    def for_list(self):
        return (
            self.select_related(
                "round__duty__line",
                "round__duty__unit",
                "unit__line",
                "unit__neighbourhood",
                "receiver",
                "document__doc_type",
            )
            .defer(*texts_of("document"))
            .order_by("unit__line__order", "unit__neighbourhood__order", "unit__order", "unit__name", "pk")
        )


class Filing(models.Model):
    """Báo cáo của một đơn vị trong một đợt."""

    class State(models.TextChoices):
        AWAITED = "awaited", "chưa gửi"
        SUBMITTED = "submitted", "đã gửi"
        RETURNED = "returned", "bị trả lại"
        ACCEPTED = "accepted", "đã nhận"
        EXEMPT = "exempt", "được miễn"

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="filings", verbose_name="đợt báo cáo"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="filings", verbose_name="đơn vị")
    receiver = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="received_filings", verbose_name="nơi nhận"
    )
    due_on = models.DateField("hạn nộp")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.AWAITED)
    # What is being typed, as it was typed: {name of a field: text}; empty once it was sent.
    draft = models.JSONField(default=dict, editable=False)
    # What was sent last, {key of a section: text}; the versions keep what was sent before.
    words = models.JSONField("lời báo cáo", default=dict, editable=False)
    sent_at = models.DateTimeField("gửi lúc", null=True, editable=False)
    sent_by = doer("người gửi", "last_sent_filings", null=True, editable=False)
    first_sent_on = models.DateField("gửi lần đầu ngày", null=True, editable=False)
    accepted_at = models.DateTimeField("nhận lúc", null=True, editable=False)
    accepted_by = doer("người nhận", "accepted_filings", null=True, editable=False)
    # Why it came back or need not be sent; and of what part ({key of a section or "so:<code>": reason}).
    reason = models.TextField("lý do", blank=True)
    part_reasons = models.JSONField("lý do từng phần", default=dict, blank=True, editable=False)
    exempted_by = doer("người cho miễn", "exempted_filings", null=True, editable=False)
    # The numbered paper of a ward body's report.
    document = models.OneToOneField(
        Document,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="filing",
        verbose_name="văn bản",
    )
    # What the ward tells in public of what was proposed here ("đề xuất đăng tin").
    news_item = models.OneToOneField(
        NewsItem,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="filing",
        verbose_name="tin bài",
    )
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo của đơn vị"
        verbose_name_plural = "báo cáo của các đơn vị"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit"],
                name="filing_once_a_round",
                violation_error_message="Đơn vị này đã có báo cáo trong đợt.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "exempt"]) | ~Q(reason=""),
                name="filing_returned_with_a_reason",
                violation_error_message="Trả lại, cho miễn báo cáo phải ghi lý do.",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted_at__isnull=False, accepted_by__isnull=False)
                | ~Q(state="accepted") & Q(accepted_at=None, accepted_by=None),
                name="filing_accepted_by_someone",
                violation_error_message="Báo cáo đã nhận phải có người nhận.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False, sent_by__isnull=False)
                | Q(sent_at=None, sent_by=None) & ~Q(state__in=["submitted", "accepted"]),
                name="filing_sent_by_someone",
                violation_error_message="Báo cáo đã gửi phải có giờ gửi, người gửi.",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="filing_awaited")]

    def __str__(self):
        return f"{self.round.heading} của {self.unit}"

    def get_absolute_url(self):
        return address("reports:filing_detail", self.pk)

    @property
    def locality_id(self):
        return self.round.locality_id

    @property
    def period(self):
        return self.round.period

    @property
    def month(self):
        """The month its figures are of; None of a longer period, whose figures are read out of the months."""
        return month_of(self.period)

    @property
    def is_sent(self):
        return self.state in {self.State.SUBMITTED, self.State.ACCEPTED}

    @property
    def is_writable(self):
        """Whether it may be written and sent: until it was accepted, while its round is open."""
        return self.round.is_open and self.state not in {self.State.ACCEPTED, self.State.EXEMPT}

    @property
    def is_ready_to_send(self):
        """Whether its numbered paper was issued and it only has to go; what came back is mended first."""
        is_issued = self.document is not None and self.document.state == Document.State.ISSUED
        return is_issued and self.is_writable and self.state == self.State.AWAITED

    def late_days(self, day=None) -> int:
        """By how many days it is, or came, too late; 0 within the days of grace, and of the exempt."""
        if self.state == self.State.EXEMPT:
            return 0
        came_on = self.first_sent_on or day or dates.today()
        days = (came_on - self.due_on).days
        return days if days > self.round.grace_days else 0

    # --- Written and sent -------------------------------------------------------------------------

    @transaction.atomic
    def keep(self, typed: dict[str, str]):
        """Keep what is being typed; without a trace in the log, as nothing was said yet."""
        self._lock().require_writable()
        self.draft = typed
        self.save(update_fields=["draft"])

    @transaction.atomic
    def submit(self, words: dict[str, str], *, by):
        """Hand over the words and the figures of the unit's month: one more `FilingVersion`."""
        stored = self._lock()
        stored.require_writable()
        sections = {section["key"] for section in self.round.sections}
        self.words = {key: text for key, text in words.items() if key in sections and text.strip()}
        empty = [
            section["title"]
            for section in self.round.sections
            if section.get("is_required") and section["key"] not in self.words
        ]
        if empty:
            raise ValidationError(
                f"Còn mục chưa ghi: {'; '.join(empty)}. Không có gì để nêu thì ghi “Không có”."
            )
        self.draft, self.state = {}, self.State.SUBMITTED
        self.sent_at, self.sent_by = timezone.now(), by
        self.first_sent_on = stored.first_sent_on or dates.today()
        self.reason, self.part_reasons = "", {}
        self.version = stored.version + 1
        self.save()
        version = self.versions.create(
            number=self.versions.count() + 1,
            words=self.words,
            figures=self.figures_in_words(),
            sent_at=self.sent_at,
            sent_by=by,
            is_proxy=self.unit not in by.units,
        )
        version.keep_paper()
        record(by=by, action="gửi báo cáo", target=self, after={"bản": version.number})
        return version

    def figures_in_words(self) -> list[dict]:
        """The figures of the unit's month as they are printed, in the catalogue's order."""
        if self.month is None:
            return []
        values = IndicatorValue.objects.counted().of_month(self.month).filter(unit=self.unit)
        return [
            figure_in_words(it.indicator, it.words, it.note)
            for it in values.select_related("indicator").order_by("indicator__order", "indicator__pk")
        ]

    # --- Taken in ---------------------------------------------------------------------------------

    @transaction.atomic
    def accept(self, *, by):
        """Take it in, with the figures of its month."""
        stored = self._lock_open()
        if stored.state != self.State.SUBMITTED:
            raise ValidationError("Chỉ nhận được báo cáo đang chờ; báo cáo này đã có người xử lý.")
        self._handle(self.State.ACCEPTED, by=by)
        if self.month is not None:
            values = IndicatorValue.objects.of_month(self.month).filter(unit=self.unit, state="filed")
            for value in values.select_related("indicator", "unit"):
                value.accept(by=by)
        record(by=by, action="nhận báo cáo", target=self)

    @transaction.atomic
    def send_back(self, *, by, reason, parts=None):
        """Return it, or ask for a supplement of what was accepted; `parts` says what of which part.

        A part is the key of a section, or "so:<code>" of a figure, which is given back with its reason.
        """
        parts = {part: words.strip() for part, words in (parts or {}).items() if words.strip()}
        if not reason.strip() and not parts:
            raise ValidationError("Hãy ghi cần sửa hay bổ sung điều gì.")
        stored = self._lock_open()
        if stored.state not in {self.State.SUBMITTED, self.State.ACCEPTED}:
            raise ValidationError("Chỉ trả lại được báo cáo đã gửi; báo cáo này đã có người xử lý.")
        was_accepted = stored.state == self.State.ACCEPTED
        self.reason = reason.strip() or "Xem lý do ở từng mục."
        self.part_reasons = parts
        self._handle(self.State.RETURNED)
        self._give_back(parts, by)
        action = "yêu cầu bổ sung báo cáo" if was_accepted else "trả lại báo cáo"
        record(by=by, action=action, target=self, after={"lý do": self.reason} | self._named(parts))

    def _give_back(self, parts, by):
        if self.month is None:
            return
        values = IndicatorValue.objects.counted().of_month(self.month).filter(unit=self.unit)
        for value in values.select_related("indicator", "unit"):
            if why := parts.get(f"so:{value.indicator.code}"):
                value.send_back(why[:300], by=by)

    def _named(self, parts):
        """The parts as the log names them."""
        titles = {section["key"]: section["title"] for section in self.round.sections}
        codes = [part.removeprefix("so:") for part in parts if part.startswith("so:")]
        own = Indicator.objects.filter(locality_id=self.locality_id, code__in=codes)
        names = {f"so:{code}": name for code, name in own.values_list("code", "name")}
        return {(titles | names).get(part, part): why for part, why in parts.items()}

    @transaction.atomic
    def exempt(self, *, by, reason):
        """The unit need not send this time, and who said so why."""
        if not reason.strip():
            raise ValidationError("Hãy ghi lý do đơn vị được miễn báo cáo kỳ này.")
        if self._lock_open().is_sent:
            raise ValidationError("Đơn vị đã gửi báo cáo nên không cần miễn.")
        self.reason, self.exempted_by = reason.strip(), by
        self._handle(self.State.EXEMPT)
        record(by=by, action="cho miễn báo cáo", target=self, after={"lý do": self.reason})

    @transaction.atomic
    def require(self, *, by):
        """The exemption falls: the unit is asked again."""
        if self._lock_open().state != self.State.EXEMPT:
            raise ValidationError("Đơn vị không được miễn nên không có gì để bỏ.")
        self.reason, self.exempted_by = "", None
        self._handle(self.State.AWAITED)
        record(by=by, action="bỏ miễn báo cáo", target=self)

    def let_off(self, reason):
        """As `exempt`, where nobody decides: the unit is no more."""
        self.reason, self.state = reason, self.State.EXEMPT
        self.save(update_fields=["reason", "state"])

    def _handle(self, state, *, by=None):
        is_accepted = state == self.State.ACCEPTED
        self.state = state
        self.accepted_at, self.accepted_by = (timezone.now(), by) if is_accepted else (None, None)
        self.version += 1
        self.full_clean(validate_unique=False)
        self.save()

    def _lock(self) -> "Filing":
        """As it is stored, with its round; both stay so until the transaction ends.

        The round comes first, as in closing it: what is closed meanwhile takes nothing in any more.
        """
        round_ = Round.objects.select_for_update().get(pk=self.round_id)
        stored = Filing.objects.select_for_update().get(pk=self.pk)
        stored.round = round_
        return stored

    def _lock_open(self) -> "Filing":
        """The same for who handles it: of two at once the second is told so."""
        stored = self._lock()
        if stored.round.is_closed:
            raise ValidationError("Kỳ báo cáo đã khóa. Cần sửa số thì ghi điều chỉnh, kỳ sau sẽ nêu.")
        self.version = stored.version
        return stored

    def require_writable(self):
        if self.round.is_closed:
            raise ValidationError(
                "Kỳ báo cáo đã khóa nên không gửi được nữa. Hãy báo nơi nhận để ghi điều chỉnh."
            )
        if self.round.opened_on is None:
            raise ValidationError(f"Kỳ báo cáo mở từ ngày {dates.short_date(self.round.opens_on)}.")
        if self.state == self.State.ACCEPTED:
            raise ValidationError("Báo cáo đã được nhận. Cần sửa thì nhờ nơi nhận yêu cầu bổ sung.")
        if self.state == self.State.EXEMPT:
            raise ValidationError("Đơn vị được miễn báo cáo kỳ này.")


def figure_in_words(indicator, words, note="") -> dict[str, str]:
    """One figure as a version keeps it: in the words that are printed."""
    return {
        "code": indicator.code,
        "name": indicator.name,
        "measure": indicator.units_words,
        "words": words,
        "note": note,
    }
