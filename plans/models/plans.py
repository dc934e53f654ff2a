"""A plan from its draft to its end, and how far it is."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Exists, F, Max, OuterRef, ProtectedError, Q, Sum
from django.utils import timezone
from django.utils.functional import cached_property

from documents.finding import number_first
from documents.models import Document, DocumentLink, texts_of
from organizations.audit import record, record_written, snapshot
from organizations.doers import doer
from plans import printing
from plans.models.filters import done
from plans.progress import Progress
from wardportal import dates
from wardportal.addresses import address
from wardportal.text import has_all


class PlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(document__in=Document.objects.visible_to(user))

    def open(self):
        return self.filter(closed_at=None)

    def drafts(self):
        return self.exclude(document__state=Document.State.ISSUED)

    def under_way(self):
        """Issued, not closed, not replaced."""
        return self.open().filter(document__state=Document.State.ISSUED).exclude(Exists(_replacing()))

    def closed(self):
        return self.exclude(closed_at=None)

    def replaced(self):
        return self.open().filter(Exists(_replacing()))

    def reported_in(self, period):
        """Those of which there is a report for `period` (as Plan.is_reported_in)."""
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gte=period.starts_on),
            document__state=Document.State.ISSUED,
            starts_on__lte=period.ends_on,
        )

    def search(self, words):
        """As the papers of the plans are found, the number that is asked for first."""
        return number_first(self.filter(has_all(words, "document__search_text")), words, "document__")

    def for_list(self):
        return (
            self.select_related("document__issuer", "document__doc_type")
            .defer(*texts_of("document"))
            .annotate(is_replaced=Exists(_replacing()))
            .order_by(F("document__issued_on").desc(nulls_first=True), "-pk")
        )

    def with_progress(self) -> list["Plan"]:
        """The plans, each with the `figures` of its roll-up (see Progress): two queries.

        Counted after a page of the list was cut out, for its plans alone.
        """
        plans = list(self)
        given, finished = Q(tasks__assignments__isnull=False), done("tasks__assignments__")
        counted = self.model.objects.filter(pk__in=[plan.pk for plan in plans]).order_by().values("pk")
        counted = counted.annotate(
            assignment_count=Count("tasks__assignments"),
            done_count=Count("tasks__assignments", filter=finished),
            given_weight=Sum("tasks__weight", filter=given, default=0),
            done_weight=Sum("tasks__weight", filter=finished, default=0),
            most_weight=Max("tasks__weight", default=1),
            has_acceptance=Count("tasks__assignments", filter=Q(tasks__needs_acceptance=True)),
        )
        figures = {row["pk"]: row for row in counted}
        for plan in plans:
            plan.figures = figures[plan.pk]
        return plans


def _replacing():
    """The issued papers that replace a plan's: for a subquery of plans."""
    return DocumentLink.objects.filter(
        target=OuterRef("document"), kind=DocumentLink.Kind.REPLACES, source__state=Document.State.ISSUED
    )


class Plan(models.Model):
    """Một kế hoạch từ lúc soạn đến lúc kết thúc; phần giấy tờ của nó là một văn bản."""

    class Stage(models.TextChoices):
        """How far a plan has come: the state of its paper, and what comes after."""

        DRAFT = "draft", "dự thảo"
        SUBMITTED = "submitted", "đã trình"
        RETURNED = "returned", "trả lại"
        UNDER_WAY = "issued", "đang thực hiện"
        REPLACED = "replaced", "đã được thay thế"
        CLOSED = "closed", "đã kết thúc"

        @property
        def tone(self):
            return {"submitted": "wait", "returned": "late", "issued": "info"}.get(self.value, "idle")

    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="plan", verbose_name="văn bản"
    )
    starts_on = models.DateField("thực hiện từ ngày")
    ends_on = models.DateField("đến hết ngày", null=True, blank=True)
    # The office's day, beside the moment at which somebody noted it.
    closed_on = models.DateField("kết thúc ngày", null=True, blank=True)
    close_reason = models.TextField("lý do kết thúc", blank=True)
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    closed_by = doer("người kết thúc", "closed_plans", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    WRITTEN = ["starts_on", "ends_on"]

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch"
        verbose_name_plural = "kế hoạch"
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="plan_closed_by_someone",
                violation_error_message="Kế hoạch kết thúc phải có người kết thúc.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False) | Q(closed_on=None, close_reason=""),
                name="open_plan_has_no_end",
                violation_error_message="Kế hoạch chưa kết thúc thì không có ngày và lý do kết thúc.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="plan_ends_after_it_starts",
                violation_error_message="Ngày kết thúc kế hoạch phải từ ngày bắt đầu trở đi.",
            ),
        ]

    def __str__(self):
        return str(self.document)

    def get_absolute_url(self):
        return address("plans:plan_detail", self.pk)

    @property
    def locality_id(self):
        return self.document.locality_id

    @property
    def is_closed(self):
        return self.closed_at is not None

    @property
    def is_issued(self):
        return self.document.state == Document.State.ISSUED

    @property
    def signed_paper(self):
        """The issued paper (Document), in which no change shows any more; None of a draft."""
        return self.document if self.is_issued else None

    @property
    def is_in_force(self):
        """Whether units work on it: issued, and not ended."""
        return self.is_issued and not self.is_closed

    def why_no_work(self, doing) -> str:
        """Why no unit can be `doing` ("ghi tiến độ") now, in a sentence; "" where it can."""
        if self.is_closed:
            return f"Kế hoạch đã kết thúc, không {doing} được nữa."
        if not self.is_issued:
            return f"Kế hoạch chưa ban hành nên chưa {doing} được. Hãy chờ ban hành."
        return ""

    def why_no_change(self, doing) -> str:
        """Why nothing of the plan can be changed now, in a sentence; "" where it can.

        `doing` is what was wanted ("sửa nhiệm vụ"). What the issuer signs is what was submitted.
        """
        if self.is_closed:
            return f"Kế hoạch đã kết thúc, không {doing} được nữa. Cần thì mở lại kế hoạch trước."
        if self.document.state == Document.State.SUBMITTED:
            return (
                f"Kế hoạch đã trình, đang chờ ban hành nên không {doing} được. "
                "Cần sửa thì đề nghị người ban hành trả lại."
            )
        return ""

    @cached_property
    def is_replaced(self):
        """Whether an issued paper has taken its place; `for_list()` asks it of all plans at once."""
        return self.document.links_down.filter(
            kind=DocumentLink.Kind.REPLACES, source__state=Document.State.ISSUED
        ).exists()

    @property
    def stage(self):
        if self.is_closed:
            return self.Stage.CLOSED
        return self.Stage.REPLACED if self.is_replaced else self.Stage(self.document.state)

    def missing_for(self, user) -> list[str]:
        """What paper and tasks still lack before `user` can submit the plan: sentences for the page."""
        self.document.inserts, self.document.insert_gaps = printing.printed(self)
        return self.document.missing_for(user)

    def require_begun(self, due_on):
        """Raise ValidationError for a due date (or None) of its work that lies before its first day."""
        if due_on and due_on < self.starts_on:
            raise ValidationError(
                {
                    "due_on": "Thời hạn không thể trước ngày bắt đầu kế hoạch "
                    f"({dates.short_date(self.starts_on)}); hãy chọn ngày khác."
                }
            )

    def is_reported_in(self, period):
        """Whether there is a report of the plan for `period`: issued, and carried out at some time of it."""
        return (
            self.document.state == Document.State.ISSUED
            and self.starts_on <= period.ends_on
            and (self.ends_on is None or self.ends_on >= period.starts_on)
        )

    @property
    def progress(self):
        """The roll-up of the whole plan; needs `with_progress()`."""
        counted = self.figures
        is_weighted = counted["most_weight"] > 1
        return Progress(
            done=counted["done_count"],
            total=counted["assignment_count"],
            weighted=(counted["done_weight"], counted["given_weight"]) if is_weighted else None,
            has_acceptance=bool(counted["has_acceptance"]),
        )

    @transaction.atomic
    def write(self, *, by):
        """Save a new plan, or its days as they were changed, with the trace."""
        stored = Plan.objects.filter(pk=self.pk).select_related("document").first()
        if stored and (refusal := stored.why_no_change("sửa thời gian")):
            raise ValidationError(refusal)
        self.full_clean()
        self.save()
        action = "sửa thời gian kế hoạch" if stored else "lập kế hoạch"
        record_written(self, stored, self.WRITTEN, by=by, action=action)
        self.refresh_inserts()

    def refresh_inserts(self):
        """Print the tasks anew in a draft and note what they lack; submitted, the paper stays as it is."""
        papers = Document.objects.filter(pk=self.document_id, state__in=Document.OPEN_STATES)
        if papers.exists():
            inserts, gaps = printing.printed(self)
            papers.update(inserts=inserts, insert_gaps=gaps)

    @transaction.atomic
    def discard(self, *, by):
        """Throw away a draft with its targets, its tasks and its paper; what somebody works on stays."""
        if not self.document.is_open:
            raise ValidationError("Kế hoạch đã trình hoặc đã ban hành nên không xóa được.")
        record(by=by, action="xóa dự thảo kế hoạch", target=self, before=snapshot(self, self.WRITTEN))
        try:
            self.targets.all().delete()
            self.tasks.all().delete()
            self.delete()
        except ProtectedError as error:
            raise ValidationError(
                "Đã có đơn vị báo tiến độ hoặc việc khác gắn với kế hoạch này nên không xóa được."
            ) from error
        self.document.discard(by=by)

    @transaction.atomic
    def close(self, *, by, reason, on=None):
        """End the plan on the day `on` (today): nothing of it is changed or reported any more."""
        on = on or dates.today()
        stored = Plan.objects.select_for_update().select_related("document").get(pk=self.pk)
        if stored.is_closed:
            raise ValidationError("Kế hoạch này đã kết thúc rồi. Hãy tải lại trang để xem.")
        if not stored.is_issued:
            raise ValidationError("Kế hoạch còn là dự thảo: chỉ kết thúc kế hoạch đã ban hành.")
        if not reason.strip():
            raise ValidationError("Hãy ghi lý do kết thúc, ví dụ: đã tổng kết.")
        if not self.starts_on <= on <= dates.today():
            raise ValidationError(
                f"Ngày kết thúc phải từ ngày bắt đầu ({dates.short_date(self.starts_on)}) đến hôm nay."
            )
        self.closed_on, self.close_reason = on, reason.strip()
        self.closed_at, self.closed_by = timezone.now(), by
        self.save(update_fields=["closed_on", "close_reason", "closed_at", "closed_by"])
        record(
            by=by,
            action="kết thúc kế hoạch",
            target=self,
            after=snapshot(self, ["closed_on", "close_reason"]),
        )

    @transaction.atomic
    def reopen(self, *, by, reason):
        """Carry on a plan that was closed too early."""
        stored = Plan.objects.select_for_update().get(pk=self.pk)
        if not stored.is_closed:
            raise ValidationError("Kế hoạch này đang mở. Hãy tải lại trang để xem.")
        if not reason.strip():
            raise ValidationError("Hãy ghi lý do mở lại kế hoạch.")
        before = snapshot(stored, ["closed_on", "close_reason"])
        self.closed_on, self.close_reason, self.closed_at, self.closed_by = None, "", None, None
        self.save(update_fields=["closed_on", "close_reason", "closed_at", "closed_by"])
        record(
            by=by,
            action="mở lại kế hoạch",
            target=self,
            before=before,
            after={"lý do mở lại": reason.strip()},
        )
