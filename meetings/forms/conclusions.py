from django import forms
from django.utils.text import Truncator

from documents.models import Document
from meetings.models.conclusions import ConclusionQuerySet
from organizations.forms.units import UnitByLineField, UnitsByLineField
from organizations.models import Unit
from organizations.permissions import Permission
from plans.forms.tasks import check_timing
from plans.models import Plan, Task
from wardportal.editing import OfficeDateField, OneSpelling, SearchField
from wardportal.text import search_words

TITLE_LENGTH = Task._meta.get_field("title").max_length


class ConclusionFilterForm(forms.Form):
    OUTCOMES = {
        "unassigned": ("chưa giao nhiệm vụ", ConclusionQuerySet.unassigned),
        "under_way": ("đang thực hiện", ConclusionQuerySet.under_way),
        "carried_out": ("đã thực hiện", ConclusionQuerySet.carried_out),
    }

    q = SearchField(label="Từ cần tìm, không cần gõ dấu")
    outcome = forms.ChoiceField(
        label="Kết quả",
        choices=[("", "Tất cả"), *((key, label) for key, (label, _) in OUTCOMES.items())],
        required=False,
    )

    def filter(self, conclusions):
        """The solutions asked for; a field with a mistake shows its error and does not narrow the list."""
        self.is_valid()
        asked = self.cleaned_data
        conclusions = conclusions.search(search_words(asked.get("q", "")))
        if asked.get("outcome"):
            _, with_outcome = self.OUTCOMES[asked["outcome"]]
            conclusions = with_outcome(conclusions)
        return conclusions


class ConclusionAssignForm(OneSpelling, forms.ModelForm):
    lead_unit = UnitByLineField(
        queryset=Unit.objects.none(),
        label="Đơn vị chủ trì",
        empty_label="Chọn một đơn vị",
        error_messages={"required": "Chưa chọn đơn vị chủ trì: mỗi nhiệm vụ có đúng một đơn vị chủ trì."},
    )
    units = UnitsByLineField(
        queryset=Unit.objects.none(),
        label="Giao cho các đơn vị",
        help_text="Đánh dấu từng đơn vị, hoặc “Cả … khu phố”. Không đánh dấu thì đơn vị chủ trì tự làm.",
        required=False,
        error_messages={
            "invalid_choice": "Có đơn vị ngoài phạm vi của đồng chí: đề nghị Văn phòng Đảng ủy giao việc cho "
            "đơn vị ấy.",
        },
    )

    class Meta:
        model = Task
        fields = ["title", "description", "lead_unit", "plan", "due_on", "rhythm"]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 3}),
            "description": forms.Textarea(attrs={"rows": 3}),
        }
        field_classes = {"due_on": OfficeDateField}
        help_texts = {
            "title": "Lấy từ lời của giải pháp; sửa thành một việc cụ thể.",
            "due_on": "Để trống nếu có định kỳ thực hiện.",
        }
        error_messages = {"title": {"required": "Chưa ghi tên nhiệm vụ."}}

    def __init__(self, *args, conclusion, user, **kwargs):
        self.conclusion = conclusion
        super().__init__(*args, instance=Task(locality_id=conclusion.locality_id), **kwargs)
        text = conclusion.text.rstrip(". ")
        self.initial["title"] = Truncator(text).chars(TITLE_LENGTH)
        units = Unit.objects.visible_to(user).current().exclude(level__in=Unit.OUTSIDE)
        # Nobody gives work to units outside their line; the office and the leadership reach all of the ward.
        reached = units.reached_by(user, Permission.CONCLUSION_ASSIGN).by_line()
        self.fields["lead_unit"].queryset = reached
        self.fields["units"].queryset = reached
        plans = Plan.objects.visible_to(user).open().filter(document__state=Document.State.ISSUED)
        self.fields["plan"].queryset = plans.for_list()
        self.fields["plan"].empty_label = "Không thuộc kế hoạch nào"
        reviewed = plans.filter(meetings=conclusion.meeting)
        self.initial["plan"] = reviewed.first() if len(reviewed) == 1 else None

    def clean(self):
        asked = super().clean()
        check_timing(self)
        return asked

    def save(self, *, by):
        """The new task, given to its units."""
        return self.conclusion.assign(by=by, **self.cleaned_data)
