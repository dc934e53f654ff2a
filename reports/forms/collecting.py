"""Forms of who takes reports in: what the board shows, why something comes back, who is urged on."""

from django import forms
from django.core.validators import MaxLengthValidator

from indicators.aggregation import Kind
from indicators.forms.months import PARTS_OF, FigureField
from indicators.models import Indicator
from organizations.models import Line, Neighbourhood, Reminder, Unit
from organizations.permissions import Permission, can
from reports.collecting import reminder_words
from reports.models import Adjustment
from wardportal import dates
from wardportal.dates import PeriodKind
from wardportal.editing import OneSpelling

MOST_REASON = 300
FIRST_YEAR = 2000
SELECT = {"class": "form-select"}


class BoardForm(forms.Form):
    """Which reports of which year, of all units, one line's or one khu phố's."""

    ky = forms.ChoiceField(
        label="Kỳ báo cáo", choices=PeriodKind, required=False, widget=forms.Select(attrs=SELECT)
    )
    nam = forms.TypedChoiceField(
        label="Năm", coerce=int, required=False, widget=forms.Select(attrs=SELECT), empty_value=None
    )
    he = forms.ModelChoiceField(
        label="Hệ",
        queryset=Line.objects.order_by("order", "name"),
        required=False,
        empty_label="Mọi hệ",
        widget=forms.Select(attrs=SELECT),
    )
    kp = forms.ModelChoiceField(
        label="Khu phố",
        queryset=Neighbourhood.objects.none(),
        required=False,
        empty_label="Cả phường",
        widget=forms.Select(attrs=SELECT),
    )

    def __init__(self, data, *, user, years):
        super().__init__(data if self.base_fields.keys() & data.keys() else self._own(user))
        self.user = user
        place = self.fields["kp"]
        place.label = user.locality.neighbourhood_word.capitalize()
        place.queryset = Neighbourhood.objects.visible_to(user).current().order_by("order")
        self.fields["nam"].choices = [(year, str(year)) for year in years]
        self.is_valid()

    @staticmethod
    def _own(user) -> dict:
        """What one opens the board for: one's own khu phố, or one's own line, or the whole ward."""
        if can(user, Permission.REPORT_READ):
            return {}
        for unit in user.units:
            if unit.neighbourhood_id:
                return {"kp": unit.neighbourhood_id}
        collected = [unit for unit in user.units if can(user, Permission.REPORT_COLLECT, unit)]
        return {"he": collected[0].line_id} if collected else {}

    @property
    def kind(self) -> PeriodKind:
        return PeriodKind(self.cleaned_data.get("ky") or PeriodKind.MONTH)

    @property
    def year(self) -> int:
        return self.cleaned_data.get("nam") or dates.today().year

    @property
    def units(self):
        """The units that were asked for; None where all are."""
        line, place = self.cleaned_data.get("he"), self.cleaned_data.get("kp")
        if line is None and place is None:
            return None
        units = Unit.objects.visible_to(self.user)
        units = units.filter(line=line) if line else units
        units = units.filter(neighbourhood=place) if place else units
        return list(units.values_list("pk", flat=True))


class ExemptForm(OneSpelling, forms.Form):
    """Why a unit need not report."""

    DONE = "Đã ghi đơn vị được miễn báo cáo kỳ này."

    reason = forms.CharField(
        label="Lý do",
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[MaxLengthValidator(MOST_REASON, f"Lý do dài quá {MOST_REASON} ký tự. Hãy rút ngắn.")],
        error_messages={"required": "Hãy ghi lý do."},
    )

    def __init__(self, data=None, *, filing):
        super().__init__(data, prefix="mien")
        self.filing = filing

    def save(self, *, by):
        self.filing.exempt(by=by, reason=self.cleaned_data["reason"])


class ReturnForm(OneSpelling, forms.Form):
    """What is to be mended, at large and part by part; `figures` are those of the filing's last version."""

    DONE = "Đã trả lại; đơn vị thấy lý do ở trang đầu và ngay tại từng mục."

    reason = forms.CharField(
        label="Cần sửa, bổ sung điều gì",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[MaxLengthValidator(MOST_REASON, f"Lý do dài quá {MOST_REASON} ký tự. Hãy rút ngắn.")],
    )

    def __init__(self, data=None, *, filing, figures):
        super().__init__(data, prefix="tra")
        self.filing = filing
        self.parts = [(it["key"], it["title"]) for it in filing.round.sections]
        self.parts += [(f"so:{it['code']}", it["name"]) for it in figures]
        for key, label in self.parts:
            self.fields[f"o-{key}"] = forms.CharField(
                label=label,
                required=False,
                max_length=MOST_REASON,
                error_messages={"max_length": f"Lý do dài quá {MOST_REASON} ký tự. Hãy rút ngắn."},
            )

    def clean(self):
        asked = super().clean()
        if not self.errors and not any(asked.values()):
            raise forms.ValidationError("Hãy ghi cần sửa hay bổ sung điều gì, chung hoặc ở từng mục.")
        return asked

    @property
    def rows(self):
        return [self[f"o-{key}"] for key, _ in self.parts]

    def save(self, *, by):
        reasons = {key: self.cleaned_data[f"o-{key}"] for key, _ in self.parts}
        self.filing.send_back(by=by, reason=self.cleaned_data["reason"], parts=reasons)


class RemindForm(forms.Form):
    """The units that are urged on, of those that are `waiting`: filings still to be sent."""

    filings = forms.MultipleChoiceField(
        error_messages={
            "required": "Chưa chọn đơn vị nào để đôn đốc.",
            "invalid_choice": "Có đơn vị vừa gửi hoặc hôm nay đã được đôn đốc. Danh sách dưới đây là "
            "mới nhất; hãy chọn lại.",
        }
    )

    def __init__(self, data=None, *, waiting):
        super().__init__(data)
        self.waiting = {str(filing.pk): filing for filing in waiting}
        self.fields["filings"].choices = [(key, it.unit.name) for key, it in self.waiting.items()]

    def save(self, *, by) -> int:
        """Urge them on; how many."""
        chosen = [self.waiting[key] for key in self.cleaned_data["filings"]]
        for filing in chosen:
            Reminder.send(filing.unit, by=by, text=reminder_words(filing), link=filing.get_absolute_url())
        return len(chosen)


class AdjustmentForm(OneSpelling, forms.Form):
    """The right figure of a closed round, and why it differs."""

    DONE = "Đã ghi điều chỉnh; kỳ đã khóa giữ nguyên, kỳ sau nêu lại."

    indicator = forms.ModelChoiceField(
        label="Chỉ số",
        queryset=Indicator.objects.none(),
        empty_label="Chọn một chỉ số",
        widget=forms.Select(attrs=SELECT),
        error_messages={
            "required": "Chưa chọn chỉ số.",
            "invalid_choice": "Đơn vị này không báo chỉ số ấy. Hãy chọn lại.",
        },
    )
    value = FigureField(label="Số đúng", help_text="Cặp số: số thứ nhất; tỷ lệ: tử số.")
    other = FigureField(label="Số thứ hai, mẫu số", help_text="Chỉ ghi với cặp số và tỷ lệ.")
    reason = forms.CharField(
        label="Lý do điều chỉnh",
        max_length=Adjustment._meta.get_field("reason").max_length,
        error_messages={"required": "Hãy ghi lý do điều chỉnh.", "max_length": "Lý do dài quá 300 ký tự."},
    )

    def __init__(self, data=None, *, filing):
        super().__init__(data, prefix="dieu-chinh")
        self.filing = filing
        month = filing.month
        own = Indicator.objects.of_unit(filing.unit).during(month.starts_on, month.ends_on)
        self.fields["indicator"].queryset = own.exclude(kind=Kind.TEXT).order_by("order", "pk")

    def clean(self):
        asked = super().clean()
        indicator = asked.get("indicator")
        if indicator is None or self.errors:
            return asked
        parts = PARTS_OF[Kind(indicator.kind)]
        if asked["value"] is None:
            self.add_error("value", "Chưa ghi số đúng; không có thì ghi 0.")
        if len(parts) > 1 and asked["other"] is None:
            self.add_error("other", f"Chưa ghi số {indicator.second_unit}.")
        elif len(parts) == 1 and asked["other"] is not None:
            self.add_error("other", "Chỉ số này chỉ có một số; hãy để trống ô này.")
        return asked

    def save(self, *, by):
        asked = self.cleaned_data
        parts = PARTS_OF[Kind(asked["indicator"].kind)]
        said = dict(zip(parts, [asked["value"], asked["other"]], strict=False))
        return Adjustment.make(self.filing, asked["indicator"], by=by, reason=asked["reason"], **said)
