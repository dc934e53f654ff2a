"""The catalogue of indicators: what may be asked of it, and one indicator added or corrected."""

from django import forms

from indicators.aggregation import Kind
from indicators.models import Indicator
from organizations.models import Line
from wardportal.editing import GuardedModelForm, OfficeDateField, SearchField
from wardportal.text import search_words


class IndicatorFilterForm(forms.Form):
    q = SearchField(label="Tên, mã (không cần gõ dấu)")
    line = forms.ModelChoiceField(
        label="Hệ tổ chức", queryset=Line.objects.all(), empty_label="Tất cả", required=False
    )

    def filter(self, indicators):
        """The indicators asked for; a field with a mistake shows its error and does not narrow the list."""
        self.is_valid()
        asked = self.cleaned_data
        indicators = indicators.search(search_words(asked.get("q", "")))
        return indicators.of_line(asked["line"]) if asked.get("line") else indicators


class IndicatorForm(GuardedModelForm):
    lines = forms.ModelMultipleChoiceField(
        label="Hệ tổ chức báo số",
        queryset=Line.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Không đánh dấu hệ nào: mọi hệ đều báo.",
    )

    class Meta:
        model = Indicator
        fields = Indicator.AUDITED
        field_classes = {"valid_from": OfficeDateField, "valid_to": OfficeDateField}
        help_texts = {
            "name": "Như trong biểu mẫu của cấp trên.",
            "code": "Chữ thường không dấu, gạch nối, ví dụ: hoi-vien-moi. Báo cáo gọi chỉ số bằng mã này.",
            "measure_unit": "Ví dụ: người, hộ, cuộc, đồng. Của tỷ lệ: tử số đếm gì.",
            "second_unit": "Của cặp số: lượt người. Của tỷ lệ: mẫu số đếm gì.",
            "aggregation": "Số phát sinh trong tháng thì cộng. Số đến cuối tháng (tổng hội viên, dư nợ) thì "
            "lấy tháng gần nhất: cộng ba tháng là đếm một người ba lần.",
            "is_cumulative": "Mỗi tháng ghi tổng từ tháng 1 đến nay; cổng tự trừ phần của các tháng trước.",
            "is_share": "Cổng sẽ không nhận tử số lớn hơn mẫu số.",
            "note": "Một câu cho người nhập: đếm những gì, đến ngày nào.",
            "valid_to": "Thôi dùng thì ghi ngày; số liệu cũ vẫn còn.",
        }
        error_messages = {
            "name": {"required": "Chưa ghi tên chỉ số."},
            "code": {"required": "Chưa ghi mã.", "invalid": "Mã chỉ gồm chữ không dấu, số và gạch nối."},
            "aggregation": {"required": "Chưa chọn cách tổng hợp."},
        }

    def __init__(self, data=None, *, instance):
        super().__init__(data, instance=instance)
        self.before = instance.as_audited() if instance.pk else {}
        self.kind_before = instance.kind if instance.pk else None

    def form_of(self, stored):
        return IndicatorForm(instance=stored)

    def clean_kind(self):
        kind = self.cleaned_data["kind"]
        if self.kind_before and kind != self.kind_before and self.instance.values.exists():
            raise forms.ValidationError(
                "Chỉ số này đã có số liệu nên không đổi loại được. Hãy ghi ngày thôi dùng, rồi thêm chỉ số "
                "mới."
            )
        return kind

    def clean(self):
        asked = super().clean()
        if asked.get("kind") in {Kind.COUNT, Kind.MONEY} and not asked.get("measure_unit"):
            self.add_error("measure_unit", "Chưa ghi đơn vị tính, ví dụ: người, hộ, đồng.")
        return asked

    def save(self, *, by):
        self.instance.settle(by=by, lines=self.cleaned_data["lines"], before=self.before)
        return self.instance
