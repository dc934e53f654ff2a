"""Units to choose from, line by line; what a locality lacks."""

from itertools import groupby

from django import forms
from django.forms.models import ModelChoiceIterator
from django.template.loader import render_to_string

from organizations.completing import CompletionForm
from organizations.models import FeedAddress, Locality, Unit
from wardportal import dates
from wardportal.editing import OfficeDateField


class _LineByLine(ModelChoiceIterator):
    """Units under the name of their line; the field's queryset is `Unit.objects….by_line()`."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for line, units in groupby(self.queryset, key=lambda unit: unit.line.name):
            yield (line, [self.choice(unit) for unit in units])


class UnitByLineField(forms.ModelChoiceField):
    iterator = _LineByLine


class UnitPicker(forms.SelectMultiple):
    """Units to tick, line by line; one tick more stands for all the branches of a line (`<name>_whole`)."""

    use_fieldset = True

    def id_for_label(self, id_):
        return ""

    def render(self, name, value, attrs=None, renderer=None):
        context = {
            "name": name,
            "id": attrs["id"],
            "is_invalid": "is-invalid" in attrs.get("class", ""),
            "groups": self._groups(set(map(str, value or []))),
        }
        return render_to_string("organizations/_unit_picker.html", context)

    def _groups(self, chosen):
        groups, alone = [], []
        for line, options in self.choices:
            ticks = [
                {
                    "value": str(unit),
                    "label": unit.instance.short_name,
                    "is_chosen": str(unit) in chosen,
                    "is_branch": unit.instance.neighbourhood_id is not None,
                }
                for unit, _ in options
            ]
            branches = sum(tick["is_branch"] for tick in ticks)
            # Lines of one body each would make a column of near-empty boxes.
            if len(ticks) == 1:
                alone += ticks
            else:
                groups.append({"line": line, "branches": branches, "options": ticks})
        if alone:
            groups.append({"line": "Các hệ khác" if groups else "", "branches": 0, "options": alone})
        return groups

    def value_from_datadict(self, data, files, name):
        chosen = data.getlist(name)
        whole_lines = data.getlist(f"{name}_whole")
        for line, options in self.choices:
            if line in whole_lines:
                chosen += [str(unit) for unit, _ in options if unit.instance.neighbourhood_id]
        return list(dict.fromkeys(chosen))


class UnitsByLineField(forms.ModelMultipleChoiceField):
    widget = UnitPicker
    iterator = _LineByLine


class LocalityCompletionForm(CompletionForm):
    class Meta:
        model = Locality
        fields = Locality.COMPLETED
        help_texts = {
            "superior_name": "In ở góc trên bên trái của báo cáo: Đảng bộ quận, rồi tên quận.",
            "place_name": "Đứng trước ngày tháng của văn bản, ví dụ: Phường 6.",
            "help_contact": "Hiện ở chân mọi trang và ở trang đăng nhập, ví dụ: "
            "đồng chí Nguyễn Văn An, điện thoại 0900 000 000.",
        }
        error_messages = {
            "superior_name": {"required": "Chưa ghi tên cấp trên trực tiếp."},
            "place_name": {"required": "Chưa ghi địa danh trên văn bản."},
            "name": {"required": "Chưa ghi tên."},
            "neighbourhood_word": {"required": "Chưa ghi gọi là khu phố, tổ dân phố, ấp hay thôn."},
        }


class DayForm(forms.Form):
    """The day as of which the organization is shown; today where none is asked for."""

    ngay = OfficeDateField(label="Tổ chức vào ngày", required=False)

    @property
    def day(self):
        self.is_valid()
        return self.cleaned_data.get("ngay") or dates.today()


class FeedForm(forms.Form):
    unit = UnitByLineField(
        label="Lịch của",
        queryset=Unit.objects.none(),
        empty_label="Việc và cuộc họp của tôi",
        required=False,
        error_messages={"invalid_choice": "Đồng chí không nhận lịch của đơn vị này được; hãy chọn lại."},
    )

    is_whole_ward = forms.BooleanField(label="Mọi cuộc họp của cả phường", required=False)

    def __init__(self, data=None, *, units):
        super().__init__(data)
        self.fields["unit"].queryset = units

    def save(self, *, by):
        return FeedAddress.make(by=by, **self.cleaned_data)
