from django import forms
from django.utils.html import format_html

from documents.secrecy import refuse_secrets
from meetings.models import NewsItem
from wardportal.editing import GuardedModelForm


class PicturesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, picture):
        return format_html('<img src="{}" alt="{}" height="90">', picture.thumbnail_url, picture.name)


class NewsForm(GuardedModelForm):
    source_url = forms.URLField(
        label="Đường dẫn nguồn",
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Đường dẫn không đúng. Hãy chép cả địa chỉ, bắt đầu bằng https://."},
    )

    # Seen beside the boxes, not as words.
    PASSING = ("pictures",)

    class Meta:
        model = NewsItem
        fields = ["title", "text", "pictures", "source_url"]
        field_classes = {"pictures": PicturesField}
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "text": forms.Textarea(attrs={"rows": 16}),
            "pictures": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "pictures": "Ảnh đơn vị gửi khi báo tiến độ. Tin đăng rồi thì ai cũng xem được ảnh: chỉ chọn "
            "ảnh mà người trong ảnh đồng ý.",
            "text": "Mỗi đoạn cách nhau một dòng trống. Chỉ nêu tên, chức vụ; không ghi chuyện riêng.",
        }
        error_messages = {
            "title": {"required": "Chưa ghi tiêu đề."},
            "text": {"required": "Chưa ghi nội dung."},
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["pictures"].queryset = offered = self.instance.pictures_for(user)
        if not offered.exists():
            del self.fields["pictures"]

    def form_of(self, stored):
        return NewsForm(instance=stored, user=self.user)

    def clean_text(self):
        refuse_secrets(self.cleaned_data["text"])
        return self.cleaned_data["text"]

    def save(self, *, by):
        self.instance.write(by=by)
        if "pictures" in self.cleaned_data:
            self.instance.pictures.set(self.cleaned_data["pictures"])
        return self.instance
