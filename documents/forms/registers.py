"""The registers asked for, and what arrives entered in them."""

from django import forms
from django.db.models import Exists, OuterRef

from documents import registers
from documents.models import DocumentType, NumberBook
from organizations.models import Unit
from wardportal.editing import OfficeDateField, SearchField
from wardportal.text import search_words, without_gaps

# An earlier year is a slip of the hand.
FIRST_YEAR = 1900


class RegisterFilterForm(forms.Form):
    """What of a register is asked for; the fields are those that mean something in it."""

    so = forms.CharField(widget=forms.HiddenInput, required=False)
    q = SearchField(label="Tìm, không cần gõ dấu")
    type_name = forms.ChoiceField(label="Thể loại", required=False)
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
        types = DocumentType.objects.filter(Exists(offered.filter(doc_type=OuterRef("pk"))))
        self.fields["type_name"].choices = [("", "Tất cả"), *((name, name) for name in types.names())]
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
            "type_name": "doc_type__name",
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
