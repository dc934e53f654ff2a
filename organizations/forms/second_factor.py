"""The six figures of an authenticator, or a recovery code."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django_otp import match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from organizations.audit import record

RECOVERY_CODES = 10
WRONG = "Mã không đúng hoặc đã hết hạn. Hãy nhập mã đang hiện; đồng hồ điện thoại phải đúng giờ."


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Mã xác nhận",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text"}),
        error_messages={"required": "Chưa nhập mã."},
    )

    def __init__(self, data=None, *, user):
        super().__init__(data)
        self.user = user

    def clean_code(self):
        code = self.cleaned_data["code"].replace(" ", "").lower()
        if not self.accepts(code):
            raise ValidationError(WRONG)
        return code

    def accepts(self, code) -> bool:
        """Of any device; a wrong one makes the next try wait longer (django-otp's throttling)."""
        return match_token(self.user, code) is not None


class SetUpForm(CodeForm):
    """The first code of a device that was just shown."""

    def __init__(self, data=None, *, user, device):
        super().__init__(data, user=user)
        self.device = device

    def accepts(self, code) -> bool:
        return self.device.verify_token(code)

    @transaction.atomic
    def save(self) -> list[str]:
        """The device counts from now on; the recovery codes, which are shown once."""
        TOTPDevice.objects.filter(user=self.user).exclude(pk=self.device.pk).delete()
        self.device.confirmed = True
        self.device.save(update_fields=["confirmed"])
        StaticDevice.objects.filter(user=self.user).delete()
        recovery = StaticDevice.objects.create(user=self.user, name="Mã dự phòng")
        codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
        recovery.token_set.bulk_create(StaticToken(device=recovery, token=code) for code in codes)
        record(by=self.user, action="bật mã xác nhận khi đăng nhập", target=self.user)
        return codes
