from django import forms

from documents.models import Document, DocumentType
from organizations.completing import CompletionForm
from wardportal.editing import SearchField
from wardportal.text import search_words


class DocumentFilterForm(forms.Form):
    q = SearchField(label="Tìm, không cần gõ dấu")
    doc_type = forms.ModelChoiceField(
        label="Thể loại", queryset=DocumentType.objects.none(), empty_label="Tất cả", required=False
    )
    year = forms.TypedChoiceField(label="Năm ban hành", coerce=int, empty_value=None, required=False)

    def __init__(self, *args, documents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["doc_type"].queryset = DocumentType.objects.filter(documents__in=documents).distinct()
        years = documents.exclude(issued_on=None).dates("issued_on", "year", order="DESC")
        self.fields["year"].choices = [("", "Tất cả"), *((day.year, str(day.year)) for day in years)]

    def filter(self, documents):
        """The papers asked for; a field with a mistake shows its error and does not narrow the list."""
        self.is_valid()
        asked = self.cleaned_data
        documents = documents.search(search_words(asked.get("q", "")))
        if asked.get("doc_type"):
            documents = documents.filter(doc_type=asked["doc_type"])
        if asked.get("year"):
            documents = documents.filter(issued_on__year=asked["year"])
        return documents


class DocumentCompletionForm(CompletionForm):
    """What an issued paper's entry lacks; who may not correct it is offered the gaps alone."""

    class Meta:
        model = Document
        fields = ["signer_name", "signer_post", "signing_authority", "recipients", "body"]
        labels = {"body": "Toàn văn"}
        widgets = {
            "recipients": forms.Textarea(attrs={"rows": 4}),
            "body": forms.Textarea(attrs={"rows": 12}),
        }
        help_texts = {
            "signer_name": "Họ và tên như in dưới chữ ký.",
            "signer_post": "Ví dụ: Bí thư, Phó Bí thư.",
            "signing_authority": "Ví dụ: T/M Ban Thường vụ, T/L Ban Thường vụ. Ký trực tiếp thì để trống.",
            "body": "Chép nguyên văn từ bản đã ký. Không đưa văn bản mật vào cổng.",
        }

    def __init__(self, data=None, *, instance, may_correct):
        self.may_correct = may_correct
        super().__init__(data, instance=instance)
        if not may_correct:
            for name in set(self.fields) - {"version", *instance.gaps}:
                del self.fields[name]

    def form_of(self, stored):
        # The same boxes, also where the other editor has filled them in.
        shown = DocumentCompletionForm(instance=stored, may_correct=True)
        shown.fields = {name: shown.fields[name] for name in self.fields}
        return shown
