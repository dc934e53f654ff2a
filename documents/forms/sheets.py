"""The upload of a filled-in spreadsheet: checked as any file, then read by the heads of its columns."""

import zipfile
from xml.etree.ElementTree import ParseError

from django import forms
from django.core.exceptions import ValidationError

from documents import uploads
from documents.forms.files import upload_field
from documents.secrecy import refuse_secrets, words_of
from documents.uploads import Kind
from wardportal import sheet_reading
from wardportal.numbers import office_number

UNREADABLE = "Không đọc được bảng tính này. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi tải lên lần nữa."


class SheetUploadForm(forms.Form):
    """Afterwards `found` (documents.uploads.Upload) says what came, `read` (ReadSheet) what it holds."""

    upload = upload_field("Bảng tính Excel (.xlsx).", ".xlsx")

    def __init__(self, *args, labels, most):
        super().__init__(*args)
        self.labels, self.most = labels, most
        self.fields["upload"].help_text = f"Bảng tính Excel (.xlsx), nhiều nhất {office_number(most)} dòng."

    def clean_upload(self):
        """The file, with its rows in `read`; raises ValidationError where it is not what it should be."""
        upload = self.cleaned_data["upload"]
        self.found = uploads.inspect(upload, name=upload.name, allowed={Kind.XLSX})
        refuse_secrets(words_of(upload, Kind.XLSX))
        upload.seek(0)
        try:
            self.read = sheet_reading.read(upload, self.labels, most=self.most)
        except ValueError as refusal:
            raise ValidationError(str(refusal)) from refusal
        except (KeyError, TypeError, IndexError, AttributeError, ParseError, zipfile.BadZipFile) as error:
            raise ValidationError(UNREADABLE) from error
        return upload
