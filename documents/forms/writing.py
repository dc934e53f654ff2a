"""What a clerk writes: a paper's parts and its text, its annexes and its pictures."""

import re
from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from documents import content, pictures, uploads
from documents.content_writing import to_text
from documents.heading_numbers import renumbered
from documents.models import Attachment, Document, DocumentAnnex, DocumentType, DraftAutosave
from documents.secrecy import refuse_secrets
from organizations.forms.units import UnitsByLineField
from organizations.models import PostHolding, Unit
from wardportal import dates
from wardportal.editing import GuardedModelForm, OneSpelling
from wardportal.text import is_gap


def section_labels(document) -> tuple[str, str, str] | None:
    """How sections are numbered in the layout in force today ("I-", "1-", "a)"); None where there is none."""
    try:
        return document.layout_on(dates.today()).labels
    except ValidationError:
        return None


class BodyForm(GuardedModelForm):
    """A form whose `body` is the restricted HTML of documents.content, written in the editor.

    `notes` are the sentences about what the cleaning left out. Its fields are what the model calls WRITTEN;
    `labels` are those of `section_labels`, None where sections are not numbered.
    """

    PASSING = ("renumber", "kept")

    # Of which moment the kept text is that this one grew out of (DraftAutosave); empty: of none.
    kept = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    renumber = forms.BooleanField(label="Đánh lại số các mục khi lưu", required=False)
    notes = ()

    def __init__(self, data=None, *, instance, labels):
        self.labels = labels
        self.before = [getattr(instance, name) for name in instance.WRITTEN]
        super().__init__(data, instance=instance)
        if self.labels is None:
            del self.fields["renumber"]
        else:
            self.fields["renumber"].help_text = (
                "Mục, tiểu mục, điểm được đánh số theo thể thức hiện hành: "
                + ", ".join(f"“{label}”" for label in self.labels)
                + ". Số gõ tay sai sẽ được thay."
            )

    @property
    def is_edited(self):
        """Whether anything else would be stored than what is; needs a valid form."""
        return self.before != [getattr(self.instance, name) for name in self.instance.WRITTEN]

    def clean_body(self):
        try:
            cleaned = content.clean(self.cleaned_data["body"])
        except ValueError as error:
            raise ValidationError(str(error)) from error
        self.notes = (*self.notes, *cleaned.notes)
        return cleaned.html

    def clean(self):
        asked = super().clean()
        texts = {name: value for name, value in asked.items() if isinstance(value, str)}
        # Browsers send "\r\n": the same text must compare as the same.
        asked.update({name: value.replace("\r\n", "\n") for name, value in texts.items()})
        if asked.get("renumber") and "body" in asked:
            asked["body"] = renumbered(asked["body"], self.labels)
        words = to_text(asked.get("body", ""))
        refuse_secrets("\n".join([*(text for name, text in texts.items() if name != "body"), words]))
        return asked

    def conflict(self):
        """As ever, but the two texts are shown as words, not as markup."""
        label = str(self.fields["body"].label)
        return [
            replace(row, mine=to_text(row.mine), theirs=to_text(row.theirs)) if row.label == label else row
            for row in super().conflict()
        ]

    def save(self, *, by):
        """The record as its writer left it; pictures pasted from another paper become its own."""
        record, paper = self.instance, getattr(self.instance, "document", self.instance)
        record.body, noted = pictures.taken_in(record.body, paper, by=by)
        self.notes = (*self.notes, *noted)
        record.write(by=by)
        annex = record if record is not paper else None
        DraftAutosave.end(paper, annex, by=by, known=self.cleaned_data["kept"])
        return record


class DocumentForm(BodyForm):
    """All that is written of a paper, but its annexes and pictures."""

    internal_readers = UnitsByLineField(
        label="Gửi nội bộ đến",
        queryset=Unit.objects.none(),
        required=False,
        help_text="Chỉ tính khi đánh dấu “Lưu hành nội bộ”. Người đứng đầu các đơn vị này cũng thấy văn bản.",
        error_messages={"invalid_choice": "Hãy chọn các đơn vị đang hoạt động của địa phương."},
    )

    class Meta:
        model = Document
        fields = [
            "doc_type",
            "abstract",
            "addressees",
            "basis",
            "body",
            "recipients",
            "signing_authority",
            "signer_post",
            "signer_name",
            "secretary_name",
            "urgency",
            "is_internal",
            "internal_readers",
        ]
        labels = {"addressees": "Kính gửi", "signing_authority": "Thay mặt, ký thay", "urgency": "Độ khẩn"}
        widgets = {
            "abstract": forms.Textarea(attrs={"rows": 2}),
            "addressees": forms.Textarea(attrs={"rows": 2}),
            "basis": forms.Textarea(attrs={"rows": 3}),
            "body": forms.Textarea(attrs={"rows": 20}),
            "recipients": forms.Textarea(attrs={"rows": 4}),
            "signing_authority": forms.TextInput(attrs={"list": "goi-y-quyen-han"}),
            "signer_post": forms.TextInput(attrs={"list": "goi-y-chuc-vu"}),
            "signer_name": forms.TextInput(attrs={"list": "goi-y-nguoi"}),
            "secretary_name": forms.TextInput(attrs={"list": "goi-y-nguoi"}),
        }
        help_texts = {
            "basis": "Mỗi căn cứ một dòng. Dấu đầu dòng và dấu cuối dòng do máy in theo thể thức.",
            "recipients": "Mỗi nơi một dòng. Dòng “Lưu …” máy tự in.",
            "signing_authority": "Ký trực tiếp thì để trống.",
            "signer_post": "Ví dụ: Bí thư, Phó Bí thư, Chủ tịch.",
            "signer_name": "Chỉ họ và tên, như in dưới chữ ký.",
            "is_internal": "Bản in có chữ “Lưu hành nội bộ”; trên cổng chỉ đơn vị soạn, đơn vị trên, dưới "
            "trực tiếp và người được xem văn bản nội bộ mới thấy. Đây không phải độ mật.",
        }
        error_messages = {
            "doc_type": {"invalid_choice": "Đơn vị này không ban hành thể loại ấy. Hãy chọn thể loại khác."},
            "abstract": {"required": "Chưa ghi trích yếu."},
        }

    def __init__(self, data=None, *, instance):
        super().__init__(data, instance=instance, labels=section_labels(instance))
        allowed = DocumentType.objects.allowed_to(instance.issuer).values("pk")
        of_it = Q(pk__in=allowed) | Q(pk=instance.doc_type_id)
        self.fields["doc_type"].queryset = DocumentType.objects.filter(of_it)
        self.fields["doc_type"].empty_label = None
        self.fields["urgency"].choices = [("", "Bình thường"), *Document.Urgency.choices]
        readers = Unit.objects.filter(locality=instance.locality_id).current()
        readers = readers.exclude(level__in=Unit.OUTSIDE).exclude(pk=instance.issuer_id)
        self.fields["internal_readers"].queryset = readers.by_line()
        doc_type = instance.doc_type
        if doc_type.address_word:
            self.fields["addressees"].label = doc_type.address_word
        self.asks_addressees = bool(doc_type.address_word or instance.addressees)
        self.asks_secretary = bool(doc_type.shape == "minutes" or instance.secretary_name)

    def form_of(self, stored):
        return DocumentForm(instance=stored)

    @property
    def is_edited(self):
        named = {unit.pk for unit in self.cleaned_data["internal_readers"]}
        return super().is_edited or named != {unit.pk for unit in self.initial["internal_readers"]}

    def clean_recipients(self):
        """Without a typed line "Lưu VP": the paper prints its own."""
        unit, lines = self.instance.issuer, self.cleaned_data["recipients"].splitlines()
        places = filter(None, ["VT", "VP", "HS", "văn thư", "văn phòng", "hồ sơ", unit.paper_archive])
        where = "|".join(map(re.escape, places))
        kept_copy = re.compile(rf"[-–+ ]*Lưu ?(?::.*|[.;]?|(?:{where})\b.*)", re.IGNORECASE)
        dropped = [line.strip() for line in lines if kept_copy.fullmatch(line.strip())]
        for line in dropped:
            self.notes = (*self.notes, f"Đã bỏ dòng “{line}” ở nơi nhận: dòng “Lưu …” máy tự in.")
        return "\n".join(line for line in lines if line.strip() not in dropped)

    def save(self, *, by):
        # The unit may have got its symbol after the draft was begun.
        self.instance.symbol = self.instance.symbol or self.instance.issuer.symbol
        paper = super().save(by=by)
        paper.circulate(self.cleaned_data["internal_readers"], by=by)
        return paper


class AnnexForm(BodyForm):
    class Meta:
        model = DocumentAnnex
        fields = ["title", "body", "is_landscape"]
        labels = {"is_landscape": "Trang nằm ngang"}
        widgets = {"body": forms.Textarea(attrs={"rows": 16})}
        help_texts = {
            "title": "Không ghi chữ “Phụ lục” và số thứ tự: máy tự in.",
            "is_landscape": "Khi bảng rộng, nhiều cột.",
        }
        error_messages = {"title": {"required": "Chưa ghi tên phụ lục."}}

    def __init__(self, data=None, *, instance):
        super().__init__(data, instance=instance, labels=section_labels(instance.document))

    def form_of(self, stored):
        return AnnexForm(instance=stored)


# --- What may be picked instead of typed --------------------------------------------------------------


def suggestions(document) -> dict[str, list[str]]:
    """{"authorities", "posts", "people"}: what the signing block may say; the format's marks last."""
    issuer = document.issuer
    papers = issuer.documents.filter(state=Document.State.ISSUED).order_by("-issued_on", "-pk")
    said = papers.values_list("signing_authority", "signer_post")[:50]
    held = (
        PostHolding.objects.current()
        .filter(post__unit=issuer)
        .select_related("person")
        .order_by("post__order", "person__sort_key")
    )
    own_posts = list(issuer.posts.values_list("name", flat=True))
    marks, acting = _signing_marks(document)
    return {
        "authorities": _once([*(authority for authority, _ in said), *marks]),
        "posts": _once([*own_posts, *(post for _, post in said), *(acting + name for name in own_posts[:1])]),
        "people": _once(holding.person.full_name for holding in held),
    }


def _signing_marks(document) -> tuple[list[str], str]:
    """Before whom one signs for ("T/M", "K/T" …), and before the post of who is only acting ("Q. ")."""
    try:
        layout = document.layout_on(dates.today())
    except ValidationError:
        return [], ""
    marks = [layout.collective_mark, layout.deputy_mark, layout.by_order_mark, layout.authorized_mark]
    return [mark.strip() for mark in marks], layout.acting_mark


def _once(texts) -> list[str]:
    return list(dict.fromkeys(text for text in texts if not is_gap(text)))


def citable(document, user) -> list[str]:
    """Lines ready for the basis: the papers this one is linked to, and the newest of the bodies above it."""
    seen = (
        Document.objects.visible_to(user)
        .filter(state=Document.State.ISSUED)
        .select_related("issuer", "doc_type")
    )
    linked = seen.filter(links_down__source=document).distinct()
    above = seen.filter(issuer__in=_line_above(document.issuer)).exclude(pk__in=linked.values("pk"))
    papers = [*linked.order_by("issued_on"), *above.order_by("-issued_on", "-pk")[:5]]
    return [paper.as_basis for paper in papers]


def _line_above(unit) -> list[int]:
    above = []
    while unit.parent_id is not None:
        unit = unit.parent
        above.append(unit.pk)
    return above


# --- Pictures -----------------------------------------------------------------------------------------


class PictureForm(OneSpelling, forms.ModelForm):
    upload = forms.FileField(
        label="Tệp hình",
        help_text="Hình PNG hoặc JPG.",
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
        error_messages={
            "required": "Chưa chọn tệp hình.",
            "empty": "Tệp này trống. Hãy chọn tệp khác.",
        },
    )

    class Meta:
        model = Attachment
        fields = ["description", "is_free_of_secrets"]
        labels = {"description": "Hình cho thấy gì", "is_free_of_secrets": "Không chứa bí mật nhà nước"}
        help_texts = {"description": "Một câu, cho người không nhìn thấy hình; cũng in dưới hình nếu cần."}
        error_messages = {
            "description": {"required": "Chưa ghi hình cho thấy gì."},
            "is_free_of_secrets": {"required": "Hãy xác nhận hình không chứa bí mật nhà nước."},
        }

    def __init__(self, *args, document):
        super().__init__(*args, instance=Attachment(document=document, kind=Attachment.Kind.PICTURE))
        # Beside the form of the paper on one page: no two boxes may have one id.
        self.auto_id = "id_hinh_%s"
        self.fields["description"].required = True
        self.fields["is_free_of_secrets"].required = True

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        self.found = uploads.inspect(upload, name=upload.name, allowed={uploads.Kind.PNG, uploads.Kind.JPG})
        return upload

    def clean(self):
        asked = super().clean()
        refuse_secrets(asked.get("description", ""))
        return asked

    def save(self, *, by):
        """The picture, kept with the draft under a name nobody can guess."""
        if not self.instance.document.is_open:
            raise ValidationError("Văn bản đã trình hoặc đã ban hành nên không thêm hình được.")
        picture, found = self.instance, self.found
        picture.name, picture.content_type = found.safe_name, found.content_type
        picture.size, picture.sha256 = found.size, found.sha256
        picture.file = self.cleaned_data["upload"]
        picture.attach(by=by)
        return picture
