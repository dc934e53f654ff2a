"""Movements and what they consist of."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Max, Q

from organizations.audit import record, snapshot
from organizations.models import Locality
from plans.models import Plan, Task
from wardportal.addresses import address
from wardportal.text import MISSING


class MovementQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id)

    def for_list(self):
        """Each with `item_count`, `gap_count` (items still to be filled in) and `practice_count`."""
        return self.annotate(
            item_count=Count("items", distinct=True),
            gap_count=Count("items", filter=Q(items__text__contains=MISSING), distinct=True),
            practice_count=Count("good_practices", distinct=True),
        ).order_by("name", "pk")


class Movement(models.Model):
    """Một phong trào, như “3 đồng hành, 5 phối hợp”, do một kế hoạch tổ chức thực hiện."""

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="movements", verbose_name="địa phương"
    )
    name = models.CharField("tên phong trào", max_length=200)
    plans = models.ManyToManyField(Plan, blank=True, related_name="movements", verbose_name="kế hoạch")
    # Those outside of its plans; the tasks of its plans belong to it anyway.
    tasks = models.ManyToManyField(Task, blank=True, related_name="movements", verbose_name="nhiệm vụ khác")
    # Guards the movement and its items, which are filled in on one page.
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MovementQuerySet.as_manager()

    AUDITED = ["name", "plans", "tasks"]

    class Meta:
        verbose_name = "phong trào"
        verbose_name_plural = "phong trào"

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("activities:movement_detail", self.pk)

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

    def tasks_for(self, user):
        """The tasks of its plans and those linked to it, as far as `user` may see them."""
        own = Q(plan__movements=self) | Q(movements=self)
        return Task.objects.visible_to(user).filter(own).distinct()

    @transaction.atomic
    def write(self, *, by, plans, tasks, before=None):
        """Save it with its links; `before` is `as_audited()` before the change, empty for a new one."""
        self.full_clean()
        self.save()
        self.plans.set(plans)
        self.tasks.set(tasks)
        action = "sửa phong trào" if before else "thêm phong trào"
        record(by=by, action=action, target=self, before=before, after=self.as_audited())

    def as_audited(self):
        return snapshot(self, self.AUDITED)

    @transaction.atomic
    def add_item(self, group, text, *, by):
        """One more item at the end of `group`; an empty text is a gap to be filled in. The MovementItem."""
        self._hold()
        last = self.items.aggregate(order=Max("order"))["order"] or 0
        item = MovementItem(movement=self, group=group, order=last + 1, text=text or MISSING)
        item.full_clean()
        item.save()
        record(by=by, action="thêm nội dung phong trào", target=self, after={group: item.text})
        return item

    @transaction.atomic
    def move_item(self, item, *, by, up):
        """One place up or down within its group; at the end of the group it stays where it is."""
        self._hold()
        group = [other for other in self.items.all() if other.group == item.group]
        place = group.index(item)
        beside = place - 1 if up else place + 1
        if 0 <= beside < len(group):
            other = group[beside]
            # Equal orders are told apart by their keys, which cannot change places.
            group[place], group[beside] = other, item
            for order, each in enumerate(group, start=min(it.order for it in group)):
                MovementItem.objects.filter(pk=each.pk).update(order=order)
            way = "lên" if up else "xuống"
            record(
                by=by, action=f"chuyển nội dung phong trào {way}", target=self, after={"nội dung": str(item)}
            )

    @transaction.atomic
    def remove_item(self, item, *, by):
        """Take an item away; refused while good models are told under it."""
        self._hold()
        if item.good_practices.exists():
            raise ValidationError(
                "Đã có mô hình, điển hình ghi ở nội dung này nên không bỏ được. Hãy chuyển các mô hình ấy "
                "sang nội dung khác trước."
            )
        record(by=by, action="bỏ nội dung phong trào", target=self, before={item.group: item.text})
        item.delete()

    def _hold(self):
        """Lock the movement: its items are put in order by one person at a time."""
        Movement.objects.select_for_update().get(pk=self.pk)

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
