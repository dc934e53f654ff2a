"""What the ward tells in public about a meeting: drafted from its data, edited, published by the editors."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from meetings.models.meetings import Meeting
from organizations.audit import record, record_written
from organizations.doers import doer
from organizations.models import Locality, Unit
from plans.models import Evidence
from wardportal.addresses import address
from wardportal.text import MISSING

# So many photos are offered to choose from.
MOST_OFFERED = 24


class NewsItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id)

    def published(self):
        return self.exclude(published_at=None)


class NewsItem(models.Model):
    """Một tin bài về một hội nghị; đăng rồi thì ai cũng xem được, không cần đăng nhập."""

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="news_items", verbose_name="địa phương"
    )
    meeting = models.OneToOneField(
        Meeting,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="news_item",
        verbose_name="hội nghị",
    )
    # Who proposed it, where it was not drafted from a meeting.
    unit = models.ForeignKey(
        Unit,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="news_items",
        verbose_name="đơn vị đề xuất",
    )
    pictures = models.ManyToManyField(
        Evidence, blank=True, related_name="news_items", verbose_name="ảnh đăng cùng"
    )
    title = models.CharField("tiêu đề", max_length=300)
    text = models.TextField("nội dung", help_text="Mỗi đoạn cách nhau một dòng trống.")
    source_url = models.URLField("đường dẫn nguồn", blank=True)
    published_at = models.DateTimeField("đăng lúc", null=True, editable=False)
    published_by = doer("người đăng", "published_news", null=True, editable=False)
    views = models.PositiveIntegerField("lượt xem", default=0, editable=False)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    WRITTEN = ["title", "text", "source_url"]

    objects = NewsItemQuerySet.as_manager()

    class Meta:
        verbose_name = "tin bài"
        verbose_name_plural = "tin bài"
        ordering = ["-published_at", "-pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address("meetings:news_detail", self.pk)

    @property
    def is_published(self):
        return self.published_at is not None

    def pictures_for(self, user):
        """The photos that may go with it: its own, and the newest evidence that `user` may see."""
        photos = Evidence.objects.visible_to(user).filter(
            is_photo=True, entry__assignment__unit__locality=self.locality_id
        )
        if self.unit_id:
            photos = photos.filter(entry__assignment__unit=self.unit_id)
        newest = photos.order_by("-uploaded_at", "-pk").values_list("pk", flat=True)[:MOST_OFFERED]
        own = self.pictures.values_list("pk", flat=True) if self.pk else []
        return Evidence.objects.filter(pk__in=[*own, *newest]).order_by("-uploaded_at", "-pk")

    @property
    def paragraphs(self) -> list[str]:
        return [part.strip() for part in self.text.split("\n\n") if part.strip()]

    @transaction.atomic
    def write(self, *, by):
        stored = NewsItem.objects.filter(pk=self.pk).first()
        self.full_clean()
        self.save()
        record_written(self, stored, self.WRITTEN, by=by, action="sửa tin bài" if stored else "soạn tin bài")

    @transaction.atomic
    def publish(self, *, by):
        """Let everybody read it."""
        stored = NewsItem.objects.select_for_update().get(pk=self.pk)
        if stored.is_published:
            raise ValidationError("Tin này đã đăng rồi.")
        if MISSING in stored.title + stored.text:
            raise ValidationError(f"Trong tin còn chỗ ghi “{MISSING}”. Hãy điền hoặc bỏ chỗ ấy.")
        self.published_at, self.published_by = timezone.now(), by
        self.save(update_fields=["published_at", "published_by"])
        record(by=by, action="đăng tin bài", target=self)

    @transaction.atomic
    def withdraw(self, *, by):
        """Take it off the public page; it stays as a draft."""
        self.published_at = self.published_by = None
        self.save(update_fields=["published_at", "published_by"])
        record(by=by, action="gỡ tin bài", target=self)

    def count_view(self):
        NewsItem.objects.filter(pk=self.pk).update(views=models.F("views") + 1)
