"""The formats and types every ward begins with; what it has corrected since stays as it is."""

from documents import known_profiles
from documents.models import DocumentType
from documents.type_lists import PARTY_CELL, PARTY_COMMITTEE, PARTY_PAPERS, PARTY_STANDING, TYPES

# Who may issue what at the base level of the Party (01 §1.10); of all others no list is known.
PARTY_LISTS = {"committee": PARTY_COMMITTEE, "standing": PARTY_STANDING, "cell": PARTY_CELL}


def install_formats() -> None:
    """Add the known profiles and types that are missing; safe to call again."""
    known_profiles.install()
    known = set(DocumentType.objects.filter(locality=None).values_list("family", "name"))
    DocumentType.objects.bulk_create(
        DocumentType(
            family=family,
            name=entry.name,
            abbreviation=entry.abbreviation,
            shape=entry.shape,
            address_word=entry.address_word,
            is_unsure=entry.unsure,
            order=order,
        )
        for family, entries in TYPES.items()
        for order, entry in enumerate(entries, start=1)
        if (family, entry.name) not in known
    )


def allow_party_types(unit, body) -> None:
    """Let `unit` of the Party issue what the rule gives such a `body`, a key of PARTY_LISTS.

    The lesser papers (giấy mời, phiếu gửi …) the rule limits to nobody.
    """
    names = PARTY_LISTS[body] | {entry.name for entry in PARTY_PAPERS}
    unit.issued_types.add(*DocumentType.objects.filter(family="party", name__in=names))
