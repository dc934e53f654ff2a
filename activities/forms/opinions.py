"""Forms of public opinion: the register asked for, what people said, what was done about it."""

from django import forms
from django.core.exceptions import ValidationError

from activities.models import Opinion
from organizations.forms.units import UnitByLineField
from organizations.models import Neighbourhood, Unit
from organizations.permissions import Permission
from wardportal import dates
from wardportal.dates import Period, PeriodKind
from wardportal.editing import GuardedModelForm, OfficeDateField, OneSpelling, Paragraph, SearchField
from wardportal.text import search_words

MOST_THEMES = 100
NO_NAMES = "Chỉ ghi điều người dân nói, không ghi tên, số nhà, số điện thoại hay chuyện riêng của ai."


class OpinionFilterForm(forms.Form):
    UNHANDLED, HANDLED = "unhandled", "handled"

    q = SearchField(label="Từ cần tìm, không cần gõ dấu")
    month = forms.ChoiceField(label="Tháng", required=False)
    place = forms.ModelChoiceField(
        label="Khu phố", queryset=Neighbourhood.objects.none(), empty_label="Tất cả", required=False
    )
    theme = forms.ChoiceField(label="Chủ đề", required=False)
    state = forms.ChoiceField(
        label="Tình trạng",
        choices=[("", "Tất cả"), (UNHANDLED, "chưa giải quyết"), (HANDLED, "đã giải quyết")],
        required=False,
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        seen = Opinion.objects.visible_to(user)
        months = [
            Period.containing(day, PeriodKind.MONTH) for day in seen.dates("noted_on", "month", order="DESC")
        ]
        self.fields["month"].choices = [
            ("", "Tất cả các tháng"),
            *((month.slug, month.label.capitalize()) for month in months),
        ]
        places = Neighbourhood.objects.filter(locality_id=user.locality_id)
        self.fields["place"].queryset = places.filter(opinions__in=seen).distinct()
        themes = seen.order_by("theme").values_list("theme", flat=True).distinct()
        self.fields["theme"].choices = [("", "Tất cả"), *((theme, theme) for theme in themes)]
        self.is_valid()

    def filter(self, opinions):
        """What was asked for; a field with a mistake shows its error and does not narrow the list."""
        asked = self.cleaned_data
        opinions = opinions.search(search_words(asked.get("q", "")))
        if asked.get("month"):
            opinions = opinions.in_period(Period.parse(asked["month"]))
        if asked.get("state"):
            opinions = opinions.handled() if asked["state"] == self.HANDLED else opinions.unhandled()
        for name, field in [("place", "neighbourhood"), ("theme", "theme")]:
            if asked.get(name):
                opinions = opinions.filter(**{field: asked[name]})
        return opinions

    @property
    def title(self):
        """ "SỔ GHI NHẬN DƯ LUẬN XÃ HỘI, tháng 9/2017, Khu phố 3"."""
        asked = self.cleaned_data
        told = [str(Period.parse(asked["month"]))] if asked.get("month") else []
        told += [str(asked[name]) for name in ("place", "theme") if asked.get(name)]
        return ", ".join(["SỔ GHI NHẬN DƯ LUẬN XÃ HỘI", *told])


class OpinionForm(GuardedModelForm):
    unit = UnitByLineField(
        label="Đơn vị ghi nhận",
        queryset=Unit.objects.none(),
        empty_label="Chọn một đơn vị",
        error_messages={"required": "Chưa chọn đơn vị ghi nhận."},
    )
    noted_on = OfficeDateField(label="Ngày ghi nhận", error_messages={"required": "Chưa ghi ngày."})

    class Meta:
        model = Opinion
        fields = ["unit", "neighbourhood", "noted_on", "theme", "text", "times"]
        field_classes = {"text": Paragraph}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "theme": forms.TextInput(attrs={"list": "chu-de", "autocomplete": "off"}),
        }
        help_texts = {
            "neighbourhood": "Để trống nếu nơi nào trong phường cũng nói.",
            "theme": "Vài chữ, ví dụ: vệ sinh môi trường, an ninh trật tự.",
            "text": NO_NAMES,
            "times": "Khoảng bao nhiêu lượt người nói điều này.",
        }
        error_messages = {
            "theme": {"required": "Chưa ghi chủ đề."},
            "text": {"required": "Chưa ghi người dân nói gì."},
            "times": {
                "required": "Chưa ghi số lượt; chưa đếm được thì ghi 1.",
                "min_value": "Số lượt phản ánh từ 1 trở lên.",
                "invalid": "Số lượt ghi bằng chữ số, ví dụ 12.",
            },
        }

    def __init__(self, data=None, *, instance, user):
        self.user = user
        super().__init__(data, instance=instance)
        self.before = instance.as_audited() if instance.pk else {}
        units = Unit.objects.visible_to(user).current().exclude(level=Unit.Level.SUPERIOR)
        reached = units.reached_by(user, Permission.OPINION_RECORD).by_line()
        self.fields["unit"].queryset = reached
        places = Neighbourhood.objects.filter(locality_id=user.locality_id)
        self.fields["neighbourhood"].queryset = places.current(also=[instance.neighbourhood_id or 0])
        self.fields["neighbourhood"].empty_label = "Toàn phường"
        themes = Opinion.objects.visible_to(user).order_by("theme").values_list("theme", flat=True)
        # Offered while one types a theme (the page's <datalist>).
        self.themes = list(themes.distinct()[:MOST_THEMES])
        if not instance.pk:
            self.initial["noted_on"] = dates.today()
            if len(reached) == 1:
                self.initial["unit"] = reached[0].pk
                self.initial["neighbourhood"] = reached[0].neighbourhood_id

    def form_of(self, stored):
        return OpinionForm(instance=stored, user=self.user)

    def clean_noted_on(self):
        noted_on = self.cleaned_data["noted_on"]
        if noted_on > dates.today():
            raise ValidationError("Ngày ghi nhận không thể sau hôm nay. Hãy ghi lại ngày.")
        return noted_on

    def save(self, *, by):
        self.instance.note(by=by, before=self.before)
        return self.instance


class OpinionHandleForm(OneSpelling, forms.Form):
    handler = forms.CharField(
        label="Cơ quan, đơn vị giải quyết",
        max_length=200,
        help_text="Ví dụ: Ủy ban nhân dân phường, Ban công tác Mặt trận Khu phố 3.",
        error_messages={"required": "Chưa ghi nơi giải quyết."},
    )
    handling = Paragraph(
        label="Giải quyết thế nào",
        help_text=NO_NAMES,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Chưa ghi đã giải quyết thế nào."},
    )
    on = OfficeDateField(label="Ngày giải quyết", error_messages={"required": "Chưa ghi ngày giải quyết."})

    def __init__(self, data=None, *, opinion):
        told = {"handler": opinion.handler, "handling": opinion.handling}
        super().__init__(data, initial={**told, "on": opinion.handled_on or dates.today()})
        self.opinion = opinion

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on > dates.today():
            raise ValidationError("Ngày giải quyết không thể sau hôm nay. Hãy ghi lại ngày.")
        return on

    def save(self, *, by):
        self.opinion.handle(by=by, **self.cleaned_data)
