"""The form of one target: which indicator measures it, how much, and over which units and period."""

from django import forms
from django.utils.text import capfirst

from indicators.aggregation import Kind
from indicators.models import Indicator
from organizations.forms.units import UnitsByLineField
from organizations.models import Unit
from plans.models import Target
from wardportal import dates
from wardportal.dates import Period, PeriodKind
from wardportal.editing import GuardedModelForm

# A plan without an end is offered periods so many years ahead.
YEARS_AHEAD = 1


class TargetForm(GuardedModelForm):
    period = forms.ChoiceField(label="Kỳ tính", required=False)
    units = UnitsByLineField(
        label="Chỉ tính các đơn vị",
        queryset=Unit.objects.none(),
        required=False,
        help_text="Không đánh dấu đơn vị nào: tính mọi đơn vị báo chỉ số này.",
    )

    class Meta:
        model = Target
        fields = [
            "title",
            "indicator",
            "part",
            "direction",
            "value",
            "base_value",
            "period",
            "units",
            "note",
        ]
        localized_fields = ["value", "base_value"]
        help_texts = {
            "title": "Như trong kế hoạch, ví dụ: Phát triển đoàn viên mới.",
            "indicator": "Kết quả được đọc từ số liệu các đơn vị nhập hằng tháng, không ai phải nhập lại.",
            "part": "Chỉ cho cặp số cuộc/lượt.",
            "value": "Của tỷ lệ thì ghi phần trăm, ví dụ 70 hoặc 82,5.",
            "base_value": "Để so sánh; không có thì để trống.",
        }
        error_messages = {
            "title": {"required": "Chưa ghi chỉ tiêu."},
            "indicator": {"required": "Chưa chọn chỉ số để đo."},
            "value": {"required": "Chưa ghi số phải đạt.", "invalid": "Ghi bằng chữ số, ví dụ 24 hoặc 82,5."},
            "base_value": {"invalid": "Ghi bằng chữ số, ví dụ 62 hoặc 62,5."},
        }

    def __init__(self, data=None, *, instance, user):
        self.user = user
        super().__init__(data, instance=instance)
        self.before = instance.as_audited() if instance.pk else {}
        plan = instance.plan
        # Asked of pairs alone: of all others it is the first figure, whatever the page says.
        self.fields["part"].required = False
        indicators = Indicator.objects.filter(locality_id=plan.locality_id).exclude(kind=Kind.TEXT)
        self.fields["indicator"].queryset = indicators.order_by("order", "name")
        self.fields["indicator"].empty_label = "Chọn một chỉ số"
        units = Unit.objects.visible_to(user).current().exclude(level=Unit.Level.SUPERIOR)
        self.fields["units"].queryset = units.by_line()
        self.fields["period"].choices = [("", "Cả thời gian kế hoạch"), *_periods(plan, instance.period)]
        for name in ("value", "base_value"):
            self.fields[name].widget.attrs |= {"inputmode": "decimal", "class": "is-short"}
            if (figure := self.initial.get(name)) is not None:
                self.initial[name] = figure.normalize()

    def clean_part(self):
        return self.cleaned_data["part"] or Target.Part.FIRST

    def form_of(self, stored):
        return TargetForm(instance=stored, user=self.user)

    def save(self, *, by):
        self.instance.settle(by=by, units=self.cleaned_data["units"], before=self.before)
        return self.instance


def _periods(plan, chosen):
    """The years and quarters of the plan, with the one that is chosen already."""
    last = plan.ends_on.year if plan.ends_on else dates.today().year + YEARS_AHEAD
    years = range(plan.starts_on.year, max(last, plan.starts_on.year) + 1)
    periods = [it for year in years for it in _of_year(year) if it.ends_on >= plan.starts_on]
    if chosen and Period.parse(chosen) not in periods:
        periods.append(Period.parse(chosen))
    return [(it.slug, capfirst(it.label)) for it in periods]


def _of_year(year):
    quarters = [Period(PeriodKind.QUARTER, year, number) for number in (1, 2, 3, 4)]
    half = [Period(PeriodKind.SIX_MONTHS, year), Period(PeriodKind.NINE_MONTHS, year)]
    return [Period(PeriodKind.YEAR, year), *quarters, *half]
