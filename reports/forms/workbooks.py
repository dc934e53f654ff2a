"""A superior's workbook: brought once, then each column told what it holds."""

from django import forms
from django.core.exceptions import ValidationError

from documents import uploads
from documents.forms.files import upload_field
from documents.forms.sheets import UNREADABLE
from documents.secrecy import refuse_secrets, words_of
from documents.uploads import Kind
from indicators.aggregation import PARTS_OF
from indicators.aggregation import Kind as IndicatorKind
from indicators.models import Indicator
from reports import superior_sheets
from reports.models import SuperiorWorkbook
from reports.models.workbooks import NAME, ORDER
from wardportal.editing import GuardedModelForm, OneSpelling


class WorkbookUploadForm(OneSpelling, forms.ModelForm):
    upload = upload_field("Tệp Excel (.xlsx) đúng như cấp trên gửi, chưa điền.", ".xlsx")

    class Meta:
        model = SuperiorWorkbook
        fields = ["name", "period_kind"]
        error_messages = {
            "name": {"required": "Chưa ghi tên biểu."},
            "period_kind": {"required": "Chưa chọn kỳ báo cáo."},
        }

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        found = uploads.inspect(upload, name=upload.name, allowed={Kind.XLSX})
        refuse_secrets(words_of(upload, Kind.XLSX))
        upload.seek(0)
        try:
            guess = superior_sheets.guess(upload)
        except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
            raise ValidationError(UNREADABLE) from error
        upload.seek(0)
        told = self.instance
        told.file, told.filename, told.sheet_name = upload, found.safe_name, guess.sheet_name
        told.head_row, told.first_row = guess.head_row, guess.first_row
        return upload

    def save(self, *, by):
        self.instance.write(by=by)
        return self.instance


class WorkbookForm(GuardedModelForm):
    """Where its rows are, and a choice a column."""

    class Meta:
        model = SuperiorWorkbook
        fields = ["name", "period_kind", "rows", "head_row", "first_row"]
        help_texts = {
            "head_row": "Tiêu đề hai hàng thì ghi hàng dưới. Đổi số này thì lưu rồi xem lại tên các cột.",
            "first_row": "Dòng ghi sẵn tên khu phố, đơn vị thì số vào đúng dòng ấy; còn lại điền lần lượt.",
        }

    def __init__(self, data=None, *, instance):
        super().__init__(data, instance=instance)
        choices = _choices(instance.locality_id)
        self.headings = superior_sheets.headings(instance)
        for heading in self.headings:
            self.fields[_field(heading.column)] = forms.ChoiceField(
                label=heading.label,
                choices=choices,
                required=False,
                initial=instance.columns.get(str(heading.column), ""),
            )

    def form_of(self, stored):
        return WorkbookForm(instance=stored)

    def _post_clean(self):
        # The model's own rules are about the columns too.
        told = {it.column: self.cleaned_data.get(_field(it.column)) for it in self.headings}
        self.instance.columns = {str(column): key for column, key in told.items() if key}
        super()._post_clean()

    def save(self, *, by):
        self.instance.write(by=by)
        return self.instance


def _field(column) -> str:
    return f"cot_{column}"


def _choices(locality_id):
    found = [("", "để nguyên như trong tệp"), (NAME, "tên khu phố, đơn vị"), (ORDER, "số thứ tự")]
    for it in Indicator.objects.filter(locality=locality_id).order_by("order", "pk"):
        parts = PARTS_OF[IndicatorKind(it.kind)]
        found.append((it.name, [(f"{it.code}:{part}", f"{it.name} ({it.unit_of(part)})") for part in parts]))
    return found
