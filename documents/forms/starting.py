"""A new paper: who issues it, of which type, about what."""

from django import forms

from documents import precedents
from documents.models import Document, DocumentType
from documents.secrecy import refuse_secrets
from organizations.forms.units import UnitByLineField
from organizations.models import Unit
from organizations.permissions import Permission, can_somewhere
from wardportal.editing import OneSpelling


def writable_units(user):
    """The units for which `user` may write papers and see their drafts afterwards."""
    units = Unit.objects.visible_to(user).current().exclude(level__in=Unit.OUTSIDE)
    units = units.reached_by(user, Permission.DOCUMENT_DRAFT)
    if not can_somewhere(user, Permission.PLAN_READ_DRAFT):
        units = units.filter(pk__in=[unit.pk for unit in user.units])
    return units.by_line()


class IssuerForm(forms.Form):
    """Asked first, and only of who writes for several units."""

    unit = UnitByLineField(
        label="Nơi ban hành",
        queryset=Unit.objects.none(),
        empty_label="Chọn một đơn vị",
        help_text="Đơn vị đứng tên trên văn bản; ký hiệu, thể thức và sổ số theo đơn vị này.",
        error_messages={
            "required": "Chưa chọn nơi ban hành.",
            "invalid_choice": "Hãy chọn một đơn vị đang hoạt động mà đồng chí được soạn văn bản.",
        },
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        units = writable_units(user)
        self.fields["unit"].queryset = units
        self.only = units[0] if len(units) == 1 else None
        if own := [unit for unit in units if unit in user.units]:
            self.initial["unit"] = own[0].pk

    @property
    def issuer(self):
        """The unit that was chosen, or the only one there is; None as long as it is not known."""
        return self.only or (self.cleaned_data["unit"] if self.is_valid() else None)


class DocumentStartForm(OneSpelling, forms.ModelForm):
    class Meta:
        model = Document
        fields = ["doc_type", "abstract"]
        widgets = {"abstract": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"abstract": "Một câu nói văn bản về việc gì, không ghi lại tên thể loại."}
        error_messages = {
            "doc_type": {
                "required": "Chưa chọn thể loại.",
                "invalid_choice": "Đơn vị này không ban hành thể loại ấy. Hãy chọn thể loại khác.",
            },
            "abstract": {"required": "Chưa ghi trích yếu."},
        }

    def __init__(self, data=None, *, issuer):
        super().__init__(
            data, instance=Document(locality=issuer.locality, issuer=issuer, symbol=issuer.symbol)
        )
        self.fields["doc_type"].queryset = DocumentType.objects.allowed_to(issuer)
        self.fields["doc_type"].empty_label = "Chọn thể loại"

    def clean(self):
        asked = super().clean()
        refuse_secrets(asked.get("abstract", ""))
        return asked

    def save(self, *, by):
        """The draft, with what the last paper of its kind had where that is known."""
        document = self.instance
        precedents.take_over(document)
        document.write(by=by)
        return document
