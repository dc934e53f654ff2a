"""What the frame of a printed paper needs to be filled in (templates/print/party_document.html)."""

from dataclasses import dataclass

from documents.number_symbol import BLANK_NUMBER
from documents.profiles import PaperLayout
from wardportal import dates


@dataclass(frozen=True)
class Paper:
    """The components of one paper as printed; a paper that is not signed yet leaves post and name empty."""

    layout: PaperLayout
    title: str
    superior: str
    issuer: str
    number: str
    place_date: str
    type_name: str
    abstract: str
    recipients: tuple[str, ...]
    archive: str
    authority: str
    post: str = ""
    signer: str = ""
    basis: tuple[str, ...] = ()
    is_draft: bool = False
    unsure_note: str = ""


def blank_place_date(place_name, day) -> str:
    """ "Phường 6, ngày      tháng 9 năm 2017": the day is written by hand when the paper is signed."""
    _, _, month_and_year = dates.long_date(day).partition(" tháng ")
    return f"{place_name}, ngày {BLANK_NUMBER} tháng {month_and_year}"
