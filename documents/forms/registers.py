"""The registers asked for, and what arrives entered in them."""

from django import forms
from django.db.models import Exists, Max, Min, OuterRef

from documents import registers
from documents.forms.issuing import SecretsTickField
from documents.models import Document, DocumentType, IncomingEntry, NumberBook
from documents.number_symbol import NumberSymbol, written_code
from documents.secrecy import refuse_secrets
from organizations.audit import record
from organizations.forms import UnitByLineField
from organizations.models import Line, Locality, Unit
from organizations.permissions import Permission, can
from wardportal import dates
from wardportal.editing import GuardedModelForm, OfficeDateField, OneSpelling, SearchField
from wardportal.text import fold, search_words, without_gaps

# An earlier year is a slip of the hand.
FIRST_YEAR = 1900


class RegisterFilterForm(forms.Form):
    """What of a register is asked for; the fields are those that mean something in it."""

    so = forms.CharField(widget=forms.HiddenInput, required=False)
    q = SearchField(label="Tìm, không cần gõ dấu")
    doc_type = forms.ModelChoiceField(
        label="Thể loại", queryset=DocumentType.objects.none(), empty_label="Tất cả", required=False
    )
    issuer = forms.ModelChoiceField(
        label="Nơi ban hành", queryset=Unit.objects.none(), empty_label="Tất cả", required=False
    )
    year = forms.TypedChoiceField(label="Năm ban hành", coerce=int, empty_value=None, required=False)
    book = forms.ModelChoiceField(
        label="Sổ số", queryset=NumberBook.objects.none(), empty_label="Tất cả", required=False
    )
    since = OfficeDateField(label="Đến từ ngày", required=False)
    until = OfficeDateField(label="Đến hết ngày", required=False)

    def __init__(self, data, *, register, user):
        super().__init__(data)
        self.register = register
        self.papers = register.papers(user)
        offered = self.papers.order_by()
        self.fields["so"].initial = register.key
        self.fields["doc_type"].queryset = DocumentType.objects.filter(
            Exists(offered.filter(doc_type=OuterRef("pk")))
        )
        self.fields["issuer"].queryset = Unit.objects.filter(
            Exists(offered.filter(issuer=OuterRef("pk")))
        ).for_list()
        if register is registers.INCOMING:
            self.fields["issuer"].label, self.fields["year"].label = "Tác giả", "Năm đến"
            self._offer_years(sorted(set(offered.values_list("incoming__year", flat=True)), reverse=True))
        else:
            days = offered.exclude(issued_on=None).dates("issued_on", "year", order="DESC")
            self._offer_years([day.year for day in days])
        if register is registers.OUTGOING:
            self.fields["book"].queryset = NumberBook.objects.visible_to(user).for_list()
        for name in self._meaningless():
            del self.fields[name]

    def _offer_years(self, years):
        self.fields["year"].choices = [("", "Tất cả"), *((year, str(year)) for year in years)]

    def _meaningless(self):
        if self.register is registers.INCOMING:
            return ["book"]
        if self.register is registers.OUTGOING:
            return ["since", "until"]
        return ["since", "until", "book", *(["year"] if self.register is registers.DRAFTS else [])]

    @property
    def asked(self):
        """What was asked for; a field with a mistake shows its error and does not narrow the list."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name != "so"}

    def filter(self):
        """The papers asked for, in the order of the screen."""
        year = "incoming__year" if self.register is registers.INCOMING else "issued_on__year"
        conditions = {
            "doc_type": "doc_type",
            "issuer": "issuer",
            "year": year,
            "book": "book",
            "since": "incoming__arrived_on__gte",
            "until": "incoming__arrived_on__lte",
        }
        asked = self.asked
        papers = self.papers.search(search_words(asked.pop("q", "")))
        return papers.filter(**{conditions[name]: value for name, value in asked.items()})

    def in_writing_order(self):
        """The papers asked for as a book is written; a whole number book with its unused numbers."""
        papers = self.register.in_writing_order(self.filter())
        asked = self.asked
        if set(asked) == {"book"}:
            return registers.with_unused(papers, asked["book"])
        return papers

    @property
    def title(self):
        """ "SỔ VĂN BẢN ĐI, năm 2017": what was asked for that a heading has room for."""
        asked = self.asked
        told = [str(asked["issuer"])] if "issuer" in asked else []
        told += [str(asked["book"])] if "book" in asked else []
        told += [f"năm {asked['year']}"] if "year" in asked else []
        return without_gaps(", ".join([self.register.title, *told]))


class IncomingForm(OneSpelling, forms.Form):
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
        senders = Unit.objects.visible_to(user).filter(level=Unit.Level.SUPERIOR)
        self.fields["issuer"].queryset = senders.by_line()
        self.fields["arrived_on"].initial = dates.today()
        names = DocumentType.objects.values("name").annotate(place=Min("order")).order_by("place", "name")
        self.fields["type_name"].choices = [
            ("", "Chọn thể loại"),
            *((row["name"], row["name"]) for row in names),
        ]
        _offer_handlers(self.fields["handler"], user)

    def clean(self):
        asked = super().clean()
        refuse_secrets("\n".join(asked.get(name, "") for name in ("new_issuer", "abstract", "note")))
        self._check_days(asked.get("issued_on"), asked.get("arrived_on"))
        self.sender = self._sender(asked)
        if self.sender and asked.get("type_name"):
            self._read(asked)
        if not self.errors:
            self._refuse_duplicate()
        return asked

    def _check_days(self, issued_on, arrived_on):
        if issued_on and issued_on.year < FIRST_YEAR:
            self.add_error("issued_on", "Năm của văn bản không đúng. Hãy ghi đủ bốn chữ số, ví dụ 15/9/2017.")
        if arrived_on and arrived_on > dates.today():
            self.add_error("arrived_on", "Ngày đến không thể sau hôm nay.")
        if issued_on and arrived_on and arrived_on < issued_on:
            self.add_error("arrived_on", "Ngày đến không thể trước ngày của văn bản.")

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
            return None
        return Unit(
            locality_id=self.user.locality_id,
            level=Unit.Level.SUPERIOR,
            name=name,
            short_name=name[:60],
            format_family=family,
        )

    def _known_unit(self, name):
        units = Unit.objects.visible_to(self.user)
        known = next((unit for unit in units if fold(unit.name) == fold(name)), None)
        if known and known.level != Unit.Level.SUPERIOR:
            self.add_error(
                "new_issuer",
                f"{known} là đơn vị của địa phương: văn bản của đơn vị ấy soạn trên cổng, vào sổ văn bản đi.",
            )
        return known

    def _read(self, asked):
        """The paper's type in its sender's family, and its number as the parts or the text it is."""
        family = self.sender.format_family
        doc_type = DocumentType.objects.filter(family=family, name=asked["type_name"]).first()
        if doc_type is None:
            label = Unit.FormatFamily(family).label
            self.add_error(
                "type_name",
                f"Trong {label} không có thể loại “{asked['type_name']}”. Hãy chọn thể loại khác.",
            )
            return
        self.document = Document(
            locality_id=self.user.locality_id,
            issuer=self.sender,
            doc_type=doc_type,
            state=Document.State.ISSUED,
            issued_on=asked.get("issued_on"),
            abstract=asked.get("abstract", ""),
            is_internal=asked["is_internal"],
        )
        if asked.get("code"):
            self._read_number(asked["code"])

    def _read_number(self, text):
        document = self.document
        try:
            kept = written_code(text, document.doc_type.family, document.doc_type.abbreviation)
        except ValueError as error:
            self.add_error("code", str(error))
            return
        parsed = NumberSymbol.parse_or_none(text, family=document.doc_type.family)
        document.written_code = kept
        if not kept and parsed.number is None:
            self.add_error("code", "Chưa có số. Hãy ghi cả số và ký hiệu, ví dụ: 12-CTr/QU.")
        elif not kept:
            document.number, document.suffix, document.symbol = parsed.number, parsed.suffix, parsed.symbol
            self.sender.symbol = self.sender.symbol or parsed.symbol[:20]
        if len(document.symbol) > 30:
            self.add_error("code", "Ký hiệu dài quá 30 chữ. Hãy ghi đúng như trên văn bản.")

    def _refuse_duplicate(self):
        if self.sender.pk is None:
            return
        same_day = Document.objects.filter(issuer=self.sender, issued_on=self.document.issued_on)
        known = next(
            (it for it in same_day.select_related("doc_type") if fold(it.code) == fold(self.document.code)),
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
        if self.sender.pk is None:
            self.sender.line = _line_for(self.sender)
            self.sender.full_clean(exclude=["search_text"])
            self.sender.save()
            record(by=by, action="thêm cơ quan gửi văn bản", target=self.sender)
            self.document.issuer = self.sender
        # An odd number names no body.
        self.document.full_clean(exclude=["search_text", *(["symbol"] if self.document.written_code else [])])
        self.document.save()
        entry = IncomingEntry(
            locality_id=by.locality_id,
            document=self.document,
            arrived_on=asked["arrived_on"],
            handler=asked["handler"],
            note=asked["note"],
        )
        entry.enter(by=by)
        return entry


def _offer_handlers(field, user):
    """The units `user` receives papers for; who does so for some must name one of them."""
    units = Unit.objects.visible_to(user).current().exclude(level=Unit.Level.SUPERIOR)
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
    last = Line.objects.aggregate(last=Max("order"))["last"] or 0
    line, _ = Line.objects.get_or_create(
        code="co-quan-khac", defaults={"name": "Chính quyền và cơ quan khác", "order": last + 1}
    )
    return line


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
        _offer_handlers(self.fields["handler"], user)

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
