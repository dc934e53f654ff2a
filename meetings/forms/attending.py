"""The form that ticks who came: one row a person, only what changed is written."""

from itertools import groupby

from django import forms

from meetings import attendance
from meetings.models import Attendance
from wardportal.text import nfc

TICKS = [
    (Attendance.Presence.PRESENT, "Có mặt"),
    (Attendance.Presence.EXCUSED, "Vắng có lý do"),
    (Attendance.Presence.ABSENT, "Vắng không lý do"),
    (Attendance.Presence.PROXY, "Cử người dự thay"),
]
GUEST_TICKS = [(Attendance.Presence.GUEST, "Có mặt"), *TICKS[1:3]]
NEEDS_WORDS = {
    Attendance.Presence.EXCUSED: "Hãy ghi lý do vắng, vài chữ.",
    Attendance.Presence.PROXY: "Hãy ghi họ tên người dự thay.",
}


class AttendanceForm(forms.Form):
    """`rows`: the meeting's attendances. Fields of each: `p<pk>` the tick, `w<pk>` the reason or the proxy,

    `s<pk>` the tick as it stood when the page was opened: what somebody else ticked meanwhile stays.
    """

    def __init__(self, data=None, *, rows):
        super().__init__(data)
        self.rows = rows
        for row in rows:
            ticks = GUEST_TICKS if row.is_guest else TICKS
            self.fields[f"p{row.pk}"] = forms.ChoiceField(
                label=row.person_name or row.post_name,
                choices=ticks,
                widget=forms.RadioSelect,
                initial=row.presence,
                required=False,
            )
            self.fields[f"w{row.pk}"] = forms.CharField(
                label="Lý do vắng, hoặc người dự thay",
                max_length=200,
                initial=row.reason or row.substitute_name,
                required=False,
            )
            self.fields[f"s{row.pk}"] = forms.CharField(
                initial=row.presence, widget=forms.HiddenInput, required=False
            )

    def clean(self):
        asked = super().clean()
        for row in self.rows:
            presence, words = asked.get(f"p{row.pk}"), asked.get(f"w{row.pk}", "")
            if self._is_changed(row, asked) and presence in NEEDS_WORDS and not words:
                self.add_error(f"w{row.pk}", NEEDS_WORDS[presence])
        return asked

    def _is_changed(self, row, asked):
        presence, words = asked.get(f"p{row.pk}"), nfc(asked.get(f"w{row.pk}") or "")
        if not presence:
            return False
        is_reworded = presence in NEEDS_WORDS and words != (row.reason or row.substitute_name)
        return presence != asked.get(f"s{row.pk}") or is_reworded

    def save(self, *, by) -> int:
        """How many rows were ticked anew."""
        asked = self.cleaned_data
        changed = [row for row in self.rows if self._is_changed(row, asked)]
        for row in changed:
            presence, words = asked[f"p{row.pk}"], nfc(asked[f"w{row.pk}"])
            is_proxy = presence == Attendance.Presence.PROXY
            row.mark(
                presence,
                by=by,
                reason="" if is_proxy else words,
                substitute_name=words if is_proxy else "",
            )
        return len(changed)

    def groups(self):
        """[(unit or None, [(row, tick field, words field, hidden field)])] in the order of the units."""
        ranked = [row for group in attendance.by_unit(self.rows) for _, rows in group.units for row in rows]
        for unit, rows in groupby(ranked, key=lambda row: row.unit):
            yield unit, [(row, self[f"p{row.pk}"], self[f"w{row.pk}"], self[f"s{row.pk}"]) for row in rows]
