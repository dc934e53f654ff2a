from django import forms

from documents.models import Document
from organizations.completing import CompletionForm


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
