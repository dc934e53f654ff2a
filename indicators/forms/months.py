"""The form in which a unit enters the figures of one month: one page, all its indicators."""

import re
from dataclasses import dataclass, field

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.boundfield import BoundField

from indicators.aggregation import PARTS_OF, Aggregation, Kind
from indicators.known_indicators import NUMERATOR_OF
from indicators.models import Indicator, IndicatorValue
from indicators.models.values import NOTHING_SAID
from organizations.models import Unit
from wardportal.dates import Month
from wardportal.editing import ConflictRow, OneSpelling, Paragraph, conflict_rows
from wardportal.numbers import office_number

# What tells how things stand is often as it was the month before.
STANDING = [Aggregation.LAST, Aggregation.RATIO_OF_LAST]

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
    # Each part of the figure with the name of the box that says it: its own, or that of another figure.
    names: dict[str, str] = field(default_factory=dict)
    # The figure that says the numerator, where another one does.
    counted_by: Indicator | None = None
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
    def own_parts(self):
        """The parts this row has boxes for."""
        return [part for part, name in self.names.items() if name == name_of(part, self.indicator)]

    @property
    def labelled_boxes(self):
        """[(what stands above the box, the box)]: the unit it is counted in."""
        units = [self.indicator.unit_of(part) for part in self.own_parts]
        return list(zip(units, self.boxes, strict=True))

    @property
    def may_repeat(self):
        """Whether one tap says that all is as the month before."""
        is_standing = self.indicator.aggregation in STANDING
        return is_standing and self.before is not None and not self.is_shut

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
        by_code = {row.indicator.code: row.indicator for row in self.rows}
        for row in self.rows:
            row.counted_by = by_code.get(NUMERATOR_OF.get(row.indicator.code))
            self._add_boxes(row)
        self.fields["seen"].initial = _print_of(row.stored for row in self.rows)

    def _add_boxes(self, row):
        row.names = {part: name_of(part, row.indicator) for part in PARTS_OF[Kind(row.indicator.kind)]}
        if row.counted_by:
            row.names["value"] = name_of("value", row.counted_by)
        for part in [*row.own_parts, "note"]:
            name = name_of(part, row.indicator)
            self.fields[name] = _box(part, row)
            self.fields[name].disabled = row.is_shut
            self.initial[name] = getattr(row.stored, part) if row.stored else NOTHING_SAID[part]
        row.boxes = [self[row.names[part]] for part in row.own_parts]
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
            said, is_given = self.said_of(row), self.is_given(row)
            missing = [part for part in row.names if said[part] in (None, "")]
            if missing and (is_given or said["note"]):
                self._ask_for(row, missing)
            elif is_given and row.indicator.kind == Kind.RATIO:
                self._check_ratio(row, said)
        return asked

    def _ask_for(self, row, parts):
        """What is not filled in, unless its box has an error of its own already."""
        for part in parts:
            if row.names[part] not in self.errors:
                self.add_error(row.names[part], _unfilled(part, row.indicator))

    def _check_ratio(self, row, said):
        if said["denominator"] == 0:
            self.add_error(name_of("denominator", row.indicator), "Mẫu số phải lớn hơn 0.")
        elif row.indicator.is_share and said["value"] > said["denominator"]:
            self.add_error(
                row.names["value"],
                f"{office_number(said['value'])} lớn hơn {office_number(said['denominator'])}: tử số là một "
                "phần của mẫu số nên không thể lớn hơn. Hãy xem lại hai số.",
            )

    def said_of(self, row):
        """The parts of a row as they were typed; those of another kind are empty."""
        names = {**row.names, "note": row.note.name}
        return {
            part: self.cleaned_data.get(names.get(part), nothing) for part, nothing in NOTHING_SAID.items()
        }

    def is_given(self, row):
        """Whether one of the row's own boxes was filled in."""
        return any(self.cleaned_data.get(row.names[part]) not in (None, "") for part in row.own_parts)

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
            if row.is_shut or changed.isdisjoint([*row.names.values(), row.note.name]):
                continue
            if self.is_given(row):
                IndicatorValue.enter(row.indicator, self.unit, self.month, by=by, **self.said_of(row))
            elif row.stored:
                row.stored.withdraw(by=by)
            else:
                continue
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
    attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "form-control is-short"}
    if row.may_repeat:
        attrs["data-before"] = office_number(getattr(row.before, part))
    widget = forms.TextInput(attrs=attrs)
    return FigureField(label=f"{indicator.name} – {indicator.unit_of(part)}", widget=widget)


def _unfilled(part, indicator):
    if part == "text":
        return "Chưa ghi nội dung."
    zero = "" if part == "denominator" else "; không có thì ghi 0"
    return f"Chưa ghi số {indicator.unit_of(part)}{zero}."


def _print_of(values):
    return ",".join(f"{it.pk}:{it.version}" for it in values if it is not None)
