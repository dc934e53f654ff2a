"""Rows every ward knows (locality empty), of which a ward may have a copy of its own, changed (`origin`)."""

from django.db import models, transaction
from django.db.models import Q
from django.http import Http404

from organizations.audit import record_written


class OwnCopiesQuerySet(models.QuerySet):
    def known_to(self, locality):
        """The ward's own rows, and the common ones that it has not changed."""
        changed = self.model.objects.filter(locality=locality).exclude(origin=None).values("origin")
        return self.filter(Q(locality=locality) | Q(locality=None) & ~Q(pk__in=changed))

    def of_ward(self, locality, pk):
        """That row, or the ward's own copy of it that was made meanwhile; Http404 for another ward's."""
        row = self.filter(Q(locality=None) | Q(locality=locality), pk=pk).first()
        if row is None:
            raise Http404
        return self.filter(locality=locality, origin=row).first() or row


def owner(related_name):
    """The field `locality`. Empty: as every ward knows it; a ward's own copy of it is a row of its own."""
    return models.ForeignKey(
        "organizations.Locality",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name=related_name,
        verbose_name="địa phương",
    )


def common_row():
    """The field `origin`: the row that a ward's own copy takes the place of."""
    return models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="copies",
        verbose_name="bản chung",
    )


def told_apart(prefix, what, *, short=None) -> list[models.UniqueConstraint]:
    """One `name` in a ward and among the common rows, one own copy of each; of what, in words for people."""
    short = short or what
    return [
        models.UniqueConstraint(
            fields=["locality", "name"],
            name=f"{prefix}_once_in_ward",
            violation_error_message=f"Phường đã có {what} tên này. Hãy đặt tên khác.",
        ),
        models.UniqueConstraint(
            fields=["name"],
            condition=Q(locality=None),
            name=f"common_{prefix}_once",
            violation_error_message=f"Đã có {short} chung tên này. Hãy đặt tên khác.",
        ),
        models.UniqueConstraint(
            fields=["locality", "origin"],
            name=f"{prefix}_changed_once",
            violation_error_message=f"Phường đã có bản riêng của {short} này.",
        ),
    ]


class OwnCopies:
    """For a model with `locality`, `origin` and the names of its WRITTEN fields."""

    @transaction.atomic
    def write(self, *, by):
        """Save it as the ward's own; a common one stays as it is for other wards."""
        stored = type(self).objects.filter(pk=self.pk).first()
        if self.locality_id is None:
            self.origin = stored
            self.pk, self.locality, self._state.adding = None, by.locality, True
        self.full_clean()
        self.save()
        action = f"{'sửa' if stored else 'thêm'} {self._meta.verbose_name}"
        record_written(self, stored, self.WRITTEN, by=by, action=action)
        return self
