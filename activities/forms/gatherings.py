"""Forms of gathering: what may be asked of the list, one added or corrected, and one that ends."""

from django import forms

from activities.models import Gathering
from indicators import known_indicators as codes
from organizations.forms.units import UnitByLineField
from organizations.models import Line, Neighbourhood, Unit
from organizations.permissions import Permission
from wardportal import dates
from wardportal.editing import GuardedModelForm, OfficeDateField, OneSpelling, Paragraph, SearchField
from wardportal.text import search_words


class GatheringFilterForm(forms.Form):
    class State:
        ACTIVE, ENDED = "active", "ended"
        CHOICES = [(ACTIVE, "Đang hoạt động"), (ENDED, "Đã thôi"), ("all", "Tất cả")]

    q = SearchField(label="Tên (không cần gõ dấu)")
    neighbourhood = forms.ModelChoiceField(
        label="Khu phố", queryset=Neighbourhood.objects.none(), empty_label="Tất cả", required=False
    )
    line = forms.ModelChoiceField(
        label="Hệ tổ chức", queryset=Line.objects.all(), empty_label="Tất cả", required=False
    )
    kind = forms.ChoiceField(
        label="Hình thức", choices=[("", "Tất cả"), *Gathering.Kind.choices], required=False
    )
    state = forms.ChoiceField(label="Tình trạng", choices=State.CHOICES, required=False)

    def __init__(self, data, *, user):
        super().__init__(data)
        self.fields["neighbourhood"].queryset = Neighbourhood.objects.visible_to(user)

    def filter(self, gatherings):
        """The gatherings asked for; a field with a mistake shows its error and does not narrow the list."""
        self.is_valid()
        asked = self.cleaned_data
        gatherings = gatherings.search(search_words(asked.get("q", "")))
        state = asked.get("state") or self.State.ACTIVE
        if state != "all":
            gatherings = gatherings.active() if state == self.State.ACTIVE else gatherings.ended()
        wanted = {"neighbourhood": "neighbourhood", "line": "lead_unit__line", "kind": "kind"}
        return gatherings.filter(**{path: asked[name] for name, path in wanted.items() if asked.get(name)})


class GatheringForm(GuardedModelForm):
    lead_unit = UnitByLineField(
        label="Đơn vị phụ trách",
        queryset=Unit.objects.none(),
        empty_label="Chọn một đơn vị",
        error_messages={"required": "Chưa chọn đơn vị phụ trách."},
    )

    class Meta:
        model = Gathering
        fields = ["kind", "name", "neighbourhood", "lead_unit", "founded_on", "member_count", "note"]
        field_classes = {"founded_on": OfficeDateField, "note": Paragraph}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "name": "Ví dụ: Câu lạc bộ Gia đình hạnh phúc.",
            "founded_on": "Chưa rõ thì để trống.",
            "note": "Một, hai câu.",
        }
        error_messages = {
            "kind": {"required": "Chưa chọn hình thức."},
            "name": {"required": "Chưa ghi tên."},
            "neighbourhood": {
                "required": "Chưa chọn khu phố.",
                "invalid_choice": "Đồng chí chỉ ghi hình thức tập hợp của khu phố mình.",
            },
            "member_count": {
                "invalid": "Ghi số người bằng chữ số, ví dụ 25.",
                "min_value": "Số thành viên không thể âm.",
            },
        }

    def __init__(self, data=None, *, instance, user):
        self.user = user
        super().__init__(data, instance=instance)
        self.before = instance.as_audited() if instance.pk else {}
        current = Unit.objects.visible_to(user).current().exclude(level=Unit.Level.SUPERIOR)
        units = current.reached_by(user, Permission.GATHERING_EDIT).by_line()
        self.fields["lead_unit"].queryset = units
        places = Neighbourhood.objects.visible_to(user).current()
        own = {unit.neighbourhood_id for unit in units}
        if None not in own:
            # Who works for branches alone records what there is in their khu phố.
            places = places.filter(pk__in=own)
        self.fields["neighbourhood"].queryset = places
        self.fields["neighbourhood"].empty_label = "Chọn khu phố"
        self.fields["kind"].choices = [("", "Chọn hình thức"), *Gathering.Kind.choices]
        if instance.pk is None:
            if len(units) == 1:
                self.initial["lead_unit"] = units[0].pk
            if len(own) == 1:
                (self.initial["neighbourhood"],) = own

    def form_of(self, stored):
        return GatheringForm(instance=stored, user=self.user)

    def clean_founded_on(self):
        founded_on = self.cleaned_data["founded_on"]
        if founded_on and founded_on > dates.today():
            raise forms.ValidationError("Ngày thành lập còn ở phía trước. Hãy ghi ngày đã thành lập.")
        return founded_on

    def save(self, *, by):
        self.instance.settle(by=by, before=self.before)
        return self.instance


class GatheringEndForm(OneSpelling, forms.Form):
    ended_on = OfficeDateField(
        label="Thôi hoạt động từ ngày",
        error_messages={"required": "Chưa ghi ngày thôi hoạt động."},
    )
    reason = forms.CharField(
        label="Vì sao",
        max_length=300,
        error_messages={
            "required": "Chưa ghi lý do.",
            "max_length": "Lý do dài quá 300 ký tự. Hãy rút ngắn.",
        },
    )

    def clean_ended_on(self):
        ended_on = self.cleaned_data["ended_on"]
        if ended_on > dates.today():
            raise forms.ValidationError("Ngày này còn ở phía trước. Hãy ghi ngày đã thôi hoạt động.")
        return ended_on


class MembershipFilterForm(forms.Form):
    """Which figure of which line and year the trend shows."""

    FIGURES = [
        (codes.TOTAL, "Tổng số đoàn viên, hội viên"),
        (codes.GATHERED, "Tỷ lệ tập hợp"),
        (codes.JOINED, "Mới trong tháng"),
        (codes.LEFT, "Giảm trong tháng"),
        (codes.WOMEN, "Nữ"),
        (codes.YOUNG, "Trẻ"),
        (codes.PARTY_MEMBERS, "Đảng viên"),
    ]

    line = forms.ModelChoiceField(
        label="Hệ tổ chức", queryset=Line.objects.none(), empty_label="Tất cả các hệ", required=False
    )
    figure = forms.ChoiceField(label="Biểu đồ", choices=FIGURES, required=False)
    year = forms.TypedChoiceField(label="Năm", coerce=int, required=False)

    def __init__(self, data, *, lines, years):
        super().__init__(data)
        self.fields["line"].queryset = lines
        self.fields["year"].choices = [(year, str(year)) for year in years]
        self.is_valid()

    @property
    def asked(self):
        """(line or None, code of the figure, year): what was chosen, else the first of each."""
        asked = self.cleaned_data
        figure = asked.get("figure") or self.FIGURES[0][0]
        return asked.get("line"), figure, asked.get("year") or self.fields["year"].choices[0][0]
