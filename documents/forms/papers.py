from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError

from documents import content, pictures
from documents.content_writing import to_text
from documents.models import Document
from documents.secrecy import refuse_secrets
from organizations.completing import CompletionForm


class DocumentCompletionForm(CompletionForm):
    """What an issued paper's entry lacks; who may not correct it is offered the gaps alone."""

    fields_template = "documents/_completion_fields.html"

    class Meta:
        model = Document
        fields = ["signer_name", "signer_post", "signing_authority", "recipients", "body"]
        labels = {"body": "Toàn văn"}
        widgets = {
            "recipients": forms.Textarea(attrs={"rows": 4}),
            "body": forms.Textarea(attrs={"rows": 20}),
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

    def clean_body(self):
        try:
            html, _ = pictures.own(content.clean(self.cleaned_data["body"]).html, self.instance)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        # The editor may spell the markup another way: what nobody changed stays as it is stored.
        is_same = html == content.clean(self.initial["body"]).html
        return self.initial["body"] if is_same else html

    def clean(self):
        asked = super().clean()
        texts = [value for name, value in asked.items() if isinstance(value, str) and name != "body"]
        refuse_secrets("\n".join([*texts, to_text(asked.get("body", ""))]))
        return asked

    def form_of(self, stored):
        # The same boxes, also where the other editor has filled them in.
        shown = DocumentCompletionForm(instance=stored, may_correct=True)
        shown.fields = {name: shown.fields[name] for name in self.fields}
        return shown

    def conflict(self):
        """As ever, but the two texts are shown as words, not as markup."""
        label = self.Meta.labels["body"]
        return [
            replace(row, mine=to_text(row.mine), theirs=to_text(row.theirs)) if row.label == label else row
            for row in super().conflict()
        ]
