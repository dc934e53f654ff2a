"""Movements and what they consist of."""

from django.db import models, transaction
from django.urls import reverse

from organizations.audit import record
from organizations.models import Locality
from plans.models import Plan


class MovementQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id)


class Movement(models.Model):
    """Một phong trào, như “3 đồng hành, 5 phối hợp”, do một kế hoạch tổ chức thực hiện."""

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="movements", verbose_name="địa phương"
    )
    name = models.CharField("tên phong trào", max_length=200)
    plans = models.ManyToManyField(Plan, blank=True, related_name="movements", verbose_name="kế hoạch")
    # Guards the movement and its items, which are filled in on one page.
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MovementQuerySet.as_manager()

    class Meta:
        verbose_name = "phong trào"
        verbose_name_plural = "phong trào"

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("activities:movement_detail", args=[self.pk])

    @property
    def item_groups(self):
        """[(group, its items)] in the movement's order: đồng hành first, then phối hợp."""
        groups = {}
        for item in self.items.all():
            groups.setdefault(item.group, []).append(item)
        return list(groups.items())

    @property
    def numbered_items(self):
        """[("đồng hành 1", item)]: each item with its number in its group."""
        return [
            (f"{group} {number}", item)
            for group, items in self.item_groups
            for number, item in enumerate(items, start=1)
        ]

    @transaction.atomic
    def complete(self, texts, *, by):
        """Write the texts, {pk of an item: text}, with their trace in the log."""
        before, after = {}, {}
        for label, item in self.numbered_items:
            before[label] = item.text
            item.text = after[label] = texts.get(item.pk, item.text)
            item.save(update_fields=["text"])
        record(by=by, action="bổ sung nội dung phong trào", target=self, before=before, after=after)


class MovementItem(models.Model):
    """Một nội dung của phong trào, trong nhóm của nó (đồng hành, phối hợp)."""

    movement = models.ForeignKey(
        Movement, on_delete=models.CASCADE, related_name="items", verbose_name="phong trào"
    )
    group = models.CharField("nhóm", max_length=60)
    order = models.PositiveSmallIntegerField("thứ tự")
    text = models.CharField("nội dung", max_length=300)

    class Meta:
        verbose_name = "nội dung phong trào"
        verbose_name_plural = "nội dung phong trào"
        ordering = ["order", "pk"]

    def __str__(self):
        return f"{self.group}: {self.text}"
