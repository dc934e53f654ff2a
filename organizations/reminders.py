"""Reminders: one unit urges another on, in the portal itself; the words can be pasted into Zalo as well."""

from functools import partial

from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from organizations.audit import record
from organizations.doers import doer
from organizations.permissions import ROLE_PERMISSIONS, Permission, own_units
from wardportal import dates

MAIL_TASK = "organizations.jobs.mail_reminder"


class ReminderQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id)

    def awaiting(self, user):
        """Those of the units that `user` answers for, which nobody there has seen; the newest first."""
        own = own_units(user, Permission.PROGRESS_REPORT)
        unread = self.visible_to(user).filter(unit__in=own, read_at=None)
        return unread.select_related("unit", "sent_by__person").order_by("-sent_at", "-pk")

    def sent_today(self, link):
        """Those about what `link` leads to, sent on this business day."""
        return self.filter(link=link, sent_on=dates.today())


class Reminder(models.Model):
    """Một lời đôn đốc gửi đến một đơn vị; người đứng đầu đơn vị bấm “Đã xem”."""

    locality = models.ForeignKey(
        "organizations.Locality",
        on_delete=models.PROTECT,
        related_name="reminders",
        verbose_name="địa phương",
    )
    unit = models.ForeignKey(
        "organizations.Unit",
        on_delete=models.PROTECT,
        related_name="reminders",
        verbose_name="đơn vị được đôn đốc",
    )
    text = models.TextField("nội dung")
    # A path within the portal: what is to be done, and what "the same thing" is.
    link = models.CharField("đường dẫn", max_length=200)
    sent_on = models.DateField("ngày đôn đốc", default=dates.today)
    sent_at = models.DateTimeField("gửi lúc", default=timezone.now)
    # Empty: the portal itself, by its schedule.
    sent_by = doer("người đôn đốc", "sent_reminders", null=True, blank=True)
    read_at = models.DateTimeField("xem lúc", null=True, blank=True)
    read_by = doer("người xem", "read_reminders", null=True, blank=True)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "lời đôn đốc"
        verbose_name_plural = "lời đôn đốc"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "link", "sent_on"],
                name="reminder_once_a_day",
                violation_error_message="Hôm nay đã đôn đốc đơn vị này về việc ấy rồi; mai hãy nhắc lại.",
            ),
            models.CheckConstraint(
                condition=Q(read_at=None, read_by=None) | Q(read_at__isnull=False, read_by__isnull=False),
                name="reminder_read_by_someone",
                violation_error_message="Lời đôn đốc đã xem phải có người xem.",
            ),
        ]
        indexes = [models.Index(fields=["unit", "read_at"], name="reminder_unread")]

    def __str__(self):
        return f"Đôn đốc {self.unit}"

    @property
    def whose(self):
        """Who urges on, behind "Đôn đốc của" or in its place."""
        return f"Đôn đốc của {self.sent_by}" if self.sent_by else "Cổng thông tin nhắc"

    @classmethod
    @transaction.atomic
    def send(cls, unit, *, by, text, link, is_sample=False):
        """Urge `unit` on; raises ValidationError where that was done today already for the same `link`.

        `by` None: the portal itself.
        """
        reminder = cls(
            locality_id=unit.locality_id, unit=unit, text=text, link=link, sent_by=by, is_sample=is_sample
        )
        reminder.full_clean()
        reminder.save()
        record(by=by, action="đôn đốc", target=reminder, after={"nội dung": text})
        reminder._mail()
        return reminder

    def _mail(self):
        """By mail too, where there is a mail server, to those of the unit who wrote down an address."""
        if not settings.EMAIL_HOST:
            return
        roles = [role for role, may in ROLE_PERMISSIONS.items() if Permission.PROGRESS_REPORT in may]
        heads = apps.get_model("organizations", "PostHolding").objects.current()
        heads = heads.filter(post__unit=self.unit, post__role__in=roles, person__user__is_active=True)
        addresses = heads.exclude(person__user__email="").values_list("person__user__email", flat=True)
        for address in set(addresses):
            args = [self.pk, address]
            transaction.on_commit(partial(current_app.send_task, MAIL_TASK, args=args), robust=True)

    def acknowledge(self, *, by):
        """ "Đã xem" by somebody who answers for the unit; a second time changes nothing."""
        if self.unit_id not in own_units(by, Permission.PROGRESS_REPORT):
            raise ValidationError("Chỉ người giữ chức vụ trong đơn vị được đôn đốc mới bấm “Đã xem”.")
        Reminder.objects.filter(pk=self.pk, read_at=None).update(read_at=timezone.now(), read_by=by)
