"""Who: a person, with what the work needs to know of them and no more (domain/08)."""

from django.db import models

from organizations.models.places import Locality
from wardportal.text import fold, has_all, name_sort_key


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(locality_id=user.locality_id)

    def search(self, words):
        return self.filter(has_all(words, "search_text"))


class Person(models.Model):
    """Một người giữ chức vụ ở địa phương; chỉ giữ những gì công việc cần (domain/08)."""

    class AddressForm(models.TextChoices):
        COMRADE = "comrade", "đồng chí"
        MR = "mr", "ông"
        MRS = "mrs", "bà"

    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, related_name="people", verbose_name="địa phương"
    )
    full_name = models.CharField("họ và tên", max_length=100)
    address_form = models.CharField(
        "cách xưng hô", max_length=10, choices=AddressForm, default=AddressForm.COMRADE
    )
    sort_key = models.CharField(max_length=300, editable=False, db_index=True)
    search_text = models.TextField(editable=False)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "người"
        verbose_name_plural = "người"
        ordering = ["sort_key"]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        self.sort_key = name_sort_key(self.full_name)
        self.search_text = fold(self.full_name)
        super().save(*args, **kwargs)

    @property
    def addressed(self):
        return f"{self.get_address_form_display()} {self.full_name}"
