"""From a document's fields to its paper: one way, for the draft on the screen and for what is issued."""

from documents.marks import expanded
from documents.paper import Annex, Paper, Shape, blank_date, blank_place_date
from wardportal import dates
from wardportal.text import MISSING

# What the ward has not filled in yet is written by hand.
BY_HAND = "………"


def compose(document, layout, *, annexes, today) -> Paper:
    """The paper of `document` in `layout`; a draft's number and day are left to be written."""
    unit, locality = document.issuer, document.locality
    shape = Shape(document.doc_type.shape)
    is_minutes = shape is Shape.MINUTES
    return Paper(
        layout=layout,
        title=f"{document.citation} {document.abstract}".strip()[:250],
        superior=superior_lines(unit, locality),
        issuer=issuer_lines(unit),
        number=_number(document, layout),
        place_date="" if is_minutes and not layout.minutes_has_place_date else _place_date(document, today),
        type_name="" if shape is Shape.LETTER else document.doc_type.name,
        abstract=_filled(document.abstract),
        shape=shape,
        address_word=document.doc_type.address_word,
        addressees=_lines(document.addressees),
        basis=_lines(document.basis),
        body_html=_filled(expanded(document.body, document.inserts)),
        recipients=_lines(document.recipients),
        archive=f"{layout.archive_prefix}{unit.paper_archive or unit.short_name}",
        authority=_filled(document.signing_authority),
        post=_filled(document.signer_post),
        signer=_filled(document.signer_name),
        secretary=_filled(document.secretary_name) if is_minutes else "",
        urgency=document.get_urgency_display(),
        is_draft=document.state != document.State.ISSUED,
        unsure_note=layout.unsure_note if document.state != document.State.ISSUED else "",
        is_internal=document.is_internal,
        is_sample=document.is_sample,
        annexes=tuple(_annex(document, layout, annexes, today)),
    )


def superior_lines(unit, locality) -> tuple[str, ...]:
    """The lines above the issuer's name: as the ward wrote them, else the body above it along its line."""
    if lines := _lines(unit.paper_superior):
        return lines
    if unit.format_family == unit.FormatFamily.PARTY and unit.level == unit.Level.WARD:
        return _lines(locality.superior_name)
    return _lines(unit.parent.name) if unit.parent else ()


def issuer_lines(unit) -> tuple[str, ...]:
    """How the papers of `unit` name it: as the ward wrote it, else by its name."""
    return _lines(unit.paper_issuer) or (unit.name,)


def _lines(text) -> tuple[str, ...]:
    return tuple(_filled(line.strip()) for line in text.splitlines() if line.strip())


def _filled(text) -> str:
    return text.replace(MISSING, BY_HAND)


def _number(document, layout) -> str:
    if document.written_code:
        return f"{layout.number_prefix}{document.written_code}"
    return document.number_symbol.printed(layout.number_prefix)


def _place_date(document, today) -> str:
    place = document.locality.place_name
    if document.issued_on is None:
        return blank_place_date(place, today)
    return f"{place}, {dates.long_date(document.issued_on)}"


def _annex(document, layout, annexes, today):
    cited = document.citation if document.issued_on else document.cited(blank_date(today))
    annexes = list(annexes)
    for count, annex in enumerate(annexes, start=1):
        label = layout.annex_word if len(annexes) == 1 else f"{layout.annex_word} {_roman(count)}"
        yield Annex(
            label,
            _filled(annex.title),
            f"(Kèm theo {cited} của {document.issuer})",
            _filled(expanded(annex.body, document.inserts)),
            annex.is_landscape,
        )


def _roman(count) -> str:
    """1 to 39: no paper has more annexes."""
    tens, ones = divmod(count, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
