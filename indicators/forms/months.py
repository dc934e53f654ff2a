"""The form in which a unit enters the figures of one month: one page, all its indicators."""

import re
from dataclasses import dataclass, field

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.boundfield import BoundField

from indicators.aggregation import Kind
from indicators.models import Indicator, IndicatorValue
from indicators.models.values import NOTHING_SAID
from organizations.models import Unit
from wardportal.dates import Month
from wardportal.editing import ConflictRow, OneSpelling, Paragraph, conflict_rows
from wardportal.numbers import office_number

# The boxes of each kind, in the order in which they are filled.
PARTS_OF = {
    Kind.COUNT: ["value"],
    Kind.MONEY: ["value"],
    Kind.PAIR: ["value", "second_value"],
    Kind.RATIO: ["value", "denominator"],
    Kind.TEXT: ["text"],
}

# Digits with the office's signs; Python itself would take "1e5" for a number too.
WRITTEN = re.compile(r"-?[\d.,]+", re.ASCII)


class FigureField(forms.DecimalField):
    """A figure as the office writes it: 1.250 or 12,5; spaces do not matter."""

    default_error_messages = {
        "invalid": "Ghi bằng chữ số, ví dụ 12 hoặc 1.250,5.",
        "min_value": "Số liệu không thể âm; không có thì ghi 0.",
        "max_digits": "Số này dài quá; hãy kiểm tra lại.",
        "max_whole_digits": "Số này lớn quá; hãy kiểm tra lại.",
        "max_decimal_places": "Nhiều nhất hai chữ số sau dấu phẩy; nếu là hàng nghìn, ghi 1.000 hoặc 1000.",
    }

    def __init__(self, **options):
        super().__init__(
            max_digits=16, decimal_places=2, min_value=0, required=False, localize=True, **options
        )

    def to_python(self, value):
        if isinstance(value, str):
            value = "".join(value.split())
            if value and not WRITTEN.fullmatch(value):
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def prepare_value(self, value):
        return value if isinstance(value, str) or value is None else office_number(value)


@dataclass
class Row:
    """One indicator of the form: its boxes, what is stored, and what the unit said the month before."""

    indicator: Indicator
    stored: IndicatorValue | None
    before: IndicatorValue | None
    boxes: list[BoundField] = field(default_factory=list)
    note: BoundField | None = None
    # What the portal knows itself, and what it asks about an unlikely figure (reports/forms/filings.py).
    known: object = None
    doubt: str = ""
    is_sure: bool = False

    @property
    def is_shut(self):
        return self.stored is not None and self.stored.is_accepted

    @property
    def sure_name(self):
        """The tick behind a doubt: "this figure is right"."""
        return name_of("dung", self.indicator)

    @property
    def labelled_boxes(self):
        """[(what stands above the box, the box)]: the unit it is counted in."""
        units = [self.indicator.measure_unit or "nội dung", self.indicator.second_unit]
        return list(zip(units, self.boxes, strict=False))

    @property
    def errors(self):
        return [error for box in [*self.boxes, self.note] for error in box.errors]


class MonthForm(OneSpelling, forms.Form):
    """What `unit` says of `month`; it carries what was stored when it was opened (`seen`)."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, unit: Unit, month: Month):
        super().__init__(data)
        self.unit, self.month = unit, month
        asked = Indicator.objects.of_unit(unit).during(month.starts_on, month.ends_on)
        earlier = month.previous()
        said = IndicatorValue.objects.filter(unit=unit).in_months([earlier, month])
        said = {
            (it.indicator_id, it.period_month): it
            for it in said.select_related("indicator", "unit", "entered_by__person")
        }
        self.rows = [
            Row(it, said.get((it.pk, month)), said.get((it.pk, earlier)))
            for it in asked.order_by("order", "pk")
        ]
        for row in self.rows:
            self._add_boxes(row)
        self.fields["seen"].initial = _print_of(row.stored for row in self.rows)

    def _add_boxes(self, row):
        parts = PARTS_OF[Kind(row.indicator.kind)]
        for part in [*parts, "note"]:
            name = name_of(part, row.indicator)
            self.fields[name] = _box(part, row)
            self.fields[name].disabled = row.is_shut
            self.initial[name] = getattr(row.stored, part) if row.stored else NOTHING_SAID[part]
        row.boxes = [self[name_of(part, row.indicator)] for part in parts]
        row.note = self[name_of("note", row.indicator)]

    @property
    def errors_by_name(self):
        """[(indicator's name, what is wrong with its boxes)]."""
        return [(row.indicator.name, row.errors) for row in self.rows if row.errors]

    @property
    def is_edited(self):
        return any(name != "seen" for name in self.changed_data)

    def clean(self):
        asked = super().clean()
        for row in self.rows:
            said = self.said_of(row)
            parts = PARTS_OF[Kind(row.indicator.kind)]
            given = [part for part in parts if said[part] not in (None, "")]
            if 0 < len(given) < len(parts) or (said["note"] and not given):
                self._ask_for(row, [part for part in parts if part not in given])
            elif given and row.indicator.kind == Kind.RATIO:
                self._check_ratio(row, said)
        return asked

    def _ask_for(self, row, parts):
        """What is not filled in, unless its box has an error of its own already."""
        for part in parts:
            name = name_of(part, row.indicator)
            if name not in self.errors:
                self.add_error(name, _unfilled(part, row.indicator))

    def _check_ratio(self, row, said):
        if said["denominator"] == 0:
            self.add_error(name_of("denominator", row.indicator), "Mẫu số phải lớn hơn 0.")
        elif row.indicator.is_share and said["value"] > said["denominator"]:
            self.add_error(
                name_of("value", row.indicator),
                f"{office_number(said['value'])} lớn hơn {office_number(said['denominator'])}: tử số là một "
                "phần của mẫu số nên không thể lớn hơn. Hãy xem lại hai số.",
            )

    def said_of(self, row):
        """The boxes of a row as they were typed; those of another kind are empty."""
        return {
            part: self.cleaned_data.get(name_of(part, row.indicator), nothing)
            for part, nothing in NOTHING_SAID.items()
        }

    def claim(self) -> bool:
        """Whether nobody saved since the form was opened; call it inside the transaction that saves."""
        # Under a lock: of two savings at the same moment the second sees the first one's figures.
        Unit.objects.select_for_update(no_key=True).get(pk=self.unit.pk)
        return self.cleaned_data["seen"] == self._print_now()

    def _print_now(self):
        return str(MonthForm(unit=self.unit, month=self.month).fields["seen"].initial)

    def conflict(self) -> list[ConflictRow]:
        """What is stored beside what was typed; afterwards the form saves over it (see GuardedModelForm)."""
        shown = MonthForm(unit=self.unit, month=self.month)
        self.data = self.data.copy()
        self.data["seen"] = str(shown.fields["seen"].initial)
        return conflict_rows(self, shown)

    def save(self, *, by) -> int:
        """Enter what was changed and withdraw what was emptied; how many figures that were."""
        changed = set(self.changed_data)
        count = 0
        for row in self.rows:
            if changed.isdisjoint(box.name for box in [*row.boxes, row.note]):
                continue
            said = self.said_of(row)
            if any(said[part] not in (None, "") for part in PARTS_OF[Kind(row.indicator.kind)]):
                IndicatorValue.enter(row.indicator, self.unit, self.month, by=by, **said)
            elif row.stored:
                row.stored.withdraw(by=by)
            count += 1
        return count


def name_of(part, indicator):
    return f"{part}_{indicator.pk}"


def _box(part, row):
    indicator = row.indicator
    if part == "note":
        longest = IndicatorValue._meta.get_field("note").max_length
        wrong = f"Ghi chú dài quá {longest} ký tự. Hãy rút ngắn."
        return forms.CharField(
            label=f"{indicator.name}: ghi chú",
            required=False,
            widget=forms.TextInput(attrs={"class": "form-control"}),
            validators=[MaxLengthValidator(longest, wrong)],
        )
    if part == "text":
        widget = forms.Textarea(attrs={"rows": 3, "class": "form-control"})
        return Paragraph(label=indicator.name, required=False, widget=widget)
    unit = indicator.measure_unit if part == "value" else indicator.second_unit
    widget = forms.TextInput(
        attrs={"inputmode": "decimal", "autocomplete": "off", "class": "form-control is-short"}
    )
    return FigureField(label=f"{indicator.name} – {unit}", widget=widget)


def _unfilled(part, indicator):
    if part == "text":
        return "Chưa ghi nội dung."
    if part == "denominator":
        return f"Chưa ghi số {indicator.second_unit}."
    unit = indicator.measure_unit if part == "value" else indicator.second_unit
    return f"Chưa ghi số {unit}; không có thì ghi 0."


def _print_of(values):
    return ",".join(f"{it.pk}:{it.version}" for it in values if it is not None)
