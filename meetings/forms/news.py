from django import forms

from documents.secrecy import refuse_secrets
from meetings.models import NewsItem
from wardportal.editing import GuardedModelForm


class NewsForm(GuardedModelForm):
    source_url = forms.URLField(
        label="Đường dẫn nguồn",
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Đường dẫn không đúng. Hãy chép cả địa chỉ, bắt đầu bằng https://."},
    )

    class Meta:
        model = NewsItem
        fields = ["title", "text", "source_url"]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "text": forms.Textarea(attrs={"rows": 16}),
        }
        help_texts = {
            "text": "Mỗi đoạn cách nhau một dòng trống. Chỉ nêu tên, chức vụ; không ghi chuyện riêng.",
        }
        error_messages = {
            "title": {"required": "Chưa ghi tiêu đề."},
            "text": {"required": "Chưa ghi nội dung."},
        }

    def form_of(self, stored):
        return NewsForm(instance=stored)

    def clean_text(self):
        refuse_secrets(self.cleaned_data["text"])
        return self.cleaned_data["text"]

    def save(self, *, by):
        self.instance.write(by=by)
        return self.instance
