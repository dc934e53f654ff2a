"""Where: the locality, to which everything else belongs, and its neighbourhoods."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from organizations.audit import save_completed
from wardportal import dates


def valid_on(day):
    """The filter "in being on that day": empty means since ever, or without end."""
    return valid_during(day, day)


def valid_during(first, last):
    """The filter "in being on some day from `first` to `last`"."""
    return (Q(valid_from=None) | Q(valid_from__lte=last)) & (Q(valid_to=None) | Q(valid_to__gte=first))


class Locality(models.Model):
    """Một phường, xã hoặc đặc khu: mọi dữ liệu khác thuộc về đúng một địa phương."""

    class Kind(models.TextChoices):
        WARD = "ward", "phường"
        COMMUNE = "commune", "xã"
        SPECIAL_ZONE = "special_zone", "đặc khu"

    kind = models.CharField("loại", max_length=20, choices=Kind, default=Kind.WARD)
    name = models.CharField("tên", max_length=100)
    # The office writes "Phường 6, ngày …"; a named ward writes "Chợ Lớn, ngày …".
    place_name = models.CharField("địa danh trên văn bản", max_length=100)
    neighbourhood_word = models.CharField("cách gọi khu dân cư", max_length=30, default="khu phố")
    superior_name = models.CharField("cấp trên trực tiếp, như in trên văn bản", max_length=200)
    # Shown to everybody, also to who cannot sign in.
    help_contact = models.CharField("người trợ giúp và số điện thoại", max_length=120, blank=True)
    is_second_factor_required = models.BooleanField(
        "đòi mã xác nhận khi đăng nhập, với người ban hành văn bản ở phường và người quản trị", default=False
    )
    idle_minutes = models.PositiveSmallIntegerField(
        "tự đăng xuất sau số phút không dùng",
        default=720,
        validators=[MinValueValidator(10), MaxValueValidator(20160)],
    )
    # Retention; empty: kept without end (domain/08).
    keep_people_years = models.PositiveSmallIntegerField(
        "ẩn danh người đã thôi mọi chức vụ sau số năm",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
    )
    keep_log_years = models.PositiveSmallIntegerField(
        "xóa nhật ký cũ hơn số năm",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
    )
    valid_from = models.DateField("có từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    COMPLETED = ["kind", "name", "place_name", "neighbourhood_word", "superior_name", "help_contact"]

    class Meta:
        verbose_name = "địa phương"
        verbose_name_plural = "địa phương"

    def __str__(self):
        return self.name

    @property
    def locality_id(self):
        return self.pk

    def complete(self, *, by):
        """Save what was filled in, with its trace in the log."""
        save_completed(self, by=by, action="bổ sung thông tin của địa phương")


class Named(models.Model):
    """What bears a name, and bore others before (`former_names`)."""

    class Meta:
        abstract = True

    def name_on(self, day) -> str:
        """What it was called on that day; needs `former_names` prefetched where many are asked."""
        former = [it for it in self.former_names.all() if it.until >= day]
        return min(former, key=lambda it: it.until).name if former else self.name


class NeighbourhoodQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id)

    def current(self, day=None, also=()):
        """Those of that day (today by default), and those former ones whose pk is among `also`."""
        return self.filter(valid_on(day or dates.today()) | Q(pk__in=also))


class Neighbourhood(Named):
    """Một khu phố (tổ dân phố, ấp, thôn); sáp nhập hay chia tách thì đơn vị cũ vẫn còn trên giấy tờ cũ."""

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="neighbourhoods", verbose_name="địa phương"
    )
    name = models.CharField("tên", max_length=100)
    short_name = models.CharField("tên ngắn", max_length=20)
    order = models.PositiveSmallIntegerField("thứ tự")
    valid_from = models.DateField("có từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    successors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="predecessors", verbose_name="đơn vị kế tiếp"
    )

    objects = NeighbourhoodQuerySet.as_manager()

    class Meta:
        verbose_name = "khu phố"
        verbose_name_plural = "khu phố"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["locality", "name"],
                name="neighbourhood_name_once",
                violation_error_message="Tên khu phố này đã có.",
            )
        ]

    def __str__(self):
        return self.name
