from django import forms

from meetings import scoring
from meetings.models import MeetingKind
from organizations.models import Line
from wardportal.editing import GuardedModelForm


class MeetingKindForm(GuardedModelForm):
    line_code = forms.ChoiceField(label="Chỉ hệ tổ chức", required=False)

    class Meta:
        model = MeetingKind
        fields = MeetingKind.WRITTEN
        fields += ["score_criteria", "score_grades", "report_within_days"]
        widgets = {
            "agenda": forms.Textarea(attrs={"rows": 8}),
            "score_criteria": forms.Textarea(attrs={"rows": 6}),
            "score_grades": forms.Textarea(attrs={"rows": 4}),
        }
        error_messages = {"name": {"required": "Chưa ghi tên loại."}}

    takes_seen = forms.BooleanField(
        label="Điền bộ tiêu chí 100 điểm của sinh hoạt chi bộ (theo HD 42-HD/BTCTW, 28/10/2025)",
        required=False,
        help_text="Chỉ điền khi ô tiêu chí còn trống; điền xong sửa được.",
    )
    PASSING = ("takes_seen",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        lines = Line.objects.order_by("order").values_list("code", "name")
        self.fields["line_code"].choices = [("", "Mọi hệ"), *lines]

    def form_of(self, stored):
        return MeetingKindForm(instance=stored)

    def clean(self):
        asked = super().clean()
        if asked.get("takes_seen") and not asked.get("score_criteria"):
            asked["score_criteria"] = scoring.SEEN_CRITERIA
            asked["score_grades"] = asked.get("score_grades") or scoring.SEEN_GRADES
        return asked

    def clean_agenda(self):
        agenda = self.cleaned_data["agenda"]
        if any(len(line) > 300 for line in agenda.splitlines()):
            raise forms.ValidationError("Có dòng dài quá 300 ký tự. Mỗi dòng là một nội dung, hãy rút ngắn.")
        return agenda

    def save(self, *, by):
        return self.instance.write(by=by)
