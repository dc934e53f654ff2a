"""An account: how a person signs in; what it may do comes from the posts the person holds."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.functional import cached_property

from organizations.models.people import Person
from organizations.models.places import Locality
from organizations.models.units import PostHolding
from organizations.permissions import Role


class UserManager(BaseUserManager):
    def create_user(self, username, password=None, **fields):
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user


class User(AbstractBaseUser):
    """Một tài khoản: làm được gì là do chức vụ mà người ấy đang giữ, không do tài khoản."""

    username = models.CharField(
        "tên đăng nhập",
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "Tên đăng nhập này đã có."},
    )
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="users", verbose_name="địa phương"
    )
    person = models.OneToOneField(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="user",
        verbose_name="người dùng",
    )
    # Their own choice: where reminders go as well (organizations/jobs.py). Not for signing in.
    email = models.EmailField("thư điện tử", blank=True)
    is_active = models.BooleanField("được đăng nhập", default=True)
    is_demo = models.BooleanField("tài khoản dùng thử", default=False)

    USERNAME_FIELD = "username"

    objects = UserManager()

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"

    def __str__(self):
        return self.person.full_name if self.person else self.username

    @cached_property
    def holdings(self):
        """The `PostHolding`s of this person today, with post and unit, in the order of the posts."""
        if self.person_id is None:
            return []
        return list(
            PostHolding.objects.current()
            .filter(person_id=self.person_id)
            .select_related("post__unit__neighbourhood")
            .order_by("post__order", "pk")
        )

    @property
    def powers(self):
        """[(role, unit)] of the posts held today: the only source of what this account may do."""
        return [(Role(h.post.role), h.post.unit) for h in self.holdings if h.post.role]

    @property
    def units(self):
        """The units in which this person holds a post today."""
        return list({h.post.unit_id: h.post.unit for h in self.holdings}.values())
