"""What was recognized in the Word file of an old paper, looked at by people, and the paper entered."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.html import format_html

from documents import content, existing, old_entries, pictures
from documents.content_writing import to_html, to_text
from documents.forms.heads import HeadForm
from documents.forms.incoming import offer_handlers, why_not_arrived
from documents.forms.starting import writable_units
from documents.models import (
    Attachment,
    Document,
    DocumentAnnex,
    DocumentType,
    IncomingEntry,
)
from documents.number_symbol import NumberSymbol
from documents.secrecy import refuse_secrets
from documents.uploads import CONTENT_TYPES, Kind
from organizations.forms.units import UnitByLineField
from organizations.models import Unit
from organizations.permissions import Permission, can, can_somewhere
from wardportal import dates
from wardportal.editing import OfficeDateField
from wardportal.text import fold

# A superior's paper of these days has mostly just arrived.
NEWLY_ARRIVED = timedelta(days=30)
NOT_READ = "Chưa nhận ra, đồng chí điền giúp."
# The form's field → what documents.old_papers calls it.
READ_AS = {
    "issuer": "issuer",
    "type_name": "type_name",
    "code": "number",
    "issued_on": "date",
    "abstract": "abstract",
    "basis": "basis",
    "signing_authority": "authority",
    "signer_post": "post",
    "signer_name": "signer",
    "secretary_name": "secretary",
    "addressees": "addressees",
    "recipients": "recipients",
}
# Only some papers have them: one without is not told that something was not read.
OF_SOME = {"secretary_name", "addressees"}
AS_ANNEX, LEFT_OUT = "annex", "none"


class ImportForm(HeadForm):
    """What an old paper says, prefilled with what was recognized and the line each thing was read from."""

    issuer = UnitByLineField(
        label="Nơi ban hành",
        queryset=Unit.objects.none(),
        empty_label="Chọn một đơn vị",
        error_messages={
            "required": "Chưa chọn nơi ban hành.",
            "invalid_choice": "Hãy chọn một đơn vị mà đồng chí được soạn văn bản, hoặc một cơ quan cấp trên.",
        },
    )
    basis = forms.CharField(
        label="Căn cứ, mỗi căn cứ một dòng", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    body = forms.CharField(
        label="Nội dung",
        required=False,
        widget=forms.Textarea(attrs={"rows": 20}),
    )
    signing_authority = forms.CharField(label="Quyền hạn ký", max_length=60, required=False)
    signer_post = forms.CharField(label="Chức vụ người ký", max_length=80, required=False)
    signer_name = forms.CharField(label="Họ tên người ký", max_length=100, required=False)
    recipients = forms.CharField(
        label="Nơi nhận, mỗi nơi một dòng", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    addressees = forms.CharField(
        label="Kính gửi, kính trình, mỗi nơi một dòng",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    secretary_name = forms.CharField(label="Người ghi biên bản", max_length=100, required=False)
    is_internal = forms.BooleanField(
        label="Lưu hành nội bộ",
        required=False,
        help_text="Chỉ nơi ban hành, đơn vị trên và dưới trực tiếp, và người được xem văn bản nội bộ mới "
        "thấy văn bản này.",
    )
    arrived_on = OfficeDateField(
        label="Ngày đến",
        required=False,
        help_text="Văn bản vừa đến: ghi ngày đến thì cổng vào sổ văn bản đến luôn. Văn bản cũ thì để trống.",
    )
    handler = UnitByLineField(
        label="Đơn vị xử lý", queryset=Unit.objects.none(), empty_label="Chưa phân công", required=False
    )
    annex_choice = forms.ChoiceField(
        label="Phần sau chữ ký",
        choices=[(AS_ANNEX, "Nhập làm phụ lục"), (LEFT_OUT, "Không nhập phần này")],
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy xem phần sau chữ ký và chọn nhập hay không nhập."},
    )
    annex_title = forms.CharField(
        label="Tên phụ lục",
        max_length=300,
        required=False,
        help_text="Không ghi chữ “Phụ lục” và số thứ tự: máy tự in.",
    )

    # The line in the incoming register, where the paper has just arrived.
    entry = None
    # Sentences about what the cleaning of the text left out.
    notes = ()

    def __init__(self, data=None, *, uploaded, user):
        super().__init__(data)
        self.uploaded, self.user, self.recognized = uploaded, user, uploaded.recognized
        own = writable_units(user).values("pk").order_by()
        superiors = Q(level__in=Unit.OUTSIDE)
        units = Unit.objects.visible_to(user).filter(superiors | Q(pk__in=own)).by_line()
        self.fields["issuer"].queryset = units
        names = DocumentType.objects.known_to(user.locality_id).names()
        self.fields["type_name"].choices = [("", "Chọn thể loại"), *((name, name) for name in names)]
        if can_somewhere(user, Permission.DOCUMENT_RECEIVE):
            offer_handlers(self.fields["handler"], user)
            # Who has to name one, has to only for what is entered in the register.
            self.names_handler, self.fields["handler"].required = self.fields["handler"].required, False
        else:
            del self.fields["arrived_on"], self.fields["handler"]
        if not self.recognized["annex_html"]:
            del self.fields["annex_choice"], self.fields["annex_title"]
        self._prefill()
        self.existing, self.is_same = None, False
        if not self.is_bound and (document := self._recognized_head()):
            self._look_for_existing(document)

    # --- What was recognized ----------------------------------------------------------------------

    def _prefill(self):
        for name, key in READ_AS.items():
            found = self.recognized.get(key)
            value = found["value"] if found else ""
            self.initial[name] = "\n".join(value) if isinstance(value, list) else value
            if found or name not in OF_SOME:
                self.fields[name].help_text = _read_from(found["source_line"] if found else "")
        if self.initial["issued_on"]:
            self.initial["issued_on"] = date.fromisoformat(self.initial["issued_on"])
        self.initial["body"] = self.recognized["body_html"]
        self._prefill_issuer()

    def _prefill_issuer(self):
        field, printed = self.fields["issuer"], self.initial["issuer"]
        unit = _unit_named(printed, field.queryset)
        if unit is None and (unit := self._unit_of_symbol()):
            field.help_text = _read_from(self.recognized["number"]["source_line"])
        elif unit is None and printed:
            field.help_text = format_html(
                '<span class="not-read">Văn bản in “{}”, chưa khớp đơn vị nào, đồng chí chọn giúp.</span>',
                " / ".join(printed.splitlines()),
            )
        self.initial["issuer"] = unit.pk if unit else None
        written_on = self.initial["issued_on"]
        if unit and unit.is_outside and written_on and written_on >= dates.today() - NEWLY_ARRIVED:
            self.initial["arrived_on"] = dates.today()

    def _unit_of_symbol(self) -> Unit | None:
        """The one unit that writes the symbol of the recognized number."""
        found, family = self.recognized["number"], self.recognized["family"]
        if found is None:
            return None
        parsed = NumberSymbol.parse_or_none(found["value"], family=family["value"] if family else None)
        if parsed is None:
            return None
        units = [unit for unit in self.fields["issuer"].queryset if unit.symbol == parsed.symbol]
        return units[0] if len(units) == 1 else None

    @property
    def says_more(self) -> bool:
        """Whether something stands in the part of the form that only some papers need."""
        return any(self[name].value() or self[name].errors for name in OF_SOME)

    @property
    def original(self):
        return to_html(content.parse(self.recognized["original_html"]))

    @property
    def annex(self):
        return to_html(content.parse(self.recognized["annex_html"]))

    # --- What was confirmed -----------------------------------------------------------------------

    def clean_body(self):
        try:
            cleaned = content.clean(self.cleaned_data["body"])
        except ValueError as error:
            raise ValidationError(str(error)) from error
        body, noted = pictures.own(cleaned.html, Document())
        self.notes = (*cleaned.notes, *noted)
        return body

    def clean(self):
        asked = super().clean()
        texts = [value for name, value in asked.items() if isinstance(value, str) and name != "body"]
        refuse_secrets("\n".join([*texts, to_text(asked.get("body", ""))]))
        if asked.get("annex_choice") == AS_ANNEX and not asked.get("annex_title"):
            self.add_error("annex_title", "Chưa ghi tên phụ lục.")
        self._check_arrival(asked)
        if asked.get("issuer") and asked.get("type_name"):
            self._begin(asked)
        if not self.errors:
            self._look_for_existing(self.document)
            if self.existing is None:
                self.ask_about_number(self.document)
        return asked

    def _check_arrival(self, asked):
        issuer, arrived_on = asked.get("issuer"), asked.get("arrived_on")
        if arrived_on and issuer and not issuer.is_outside:
            self.add_error("arrived_on", "Văn bản của phường không vào sổ văn bản đến; hãy để trống ô này.")
        elif sentence := why_not_arrived(asked.get("issued_on"), arrived_on):
            self.add_error("arrived_on", sentence)
        elif arrived_on and self.names_handler and not asked.get("handler"):
            self.add_error("handler", "Hãy chọn đơn vị xử lý.")

    def _begin(self, asked):
        """`document`: the paper as it would be entered; an error where its head contradicts itself."""
        plain = [name for name in Document.WRITTEN if name in asked and name not in ("issuer", "doc_type")]
        self.document = Document(
            locality_id=self.user.locality_id,
            issuer=asked["issuer"],
            state=Document.State.ISSUED,
            **{name: _lines_of_today(asked[name]) for name in plain},
        )
        self.read_head(self.document, asked)

    # --- A paper that is here already -------------------------------------------------------------

    def _look_for_existing(self, document):
        """Note who bears this number: `existing`, and `is_same` where it is this very paper."""
        same = existing.same_paper(document)
        self.is_same = same is not None
        self.existing = same or existing.bearer_of_number(document)

    def _recognized_head(self) -> Document | None:
        """Issuer, type, number and day as they were recognized; None where one of them is missing."""
        names = ["issuer", "type_name", "code", "issued_on"]
        if not all(self.initial.get(name) for name in names):
            return None
        issuer = next(unit for unit in self.fields["issuer"].queryset if unit.pk == self.initial["issuer"])
        doc_type = DocumentType.objects.of_unit(issuer).filter(name=self.initial["type_name"]).first()
        parsed = NumberSymbol.parse_or_none(self.initial["code"], family=issuer.format_family)
        if doc_type is None or parsed is None or parsed.number is None:
            return None
        return Document(
            locality_id=self.user.locality_id,
            issuer=issuer,
            doc_type=doc_type,
            number=parsed.number,
            suffix=parsed.suffix,
            symbol=parsed.symbol,
            issued_on=self.initial["issued_on"],
        )

    @cached_property
    def shown_existing(self) -> Document | None:
        """The paper that bears this number, as far as the user sees it."""
        if self.existing is None:
            return None
        seen = Document.objects.visible_to(self.user).filter(pk=self.existing.pk).exists()
        return self.existing if seen else None

    @cached_property
    def completable(self) -> Document | None:
        """The same paper with gaps that this file can fill in, where the user may do so."""
        paper = self.shown_existing if self.is_same else None
        if paper is None or not paper.gaps or not can(self.user, Permission.RECORD_COMPLETE, paper.issuer):
            return None
        return paper

    # --- Saving -----------------------------------------------------------------------------------

    def save(self, *, by) -> Document:
        """The paper entered with its original; raises ValidationError where its number is taken."""
        self.uploaded.hold()
        if self.existing is not None:
            raise ValidationError(
                f"{self.existing.citation} đã có trên cổng."
                if self.is_same
                else f"Số {self.document.code} đã dùng cho {self.existing.citation}. Hãy xem lại số và ngày."
            )
        odd_reason = self.cleaned_data["odd_reason"] if self.oddities else ""
        old_entries.enter(self.document, by=by, annexes=self._annexes(), odd_reason=odd_reason)
        if arrived_on := self.cleaned_data.get("arrived_on"):
            self.entry = IncomingEntry(
                locality_id=by.locality_id,
                document=self.document,
                arrived_on=arrived_on,
                handler=self.cleaned_data["handler"],
            )
            self.entry.enter(by=by)
        return self._kept_with(self.document, by)

    def complete(self, *, by) -> Document:
        """The paper that is here already, with what it lacked; ValidationError where that is nothing."""
        self.uploaded.hold()
        paper = self.completable
        if paper is None:
            raise ValidationError("Không có văn bản nào cần bổ sung từ tệp này. Hãy xem lại số và ngày.")
        written = {name: self.cleaned_data[name] for name in paper.gaps if self.cleaned_data[name]}
        if not written:
            raise ValidationError("Tệp này không có gì mà văn bản đã có còn thiếu.")
        if "body" in written and not paper.basis:
            # What was issued keeps its other fields: the lines that lead up to the text come with it.
            lines = self.cleaned_data["basis"].splitlines()
            written["body"] = "".join(format_html("<p>{}</p>", line) for line in lines) + written["body"]
        for name, value in written.items():
            setattr(paper, name, value)
        claimed = Document.objects.filter(pk=paper.pk, version=paper.version)
        if not claimed.update(version=paper.version + 1):
            raise ValidationError("Văn bản vừa được người khác sửa. Hãy gửi lại lần nữa.")
        paper.version += 1
        self._add_annexes(paper)
        paper.complete(by=by)
        return self._kept_with(paper, by)

    def _add_annexes(self, paper):
        annexes = self._annexes()
        if annexes and paper.annexes.exists():
            raise ValidationError("Văn bản đã có phụ lục. Hãy chọn không nhập phần sau chữ ký.")
        DocumentAnnex.append(annexes, paper)

    def _annexes(self) -> list[DocumentAnnex]:
        if self.cleaned_data.get("annex_choice") != AS_ANNEX:
            return []
        body = content.clean(self.recognized["annex_html"]).html
        is_landscape = content.wide_tables(body) > 0
        return [DocumentAnnex(title=self.cleaned_data["annex_title"], body=body, is_landscape=is_landscape)]

    def _kept_with(self, document, by) -> Document:
        """The paper, its original beside it."""
        try:
            with self.uploaded.file.open("rb") as file:
                data = file.read()
        except FileNotFoundError as error:
            raise ValidationError(
                "Tệp gốc không còn trong kho. Hãy bỏ tệp này và tải văn bản lên lại."
            ) from error
        original = Attachment(
            document=document,
            kind=Attachment.Kind.ORIGINAL,
            name=self.uploaded.name,
            content_type=CONTENT_TYPES[Kind.DOCX],
            size=len(data),
            sha256=self.uploaded.sha256,
            file=ContentFile(data, name=self.uploaded.name),
            is_free_of_secrets=True,
        )
        original.attach(by=by)
        self.uploaded.finish(document)
        return document


def _read_from(line: str):
    if not line:
        return format_html('<span class="not-read">{}</span>', NOT_READ)
    return format_html('<span class="read-from">Đọc từ dòng: {}</span>', " / ".join(line.splitlines()))


def _unit_named(printed: str, units) -> Unit | None:
    """The unit whose name ends what is printed above the number, the longest name if several do.

    A unit's other names count where no unit is called so, and only if they are of one unit alone.
    """
    words = f" {fold(' '.join(printed.splitlines()))}"

    def ends(name):
        return bool(name) and words.endswith(f" {fold(name)}")

    if called := [unit for unit in units if ends(unit.name)]:
        return max(called, key=lambda unit: len(unit.name))
    named = [unit for unit in units if ends(unit.short_name) or ends(unit.paper_issuer)]
    return named[0] if len(named) == 1 else None


def _lines_of_today(value):
    """Browsers send "\\r\\n"; a paper's lines end in "\\n"."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
