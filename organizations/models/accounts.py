"""An account: how a person signs in; what it may do comes from the posts the person holds."""

import secrets
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import cached_property

from organizations.audit import record
from organizations.models.absences import Absence
from organizations.models.people import Person
from organizations.models.places import Locality
from organizations.models.posts import PostHolding
from organizations.models.units import Unit
from organizations.permissions import Role

ONE_TIME_DAYS = timedelta(days=7)


def one_time_password() -> str:
    """ "4821-0937-5516": figures in fours, so that it can be read off a slip and typed on a phone."""
    return "-".join(f"{secrets.randbelow(10_000):04}" for _ in range(3))


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
    # A password that somebody else made: good until that day, and only for choosing one's own.
    one_time_until = models.DateField("mật khẩu dùng một lần đến hết ngày", null=True, blank=True)
    is_demo = models.BooleanField("tài khoản dùng thử", default=False)

    USERNAME_FIELD = "username"

    objects = BaseUserManager()

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"

    def __str__(self):
        return self.person.full_name if self.person else self.username

    @cached_property
    def _held(self):
        """Posts held today by this person, and by those for whom this person stands in."""
        if self.person_id is None:
            return []
        stands_in_for = Absence.objects.current().filter(deputy_id=self.person_id).values("person")
        own = Person.objects.filter(pk=self.person_id).order_by().values("pk")
        # An "or" would have PostgreSQL read the posts of the whole city.
        return list(
            PostHolding.objects.current()
            .filter(person__in=own.union(stands_in_for))
            .select_related("person", "post__unit__neighbourhood")
            .order_by("post__order", "pk")
        )

    @property
    def holdings(self):
        """The `PostHolding`s of this person today, with post and unit, in the order of the posts."""
        return [held for held in self._held if held.person_id == self.person_id]

    @property
    def lent(self):
        """The `PostHolding`s of those for whom this person stands in today."""
        return [held for held in self._held if held.person_id != self.person_id]

    @property
    def powers(self):
        """[(role, unit)] of the posts held today: the only source of what this account may do.

        Who stands in for somebody has that person's as well.
        """
        return [(Role(held.post.role), held.post.unit) for held in self._held if held.post.role]

    @property
    def units(self):
        """The units in which this person holds a post today."""
        return list({held.post.unit_id: held.post.unit for held in self.holdings}.values())

    @cached_property
    def unit_above(self) -> dict[int, int]:
        """{unit: the unit right above it} of the locality: what tells who stands under whom, asked once."""
        units = Unit.objects.filter(locality_id=self.locality_id).exclude(parent=None)
        return dict(units.order_by().values_list("pk", "parent"))

    @property
    def is_password_one_time(self):
        return self.one_time_until is not None

    @classmethod
    @transaction.atomic
    def issue(cls, person, username, *, by) -> tuple["User", str]:
        """A new account for `person`, and its one-time password, which is told once and kept nowhere."""
        user = cls(locality_id=person.locality_id, person=person, username=username.strip().lower())
        password = user._take_one_time_password()
        user.full_clean()
        user.save()
        record(by=by, action="cấp tài khoản", target=user)
        return user, password

    @transaction.atomic
    def reset_password(self, *, by) -> str:
        """Another one-time password; whoever is signed in with the old one is signed out."""
        password = self._take_one_time_password()
        self.save(update_fields=["password", "one_time_until"])
        self.end_sign_ins(by=by)
        record(by=by, action="đặt lại mật khẩu", target=self)
        return password

    def _take_one_time_password(self):
        password = one_time_password()
        self.set_password(password)
        # Real days: who is handed a slip in the demo signs in today.
        self.one_time_until = timezone.localdate() + ONE_TIME_DAYS
        return password

    @transaction.atomic
    def open_or_close(self, is_active, *, by):
        """Let the account sign in again, or no more: then it is signed out everywhere."""
        self.is_active = is_active
        self.save(update_fields=["is_active"])
        if not is_active:
            self.end_sign_ins(by=by)
        record(by=by, action="mở tài khoản" if is_active else "khóa tài khoản", target=self)

    def end_sign_ins(self, *, by, keep=""):
        """Sign the account out everywhere, but for the session `keep`; how many sign-ins that were."""
        return sum(it.end(by=by) for it in self.sign_ins.running().exclude(session_key=keep))
