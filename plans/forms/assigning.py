"""Giao chi tiết: one row a unit, with a due date and a quantity of its own."""

from django import forms

from organizations.forms.units import UnitByLineField
from organizations.models import Unit
from organizations.permissions import Permission
from wardportal import dates
from wardportal.editing import OfficeDateField, OneSpelling
from wardportal.numbers import office_number

NEW_ROWS = 3


class TermsForm(forms.Form):
    """The own due date and quantity of one unit; empty means what the task says."""

    due_on = OfficeDateField(label="Hạn riêng", required=False)
    target_quantity = forms.DecimalField(
        label="Chỉ tiêu",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        localize=True,
        required=False,
        error_messages={
            "invalid": "Ghi bằng chữ số, ví dụ 12 hoặc 12,5.",
            "min_value": "Chỉ tiêu không thể âm; hãy ghi số từ 0 trở lên.",
        },
    )

    def __init__(self, *args, task, **kwargs):
        self.task = task
        super().__init__(*args, **kwargs)
        self.fields["due_on"].widget.attrs["class"] = "is-short"
        self.fields["target_quantity"].widget.attrs |= {"class": "is-short", "inputmode": "decimal"}
        # What is not counted in anything has no quantity; what is stored stays.
        self.fields["target_quantity"].disabled = not task.measure_unit

    def clean_due_on(self):
        due_on, plan = self.cleaned_data["due_on"], self.task.plan
        if due_on and plan and due_on < plan.starts_on:
            raise forms.ValidationError(
                "Thời hạn không thể trước ngày bắt đầu kế hoạch "
                f"({dates.short_date(plan.starts_on)}); hãy chọn ngày khác."
            )
        return due_on


class GivenForm(TermsForm):
    """A unit that has the task; `seen` is what its row held when the page was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, assignment, task):
        self.assignment = assignment
        kept = assignment.target_quantity
        terms = {"due_on": assignment.due_on, "target_quantity": kept and kept.normalize()}
        super().__init__(
            data, task=task, prefix=f"a{assignment.pk}", initial={**terms, "seen": self._stored()}
        )

    def _stored(self):
        due_on, quantity = self.assignment.due_on, self.assignment.target_quantity
        return f"{due_on or '-'}|{'-' if quantity is None else office_number(quantity)}"

    @property
    def is_edited(self):
        asked = self.cleaned_data
        stored = self.assignment
        return (asked["due_on"], asked["target_quantity"]) != (stored.due_on, stored.target_quantity)

    def clean(self):
        asked = super().clean()
        if asked.get("seen") != self._stored() and not self.errors and self.is_edited:
            # Sent once more it is a decision of someone who has seen both.
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self._stored()
            self.add_error(
                None,
                f"Người khác vừa ghi ở dòng này: {self._told()}. Số trong ô là của đồng chí; xem lại rồi bấm "
                "Lưu lần nữa.",
            )
        return asked

    def _told(self):
        due_on, quantity = self.assignment.due_on, self.assignment.target_quantity
        when = f"hạn riêng {dates.short_date(due_on)}" if due_on else "không có hạn riêng"
        much = f"chỉ tiêu {office_number(quantity)}" if quantity is not None else "không có chỉ tiêu"
        return f"{when}, {much}"

    def save(self, *, by):
        if self.is_edited:
            asked = self.cleaned_data
            self.assignment.set_terms(by=by, due_on=asked["due_on"], target_quantity=asked["target_quantity"])


class NewForm(TermsForm):
    """One more unit; a row without a unit is none."""

    unit = UnitByLineField(
        label="Đơn vị",
        queryset=Unit.objects.none(),
        empty_label="Thêm đơn vị …",
        required=False,
        error_messages={"invalid_choice": "Đơn vị này không hoạt động hoặc ngoài phạm vi của đồng chí."},
    )

    def __init__(self, data=None, *, task, prefix, units, given):
        self.given = given
        super().__init__(data, task=task, prefix=prefix)
        self.fields["unit"].queryset = units

    def clean_unit(self):
        unit = self.cleaned_data["unit"]
        if unit and unit.pk in self.given:
            raise forms.ValidationError(
                f"{unit} đã được giao nhiệm vụ này; hãy sửa ở dòng của đơn vị ấy, không giao lần nữa."
            )
        return unit

    def clean(self):
        asked = super().clean()
        is_told = asked.get("due_on") or asked.get("target_quantity") is not None
        if is_told and not asked.get("unit") and "unit" not in self.errors:
            self.add_error("unit", "Hạn và chỉ tiêu này của đơn vị nào? Hãy chọn đơn vị.")
        return asked


class AssigningForm(OneSpelling, forms.Form):
    """All rows of the page: the units that have the task within reach, and a few empty ones for more."""

    def __init__(self, data=None, *, task, user):
        self.task = task
        super().__init__(data)
        offered = Unit.objects.visible_to(user).current().exclude(level=Unit.Level.SUPERIOR)
        reached = offered.reached_by(user, Permission.TASK_EDIT).by_line()
        within = {unit.pk for unit in reached}
        given = list(task.assignments.select_related("unit__neighbourhood").in_unit_order())
        self.rows = [GivenForm(data, assignment=each, task=task) for each in given if each.unit_id in within]
        self.out_of_reach = [each.unit for each in given if each.unit_id not in within]
        units = {each.unit_id for each in given}
        self.new_rows = [
            NewForm(data, task=task, prefix=f"n{number}", units=reached, given=units)
            for number in range(1, NEW_ROWS + 1)
        ]

    def clean(self):
        asked = super().clean()
        # Each row is asked: every mistake shows at once.
        if not all([row.is_valid() for row in [*self.rows, *self.new_rows]]):  # noqa: C419
            raise forms.ValidationError("Có dòng chưa đúng; hãy xem chữ đỏ ở dòng ấy.")
        chosen = [row.cleaned_data["unit"] for row in self.new_rows if row.cleaned_data["unit"]]
        twice = sorted({str(unit) for unit in chosen if chosen.count(unit) > 1})
        if twice:
            raise forms.ValidationError(
                f"{', '.join(twice)} được chọn hai lần; mỗi đơn vị chỉ nhận nhiệm vụ này một lần. "
                "Hãy bỏ một dòng."
            )
        return asked

    def save(self, *, by):
        for row in self.rows:
            row.save(by=by)
        for row in self.new_rows:
            asked = row.cleaned_data
            if asked["unit"]:
                self.task.assign(
                    [asked["unit"]],
                    by=by,
                    due_on=asked["due_on"],
                    target_quantity=asked["target_quantity"],
                )
