"""The posts in a unit, and who holds which from when to when."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Prefetch, Q

from organizations.audit import record, record_written
from organizations.models.people import Person
from organizations.models.units import Unit
from organizations.permissions import Permission, Role, can
from wardportal import dates
from wardportal.text import has_all


class PostQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(unit__locality_id=user.locality_id)


# Behind the posts whose order somebody has set.
LAST = 9


class Post(models.Model):
    """Một chức vụ trong một đơn vị; vai trò (nếu có) cho người đang giữ chức vụ quyền làm việc trên cổng."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts", verbose_name="đơn vị")
    name = models.CharField("chức vụ", max_length=120)
    role = models.CharField("vai trò", max_length=30, choices=Role, blank=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    WRITTEN = ["name", "role", "order"]

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "chức vụ"
        verbose_name_plural = "chức vụ"
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="post_name_once_in_unit",
                violation_error_message="Đơn vị này đã có chức vụ ấy.",
            )
        ]

    def __str__(self):
        return f"{self.name} – {self.unit}"

    @classmethod
    def of_unit(cls, unit, name, *, by) -> "Post":
        """The unit's post of that name; a new one, without a role, where there is none."""
        found = cls.objects.filter(unit=unit, name=name).first()
        if found is None:
            found = cls(unit=unit, name=name, order=LAST)
            found.write(by=by)
        return found

    @transaction.atomic
    def write(self, *, by):
        """Save a new post or what was changed of one: its role gives or takes powers at once."""
        stored = Post.objects.filter(pk=self.pk).first()
        self.full_clean()
        self.save()
        record_written(self, stored, self.WRITTEN, by=by, action="sửa chức vụ" if stored else "thêm chức vụ")

    @property
    def locality_id(self):
        return self.unit.locality_id


class PostHoldingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(person__locality_id=user.locality_id)

    def search(self, words):
        return self.filter(has_all(words, "person__search_text"))

    def for_list(self):
        return self.select_related("person", "post__unit").order_by("person__sort_key", "post__order", "pk")

    def ended(self):
        return self.filter(to_on__lt=dates.today())

    def current(self, day=None):
        day = day or dates.today()
        return self.filter(Q(from_on=None) | Q(from_on__lte=day), Q(to_on=None) | Q(to_on__gte=day))


class PostHolding(models.Model):
    """Ai giữ chức vụ nào từ ngày nào đến ngày nào; chỉ kết thúc, không sửa, không xóa."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings", verbose_name="chức vụ")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="holdings", verbose_name="người giữ"
    )
    # Unknown beginnings exist (the seed gives none): empty means "since before the portal".
    from_on = models.DateField("từ ngày", null=True, blank=True)
    to_on = models.DateField("đến hết ngày", null=True, blank=True)
    is_acting = models.BooleanField("phụ trách, lâm thời", default=False)

    objects = PostHoldingQuerySet.as_manager()

    class Meta:
        verbose_name = "việc giữ chức vụ"
        verbose_name_plural = "việc giữ chức vụ"
        constraints = [
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="holding_ends_after_it_begins",
                violation_error_message="Ngày thôi giữ chức vụ phải từ ngày nhận trở đi.",
            )
        ]

    def __str__(self):
        return f"{self.person} – {self.post}"

    @property
    def locality_id(self):
        return self.person.locality_id

    @property
    def is_ended(self):
        return self.to_on is not None and self.to_on < dates.today()

    @classmethod
    @transaction.atomic
    def begin(cls, post, person, *, by, from_on, is_acting=False) -> "PostHolding":
        """Give `person` the post from that day; whoever holds it beside them keeps it until it is ended.

        Raises ValidationError where it is held already, and for a post that administers, which only who
        administers gives.
        """
        if post.role == Role.WARD_ADMIN and not (by and can(by, Permission.ACCOUNT_MANAGE, post.unit)):
            raise ValidationError("Chỉ quản trị của phường giao được chức vụ này.")
        held = cls.objects.current(from_on).filter(post=post, person=person)
        if held.exists():
            raise ValidationError(f"{person} đang giữ chức vụ này rồi.")
        holding = cls(post=post, person=person, from_on=from_on, is_acting=is_acting)
        holding.full_clean()
        holding.save()
        after = {"từ ngày": str(from_on), "phụ trách": is_acting}
        record(by=by, action="bắt đầu giữ chức vụ", target=holding, after=after)
        return holding

    @transaction.atomic
    def end(self, on, *, by):
        """End the holding with day `on`; the account loses its powers the day after."""
        before = {"đến hết ngày": self.to_on}
        self.to_on = on
        self.full_clean()
        self.save(update_fields=["to_on"])
        record(by=by, action="kết thúc giữ chức vụ", target=self, before=before, after={"đến hết ngày": on})


def ranked_posts(day=None) -> Prefetch:
    """For `prefetch_related` of units: `ranked_posts`, each post with `held`, who holds it that day."""
    held = PostHolding.objects.current(day).select_related("person").order_by("person__sort_key", "pk")
    posts = Post.objects.prefetch_related(Prefetch("holdings", queryset=held, to_attr="held"))
    return Prefetch("posts", queryset=posts, to_attr="ranked_posts")
