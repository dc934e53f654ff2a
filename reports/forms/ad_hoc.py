"""What a body asks of its units out of turn: about what, of which days, by when."""

from django import forms

from organizations.forms.units import UnitByLineField, UnitsByLineField
from organizations.models import Unit
from organizations.permissions import Permission, own_units
from reports.installing import AD_HOC
from reports.models import ReportOutline, Round
from wardportal import dates
from wardportal.editing import OfficeDateField, OneSpelling


class AdHocForm(OneSpelling, forms.Form):
    subject = forms.CharField(
        label="Báo cáo về việc gì",
        max_length=200,
        help_text="In dưới chữ “Báo cáo”, ví dụ: Tình hình thiệt hại sau đợt mưa lớn.",
        error_messages={"required": "Chưa ghi báo cáo về việc gì."},
    )
    first_on = OfficeDateField(
        label="Tình hình từ ngày", error_messages={"required": "Chưa ghi tình hình từ ngày nào."}
    )
    last_on = OfficeDateField(label="Đến hết ngày", error_messages={"required": "Chưa ghi đến ngày nào."})
    due_on = OfficeDateField(label="Hạn gửi", error_messages={"required": "Chưa ghi hạn gửi."})
    outline = forms.ModelChoiceField(
        label="Mẫu báo cáo",
        queryset=ReportOutline.objects.none(),
        empty_label=None,
        error_messages={"required": "Chưa chọn mẫu báo cáo."},
    )
    receiver = UnitByLineField(
        label="Gửi đến",
        queryset=Unit.objects.none(),
        empty_label=None,
        error_messages={"required": "Chưa chọn nơi nhận."},
    )
    units = UnitsByLineField(
        label="Đơn vị được yêu cầu",
        queryset=Unit.objects.none(),
        error_messages={"required": "Chưa chọn đơn vị nào phải báo cáo."},
    )

    def __init__(self, data=None, *, user):
        outlines = ReportOutline.objects.known_to(user.locality).for_list()
        today = dates.today()
        usual = next((it for it in outlines if AD_HOC in (it.name, it.origin and it.origin.name)), None)
        super().__init__(data, initial={"outline": usual, "first_on": today, "last_on": today})
        self.fields["outline"].queryset = outlines.select_related("origin")
        own = Unit.objects.current().exclude(level__in=Unit.OUTSIDE)
        receivers = own.visible_to(user).filter(pk__in=own_units(user, Permission.REPORT_COLLECT))
        self.fields["receiver"].queryset = receivers.by_line()
        self.fields["units"].queryset = own.reached_by(user, Permission.REPORT_COLLECT).by_line()

    def clean(self):
        asked = super().clean()
        first, last, due = (asked.get(name) for name in ("first_on", "last_on", "due_on"))
        if first and last and last < first:
            self.add_error("last_on", "Ngày cuối phải từ ngày đầu trở đi.")
        if due and due < dates.today():
            self.add_error("due_on", "Hạn gửi đã qua. Hãy ghi hôm nay hoặc một ngày sau.")
        if asked.get("units") and set(asked["units"]) == {asked.get("receiver")}:
            self.add_error("units", "Nơi nhận không báo cáo cho chính mình. Hãy chọn đơn vị khác.")
        return asked

    def save(self, *, by) -> Round:
        asked = self.cleaned_data
        units = [unit for unit in asked.pop("units") if unit != asked["receiver"]]
        return Round.ask_ad_hoc(by=by, units=units, **asked)
