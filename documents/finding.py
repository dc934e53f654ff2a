"""Who asks for "19-KH" wants the paper of that number first, before those that mention it."""

import re

from django.db.models import Case, IntegerField, Q, Value, When

# "19", "19a", "19-kh", "19/kh-mttq" among the folded words of a query.
NUMBER = re.compile(r"(?P<number>[0-9]{1,5})[a-z]?(?:[-/](?P<type>[a-z]+).*)?")


def number_first(found, words, prefix=""):
    """The queryset `found` with the paper of the number asked for first, those of its kind before others.

    `words` are those of `text.search_words`; `prefix` leads from the rows to the paper ("document__"). The
    order it has comes after; where no number is asked for, nothing changes.
    """
    asked = [match for match in map(NUMBER.fullmatch, words) if match]
    if not asked:
        return found
    others = {word for word in words if word.isalpha()}
    kinds = {match["type"] for match in asked if match["type"]} | others
    of_number = Q(**{f"{prefix}number__in": [int(match["number"]) for match in asked]})
    of_kind = Q(*((f"{prefix}doc_type__abbreviation__iexact", kind) for kind in kinds), _connector=Q.OR)
    whens = [When(of_number & of_kind, then=Value(0))] if kinds else []
    rank = Case(*whens, When(of_number, then=Value(1)), default=Value(2), output_field=IntegerField())
    return found.order_by(rank, *found.query.order_by)
