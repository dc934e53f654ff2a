"""Notes without a script, signing, and what is added to minutes that are locked."""

import uuid

from django import forms
from django.core.exceptions import ValidationError

from meetings import notes
from wardportal.editing import OneSpelling, Paragraph


class NoteForm(OneSpelling, forms.Form):
    """One note, for a browser without a script."""

    kind = forms.ChoiceField(label="Ghi", choices=[(key, label) for key, label in notes.LABELS.items()])
    item = forms.ModelChoiceField(label="Nội dung", queryset=None, required=False, empty_label="Chung")
    unit = forms.ModelChoiceField(label="Đơn vị", queryset=None, required=False, empty_label="Không ghi")
    speaker = forms.CharField(label="Người nói, người phụ trách", max_length=200, required=False)
    text = Paragraph(label="Nội dung ghi", error_messages={"required": "Chưa ghi nội dung."})
    due_on = forms.CharField(label="Thời hạn (kết luận)", max_length=20, required=False)
    vote = forms.CharField(label="Biểu quyết (kết luận)", max_length=100, required=False)

    def __init__(self, data=None, *, meeting, units):
        super().__init__(data)
        self.meeting = meeting
        self.fields["item"].queryset = meeting.agenda.all()
        self.fields["unit"].queryset = units

    def save(self, *, by):
        asked = self.cleaned_data
        change = notes.Change(
            key=uuid.uuid4(),
            kind=asked["kind"],
            item=asked["item"] and asked["item"].pk,
            unit=asked["unit"] and asked["unit"].pk,
            **{name: asked[name] for name in ("speaker", "text", "due_on", "vote")},
        )
        taken = notes.take(self.meeting, [change], by=by)
        if taken.refused:
            raise ValidationError(list(taken.refused.values()))
