"""How a plan of each kind is usually divided: what a new one begins with."""

from django.db import models

from organizations.own_copies import OwnCopies, OwnCopiesQuerySet, common_row, owner, told_apart
from wardportal.addresses import address

# A programme of action has no abbreviation of its own in most families: its paper is a "Chương trình".
ALSO_FITS = {"CTHĐ": {"CTr", "CTrHĐ"}}


class PlanOutlineQuerySet(OwnCopiesQuerySet):
    def for_list(self):
        return self.order_by("order", "abbreviation", "name", "pk")


class PlanOutline(OwnCopies, models.Model):
    """Đề cương của một loại kế hoạch: các mục thường có, chỗ in chỉ tiêu và nhiệm vụ."""

    locality = owner("plan_outlines")
    origin = common_row()
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
        constraints = told_apart("plan_outline", "đề cương")

    def __str__(self):
        return f"{self.abbreviation}: {self.name}"

    def get_absolute_url(self):
        return address("plans:outline_edit", self.pk)

    def fits(self, doc_type) -> bool:
        """Whether a paper of this type may begin with it."""
        return doc_type.abbreviation in {self.abbreviation, *ALSO_FITS.get(self.abbreviation, ())}
