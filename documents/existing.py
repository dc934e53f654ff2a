"""Whether an old paper is on the portal already, or its number is another's: asked before it is entered."""

from django.db.models import Case, Value, When

from documents.models import Document, DocumentType, NumberBook, NumberingRule
from organizations.models import Unit


def same_paper(document) -> Document | None:
    """The issued paper of the same body, type, number and day; `document` is not saved yet."""
    issued = Document.objects.filter(
        locality_id=document.locality_id,
        issuer=document.issuer,
        doc_type=document.doc_type,
        issued_on=document.issued_on,
        state=Document.State.ISSUED,
    ).select_related("issuer", "doc_type", "locality")
    if document.written_code:
        return issued.filter(written_code=document.written_code).first()
    return issued.filter(number=document.number, suffix=document.suffix).first()


def bearer_of_number(document) -> Document | None:
    """The paper that bears this number in the book in which `document` would be numbered."""
    if document.number is None or document.issuer.is_outside:
        return None
    books = NumberBook.objects.current(document.issued_on).filter(
        owner=NumberingRule.of(document.issuer).owner,
        abbreviation__in=["", document.doc_type.abbreviation],
    )
    numbered = Document.objects.filter(book__in=books, number=document.number, suffix=document.suffix)
    numbered = numbered.exclude(pk=document.pk)
    return numbered.select_related("issuer", "doc_type", "locality").first()


def contradiction(parsed, document) -> str:
    """Why a number (NumberSymbol) cannot be that of the paper's type and body; "" where it can be."""
    doc_type, issuer = document.doc_type, document.issuer
    types = DocumentType.objects.known_to(issuer.locality_id).filter(family=doc_type.family)
    named = types.filter(abbreviation=parsed.abbreviation)
    if parsed.abbreviation not in ("", doc_type.abbreviation) and (other := named.first()):
        return (
            f"Ký hiệu ghi “{parsed.abbreviation}” ({other}) mà thể loại đã chọn là {doc_type}. Hãy xem lại."
        )
    if not issuer.symbol or parsed.symbol == issuer.symbol:
        return ""
    ours = Unit.objects.filter(locality_id=issuer.locality_id, symbol=parsed.symbol)
    # Of those who share a symbol the highest is the one people mean.
    rank = Case(When(level=Unit.Level.SUPERIOR, then=Value(0)), default=Value(1))
    if owner := ours.order_by(rank, "order", "pk").first():
        return f"Ký hiệu “{parsed.symbol}” là của {owner}, không phải của {issuer}. Hãy xem lại nơi ban hành."
    return ""
