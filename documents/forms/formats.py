import unicodedata
from dataclasses import fields

from django import forms

from documents.models import FormatProfile
from documents.profiles import PAGE_NUMBER_PLACES, Group, PaperLayout, TextStyle
from wardportal.editing import GuardedModelForm, OfficeDateField

FACES = {"bold": "đậm", "italic": "nghiêng", "caps": "CHỮ HOA", "underline": "gạch chân"}
FIGURES = [each for each in fields(PaperLayout) if "label" in each.metadata]


class ProfileForm(GuardedModelForm):
    """A profile with every figure of its layout; a text style is a size and four ticks."""

    valid_from = OfficeDateField(label="Hiệu lực từ")
    valid_to = OfficeDateField(label="Đến hết", required=False, help_text="Còn hiệu lực thì để trống.")
    is_checked = forms.BooleanField(
        label="Đã đối chiếu mọi số đo với văn bản quy định (bỏ dấu “chưa rõ nguồn”)", required=False
    )

    PASSING = ("is_checked",)

    class Meta:
        model = FormatProfile
        fields = ["name", "rule", "valid_from", "valid_to"]

    def __init__(self, data=None, *, instance):
        super().__init__(data, instance=instance)
        self._before = instance.paper_layout
        for each in FIGURES:
            value = getattr(self._before, each.name)
            for name, box in _boxes(each, value).items():
                self.fields[name] = box

    def form_of(self, stored):
        return ProfileForm(instance=stored)

    def clean(self):
        # A mark keeps the space at its end ("Số "), which other texts of a form lose.
        marks = {
            each.name: unicodedata.normalize("NFC", value)
            for each in FIGURES
            if isinstance(value := self.cleaned_data.get(each.name), str)
        }
        asked = super().clean()
        asked.update(marks)
        if not self.errors:
            self._take(asked)
        return asked

    def _take(self, asked):
        figures = {each.name: _figure(each, asked) for each in FIGURES}
        before = self._before.to_json()
        changed = {name for name, value in figures.items() if value != before[name]}
        unsure = set() if asked["is_checked"] else self._before.unsure - changed
        try:
            layout = PaperLayout.from_json({**figures, "unsure": sorted(unsure)})
        except ValueError as error:
            self.add_error(None, str(error))
            return
        self.instance.layout = layout.to_json()

    @property
    def groups(self):
        """[(group, [(label, is unsure, boxes)])] for the page."""
        return [
            (
                str(group),
                [
                    (each.metadata["label"], each.name in self._before.unsure, self._boxes_of(each))
                    for each in FIGURES
                    if each.metadata["group"] == group
                ],
            )
            for group in Group
        ]

    def _boxes_of(self, each):
        return [self[name] for name in self.fields if name == each.name or name.startswith(f"{each.name}__")]


class NewProfileForm(ProfileForm):
    """A profile of the ward's own, beginning with the figures of the family's newest."""

    def __init__(self, data=None, *, instance):
        super().__init__(data, instance=instance)
        self.fields["version"].required = False


def _boxes(each, value) -> dict[str, forms.Field]:
    label = each.metadata["label"]
    if isinstance(value, TextStyle):
        size = forms.FloatField(label=f"{label}: cỡ (pt)", initial=value.size_pt, min_value=6, max_value=40)
        ticks = {
            f"{each.name}__{face}": forms.BooleanField(
                label=word, initial=getattr(value, face), required=False
            )
            for face, word in FACES.items()
        }
        return {f"{each.name}__size_pt": size, **ticks}
    if each.name == "page_number_place":
        return {
            each.name: forms.ChoiceField(label=label, initial=value, choices=[*PAGE_NUMBER_PLACES.items()])
        }
    if isinstance(value, bool):
        return {each.name: forms.BooleanField(label=label, initial=value, required=False)}
    if isinstance(value, str):
        return {
            each.name: forms.CharField(label=label, initial=value, required=False, strip=False, max_length=80)
        }
    return {each.name: forms.FloatField(label=label, initial=value, min_value=0)}


def _figure(each, asked):
    if isinstance(each.default, TextStyle):
        faces = {face: asked[f"{each.name}__{face}"] for face in FACES}
        return {"size_pt": _plain(asked[f"{each.name}__size_pt"]), **faces}
    return _plain(asked[each.name])


def _plain(value):
    """A whole number without its ".0", so that the log tells a change only where there is one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
