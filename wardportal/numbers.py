"""Numbers as this office writes them (07-language-and-numbers.md §7.3): 1.234.567,5 and 62,5%."""

import re
from decimal import Decimal

# Dots between thousands and a comma before decimals; a lone dot as Excel writes it in English ("85.7").
OFFICE = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?", re.ASCII)
ENGLISH = re.compile(r"-?\d+\.\d+", re.ASCII)


def office_number(value) -> str:
    """1.234.567,5: dots between thousands, at most two decimals after a comma; – for no figure."""
    return "–" if value in (None, "") else _grouped(value, 2)


def percent(value) -> str:
    """62,5%: at most one decimal; – for no figure."""
    return "–" if value in (None, "") else f"{_grouped(value, 1)}%"


def read_number(text: str) -> Decimal:
    """The number somebody typed or pasted: "1.234,5", "85,7", "85.7", "-3"; ValueError for anything else.

    "1.234" is one thousand two hundred and thirty-four, as the office writes it.
    """
    plain = "".join(text.split())
    if OFFICE.fullmatch(plain):
        return Decimal(plain.replace(".", "").replace(",", "."))
    if ENGLISH.fullmatch(plain):
        return Decimal(plain)
    raise ValueError(f"“{text}” không phải là số.")


def _grouped(value, places):
    number = round(Decimal(str(value)), places).normalize()
    # `f`, or normalize() would print 1200 as 1,2E+3.
    return f"{number:,f}".translate(str.maketrans(",.", ".,"))
