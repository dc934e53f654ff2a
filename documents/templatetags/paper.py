"""What only the printed paper needs of its text."""

import re

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from documents import printing
from documents.content_writing import to_html
from documents.models.missing import WHOM_TO_ASK
from documents.number_symbol import WRITTEN_NUMBER

register = template.Library()

# Markup and drawings are passed over; a number ("số 19-KH/ĐU", "12/KH-MTTQ-BTT", "30/2020/NĐ-CP"), a date
# ("25/4/2016"), a quarter ("III/2017") and a fraction ("(1.705/2.500)") are taken.
WHOLE = re.compile(
    rf"<svg\b.*?</svg>|<[^>]*>|((?:\bsố )?{WRITTEN_NUMBER.pattern}|\b\d{{1,2}}/\d{{1,2}}/\d{{4}}\b"
    r"|\b(?:I{1,3}|IV)/\d{4}\b|\(?\b\d+(?:[.,]\d+)*/\d+(?:[.,]\d+)*\b\)?)",
    re.DOTALL,
)


@register.filter
def unbroken(text) -> SafeString:
    """Numbers of papers, dates and fractions stay on one line: WeasyPrint breaks after "/" and "-"."""
    safe = WHOLE.sub(
        lambda found: f'<span class="paper-whole">{found[1]}</span>' if found[1] else found[0],
        conditional_escape(text),
    )
    return mark_safe(safe)  # noqa: S308 – escaped above, or markup of our own template


@register.simple_tag(takes_context=True)
def paper_text(context, blocks) -> SafeString:
    """The text of a paper or an annex; `drawings` of the context ({key: markup}) stand for its figures."""
    return unbroken(to_html(blocks, drawings=context.get("drawings") or None))


# Where a missing thing is filled in, by the name under which a sentence of documents.models.missing tells it.
PLACES = {"trang “Tổ chức”": "organizations:locality_complete", "trang “Sổ số”": "documents:book_list"}


@register.filter
def with_ways(sentence) -> SafeString:
    """A sentence about what is missing, with a link to the page that it tells its reader to fill in."""
    told = conditional_escape(sentence)
    if WHOM_TO_ASK not in sentence:
        for place, name in PLACES.items():
            told = told.replace(place, f'<a href="{reverse(name)}">{place}</a>')
    return mark_safe(told)  # noqa: S308 – escaped above


@register.filter
def superior_lines(paper) -> list[str]:
    return printing.superior_lines(paper)


@register.filter
def issuer_lines(paper) -> list[str]:
    return printing.issuer_lines(paper)


@register.filter
def letter_abstract_lines(paper) -> list[str]:
    return printing.letter_abstract_lines(paper)


@register.filter
def abstract_lines(paper) -> list[str]:
    return printing.abstract_lines(paper)
