"""Files people upload: beside a paper its scan, signed copy or supplement, and old papers to be read."""

from pathlib import Path

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from documents import content, old_papers, ordering, uploads, word_text
from documents.content_writing import to_text
from documents.models import Attachment, Document, UploadedPaper
from documents.secrecy import refuse_secrets, words_of
from documents.uploads import Kind
from wardportal.editing import OneSpelling

TAKEN = {
    Attachment.Kind.SCAN: {Kind.PDF, Kind.PNG, Kind.JPG},
    Attachment.Kind.SIGNED: {Kind.PDF},
    Attachment.Kind.OTHER: set(Kind),
}
LABELS = {
    Attachment.Kind.SCAN: "Bản chụp (quét) có chữ ký và dấu: PDF, PNG hoặc JPG",
    Attachment.Kind.SIGNED: "Bản ký số: chính tệp PDF tải từ cổng, đã ký bằng chữ ký số",
    Attachment.Kind.OTHER: "Tài liệu kèm theo: Word, Excel, PDF, PNG hoặc JPG",
}
NO_PDF = (
    "Cổng chưa lập bản PDF của văn bản này nên chưa có gì để so. Hãy mở “Bản PDF” ở trang văn bản, "
    "ký số chính tệp ấy rồi tải lên."
)


class UploadTickField(forms.BooleanField):
    """The confirmation without which no file is taken."""

    def __init__(self):
        super().__init__(
            label="Tôi xác nhận tệp này không chứa bí mật nhà nước",
            error_messages={
                "required": "Hãy xác nhận tệp không chứa bí mật nhà nước. Tệp có nội dung mật không được "
                "đưa lên cổng này."
            },
        )


def upload_field(help_text, accept) -> forms.FileField:
    return forms.FileField(
        label="Tệp",
        help_text=help_text,
        widget=forms.FileInput(attrs={"accept": accept}),
        error_messages={
            "required": "Chưa chọn tệp.",
            "empty": "Tệp này trống, không có nội dung. Hãy chọn tệp khác.",
        },
    )


def kinds_for(document) -> list[Attachment.Kind]:
    """What may be put beside the paper: nobody has signed a draft, and other offices' PDFs are not known."""
    if document.state != Document.State.ISSUED:
        return [Attachment.Kind.OTHER]
    is_ours = not document.issuer.is_outside
    kinds = [Attachment.Kind.SCAN, Attachment.Kind.OTHER]
    if is_ours and ordering.has_text(document):
        kinds.insert(1, Attachment.Kind.SIGNED)
    return kinds


def trusted_roots() -> list[bytes]:
    """The certificates of the issuers the ward trusts, one PEM file each in DATA_DIR/roots."""
    return [path.read_bytes() for path in sorted((Path(settings.DATA_DIR) / "roots").glob("*.pem"))]


# --- Beside a paper -----------------------------------------------------------------------------------


class AttachmentForm(OneSpelling, forms.ModelForm):
    upload = upload_field("Nặng nhất 20 MB; hình nặng nhất 10 MB.", ".pdf,.png,.jpg,.jpeg,.docx,.xlsx")
    is_free_of_secrets = UploadTickField()

    class Meta:
        model = Attachment
        fields = ["kind", "is_free_of_secrets"]
        labels = {"kind": "Tệp này là"}
        widgets = {"kind": forms.RadioSelect}
        error_messages = {
            "kind": {
                "required": "Chưa chọn tệp này là gì.",
                "invalid_choice": "Văn bản này không nhận loại tệp ấy. Hãy chọn loại khác.",
            }
        }

    def __init__(self, *args, document):
        super().__init__(*args, instance=Attachment(document=document))
        kinds = kinds_for(document)
        self.fields["kind"].choices = [(kind.value, LABELS[kind]) for kind in kinds]
        if len(kinds) == 1:
            self.fields["kind"].initial = kinds[0].value

    def clean(self):
        asked = super().clean()
        if asked.get("upload") and asked.get("kind"):
            try:
                self._examine(asked["upload"], Attachment.Kind(asked["kind"]))
            except ValidationError as refusal:
                self.add_error("upload", refusal)
        return asked

    def _examine(self, upload, kind):
        """Note what the file is; raises ValidationError where it may not be taken."""
        document = self.instance.document
        self.found = uploads.inspect(upload, name=upload.name, allowed=TAKEN[kind])
        refuse_secrets(f"{Path(self.found.safe_name).stem}\n{words_of(upload, self.found.kind)}")
        if document.attachments.filter(kind=kind, sha256=self.found.sha256).exists():
            raise ValidationError("Tệp này đã kèm vào văn bản rồi.")
        if kind == Attachment.Kind.SIGNED:
            self.instance.signatures = self._checked_signatures(upload)

    def _checked_signatures(self, upload) -> dict:
        from documents import signatures  # noqa: PLC0415 – pyHanko takes a second to load

        document = self.instance.document
        if not document.pdf_sha256:
            raise ValidationError(NO_PDF)
        upload.seek(0)
        found = signatures.check(
            upload.read(),
            issued_sha256=document.pdf_sha256,
            issued_length=document.pdf_size,
            trust=trusted_roots(),
        )
        upload.seek(0)
        if found.problems:
            raise ValidationError(list(found.problems))
        return found.to_json()

    def save(self, *, by):
        """The file, kept with the paper under a name nobody can guess."""
        attachment, found = self.instance, self.found
        attachment.name, attachment.content_type = found.safe_name, found.content_type
        attachment.size, attachment.sha256 = found.size, found.sha256
        attachment.file = self.cleaned_data["upload"]
        attachment.attach(by=by)
        return attachment


# --- An old paper -------------------------------------------------------------------------------------


class ImportUploadForm(forms.Form):
    """A Word file of a paper that was issued before the portal."""

    upload = upload_field("Tệp Word (.docx), nặng nhất 20 MB.", ".docx")
    is_free_of_secrets = UploadTickField()

    def clean_upload(self):
        """The file, with `recognized` noted; raises ValidationError where it may not be taken or read."""
        upload = self.cleaned_data["upload"]
        self.found = uploads.inspect(upload, name=upload.name, allowed={Kind.DOCX})
        refuse_secrets(f"{Path(self.found.safe_name).stem}\n{words_of(upload, Kind.DOCX)}")
        data = upload.read()
        upload.seek(0)
        try:
            self.recognized = _recognized(data)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        # Once more: text of the old fonts is readable only now.
        refuse_secrets(to_text(self.recognized["original_html"]))
        return upload

    def save(self, *, by) -> UploadedPaper:
        uploaded = UploadedPaper(
            locality_id=by.locality_id,
            name=self.found.safe_name,
            file=self.cleaned_data["upload"],
            sha256=self.found.sha256,
            recognized=self.recognized,
        )
        uploaded.keep(by=by)
        return uploaded


def _recognized(data: bytes) -> dict:
    """OldPaper.to_json() with `original_html`: the whole file as it stands, read from top to bottom."""
    found = old_papers.read_docx(data).to_json()
    parts = [
        part.html if isinstance(part, word_text.Grid) else _line(part) for part in word_text.read(data).parts
    ]
    return {**found, "original_html": content.clean("".join(parts)).html}


def _line(line: word_text.Line) -> str:
    style = f' style="text-align: {line.align}"' if line.align else ""
    return f"<p{style}>{line.html}</p>"
