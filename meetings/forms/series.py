"""Forms of a series of meetings: begun, its coming meetings changed, ended."""

from django import forms
from django.core.exceptions import ValidationError

from meetings import recurrence
from meetings.forms.calling import HolderField, HourField, holders, printed_holder
from meetings.models import MeetingKind, MeetingSeries
from organizations.forms.units import UnitByLineField
from organizations.models import Unit
from organizations.permissions import Permission
from wardportal import dates
from wardportal.editing import GuardedModelForm, OfficeDateField, OneSpelling

# When it meets is asked once: to meet on other days, a series is ended and another begun.
FIXED = ("kind", "host_unit", "repeats", "starts_on")
NO_END = (
    "Chưa có lúc kết thúc: hãy ghi ngày kết thúc hoặc số lần. Không lập lịch họp không hạn, vì không ai biết "
    "còn họp hay thôi."
)


class SeriesForm(GuardedModelForm):
    host_unit = UnitByLineField(
        label="Đơn vị tổ chức",
        queryset=Unit.objects.none(),
        empty_label="Chọn một đơn vị",
        error_messages={"required": "Chưa chọn đơn vị tổ chức."},
    )
    repeats = forms.CharField(
        label="Họp vào",
        max_length=100,
        help_text="Chọn trong danh sách hoặc ghi: ngày 15 hằng tháng; thứ Hai đầu tiên hằng tháng; thứ Năm "
        "hằng tuần.",
        widget=forms.TextInput(attrs={"list": "cach-lap", "autocomplete": "off"}),
        error_messages={"required": f"Chưa ghi họp vào ngày nào. {recurrence.HINT}"},
    )
    begins = HourField(label="Bắt đầu")
    ends = HourField(label="Kết thúc", required=False, help_text="Để trống nếu chưa rõ.")
    chair_person = HolderField(label="Người chủ trì", empty_label="Chưa rõ")
    minute_taker_person = HolderField(label="Người ghi biên bản", empty_label="Chưa rõ")

    class Meta:
        model = MeetingSeries
        fields = ["kind", "title", "starts_on", "until", "count", "place"]
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}
        field_classes = {"starts_on": OfficeDateField, "until": OfficeDateField}
        labels = {
            "kind": "Loại",
            "title": "Tên, nội dung chính",
            "starts_on": "Từ ngày",
            "until": "Đến hết ngày",
            "count": "hoặc số lần",
        }
        error_messages = {
            "kind": {"required": "Chưa chọn loại."},
            "title": {"required": "Chưa ghi họp về việc gì."},
            "place": {"required": "Chưa ghi địa điểm."},
            "starts_on": {"required": "Chưa ghi từ ngày nào."},
            "count": {
                "invalid": "Số lần là một số, ví dụ 12.",
                "min_value": "Số lần ít nhất là 1.",
                "max_value": "Số lần nhiều nhất là 300.",
            },
        }

    def __init__(self, data=None, *, instance, user, like=None):
        self.user, self.like = user, like
        super().__init__(data, instance=instance, initial=self._as_stored(instance))
        self.fields["kind"].queryset = MeetingKind.objects.known_to(user.locality).for_list()
        self.fields["kind"].empty_label = "Chọn loại"
        units = Unit.objects.current().exclude(level__in=Unit.OUTSIDE)
        self.fields["host_unit"].queryset = units.reached_by(user, Permission.MEETING_CALL).by_line()
        people, self.posts_of = holders(
            user, also=(instance.chair_person_id, instance.minute_taker_person_id)
        )
        for name in ("chair_person", "minute_taker_person"):
            self.fields[name].queryset, self.fields[name].posts_of = people, self.posts_of
        if instance.pk:
            for name in FIXED:
                del self.fields[name]

    @staticmethod
    def _as_stored(series):
        return {
            "host_unit": series.host_unit_id,
            "repeats": series.rule_words if series.rule else "",
            "begins": series.begins,
            "ends": series.ends,
            "chair_person": series.chair_person_id,
            "minute_taker_person": series.minute_taker_person_id,
        }

    def form_of(self, stored):
        return SeriesForm(instance=stored, user=self.user)

    def clean_repeats(self):
        words = self.cleaned_data["repeats"]
        rule = recurrence.rule_of(words)
        if rule is None:
            raise ValidationError(f"Chưa hiểu “{words}”. {recurrence.HINT}")
        return rule

    def clean(self):
        asked = super().clean()
        if asked.get("begins") and asked.get("ends") and asked["ends"] <= asked["begins"]:
            self.add_error("ends", "Giờ kết thúc phải sau giờ bắt đầu.")
        if not self.errors.keys() & {"until", "count"}:
            self._check_end(asked)
        return asked

    def _check_end(self, asked):
        until, starts_on = asked.get("until"), asked.get("starts_on") or self.instance.starts_on
        if until is None and asked.get("count") is None:
            self.add_error("until", NO_END)
        elif until and asked.get("count"):
            self.add_error("count", "Chỉ ghi một trong hai: ngày kết thúc hoặc số lần.")
        elif until and starts_on and until < starts_on:
            self.add_error("until", "Ngày kết thúc phải sau ngày bắt đầu.")

    def save(self, *, by):
        """The meetings made, of a new series; how many meetings were changed, of a stored one."""
        asked, series = self.cleaned_data, self.instance
        for name in ("host_unit", "begins", "ends"):
            if name in asked:
                setattr(series, name, asked[name])
        if "repeats" in asked:
            series.rule = asked["repeats"]
        for name, text in (("chair_person", "chair"), ("minute_taker_person", "minute_taker")):
            if asked[name] != getattr(series, name):
                setattr(series, name, asked[name])
                setattr(series, text, printed_holder(asked[name], self.posts_of))
        return series.change(by=by) if series.pk else series.begin(by=by, like=self.like)


class SeriesEndForm(OneSpelling, forms.Form):
    on = OfficeDateField(
        label="Ngày cuối cùng còn họp",
        help_text="Các kỳ sau ngày này được hoãn.",
        error_messages={"required": "Chưa ghi ngày."},
    )
    reason = forms.CharField(
        label="Vì sao kết thúc",
        max_length=300,
        help_text="Người được mời thấy lý do này.",
        error_messages={"required": "Hãy ghi vì sao kết thúc, để người được mời biết."},
    )

    def __init__(self, data=None):
        super().__init__(data, initial={"on": dates.today()})
