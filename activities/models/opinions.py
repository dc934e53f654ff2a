"""Public opinion: what people raise, where and how often, and what was done about it."""

from django.db import models, transaction
from django.db.models import F, Q, Sum
from django.utils import timezone

from organizations.audit import record, snapshot
from organizations.doers import doer
from organizations.models import Locality, Neighbourhood, Unit
from wardportal import dates
from wardportal.addresses import address
from wardportal.text import fold, has_all


class OpinionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id)

    def unhandled(self):
        return self.filter(handled_on=None)

    def handled(self):
        return self.exclude(handled_on=None)

    def in_period(self, period):
        """What was noted within the period."""
        return self.filter(noted_on__range=(period.starts_on, period.ends_on))

    def search(self, words):
        return self.filter(has_all(words, "search_text"))

    def by_place(self):
        """[{neighbourhood__name, notes, times}]: how much was raised where, in the order of the khu phố."""
        return list(
            self.order_by()
            .values("neighbourhood__name")
            .annotate(notes=models.Count("pk"), times=Sum("times"))
            .order_by(F("neighbourhood__order").asc(nulls_last=True))
        )

    def for_list(self):
        return self.select_related("unit", "neighbourhood").order_by("-noted_on", "-pk")


class Opinion(models.Model):
    """Một điều người dân phản ánh, quan tâm ở một khu phố; không ghi tên hay thông tin riêng của ai."""

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="opinions", verbose_name="địa phương"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="opinions", verbose_name="đơn vị ghi nhận"
    )
    # Empty where people speak of it all over the ward.
    neighbourhood = models.ForeignKey(
        Neighbourhood,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opinions",
        verbose_name="khu phố",
    )
    noted_on = models.DateField("ngày ghi nhận")
    theme = models.CharField("chủ đề", max_length=100)
    text = models.TextField("người dân nói gì")
    times = models.PositiveIntegerField("số lượt phản ánh", default=1)
    handler = models.CharField("cơ quan, đơn vị giải quyết", max_length=200, blank=True)
    handling = models.TextField("giải quyết thế nào", blank=True)
    handled_on = models.DateField("ngày giải quyết", null=True, blank=True)
    handled_at = models.DateTimeField("ghi giải quyết lúc", null=True, blank=True)
    handled_by = doer("người ghi giải quyết", "handled_opinions", null=True, blank=True)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    search_text = models.TextField(editable=False)

    objects = OpinionQuerySet.as_manager()

    # Its words are not kept in the log: where somebody's name slipped in, taking it out takes it away.
    AUDITED = ["unit", "neighbourhood", "noted_on", "theme", "times"]

    class Meta:
        verbose_name = "phản ánh của người dân"
        verbose_name_plural = "dư luận xã hội"
        constraints = [
            models.CheckConstraint(
                condition=Q(handler="", handling="", handled_on=None, handled_at=None, handled_by=None)
                | Q(handled_on__isnull=False, handled_at__isnull=False, handled_by__isnull=False)
                & ~Q(handler="")
                & ~Q(handling=""),
                name="handled_opinion_says_how",
                violation_error_message="Phản ánh đã giải quyết phải có nơi giải quyết, cách làm và ngày.",
            ),
            models.CheckConstraint(
                condition=Q(times__gte=1),
                name="opinion_was_raised",
                violation_error_message="Số lượt phản ánh từ 1 trở lên.",
            ),
            models.CheckConstraint(
                condition=Q(handled_on=None) | Q(handled_on__gte=F("noted_on")),
                name="opinion_is_handled_after_it_was_noted",
                violation_error_message="Ngày giải quyết phải từ ngày ghi nhận trở đi.",
            ),
        ]

    def __str__(self):
        return f"{self.theme} ({self.place}, {dates.short_date(self.noted_on)})"

    def save(self, *args, **kwargs):
        parts = [self.theme, self.text, self.handler, self.handling, self.place]
        self.search_text = fold(" ".join(map(str, parts)))
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return address("activities:opinion_detail", self.pk)

    @property
    def place(self) -> str:
        return self.neighbourhood.name if self.neighbourhood else "Toàn phường"

    @property
    def is_handled(self):
        return self.handled_on is not None

    @property
    def state_words(self):
        """ "chưa giải quyết", "đã giải quyết sau 4 ngày", "giải quyết trong ngày"."""
        if not self.is_handled:
            return "chưa giải quyết"
        days = (self.handled_on - self.noted_on).days
        return f"đã giải quyết sau {days} ngày" if days else "giải quyết trong ngày"

    @transaction.atomic
    def note(self, *, by, before=None):
        """Save it with its trace; `before` is `as_audited()` taken before the change, empty for a new one."""
        self.full_clean()
        self.save()
        action = "sửa phản ánh của người dân" if before else "ghi phản ánh của người dân"
        record(by=by, action=action, target=self, before=before, after=self.as_audited())

    def as_audited(self):
        return snapshot(self, self.AUDITED)

    @transaction.atomic
    def handle(self, *, by, handler, handling, on):
        """Who did what about it, on which day; noted once more it is corrected, traced."""
        fields = ["handler", "handling", "handled_on"]
        before = snapshot(self, fields) if self.is_handled else {}
        self.handler, self.handling, self.handled_on = handler, handling, on
        self.handled_at, self.handled_by = timezone.now(), by
        self.full_clean()
        self.save()
        record(
            by=by,
            action="ghi kết quả giải quyết phản ánh",
            target=self,
            before=before,
            after=snapshot(self, fields),
        )
