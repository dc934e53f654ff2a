"""Forms in which branches say how far they are and what is hard, and in which the leadership answers."""

from django import forms
from django.core.validators import MaxLengthValidator

from activities.models import Difficulty, Movement, MovementItem
from organizations.completing import CompletionForm
from organizations.forms import UnitByLineField
from organizations.models import Unit
from organizations.permissions import Permission
from plans.models import ProgressEntry, Task
from wardportal.editing import GuardedModelForm, OneSpelling, SearchField
from wardportal.text import search_words

USUAL_PERCENTS = (0, 25, 50, 75, 100)


class Paragraph(forms.CharField):
    """A text of a page or two. No `maxlength` in the page: a browser cuts what is pasted, in silence."""

    MOST = 5000
    widget = forms.Textarea
    default_validators = [
        MaxLengthValidator(
            MOST, "Đoạn này dài %(show_value)s ký tự, quá mức 5.000 ký tự. Hãy rút ngắn rồi gửi lại."
        )
    ]


class PercentPicker(forms.RadioSelect):
    """The usual figures to pick from, and a box (`<name>_other`) whose figure counts once it is filled."""

    def value_from_datadict(self, data, files, name):
        # People type "70%" and "70 %", and a phone's keyboard slips a space in between.
        typed = "".join(data.get(f"{name}_other", "").replace("%", "").split())
        return typed or data.get(name)


class ProgressForm(GuardedModelForm):
    """What a unit did and, in the same breath, what stands in its way."""

    difficulty = Paragraph(
        label="Khó khăn, vướng mắc (nếu có)",
        help_text="Gửi đến Thường trực Đảng ủy; câu trả lời sẽ hiện ở mục Khó khăn.",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    proposal = Paragraph(
        label="Kiến nghị, đề xuất (nếu có)", widget=forms.Textarea(attrs={"rows": 2}), required=False
    )

    class Meta:
        model = ProgressEntry
        fields = ["percent", "quantity", "text"]
        localized_fields = ["quantity"]
        field_classes = {"text": Paragraph}
        labels = {"percent": "Đã làm được bao nhiêu phần trăm?", "text": "Đã làm được gì?"}
        help_texts = {"text": "Một, hai câu: việc gì, ngày nào, bao nhiêu người."}
        widgets = {"percent": PercentPicker, "text": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "percent": {
                "required": "Chưa cho biết đã làm được bao nhiêu phần trăm: chọn một mức hoặc ghi số khác.",
                "invalid": "Phần trăm là số nguyên từ 0 đến 100, ví dụ 60; không ghi số lẻ.",
                "min_value": "Phần trăm từ 0 đến 100, không thể âm.",
            },
            "quantity": {"invalid": "Ghi bằng chữ số, ví dụ 12 hoặc 12,5."},
        }

    def __init__(self, data=None, *, assignment, may_raise, initial=None):
        self.assignment = assignment
        self.may_raise = may_raise
        last = {"quantity": assignment.quantity and assignment.quantity.normalize()}
        if assignment.reported_on is not None:
            last["percent"] = assignment.percent
        super().__init__(data, initial=last | (initial or {}))
        measure_unit = assignment.task.measure_unit
        if measure_unit or assignment.target_quantity is not None:
            self.fields["quantity"].label = f"Đã đạt ({measure_unit})" if measure_unit else "Đã đạt"
            self.fields["quantity"].widget.attrs |= {"inputmode": "decimal", "class": "is-short"}
        else:
            del self.fields["quantity"]
        if not may_raise:
            del self.fields["difficulty"], self.fields["proposal"]

    @property
    def guarded(self):
        return self.assignment

    def form_of(self, stored):
        said = stored.entries.first()
        return ProgressForm(
            assignment=stored, may_raise=self.may_raise, initial={"text": said.text if said else ""}
        )

    def percent_choices(self):
        """The figures to pick from: the usual ones and the unit's last, so that "no change" is one touch."""
        chosen = str(self["percent"].value())
        figures = {*USUAL_PERCENTS, self.initial.get("percent", 0)}
        return [{"value": str(figure), "is_chosen": str(figure) == chosen} for figure in sorted(figures)]

    @property
    def other_percent(self):
        """What was typed into the box, for the page to show again."""
        return self.data.get(f"{self.add_prefix('percent')}_other", "")

    def clean_quantity(self):
        quantity = self.cleaned_data["quantity"]
        if quantity is not None and quantity < 0:
            raise forms.ValidationError("Số đã đạt không thể âm; hãy ghi số từ 0 trở lên.")
        return quantity

    def clean(self):
        asked = super().clean()
        if asked.get("proposal") and not asked.get("difficulty"):
            self.add_error("difficulty", "Kiến nghị để gỡ khó khăn nào? Hãy ghi khó khăn ở ô này.")
        return asked

    def save(self, *, by):
        asked, assignment = self.cleaned_data, self.assignment
        entry = assignment.report(
            by=by, percent=asked["percent"], quantity=asked.get("quantity"), text=asked["text"]
        )
        if asked.get("difficulty"):
            Difficulty.raise_by(
                assignment.unit,
                by=by,
                text=asked["difficulty"],
                proposal=asked["proposal"],
                task=assignment.task,
            )
        return entry


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


class MovementCompletionForm(CompletionForm):
    """All the items of a movement on one page: one field each, `item_<pk>`."""

    class Meta:
        model = Movement
        fields = []

    def __init__(self, data=None, *, instance):
        items = {f"item_{item.pk}": (label, item) for label, item in instance.numbered_items}
        super().__init__(data, instance=instance, initial={name: it.text for name, (_, it) in items.items()})
        for name, (label, _) in items.items():
            self.fields[name] = forms.CharField(
                label=label.capitalize(),
                max_length=MovementItem._meta.get_field("text").max_length,
                required=name not in self.gaps,
                error_messages={"required": "Chưa ghi nội dung này của phong trào."},
            )
        self.items = {name: item for name, (_, item) in items.items()}

    def save(self, *, by):
        texts = {item.pk: self.cleaned_data[name] for name, item in self.items.items()}
        self.instance.complete(texts, by=by)
        return self.instance
