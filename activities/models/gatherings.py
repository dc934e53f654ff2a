"""Forms in which people are gathered in a neighbourhood: clubs, groups, models that run themselves."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q

from organizations.audit import record, snapshot
from organizations.models import Locality, Neighbourhood, Unit
from wardportal import dates
from wardportal.addresses import address
from wardportal.text import fold, has_all


class GatheringQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id)

    def active(self, day=None):
        """Those that were there on that day (today by default)."""
        day = day or dates.today()
        return self.filter(Q(founded_on=None) | Q(founded_on__lte=day)).filter(
            Q(ended_on=None) | Q(ended_on__gt=day)
        )

    def to_follow(self, field, unit):
        return self.active().filter(lead_unit=unit)

    def ended(self):
        return self.filter(ended_on__lte=dates.today())

    def search(self, words):
        return self.filter(has_all(words, "search_text"))

    def for_list(self):
        return self.select_related("neighbourhood", "lead_unit__line").order_by(
            "neighbourhood__order", "kind", "name", "pk"
        )


class Gathering(models.Model):
    """Một hình thức tập hợp quần chúng ở khu phố, do một đơn vị phụ trách."""

    class Kind(models.TextChoices):
        RESIDENT_GROUP = "resident_group", "tổ dân phố"
        CLUB = "club", "câu lạc bộ"
        TEAM = "team", "tổ"
        GROUP = "group", "nhóm"
        SELF_MANAGED = "self_managed", "mô hình tự quản"
        OTHER = "other", "hình thức khác"

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="gatherings", verbose_name="địa phương"
    )
    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.PROTECT, related_name="gatherings", verbose_name="khu phố"
    )
    kind = models.CharField("hình thức", max_length=20, choices=Kind)
    name = models.CharField("tên", max_length=200)
    lead_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="led_gatherings", verbose_name="đơn vị phụ trách"
    )
    founded_on = models.DateField("ngày thành lập", null=True, blank=True)
    member_count = models.PositiveIntegerField("số thành viên", null=True, blank=True)
    note = models.TextField("hoạt động gì, khi nào", blank=True)
    ended_on = models.DateField("thôi hoạt động từ ngày", null=True, blank=True)
    end_reason = models.CharField("vì sao thôi hoạt động", max_length=300, blank=True)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    search_text = models.TextField(editable=False)

    objects = GatheringQuerySet.as_manager()

    AUDITED = ["neighbourhood", "kind", "name", "lead_unit", "founded_on", "member_count", "note"]

    class Meta:
        verbose_name = "hình thức tập hợp"
        verbose_name_plural = "hình thức tập hợp"
        constraints = [
            models.UniqueConstraint(
                fields=["neighbourhood", "name"],
                condition=Q(ended_on=None),
                name="gathering_name_once_in_neighbourhood",
                violation_error_message="Khu phố này đã có hình thức tập hợp mang tên ấy, còn hoạt động.",
            ),
            models.CheckConstraint(
                condition=Q(founded_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("founded_on")),
                name="gathering_ends_after_it_begins",
                violation_error_message="Ngày thôi hoạt động phải từ ngày thành lập trở đi.",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, end_reason="") | Q(ended_on__isnull=False) & ~Q(end_reason=""),
                name="gathering_ended_with_a_reason",
                violation_error_message="Thôi hoạt động thì ghi ngày và lý do.",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.search_text = fold(f"{self.name} {self.get_kind_display()} {self.note} {self.neighbourhood}")
        super().save(*args, **kwargs)

    def follow(self, field, unit, *, by):
        """The unit has ended; its successor answers for it."""
        before = {"đơn vị": str(self.lead_unit)}
        self.lead_unit = unit
        self.save(update_fields=["lead_unit"])
        after = {"đơn vị": str(unit)}
        record(by=by, action="chuyển việc cho đơn vị kế tiếp", target=self, before=before, after=after)

    def get_absolute_url(self):
        return address("activities:gathering_detail", self.pk)

    def clean(self):
        place = self.lead_unit.neighbourhood if self.lead_unit_id else None
        if place and self.neighbourhood_id and place.pk != self.neighbourhood_id:
            raise ValidationError(
                {
                    "neighbourhood": f"{self.lead_unit} ở {place}: hãy chọn {place}, "
                    "hoặc chọn đơn vị phụ trách khác."
                }
            )

    @property
    def is_active(self):
        return self.ended_on is None or self.ended_on > dates.today()

    @transaction.atomic
    def settle(self, *, by, before=None):
        """Save what was typed, new or changed; `before` is `as_audited()` taken before the change."""
        self._require_active()
        self.full_clean()
        self.save()
        after = self.as_audited()
        if before != after:
            action = "sửa hình thức tập hợp" if before else "thêm hình thức tập hợp"
            record(by=by, action=action, target=self, before=before or {}, after=after)

    @transaction.atomic
    def end(self, on, reason, *, by):
        """It no longer meets, from day `on`; its row stays for the papers that name it."""
        # Under a lock: of two who end it at the same moment the second is told so.
        self.ended_on = Gathering.objects.select_for_update().get(pk=self.pk).ended_on
        self._require_active()
        self.ended_on, self.end_reason = on, reason
        self.full_clean()
        self.save()
        record(
            by=by,
            action="ghi thôi hoạt động",
            target=self,
            after=snapshot(self, ["ended_on", "end_reason"]),
        )

    def _require_active(self):
        if self.ended_on is not None and self.pk is not None:
            raise ValidationError("Hình thức tập hợp này đã thôi hoạt động nên không sửa được nữa.")

    def as_audited(self):
        return snapshot(self, self.AUDITED)
