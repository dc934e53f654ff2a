"""What people type: stored in one spelling, and never lost where two of them edit one record.

The record's model has `version = PositiveIntegerField(default=1)`. A view does:

    form = TaskForm(request.POST or None, instance=task)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            if form.claim():
                form.save(by=request.user)
                return redirect(task)
        if form.is_valid():  # nothing was refused: somebody saved since the form was opened
            return conflict_page(request, form, …)
"""

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.db.models.fields import BLANK_CHOICE_DASH
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format, time_format

from wardportal import dates
from wardportal.numbers import office_number
from wardportal.text import nfc


def _name_the_choice(field):
    [(_, dashes)] = BLANK_CHOICE_DASH
    words = (
        f"Chọn {field.label[0].lower()}{field.label[1:]}" if field.required and field.label else "Không chọn"
    )
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == dashes:
            field.empty_label = words
    elif isinstance(field, forms.ChoiceField) and ("", dashes) in field.choices:
        field.choices = [(key, words if name == dashes else name) for key, name in field.choices]


class OneSpelling:
    """For a form: its texts are stored composed (text.nfc), whatever keyboard or phone they were typed on.

    And a choice nobody has made yet says in words what is to be chosen, where Django puts dashes.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _name_the_choice(field)

    def clean(self):
        asked = super().clean()
        asked.update({name: nfc(value) for name, value in asked.items() if isinstance(value, str)})
        return asked


@contextmanager
def refusals_in(form):
    """One transaction; where a model refuses (ValidationError), all of it is undone and the form says why."""
    try:
        with transaction.atomic():
            yield
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)


@contextmanager
def refusals_told(request):
    """For a button without a form: where a model refuses (ValidationError), the next page says why."""
    try:
        yield
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))


class OfficeDateInput(forms.DateInput):
    """A date typed as the office writes it: a browser's own date field follows the machine's language."""

    def __init__(self, attrs=None):
        super().__init__({"placeholder": "ngày/tháng/năm", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value):
        return dates.short_date(value) if isinstance(value, date) else value


class OfficeDateField(forms.DateField):
    widget = OfficeDateInput
    default_error_messages = {"invalid": "Ngày không đúng. Hãy ghi ngày/tháng/năm, ví dụ 15/9/2017."}


class SearchField(forms.CharField):
    """The words of a search, which may be left out."""

    def __init__(self, **options):
        super().__init__(max_length=200, required=False, **options)
        self.error_messages["max_length"] = "Từ cần tìm dài quá 200 ký tự. Hãy rút ngắn."


class Paragraph(forms.CharField):
    """A text of a page or two. No `maxlength` in the page: a browser cuts what is pasted, in silence."""

    MOST = 5000
    widget = forms.Textarea
    default_validators = [
        MaxLengthValidator(
            MOST, "Đoạn này dài %(show_value)s ký tự, quá mức 5.000 ký tự. Hãy rút ngắn rồi gửi lại."
        )
    ]


@dataclass(frozen=True)
class ConflictRow:
    """One field of the page that shows both texts."""

    label: str
    mine: str
    theirs: str

    @property
    def is_different(self):
        return self.mine != self.theirs


class GuardedModelForm(OneSpelling, forms.ModelForm):
    """A model form that carries the version it was opened on.

    It defines `form_of(stored)`: the unbound form of the guarded record as somebody else saved it meanwhile.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    # Fields that ask how to save and are not stored themselves: no part of what two people may have changed.
    PASSING = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.guarded.version

    @property
    def guarded(self):
        """The record two people must not overwrite for each other; by default the one that is edited."""
        return self.instance

    @property
    def is_edited(self):
        """Whether anything else was typed than what is stored."""
        return any(name != "version" for name in self.changed_data)

    def claim(self) -> bool:
        """Take the next version for this edit; False where somebody saved since the form was opened.

        One conditional UPDATE, so that of two simultaneous savings exactly one wins on every database.
        Call it inside the transaction that saves.
        """
        opened_on = self.cleaned_data["version"]
        records = type(self.guarded)._base_manager.filter(pk=self.guarded.pk, version=opened_on)
        if not records.update(version=opened_on + 1):
            return False
        self.guarded.version = opened_on + 1
        return True

    def conflict(self) -> list[ConflictRow]:
        """What is stored beside what was typed, field by field; afterwards the form saves over it.

        The bound form keeps what was typed and takes the stored version, so that sending it once more is a
        decision of someone who has seen both. Needs a valid form. Http404 where the record was taken away.
        """
        stored = get_object_or_404(type(self.guarded)._base_manager, pk=self.guarded.pk)
        shown = self.form_of(stored)
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(stored.version)
        return conflict_rows(self, shown, passing=self.PASSING)


def conflict_rows(mine, theirs, *, passing=()) -> list[ConflictRow]:
    """What was typed in one form beside what the other of the same fields shows, save the `passing` ones."""
    return [
        ConflictRow(str(field.label), _as_text(mine[name]), _as_text(theirs[name]))
        for name, field in mine.fields.items()
        if not field.widget.is_hidden and name not in passing
    ]


def conflict_page(request, form, *, title, back_url, fields_template, saved):
    """The answer (409) to the second of two editors.

    `saved` is the audit entry of the first one's saving; None where there is none, as after an import.
    """
    context = {
        "rows": form.conflict(),
        "form": form,
        "fields_template": fields_template,
        "title": title,
        "back_url": back_url,
        "theirs_label": f"Bản đang lưu{_by_whom(saved)}",
    }
    return render(request, "conflict.html", context, status=409)


def _by_whom(saved) -> str:
    """ ": Trần Văn Hòa, 09:05, 18/9/2017" """
    if saved is None:
        return ""
    return f": {saved.by_label}, {date_format(timezone.localtime(saved.at), 'DATETIME_FORMAT')}"


def _as_text(bound) -> str:
    """The value of a bound field as a reader sees it: the labels of choices, dates in the office's form."""
    value = bound.value()
    if isinstance(bound.field, forms.BooleanField):
        return "có" if bound.field.to_python(value) else "không"
    if value in (None, "", []):
        return ""
    if choices := getattr(bound.field, "choices", None):
        return _chosen_labels(choices, value)
    with suppress(ValidationError):  # what cannot be read yet is shown as it was typed
        value = bound.field.to_python(value)
    if isinstance(value, date):
        return dates.short_date(value)
    if isinstance(value, time):
        return time_format(value)
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return office_number(value)
    return nfc(str(value).replace("\r\n", "\n"))


def _chosen_labels(choices, value) -> str:
    values = value if isinstance(value, list | tuple) else [value]
    chosen = {str(getattr(item, "pk", item)) for item in values}
    return "\n".join(str(label) for key, label in _flat(choices) if str(key) in chosen)


def _flat(choices):
    """Choices without the headings they may stand under."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
