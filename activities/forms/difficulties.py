"""Forms in which units say what is hard, and in which the leadership answers."""

from django import forms
from django.utils.text import Truncator

from activities.models import Difficulty
from organizations.forms.units import UnitByLineField
from organizations.models import Line, Unit
from organizations.permissions import Permission
from plans.models import Task
from wardportal import dates
from wardportal.editing import OfficeDateField, OneSpelling, Paragraph, SearchField
from wardportal.text import search_words

TITLE_LENGTH = Task._meta.get_field("title").max_length


class DifficultyFilterForm(forms.Form):
    q = SearchField(label="Từ cần tìm, không cần gõ dấu")
    state = forms.ChoiceField(
        label="Tình trạng", choices=[("", "Tất cả"), *Difficulty.State.choices], required=False
    )
    level = forms.ChoiceField(
        label="Cấp giải quyết", choices=[("", "Tất cả"), *Difficulty.Level.choices], required=False
    )
    line = forms.ModelChoiceField(
        label="Hệ tổ chức", queryset=Line.objects.none(), empty_label="Tất cả", required=False
    )
    unit = UnitByLineField(
        label="Đơn vị nêu", queryset=Unit.objects.none(), empty_label="Tất cả", required=False
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        units = Unit.objects.visible_to(user)
        self.fields["line"].queryset = Line.objects.filter(units__in=units).distinct()
        # Former units too: what they raised stays in the register.
        self.fields["unit"].queryset = units.exclude(difficulties=None).distinct().by_line()

    def filter(self, difficulties):
        """The difficulties asked for; a field with a mistake shows its error and does not narrow the list."""
        self.is_valid()
        asked = self.cleaned_data
        difficulties = difficulties.search(search_words(asked.get("q", "")))
        for name, field in [("state", "state"), ("level", "level"), ("line", "unit__line"), ("unit", "unit")]:
            if asked.get(name):
                difficulties = difficulties.filter(**{field: asked[name]})
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
        fields = ["unit", "task", "text", "proposal", "level"]
        field_classes = {"text": Paragraph, "proposal": Paragraph}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "proposal": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {"level": "Theo đồng chí, cấp nào giải quyết được?"}
        help_texts = {
            "text": "Vướng ở đâu, từ khi nào, đã thử cách gì.",
            "level": "Chưa rõ thì để nguyên.",
        }
        error_messages = {"text": {"required": "Chưa ghi khó khăn, vướng mắc."}}

    def __init__(self, data=None, *, user, initial=None):
        super().__init__(data, initial=initial)
        units = Unit.objects.current().exclude(level__in=Unit.OUTSIDE)
        units = units.reached_by(user, Permission.DIFFICULTY_RAISE).by_line()
        self.fields["unit"].queryset = units
        if len(units) == 1:
            self.fields["unit"].initial = units[0]
        self.fields["task"].queryset = Task.objects.visible_to(user).in_force().for_choice()
        self.fields["level"].required = False

    def clean_level(self):
        return self.cleaned_data["level"] or Difficulty.Level.LEADERSHIP

    def save(self, *, by):
        asked = self.cleaned_data
        return Difficulty.raise_by(
            asked["unit"],
            by=by,
            text=asked["text"],
            proposal=asked["proposal"],
            task=asked["task"],
            level=asked["level"],
        )


class AnswerForm(OneSpelling, forms.Form):
    answer = Paragraph(
        label="Trả lời",
        help_text="Giải quyết thế nào, giao ai làm, khi nào xong. Câu trả lời hiện cho đơn vị đã nêu.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Chưa ghi câu trả lời."},
    )


class CloseForm(OneSpelling, forms.Form):
    reason = Paragraph(
        label="Vì sao kết thúc",
        help_text="Đơn vị đã nêu đọc được lý do này.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Chưa ghi lý do: đơn vị đã nêu cần biết vì sao khó khăn này kết thúc."},
    )


class ConfirmForm(OneSpelling, forms.Form):
    """The unit's word on the answer it got."""

    SOLVED, UNSOLVED = "solved", "unsolved"

    outcome = forms.ChoiceField(
        label="Đã gỡ xong chưa?",
        choices=[(SOLVED, "Đã gỡ xong"), (UNSOLVED, "Chưa gỡ được, đề nghị xem lại")],
        widget=forms.RadioSelect,
        error_messages={"required": "Chưa chọn đã gỡ xong hay chưa."},
    )
    text = Paragraph(
        label="Nói thêm",
        help_text="Chưa gỡ được thì ghi còn vướng ở đâu; đã gỡ xong thì có thể để trống.",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def clean(self):
        asked = super().clean()
        if asked.get("outcome") == self.UNSOLVED and not asked.get("text") and "text" not in self.errors:
            self.add_error("text", "Hãy ghi còn vướng ở đâu, để lần trả lời sau gỡ đúng chỗ.")
        return asked

    def save(self, difficulty, *, by):
        asked = self.cleaned_data
        if asked["outcome"] == self.SOLVED:
            difficulty.confirm_solved(asked["text"], by=by)
        else:
            difficulty.say_unsolved(asked["text"], by=by)


class DifficultyAssignForm(OneSpelling, forms.ModelForm):
    """A task that removes the difficulty; it hangs on no plan."""

    lead_unit = UnitByLineField(
        label="Đơn vị chủ trì",
        queryset=Unit.objects.none(),
        empty_label="Chọn một đơn vị",
        error_messages={"required": "Chưa chọn đơn vị chủ trì: mỗi nhiệm vụ có đúng một đơn vị chủ trì."},
    )
    due_on = OfficeDateField(
        label="Thời hạn", error_messages={"required": "Chưa ghi thời hạn: đơn vị nêu cần biết khi nào xong."}
    )

    class Meta:
        model = Task
        fields = ["title", "description", "lead_unit"]
        field_classes = {"description": Paragraph}
        widgets = {
            "title": forms.Textarea(attrs={"rows": 3}),
            "description": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"title": "Lấy từ kiến nghị của đơn vị nêu; sửa thành một việc cụ thể."}
        error_messages = {"title": {"required": "Chưa ghi tên nhiệm vụ."}}

    field_order = ["title", "description", "lead_unit", "due_on"]

    def __init__(self, data=None, *, difficulty, user):
        self.difficulty = difficulty
        super().__init__(data, instance=Task(locality_id=difficulty.locality_id))
        words = (difficulty.proposal or difficulty.text).rstrip(". ")
        self.initial["title"] = Truncator(words).chars(TITLE_LENGTH)
        units = Unit.objects.visible_to(user).current().exclude(level__in=Unit.OUTSIDE)
        self.fields["lead_unit"].queryset = units.reached_by(user, Permission.DIFFICULTY_ASSIGN).by_line()

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on < dates.today():
            today = dates.short_date(dates.today())
            raise forms.ValidationError(f"Thời hạn không thể trước hôm nay ({today}); hãy chọn ngày khác.")
        return due_on

    def save(self, *, by):
        return self.difficulty.assign(by=by, **self.cleaned_data)
