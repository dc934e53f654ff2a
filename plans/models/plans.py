"""A plan under way, and how far it is."""

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Max, Q, Sum
from django.urls import reverse

from documents.models import Document
from plans.models.assignments import done
from plans.progress import Progress
from wardportal.text import has_all


class PlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(document__in=Document.objects.visible_to(user))

    def open(self):
        return self.filter(closed_at=None)

    def search(self, words):
        return self.filter(has_all(words, "document__search_text"))

    def for_list(self):
        return self.select_related("document__issuer", "document__doc_type").order_by(
            F("document__issued_on").desc(nulls_first=True), "-pk"
        )

    def with_progress(self):
        """Each plan with the figures of the roll-up (see Progress): `progress` reads them."""
        given, finished = Q(tasks__assignments__isnull=False), done("tasks__assignments__")
        return self.annotate(
            assignment_count=Count("tasks__assignments"),
            done_count=Count("tasks__assignments", filter=finished),
            given_weight=Sum("tasks__weight", filter=given, default=0),
            done_weight=Sum("tasks__weight", filter=finished, default=0),
            most_weight=Max("tasks__weight", default=1),
            has_acceptance=Count("tasks__assignments", filter=Q(tasks__needs_acceptance=True)),
        )


class Plan(models.Model):
    """Một kế hoạch đang được thực hiện; phần giấy tờ của nó là một văn bản."""

    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="plan", verbose_name="văn bản"
    )
    starts_on = models.DateField("thực hiện từ ngày")
    ends_on = models.DateField("đến hết ngày", null=True, blank=True)
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="closed_plans",
        verbose_name="người kết thúc",
    )

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
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="plan_ends_after_it_starts",
                violation_error_message="Ngày kết thúc kế hoạch phải từ ngày bắt đầu trở đi.",
            ),
        ]

    def __str__(self):
        return str(self.document)

    def get_absolute_url(self):
        return reverse("plans:plan_detail", args=[self.pk])

    @property
    def locality_id(self):
        return self.document.locality_id

    @property
    def is_closed(self):
        return self.closed_at is not None

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
        return Progress(
            done=self.done_count,
            total=self.assignment_count,
            weighted=(self.done_weight, self.given_weight) if self.most_weight > 1 else None,
            has_acceptance=bool(self.has_acceptance),
        )
