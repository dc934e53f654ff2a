"""Photos brought to the notes of a meeting."""

from django import forms
from django.core.exceptions import ValidationError

from documents import photos, uploads
from documents.uploads import Kind
from meetings.models import MinutesPhoto
from plans.forms.evidence import PHOTO_KINDS, ManyFilesField

MOST_AT_ONCE = 10


def _photo(file) -> MinutesPhoto:
    uploads.inspect(file, name=file.name, allowed=PHOTO_KINDS)
    return MinutesPhoto.of(photos.shrink(file), name=uploads.safe_name(file.name, Kind.JPG))


class PhotosForm(forms.Form):
    photos = ManyFilesField(
        label="Ảnh chụp bảng, tờ ghi tay",
        help_text=f"Nhiều nhất {MOST_AT_ONCE} ảnh JPG hoặc PNG mỗi lần. Cổng tự thu nhỏ và bỏ vị trí chụp. "
        "Không chụp văn bản mật.",
        most=MOST_AT_ONCE,
        accept="image/jpeg,image/png",
        look=_photo,
    )

    def clean_photos(self):
        if not self.cleaned_data["photos"]:
            raise ValidationError("Chưa chọn ảnh nào.")
        return self.cleaned_data["photos"]

    def save(self, meeting, *, by):
        brought = self.cleaned_data["photos"]
        # Before the first file is written: what is refused afterwards would stay on the disk.
        if meeting.photos.count() + len(brought) > MinutesPhoto.MOST:
            raise ValidationError(f"Một cuộc họp có nhiều nhất {MinutesPhoto.MOST} ảnh. Hãy bỏ bớt ảnh cũ.")
        for photo in brought:
            photo.attach(meeting, by=by)
        return len(brought)
