"""What is asked and answered about one unit's work: more time, and whether the result is accepted."""

from django import forms
from django.core.exceptions import ValidationError

from plans.models import Extension
from wardportal.editing import OfficeDateField, OneSpelling, Paragraph


class ExtensionAskForm(OneSpelling, forms.Form):
    new_due_on = OfficeDateField(
        label="Xin gia hạn đến ngày", error_messages={"required": "Chưa ghi ngày xin gia hạn đến."}
    )
    reason = Paragraph(
        label="Vì sao cần thêm thời gian",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi lý do xin gia hạn."},
    )

    def __init__(self, data=None, *, assignment):
        self.assignment = assignment
        super().__init__(data)

    def save(self, *, by):
        asked = self.cleaned_data
        return Extension.ask(self.assignment, by=by, new_due_on=asked["new_due_on"], reason=asked["reason"])


class ExtensionDecideForm(OneSpelling, forms.Form):
    GRANT, REFUSE = "grant", "refuse"

    verdict = forms.ChoiceField(
        label="Trả lời",
        widget=forms.RadioSelect,
        error_messages={"required": "Chưa chọn đồng ý hay không đồng ý."},
    )
    answer = Paragraph(label="Lý do, lời nhắn", widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, data=None, *, extension, new_due_on):
        self.extension = extension
        super().__init__(data)
        self.fields["verdict"].choices = [
            (self.GRANT, f"Đồng ý: hạn của đơn vị thành {new_due_on}"),
            (self.REFUSE, "Không đồng ý: hạn giữ nguyên (phải ghi lý do)"),
        ]

    def clean(self):
        asked = super().clean()
        if asked.get("verdict") == self.REFUSE and not asked.get("answer"):
            self.add_error("answer", "Không cho gia hạn thì hãy ghi lý do để đơn vị biết.")
        return asked

    def save(self, *, by):
        answer = self.cleaned_data["answer"]
        if self.cleaned_data["verdict"] == self.GRANT:
            self.extension.grant(by=by, answer=answer)
        else:
            self.extension.refuse(by=by, answer=answer)


class ReviewForm(OneSpelling, forms.Form):
    """The lead unit looks at what a unit calls finished."""

    ACCEPT, RETURN = "accept", "return"

    verdict = forms.ChoiceField(
        label="Kết quả này",
        choices=[(ACCEPT, "Xác nhận là đã xong"), (RETURN, "Trả lại: đơn vị cần làm thêm")],
        widget=forms.RadioSelect,
        error_messages={"required": "Chưa chọn xác nhận hay trả lại."},
    )
    reason = Paragraph(
        label="Nếu trả lại: vì sao, cần làm thêm gì",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    percent = forms.IntegerField(
        label="Nếu trả lại: nay tính là bao nhiêu phần trăm",
        help_text="Từ 0 đến 99.",
        min_value=0,
        max_value=99,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "is-short"}),
        error_messages={
            "invalid": "Phần trăm là số nguyên từ 0 đến 99, ví dụ 80.",
            "min_value": "Phần trăm không thể âm; hãy ghi số từ 0 đến 99.",
            "max_value": "Trả lại là chưa xong nên phần trăm phải dưới 100; hãy ghi số từ 0 đến 99.",
        },
    )

    def __init__(self, data=None, *, assignment):
        self.assignment = assignment
        before = assignment.entries.filter(percent__lt=100).first()
        super().__init__(data, initial={"percent": before.percent if before else None})

    def clean(self):
        asked = super().clean()
        if asked.get("verdict") == self.RETURN:
            if not asked.get("reason"):
                self.add_error("reason", "Hãy ghi lý do trả lại để đơn vị biết cần làm thêm gì.")
            if asked.get("percent") is None and "percent" not in self.errors:
                self.add_error("percent", "Hãy ghi nay tính là bao nhiêu phần trăm, từ 0 đến 99.")
        return asked

    def save(self, *, by):
        asked = self.cleaned_data
        if asked["verdict"] == self.ACCEPT:
            self.assignment.accept(by=by)
        else:
            self.assignment.send_back(by=by, reason=asked["reason"], percent=asked["percent"])

    @property
    def is_accepted(self):
        return self.cleaned_data["verdict"] == self.ACCEPT


class StatedProgressForm(OneSpelling, forms.Form):
    percent = forms.IntegerField(
        label="Tiến độ nêu (%)",
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "is-short"}),
        error_messages={
            "required": "Chưa ghi tiến độ nêu.",
            "invalid": "Phần trăm là số nguyên từ 0 đến 100, ví dụ 60.",
            "min_value": "Phần trăm từ 0 đến 100, không thể âm.",
            "max_value": "Phần trăm từ 0 đến 100; hãy ghi lại.",
        },
    )
    reason = Paragraph(
        label="Vì sao khác số máy tính",
        help_text="Hiện bên cạnh số máy tính, cùng tên đồng chí và ngày nêu.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Nêu tiến độ khác số máy tính thì phải ghi lý do."},
    )

    def clean_percent(self):
        percent = self.cleaned_data["percent"]
        if percent is None:
            raise ValidationError("Chưa ghi tiến độ nêu.")
        return percent
