"""Supervision, social criticism, contributions to the Party and the government; recommendations, replies.

The forms are those of the Front's law and of QĐ 217-QĐ/TW and 218-QĐ/TW (03-plans.md).
"""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, F, Max, Q
from django.utils import timezone

from documents.models import Document
from organizations.audit import record, snapshot
from organizations.doers import doer
from organizations.models import Locality, Unit
from organizations.permissions import headed_units
from wardportal import dates
from wardportal.addresses import address
from wardportal.text import fold, has_all


class SupervisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id)

    def in_period(self, period):
        """What was held within the period."""
        return self.filter(held_on__range=(period.starts_on, period.ends_on))

    def search(self, words):
        return self.filter(has_all(words, "search_text"))

    def with_counts(self):
        """Each with `recommendation_count`, and of these `replied_count` and `overdue_count`."""
        awaited = Q(recommendations__state=Recommendation.State.AWAITED)
        return self.annotate(
            recommendation_count=Count("recommendations"),
            replied_count=Count("recommendations", filter=~awaited & Q(recommendations__isnull=False)),
            overdue_count=Count(
                "recommendations", filter=awaited & Q(recommendations__due_on__lt=dates.today())
            ),
        )

    def for_list(self):
        """What is still to be held first, then the newest."""
        return self.select_related("lead_unit", "subject_unit").order_by(
            F("held_on").desc(nulls_first=True), "-pk"
        )


class Supervision(models.Model):
    """Một cuộc giám sát, phản biện xã hội, hoặc một đợt góp ý xây dựng Đảng, chính quyền."""

    class Kind(models.TextChoices):
        SUPERVISION = "supervision", "giám sát"
        CRITICISM = "criticism", "phản biện xã hội"
        CONTRIBUTION = "contribution", "góp ý xây dựng Đảng, chính quyền"

    class Form(models.TextChoices):
        TEAM = "team", "đoàn giám sát"
        PAPERS = "papers", "nghiên cứu, xem xét văn bản"
        COMMUNITY = "community", "qua Ban Thanh tra nhân dân, Ban Giám sát đầu tư của cộng đồng"
        JOINT = "joint", "tham gia giám sát với cơ quan khác"
        CRITICISM_SESSION = "criticism_session", "hội nghị phản biện"
        OPINIONS = "opinions", "gửi dự thảo lấy ý kiến"
        DIALOGUE = "dialogue", "đối thoại trực tiếp"
        SLIPS = "slips", "phiếu, sổ góp ý"
        SESSION = "session", "hội nghị góp ý"

    FORMS_OF = {
        Kind.SUPERVISION: (Form.TEAM, Form.PAPERS, Form.COMMUNITY, Form.JOINT),
        Kind.CRITICISM: (Form.CRITICISM_SESSION, Form.OPINIONS, Form.DIALOGUE),
        Kind.CONTRIBUTION: (Form.SLIPS, Form.SESSION),
    }

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="supervisions", verbose_name="địa phương"
    )
    kind = models.CharField("loại", max_length=12, choices=Kind)
    form = models.CharField("hình thức", max_length=20, choices=Form)
    title = models.CharField("nội dung", max_length=300)
    plan = models.TextField("kế hoạch tóm tắt", blank=True)
    lead_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="led_supervisions", verbose_name="đơn vị chủ trì"
    )
    subject_unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supervisions",
        verbose_name="đơn vị được giám sát, nhận góp ý",
    )
    # A body that is no unit of the portal: Ủy ban nhân dân, a school, a building site.
    subject_name = models.CharField("cơ quan, đơn vị khác", max_length=200, blank=True)
    held_on = models.DateField("ngày tiến hành", null=True, blank=True)
    result = models.TextField("kết quả", blank=True)
    document = models.ForeignKey(
        Document,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="supervisions",
        verbose_name="văn bản kết quả",
    )
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    search_text = models.TextField(editable=False)

    objects = SupervisionQuerySet.as_manager()

    AUDITED = [
        "kind",
        "form",
        "title",
        "plan",
        "lead_unit",
        "subject_unit",
        "subject_name",
        "held_on",
        "result",
        "document",
    ]

    class Meta:
        verbose_name = "cuộc giám sát, phản biện, góp ý"
        verbose_name_plural = "giám sát, phản biện, góp ý"
        constraints = [
            models.CheckConstraint(
                condition=Q(subject_unit__isnull=False, subject_name="")
                | Q(subject_unit=None) & ~Q(subject_name=""),
                name="supervision_has_one_subject",
                violation_error_message="Hãy chọn đơn vị được giám sát, nhận góp ý, hoặc ghi cơ quan khác.",
            ),
            models.CheckConstraint(
                condition=Q(result="") | Q(held_on__isnull=False),
                name="supervision_result_has_its_day",
                violation_error_message="Có kết quả thì phải ghi ngày tiến hành.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display().capitalize()}: {self.title}"

    def save(self, *args, **kwargs):
        parts = [self.get_kind_display(), self.title, self.plan, self.result, self.lead_unit, self.subject]
        self.search_text = fold(" ".join(map(str, parts)))
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return address("activities:supervision_detail", self.pk)

    def clean(self):
        if self.kind and self.form and self.form not in self.FORMS_OF[self.Kind(self.kind)]:
            label = self.get_form_display()
            raise ValidationError(
                {"form": f"“{label.capitalize()}” không phải hình thức {self.get_kind_display()}."}
            )

    @property
    def subject(self) -> str:
        return self.subject_unit.name if self.subject_unit else self.subject_name

    @property
    def is_held(self):
        return self.held_on is not None

    @transaction.atomic
    def keep(self, *, by, before=None):
        """Save it with its trace; `before` is `as_audited()` taken before the change, empty for a new one."""
        self.full_clean()
        self.save()
        action = "sửa cuộc giám sát, góp ý" if before else "ghi cuộc giám sát, góp ý"
        record(by=by, action=action, target=self, before=before, after=self.as_audited())

    def as_audited(self):
        return snapshot(self, self.AUDITED)

    @transaction.atomic
    def recommend(self, *, by, text, addressee, due_on):
        """One more recommendation that waits for its reply. The Recommendation."""
        # Under a lock: of two entered at the same moment each has a number of its own.
        Supervision.objects.select_for_update().get(pk=self.pk)
        last = self.recommendations.aggregate(order=Max("order"))["order"] or 0
        recommendation = Recommendation(
            supervision=self, order=last + 1, text=text, addressee=addressee, due_on=due_on
        )
        recommendation.full_clean()
        recommendation.save()
        record(
            by=by,
            action="ghi kiến nghị",
            target=self,
            after={"kiến nghị": text, "gửi": addressee, "hạn trả lời": dates.short_date(due_on)},
        )
        return recommendation


class RecommendationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(supervision__locality_id=user.locality_id)

    def awaited(self):
        return self.filter(state=Recommendation.State.AWAITED)

    def overdue(self):
        return self.awaited().filter(due_on__lt=dates.today())

    def overdue_for(self, user):
        """What the units that `user` heads should ask after: their own recommendations without a reply."""
        overdue = self.overdue().filter(supervision__lead_unit__in=headed_units(user))
        return overdue.select_related("supervision").order_by("due_on", "pk")

    def in_period(self, period):
        """Those of what was held within the period."""
        return self.filter(supervision__held_on__range=(period.starts_on, period.ends_on))

    def search(self, words):
        return self.filter(has_all(words, "search_text"))

    def for_list(self):
        """What waits first, the earliest day first; then the replies, the newest first."""
        return self.select_related("supervision__lead_unit", "supervision__subject_unit").order_by(
            F("replied_on").desc(nulls_first=True), "due_on", "pk"
        )


class Recommendation(models.Model):
    """Một kiến nghị sau giám sát, phản biện, góp ý; nơi nhận tiếp thu hoặc giải trình."""

    class State(models.TextChoices):
        AWAITED = "awaited", "chờ trả lời"
        ACCEPTED = "accepted", "đã tiếp thu"
        EXPLAINED = "explained", "đã giải trình"

    supervision = models.ForeignKey(
        Supervision, on_delete=models.CASCADE, related_name="recommendations", verbose_name="cuộc giám sát"
    )
    order = models.PositiveSmallIntegerField("thứ tự")
    text = models.TextField("kiến nghị")
    addressee = models.CharField("gửi đến", max_length=200)
    due_on = models.DateField("hạn trả lời")
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.AWAITED)
    reply = models.TextField("nội dung trả lời", blank=True)
    replied_on = models.DateField("ngày trả lời", null=True, blank=True)
    recorded_at = models.DateTimeField("ghi trả lời lúc", null=True, blank=True)
    recorded_by = doer("người ghi trả lời", "recorded_replies", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    search_text = models.TextField(editable=False)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = "kiến nghị"
        verbose_name_plural = "kiến nghị"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["supervision", "order"],
                name="recommendation_order_once",
                violation_error_message="Cuộc này đã có kiến nghị mang số thứ tự ấy.",
            ),
            models.CheckConstraint(
                condition=Q(state="awaited", reply="", replied_on=None, recorded_at=None, recorded_by=None)
                | Q(
                    state__in=["accepted", "explained"],
                    replied_on__isnull=False,
                    recorded_at__isnull=False,
                    recorded_by__isnull=False,
                )
                & ~Q(reply=""),
                name="replied_recommendation_has_its_reply",
                violation_error_message="Kiến nghị đã trả lời phải có nội dung, ngày trả lời và người ghi.",
            ),
        ]

    def __str__(self):
        return f"Kiến nghị {self.order}: {self.text}"[:200]

    def clean(self):
        held_on = self.supervision.held_on
        if not held_on:
            return
        for name, label in [("due_on", "Hạn trả lời"), ("replied_on", "Ngày trả lời")]:
            day = getattr(self, name)
            if day and day < held_on:
                held = dates.short_date(held_on)
                raise ValidationError(
                    {name: f"{label} không thể trước ngày tiến hành ({held}); hãy chọn ngày khác."}
                )

    def save(self, *args, **kwargs):
        told = self.supervision
        self.search_text = fold(f"{self.text} {self.addressee} {self.reply} {told.title} {told.subject}")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return f"{self.supervision.get_absolute_url()}#kien-nghi-{self.order}"

    @property
    def locality_id(self):
        return self.supervision.locality_id

    @property
    def is_awaited(self):
        return self.state == self.State.AWAITED

    @property
    def days_over(self):
        """Whole days past the day by which the reply was awaited: until it came, else until today."""
        return max(0, ((self.replied_on or dates.today()) - self.due_on).days)

    @property
    def state_words(self):
        """ "chờ trả lời", "quá hạn 12 ngày", "đã tiếp thu", "đã giải trình, trễ 3 ngày"."""
        if self.is_awaited:
            return f"quá hạn {self.days_over} ngày" if self.days_over else self.get_state_display()
        late = f", trễ {self.days_over} ngày" if self.days_over else ""
        return f"{self.get_state_display()}{late}"

    @property
    def tone(self):
        """The tone of the badge that says `state_words`."""
        if self.is_awaited:
            return "late" if self.days_over else "wait"
        return "ok" if self.state == self.State.ACCEPTED else "info"

    @transaction.atomic
    def take_reply(self, state, *, by, reply, on):
        """Note what the addressee replied: ACCEPTED or EXPLAINED; noted once more it is corrected, traced."""
        if on > dates.today():
            raise ValidationError("Ngày trả lời không thể sau hôm nay. Hãy ghi lại ngày.")
        before = self._audited()
        self.state, self.reply, self.replied_on = state, reply, on
        self.recorded_at, self.recorded_by = timezone.now(), by
        self.full_clean()
        self.save()
        record(
            by=by,
            action=f"ghi trả lời kiến nghị {self.order}",
            target=self.supervision,
            before=before,
            after=self._audited(),
        )

    def _audited(self):
        return {} if self.is_awaited else snapshot(self, ["state", "reply", "replied_on"])
