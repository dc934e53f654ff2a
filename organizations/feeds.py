"""Secret addresses at which a calendar program fetches due dates without signing in."""

import secrets

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare

from organizations.audit import record

SELECTOR_LENGTH = 12


def new_selector():
    return secrets.token_hex(SELECTOR_LENGTH // 2)


def new_secret():
    return secrets.token_urlsafe(32)


class FeedAddressQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user).select_related("unit").order_by("unit__name", "pk")

    def find(self, token):
        """The address with that token, or None; how long a wrong guess takes tells nothing of the secret."""
        selector, secret = token[:SELECTOR_LENGTH], token[SELECTOR_LENGTH:]
        address = self.filter(selector=selector, user__is_active=True).select_related("user", "unit").first()
        known = address.secret if address else new_secret()
        return address if constant_time_compare(secret, known) and address else None


class FeedAddress(models.Model):
    """Một địa chỉ lịch bí mật: của một người, cho việc của mình, của một đơn vị hoặc cả phường."""

    locality = models.ForeignKey(
        "organizations.Locality",
        on_delete=models.PROTECT,
        related_name="feed_addresses",
        verbose_name="địa phương",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="feed_addresses",
        verbose_name="chủ địa chỉ",
    )
    # None: whatever units the owner heads.
    unit = models.ForeignKey(
        "organizations.Unit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="feed_addresses",
        verbose_name="đơn vị",
    )
    # Every meeting of the ward, and no due dates.
    is_whole_ward = models.BooleanField("cả phường", default=False)
    # The first part of the token is looked up, the second is compared.
    selector = models.CharField(max_length=SELECTOR_LENGTH, unique=True, default=new_selector, editable=False)
    secret = models.CharField(max_length=60, default=new_secret, editable=False)

    objects = FeedAddressQuerySet.as_manager()

    class Meta:
        verbose_name = "địa chỉ lịch"
        verbose_name_plural = "địa chỉ lịch"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit"],
                name="feed_address_once_a_unit",
                violation_error_message="Đồng chí đã có địa chỉ lịch của đơn vị này; cần mới thì bấm "
                "“Đổi địa chỉ”.",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(unit=None, is_whole_ward=False),
                name="feed_address_once_of_ones_own",
                violation_error_message="Đồng chí đã có địa chỉ lịch này; cần mới thì bấm “Đổi địa chỉ”.",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(is_whole_ward=True),
                name="feed_address_once_of_the_ward",
                violation_error_message="Đồng chí đã có lịch cả phường; cần mới thì bấm “Đổi địa chỉ”.",
            ),
            models.CheckConstraint(
                condition=Q(is_whole_ward=False) | Q(unit=None),
                name="feed_address_of_ward_or_unit",
                violation_error_message="Chọn lịch cả phường hoặc lịch của một đơn vị, không chọn cả hai.",
            ),
        ]

    def __str__(self):
        if self.is_whole_ward:
            return "Lịch họp cả phường"
        return f"Lịch của {self.unit}" if self.unit else "Việc và cuộc họp của tôi"

    @property
    def token(self):
        return f"{self.selector}{self.secret}"

    @classmethod
    @transaction.atomic
    def make(cls, *, by, unit=None, is_whole_ward=False):
        address = cls(locality_id=by.locality_id, user=by, unit=unit, is_whole_ward=is_whole_ward)
        address.full_clean()
        address.save()
        record(by=by, action="lập địa chỉ lịch", target=address)
        return address

    @transaction.atomic
    def renew(self, *, by):
        """Another address; whoever knew the old one learns nothing more."""
        self.selector, self.secret = new_selector(), new_secret()
        self.save(update_fields=["selector", "secret"])
        record(by=by, action="đổi địa chỉ lịch", target=self)

    @transaction.atomic
    def revoke(self, *, by):
        record(by=by, action="bỏ địa chỉ lịch", target=self)
        self.delete()
