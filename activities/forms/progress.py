"""The form in which a branch says how far it is and, in the same breath, what is hard."""

from datetime import timedelta

from django import forms

from activities.models import Difficulty
from plans.models import Occurrence, ProgressEntry
from plans.models.filters import ASKED_DAYS_AHEAD
from wardportal import dates
from wardportal.editing import GuardedModelForm, Paragraph

USUAL_PERCENTS = (0, 25, 50, 75, 100)


class PercentPicker(forms.RadioSelect):
    """The usual figures to pick from, and a box (`<name>_other`) whose figure counts once it is filled."""

    def value_from_datadict(self, data, files, name):
        # People type "70%" and "70 %", and a phone's keyboard slips a space in between.
        typed = "".join(data.get(f"{name}_other", "").replace("%", "").split())
        return typed or data.get(name)


class OccurrenceField(forms.ModelChoiceField):
    def label_from_instance(self, occurrence):
        return f"{occurrence.label} (hạn {dates.short_date(occurrence.due_on)})"


class ProgressForm(GuardedModelForm):
    """What a unit did and, in the same breath, what stands in its way."""

    occurrence = OccurrenceField(
        label="Báo cho kỳ nào?",
        queryset=Occurrence.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Chưa chọn kỳ báo.",
            "invalid_choice": "Kỳ này không phải của nhiệm vụ ấy. Hãy chọn lại kỳ báo.",
        },
    )

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
        fields = ["occurrence", "percent", "quantity", "text"]
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
        current = self._current_occurrence()
        if current:
            last["occurrence"] = current.pk
        super().__init__(data, initial=last | (initial or {}))
        if current:
            self.fields["occurrence"].queryset = self._occurrences(current)
        else:
            del self.fields["occurrence"]
        measure_unit = assignment.task.measure_unit
        if measure_unit or assignment.target_quantity is not None:
            self.fields["quantity"].label = f"Đã đạt ({measure_unit})" if measure_unit else "Đã đạt"
            self.fields["quantity"].widget.attrs |= {"inputmode": "decimal", "class": "is-short"}
        else:
            del self.fields["quantity"]
        if not may_raise:
            del self.fields["difficulty"], self.fields["proposal"]

    def _current_occurrence(self):
        """The time of the rhythm that is asked for; None of none, or where the unit has its own date."""
        if self.assignment.due_on or not self.assignment.task.rhythm:
            return None
        return self.assignment.occurrence_on(dates.today())

    def _occurrences(self, current):
        """What a unit may speak of: from the day it got the task to the time that comes next."""
        until = max(current.due_on, dates.today() + timedelta(days=ASKED_DAYS_AHEAD))
        asked = self.assignment.task.occurrences.filter(
            due_on__gte=self.assignment.assigned_on, due_on__lte=until
        )
        return asked.order_by("-due_on")

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
            by=by,
            percent=asked["percent"],
            quantity=asked.get("quantity"),
            text=asked["text"],
            occurrence=asked.get("occurrence"),
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
