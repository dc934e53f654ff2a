"""What arrives: entered in the incoming register, given to who handles it, put right, struck out."""

from django import forms

from documents.forms.issuing import SecretsTickField
from documents.forms.oddities import OddityForm
from documents.models import Document, DocumentType, IncomingEntry
from documents.models.books import HIGHEST_NUMBER
from documents.number_symbol import NumberSymbol, written_code
from documents.oddities import FAR
from documents.secrecy import refuse_secrets
from organizations.audit import record
from organizations.forms.units import UnitByLineField
from organizations.models import Line, Locality, Unit
from organizations.permissions import Permission, can
from wardportal import dates
from wardportal.editing import GuardedModelForm, OfficeDateField, OneSpelling
from wardportal.text import fold

# An earlier year is a slip of the hand.
FIRST_YEAR = 1900
OUT_OF_RANGE = f"Số đến phải từ 1 đến {HIGHEST_NUMBER}."


class IncomingForm(OneSpelling, OddityForm):
    """A paper that arrived, as its envelope and head say it."""

    issuer = UnitByLineField(
        label="Cơ quan gửi",
        queryset=Unit.objects.none(),
        empty_label="Cơ quan khác, ghi ở dưới",
        required=False,
    )
    new_issuer = forms.CharField(
        label="Tên cơ quan khác",
        max_length=200,
        required=False,
        help_text="Như in trên văn bản, khi chưa có trong danh sách trên.",
    )
    family = forms.ChoiceField(
        label="Cơ quan khác này ra",
        choices=[("", "Chọn một loại"), *((key, label) for key, label in Unit.FormatFamily.choices)],
        required=False,
        help_text="Để biết số, ký hiệu được viết theo kiểu nào.",
    )
    relation = forms.ChoiceField(
        label="Cơ quan khác này là",
        choices=[
            ("", "Chọn một loại"),
            (Unit.Level.SUPERIOR, "Cấp trên của phường"),
            (Unit.Level.OTHER, "Cơ quan khác, không phải cấp trên"),
        ],
        required=False,
    )
    type_name = forms.ChoiceField(
        label="Thể loại", error_messages={"required": "Chưa chọn thể loại của văn bản."}
    )
    code = forms.CharField(
        label="Số, ký hiệu",
        max_length=60,
        help_text="Ghi như trên văn bản, ví dụ: 12-CTr/QU, 73/KH-UBND, 364/CV.BCH.",
        error_messages={"required": "Chưa ghi số, ký hiệu của văn bản."},
    )
    issued_on = OfficeDateField(
        label="Ngày văn bản", error_messages={"required": "Chưa ghi ngày của văn bản."}
    )
    abstract = forms.CharField(
        label="Trích yếu",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Chưa ghi trích yếu: một câu nói văn bản về việc gì."},
    )
    arrived_on = OfficeDateField(label="Ngày đến", error_messages={"required": "Chưa ghi ngày văn bản đến."})
    number = forms.IntegerField(
        label="Số đến",
        required=False,
        min_value=1,
        max_value=HIGHEST_NUMBER,
        help_text="Để trống thì cổng cấp số tiếp theo của năm. Chỉ ghi khi vào sổ bù.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "is-short", "autocomplete": "off"}),
        error_messages={
            "invalid": "Số đến là một số nguyên, ví dụ 12.",
            "min_value": OUT_OF_RANGE,
            "max_value": OUT_OF_RANGE,
        },
    )
    handler = UnitByLineField(
        label="Đơn vị xử lý", queryset=Unit.objects.none(), empty_label="Chưa phân công", required=False
    )
    note = forms.CharField(label="Ghi chú", max_length=300, required=False)
    is_internal = forms.BooleanField(
        label="Lưu hành nội bộ",
        required=False,
        help_text="Chỉ người có quyền xem văn bản lưu hành nội bộ mới thấy văn bản này.",
    )
    is_free_of_secrets = SecretsTickField()

    def __init__(self, data=None, *, user):
        super().__init__(data)
        self.user = user
        self.duplicate = None
        senders = Unit.objects.visible_to(user).filter(level__in=Unit.OUTSIDE)
        self.fields["issuer"].queryset = senders.by_line()
        self.fields["arrived_on"].initial = dates.today()
        names = DocumentType.objects.known_to(user.locality_id).names()
        self.fields["type_name"].choices = [("", "Chọn thể loại"), *((name, name) for name in names)]
        offer_handlers(self.fields["handler"], user)

    def clean(self):
        asked = super().clean()
        refuse_secrets("\n".join(asked.get(name, "") for name in ("new_issuer", "abstract", "note")))
        if asked.get("issued_on") and asked["issued_on"].year < FIRST_YEAR:
            self.add_error("issued_on", "Năm của văn bản không đúng. Hãy ghi đủ bốn chữ số, ví dụ 15/9/2017.")
        if sentence := why_not_arrived(asked.get("issued_on"), asked.get("arrived_on")):
            self.add_error("arrived_on", sentence)
        self.sender = self._sender(asked)
        if self.sender and asked.get("type_name"):
            self._read(asked)
        if not self.errors:
            self._refuse_duplicate()
            self._ask_about_number(asked)
        return asked

    def _ask_about_number(self, asked):
        """A number far beyond the register's last is a slip of the hand, or a reason is known."""
        last = IncomingEntry.last_of(self.user.locality_id, asked["arrived_on"].year)
        if asked.get("number") and asked["number"] > last + FAR:
            told = f"số sau cùng trong sổ là {last}" if last else "sổ năm ấy chưa có dòng nào"
            self.ask_about([f"Số đến {asked['number']} bỏ trống {asked['number'] - last - 1} số: {told}."])

    def _sender(self, asked):
        """The unit the paper comes from, a new one not saved yet; None with the error where it is unclear."""
        name, family = asked.get("new_issuer"), asked.get("family")
        if asked.get("issuer"):
            if name:
                self.add_error("new_issuer", "Đã chọn cơ quan ở trên thì để trống ô này.")
            return asked["issuer"]
        if not name:
            self.add_error("issuer", "Hãy chọn cơ quan gửi, hoặc ghi tên cơ quan khác ở ô dưới.")
            return None
        if known := self._known_unit(name):
            return known
        if not family:
            self.add_error("family", "Hãy chọn cơ quan này ra văn bản theo loại nào.")
        if not asked.get("relation"):
            self.add_error("relation", "Hãy chọn cơ quan này là cấp trên hay cơ quan khác.")
        if not family or not asked.get("relation"):
            return None
        return Unit(
            locality_id=self.user.locality_id,
            level=asked["relation"],
            name=name,
            short_name=name[:60],
            format_family=family,
        )

    def _known_unit(self, name):
        units = Unit.objects.visible_to(self.user)
        known = next((unit for unit in units if fold(unit.name) == fold(name)), None)
        if known and not known.is_outside:
            self.add_error(
                "new_issuer",
                f"{known} là đơn vị của địa phương: văn bản của đơn vị ấy soạn trên cổng, vào sổ văn bản đi.",
            )
        return known

    def begun(self) -> Document:
        """The paper whose head is read: a new one."""
        return Document(locality_id=self.user.locality_id, state=Document.State.ISSUED)

    def _read(self, asked):
        """The paper's type in its sender's family, and its number as the parts or the text it is."""
        doc_type = DocumentType.objects.of_unit(self.sender).filter(name=asked["type_name"]).first()
        if doc_type is None:
            label = self.sender.get_format_family_display()
            self.add_error(
                "type_name",
                f"Trong {label} không có thể loại “{asked['type_name']}”. Hãy chọn thể loại khác.",
            )
            return
        self.document = self.begun()
        self.document.issuer, self.document.doc_type = self.sender, doc_type
        self.document.issued_on, self.document.abstract = asked.get("issued_on"), asked.get("abstract", "")
        self.document.is_internal = asked["is_internal"]
        if asked.get("code"):
            self._read_number(asked["code"])

    def _read_number(self, text):
        document, doc_type = self.document, self.document.doc_type
        try:
            kept = written_code(text, doc_type.family, doc_type.abbreviation)
        except ValueError as error:
            self.add_error("code", str(error))
            return
        parsed = NumberSymbol.parse_or_none(text, family=doc_type.family, abbreviation=doc_type.abbreviation)
        document.take_code(written=kept)
        if not kept and parsed.number is None:
            self.add_error("code", "Chưa có số. Hãy ghi cả số và ký hiệu, ví dụ: 12-CTr/QU.")
        elif not kept:
            document.take_code(parsed)
            self.sender.symbol = self.sender.symbol or parsed.symbol[:20]
        if len(document.symbol) > 30:
            self.add_error("code", "Ký hiệu dài quá 30 chữ. Hãy ghi đúng như trên văn bản.")

    def _refuse_duplicate(self):
        if self.sender.pk is None:
            return
        same_day = Document.objects.filter(issuer=self.sender, issued_on=self.document.issued_on)
        # A line that was struck out is none: its paper comes in anew.
        same_day = same_day.filter(incoming__struck_at=None).exclude(pk=self.document.pk)
        known = next(
            (
                it
                for it in same_day.select_related("doc_type")
                if fold(it.written_number) == fold(self.document.written_number)
            ),
            None,
        )
        if known is None:
            return
        if Document.objects.visible_to(self.user).filter(pk=known.pk).exists():
            self.duplicate = known
        entry = getattr(known, "incoming", None)
        where = f"đã vào sổ, số đến {entry.number} năm {entry.year}" if entry else "đã có trên cổng"
        raise forms.ValidationError(
            f"Văn bản {known.code} ngày {dates.short_date(known.issued_on)} của {self.sender} {where}. "
            "Mỗi văn bản chỉ vào sổ một lần; nếu không phải, hãy kiểm tra số, ngày và cơ quan gửi."
        )

    def save(self, *, by):
        """The paper with its line in the register; raises ValidationError for one that has come meanwhile."""
        asked = self.cleaned_data
        # Two clerks with the same envelope wait for each other here.
        Locality.objects.select_for_update().get(pk=by.locality_id)
        self._refuse_duplicate()
        self._enter_sender(by)
        self.document.save_entered()
        entry = IncomingEntry(
            locality_id=by.locality_id,
            document=self.document,
            arrived_on=asked["arrived_on"],
            handler=asked["handler"],
            note=asked["note"],
        )
        entry.enter(by=by, number=asked["number"], odd_reason=self._odd_reason)
        return entry

    @property
    def _odd_reason(self):
        return self.cleaned_data["odd_reason"] if self.oddities else ""

    def _enter_sender(self, by):
        if self.sender.pk is not None:
            return
        self.sender.line = _line_for(self.sender)
        self.sender.full_clean(exclude=["search_text"])
        self.sender.save()
        record(by=by, action="thêm cơ quan gửi văn bản", target=self.sender)
        self.document.issuer = self.sender


def why_not_arrived(issued_on, arrived_on) -> str:
    """Why a paper of that day cannot have arrived on the other, in a sentence; "" where it can."""
    if arrived_on and arrived_on > dates.today():
        return "Ngày đến không thể sau hôm nay."
    if issued_on and arrived_on and arrived_on < issued_on:
        return "Ngày đến không thể trước ngày của văn bản."
    return ""


class IncomingCorrectionForm(IncomingForm):
    """The head of a paper that has arrived and its line, put right with the reason."""

    reason = forms.CharField(
        label="Vì sao sửa",
        max_length=300,
        help_text="Ghi vào nhật ký, ví dụ: ghi nhầm ngày văn bản.",
        error_messages={"required": "Hãy ghi vì sao sửa."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, entry, user):
        self.entry = entry
        super().__init__(data, user=user)
        del self.fields["handler"], self.fields["note"], self.fields["is_free_of_secrets"]
        self.fields["number"].required = True
        self.fields["number"].help_text = ""
        self.fields["number"].error_messages["required"] = "Chưa ghi số đến."
        paper = entry.document
        self.initial = {
            "issuer": paper.issuer_id,
            "type_name": paper.doc_type.name,
            "code": paper.written_number,
            "issued_on": paper.issued_on,
            "abstract": paper.abstract,
            "arrived_on": entry.arrived_on,
            "number": entry.number,
            "is_internal": paper.is_internal,
            "version": paper.version,
        }

    def begun(self):
        return Document.objects.select_related("issuer", "doc_type", "locality").get(
            pk=self.entry.document_id
        )

    def save(self, *, by) -> IncomingEntry:
        """The line as it was put right; ValidationError where somebody saved since the form was opened."""
        asked, paper = self.cleaned_data, self.document
        claimed = Document.objects.filter(pk=paper.pk, version=asked["version"])
        if not claimed.update(version=asked["version"] + 1):
            raise forms.ValidationError(
                "Dòng này vừa được người khác sửa. Hãy mở lại trang để xem; chữ đã gõ còn ở dưới."
            )
        paper.version = asked["version"] + 1
        self._refuse_duplicate()
        self._enter_sender(by)
        entry = IncomingEntry.objects.get(pk=self.entry.pk)
        entry.document, entry.arrived_on = paper, asked["arrived_on"]
        entry.put_right(by=by, reason=asked["reason"], number=asked["number"], odd_reason=self._odd_reason)
        return entry


class StrikeForm(OneSpelling, forms.Form):
    reason = forms.CharField(
        label="Vì sao gạch",
        max_length=300,
        help_text="Hiện ở cột ghi chú của sổ, cạnh dòng bị gạch.",
        error_messages={"required": "Hãy ghi vì sao gạch dòng này."},
    )

    def __init__(self, data=None, *, entry):
        self.entry = entry
        super().__init__(data)

    def save(self, *, by):
        self.entry.strike(by=by, reason=self.cleaned_data["reason"])


def offer_handlers(field, user):
    """The units `user` receives papers for; who does so for some must name one of them."""
    units = Unit.objects.visible_to(user).current().exclude(level__in=Unit.OUTSIDE)
    field.queryset = units.reached_by(user, Permission.DOCUMENT_RECEIVE).by_line()
    if not can(user, Permission.DOCUMENT_RECEIVE):
        field.required = True
        field.empty_label = "Chọn một đơn vị"
        field.error_messages["required"] = "Hãy chọn đơn vị xử lý."


def _line_for(sender) -> Line:
    """The line of the ward's own bodies that write papers of this kind; the state's bodies have one apart."""
    if sender.format_family != Unit.FormatFamily.ADMINISTRATIVE:
        alike = Unit.objects.filter(locality_id=sender.locality_id, format_family=sender.format_family)
        if found := alike.select_related("line").order_by("line__order", "line__pk").first():
            return found.line
    return Line.named("Chính quyền và cơ quan khác")


class IncomingEditForm(GuardedModelForm):
    """Who handles a paper that has arrived, and the note beside it."""

    handler = UnitByLineField(
        label="Đơn vị xử lý", queryset=Unit.objects.none(), empty_label="Chưa phân công", required=False
    )

    class Meta:
        model = IncomingEntry
        fields = ["handler", "note"]

    def __init__(self, data=None, *, instance, user):
        self.user = user
        super().__init__(data, instance=instance)
        offer_handlers(self.fields["handler"], user)

    @property
    def guarded(self):
        return self.instance.document

    def form_of(self, stored):
        return IncomingEditForm(instance=stored.incoming, user=self.user)

    def clean(self):
        asked = super().clean()
        refuse_secrets(asked.get("note", ""))
        return asked

    def save(self, *, by):
        self.instance.correct(by=by)
