"""Forms of tasks. What may be chosen in them is what the user's posts reach."""

from django import forms

from organizations.forms.units import UnitByLineField, UnitsByLineField
from organizations.models import Person, PostHolding, Unit
from organizations.permissions import Permission
from plans import rhythm
from plans.models import Task
from wardportal import dates
from wardportal.editing import GuardedModelForm, OfficeDateField, OneSpelling, Paragraph


def check_timing(form):
    """Add what is wrong with due date and rhythm: both, neither, or a rhythm by which nobody is asked.

    Call it in `clean()` of a form of Task.
    """
    asked = form.cleaned_data
    if "due_on" in asked and bool(asked["due_on"]) == bool(asked.get("rhythm")):
        form.add_error(
            "due_on",
            "Đã có định kỳ thực hiện thì để trống thời hạn, hoặc ngược lại."
            if asked["due_on"]
            else "Hãy ghi thời hạn, hoặc định kỳ thực hiện (thường xuyên, hằng tháng …).",
        )
    elif asked.get("rhythm") and "rhythm" in form.changed_data:
        plan = asked.get("plan") or form.instance.plan
        if refusal := rhythm.why_not(asked["rhythm"], plan, today=dates.today()):
            form.add_error("rhythm", refusal)


class WeightField(forms.IntegerField):
    """Stands in a part of the page that few open: left out, it stays what it is."""

    def has_changed(self, initial, data):
        return bool(data) and super().has_changed(initial, data)


class TaskRemoveForm(OneSpelling, forms.Form):
    reason = Paragraph(
        label="Vì sao bỏ",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ghi vào nhật ký; các đơn vị đã được giao.",
        error_messages={"required": "Hãy ghi lý do bỏ nhiệm vụ."},
    )

    def __init__(self, data=None, *, task):
        self.task = task
        super().__init__(data)
        if not task.is_given_out:
            del self.fields["reason"]

    def save(self, *, by):
        self.task.remove(by=by, reason=self.cleaned_data.get("reason", ""))


class TaskForm(GuardedModelForm):
    lead_unit = UnitByLineField(
        label="Đơn vị chủ trì",
        queryset=Unit.objects.none(),
        empty_label="Chọn một đơn vị",
        help_text="Đúng một đơn vị, đang hoạt động.",
        error_messages={
            "required": "Chưa chọn đơn vị chủ trì: mỗi nhiệm vụ có đúng một đơn vị chủ trì.",
            "invalid_choice": "Đơn vị chủ trì phải đang hoạt động và thuộc phạm vi của đồng chí.",
        },
    )
    coordinating_units = UnitsByLineField(
        label="Đơn vị phối hợp", queryset=Unit.objects.none(), required=False
    )
    units = UnitsByLineField(
        label="Giao cho",
        queryset=Unit.objects.none(),
        help_text="Đánh dấu từng đơn vị, hoặc “Cả … khu phố” để giao cho mọi nơi của một hệ.",
        required=False,
    )
    target_quantity = forms.DecimalField(
        label="Chỉ tiêu mỗi đơn vị",
        help_text="Cho các đơn vị được giao thêm lần này.",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        localize=True,
        required=False,
    )

    person = forms.ModelChoiceField(
        label="Người phụ trách",
        help_text="Người đang giữ chức vụ ở phường, khu phố.",
        queryset=Person.objects.none(),
        empty_label="Không ghi",
        required=False,
    )

    class Meta:
        model = Task
        fields = [
            "title",
            "description",
            "lead_unit",
            "due_on",
            "rhythm",
            "product",
            "measure_unit",
            "target_quantity",
            "units",
            "coordinating_units",
            "person",
            "person_name",
            "budget_note",
            "weight",
            "needs_acceptance",
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
        }
        field_classes = {"due_on": OfficeDateField, "weight": WeightField}
        help_texts = {
            "title": "Một câu, như trong kế hoạch.",
            "due_on": "Việc làm một lần, có ngày xong.",
            "rhythm": "Hoặc: thường xuyên, hằng tháng, ngày 15 hằng tháng, hằng quý, quý III/2017.",
            "measure_unit": "Ví dụ: đoàn viên, buổi, lượt người.",
            "person_name": "Chỉ ghi khi không có trong danh sách bên cạnh.",
            "budget_note": "Ví dụ: nguồn nào, khoảng bao nhiêu.",
            "weight": "Nặng gấp mấy lần nhiệm vụ thường trong tiến độ chung của kế hoạch. Thường là 1.",
            "needs_acceptance": "Đơn vị báo 100% thì chờ đơn vị chủ trì xác nhận rồi mới tính là xong.",
        }
        labels = {"person_name": "hoặc họ tên, chức vụ người khác"}
        error_messages = {
            "title": {"required": "Chưa ghi tên nhiệm vụ."},
            "weight": {
                "required": "Chưa ghi trọng số; nhiệm vụ thường thì ghi 1.",
                "invalid": "Trọng số là số nguyên từ 1 trở lên.",
                "min_value": "Trọng số là số nguyên từ 1 trở lên.",
            },
        }

    def __init__(self, data=None, *, instance, user):
        self.user = user
        # A filter by None would find the units that have no task at all.
        given = Unit.objects.filter(assignments__task=instance) if instance.pk else Unit.objects.none()
        self.given = list(given.for_list())
        super().__init__(data, instance=instance)
        self.before = instance.as_audited() if instance.pk else {}
        current = Unit.objects.visible_to(user).current().exclude(level__in=Unit.OUTSIDE)
        reached = current.reached_by(user, Permission.TASK_EDIT).by_line()
        self.fields["lead_unit"].queryset = reached
        self.fields["units"].queryset = reached
        self.fields["weight"].required = False
        self.initial["units"] = [unit.pk for unit in reached if unit in self.given]
        holders = Person.objects.visible_to(user).filter(
            holdings__in=PostHolding.objects.current().filter(post__unit__in=current)
        )
        self.fields["person"].queryset = (
            holders.distinct() | Person.objects.filter(pk=instance.person_id).distinct()
        )
        if instance.person_id:
            # The name beside it is the person's own.
            self.initial["person_name"] = ""
        self.fields["coordinating_units"].queryset = current.filter(level=Unit.Level.WARD).by_line()

    def form_of(self, stored):
        return TaskForm(instance=stored, user=self.user)

    @property
    def out_of_reach(self):
        """Units that have the task and that this user can neither give it to nor take it from."""
        offered = {unit.pk for unit in self.fields["units"].queryset}
        return [unit for unit in self.given if unit.pk not in offered]

    def clean_due_on(self):
        due_on, plan = self.cleaned_data["due_on"], self.instance.plan
        if due_on and plan and due_on < plan.starts_on:
            starts_on = dates.short_date(plan.starts_on)
            raise forms.ValidationError(
                f"Thời hạn không thể trước ngày bắt đầu kế hoạch ({starts_on}); hãy chọn ngày khác."
            )
        return due_on

    def clean_weight(self):
        return self.cleaned_data["weight"] or self.instance.weight

    def clean_units(self):
        chosen = self.cleaned_data["units"]
        offered = set(self.fields["units"].queryset)
        self.taken_back = [unit for unit in self.given if unit in offered and unit not in chosen]
        told = [
            str(unit)
            for unit in self.taken_back
            if self.instance.assignments.filter(unit=unit, entries__isnull=False).exists()
        ]
        if told:
            raise forms.ValidationError(
                f"Không thu lại được nhiệm vụ của {', '.join(told)}: đơn vị đã báo tiến độ, nội dung đã "
                "báo phải còn nguyên. Hãy đánh dấu lại đơn vị này."
            )
        return chosen

    def clean(self):
        asked = super().clean()
        check_timing(self)
        if person := asked.get("person"):
            asked["person_name"] = person.full_name
        if asked.get("target_quantity") is not None and not asked.get("measure_unit"):
            self.add_error("measure_unit", "Có chỉ tiêu thì phải ghi đơn vị tính, ví dụ: đoàn viên, buổi.")
        if asked.get("target_quantity") is not None and set(asked.get("units", ())) <= set(self.given):
            self.add_error(
                "target_quantity", "Chỉ tiêu chỉ ghi cho đơn vị được giao thêm; lần này chưa thêm đơn vị nào."
            )
        return asked

    def save(self, *, by):
        """The task as typed, given to the units that were chosen and taken back from the others."""
        task, asked = self.instance, self.cleaned_data
        if task.pk is None:
            task.order = Task.next_order(task.plan, task.locality_id)
        super().save()
        if task.as_audited() != self.before:
            task.record_edit(by=by, before=self.before)
        for unit in self.taken_back:
            task.unassign(unit, by=by)
        task.assign(asked["units"], by=by, target_quantity=asked["target_quantity"])
        return task
