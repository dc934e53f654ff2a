"""Accounts as the ward's administrator keeps them, and how strict the ward is."""

import re

from django import forms
from django.core.exceptions import ValidationError

from organizations.audit import record, snapshot
from organizations.models import Locality, User
from wardportal.editing import OneSpelling, SearchField
from wardportal.text import fold


class AccountFilterForm(forms.Form):
    q = SearchField(label="Họ tên hoặc tên đăng nhập")
    chi = forms.ChoiceField(
        label="Tài khoản",
        required=False,
        choices=[
            ("", "Mọi người"),
            ("co", "Đang đăng nhập được"),
            ("chua", "Giữ chức vụ, chưa có tài khoản"),
            ("khoa", "Đã khóa"),
            ("thoi", "Còn mở, không giữ chức vụ nào"),
        ],
    )


class AccountIssueForm(OneSpelling, forms.Form):
    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=60,
        help_text="Chữ thường không dấu, số, dấu chấm; không đổi được về sau.",
        error_messages={"required": "Chưa ghi tên đăng nhập."},
    )

    def __init__(self, data=None, *, person):
        super().__init__(data, initial={"username": suggested(person)})
        self.person = person

    def clean_username(self):
        username = self.cleaned_data["username"].strip().lower()
        if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{2,59}", username):
            raise ValidationError("Tên đăng nhập từ 3 ký tự: chữ thường không dấu, số, dấu chấm, gạch nối.")
        if User.objects.filter(username=username).exists():
            raise ValidationError(f"Tên “{username}” đã có người dùng. Hãy thêm số, ví dụ {username}2.")
        return username


def suggested(person) -> str:
    """ "Phạm Thị Mai" → "mai.pt", with a number where it is taken."""
    *others, given = fold(person.full_name).split() or ["nguoi"]
    base = f"{given}.{''.join(word[0] for word in others)}" if others else given
    base = re.sub(r"[^a-z0-9.]", "", base)[:50] or "nguoi"
    taken = set(User.objects.filter(username__startswith=base).values_list("username", flat=True))
    return next(name for name in (base, *(f"{base}{n}" for n in range(2, 10_000))) if name not in taken)


class SafetyForm(forms.ModelForm):
    """What the ward asks of who signs in, and how long it keeps what it knows of people."""

    WRITTEN = ["is_second_factor_required", "idle_minutes", "keep_people_years", "keep_log_years"]

    class Meta:
        model = Locality
        fields = ["is_second_factor_required", "idle_minutes", "keep_people_years", "keep_log_years"]
        help_texts = {
            "is_second_factor_required": "Lần đăng nhập sau, người ấy phải cài mã xác nhận trên điện thoại.",
            "keep_people_years": "Để trống: giữ mãi. Tên in trên giấy tờ vẫn giữ.",
            "keep_log_years": "Để trống: giữ mãi.",
            "idle_minutes": "Từ 10 phút đến 20160 phút (14 ngày). Chữ đang gõ dở vẫn được giữ trên máy.",
        }
        error_messages = {
            "idle_minutes": {"required": "Chưa ghi số phút.", "invalid": "Ghi số phút bằng chữ số."}
        }

    def save(self, *, by):
        stored = Locality.objects.get(pk=self.instance.pk)
        self.instance.save(update_fields=self.WRITTEN)
        before, after = snapshot(stored, self.WRITTEN), snapshot(self.instance, self.WRITTEN)
        record(by=by, action="đổi cách đăng nhập", target=self.instance, before=before, after=after)
