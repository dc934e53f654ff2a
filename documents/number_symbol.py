"""The number and symbol of a paper ("19-KH/ĐU", "12/KH-MTTQ-BTT"): read, compared and printed.

Rule: the grammar of 01-document-formats.md §1.8 and the type abbreviations of §1.10.
"""

import re
from dataclasses import dataclass

from organizations.models import Unit
from wardportal.text import nfc

FormatFamily = Unit.FormatFamily

# The abbreviations of §1.10 for papers a ward reads or writes. They say whether "12/KH-MTTQ" names a type or
# "249/MTTQ-BTT" only its bodies. BTT (bản thỏa thuận) is left out: in a ward it is always Ban Thường trực.
PARTY_ABBREVIATIONS = (
    "CL NQ QĐ CT KL QC QĐi TT HD TB TC TBo LKG BC KH QH CTr CTrHĐ ĐA PA DA TTr CV BB GGT GCN GĐĐ GNP GM PC PG"
)
ADMINISTRATIVE_ABBREVIATIONS = "QyĐ HĐ CĐ BGN GUQ PB SY TrS SL"
ABBREVIATIONS = {
    name.upper(): name for name in f"{PARTY_ABBREVIATIONS} {ADMINISTRATIVE_ABBREVIATIONS}".split()
}

DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
LEAD = r"(?:[^\d/]*\bsố\b\s*:?\s*)?"
NUMBER = r"(?P<number>\d{1,4})?(?P<suffix>(?<=\d)[a-zđ])?"
LETTERS = "A-ZĐƯƠÂÊÔĂ"
PARTY = re.compile(
    rf"{LEAD}{NUMBER}\s*-\s*(?P<abbreviation>[{LETTERS}]{{1,5}})\s*/\s*(?P<symbol>[{LETTERS}0-9.\-]+)", re.I
)
ADMINISTRATIVE = re.compile(
    rf"{LEAD}{NUMBER}\s*/\s*(?P<head>[{LETTERS}0-9]+)(?:\s*-\s*(?P<rest>[{LETTERS}0-9.\-]+))?", re.I
)
# What a draft shows where its number will be written: the room of four digits.
BLANK_NUMBER = "\u00a0" * 6


@dataclass(frozen=True)
class NumberSymbol:
    """The parts of "19-KH/ĐU": number 19, no suffix, abbreviation "KH", symbol "ĐU", family PARTY.

    A draft has no number. An administrative official letter has no abbreviation ("249/MTTQ-BTT").
    `family` says by which of the two grammars it is written: PARTY and YOUTH put the type before the
    slash, ADMINISTRATIVE and FRONT after it; `parse` answers PARTY or ADMINISTRATIVE.
    """

    number: int | None
    suffix: str
    abbreviation: str
    symbol: str
    family: FormatFamily

    @classmethod
    def parse(cls, text: str) -> "NumberSymbol":
        """Read a number and symbol however loosely it is spelled ("Kế hoạch số 25-KH/ĐU", "Số: 19 - kh/đu").

        Raises ValueError with a Vietnamese message for what follows neither grammar ("364/CV.BCH"): such a
        number can only be kept as the text it is.
        """
        plain = nfc(text).translate(DASHES)
        if match := PARTY.fullmatch(plain):
            name = match["abbreviation"].upper()
            return cls(
                *_number(match),
                ABBREVIATIONS.get(name, match["abbreviation"]),
                match["symbol"].upper(),
                FormatFamily.PARTY,
            )
        if match := ADMINISTRATIVE.fullmatch(plain):
            head, rest = match["head"].upper(), (match["rest"] or "").upper()
            if rest and head in ABBREVIATIONS:
                return cls(*_number(match), ABBREVIATIONS[head], rest, FormatFamily.ADMINISTRATIVE)
            symbol = f"{head}-{rest}" if rest else head
            return cls(*_number(match), "", symbol, FormatFamily.ADMINISTRATIVE)
        raise ValueError(f"“{text}” không đúng dạng số và ký hiệu văn bản (ví dụ: 19-KH/ĐU, 12/KH-MTTQ-BTT).")

    def __str__(self) -> str:
        """ "19-KH/ĐU", "05-NQ/ĐU"; a draft's begins with its sign: "-KH/ĐU"."""
        return self._written("")

    def printed(self, prefix: str | None = None) -> str:
        """The line on the paper: "Số 19-KH/ĐU" (Party) or "Số: 12/KH-MTTQ-BTT"; a draft keeps a gap.

        `prefix` is the layout's own where the caller has one (the Youth Union writes "Số: 05-KH/ĐTN").
        """
        if prefix is None:
            prefix = "Số " if self._type_first else "Số: "
        return prefix + self._written(BLANK_NUMBER)

    @property
    def _type_first(self) -> bool:
        return self.family in (FormatFamily.PARTY, FormatFamily.YOUTH)

    def _written(self, blank: str) -> str:
        number = blank if self.number is None else f"{self.number:02}{self.suffix}"
        if self._type_first:
            return f"{number}-{self.abbreviation}/{self.symbol}"
        return f"{number}/{'-'.join(filter(None, (self.abbreviation, self.symbol)))}"


def _number(match: re.Match) -> tuple[int | None, str]:
    number = match["number"]
    return (None, "") if number is None else (int(number), (match["suffix"] or "").lower())
