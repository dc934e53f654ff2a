"""What the templates need to speak the office's language: dates, numbers, states."""

from datetime import datetime

from django import template
from django.utils import timezone

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
def tone_sign(tone):
    return TONE_SIGNS[tone]


@register.filter
def notice_tone(level_tag):
    return NOTICE_TONES.get(level_tag, "info")


@register.inclusion_tag("_partials/badge.html")
def badge(tone, label, sign=""):
    """{% badge "late" "quá hạn 3 ngày" %}"""
    return {"tone": tone, "label": label, "sign": sign}
