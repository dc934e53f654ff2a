"""What is unusual about a number and its day: said to people before it is entered, and a reason asked for."""

from django.db.models import Q

from documents.models import NumberBook
from wardportal import dates

# Numbers left out at once; a slip of the hand ("3300" for "33") leaves out more.
FAR = 20
LATE_DAYS = 30


def oddities(document, *, issued_on, number=None, suffix="") -> tuple[str, ...]:
    """Sentences about this number (the book's next by default) on this day, for a paper of the ward's own.

    Raises ValidationError where no book can be told for the day.
    """
    book = NumberBook.expected(document.issuer, document.doc_type, issued_on)
    last = book.last_number
    number = number or last + 1
    found = []
    if number > last + FAR:
        told = f"số sau cùng trong sổ là {last:02}" if last else "sổ chưa có số nào"
        found.append(f"Số {number:02} bỏ trống {number - last - 1} số: {told}.")
    return (*found, *(_against_the_calendar(document, book, number, suffix, issued_on) if book.pk else ()))


def late(issued_on) -> tuple[str, ...]:
    """A sentence where a paper is issued long after the day it bears."""
    days = (dates.today() - issued_on).days
    return (f"Ngày ban hành lùi {days} ngày so với hôm nay.",) if days > LATE_DAYS else ()


def _against_the_calendar(document, book, number, suffix, day):
    others = book.documents.exclude(pk=document.pk).select_related("doc_type")
    before = others.filter(Q(number__lt=number) | Q(number=number, suffix__lt=suffix))
    after = others.filter(Q(number__gt=number) | Q(number=number, suffix__gt=suffix))
    previous = before.order_by("-number", "-suffix").first()
    following = after.order_by("number", "suffix").first()
    if previous and previous.issued_on > day:
        yield f"Ngày {dates.short_date(day)} sớm hơn ngày của số liền trước, {_told(previous)}."
    if following and following.issued_on < day:
        yield f"Ngày {dates.short_date(day)} muộn hơn ngày của số liền sau, {_told(following)}."


def _told(paper) -> str:
    return f"số {paper.code} ngày {dates.short_date(paper.issued_on)}"
