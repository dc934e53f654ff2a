"""Duties, outlines and the year's calendar of reports, as the ward writes them."""

from django import forms
from django.forms import BaseFormSet, formset_factory

from indicators.models import Indicator
from organizations.models import Line, Unit
from reports.installing import SUGGESTIONS
from reports.installing import section as section_of
from reports.models import ReportDuty, ReportOutline, Round
from wardportal.dates import PeriodKind
from wardportal.editing import GuardedModelForm, OfficeDateField, OneSpelling
from wardportal.text import fold

SPARE_SECTIONS = 2
FIRST_YEAR, LAST_YEAR = 2000, 2100


class DutyForm(GuardedModelForm):
    class Meta:
        model = ReportDuty
        fields = ReportDuty.WRITTEN
        field_classes = {"valid_from": OfficeDateField, "valid_to": OfficeDateField}
        help_texts = {
            "line": "Để trống: mọi hệ ở cấp ấy.",
            "unit": "Chọn khi chế độ này chỉ của một tổ chức; khi ấy cấp và hệ không tính.",
            "receiver": "Để trống: tổ chức cấp trên trực tiếp của đơn vị.",
            "due_day": "Trúng ngày nghỉ thì cổng dời sang ngày làm việc kế tiếp.",
            "cutoff_day": "Để trống: đến ngày cuối kỳ. Ghi 14: số liệu từ ngày 15 tháng trước đến ngày 14.",
            "closes_after_days": "Để trống: khóa bằng tay.",
        }
        error_messages = {
            "period_kind": {"required": "Chưa chọn kỳ báo cáo."},
            "outline": {"required": "Chưa chọn mẫu báo cáo."},
            "due_day": {"required": "Chưa ghi hạn nộp là ngày mấy."},
        }

    def __init__(self, data=None, *, instance, user):
        self.user = user
        self.before = instance.as_audited() if instance.pk else {}
        super().__init__(data, instance=instance)
        own = Unit.objects.visible_to(user).exclude(level__in=Unit.OUTSIDE).current().by_line()
        self.fields["unit"].queryset = own.filter(level=Unit.Level.WARD)
        self.fields["receiver"].queryset = own.filter(level=Unit.Level.WARD)
        kinds = self.fields["period_kind"].choices
        self.fields["period_kind"].choices = [it for it in kinds if it[0] != PeriodKind.AD_HOC]
        self.fields["line"].queryset = Line.objects.order_by("order", "name")
        self.fields["outline"].queryset = ReportOutline.objects.filter(
            locality=None
        ) | ReportOutline.objects.filter(locality=user.locality, origin=None)
        self.fields["unit"].empty_label = "Mọi đơn vị của cấp, hệ trên"
        self.fields["line"].empty_label = "Mọi hệ"
        self.fields["receiver"].empty_label = "Cấp trên trực tiếp"

    def form_of(self, stored):
        return DutyForm(instance=stored, user=self.user)

    def save(self, *, by):
        self.instance.settle(by=by, before=self.before)
        return self.instance


class YearForm(forms.Form):
    """The year whose calendar is made."""

    nam = forms.IntegerField(
        label="Năm",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages={
            "required": "Chưa ghi năm.",
            "invalid": "Ghi năm bằng bốn chữ số, ví dụ 2018.",
            "min_value": "Ghi năm từ 2000 trở đi.",
            "max_value": "Ghi năm đến 2100.",
        },
    )


class RoundForm(GuardedModelForm):
    """The days of one round; those of an open one may still be moved."""

    class Meta:
        model = Round
        fields = ["opens_on", "due_on", "grace_days", "closes_on"]
        field_classes = dict.fromkeys(["opens_on", "due_on", "closes_on"], OfficeDateField)
        help_texts = {"closes_on": "Để trống: khóa bằng tay."}
        error_messages = {
            "opens_on": {"required": "Chưa ghi mở từ ngày nào."},
            "due_on": {"required": "Chưa ghi hạn nộp."},
        }

    def form_of(self, stored):
        return RoundForm(instance=stored)


class SectionForm(OneSpelling, forms.Form):
    """One section of an outline; without a title it goes."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    place = forms.IntegerField(label="Thứ tự", required=False, min_value=1, max_value=99)
    group = forms.CharField(label="Phần lớn", required=False, max_length=80)
    title = forms.CharField(label="Tên mục", required=False, max_length=150)
    hint = forms.CharField(label="Gợi ý cho người ghi", required=False, max_length=300)
    is_required = forms.BooleanField(label="Bắt buộc ghi", required=False)
    indicators = forms.MultipleChoiceField(
        label="Số liệu ở mục này", required=False, widget=forms.CheckboxSelectMultiple
    )
    suggests = forms.MultipleChoiceField(
        label="Cổng gợi ý từ",
        required=False,
        choices=list(SUGGESTIONS.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, indicators, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["indicators"].choices = indicators


class Sections(BaseFormSet):
    @property
    def written(self) -> list[dict]:
        """The sections as an outline holds them, in the order of their numbers."""
        told = [it for it in (form.cleaned_data for form in self.forms) if it.get("title")]
        told.sort(key=lambda it: it["place"] or 99)
        keys = {it["key"] for it in told}
        sections = []
        for it in told:
            key = it["key"] or _new_key(it["title"], keys)
            keys.add(key)
            names = ("group", "hint", "is_required", "indicators", "suggests")
            sections.append(section_of(key, it["title"], **{name: it[name] for name in names}))
        return sections


def _new_key(title, taken) -> str:
    """ "Tình hình chung" → "tinh-hinh-chung", with a number where that is taken."""
    base = "-".join(fold(title).split())[:40].strip("-") or "muc"
    key, number = base, 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key


class OutlineForm(GuardedModelForm):
    """The name of an outline, and its sections as `sections` (a formset)."""

    class Meta:
        model = ReportOutline
        fields = ["name"]
        error_messages = {"name": {"required": "Chưa ghi tên mẫu."}}

    def __init__(self, data=None, *, instance, locality):
        super().__init__(data, instance=instance)
        self.locality = locality
        indicators = Indicator.objects.filter(locality=locality).order_by("order", "name")
        initial = [{**it, "place": place} for place, it in enumerate(instance.sections, start=1)]
        formset = formset_factory(SectionForm, formset=Sections, extra=SPARE_SECTIONS, max_num=60)
        self.sections = formset(
            data,
            initial=initial,
            prefix="muc",
            form_kwargs={"indicators": list(indicators.values_list("code", "name"))},
        )

    def form_of(self, stored):
        return OutlineForm(instance=stored, locality=self.locality)

    def is_valid(self):
        return all([super().is_valid(), self.sections.is_valid()])

    def _post_clean(self):
        # The model's own rules are about the sections too.
        if self.is_bound and self.sections.is_valid():
            self.instance.sections = self.sections.written
        super()._post_clean()

    def save(self, *, by):
        return self.instance.write(by=by)
