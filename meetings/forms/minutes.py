"""Notes without a script, signing, and what is added to minutes that are locked."""

import uuid

from django import forms
from django.core.exceptions import ValidationError

from meetings import notes, papers
from meetings.models import Addendum, Conclusion
from wardportal.editing import OfficeDateField, OneSpelling, Paragraph


class NoteForm(OneSpelling, forms.Form):
    """One note, for a browser without a script."""

    kind = forms.ChoiceField(label="Ghi", choices=[(key, label) for key, label in notes.LABELS.items()])
    item = forms.ModelChoiceField(label="Nội dung", queryset=None, required=False, empty_label="Chung")
    unit = forms.ModelChoiceField(label="Đơn vị", queryset=None, required=False, empty_label="Không ghi")
    speaker = forms.CharField(label="Người nói, người phụ trách", max_length=200, required=False)
    text = Paragraph(label="Nội dung ghi", error_messages={"required": "Chưa ghi nội dung."})
    due_on = forms.CharField(label="Thời hạn (kết luận)", max_length=20, required=False)
    votes_for = forms.CharField(label="Tán thành (kết luận)", max_length=4, required=False)
    votes_against = forms.CharField(label="Không tán thành (kết luận)", max_length=4, required=False)
    votes_other = forms.CharField(label="Ý kiến khác (kết luận)", max_length=4, required=False)
    vote = forms.CharField(label="Biểu quyết, bằng lời (kết luận)", max_length=100, required=False)

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
            **{name: asked[name] for name in notes.WORDS},
        )
        taken = notes.take(self.meeting, [change], by=by)
        if taken.refused:
            raise ValidationError(list(taken.refused.values()))


class SignForm(forms.Form):
    """Nothing to be typed: one has read the minutes and signs them."""

    DONE = "Đã ký biên bản."

    def save(self, minutes, *, by):
        meeting = minutes.meeting
        minutes.sign(by=by, missing=papers.missing(meeting), body=papers.minutes_body(meeting))


class ReturnForm(OneSpelling, forms.Form):
    DONE = "Đã trả lại; người ghi biên bản sửa rồi ký lại."

    reason = Paragraph(
        label="Chỗ cần sửa",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi chỗ cần sửa."},
    )

    def save(self, minutes, *, by):
        minutes.send_back(by=by, reason=self.cleaned_data["reason"])


class AddendumForm(OneSpelling, forms.Form):
    DONE = "Đã ghi bổ sung. Biên bản đã ký giữ nguyên."

    text = Paragraph(
        label="Bổ sung, đính chính",
        help_text="Biên bản đã ký giữ nguyên; lời này đứng sau biên bản với tên người ghi và giờ ghi.",
        error_messages={"required": "Hãy ghi nội dung bổ sung, đính chính."},
    )

    def save(self, minutes, *, by):
        Addendum(minutes=minutes, text=self.cleaned_data["text"]).add(by=by)


class ConclusionForm(OneSpelling, forms.ModelForm):
    """An adopted solution put in words: from which proposals, who does it, by when, with what vote."""

    due_on = OfficeDateField(label="Thời hạn", required=False)

    class Meta:
        model = Conclusion
        fields = ["text", "proposals", "unit", "person_name", *Conclusion.VOTES, "vote"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4}), "proposals": forms.CheckboxSelectMultiple}
        labels = {
            "text": "Giải pháp, kết luận",
            "proposals": "Gộp từ các đề xuất",
            "votes_for": "Số người tán thành",
            "votes_against": "Không tán thành",
            "votes_other": "Ý kiến khác",
            "vote": "Biểu quyết, ghi bằng lời",
        }
        error_messages = {"text": {"required": "Chưa ghi giải pháp."}}

    field_order = ["text", "proposals", "unit", "person_name", "due_on", *Conclusion.VOTES, "vote"]

    def __init__(self, data=None, *, instance, units):
        super().__init__(data, instance=instance, initial={"due_on": instance.due_on})
        self.fields["proposals"].queryset = instance.meeting.proposals.all()
        self.fields["proposals"].required = False
        self.fields["unit"].queryset = units
        self.fields["unit"].empty_label = "Chưa giao"

    def save(self, *, by):
        self.instance.due_on = self.cleaned_data["due_on"]
        self.instance.reword(by=by, proposals=self.cleaned_data["proposals"])
        return self.instance
