"""How a plan of each kind is usually divided: what a new one begins with."""

from django.db import models
from django.db.models import Q

from organizations.models import Locality
from organizations.own_copies import OwnCopies, OwnCopiesQuerySet
from wardportal.addresses import address

# A programme of action has no abbreviation of its own in most families: its paper is a "Chương trình".
ALSO_FITS = {"CTHĐ": {"CTr", "CTrHĐ"}}


class PlanOutlineQuerySet(OwnCopiesQuerySet):
    def for_list(self):
        return self.order_by("order", "abbreviation", "name", "pk")


class PlanOutline(OwnCopies, models.Model):
    """Đề cương của một loại kế hoạch: các mục thường có, chỗ in chỉ tiêu và nhiệm vụ."""

    # Empty: as every ward knows it. A ward's own copy of it is a row of its own and names it as `origin`.
    locality = models.ForeignKey(
        Locality,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="plan_outlines",
        verbose_name="địa phương",
    )
    origin = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="copies",
        verbose_name="bản chung",
    )
    abbreviation = models.CharField(
        "viết tắt của thể loại",
        max_length=10,
        help_text="Như trong số, ký hiệu: KH, CTr, NQ. CTHĐ dùng với CTr.",
    )
    name = models.CharField("tên đề cương", max_length=120)
    # The restricted HTML of documents.content, with the marks of documents.marks.
    body = models.TextField("các mục", blank=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    WRITTEN = ["abbreviation", "name", "body"]

    objects = PlanOutlineQuerySet.as_manager()

    class Meta:
        verbose_name = "đề cương"
        verbose_name_plural = "đề cương"
        constraints = [
            models.UniqueConstraint(
                fields=["locality", "name"],
                name="plan_outline_once_in_ward",
                violation_error_message="Phường đã có đề cương tên này. Hãy đặt tên khác.",
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(locality=None),
                name="common_plan_outline_once",
                violation_error_message="Đã có đề cương chung tên này. Hãy đặt tên khác.",
            ),
            models.UniqueConstraint(
                fields=["locality", "origin"],
                name="plan_outline_changed_once",
                violation_error_message="Phường đã có bản riêng của đề cương này.",
            ),
        ]

    def __str__(self):
        return f"{self.abbreviation}: {self.name}"

    def get_absolute_url(self):
        return address("plans:outline_edit", self.pk)

    def fits(self, doc_type) -> bool:
        """Whether a paper of this type may begin with it."""
        return doc_type.abbreviation in {self.abbreviation, *ALSO_FITS.get(self.abbreviation, ())}
