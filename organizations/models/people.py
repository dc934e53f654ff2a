"""Who: a person, with what the work needs to know of them and no more (domain/08)."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction

from organizations.audit import record_written
from organizations.models.places import Locality
from wardportal.addresses import address
from wardportal.text import fold, has_all, name_sort_key

PHONE = RegexValidator(r"^\+?[0-9][0-9 .]{7,18}$", "Số điện thoại gồm 8 đến 15 chữ số, ví dụ 0900 000 000.")
FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR = 1900, 2100


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
    phone = models.CharField("điện thoại", max_length=20, blank=True, validators=[PHONE])
    birth_year = models.PositiveSmallIntegerField(
        "năm sinh",
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_BIRTH_YEAR), MaxValueValidator(LAST_BIRTH_YEAR)],
    )
    sort_key = models.CharField(max_length=300, editable=False, db_index=True)
    search_text = models.TextField(editable=False)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    anonymized_on = models.DateField("ẩn danh ngày", null=True, editable=False)

    WRITTEN = ["full_name", "address_form", "phone", "birth_year"]

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

    def get_absolute_url(self):
        return address("organizations:person_detail", self.pk)

    @property
    def dialled(self):
        """The number as a telephone dials it: digits, and a plus at most."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")

    @property
    def zalo_url(self):
        """Zalo finds a person by the number alone."""
        return f"https://zalo.me/{self.dialled.lstrip('+')}"

    @transaction.atomic
    def write(self, *, by):
        """Save a new person or what was changed of one."""
        stored = Person.objects.filter(pk=self.pk).first()
        self.full_clean()
        self.save()
        action = "sửa thông tin người" if stored else "thêm người"
        record_written(self, stored, self.WRITTEN, by=by, action=action)

    @property
    def addressed(self):
        return f"{self.get_address_form_display()} {self.full_name}"
