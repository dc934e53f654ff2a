"""What the templates need to speak the office's language: dates, numbers, states."""

from datetime import date, datetime
from functools import lru_cache
from html import escape

from django import forms, template
from django.utils import timezone
from django.utils.choices import flatten_choices
from django.utils.safestring import SafeString

from wardportal import dates, numbers
from wardportal.text import MISSING, is_gap

register = template.Library()
register.filter(numbers.office_number)
register.filter(numbers.percent)

# A state never speaks by colour alone.
TONE_SIGNS = {"ok": "✓", "info": "›", "wait": "…", "late": "!", "idle": "–", "none": "·"}

# Django's message levels and the words of our own pages, to the four notices of portal.css.
NOTICE_TONES = {
    "debug": "info",
    "info": "info",
    "success": "ok",
    "ok": "ok",
    "warning": "warn",
    "warn": "warn",
    "error": "error",
}


def _day(value):
    """The calendar day of a date or of a moment (in the ward's own time zone)."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def office_date(value):
    """25/4/2016; nothing for no date."""
    return dates.short_date(_day(value)) if value else ""


@register.filter
def weekday_date(value):
    """Thứ Hai, ngày 18/9/2017."""
    return dates.weekday_date(_day(value)) if value else ""


@register.filter
def days_late(value):
    """Whole days the business day is past a due date; 0 when it is not, or when there is none."""
    return max(0, (dates.today() - _day(value)).days) if value else 0


@register.filter
def is_past(value):
    return days_late(value) > 0


@register.filter
def due_words(value):
    """A due date as one says it: how late, today, the weekday within the coming week, else the date."""
    if not value:
        return "Không hẹn ngày"
    due_on, today = _day(value), dates.today()
    days = (due_on - today).days
    if days < 0:
        return f"Quá hạn {-days} ngày"
    if days == 0:
        return "Hôm nay"
    if days < 7:
        weekday = dates.weekday_date(due_on).split(",")[0]
        return f"{weekday}, {due_on.day}/{due_on.month}"
    if due_on.year == today.year:
        return f"{due_on.day}/{due_on.month}"
    return dates.short_date(due_on)


@register.filter
def machine_number(value):
    """A number for an HTML attribute, untouched by the locale's separators."""
    return str(value)


@register.filter
def gap(text):
    """What of a text is to be marked for the ward to fill in; nothing where it is whole."""
    return (text or MISSING) if is_gap(text) else ""


@register.filter
def notice_tone(level_tag):
    return NOTICE_TONES.get(level_tag, "info")


@register.simple_tag
def asked_words(form) -> str:
    """What a filter form asks for, in a line: "“hòm thư” · Năm: 2016"; empty where it asks nothing."""
    if not form.is_bound:
        return ""
    form.is_valid()
    asked = ((bound, form.cleaned_data.get(bound.name)) for bound in form.visible_fields())
    return " · ".join(_asked(bound, value) for bound, value in asked if value)


def _asked(bound, value):
    if isinstance(bound.field, forms.ModelChoiceField):
        return f"{bound.label}: {bound.field.label_from_instance(value)}"
    if isinstance(bound.field, forms.ChoiceField):
        names = {str(key): name for key, name in flatten_choices(bound.field.choices)}
        return f"{bound.label}: {names[bound.data]}"
    if isinstance(value, date):
        return f"{bound.label}: {office_date(value)}"
    return f"“{value}”"


# Hundreds of these stand on a page. Written here they cost a tenth of a template of their own, and with the
# standard library's `escape` a third of what `format_html` takes: all that is put in is text, never markup.


@register.simple_tag
def badge(tone, label, sign=""):
    """A state, colour and sign: {% badge "late" "quá hạn 3 ngày" %}; `sign` else the tone's own."""
    sign = sign or TONE_SIGNS[tone]
    shown = f'<span aria-hidden="true">{escape(sign)}</span> ' if sign else ""
    return SafeString(f'<span class="state state-{escape(tone)}">{shown}{escape(str(label))}</span>')


@register.simple_tag
def cells(row):
    """The <td> of one row of the matrix: each cell as `cell` takes it, `is_ward` where it is the ward's."""
    return SafeString("".join(f'<td role="cell"{_ward(told)}>{cell(told)}</td>' for told in row))


def _ward(cell):
    return ' class="is-ward"' if getattr(cell, "is_ward", False) else ""


@register.simple_tag
def cell(cell):
    """One cell of the matrix or of the row of eight: a link where it can be opened. `cell` (or a dict) has

    tone   ok | info | wait | late | idle | none (nothing is asked here)
    text   shown beside the sign ("60%", "2/3 đv"; under way needs no sign then); empty: the sign alone
    short  the column's short name ("KP 3", "Phường"), shown where no column head is (phone, row of eight)
    label  the whole meaning for the ear and the tooltip ("Khu phố 3: quá hạn 3 ngày, 60%")
    note   optional: a word below the figures ("+3 ngày", "2 chưa báo")
    url    optional
    """
    if isinstance(cell, dict):
        return _cell(*(cell.get(name) for name in CELL))
    return _cell(*(getattr(cell, name, None) for name in CELL))


CELL = ("tone", "text", "short", "label", "note", "url")


# Most squares of a large plan say the same: that nothing is asked there.
@lru_cache(maxsize=4096)
def _cell(tone, text, short, label, note, url):
    sign = "" if text and tone in {"info", "none"} else TONE_SIGNS[tone]
    value = " ".join(filter(None, [sign, escape(text or "")]))
    label = escape(label)
    inner = (
        f'<span class="cell-short" aria-hidden="true">{escape(short)}</span>'
        f'<span class="cell-value" aria-hidden="true">{value}</span>'
        + (f'<span class="cell-note" aria-hidden="true">{escape(note)}</span>' if note else "")
        + f'<span class="visually-hidden">{label}</span>'
    )
    if url:
        return SafeString(f'<a class="cell state-{tone}" href="{escape(url)}" title="{label}">{inner}</a>')
    return SafeString(f'<span class="cell state-{tone}" title="{label}">{inner}</span>')
