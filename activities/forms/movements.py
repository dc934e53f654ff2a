"""The form that fills in what a movement consists of."""

from django import forms

from activities.models import Movement, MovementItem
from organizations.completing import CompletionForm


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
