"""How the ward's bodies number their papers: terms, books, symbols, and what each may issue."""

import hashlib
import json

from django import forms
from django.core.exceptions import ValidationError

from documents.models import CommitteeTerm, Document, DocumentType, NumberingRule
from documents.number_symbol import ABBREVIATION, NumberSymbol
from organizations.audit import record, record_written, snapshot
from organizations.forms.units import UnitByLineField
from organizations.models import Unit
from wardportal.editing import OfficeDateField, OneSpelling


class SeenForm(OneSpelling, forms.Form):
    """For what has no version of its own: the form carries what the record looked like when it was opened.

    It defines `stored()`: {label: value} of what it edits, as it is in the database now.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self._print_of(self.stored())

    @staticmethod
    def _print_of(state):
        return hashlib.sha256(json.dumps(state, sort_keys=True, default=str).encode()).hexdigest()

    def refuse_unseen(self):
        """Raise ValidationError where somebody saved meanwhile; call it under a lock.

        The message says what is stored, what was typed stays: sending it once more is a decision.
        """
        stored = self.stored()
        now = self._print_of(stored)
        if self.cleaned_data["seen"] == now:
            return
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = now
        told = "; ".join(f"{label}: {_shown(value)}" for label, value in stored.items())
        raise ValidationError(
            f"Có người vừa lưu trước đồng chí. Bản đang lưu là – {told}. Bản đồng chí nhập còn ở dưới: "
            "hãy xem lại rồi lưu lần nữa."
        )


def _shown(value) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return ", ".join(value) or "(trống)"
    return str(value or "(trống)")


class TermForm(SeenForm, forms.ModelForm):
    unit = UnitByLineField(
        label="Đơn vị",
        queryset=Unit.objects.none(),
        empty_label="Chọn một đơn vị",
        error_messages={"required": "Chưa chọn đơn vị của nhiệm kỳ."},
    )

    class Meta:
        model = CommitteeTerm
        fields = ["unit", "name", "starts_on", "ends_on"]
        field_classes = {"starts_on": OfficeDateField, "ends_on": OfficeDateField}
        help_texts = {
            "starts_on": "Thường là ngày đại hội bế mạc; số văn bản bắt đầu lại từ 01.",
            "ends_on": "Chưa biết thì để trống.",
        }
        error_messages = {
            "name": {"required": "Chưa ghi tên nhiệm kỳ, ví dụ: 2015 – 2020."},
            "starts_on": {"required": "Chưa ghi ngày bắt đầu nhiệm kỳ."},
        }

    def __init__(self, data=None, *, instance, user):
        super().__init__(data, instance=instance)
        if instance.pk:
            del self.fields["unit"]
        else:
            units = Unit.objects.visible_to(user).current().exclude(level__in=Unit.OUTSIDE)
            self.fields["unit"].queryset = units.by_line()

    def stored(self):
        stored = CommitteeTerm.objects.filter(pk=self.instance.pk).first()
        return snapshot(stored, CommitteeTerm.KNOWN) if stored else {}

    def save(self, *, by):
        Unit.objects.select_for_update().get(pk=self.instance.unit_id)
        self.refuse_unseen()
        self.instance.settle(by=by)
        return self.instance


class NumberingForm(SeenForm, forms.ModelForm):
    """How one unit numbers its papers, and the words of its own on them."""

    WORDS = ["symbol", "paper_superior", "paper_issuer", "paper_archive"]

    owner = UnitByLineField(
        label="Đơn vị giữ sổ",
        queryset=Unit.objects.none(),
        empty_label=None,
        help_text="Ban Thường vụ dùng ký hiệu của Đảng ủy thì dùng chung sổ của Đảng ủy. Dùng chung sổ thì "
        "đánh số như đơn vị giữ sổ.",
    )
    period = forms.ChoiceField(label="Đánh số", choices=NumberingRule.Period.choices)
    is_per_type = forms.BooleanField(
        label="Mỗi chữ viết tắt một sổ riêng",
        required=False,
        help_text="Không đánh dấu: mọi thể loại chung một sổ.",
    )

    class Meta:
        model = Unit
        fields = ["symbol", "paper_superior", "paper_issuer", "paper_archive"]
        widgets = {
            "paper_superior": forms.Textarea(attrs={"rows": 2}),
            "paper_issuer": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {"symbol": "Phần cuối của số, ký hiệu, ví dụ: ĐU, CB, MTTQ-BTT."}

    def __init__(self, data=None, *, instance, user):
        self.rule = NumberingRule.of(instance)
        super().__init__(data, instance=instance)
        alike = Unit.objects.visible_to(user).filter(format_family=instance.format_family)
        self.fields["owner"].queryset = alike.exclude(level__in=Unit.OUTSIDE).by_line()
        for name in NumberingRule.LAID_DOWN:
            self.fields[name].initial = getattr(self.rule, name)

    def stored(self):
        unit = Unit.objects.get(pk=self.instance.pk)
        rule = NumberingRule.of(unit)
        return {**snapshot(unit, self.WORDS), **snapshot(rule, NumberingRule.LAID_DOWN)}

    def clean_symbol(self):
        symbol = self.cleaned_data["symbol"]
        if not symbol:
            return symbol
        written = NumberSymbol(1, "", "KH", symbol, self.instance.format_family)
        if NumberSymbol.parse_or_none(str(written), family=self.instance.format_family) != written:
            raise ValidationError(
                "Ký hiệu chỉ gồm chữ in hoa, chữ số và dấu gạch nối, không có dấu cách, ví dụ: ĐU, MTTQ-BTT."
            )
        return symbol

    def save(self, *, by):
        unit, asked = self.instance, self.cleaned_data
        stored = Unit.objects.select_for_update().get(pk=unit.pk)
        self.refuse_unseen()
        unit.save(update_fields=[*self.WORDS, "search_text"])
        if snapshot(stored, self.WORDS) != snapshot(unit, self.WORDS):
            record_written(unit, stored, self.WORDS, by=by, action="sửa ký hiệu, tên trên văn bản")
        _carry_into_drafts(unit)
        now = NumberingRule.of(unit)
        if any(getattr(now, name) != asked[name] for name in NumberingRule.LAID_DOWN):
            rule = NumberingRule.objects.filter(unit=unit).first() or NumberingRule(unit=unit)
            rule.owner, rule.period, rule.is_per_type = asked["owner"], asked["period"], asked["is_per_type"]
            rule.settle(by=by)


def _carry_into_drafts(unit):
    """What has no number yet will be numbered with the new symbol."""
    for draft in Document.objects.filter(issuer=unit).exclude(state=Document.State.ISSUED):
        if draft.symbol != unit.symbol:
            draft.symbol = unit.symbol
            draft.save(update_fields=["symbol", "search_text"])


class TypeForm(SeenForm, forms.ModelForm):
    """A type of paper that no rule lists: the ward's own."""

    class Meta:
        model = DocumentType
        fields = DocumentType.WRITTEN
        help_texts = {
            "family": "Đơn vị nào ra loại văn bản này thì theo thể thức của đơn vị ấy.",
            "abbreviation": "Như in trong số, ký hiệu, ví dụ: KH, CTr. Để trống nếu số không ghi.",
            "address_word": "Ví dụ: Kính gửi. Để trống nếu văn bản không gửi riêng cho ai.",
        }
        error_messages = {
            "family": {"required": "Chưa chọn thể thức."},
            "name": {"required": "Chưa ghi tên thể loại."},
        }

    def clean_abbreviation(self):
        abbreviation = self.cleaned_data["abbreviation"]
        if abbreviation and not ABBREVIATION.fullmatch(abbreviation):
            raise ValidationError("Chữ viết tắt từ một đến sáu chữ cái, không có dấu cách, ví dụ: KH, CTr.")
        return abbreviation

    def stored(self):
        stored = DocumentType.objects.filter(pk=self.instance.pk).first()
        return snapshot(stored, DocumentType.WRITTEN) if stored else {}

    def save(self, *, by):
        self.refuse_unseen()
        self.instance.settle(by=by)


class TypeTicks(forms.ModelMultipleChoiceField):
    def label_from_instance(self, doc_type):
        if not doc_type.abbreviation:
            return doc_type.name
        unsure = " – chữ viết tắt chưa rõ nguồn, hãy kiểm tra" if doc_type.is_unsure else ""
        return f"{doc_type.name} ({doc_type.abbreviation}){unsure}"


class UnitTypesForm(SeenForm):
    types = TypeTicks(
        label="Thể loại được ban hành",
        queryset=DocumentType.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Không đánh dấu thể loại nào: được ban hành mọi thể loại của hệ mình.",
    )

    def __init__(self, data=None, *, unit):
        self.unit = unit
        super().__init__(data)
        self.fields["types"].queryset = DocumentType.objects.of_unit(unit)
        self.fields["types"].initial = [doc_type.pk for doc_type in self._issued()]

    def _issued(self):
        return self.unit.issued_types.filter(family=self.unit.format_family)

    def stored(self):
        return {"thể loại được ban hành": [doc_type.name for doc_type in self._issued()]}

    def save(self, *, by):
        Unit.objects.select_for_update().get(pk=self.unit.pk)
        self.refuse_unseen()
        before = self.stored()
        self.unit.issued_types.set(self.cleaned_data["types"])
        after = self.stored()
        if before != after:
            record(by=by, action="sửa thể loại được ban hành", target=self.unit, before=before, after=after)
