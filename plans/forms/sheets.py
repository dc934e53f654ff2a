"""The upload of a filled-in spreadsheet."""

import zipfile
from xml.etree.ElementTree import ParseError

from django import forms
from django.core.exceptions import ValidationError

from documents import uploads
from documents.forms.files import upload_field
from documents.secrecy import refuse_secrets, words_of
from documents.uploads import Kind
from plans.sheets import subjects
from plans.sheets.rows import MOST_ROWS
from wardportal import sheet_reading

UNREADABLE = "Không đọc được bảng tính này. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi tải lên lần nữa."


class SheetUploadForm(forms.Form):
    upload = upload_field("Bảng tính Excel (.xlsx), nhiều nhất 2.000 dòng.", ".xlsx")

    def __init__(self, *args, plan, slug):
        super().__init__(*args)
        self.plan, self.slug = plan, slug

    def clean_upload(self):
        """The file, with its rows in `read`; raises ValidationError where it is not what it should be."""
        upload = self.cleaned_data["upload"]
        self.found = uploads.inspect(upload, name=upload.name, allowed={Kind.XLSX})
        refuse_secrets(words_of(upload, Kind.XLSX))
        labels = [field.label for field in subjects.SUBJECTS[self.slug].fields]
        upload.seek(0)
        try:
            self.read = sheet_reading.read(upload, labels, most=MOST_ROWS)
        except ValueError as refusal:
            raise ValidationError(str(refusal)) from refusal
        except (KeyError, TypeError, IndexError, AttributeError, ParseError, zipfile.BadZipFile) as error:
            raise ValidationError(UNREADABLE) from error
        return upload

    def save(self, *, by):
        return subjects.keep(self.plan, self.read, by=by, slug=self.slug, name=self.found.safe_name)
