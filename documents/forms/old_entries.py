"""A paper that was entered wrongly: its head put right, or the entry withdrawn, each with the reason."""

from copy import copy

from django import forms

from documents import existing, old_entries
from documents.forms.books import SeenForm
from documents.forms.heads import HeadForm
from documents.models import Document, DocumentType
from documents.secrecy import refuse_secrets
from organizations.audit import snapshot
from wardportal.editing import OneSpelling


class CorrectionForm(SeenForm, HeadForm):
    reason = forms.CharField(
        label="Vì sao sửa",
        max_length=300,
        help_text="Ghi vào nhật ký, ví dụ: nhập nhầm 33 thành 3300.",
        error_messages={"required": "Hãy ghi vì sao sửa."},
    )

    def __init__(self, data=None, *, document):
        self.document = copy(document)
        super().__init__(data)
        types = DocumentType.objects.of_unit(document.issuer)
        self.fields["type_name"].choices = [(each.name, each.name) for each in types]
        self.initial = {
            "type_name": document.doc_type.name,
            "code": document.written_number,
            "issued_on": document.issued_on,
            "abstract": document.abstract,
            "keeps_code": bool(document.written_code),
        }

    def stored(self):
        return snapshot(Document.objects.get(pk=self.document.pk), old_entries.HEAD)

    def clean(self):
        asked = super().clean()
        refuse_secrets("\n".join(asked.get(name, "") for name in ("code", "abstract", "reason")))
        if asked.get("type_name"):
            self.read_head(self.document, asked)
        if self.errors:
            return asked
        if other := existing.bearer_of_number(self.document):
            self.add_error("code", f"Số {self.document.code} đã dùng cho {other.citation}. Hãy xem lại.")
        else:
            self.ask_about_number(self.document)
        return asked

    def save(self, *, by) -> Document:
        # Who saved meanwhile is told of under the lock.
        Document.objects.select_for_update().get(pk=self.document.pk)
        self.refuse_unseen()
        odd_reason = self.cleaned_data["odd_reason"] if self.oddities else ""
        old_entries.correct(self.document, by=by, reason=self.cleaned_data["reason"], odd_reason=odd_reason)
        return self.document


class WithdrawalForm(OneSpelling, forms.Form):
    reason = forms.CharField(
        label="Vì sao rút",
        max_length=200,
        help_text="Ghi vào nhật ký và cạnh số để trống trong sổ số.",
        error_messages={"required": "Hãy ghi vì sao rút văn bản này."},
    )

    def __init__(self, data=None, *, document):
        self.document = document
        super().__init__(data)

    def save(self, *, by):
        old_entries.withdraw(self.document, by=by, reason=self.cleaned_data["reason"])
