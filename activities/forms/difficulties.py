"""Forms in which units say what is hard, and in which the leadership answers."""

from django import forms

from activities.models import Difficulty
from organizations.forms import UnitByLineField
from organizations.models import Unit
from organizations.permissions import Permission
from plans.models import Task
from wardportal.editing import OneSpelling, Paragraph, SearchField
from wardportal.text import search_words


class DifficultyFilterForm(forms.Form):
    q = SearchField(label="Từ cần tìm, không cần gõ dấu")
    state = forms.ChoiceField(
        label="Tình trạng", choices=[("", "Tất cả"), *Difficulty.State.choices], required=False
    )

    def filter(self, difficulties):
        """The difficulties asked for; a field with a mistake shows its error and does not narrow the list."""
        self.is_valid()
        asked = self.cleaned_data
        difficulties = difficulties.search(search_words(asked.get("q", "")))
        if asked.get("state"):
            difficulties = difficulties.filter(state=asked["state"])
        return difficulties


class TaskField(forms.ModelChoiceField):
    def label_from_instance(self, task):
        return f"{task.plan.document.code} – {task.title}" if task.plan else task.title


class DifficultyForm(OneSpelling, forms.ModelForm):
    unit = UnitByLineField(
        label="Đơn vị nêu",
        queryset=Unit.objects.none(),
        empty_label="Chọn một đơn vị",
        error_messages={"required": "Chưa chọn đơn vị nêu khó khăn."},
    )
    task = TaskField(
        label="Khi làm nhiệm vụ",
        help_text="Để trống nếu là khó khăn chung.",
        queryset=Task.objects.none(),
        empty_label="Không gắn với nhiệm vụ nào",
        required=False,
    )

    class Meta:
        model = Difficulty
        fields = ["unit", "task", "text", "proposal"]
        field_classes = {"text": Paragraph, "proposal": Paragraph}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "proposal": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"text": "Vướng ở đâu, từ khi nào, đã thử cách gì."}
        error_messages = {"text": {"required": "Chưa ghi khó khăn, vướng mắc."}}

    def __init__(self, data=None, *, user, initial=None):
        super().__init__(data, initial=initial)
        units = Unit.objects.current().exclude(level=Unit.Level.SUPERIOR)
        units = units.reached_by(user, Permission.DIFFICULTY_RAISE).by_line()
        self.fields["unit"].queryset = units
        if len(units) == 1:
            self.fields["unit"].initial = units[0]
        self.fields["task"].queryset = Task.objects.visible_to(user).of_open_plans().for_choice()

    def save(self, *, by):
        asked = self.cleaned_data
        return Difficulty.raise_by(
            asked["unit"], by=by, text=asked["text"], proposal=asked["proposal"], task=asked["task"]
        )


class AnswerForm(OneSpelling, forms.Form):
    answer = Paragraph(
        label="Trả lời",
        help_text="Giải quyết thế nào, giao ai làm, khi nào xong. Câu trả lời hiện cho đơn vị đã nêu.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Chưa ghi câu trả lời."},
    )
