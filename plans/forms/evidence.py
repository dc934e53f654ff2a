"""Photos and files that show what was done, sent along with a unit's word."""

from pathlib import Path

from django import forms
from django.core.exceptions import ValidationError

from documents import photos, uploads
from documents.secrecy import refuse_secrets, words_of
from documents.uploads import Kind
from plans.models import Evidence

PHOTO_KINDS = {Kind.JPG, Kind.PNG}
FILE_KINDS = {Kind.PDF, Kind.DOCX, Kind.XLSX}


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else []


class ManyFilesField(forms.FileField):
    """Several files of one box, each with its own sentence where something is wrong with it."""

    def __init__(self, *, most, accept, look, **options):
        self.most, self.look = most, look
        super().__init__(widget=ManyFiles(attrs={"accept": accept}), required=False, **options)

    def clean(self, data, initial=None):
        """What `look` makes of each file; all that is wrong is said at once, file by file."""
        chosen = data or []
        if len(chosen) > self.most:
            raise ValidationError(
                f"Đồng chí chọn {len(chosen)} tệp; mỗi lần kèm nhiều nhất {self.most}. Hãy chọn lại."
            )
        found, wrong = [], []
        for file in chosen:
            try:
                found.append(self.look(file))
            except ValidationError as refusal:
                wrong += [f"“{file.name}”: {sentence}" for sentence in refusal.messages]
        if wrong:
            raise ValidationError(wrong)
        return found


def _photo(file) -> Evidence:
    uploads.inspect(file, name=file.name, allowed=PHOTO_KINDS)
    # Whatever it was, it is kept as a JPEG.
    return Evidence.of_photo(photos.shrink(file), name=uploads.safe_name(file.name, Kind.JPG))


def _file(file) -> Evidence:
    found = uploads.inspect(file, name=file.name, allowed=FILE_KINDS)
    refuse_secrets(f"{Path(found.safe_name).stem}\n{words_of(file, found.kind)}")
    file.seek(0)
    return Evidence.of_file(file, found)


class EvidenceForm(forms.Form):
    photos = ManyFilesField(
        label="Ảnh chụp (nếu có)",
        help_text=f"Nhiều nhất {Evidence.MOST_PHOTOS} ảnh JPG hoặc PNG. Cổng tự thu nhỏ và bỏ vị trí chụp. "
        "Không chụp văn bản mật.",
        most=Evidence.MOST_PHOTOS,
        accept="image/jpeg,image/png",
        look=_photo,
    )
    files = ManyFilesField(
        label="Tệp minh chứng (nếu có)",
        help_text=f"Nhiều nhất {Evidence.MOST_FILES} tệp PDF, Word (.docx) hoặc Excel (.xlsx).",
        most=Evidence.MOST_FILES,
        accept=".pdf,.docx,.xlsx",
        look=_file,
    )
    is_free_of_secrets = forms.BooleanField(
        label="Tôi xác nhận các tệp này không chứa bí mật nhà nước", required=False
    )

    def clean(self):
        asked = super().clean()
        if asked.get("files") and not asked.get("is_free_of_secrets"):
            self.add_error(
                "is_free_of_secrets",
                "Hãy xác nhận tệp không chứa bí mật nhà nước. Tệp có nội dung mật không được đưa lên "
                "cổng này.",
            )
        return asked

    @property
    def is_lost(self):
        """Whether files came that the browser will not send again by itself."""
        return bool(self.files)

    def save(self, entry, *, by):
        """Keep everything that came with what was said; how many."""
        for evidence in self._given:
            evidence.attach(entry, by=by)
        return len(self._given)

    @property
    def _given(self):
        return [*self.cleaned_data.get("photos", []), *self.cleaned_data.get("files", [])]


class EvidenceAddForm(EvidenceForm):
    """Photos and files that are brought later: at least one."""

    def clean(self):
        asked = super().clean()
        if not self.errors and not self._given:
            self.add_error("photos", "Chưa chọn ảnh hay tệp nào.")
        return asked
