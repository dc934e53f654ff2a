"""The bodies that act, line by line, and what they were called before."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.text import slugify

from organizations.audit import record_written
from organizations.models.places import Locality, Named, Neighbourhood, valid_during, valid_on
from organizations.permissions import reach
from wardportal import dates
from wardportal.addresses import address
from wardportal.text import fold, has_all


class Line(models.Model):
    """Một hệ tổ chức: Đảng, Mặt trận, Đoàn, Phụ nữ …; danh sách do địa phương định."""

    code = models.SlugField("mã", max_length=20, unique=True)
    name = models.CharField("tên", max_length=100)
    order = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        verbose_name = "hệ tổ chức"
        verbose_name_plural = "hệ tổ chức"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name

    @classmethod
    def named(cls, name) -> "Line":
        """The line called so; a new one, behind all others, where there is none."""
        lines = list(cls.objects.all())
        for line in lines:
            if fold(line.name) == fold(name):
                return line
        last = max((line.order for line in lines), default=0) + 1
        code = slugify(fold(name))[:20].strip("-")
        if not code or any(line.code == code for line in lines):
            code = f"{code[:14].strip('-')}-{last}"
        return cls.objects.get_or_create(code=code, defaults={"name": name, "order": last})[0]


class UnitQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id)

    def current(self, day=None):
        return self.filter(valid_on(day or dates.today()))

    def during(self, first, last):
        """Those that were in being on some day from `first` to `last`."""
        return self.filter(valid_during(first, last))

    def branches(self):
        return self.filter(level=Unit.Level.NEIGHBOURHOOD)

    def search(self, words):
        return self.filter(has_all(words, "search_text"))

    def for_list(self):
        return self.select_related("line", "neighbourhood").order_by(
            F("neighbourhood__order").asc(nulls_first=True), "line__order", "order", "name"
        )

    def by_line(self):
        """For a form that offers units line by line: the ward's own bodies first, then the branches."""
        return self.select_related("line").order_by(
            "line__order", "line__name", F("neighbourhood__order").asc(nulls_first=True), "order", "name"
        )

    def reached_by(self, user, permission):
        """The units for which `can(user, permission, unit)` says yes: what a form may offer."""
        return self.visible_to(user).filter(reach(user, permission))


class Unit(Named):
    """Một tổ chức làm việc: Đảng ủy, Ủy ban MTTQ, Hội LHPN, chi bộ, ban CTMT, chi đoàn, chi hội."""

    class Level(models.TextChoices):
        SUPERIOR = "superior", "cấp trên"
        # Sends papers, and stands neither above the ward nor in it.
        OTHER = "other", "cơ quan khác"
        WARD = "ward", "phường"
        NEIGHBOURHOOD = "neighbourhood", "khu phố"

    # What is none of the ward's own.
    OUTSIDE = (Level.SUPERIOR, Level.OTHER)

    class FormatFamily(models.TextChoices):
        PARTY = "party", "văn bản của Đảng"
        FRONT = "front", "văn bản của Mặt trận"
        ADMINISTRATIVE = "administrative", "văn bản hành chính"
        YOUTH = "youth", "văn bản của Đoàn"
        UNION = "union", "văn bản của Công đoàn"
        WOMEN = "women", "văn bản của Hội Phụ nữ"
        FARMERS = "farmers", "văn bản của Hội Nông dân"
        VETERANS = "veterans", "văn bản của Hội Cựu chiến binh"

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="units", verbose_name="địa phương"
    )
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="units", verbose_name="hệ tổ chức")
    level = models.CharField("cấp", max_length=20, choices=Level)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="tổ chức cấp trên trong hệ",
    )
    neighbourhood = models.ForeignKey(
        Neighbourhood,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name="khu phố",
    )
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=60)
    symbol = models.CharField("ký hiệu trên văn bản", max_length=20, blank=True)
    format_family = models.CharField(
        "thể thức văn bản", max_length=20, choices=FormatFamily, default=FormatFamily.ADMINISTRATIVE
    )
    # How its papers name it and what stands above it, where that is not its name and its superior's.
    paper_superior = models.TextField(
        "cơ quan cấp trên, như in trên văn bản", blank=True, help_text="Mỗi dòng in một dòng."
    )
    paper_issuer = models.TextField(
        "cơ quan ban hành, như in trên văn bản", blank=True, help_text="Mỗi dòng in một dòng."
    )
    paper_archive = models.CharField(
        "nơi lưu", max_length=100, blank=True, help_text="Ví dụ: Đảng ủy; Văn phòng Đảng ủy; MTTQ."
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    valid_from = models.DateField("có từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    successors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="predecessors", verbose_name="đơn vị kế tiếp"
    )
    search_text = models.TextField(editable=False)

    WRITTEN = [
        "name",
        "short_name",
        "line",
        "parent",
        "symbol",
        "format_family",
        "paper_superior",
        "paper_issuer",
        "paper_archive",
        "order",
    ]

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        constraints = [
            models.CheckConstraint(
                condition=Q(level="neighbourhood", neighbourhood__isnull=False)
                | (~Q(level="neighbourhood") & Q(neighbourhood__isnull=True)),
                name="unit_level_matches_neighbourhood",
                violation_error_message="Đơn vị cấp khu phố phải thuộc một khu phố, cấp khác thì không.",
            ),
            models.UniqueConstraint(
                fields=["locality", "name"],
                name="unit_name_once",
                violation_error_message="Tên đơn vị này đã có.",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.search_text = fold(f"{self.name} {self.short_name} {self.symbol}")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return address("organizations:unit_detail", self.pk)

    @transaction.atomic
    def write(self, *, by, renamed_on=None):
        """Save a new body or what was changed of one; its former name stands until before `renamed_on`."""
        stored = Unit.objects.filter(pk=self.pk).first()
        self.full_clean(exclude=["search_text"])
        self.save()
        if stored and stored.name != self.name:
            until = (renamed_on or dates.today()) - timedelta(days=1)
            self.former_names.create(name=stored.name, short_name=stored.short_name, until=until)
        record_written(self, stored, self.WRITTEN, by=by, action="sửa đơn vị" if stored else "lập đơn vị")

    @property
    def leading_post(self):
        """The post that leads this unit, held or vacant; None where none is known; needs `ranked_posts()`."""
        return self.ranked_posts[0] if self.ranked_posts else None

    @property
    def leaders(self):
        """Who holds the leading post today, usually one; needs `ranked_posts()`."""
        return self.leading_post.held if self.leading_post else []

    @property
    def is_outside(self):
        """Whether it is a body above the ward, or another that sends it papers."""
        return self.level in self.OUTSIDE

    @property
    def ended_words(self) -> str:
        """ "Chi hội Phụ nữ Khu phố 3 đã kết thúc hoạt động ngày 30/6/2017"; "" while it goes on."""
        if self.valid_to is None or self.valid_to >= dates.today():
            return ""
        return f"{self} đã kết thúc hoạt động ngày {dates.short_date(self.valid_to)}"

    def is_under(self, other) -> bool:
        """Whether `other` stands above this unit along the line, however far."""
        unit = self
        while unit.parent_id is not None:
            if unit.parent_id == other.pk:
                return True
            unit = unit.parent
        return False


class FormerName(models.Model):
    """Tên cũ của một đơn vị hay một khu phố, dùng đến hết ngày nào."""

    unit = models.ForeignKey(
        Unit,
        on_delete=models.CASCADE,
        related_name="former_names",
        null=True,
        blank=True,
        verbose_name="đơn vị",
    )
    neighbourhood = models.ForeignKey(
        Neighbourhood,
        on_delete=models.CASCADE,
        related_name="former_names",
        null=True,
        blank=True,
        verbose_name="khu phố",
    )
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=60)
    until = models.DateField("đến hết ngày")

    class Meta:
        verbose_name = "tên cũ"
        verbose_name_plural = "các tên cũ"
        ordering = ["-until", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False) ^ Q(neighbourhood__isnull=False),
                name="former_name_of_one",
                violation_error_message="Tên cũ là của một đơn vị hoặc của một khu phố.",
            )
        ]

    def __str__(self):
        return f"{self.name} (đến hết {dates.short_date(self.until)})"
