from django import forms

from meetings.models import MeetingKind
from organizations.models import Line
from wardportal.editing import GuardedModelForm


class MeetingKindForm(GuardedModelForm):
    line_code = forms.ChoiceField(label="Chỉ hệ tổ chức", required=False)

    class Meta:
        model = MeetingKind
        fields = ["name", "callers", "line_code", "minutes_form", "gathers_open_matters", "agenda"]
        widgets = {"agenda": forms.Textarea(attrs={"rows": 8})}
        error_messages = {"name": {"required": "Chưa ghi tên loại."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        lines = Line.objects.order_by("order").values_list("code", "name")
        self.fields["line_code"].choices = [("", "Mọi hệ"), *lines]

    def form_of(self, stored):
        return MeetingKindForm(instance=stored)

    def clean_agenda(self):
        agenda = self.cleaned_data["agenda"]
        if any(len(line) > 300 for line in agenda.splitlines()):
            raise forms.ValidationError("Có dòng dài quá 300 ký tự. Mỗi dòng là một nội dung, hãy rút ngắn.")
        return agenda

    def save(self, *, by):
        return self.instance.write(by=by)
