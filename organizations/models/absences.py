"""Who acts for somebody who is away, from when to when: with that person's powers, and with a trace."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q

from organizations.audit import record, snapshot
from organizations.doers import doer
from organizations.models.people import Person
from wardportal import dates


class AbsenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(person__locality_id=user.locality_id)

    def current(self, day=None):
        day = day or dates.today()
        return self.filter(from_on__lte=day, to_on__gte=day)

    def coming(self):
        """Those that run or are to come."""
        return self.filter(to_on__gte=dates.today()).select_related("person", "deputy").order_by("from_on")


class Absence(models.Model):
    """Vắng mặt: ai vắng từ ngày nào đến ngày nào, ai làm thay."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="absences", verbose_name="người vắng"
    )
    deputy = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="deputyships", verbose_name="người làm thay"
    )
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến hết ngày")
    reason = models.CharField("lý do", max_length=200, blank=True)
    made_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    made_by = doer("người ghi", "+")

    WRITTEN = ["person", "deputy", "from_on", "to_on", "reason"]

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = "việc vắng mặt"
        verbose_name_plural = "việc vắng mặt"
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")),
                name="absence_ends_after_it_begins",
                violation_error_message="Ngày cuối phải từ ngày đầu trở đi.",
            ),
            models.CheckConstraint(
                condition=~Q(deputy=F("person")),
                name="absence_has_another_as_deputy",
                violation_error_message="Người làm thay phải là người khác.",
            ),
        ]

    def __str__(self):
        return f"{self.deputy} làm thay {self.person}"

    @property
    def locality_id(self):
        return self.person.locality_id

    def clean(self):
        if self.deputy_id and self.person_id and self.deputy.locality_id != self.person.locality_id:
            raise ValidationError("Người làm thay phải ở cùng phường.")

    @transaction.atomic
    def begin(self, *, by):
        self.made_by = by
        self.full_clean()
        self.save()
        record(by=by, action="giao người làm thay", target=self, after=snapshot(self, self.WRITTEN))

    @transaction.atomic
    def end(self, *, by):
        """End it with yesterday, or take it back where it has not begun."""
        yesterday = dates.today() - timedelta(days=1)
        before = snapshot(self, self.WRITTEN)
        if self.from_on > yesterday:
            record(by=by, action="bỏ việc làm thay", target=self, before=before)
            self.delete()
            return
        self.to_on = yesterday
        self.save(update_fields=["to_on"])
        after = snapshot(self, self.WRITTEN)
        record(by=by, action="kết thúc việc làm thay", target=self, before=before, after=after)
