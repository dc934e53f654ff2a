"""The assigning letter: which tasks of a superior's paper go to whom, and until when."""

from itertools import groupby

from django import forms
from django.forms.models import ModelChoiceIterator

from documents.forms.starting import writable_units
from documents.models import Document, DocumentType
from documents.secrecy import refuse_secrets
from organizations.forms.units import UnitByLineField
from organizations.models import Unit
from organizations.permissions import Permission
from plans import assigning_letter
from plans.models import Plan, Task
from wardportal import dates
from wardportal.editing import OfficeDateField, OneSpelling

ROWS, MOST_ROWS = 5, 30


class _PlanByPlan(ModelChoiceIterator):
    """Tasks under the number and abstract of their plan; the field's queryset is in_plan_order()."""

    def __iter__(self):
        for plan, tasks in groupby(self.queryset, key=lambda task: task.plan):
            yield (f"{plan.document.code}: {plan.document.abstract}", [self.choice(task) for task in tasks])


class TaskChoiceField(forms.ModelMultipleChoiceField):
    iterator = _PlanByPlan

    def label_from_instance(self, task):
        return f"{task.title} ({task.lead_unit.short_name}, {task.timing})"


class OrderForm(OneSpelling, forms.Form):
    """One task for one unit; a row without words is none."""

    title = forms.CharField(
        label="Nhiệm vụ",
        max_length=Task._meta.get_field("title").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        error_messages={"max_length": "Nhiệm vụ dài quá 300 ký tự. Hãy rút thành một câu."},
    )
    unit = UnitByLineField(
        label="Giao cho",
        queryset=Unit.objects.none(),
        empty_label="Chọn đơn vị",
        required=False,
        error_messages={"invalid_choice": "Đơn vị này không hoạt động hoặc ngoài phạm vi của đồng chí."},
    )
    due_on = OfficeDateField(label="Hạn", required=False)

    def __init__(self, data=None, *, prefix, units, choices):
        super().__init__(data, prefix=prefix, initial={"due_on": assigning_letter.default_due()})
        self.fields["unit"].queryset = units
        # One query for all rows: the choices are the same.
        self.fields["unit"].choices = choices
        self.fields["due_on"].widget.attrs["class"] = "is-short"

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < dates.today():
            raise forms.ValidationError("Hạn này đã qua; hãy chọn ngày từ hôm nay trở đi.")
        return due_on

    def clean(self):
        asked = super().clean()
        if asked.get("title") and not asked.get("unit") and "unit" not in self.errors:
            self.add_error("unit", "Nhiệm vụ này giao cho đơn vị nào? Hãy chọn một đơn vị.")
        if asked.get("unit") and not asked.get("title") and "title" not in self.errors:
            self.add_error("title", "Giao cho đơn vị này việc gì? Hãy ghi nhiệm vụ.")
        if asked.get("title") and not asked.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Chưa ghi hạn.")
        return asked

    @property
    def order(self):
        """What the row gives out; None of an empty one."""
        asked = self.cleaned_data
        return (
            assigning_letter.Order(asked["title"], asked["unit"], asked["due_on"]) if asked["title"] else None
        )


class LetterForm(OneSpelling, forms.Form):
    issuer = UnitByLineField(
        label="Nơi ban hành công văn",
        queryset=Unit.objects.none(),
        empty_label=None,
        error_messages={"required": "Chưa chọn nơi ban hành."},
    )
    abstract = forms.CharField(
        label="Trích yếu",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Chưa ghi trích yếu."},
    )
    plan = forms.ModelChoiceField(
        label="Đưa nhiệm vụ vào kế hoạch",
        queryset=Plan.objects.none(),
        empty_label="Không vào kế hoạch nào",
        required=False,
    )
    picked = TaskChoiceField(
        label="Nhiệm vụ đã có trong kế hoạch cụ thể hóa văn bản này",
        help_text="Đánh dấu việc nào cần ghi vào công văn.",
        queryset=Task.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data=None, *, basis, user, count=ROWS):
        self.basis = basis
        super().__init__(data, initial={"abstract": f"giao nhiệm vụ thực hiện {basis.citation}"})
        self.fields["issuer"].queryset = _letter_writers(user)
        plans = Plan.objects.visible_to(user).open().filter(document__state=Document.State.ISSUED)
        self.fields["plan"].queryset = plans.for_list()
        made = Task.objects.visible_to(user).in_force().filter(plan__document__links_up__target=basis)
        self.fields["picked"].queryset = made.distinct().for_page().in_plan_order()
        if not made.exists():
            del self.fields["picked"]
        offered = Unit.objects.visible_to(user).current().exclude(level=Unit.Level.SUPERIOR)
        units = offered.reached_by(user, Permission.TASK_EDIT).by_line()
        field = UnitByLineField(queryset=units, empty_label="Chọn đơn vị", required=False)
        choices = list(field.choices)
        self.rows = [
            OrderForm(data, prefix=f"v{number}", units=units, choices=choices)
            for number in range(1, count + 1)
        ]

    def clean_picked(self):
        picked = self.cleaned_data["picked"]
        past = [task for task in picked if task.due_on and task.due_on < dates.today()]
        if past:
            told = "; ".join(f"“{task.title}” (hạn {task.timing})" for task in past)
            raise forms.ValidationError(
                f"Hạn đã qua: {told}. Công văn không giao việc với hạn đã qua: hãy sửa thời hạn của nhiệm vụ "
                "trước, hoặc bỏ đánh dấu rồi đôn đốc ở trang kế hoạch."
            )
        return picked

    def clean(self):
        asked = super().clean()
        # Each row is asked: every mistake shows at once.
        if not all([row.is_valid() for row in self.rows]):  # noqa: C419
            raise forms.ValidationError("Có nhiệm vụ chưa ghi đúng; hãy xem chữ đỏ ở dòng ấy.")
        self.orders = [row.order for row in self.rows if row.order]
        if not self.orders and not asked.get("picked"):
            raise forms.ValidationError("Chưa có nhiệm vụ nào. Hãy ghi ít nhất một nhiệm vụ và đơn vị nhận.")
        refuse_secrets("\n".join([asked.get("abstract", ""), *(order.title for order in self.orders)]))
        return asked

    def save(self, *, by):
        asked = self.cleaned_data
        return assigning_letter.draft_letter(
            self.basis,
            by=by,
            issuer=asked["issuer"],
            abstract=asked["abstract"],
            orders=self.orders,
            picked=asked.get("picked", ()),
            plan=asked["plan"],
        )


def _letter_writers(user):
    """The Party's bodies of the ward for which `user` writes, those that issue letters."""
    units = writable_units(user).filter(level=Unit.Level.WARD, format_family=Unit.FormatFamily.PARTY)
    writers = [
        unit.pk
        for unit in units.exclude(symbol="")
        if DocumentType.objects.allowed_to(unit).filter(name=assigning_letter.LETTER).exists()
    ]
    return units.filter(pk__in=writers)
