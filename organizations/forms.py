from itertools import groupby

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef
from django.forms.models import ModelChoiceIterator
from django.template.loader import render_to_string
from django.views.decorators.debug import sensitive_variables

from organizations.audit import record
from organizations.completing import CompletionForm
from organizations.models import AuditEntry, FeedAddress, Locality, Unit, User
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


class LoginForm(AuthenticationForm):
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "Sai tên đăng nhập hoặc mật khẩu. Hãy nhập lại, chú ý phím Caps Lock và bộ gõ.",
    }

    def clean_username(self):
        """As accounts are named: a phone's keyboard begins with a capital letter and ends with a space."""
        return self.cleaned_data["username"].strip().lower()


class AccountPasswordForm(PasswordChangeForm):
    """Django's form, every sentence of it in Vietnamese: its own catalogue lacks some."""

    error_messages = {
        "password_incorrect": "Mật khẩu hiện nay không đúng. Hãy nhập lại, chú ý chữ hoa và bộ gõ.",
        "password_mismatch": "Hai lần nhập mật khẩu mới không giống nhau. Hãy nhập lại cả hai.",
    }
    WEAK = {
        "password_too_short": "Mật khẩu mới phải có ít nhất %(min_length)d ký tự.",
        "password_too_common": "Mật khẩu mới hay bị đoán. Hãy ghép vài từ không liền nghĩa.",
        "password_too_similar": "Mật khẩu mới quá giống tên đăng nhập. Hãy chọn mật khẩu khác.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Mật khẩu hiện nay"
        new = self.fields["new_password1"]
        new.label = "Mật khẩu mới"
        new.help_text = "Ít nhất 10 ký tự. Vài từ ghép lại, cách nhau bằng dấu gạch, vừa dễ nhớ vừa khó đoán."
        again = self.fields["new_password2"]
        again.label, again.help_text = "Nhập lại mật khẩu mới", ""

    @sensitive_variables("password")
    def validate_password_for_user(self, user, password_field_name):
        password = self.cleaned_data.get(password_field_name)
        if not password:
            return
        try:
            validate_password(password, user)
        except ValidationError as weak:
            for error in weak.error_list:
                message = self.WEAK[error.code]
                self.add_error("new_password1", ValidationError(message, error.code, error.params))


class MailForm(forms.ModelForm):
    """Where reminders go besides the start page; each for oneself."""

    class Meta:
        model = User
        fields = ["email"]
        help_texts = {"email": "Có thể để trống. Cổng chỉ dùng để gửi lời đôn đốc; không dùng để đăng nhập."}
        error_messages = {"email": {"invalid": "Địa chỉ thư chưa đúng. Ghi như ten@tenmien.vn."}}

    def save(self, *, by):
        # The address alone: a password that is changed at the same moment stays changed.
        self.instance.save(update_fields=["email"])
        record(by=by, action="sửa địa chỉ thư", target=self.instance)


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
        }


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


class AuditFilterForm(forms.Form):
    by = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Người làm", empty_label="Tất cả mọi người", required=False
    )
    action = forms.ChoiceField(label="Việc", required=False)
    since = OfficeDateField(label="Từ ngày", required=False)
    until = OfficeDateField(label="Đến hết ngày", required=False)

    def __init__(self, data, *, user):
        super().__init__(data)
        entries = AuditEntry.objects.visible_to(user)
        own = User.objects.filter(locality_id=user.locality_id).select_related("person")
        # Asked person by person, of whom there are few, instead of reading the whole log for its writers.
        self.fields["by"].queryset = own.filter(Exists(entries.filter(by=OuterRef("pk")))).order_by(
            F("person__sort_key").asc(nulls_last=True), "username"
        )
        actions = entries.order_by("action").values_list("action", flat=True).distinct()
        self.fields["action"].choices = [("", "Tất cả"), *((action, action) for action in actions)]

    def filter(self, entries):
        """The entries asked for; a field with a mistake shows its error and does not narrow the list."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("by"):
            entries = entries.filter(by=asked["by"])
        if asked.get("action"):
            entries = entries.filter(action=asked["action"])
        if asked.get("since"):
            entries = entries.filter(at__date__gte=asked["since"])
        if asked.get("until"):
            entries = entries.filter(at__date__lte=asked["until"])
        return entries
