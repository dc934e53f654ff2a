"""The form in which the organization above says why a figure goes back."""

from django import forms
from django.core.validators import MaxLengthValidator

from wardportal.editing import OneSpelling

LONGEST = 300


class SendBackForm(OneSpelling, forms.Form):
    reason = forms.CharField(
        label="Vì sao trả lại",
        help_text="Đơn vị đọc câu này ngay trên ô số liệu: sai ở đâu, cần xem lại điều gì.",
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[MaxLengthValidator(LONGEST, "Lý do dài quá 300 ký tự. Hãy rút ngắn.")],
        error_messages={"required": "Chưa ghi lý do: đơn vị cần biết phải sửa điều gì."},
    )
