"""One paper as it is printed: what the screen, the PDF and the Word file are all made of."""

import re
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from functools import cached_property

from documents import content
from documents.number_symbol import BLANK_NUMBER
from documents.profiles import PaperLayout
from wardportal import dates

# What a letter's abstract begins with where it was typed with its prefix.
TYPED_PREFIX = re.compile(r"(?:về việc|v/v:?|về)\s+", re.IGNORECASE)
# Signs after which a text has ended, and signs that give way to the mark of the end.
CLOSING = "”’\"')»"
ENDED, UNENDED = ("!", "?", "…"), ";:,./ \u00a0\n"
# How wide the frame of an urgency mark is, in millimetres (01 §1.4).
URGENCY_BOX_HEIGHT_MM = 8
# So many recipients stay on one page with the signature.
MOST_KEPT_RECIPIENTS = 15
URGENCY_BOXES = {"khẩn": 20, "hỏa tốc": 30, "thượng khẩn": 40}


class Shape(StrEnum):
    """What differs in the frame: an official letter names no type, minutes are signed by two."""

    ORDINARY = "ordinary"
    LETTER = "letter"
    MINUTES = "minutes"


@dataclass(frozen=True)
class Annex:
    """One annex: "Phụ lục I", its title, "(Kèm theo Kế hoạch số …)", text; wide ones lie on their side."""

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

    A paper that is not signed yet leaves post and name empty. `title` is the file's, not printed. Every text
    is plain but `body_html`, which is in the restricted form of documents.content.
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
        """The text with the layout's mark at its end."""
        return ended(content.parse(self.body_html), self.layout.end_mark)

    @property
    def is_letter(self) -> bool:
        return self.shape is Shape.LETTER

    @property
    def is_minutes(self) -> bool:
        return self.shape is Shape.MINUTES

    @property
    def printed_abstract(self) -> str:
        """The abstract; a letter's behind "về việc" or "V/v", which is not said twice."""
        if not self.is_letter:
            return self.abstract
        return f"{self.layout.letter_prefix}{TYPED_PREFIX.sub('', self.abstract, count=1)}"

    @property
    def address_lines(self) -> tuple[str, ...]:
        """One addressee stands behind the word; several are "- …;" below each other, the last with a stop."""
        if len(self.addressees) < 2:
            return tuple(_bare(each) for each in self.addressees)
        return _listed(self.addressees, "- ", ".")

    @property
    def basis_lines(self) -> tuple[str, ...]:
        """As the layout lists them: "- Căn cứ …;" or "Căn cứ …;"."""
        return _listed(self.basis, self.layout.basis_prefix, self.layout.basis_end)

    @property
    def recipient_lines(self) -> tuple[str, ...]:
        """ "- Như trên;" first where somebody is addressed, then the others, and where it is kept."""
        others = [each for each in self.recipients if _bare(each).lower() != "như trên"]
        archive = [self.archive] if self.archive else []
        return _listed([*(["Như trên"] if self.addressees else []), *others, *archive], "- ", ".")

    @property
    def has_long_foot(self) -> bool:
        """Whether so many get the paper that their names may go on overleaf."""
        return len(self.recipient_lines) > MOST_KEPT_RECIPIENTS

    @property
    def urgency_box_mm(self) -> int:
        """The width of the frame around the urgency mark; 0 where the layout draws none."""
        return URGENCY_BOXES.get(self.urgency.lower(), 40) if self.layout.is_urgency_boxed else 0

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


def ended(blocks: tuple[content.Block, ...], mark: str) -> tuple[content.Block, ...]:
    """The blocks with `mark` ("." or "./.") behind the last words, unless a table or a picture comes last."""
    if not (blocks and mark):
        return blocks
    *before, last = blocks
    if isinstance(last, content.Paragraph):
        last = replace(last, runs=_ended_runs(last.runs, mark))
    elif isinstance(last, content.List) and last.items:
        *items, item = last.items
        last = replace(last, items=(*items, ended(item, mark)))
    return (*before, last)


def _ended_runs(runs, mark):
    """The mark in the face of the last words; it takes the place of a comma or of another office's mark."""
    if not runs:
        return runs
    *before, last = _without_bare_end(runs)
    if last.text.rstrip().rstrip(CLOSING).endswith((*ENDED, "...")):
        return runs
    bare = last.text.rstrip(UNENDED)
    # “Chữ.” ends with its own stop.
    if bare.endswith(tuple(CLOSING)) and bare.rstrip(CLOSING).endswith(".") and mark == ".":
        return (*before, replace(last, text=bare))
    if last.raised:
        return (*before, replace(last, text=bare), replace(last, text=mark, raised=""))
    return (*before, replace(last, text=bare + mark))


def _without_bare_end(runs):
    runs = list(runs)
    while not runs[-1].text.strip(UNENDED) and len(runs) > 1:
        runs.pop()
    return runs


def _bare(line) -> str:
    """A line of a list as it was typed, without its hyphen and the sign at its end."""
    return re.sub(r"^[-–+]\s+", "", line.strip()).rstrip(" ;,.")


def _listed(lines, prefix, last_end) -> tuple[str, ...]:
    bare = [_bare(line) for line in lines]
    return tuple(
        f"{prefix}{line}{last_end if count == len(bare) else ';'}" for count, line in enumerate(bare, start=1)
    )


def blank_place_date(place_name, day) -> str:
    """ "Phường 6, ngày      tháng 9 năm 2017": the day is written by hand when the paper is signed."""
    return f"{place_name}, {blank_date(day)}"


def blank_date(day) -> str:
    """ "ngày      tháng 9 năm 2017"."""
    _, _, month_and_year = dates.long_date(day).partition(" tháng ")
    return f"ngày {BLANK_NUMBER} tháng {month_and_year}"
