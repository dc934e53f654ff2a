"""How papers stand to each other."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, F, Q, When

from documents.models.papers import Document
from documents.models.visibility import names_of
from organizations.audit import record
from organizations.models import Locality


class DocumentLinkQuerySet(models.QuerySet):
    def edges(self, locality_id) -> list[tuple[int, int, str]]:
        """[(source, target, kind)] of all papers of a locality: small, and walked without more queries."""
        links = self.filter(source__locality_id=locality_id).order_by("target__issued_on", "pk")
        return list(links.values_list("source_id", "target_id", "kind"))

    def with_names(self):
        """With what names the papers at both ends, and nothing else of them."""
        return self.select_related("source__doc_type", "source__issuer", "target__doc_type").only(
            "kind", "source__issuer__short_name", *names_of("source"), *names_of("target")
        )

    def around(self, document, user) -> dict[str, list["DocumentLink"]]:
        """The links of a paper that `user` may read: `up` to what it leads to, `down` to what leads to it."""
        seen = Document.objects.visible_to(user).values("pk")
        up, down = Q(source=document, target__in=seen), Q(target=document, source__in=seen)
        far_end = Case(When(source=document, then="target__issued_on"), default="source__issued_on")
        ties = list(self.filter(up | down).with_names().order_by(far_end, "pk"))
        return {
            "up": [tie for tie in ties if tie.source_id == document.pk],
            "down": [tie for tie in ties if tie.target_id == document.pk],
        }


class DocumentLink(models.Model):
    """Văn bản này căn cứ, cụ thể hóa, sửa đổi, thay thế, sơ kết hay tổng kết văn bản kia."""

    class Kind(models.TextChoices):
        BASIS = "basis", "căn cứ"
        IMPLEMENTS = "implements", "cụ thể hóa"
        AMENDS = "amends", "sửa đổi"
        REPLACES = "replaces", "thay thế"
        REVIEWS = "reviews", "sơ kết"
        CONCLUDES = "concludes", "tổng kết"

    source = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="links_up", verbose_name="văn bản"
    )
    target = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="links_down", verbose_name="văn bản được dẫn"
    )
    kind = models.CharField("quan hệ", max_length=20, choices=Kind)

    objects = DocumentLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "quan hệ văn bản"
        verbose_name_plural = "quan hệ văn bản"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "kind"],
                name="document_link_once",
                violation_error_message="Quan hệ này đã có.",
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="document_link_not_to_itself",
                violation_error_message="Văn bản không thể dẫn chính nó.",
            ),
        ]

    def __str__(self):
        return f"{self.source} {self.get_kind_display()} {self.target}"

    @classmethod
    @transaction.atomic
    def tie(cls, source, target, kind, *, by) -> "DocumentLink":
        """Link `source`, the later paper, up to `target`; ValidationError for a circle or a second one."""
        # One at a time in a ward: two people could close a circle from both its ends.
        Locality.objects.select_for_update().get(pk=source.locality_id)
        link = cls(source=source, target=target, kind=kind)
        if source == target:
            raise ValidationError("Văn bản không thể dẫn chính nó. Hãy chọn văn bản khác.")
        if cls.objects.filter(source=source, target=target, kind=kind).exists():
            raise ValidationError(f"Văn bản này đã được ghi là {link.get_kind_display()} {target.citation}.")
        if way := _way_up(target, source):
            raise ValidationError(
                f"Không gắn được, vì các văn bản sẽ dẫn vòng tròn: {' → '.join([_short(source), *way])}. "
                "Hãy xem lại: văn bản ra sau dẫn văn bản ra trước."
            )
        link.save()
        told = {link.get_kind_display(): str(target)}
        record(by=by, action="gắn quan hệ văn bản", target=source, after=told)
        return link

    @transaction.atomic
    def untie(self, *, by):
        """Take the link away; the papers stay."""
        told = {self.get_kind_display(): str(self.target)}
        record(by=by, action="bỏ quan hệ văn bản", target=self.source, before=told)
        self.delete()


def _way_up(start, end) -> list[str]:
    """The papers on a way up from `start` to `end`, both told; [] where there is none."""
    above = {}
    for source, target, _ in DocumentLink.objects.edges(start.locality_id):
        above.setdefault(source, []).append(target)
    came_from, waiting = {start.pk: None}, [start.pk]
    while waiting and end.pk not in came_from:
        here = waiting.pop(0)
        for next_up in above.get(here, ()):
            if next_up not in came_from:
                came_from[next_up] = here
                waiting.append(next_up)
    if end.pk not in came_from:
        return []
    way = [end.pk]
    while (before := came_from[way[-1]]) is not None:
        way.append(before)
    papers = Document.objects.select_related("doc_type").in_bulk(way)
    return [_short(papers[pk]) for pk in reversed(way)]


def _short(paper) -> str:
    return paper.code if paper.is_numbered else f"dự thảo “{paper.abstract[:60]}”"
