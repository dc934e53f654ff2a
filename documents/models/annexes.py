"""What is printed behind a paper's text."""

from django.core.exceptions import ValidationError
from django.db import models, transaction

from documents.models.papers import Document
from organizations.audit import record, record_written, snapshot


class DocumentAnnex(models.Model):
    """Một phụ lục của văn bản: tiêu đề và nội dung riêng, nằm ngang khi bảng rộng."""

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="annexes", verbose_name="văn bản"
    )
    order = models.PositiveSmallIntegerField("thứ tự")
    title = models.CharField("tên phụ lục", max_length=300)
    body = models.TextField("nội dung", blank=True)
    is_landscape = models.BooleanField("khổ ngang", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    WRITTEN = ["title", "body", "is_landscape"]
    # They are counted in Roman numerals, which composing knows as far as this.
    MOST = 39

    class Meta:
        verbose_name = "phụ lục"
        verbose_name_plural = "phụ lục"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.title

    @property
    def locality_id(self):
        return self.document.locality_id

    @staticmethod
    def append(annexes, document):
        """Save annexes that belong to no paper yet behind the text of `document`, in their order."""
        for order, annex in enumerate(annexes, start=1):
            annex.document, annex.order = document, order
            annex.full_clean()
            annex.save()

    @transaction.atomic
    def write(self, *, by):
        """Save the annex of a draft, with its trace in the paper's log; a new one comes last."""
        siblings = self._open_siblings()
        stored = siblings.filter(pk=self.pk).first()
        if stored is None:
            if siblings.count() >= self.MOST:
                raise ValidationError(f"Một văn bản có nhiều nhất {self.MOST} phụ lục. Hãy gộp bớt phụ lục.")
            self.order = (siblings.aggregate(last=models.Max("order"))["last"] or 0) + 1
        self.save()
        action = "sửa phụ lục" if stored else "thêm phụ lục"
        record_written(self, stored, self.WRITTEN, by=by, action=action, target=self.document)

    @transaction.atomic
    def move(self, *, by, is_up):
        """Change places with the annex before it (after it); the first has none before it."""
        annexes = list(self._open_siblings())
        here = annexes.index(self)
        there = here - 1 if is_up else here + 1
        if not 0 <= there < len(annexes):
            return
        annexes[here], annexes[there] = annexes[there], annexes[here]
        for order, annex in enumerate(annexes, start=1):
            annex.order = order
        DocumentAnnex.objects.bulk_update(annexes, ["order"])
        record(by=by, action="đổi thứ tự phụ lục", target=self.document, after={"phụ lục": str(self)})

    @transaction.atomic
    def remove(self, *, by):
        """Take the annex out of a draft."""
        self._open_siblings()
        record(by=by, action="xóa phụ lục", target=self.document, before=snapshot(self, self.WRITTEN))
        self.delete()

    def _open_siblings(self):
        """All annexes of the paper, whose row stays locked; raises ValidationError where it is no draft."""
        if not Document.objects.select_for_update().get(pk=self.document_id).is_open:
            raise ValidationError("Văn bản đã trình hoặc đã ban hành nên không sửa được phụ lục.")
        return DocumentAnnex.objects.filter(document_id=self.document_id)
