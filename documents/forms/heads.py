"""The head of a paper that was issued before the portal: type, number, day and abstract, as people say."""

from django import forms
from django.core.exceptions import ValidationError

from documents import existing
from documents.forms.oddities import OddityForm
from documents.models import DocumentType
from documents.number_symbol import NumberSymbol, written_code
from documents.oddities import oddities
from wardportal import dates
from wardportal.editing import OfficeDateField, OneSpelling

# An earlier year is a slip of the hand.
FIRST_YEAR = 1900


class HeadForm(OneSpelling, OddityForm):
    """`read_head(document, asked)` writes the head into `document`; its errors stand at their fields."""

    type_name = forms.ChoiceField(
        label="Thể loại", error_messages={"required": "Chưa chọn thể loại của văn bản."}
    )
    code = forms.CharField(
        label="Số, ký hiệu",
        max_length=60,
        error_messages={"required": "Chưa ghi số, ký hiệu của văn bản, ví dụ: 19-KH/ĐU."},
    )
    issued_on = OfficeDateField(
        label="Ngày ban hành", error_messages={"required": "Chưa ghi ngày của văn bản."}
    )
    abstract = forms.CharField(
        label="Trích yếu",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Chưa ghi trích yếu: một câu nói văn bản về việc gì."},
    )
    keeps_code = forms.BooleanField(
        label="Giữ nguyên như ghi, không vào sổ số",
        required=False,
        help_text="Văn bản vẫn có trong sổ văn bản đi, nhưng không tính vào số của đơn vị.",
    )
    # Whether the number is not one of its issuer's own, and the page has to ask.
    is_strange_code = False

    def clean_issued_on(self):
        day = self.cleaned_data["issued_on"]
        if day.year < FIRST_YEAR or day > dates.today():
            raise ValidationError(
                f"Ngày ban hành phải từ năm {FIRST_YEAR} đến hôm nay, ngày {dates.short_date(dates.today())}."
            )
        return day

    def read_head(self, document, asked):
        """Type, day, abstract and number of `asked` as those of `document`, whose issuer is known."""
        doc_type = DocumentType.objects.of_unit(document.issuer).filter(name=asked["type_name"]).first()
        if doc_type is None:
            label = document.issuer.get_format_family_display()
            self.add_error(
                "type_name",
                f"Trong {label} không có thể loại “{asked['type_name']}”. Hãy chọn thể loại khác, "
                "hoặc chọn lại nơi ban hành.",
            )
            return
        document.doc_type = doc_type
        document.issued_on, document.abstract = asked.get("issued_on"), asked.get("abstract", "")
        if asked.get("code"):
            self._read_number(document, asked["code"])

    def _read_number(self, document, text):
        doc_type = document.doc_type
        try:
            kept = written_code(text, doc_type.family, doc_type.abbreviation)
        except ValueError as error:
            self.add_error("code", str(error))
            return
        parsed = NumberSymbol.parse_or_none(text, family=doc_type.family, abbreviation=doc_type.abbreviation)
        if parsed and parsed.number is None:
            self.add_error("code", "Chưa có số. Hãy ghi cả số và ký hiệu như trên văn bản, ví dụ: 19-KH/ĐU.")
        elif parsed and (sentence := existing.contradiction(parsed, document)):
            self.add_error("code", sentence)
        elif _is_strange(document.issuer, parsed, kept):
            self._keep(document, kept or str(parsed))
        elif kept:
            document.take_code(written=kept)
        else:
            document.take_code(parsed)

    def _keep(self, document, written):
        """A number that is none of the issuer's own stays outside of its books, if people say so."""
        self.is_strange_code = True
        document.take_code(written=written)
        if not self.cleaned_data.get("keeps_code"):
            self.add_error(
                "code",
                f"“{written}” không phải số, ký hiệu theo cách ghi của {document.issuer}. Hãy sửa lại; nếu "
                "văn bản ghi đúng như vậy thì đánh dấu “Giữ nguyên như ghi, không vào sổ số”.",
            )

    def ask_about_number(self, document):
        """Whatever is unusual about its number and day, which needs a reason."""
        if document.number is None or document.issuer.is_outside:
            return
        try:
            unusual = oddities(
                document, issued_on=document.issued_on, number=document.number, suffix=document.suffix
            )
        except ValidationError:
            return  # said when it is entered
        self.ask_about(unusual)


def _is_strange(issuer, parsed, kept) -> bool:
    if issuer.is_outside:
        return False
    return bool(kept) or (bool(issuer.symbol) and parsed.symbol != issuer.symbol)
