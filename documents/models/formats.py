"""How papers are laid out and what kinds of them there are: data with dates, never code."""

from dataclasses import fields
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Min, Q

from documents.paper import Shape
from documents.profiles import PaperLayout, TextStyle
from organizations.audit import record, record_written
from organizations.models import Locality, Unit
from wardportal import dates
from wardportal.addresses import address

# Behind those of the rules, whose lists count from 1.
LAST = 99


class DocumentTypeQuerySet(models.QuerySet):
    def known_to(self, locality):
        """What every ward knows, and what this one has added."""
        return self.filter(Q(locality=None) | Q(locality=locality))

    def of_unit(self, unit):
        """The types of the family in which `unit` writes."""
        return self.known_to(unit.locality_id).filter(family=unit.format_family)

    def names(self):
        """Each name once: each family of formats has a "Kế hoạch" of its own."""
        ordered = self.values("name").annotate(place=Min("order")).order_by("place", "name")
        return [row["name"] for row in ordered]

    def allowed_to(self, unit):
        """The types `unit` may issue: those laid down for it, or all of its family where nothing is."""
        types = self.of_unit(unit)
        laid_down = types.filter(issuers=unit)
        return laid_down if laid_down.exists() else types


class DocumentType(models.Model):
    """Một thể loại văn bản và chữ viết tắt của nó trong một hệ thể thức (KH, CTr, BC …)."""

    # Empty: as every ward knows it.
    locality = models.ForeignKey(
        Locality,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="document_types",
        verbose_name="địa phương",
    )
    name = models.CharField("thể loại", max_length=60)
    # An official letter has none in administrative papers, and of some papers the rules lay none down.
    abbreviation = models.CharField("viết tắt", max_length=10, blank=True)
    family = models.CharField("thể thức", max_length=20, choices=Unit.FormatFamily)
    shape = models.CharField(
        "cách trình bày",
        max_length=10,
        default=Shape.ORDINARY.value,
        choices=[
            (Shape.ORDINARY.value, "có tên loại"),
            (Shape.LETTER.value, "công văn (không in tên loại)"),
            (Shape.MINUTES.value, "biên bản (hai người ký)"),
        ],
    )
    address_word = models.CharField("chữ trước nơi gửi", max_length=20, blank=True)
    # No source gives this abbreviation; the ward should look at it once.
    is_unsure = models.BooleanField("chữ viết tắt chưa rõ nguồn", default=False)
    issuers = models.ManyToManyField(
        Unit,
        blank=True,
        related_name="issued_types",
        verbose_name="nơi được ban hành",
        help_text="Đơn vị không được ghi ở thể loại nào thì được ban hành mọi thể loại của hệ mình.",
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    WRITTEN = ["family", "name", "abbreviation", "shape", "address_word"]

    objects = DocumentTypeQuerySet.as_manager()

    class Meta:
        verbose_name = "thể loại văn bản"
        verbose_name_plural = "thể loại văn bản"
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["locality", "family", "name"],
                name="document_type_once_in_family",
                violation_error_message="Thể loại này đã có trong hệ thể thức.",
            ),
            models.UniqueConstraint(
                fields=["family", "name"],
                condition=Q(locality=None),
                name="common_document_type_once_in_family",
                violation_error_message="Thể loại này đã có trong hệ thể thức.",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        common = DocumentType.objects.filter(locality=None, family=self.family).values_list("name", flat=True)
        if self.locality_id and self.name.casefold() in {name.casefold() for name in common}:
            raise ValidationError({"name": "Thể loại này đã có trong hệ thể thức."})

    @transaction.atomic
    def settle(self, *, by):
        """Save a type of the ward's own, new or corrected; one that papers bear stays as it is."""
        stored = DocumentType.objects.select_for_update().filter(pk=self.pk).first()
        if stored and stored.documents.exists():
            raise ValidationError("Đã có văn bản thuộc thể loại này nên không sửa được nữa.")
        self.order = self.order or LAST
        self.full_clean()
        self.save()
        action = "sửa thể loại văn bản" if stored else "thêm thể loại văn bản"
        record_written(self, stored, self.WRITTEN, by=by, action=action)


class FormatProfileQuerySet(models.QuerySet):
    def known_to(self, locality):
        """What every ward knows, and what this one has corrected or added."""
        return self.filter(Q(locality=None) | Q(locality=locality))

    def in_force(self, family, day, locality=None):
        """The profile of `family` that governs a paper issued on `day`; raises FormatProfile.DoesNotExist.

        The ward's own goes before the common one of the same day.
        """
        return (
            self.known_to(locality)
            .filter(family=family, valid_from__lte=day)
            .filter(Q(valid_to=None) | Q(valid_to__gte=day))
            .order_by("-valid_from", models.F("locality").asc(nulls_last=True))[:1]
            .get()
        )

    def layout_of(self, unit, day) -> PaperLayout:
        """The layout in force for papers of `unit` on `day`; raises ValidationError where there is none."""
        try:
            return self.in_force(unit.format_family, day, unit.locality_id).paper_layout
        except FormatProfile.DoesNotExist as error:
            raise ValidationError(
                f"Chưa có thể thức cho {unit.get_format_family_display()} có hiệu lực ngày "
                f"{dates.short_date(day)}. Hãy báo người quản trị của phường."
            ) from error

    def for_list(self, locality):
        """Each family's profiles by date; a common one that the ward has corrected is left out."""
        own = self.filter(locality=locality, family=models.OuterRef("family"))
        corrected = own.filter(valid_from=models.OuterRef("valid_from"))
        return (
            self.known_to(locality)
            .exclude(models.Exists(corrected), locality=None)
            .order_by("family", "-valid_from")
        )


class FormatProfile(models.Model):
    """Thể thức và kỹ thuật trình bày theo một hướng dẫn, có hiệu lực từ ngày nào đến ngày nào."""

    # Empty: as every ward knows it. A ward's correction is a row of its own.
    locality = models.ForeignKey(
        Locality,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="format_profiles",
        verbose_name="địa phương",
    )
    family = models.CharField("thể thức", max_length=20, choices=Unit.FormatFamily)
    name = models.CharField("hướng dẫn", max_length=120)
    valid_from = models.DateField("hiệu lực từ")
    valid_to = models.DateField("đến hết", null=True, blank=True)
    # The paper that lays it down, in full.
    rule = models.CharField("văn bản quy định", max_length=300, blank=True)
    # The figures of documents.profiles.PaperLayout; data, so that a clerk's correction needs no programmer.
    layout = models.JSONField("số đo")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = FormatProfileQuerySet.as_manager()

    class Meta:
        verbose_name = "thể thức"
        verbose_name_plural = "thể thức"
        ordering = ["family", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["locality", "family", "valid_from"],
                name="format_profile_once_a_day",
                violation_error_message="Hệ này đã có thể thức hiệu lực từ ngày ấy.",
            ),
            models.UniqueConstraint(
                fields=["family", "valid_from"],
                condition=Q(locality=None),
                name="common_format_profile_once_a_day",
                violation_error_message="Hệ này đã có thể thức hiệu lực từ ngày ấy.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="format_profile_ends_after_it_begins",
                violation_error_message="Ngày hết hiệu lực phải từ ngày có hiệu lực trở đi.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("documents:profile_edit", self.pk)

    @property
    def paper_layout(self) -> PaperLayout:
        return PaperLayout.from_json(self.layout)

    @transaction.atomic
    def correct(self, *, by) -> "FormatProfile":
        """Save the figures as the ward's administrator corrected or added them; papers issued keep theirs.

        A common profile stays as it is for other wards: the correction becomes the ward's own row, returned.
        """
        stored = FormatProfile.objects.filter(pk=self.pk).first()
        if self.locality_id is None:
            self.pk, self.locality, self._state.adding = None, by.locality, True
        self.full_clean()
        if stored is None:
            self._close_former(by)
        self.save()
        record(
            by=by,
            action="sửa thể thức" if stored else "thêm thể thức",
            target=self,
            before=stored.as_told() if stored else {},
            after=self.as_told(),
        )
        return self

    def _close_former(self, by):
        """The one in force until now ends the day before: no two are shown as in force."""
        earlier = FormatProfile.objects.for_list(self.locality).filter(
            Q(valid_to=None) | Q(valid_to__gte=self.valid_from),
            family=self.family,
            valid_from__lt=self.valid_from,
        )
        if former := earlier.order_by("-valid_from").first():
            former.valid_to = self.valid_from - timedelta(days=1)
            former.correct(by=by)

    def as_told(self) -> dict:
        """{label: value} of every figure, for the log."""
        return {
            "hướng dẫn": self.name,
            "hiệu lực từ": str(self.valid_from),
            "đến hết": str(self.valid_to or ""),
            **_figures(self.paper_layout),
        }


def _figures(layout) -> dict:
    """{"Trang giấy: lề trên (mm)": 20, …} of the figures people know by name."""
    told = {}
    for each in fields(layout):
        value = getattr(layout, each.name)
        if label := each.metadata.get("label"):
            told[f"{each.metadata['group']}: {label}"] = str(value) if isinstance(value, TextStyle) else value
    return told
