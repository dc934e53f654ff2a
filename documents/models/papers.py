"""The official paper from its first draft to its number."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError, Q

from documents import composing
from documents.models import missing as lacks
from documents.models.books import NumberBook
from documents.models.formats import DocumentType, FormatProfile
from documents.models.issuing import Issuing
from documents.models.visibility import DocumentQuerySet
from documents.number_symbol import NumberSymbol
from documents.paper import Paper
from documents.profiles import PaperLayout
from organizations.audit import record, record_written, save_completed, snapshot
from organizations.doers import doer
from organizations.models import Locality, Unit
from wardportal import dates
from wardportal.addresses import address
from wardportal.text import fold, is_gap


class Document(Issuing, models.Model):
    """Một văn bản: số, ký hiệu, ngày, trích yếu, người ký; có thể là của cấp trên."""

    class State(models.TextChoices):
        DRAFT = "draft", "dự thảo"
        SUBMITTED = "submitted", "đã trình"
        RETURNED = "returned", "trả lại"
        ISSUED = "issued", "đã ban hành"

    class Urgency(models.TextChoices):
        URGENT = "KHẨN", "Khẩn"
        VERY_URGENT = "THƯỢNG KHẨN", "Thượng khẩn"
        EXPRESS = "HỎA TỐC", "Hỏa tốc"

    # While it is one of these, its writers may change it.
    OPEN_STATES = [State.DRAFT, State.RETURNED]

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="documents", verbose_name="địa phương"
    )
    issuer = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="documents", verbose_name="nơi ban hành"
    )
    doc_type = models.ForeignKey(
        DocumentType, on_delete=models.PROTECT, related_name="documents", verbose_name="thể loại"
    )
    number = models.PositiveIntegerField("số", null=True, blank=True)
    # "12a" happens; the registers keep such numbers as they are.
    suffix = models.CharField("chữ theo số", max_length=5, blank=True)
    symbol = models.CharField("ký hiệu cơ quan", max_length=30)
    # "364/CV.BCH": a number of another office that follows no rule is kept as it is written.
    written_code = models.CharField("số, ký hiệu như đã ghi", max_length=60, blank=True)
    book = models.ForeignKey(
        NumberBook,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="documents",
        verbose_name="sổ số",
    )
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    abstract = models.TextField("trích yếu")
    addressees = models.TextField("kính gửi, kính trình", blank=True, help_text="Mỗi nơi một dòng.")
    basis = models.TextField("căn cứ", blank=True, help_text="Mỗi căn cứ một dòng.")
    # The restricted HTML of documents.content.
    body = models.TextField("nội dung", blank=True)
    # {mark: restricted HTML}: what is printed where a mark of documents.marks stands, and sentences about
    # what it still lacks; kept by the app above that owns the rows behind it, until the paper is issued.
    inserts = models.JSONField(default=dict, editable=False)
    # {key: SVG} of the figures `hinh:<key>` that the app drew itself; fixed with the inserts.
    drawings = models.JSONField(default=dict, editable=False)
    insert_gaps = models.JSONField(default=list, editable=False)
    recipients = models.TextField("nơi nhận", blank=True, help_text="Mỗi nơi một dòng.")
    signing_authority = models.CharField("quyền hạn ký", max_length=60, blank=True)
    signer_post = models.CharField("chức vụ người ký", max_length=80, blank=True)
    signer_name = models.CharField("người ký", max_length=100, blank=True)
    secretary_name = models.CharField("người ghi biên bản", max_length=100, blank=True)
    urgency = models.CharField("mức độ khẩn", max_length=20, choices=Urgency, blank=True)
    is_internal = models.BooleanField("lưu hành nội bộ", default=False)
    internal_readers = models.ManyToManyField(
        Unit, blank=True, related_name="internal_documents", verbose_name="gửi nội bộ đến"
    )
    # Confirmed by who submits and again by who issues; the log says who and when.
    is_free_of_secrets = models.BooleanField("không chứa bí mật nhà nước", default=False)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.DRAFT)
    submitted_at = models.DateTimeField("trình lúc", null=True, blank=True, editable=False)
    submitted_by = doer("người trình", "submitted_documents", null=True, editable=False)
    returned_at = models.DateTimeField("trả lại lúc", null=True, blank=True, editable=False)
    returned_by = doer("người trả lại", "returned_documents", null=True, editable=False)
    return_reason = models.TextField("lý do trả lại", blank=True, editable=False)
    # Empty for a paper that was issued before it came to the portal.
    issued_at = models.DateTimeField("ban hành lúc", null=True, blank=True, editable=False)
    issued_by = doer("người ban hành", "issued_documents", null=True, editable=False)
    # documents.paper.Paper as JSON: what was issued, word for word and figure for figure.
    paper = models.JSONField(null=True, editable=False)
    # Of the PDF that was rendered first: a signed file must begin with exactly these bytes.
    pdf_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    pdf_size = models.PositiveIntegerField(null=True, editable=False)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    search_text = models.TextField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    # What the registers of the past often do not say; number, date and abstract stay as they were issued.
    COMPLETED = ["signing_authority", "signer_post", "signer_name", "recipients", "body"]
    # What a writer fills in; a change of it is told in the log.
    WRITTEN = [
        "doc_type",
        "issuer",
        "abstract",
        "addressees",
        "basis",
        "body",
        "recipients",
        "signing_authority",
        "signer_post",
        "signer_name",
        "secretary_name",
        "urgency",
        "is_internal",
    ]

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="issued")
                | Q(issued_on__isnull=False) & (Q(number__isnull=False) | ~Q(written_code="")),
                name="issued_document_has_number_and_date",
                violation_error_message="Văn bản đã ban hành phải có số và ngày ban hành.",
            ),
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="submitted_document_has_its_submitter",
                violation_error_message="Văn bản đã trình phải có người trình.",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned")
                | Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(return_reason=""),
                name="returned_document_has_its_reason",
                violation_error_message="Văn bản bị trả lại phải có lý do.",
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None) | Q(state="issued", issued_by__isnull=False, paper__isnull=False),
                name="document_issued_here_is_fixed",
                violation_error_message="Văn bản ban hành trên cổng phải có người ban hành và bản in.",
            ),
            models.CheckConstraint(
                condition=Q(is_free_of_secrets=True) | ~Q(state="submitted") & Q(issued_at=None),
                name="document_is_free_of_secrets",
                violation_error_message="Văn bản chưa được xác nhận không chứa bí mật nhà nước.",
            ),
            models.UniqueConstraint(
                fields=["book", "number", "suffix"],
                name="document_number_once_in_book",
                violation_error_message="Số này đã có trong sổ.",
            ),
        ]

    def __str__(self):
        return (
            f"{self.doc_type} số {self.code}"
            if self.is_numbered
            else f"{self.doc_type} (dự thảo) {self.abstract}"[:200]
        )

    def save(self, *args, **kwargs):
        self.search_text = fold(
            f"{self.doc_type} số {self.written_number} {self.symbol} {self.abstract} {self.issuer}"
        )
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return address("documents:document_detail", self.pk)

    @property
    def is_numbered(self):
        return self.number is not None or bool(self.written_code)

    @property
    def gives_work(self):
        """Whether tasks are given out on the strength of it: it is issued, and came from elsewhere."""
        is_foreign = self.issuer.level == Unit.Level.SUPERIOR or hasattr(self, "incoming")
        return is_foreign and self.state == self.State.ISSUED

    @property
    def is_open(self):
        """Whether its writers may still change it."""
        return self.state in self.OPEN_STATES

    @property
    def number_symbol(self):
        return NumberSymbol(
            number=self.number,
            suffix=self.suffix,
            abbreviation=self.doc_type.abbreviation,
            symbol=self.symbol,
            family=self.doc_type.family,
        )

    @property
    def code(self):
        """ "19-KH/ĐU"; a draft says that it has none."""
        return self.written_number if self.is_numbered else "chưa có số"

    @property
    def written_number(self):
        """ "19-KH/ĐU"; of a draft "-KH/ĐU", with the number left to be written."""
        return self.written_code or str(self.number_symbol)

    @property
    def citation(self):
        """The full form in running text: "Kế hoạch số 19-KH/ĐU, ngày 25/4/2016"."""
        if self.issued_on is None:
            return f"{self.doc_type} (dự thảo)"
        return self.cited(f"ngày {dates.short_date(self.issued_on)}")

    def cited(self, day: str) -> str:
        """Type, number and `day`; the comma is the Party's (domain/01 §1.2), others write none."""
        comma = "," if self.doc_type.family == Unit.FormatFamily.PARTY else ""
        return f"{self.doc_type} số {self.written_number}{comma} {day}"

    @property
    def gaps(self) -> list[str]:
        """The fields that the ward has still to fill in; none in a draft, nor in what was issued here."""
        if self.state != self.State.ISSUED or self.issued_at is not None:
            return []
        return [name for name in self.COMPLETED if is_gap(getattr(self, name))]

    @property
    def as_basis(self):
        """ "Căn cứ Chương trình số 12-CTr/QU, ngày 17/2/2016 của … về “…”": how others rest on it."""
        return f"Căn cứ {self.citation} của {self.issuer} về “{self.abstract}”"

    def missing_for(self, user) -> list[str]:
        """What must still be written before the paper can be submitted or issued: sentences for `user`."""
        return lacks.for_issue(self, user)

    def layout_on(self, day) -> PaperLayout:
        """The layout in force for its issuer on `day`; raises ValidationError where there is none."""
        return FormatProfile.objects.layout_of(self.issuer, day)

    @property
    def as_paper(self) -> Paper:
        """What is printed: of an issued paper exactly what was issued, of a draft what it is today."""
        if self.paper is not None:
            return Paper.from_json(self.paper)
        layout = self.layout_on(self.issued_on or dates.today())
        return composing.compose(self, layout, annexes=self.annexes.all(), today=dates.today())

    def fix_paper(self, layout=None):
        """Keep what is printed with the figures of its day (or `layout`): later corrections pass it by."""
        layout = layout or self.layout_on(self.issued_on)
        annexes = self.annexes.all() if self.pk else ()
        self.paper = composing.compose(self, layout, annexes=annexes, today=self.issued_on).to_json()

    def take_code(self, parsed=None, *, written=""):
        """Bear the number that was read, or what is `written` where it follows no grammar; not saved."""
        self.written_code = written
        self.number = parsed.number if parsed else None
        self.suffix = parsed.suffix if parsed else ""
        self.symbol = parsed.symbol if parsed else ""

    def save_entered(self):
        """Save what was issued elsewhere; a number that is kept as it is written names no body."""
        self.full_clean(exclude=["search_text", *(["symbol"] if self.written_code else [])])
        self.save()

    def complete(self, *, by):
        """Save what was filled in, with its trace in the log."""
        if self.state != self.State.ISSUED:
            raise ValidationError("Văn bản còn là dự thảo: chỉ bổ sung cho văn bản đã ban hành.")
        if self.issued_at is not None:
            raise ValidationError("Văn bản ban hành trên cổng không sửa được; hãy soạn văn bản sửa đổi.")
        with transaction.atomic():
            save_completed(self, by=by, action="bổ sung văn bản")
            if self.paper is not None:
                # The layout it was printed with stays; only the words that were missing come in.
                self.fix_paper(Paper.from_json(self.paper).layout)
                self.save(update_fields=["paper"])

    @transaction.atomic
    def write(self, *, by):
        """Save a draft as its writer left it, with its trace in the log."""
        stored = Document.objects.filter(pk=self.pk).first()
        if stored and not stored.is_open:
            raise ValidationError(
                "Văn bản đã trình hoặc đã ban hành nên không sửa được. Cần sửa thì đề nghị trả lại, "
                "hoặc soạn văn bản sửa đổi, thay thế."
            )
        if stored:
            self._take_inserts(stored)
        self.save()
        action = "sửa dự thảo văn bản" if stored else "soạn văn bản"
        record_written(self, stored, self.WRITTEN, by=by, action=action)

    def _take_inserts(self, stored):
        """What is printed at the marks is not the writer's: it may have changed since the page was opened."""
        self.inserts, self.insert_gaps = stored.inserts, stored.insert_gaps
        self.drawings = stored.drawings

    @transaction.atomic
    def circulate(self, units, *, by):
        """Name the units whose heads see a draft for internal circulation; of any other paper, none."""
        if not self.is_open:
            raise ValidationError("Văn bản đã trình hoặc đã ban hành nên không đổi nơi gửi được.")
        before = snapshot(self, ["internal_readers"])
        self.internal_readers.set(units if self.is_internal else [])
        after = snapshot(self, ["internal_readers"])
        if before != after:
            record(by=by, action="ghi nơi gửi nội bộ", target=self, before=before, after=after)

    @transaction.atomic
    def discard(self, *, by):
        """Delete a draft with all that is kept with it; raises ValidationError for what is none any more."""
        stored = Document.objects.select_for_update().get(pk=self.pk)
        if not stored.is_open:
            raise ValidationError("Văn bản đã trình hoặc đã ban hành nên không xóa được.")
        files = [attachment.file for attachment in self.attachments.all()]
        record(by=by, action="xóa dự thảo văn bản", target=self, before=snapshot(stored, self.WRITTEN))
        try:
            self.delete()
        except ProtectedError as error:
            raise ValidationError(
                "Dự thảo này đã gắn với kế hoạch hoặc văn bản khác nên không xóa được. "
                "Không dùng nữa thì cứ để ở dạng dự thảo."
            ) from error
        transaction.on_commit(lambda: [file.storage.delete(file.name) for file in files])
