"""Good models and examples (mô hình, điển hình) of a movement, by unit."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q

from activities.models.movements import Movement, MovementItem
from organizations.audit import record, snapshot
from organizations.models import Locality, Unit
from wardportal.addresses import address
from wardportal.text import fold, has_all


class GoodPracticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id)

    def in_period(self, period):
        """What was recognised, or began, within the period."""
        days = (period.starts_on, period.ends_on)
        return self.filter(Q(recognised_on__range=days) | Q(since_on__range=days))

    def search(self, words):
        return self.filter(has_all(words, "search_text"))

    def for_list(self):
        """Khu phố by khu phố, the ward's own bodies first."""
        return self.select_related("unit__neighbourhood", "movement", "item").order_by(
            F("unit__neighbourhood__order").asc(nulls_first=True), "unit__order", "unit__name", "pk"
        )


class GoodPractice(models.Model):
    """Một mô hình hay, hoặc một điển hình tập thể, cá nhân, của một đơn vị trong một phong trào."""

    class Kind(models.TextChoices):
        MODEL = "model", "mô hình"
        GROUP = "group", "điển hình tập thể"
        PERSON = "person", "điển hình cá nhân"

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="good_practices", verbose_name="địa phương"
    )
    movement = models.ForeignKey(
        Movement, on_delete=models.PROTECT, related_name="good_practices", verbose_name="phong trào"
    )
    # Empty where it concerns the movement as a whole.
    item = models.ForeignKey(
        MovementItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="good_practices",
        verbose_name="nội dung của phong trào",
    )
    kind = models.CharField("loại", max_length=10, choices=Kind)
    title = models.CharField("tên", max_length=200)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="good_practices", verbose_name="đơn vị"
    )
    # Only as somebody typed it: an example need not be a person of the portal.
    honoree = models.CharField("tập thể, cá nhân", max_length=200, blank=True)
    text = models.TextField("cách làm")
    results = models.TextField("kết quả", blank=True)
    since_on = models.DateField("từ ngày", null=True, blank=True)
    recognised_on = models.DateField("ngày được công nhận, biểu dương", null=True, blank=True)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    search_text = models.TextField(editable=False)

    objects = GoodPracticeQuerySet.as_manager()

    AUDITED = [
        "item",
        "kind",
        "title",
        "unit",
        "honoree",
        "text",
        "results",
        "since_on",
        "recognised_on",
    ]

    class Meta:
        verbose_name = "mô hình, điển hình"
        verbose_name_plural = "mô hình, điển hình"
        constraints = [
            models.CheckConstraint(
                condition=Q(since_on=None) | Q(recognised_on=None) | Q(recognised_on__gte=F("since_on")),
                name="practice_is_recognised_after_it_began",
                violation_error_message="Ngày công nhận phải từ ngày bắt đầu trở đi.",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display().capitalize()} “{self.title}”"

    def save(self, *args, **kwargs):
        parts = [self.title, self.honoree, self.text, self.results, self.unit]
        self.search_text = fold(" ".join(map(str, parts)))
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return address("activities:practice_detail", self.pk)

    def clean(self):
        if self.item is not None and self.item.movement_id != self.movement_id:
            raise ValidationError({"item": "Nội dung này thuộc phong trào khác. Hãy chọn lại."})

    @transaction.atomic
    def keep(self, *, by, before=None):
        """Save it with its trace; `before` is `as_audited()` taken before the change, empty for a new one."""
        self.full_clean()
        self.save()
        action = "sửa mô hình, điển hình" if before else "ghi mô hình, điển hình"
        record(by=by, action=action, target=self, before=before, after=self.as_audited())

    def as_audited(self):
        return snapshot(self, self.AUDITED)
