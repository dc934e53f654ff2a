"""How one paper is linked up to another."""

from django import forms
from django.core.exceptions import ValidationError

from documents import family
from documents.models import Document, DocumentLink
from wardportal.editing import SearchField
from wardportal.text import search_words

# As many papers as one page offers; the filter finds the others.
MOST = 20


class LinkFilterForm(forms.Form):
    q = SearchField(label="Tìm văn bản: số, trích yếu (không cần gõ dấu)")

    def filter(self, document, user):
        """The papers to choose from."""
        self.is_valid()
        return family.linkable(document, user, search_words(self.cleaned_data.get("q", "")))[:MOST]


class LinkForm(forms.Form):
    """One more link of `document`, chosen from the papers the page shows."""

    kind = forms.ChoiceField(
        label="Văn bản này",
        choices=[("", "Chọn quan hệ"), *DocumentLink.Kind.choices],
        error_messages={"required": "Chưa chọn quan hệ: căn cứ, cụ thể hóa, sửa đổi …"},
    )
    target = forms.IntegerField(
        error_messages={
            "required": "Chưa chọn văn bản nào trong danh sách.",
            "invalid": "Hãy chọn lại văn bản.",
        }
    )

    def __init__(self, data=None, *, document, user):
        self.document, self.user = document, user
        super().__init__(data)

    def clean_target(self):
        papers = Document.objects.visible_to(self.user).select_related("doc_type", "issuer")
        target = papers.filter(pk=self.cleaned_data["target"]).first()
        if target is None:
            raise ValidationError("Văn bản này không còn. Hãy tìm và chọn lại.")
        return target

    def save(self, *, by):
        asked = self.cleaned_data
        return DocumentLink.tie(self.document, asked["target"], asked["kind"], by=by)
