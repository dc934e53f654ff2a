"""Numbers as this office writes them (07-language-and-numbers.md §7.3): 1.234.567,5 and 62,5%."""

from decimal import Decimal


def office_number(value) -> str:
    """1.234.567,5: dots between thousands, at most two decimals after a comma; – for no figure."""
    return "–" if value in (None, "") else _grouped(value, 2)


def percent(value) -> str:
    """62,5%: at most one decimal; – for no figure."""
    return "–" if value in (None, "") else f"{_grouped(value, 1)}%"


def _grouped(value, places):
    number = round(Decimal(str(value)), places).normalize()
    # `f`, or normalize() would print 1200 as 1,2E+3.
    return f"{number:,f}".translate(str.maketrans(",.", ".,"))
