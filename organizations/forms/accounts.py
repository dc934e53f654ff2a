"""Signing in, one's own password and address."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from organizations.audit import record
from organizations.models import User


class LoginForm(AuthenticationForm):
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "Sai tên đăng nhập hoặc mật khẩu. Hãy nhập lại, chú ý phím Caps Lock và bộ gõ.",
    }

    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        if user.one_time_until and user.one_time_until < timezone.localdate():
            raise ValidationError(
                "Mật khẩu dùng một lần đã hết hạn. Hãy gọi quản trị phường để được cấp phiếu mới."
            )

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
