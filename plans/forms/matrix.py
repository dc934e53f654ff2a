"""What the matrix may be asked for, and which units are urged on."""

from django import forms

from organizations.models import Reminder
from plans import standstill
from wardportal import dates


class IdleForm(forms.Form):
    """Only where nothing has moved for so many days."""

    idle = forms.TypedChoiceField(
        label="Không có động tĩnh",
        choices=[("", "Tất cả"), *((days, f"từ {days} ngày") for days in standstill.IDLE_CHOICES)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, data):
        super().__init__(data)
        self.is_valid()

    @property
    def asked(self) -> int | None:
        return self.cleaned_data.get("idle")


class NudgeForm(forms.Form):
    """The units to be urged on, of those that stand still (Standstill) and were not urged on today."""

    units = forms.MultipleChoiceField(
        error_messages={
            "required": "Chưa chọn đơn vị nào để đôn đốc.",
            "invalid_choice": "Có đơn vị vừa báo tiến độ hoặc hôm nay đã được đôn đốc. Danh sách dưới đây là "
            "mới nhất; hãy chọn lại.",
        }
    )

    def __init__(self, data=None, *, stills):
        super().__init__(data)
        self.stills = {str(still.unit.pk): still for still in stills}
        self.fields["units"].choices = [(key, still.unit.name) for key, still in self.stills.items()]

    def save(self, plan, *, by) -> str:
        """Urge them on; "Đã đôn đốc Chi đoàn Khu phố 3, ngày 18/9/2017." """
        chosen = [self.stills[key] for key in self.cleaned_data["units"]]
        for it in chosen:
            Reminder.send(it.unit, by=by, text=standstill.words(it, plan), link=plan.get_absolute_url())
        whom = chosen[0].unit.name if len(chosen) == 1 else f"{len(chosen)} đơn vị"
        return f"Đã đôn đốc {whom}, ngày {dates.short_date(dates.today())}."
