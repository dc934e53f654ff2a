"""One paper as it is printed: what the screen, the PDF and the Word file are all made of."""

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from functools import cached_property

from documents import content
from documents.number_symbol import BLANK_NUMBER
from documents.profiles import PaperLayout
from wardportal import dates


class Shape(StrEnum):
    """What differs in the frame: an official letter names no type, minutes are signed by two."""

    ORDINARY = "ordinary"
    LETTER = "letter"
    MINUTES = "minutes"


@dataclass(frozen=True)
class Annex:
    """One annex: "Phụ lục I", its title, "(Kèm theo Kế hoạch số …)" and its text; wide ones lie on their side."""

    label: str
    title: str
    attached_to: str
    body_html: str
    is_landscape: bool = False

    @cached_property
    def blocks(self) -> tuple[content.Block, ...]:
        return content.parse(self.body_html)


@dataclass(frozen=True)
class Paper:
    """The components of one paper, in the words that are printed; capitals are the layout's business.

    A paper that is not signed yet leaves post and name empty. `title` is the file's, not printed. Every text is
    plain but `body_html`, which is in the restricted form of documents.content.
    """

    layout: PaperLayout
    title: str
    # Lines above and in the name of who issues it.
    superior: tuple[str, ...]
    issuer: tuple[str, ...]
    number: str
    place_date: str
    type_name: str
    abstract: str
    shape: Shape = Shape.ORDINARY
    # "Kính gửi" or "Kính trình", and to whom.
    address_word: str = ""
    addressees: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    body_html: str = ""
    recipients: tuple[str, ...] = ()
    archive: str = ""
    authority: str = ""
    post: str = ""
    signer: str = ""
    # Of minutes: who wrote them, signing on the left.
    secretary: str = ""
    urgency: str = ""
    is_draft: bool = False
    is_internal: bool = False
    is_sample: bool = False
    annexes: tuple[Annex, ...] = ()
    unsure_note: str = ""

    @cached_property
    def blocks(self) -> tuple[content.Block, ...]:
        return content.parse(self.body_html)

    def to_json(self) -> dict:
        """The paper as data for JSON; tuples become lists."""
        return {**asdict(self), "layout": self.layout.to_json()}

    @classmethod
    def from_json(cls, data: dict) -> "Paper":
        """The paper out of `to_json()` data; raises ValueError or TypeError for anything else."""
        told = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in data.items()
            if name in {each.name for each in fields(cls)}
        }
        told["layout"] = PaperLayout.from_json(data["layout"])
        told["shape"] = Shape(data["shape"])
        told["annexes"] = tuple(Annex(**annex) for annex in data["annexes"])
        return cls(**told)


def blank_place_date(place_name, day) -> str:
    """ "Phường 6, ngày      tháng 9 năm 2017": the day is written by hand when the paper is signed."""
    _, _, month_and_year = dates.long_date(day).partition(" tháng ")
    return f"{place_name}, ngày {BLANK_NUMBER} tháng {month_and_year}"
