"""The audit log: who changed what, when, from what to what. Written by the verb that makes the change."""

import json
import re
from datetime import date
from typing import NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.text import capfirst

from organizations.doers import doer
from wardportal import whereabouts
from wardportal.dates import short_date

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class AuditOpening(models.Model):
    """Một lần mở nhật ký: giao dịch nào có nó mới sửa được nhật ký (organizations/sealing.py)."""

    class Meta:
        verbose_name = "lần mở nhật ký"
        verbose_name_plural = "các lần mở nhật ký"

    def __str__(self):
        return "nhật ký đang mở"


class Change(NamedTuple):
    """What differs in one field, as a reader sees it; an empty text where there was nothing."""

    label: str
    before: str
    after: str


HISTORY_SHOWN = 10


class AuditQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id)

    def of(self, *targets):
        """What was changed on any of these records."""
        ids = {}
        for target in targets:
            ids.setdefault(target._meta.label_lower, []).append(target.pk)
        wanted = models.Q(pk__in=[])
        for label, found in ids.items():
            wanted |= models.Q(target_type=label, target_id__in=found)
        return self.filter(wanted)

    def last_of(self, *targets):
        """The newest entry of any of these records; None where there is none."""
        return self.of(*targets).order_by("at", "pk").last()

    def for_list(self):
        return self.select_related("by__person").order_by("-at", "-pk")

    def history(self, *, with_target=False):
        """The newest entries as _partials/history.html shows them; with what they are about, if asked."""
        return [
            {
                "at": entry.at,
                "by": entry.by_label,
                "text": entry.sentence if with_target else capfirst(entry.action),
                "changes": entry.changes,
            }
            for entry in self.order_by("-at", "-pk")[:HISTORY_SHOWN]
        ]


class AuditEntry(models.Model):
    """Một dòng nhật ký: ai đổi gì, lúc nào, trước và sau."""

    locality = models.ForeignKey(
        "organizations.Locality",
        on_delete=models.PROTECT,
        related_name="audit_entries",
        verbose_name="địa phương",
    )
    # Real time, also in the demo whose business day stands still.
    at = models.DateTimeField("lúc", auto_now_add=True)
    by = doer("người làm", "audit_entries", null=True)
    # Kept as text too, as it was that day.
    by_label = models.CharField("tên người làm", max_length=200)
    # Empty: no request stood behind it (a command, beat).
    address = models.GenericIPAddressField("từ địa chỉ mạng", null=True)
    action = models.CharField("việc", max_length=200)
    target_type = models.CharField("loại", max_length=60)
    target_id = models.BigIntegerField("số")
    target_label = models.CharField("đối tượng", max_length=300)
    before = models.JSONField("trước", default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField("sau", default=dict, encoder=DjangoJSONEncoder)
    # PostgreSQL keeps no order in the two above; people read a change in the order of the record's fields.
    labels = models.JSONField("các mục", default=list)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng nhật ký"
        verbose_name_plural = "nhật ký"
        indexes = [
            models.Index(fields=["target_type", "target_id", "at"], name="audit_target"),
            models.Index(fields=["locality", "at"], name="audit_locality_at"),
            # What the log's filter offers: the actions and the people there are.
            models.Index(fields=["locality", "action"], name="audit_locality_action"),
            models.Index(fields=["locality", "by"], name="audit_locality_by"),
        ]

    def __str__(self):
        return f"{self.action}: {self.target_label}"

    @property
    def sentence(self):
        """ "Sửa nhiệm vụ: Phát triển đoàn viên mới"."""
        return f"{capfirst(self.action)}: {self.target_label}"

    @property
    def changes(self) -> list[Change]:
        """Only what differs, in the order of the record's fields."""
        changes = (
            Change(label, _as_text(self.before.get(label)), _as_text(self.after.get(label)))
            for label in self.labels
        )
        return [change for change in changes if change.before != change.after]


def _as_text(value) -> str:
    """A stored value in the office's form: JSON keeps dates as "2017-09-15" and many units as a list."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return ", ".join(_as_text(item) for item in value)
    text = str(value)
    return short_date(date.fromisoformat(text)) if ISO_DATE.fullmatch(text) else text


def snapshot(target, fields) -> dict:
    """{Vietnamese field label: value as shown} of `fields`, ready for `record`'s before and after."""
    values = {}
    for name in fields:
        field = target._meta.get_field(name)
        value = getattr(target, name)
        if field.many_to_many:
            value = [str(item) for item in value.all()]
        elif field.choices:
            value = getattr(target, f"get_{name}_display")()
        elif field.is_relation:
            value = str(value) if value is not None else None
        values[field.verbose_name] = value
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def record(*, by, action, target, before=None, after=None) -> AuditEntry:
    """Write one entry; `target` has a `locality`. Call it in the transaction of the change itself.

    `by` None: nobody did it, its day had come.
    """
    before, after = before or {}, after or {}
    return AuditEntry.objects.create(
        locality_id=target.locality_id,
        by=by,
        by_label=_label_of(by),
        address=whereabouts.address(),
        action=action,
        target_type=target._meta.label_lower,
        target_id=target.pk,
        target_label=str(target)[:300],
        before=before,
        after=after,
        labels=list(dict.fromkeys([*before, *after])),
    )


def record_written(written, stored, fields, *, by, action, target=None) -> AuditEntry:
    """One entry for a record that was saved: its `fields` now, and as they were `stored` (None: it is new).

    `target` is whose log tells of it, where that is not its own.
    """
    return record(
        by=by,
        action=action,
        target=target or written,
        before=snapshot(stored, fields) if stored else {},
        after=snapshot(written, fields),
    )


def _label_of(by) -> str:
    if by is None:
        return "hệ thống"
    absent = ", ".join(dict.fromkeys(held.person.full_name for held in by.lent))
    return f"{by} (đang thay {absent})"[:200] if absent else str(by)


@transaction.atomic
def save_completed(target, *, by, action):
    """Save the fields `target.COMPLETED` as they were filled in, with the entry of what they were before."""
    stored = type(target)._base_manager.get(pk=target.pk)
    target.save(update_fields=target.COMPLETED)
    record_written(target, stored, target.COMPLETED, by=by, action=action)
