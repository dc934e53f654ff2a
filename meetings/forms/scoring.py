"""What a meeting says of itself in figures: its score, and who of a Party cell was there."""

from decimal import Decimal

from django import forms

from meetings import scoring
from meetings.models import MeetingKind

MOST_MEMBERS = 2000
WRONG = {
    "invalid": "Ghi bằng chữ số.",
    "min_value": "Không thể âm; không có thì ghi 0.",
    "required": "Chưa ghi; không có thì ghi 0.",
}


class MeetingFiguresForm(forms.Form):
    """Fields by the kind of the meeting: `d_<criterion>` its points, `s_<key>` counts of members."""

    def __init__(self, data=None, *, meeting):
        super().__init__(data)
        self.meeting = meeting
        self.criteria = scoring.criteria(meeting.kind)
        for it in self.criteria:
            too_much = f"Nhiều nhất {it.most} điểm."
            self.fields[f"d_{it.key}"] = forms.DecimalField(
                label=f"{it.title} (tối đa {it.most})",
                min_value=0,
                max_value=it.most,
                max_digits=5,
                decimal_places=1,
                required=False,
                localize=True,
                initial=meeting.self_scores.get(it.key),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                error_messages=WRONG | {"max_value": too_much, "max_decimal_places": "Lẻ nhất là nửa điểm."},
            )
        if meeting.kind.minutes_form == MeetingKind.MinutesForm.CELL:
            for key, label in self._counted():
                self.fields[f"s_{key}"] = forms.IntegerField(
                    label=label,
                    min_value=0,
                    max_value=MOST_MEMBERS,
                    required=False,
                    initial=meeting.composition.get(key),
                    widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                    error_messages=WRONG | {"max_value": "Số này lớn quá; hãy kiểm tra lại."},
                )

    @staticmethod
    def _counted():
        for key, label in scoring.MEMBER_KINDS.items():
            yield key, f"Tổng số đảng viên {label}"
            yield f"present_{key}", f"Có mặt, đảng viên {label}"
        for key, label in scoring.OTHERS.items():
            yield key, f"Đảng viên {label}"

    def clean(self):
        asked = super().clean()
        for key, label in scoring.MEMBER_KINDS.items():
            came, all_of = asked.get(f"s_present_{key}") or 0, asked.get(f"s_{key}") or 0
            if came > all_of:
                self.add_error(
                    f"s_present_{key}", f"Có mặt {came} mà tổng số {label} chỉ {all_of}. Hãy xem lại hai số."
                )
        if self.criteria:
            given = [asked.get(f"d_{it.key}") for it in self.criteria]
            if any(it is not None for it in given):
                for criterion, points in zip(self.criteria, given, strict=True):
                    name = f"d_{criterion.key}"
                    if points is None and name not in self.errors:
                        self.add_error(name, "Chưa chấm; không đạt thì ghi 0.")
        return asked

    def save(self, *, by):
        asked = self.cleaned_data
        scores = {
            it.key: str(Decimal(asked[f"d_{it.key}"]))
            for it in self.criteria
            if asked[f"d_{it.key}"] is not None
        }
        counts = {
            name[2:]: value for name, value in asked.items() if name.startswith("s_") and value is not None
        }
        self.meeting.tell_figures(by=by, scores=scores, composition=counts)
