"""Submitting, sending back and issuing a paper."""

import re
from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from documents import marks
from documents.content_writing import to_text
from documents.forms.oddities import OddityForm
from documents.models import Document, NumberBook
from documents.models.books import HIGHEST_NUMBER
from documents.oddities import late, oddities
from documents.secrecy import refuse_secrets
from wardportal import dates
from wardportal.editing import OfficeDateField, OneSpelling

OUT_OF_RANGE = f"Số văn bản phải từ 1 đến {HIGHEST_NUMBER}."
LETTER = RegexValidator(re.compile(r"[a-zđ]\Z"), "Chữ theo số là một chữ thường, ví dụ “a” trong số 12a.")


class SecretsTickField(forms.BooleanField):
    """The confirmation without which no paper goes on."""

    def __init__(self):
        super().__init__(
            label="Tôi xác nhận văn bản này không chứa bí mật nhà nước",
            error_messages={
                "required": "Hãy xác nhận văn bản không chứa bí mật nhà nước. Văn bản có độ mật không soạn, "
                "không gửi qua cổng này."
            },
        )


class SubmitForm(forms.Form):
    is_free_of_secrets = SecretsTickField()

    def __init__(self, data=None, *, document):
        self.document = document
        super().__init__(data)

    def save(self, *, by):
        refuse_secrets(words_of(self.document))
        self.document.submit(by=by, is_free_of_secrets=self.cleaned_data["is_free_of_secrets"])


class SendBackForm(OneSpelling, forms.Form):
    reason = forms.CharField(
        label="Cần sửa gì",
        max_length=1000,
        help_text="Người soạn đọc lý do này ngay đầu trang văn bản.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Hãy ghi lý do trả lại để người soạn biết cần sửa gì."},
    )

    def __init__(self, data=None, *, document):
        self.document = document
        super().__init__(data)

    def save(self, *, by):
        self.document.send_back(by=by, reason=self.cleaned_data["reason"])


class IssueForm(OneSpelling, OddityForm):
    """Day and number of a paper that was submitted; without a number it gets the next one of its book."""

    issued_on = OfficeDateField(label="Ngày ban hành")
    number = forms.IntegerField(
        label="Số lấy riêng",
        required=False,
        min_value=1,
        max_value=HIGHEST_NUMBER,
        help_text="Để trống thì lấy số tiếp theo trong sổ.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "is-short", "autocomplete": "off"}),
        error_messages={
            "invalid": "Số văn bản là một số nguyên, ví dụ 12. Chữ theo số thì ghi ở ô bên.",
            "min_value": OUT_OF_RANGE,
            "max_value": OUT_OF_RANGE,
        },
    )
    suffix = forms.CharField(
        label="Chữ theo số",
        required=False,
        max_length=5,
        validators=[LETTER],
        help_text="Chỉ khi văn bản mang số như 12a.",
        widget=forms.TextInput(attrs={"class": "is-short", "autocomplete": "off"}),
    )
    gap_reason = forms.CharField(
        label="Lý do bỏ trống số",
        required=False,
        max_length=300,
        help_text="Khi số lấy riêng bỏ qua những số ở giữa: vì sao các số ấy không dùng.",
    )
    # Sent by the button that says the number.
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)
    is_free_of_secrets = SecretsTickField()
    # The number of one's own that was typed, as the button says it.
    chosen_code = ""

    def __init__(self, data=None, *, document):
        self.document = document
        super().__init__(data, initial={"issued_on": dates.today()})

    def clean(self):
        asked = super().clean()
        if asked.get("suffix") and asked.get("number") is None and "number" not in self.errors:
            self.add_error("number", "Đã ghi chữ theo số thì phải ghi cả số, ví dụ 12 và “a”.")
        if "issued_on" in asked and "number" in asked and "suffix" in asked:
            self._look_twice(asked)
        return asked

    def _look_twice(self, asked):
        """What is unusual needs a reason; a number of one's own is confirmed by a button that says it."""
        document, day, number = self.document, asked["issued_on"], asked["number"]
        try:
            book = NumberBook.expected(document.issuer, document.doc_type, day)
            unusual = oddities(document, issued_on=day, number=number, suffix=asked["suffix"])
        except ValidationError:
            return  # said when it is issued
        self.ask_about((*unusual, *late(day)))
        if number is None:
            return
        try:
            book.refuse(number, asked["suffix"], asked.get("gap_reason", ""))
        except ValidationError as refusal:
            self.add_error("number", refusal)
            return
        chosen, following = self._code(number, asked["suffix"]), self._code(book.last_number + 1)
        if chosen != following:
            self._ask_to_confirm(chosen, following)

    def _ask_to_confirm(self, chosen, following):
        self.chosen_code = chosen
        if self.cleaned_data.get("confirmed") != chosen:
            self.add_error(
                "number",
                f"Văn bản sẽ mang số {chosen}, không phải số tiếp theo {following}. "
                f"Xem lại; nếu đúng thì bấm “Ban hành số {chosen}”.",
            )

    def _code(self, number, suffix=""):
        return str(replace(self.document.number_symbol, number=number, suffix=suffix))

    def clean_issued_on(self):
        day = self.cleaned_data["issued_on"]
        if day > dates.today():
            raise ValidationError(
                f"Ngày ban hành không thể sau hôm nay, ngày {dates.short_date(dates.today())}."
            )
        return day

    def save(self, *, by) -> Document:
        """The issued paper; the one this form was made for stays as it was, should the model refuse."""
        asked = self.cleaned_data
        document = Document.objects.select_related("issuer", "doc_type", "locality").get(pk=self.document.pk)
        refuse_secrets(words_of(document))
        document.issue(
            by=by,
            issued_on=asked["issued_on"],
            is_free_of_secrets=asked["is_free_of_secrets"],
            number=asked["number"],
            suffix=asked["suffix"],
            gap_reason=asked["gap_reason"],
            odd_reason=asked["odd_reason"] if self.oddities else "",
        )
        return document

    @property
    def next_code(self) -> str:
        """What the paper would be numbered on the typed day; raises ValidationError where it cannot be."""
        day = getattr(self, "cleaned_data", {}).get("issued_on") or dates.today()
        number = NumberBook.next_for_paper(self.document.issuer, self.document.doc_type, day)
        return self._code(number)


def words_of(document) -> str:
    """Every text of the paper and of its annexes, a line each."""
    texts = [getattr(document, name) for name in Document.WRITTEN if name != "body"]
    bodies = [document.body]
    for annex in document.annexes.all():
        texts.append(annex.title)
        bodies.append(annex.body)
    words = [text for text in texts if isinstance(text, str)]
    return "\n".join(words + [_words(body, document.inserts) for body in bodies])


def _words(body, inserts) -> str:
    return to_text(marks.expanded(body, inserts))
