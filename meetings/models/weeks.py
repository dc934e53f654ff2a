"""A week of the calendar that was published: from then on it stands for the invitations."""

from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from organizations.audit import record
from organizations.doers import doer
from organizations.models import Locality
from wardportal import dates
from wardportal.addresses import address


class PublishedWeekQuerySet(models.QuerySet):
    def of(self, locality_id, day):
        """The published week of that ward that holds `day`, or None."""
        weeks = self.filter(locality_id=locality_id, monday=dates.monday_of(day))
        return weeks.select_related("published_by__person").first()


class PublishedWeek(models.Model):
    """Lịch công tác của một tuần đã công bố; thay giấy mời cho các cuộc họp trong tuần ấy."""

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="published_weeks", verbose_name="địa phương"
    )
    monday = models.DateField("thứ Hai")
    published_on = models.DateField("ngày công bố")
    published_at = models.DateTimeField("công bố lúc")
    published_by = doer("người công bố", "published_weeks")

    objects = PublishedWeekQuerySet.as_manager()

    class Meta:
        verbose_name = "lịch tuần đã công bố"
        verbose_name_plural = "lịch tuần đã công bố"
        constraints = [
            models.UniqueConstraint(
                fields=["locality", "monday"],
                name="week_published_once",
                violation_error_message="Lịch tuần này đã công bố.",
            ),
            models.CheckConstraint(
                # As databases count: Sunday is 1.
                condition=models.Q(monday__week_day=2),
                name="published_week_begins_on_monday",
                violation_error_message="Lịch tuần bắt đầu từ thứ Hai.",
            ),
        ]

    def __str__(self):
        return f"Lịch tuần {self.span}"

    def get_absolute_url(self):
        return f"{address('meetings:calendar_week')}?tuan={self.monday.isoformat()}"

    @property
    def span(self):
        """ "từ ngày 14/8/2017 đến ngày 20/8/2017" """
        sunday = self.monday + timedelta(days=6)
        return f"từ ngày {dates.short_date(self.monday)} đến ngày {dates.short_date(sunday)}"

    @classmethod
    @transaction.atomic
    def publish(cls, monday, *, by) -> "PublishedWeek":
        """Publish the week that begins on `monday`; once more after changes it counts from then on."""
        week, is_new = cls.objects.update_or_create(
            locality_id=by.locality_id,
            monday=monday,
            defaults={"published_on": dates.today(), "published_at": timezone.now(), "published_by": by},
        )
        record(by=by, action="công bố lịch tuần" if is_new else "công bố lại lịch tuần", target=week)
        return week
