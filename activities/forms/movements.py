"""Forms of movements: named and linked, their items, and the good models told under them."""

from django import forms

from activities.models import GoodPractice, Movement, MovementItem
from organizations.completing import CompletionForm
from organizations.forms.units import UnitByLineField
from organizations.models import Unit
from organizations.permissions import Permission
from plans.models import Plan, Task
from wardportal.editing import GuardedModelForm, OfficeDateField, OneSpelling, Paragraph


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


class PlansField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, plan):
        return f"{plan.document.code}: {plan.document.abstract}"


class MovementForm(GuardedModelForm):
    plans = PlansField(
        label="Kế hoạch tổ chức thực hiện",
        queryset=Plan.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    tasks = forms.ModelMultipleChoiceField(
        label="Nhiệm vụ khác, ngoài các kế hoạch trên",
        help_text="Không thuộc kế hoạch nào; nhiệm vụ của kế hoạch đã chọn tự hiện ở trang phong trào.",
        queryset=Task.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Movement
        fields = Movement.AUDITED
        help_texts = {"name": "Không cần dấu ngoặc kép, ví dụ: 3 đồng hành, 5 phối hợp."}
        error_messages = {"name": {"required": "Chưa ghi tên phong trào."}}

    def __init__(self, data=None, *, instance, user):
        self.user = user
        super().__init__(data, instance=instance)
        self.before = instance.as_audited() if instance.pk else {}
        self.fields["plans"].queryset = Plan.objects.visible_to(user).open().for_list()
        loose = Task.objects.visible_to(user).filter(plan=None)
        self.fields["tasks"].queryset = loose.order_by("-pk")
        if not loose.exists():
            del self.fields["tasks"]

    def form_of(self, stored):
        return MovementForm(instance=stored, user=self.user)

    def save(self, *, by):
        asked = self.cleaned_data
        self.instance.write(by=by, plans=asked["plans"], tasks=asked.get("tasks", ()), before=self.before)
        return self.instance


class MovementItemForm(OneSpelling, forms.Form):
    group = forms.CharField(
        label="Nhóm",
        max_length=60,
        help_text="Ví dụ: đồng hành, phối hợp.",
        widget=forms.TextInput(attrs={"list": "nhom", "autocomplete": "off"}),
        error_messages={"required": "Chưa ghi nhóm."},
    )
    text = forms.CharField(
        label="Nội dung",
        max_length=300,
        help_text="Chưa biết chắc thì để trống: chỗ ấy ghi [cần bổ sung].",
        required=False,
    )

    def save(self, movement, *, by):
        return movement.add_item(self.cleaned_data["group"], self.cleaned_data["text"], by=by)


class GoodPracticeForm(GuardedModelForm):
    unit = UnitByLineField(
        label="Đơn vị",
        queryset=Unit.objects.none(),
        empty_label="Chọn một đơn vị",
        error_messages={"required": "Chưa chọn đơn vị."},
    )

    class Meta:
        model = GoodPractice
        fields = [
            "kind",
            "title",
            "unit",
            "item",
            "honoree",
            "text",
            "results",
            "since_on",
            "recognised_on",
        ]
        field_classes = {
            "since_on": OfficeDateField,
            "recognised_on": OfficeDateField,
            "text": Paragraph,
            "results": Paragraph,
        }
        widgets = {
            "kind": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 4}),
            "results": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "honoree": "Chỉ ghi khi người ấy, tập thể ấy đồng ý nêu tên.",
            "text": "Làm gì, làm thế nào, bao nhiêu người cùng làm.",
        }
        error_messages = {
            "kind": {"required": "Chưa chọn là mô hình hay điển hình."},
            "title": {"required": "Chưa ghi tên mô hình, điển hình."},
            "text": {"required": "Chưa ghi cách làm."},
        }

    def __init__(self, data=None, *, instance, user):
        self.user = user
        super().__init__(data, instance=instance)
        self.before = instance.as_audited() if instance.pk else {}
        units = Unit.objects.visible_to(user).current().exclude(level=Unit.Level.SUPERIOR)
        reached = units.reached_by(user, Permission.PRACTICE_RECORD).by_line()
        self.fields["unit"].queryset = reached
        if not instance.pk and len(reached) == 1:
            self.initial["unit"] = reached[0].pk
        self.fields["kind"].choices = GoodPractice.Kind.choices
        self.fields["item"].queryset = instance.movement.items.all()
        self.fields["item"].empty_label = "Chung cả phong trào"

    def form_of(self, stored):
        return GoodPracticeForm(instance=stored, user=self.user)

    def save(self, *, by):
        self.instance.keep(by=by, before=self.before)
        return self.instance
