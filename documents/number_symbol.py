"""The number and symbol of a paper ("19-KH/ĐU", "12/KH-MTTQ-BTT"): read, compared, found and printed.

Rule: the grammar of 01-document-formats.md §1.8, the forms of §1.5 and §1.6, the abbreviations of §1.10.
What follows no grammar ("364/CV.BCH") is kept as it is written: see `written_code`.
"""

import re
import unicodedata
from dataclasses import dataclass

from documents.type_lists import OTHER_ABBREVIATIONS, TYPES
from organizations.models import Unit
from wardportal.text import ODD_SPACES

FormatFamily = Unit.FormatFamily

# By their capitals, of all families: they say whether "12/KH-MTTQ" names a type or "249/MTTQ-BTT" only its
# bodies, and give back the letters that capitals or small letters hid ("12-CTR/QU").
ABBREVIATIONS = {
    abbreviation.upper(): abbreviation
    for abbreviation in (
        *(entry.abbreviation for entries in TYPES.values() for entry in entries if entry.abbreviation),
        *OTHER_ABBREVIATIONS,
    )
}
# Bản thỏa thuận by NĐ 30, but in a ward nearly always the Front's Ban Thường trực.
AGREEMENT = "BTT"
# Parts of an organization's symbol that are not all capitals: the Prime Minister's "QĐ-TTg".
MIXED_SYMBOLS = {"TTG": "TTg"}
# Kinds of state papers that are cited and in no list of a ward.
STATE_NAMES = ("Nghị định", "Thông tư", "Luật")

# What a draft shows where its number will be written: the room of four digits.
BLANK_NUMBER = "\u00a0" * 6
# A number as it stands in running text, in one piece: "19-KH/ĐU", "249/MTTQ-BTT", "30/2020/NĐ-CP".
WRITTEN_NUMBER = re.compile(r"\b\d+[a-zđ]?(?:-[^\W\d_]+|(?:/\d{4})?)/[^\W\d_]\w*(?:[-.][^\W\d_]\w*)*\b")
# The longest odd number that is kept as it is written, and the longest citation that is read.
LONGEST_WRITTEN = 50
LONGEST_CITATION = 1000

# Old code tables leave an Icelandic or African letter where Đ stood.
SIGNS = str.maketrans(
    dict.fromkeys("‐‑‒–—−", "-")
    | dict.fromkeys("⁄∕／", "/")
    | dict.fromkeys("ÐƉ", "Đ")
    | dict.fromkeys("ðɖ", "đ")
)
INVISIBLE = "".join(re.escape(chr(code)) for code, space in ODD_SPACES.items() if space is None)
PIECES = re.compile(rf"[\s{INVISIBLE}]+|[^\s{INVISIBLE}][\u0300-\u036f]*")

LETTERS = "A-Za-zĐđƯưƠơÂâÊêÔôĂă"
ABBREVIATION = re.compile(rf"[{LETTERS}]{{1,6}}")
PART = rf"[{LETTERS}0-9]+"
NAMES = "|".join(
    sorted({entry.name for entries in TYPES.values() for entry in entries} | {*STATE_NAMES}, reverse=True)
)
WORD_SO = r"\b(?i:số)(?:,? (?:và )?ký hiệu)?(?![^\W\d_]) ?[:.]?"
LEAD = rf"(?:(?P<so>{WORD_SO})|\b(?P<name>(?i:{NAMES}))\b) ?"
# A draft leaves room, dots or a line for its number.
NUMBER = r"(?:(?P<number>(?=0*[1-9])[0-9]{1,5})(?P<suffix>[A-Za-zĐđ])?|[ ._…]{0,80})"
KNOWN = "|".join(sorted(ABBREVIATIONS, key=len, reverse=True))


def _grammar(dash: str) -> str:
    """Both grammars, with the `dash` that may stand inside a symbol.

    The type first: 19-KH/ĐU. The type after the slash, if any: 12/KH-MTTQ-BTT, 249/MTTQ-BTT, and with the
    year 30/2020/NĐ-CP. A first part with a full stop ("CV.BCH") does not say what is type and what is body.
    """
    symbol = rf"{PART}(?:(?:\.|{dash}){PART})*"
    return (
        rf"{NUMBER} ?(?:"
        rf"- ?(?P<first>[{LETTERS}]{{1,6}}) ?/ ?(?P<owner>{symbol})"
        rf"|/ ?(?:(?P<year>(?:19|20)[0-9]{{2}}) ?/ ?)?"
        rf"(?:(?P<type>(?i:{KNOWN})) ?- ?(?P<after>{symbol})"
        rf"|(?P<body>(?=[{LETTERS}]){PART}(?:{dash}{symbol})?))"
        rf")"
    )


# The date of a citation may follow; it is read elsewhere.
WHOLE = re.compile(rf"(?:[^\d/]{{0,200}}?{LEAD})?{_grammar(' ?- ?')}[ .,;:]*(?:\(?ngày .*)?")
# In running text a dash between spaces begins the next thought, and a word goes on after its own signs.
INSIDE = re.compile(rf"(?:{LEAD}|(?<![\w./-])){_grammar('-')}(?!\w|[./&-]\w)")


# "Số 12 KH/ĐU", "Số:12-KH-ĐU": with a sign left out or mistaken, read only where nothing else can be meant.
LOOSE = re.compile(
    rf"(?P<head>(?:[^\d/]{{0,200}}?{LEAD})?0*[1-9][0-9]{{0,4}}[A-Za-zĐđ]?) ?[ -] ?"
    rf"(?P<loose>(?i:{KNOWN})) ?[-/] ?(?=[{LETTERS}])"
)


@dataclass(frozen=True)
class NumberSymbol:
    """The parts of "19-KH/ĐU": number 19, no suffix, abbreviation "KH", symbol "ĐU", family PARTY, no year.

    A draft has no number. An administrative official letter has no abbreviation ("249/MTTQ-BTT"). `family`
    says by which of the two grammars it is written: PARTY and YOUTH put the type before the slash, all
    others after it. Only a state paper that is cited has a `year` in its number ("30/2020/NĐ-CP").

    Legal values come back from their own text, `parse(str(x), family=x.family) == x`: the number is 1–99999
    or None, the suffix one small letter and only after a number, the symbol made of capitals, digits, inner
    "-" and (after its type) inner "."; a letter's symbol does not begin with the abbreviation of a type.
    """

    number: int | None
    suffix: str
    abbreviation: str
    symbol: str
    family: FormatFamily
    year: int | None = None

    @classmethod
    def parse(
        cls, text: str, *, family: str | None = None, abbreviation: str | None = None
    ) -> "NumberSymbol":
        """Read a number and symbol however loosely it is spelled ("Kế hoạch số 25 - KH/ĐU", "Số: 19-kh/đu").

        A citation's date (", ngày 25/4/2016 …") may follow and is not read. The answer's family is `family`
        where that is written by the grammar found, otherwise PARTY or ADMINISTRATIVE: the text decides how a
        number is printed. "BTT" is a type (bản thỏa thuận) only if `family` is ADMINISTRATIVE. `abbreviation`
        is that of the paper's type where it is known: one that no rule lists is read by it.

        Raises ValueError with a Vietnamese message for what follows neither grammar ("364/CV.BCH"): such a
        number can only be kept as the text it is (`written_code`).
        """
        if len(text) <= LONGEST_CITATION:
            plain = _plain(text)[0].strip()
            tight = LOOSE.sub(r"\g<head>-\g<loose>/", plain, count=1) if LOOSE.match(plain) else plain
            if match := WHOLE.fullmatch(plain) or WHOLE.fullmatch(tight):
                return _read(match, family, abbreviation)
        shown = text if len(text) <= LONGEST_WRITTEN else f"{text[:LONGEST_WRITTEN]}…"
        raise ValueError(
            f"“{shown}” không đúng dạng số và ký hiệu văn bản. "
            "Hãy viết như 19-KH/ĐU, 12/KH-MTTQ-BTT hoặc 30/2020/NĐ-CP."
        )

    @classmethod
    def parse_or_none(cls, text: str, **known) -> "NumberSymbol | None":
        """As `parse`, with None for what follows neither grammar."""
        try:
            return cls.parse(text, **known)
        except ValueError:
            return None

    def __str__(self) -> str:
        """ "19-KH/ĐU", "05-NQ/ĐU", "30/2020/NĐ-CP"; a draft's begins with its sign: "-KH/ĐU"."""
        return self._written("")

    def printed(self, prefix: str | None = None) -> str:
        """The line on the paper: "Số 19-KH/ĐU" (Party) or "Số: 12/KH-MTTQ-BTT"; a draft keeps a gap.

        `prefix` is the layout's own where the caller has one; without it only the Party has no colon (§1.7).
        """
        if prefix is None:
            prefix = "Số " if self.family == FormatFamily.PARTY else "Số: "
        return prefix + self._written(BLANK_NUMBER)

    def _written(self, blank: str) -> str:
        number = blank if self.number is None else f"{self.number:02}{self.suffix}"
        if _is_type_first(self.family) and self.abbreviation:
            return f"{number}-{self.abbreviation}/{self.symbol}"
        if self.year is not None:
            number = f"{number}/{self.year}"
        return f"{number}/{'-'.join(filter(None, (self.abbreviation, self.symbol)))}"


def find(text: str, *, family: str | None = None) -> tuple[NumberSymbol, tuple[int, int]] | None:
    """The first number and symbol in running text with its place (start, end) in `text`, or None.

    The place holds "19-KH/ĐU", of a draft "-KH/ĐU", without "Số". Outside of a citation ("số …", "Công văn
    …") only what names a known type or a year counts, and a blank number only after "Số", so that dates,
    addresses and measures are passed over. An odd number ("364/CV.BCH") is passed over too: whoever reads a
    paper's head gives the line of its number alone, lest a paper cited further down answer for it.
    `family` as in `NumberSymbol.parse`.
    """
    plain, places = _plain(text)
    for match in INSIDE.finditer(plain):
        if _is_certain(match):
            start = match.start("number") if match["number"] else _sign(plain, match)
            return _read(match, family), (places[start][0], places[match.end() - 1][1])
    return None


def written_code(text: str, family: str, abbreviation: str | None = None) -> str:
    """What to keep beside the parts of a paper's number: "" where its parts print it, else the text itself.

    The parts are number, suffix and symbol, with the `family` of the paper and, where given, the
    `abbreviation` of its type. They cannot give back "364/CV.BCH", a number with a year, one by the other
    grammar, or one that names its type otherwise (464/CV-CCB where letters have no abbreviation): the text
    is then kept, to be printed as it is, without "Số" and with plain single spaces.
    Raises ValueError with a Vietnamese message where it holds no digit or is longer than LONGEST_WRITTEN.
    """
    parsed = NumberSymbol.parse_or_none(text, family=family, abbreviation=abbreviation)
    if parsed and parsed.year is None and parsed.family == family:
        if abbreviation in (None, parsed.abbreviation):
            return ""
    kept = " ".join(unicodedata.normalize("NFC", text.translate(ODD_SPACES)).split())
    kept = re.sub(rf"^{WORD_SO} ?", "", kept)
    if not re.search("[0-9]", kept):
        raise ValueError(f"“{kept[:LONGEST_WRITTEN]}” không có số. Hãy ghi số và ký hiệu như trên văn bản.")
    if len(kept) > LONGEST_WRITTEN:
        raise ValueError(
            f"Số và ký hiệu dài quá {LONGEST_WRITTEN} chữ. Hãy chỉ ghi số và ký hiệu, không ghi tên văn bản."
        )
    return kept


def _plain(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text in NFC with single spaces and plain signs, and where each character stood in `text`."""
    characters, places = [], []
    for piece in PIECES.finditer(text):
        shown = piece[0].translate(ODD_SPACES)
        shown = " " if shown.isspace() else unicodedata.normalize("NFC", shown).translate(SIGNS)
        characters += shown
        places += [piece.span()] * len(shown)
    return "".join(characters), places


def _read(match: re.Match, family: str | None, known: str | None = None) -> NumberSymbol:
    if match["first"]:
        abbreviation, symbol, grammar = match["first"], match["owner"], FormatFamily.PARTY
    else:
        abbreviation, symbol = _type_and_body(match, family, known)
        grammar = FormatFamily.ADMINISTRATIVE
    # A year is in the numbers of the state alone.
    is_of_family = family and not match["year"] and _is_type_first(family) == _is_type_first(grammar)
    return NumberSymbol(
        number=int(match["number"]) if match["number"] else None,
        suffix=(match["suffix"] or "").lower(),
        abbreviation=known if known and _is_same(known, abbreviation) else _spelled(abbreviation),
        symbol=_symbol(symbol),
        family=FormatFamily(family) if is_of_family else grammar,
        year=int(match["year"]) if match["year"] else None,
    )


def _type_and_body(match: re.Match, family: str | None, known: str | None) -> tuple[str, str]:
    """Type and body behind the slash; the type is "" in an official letter."""
    if match["type"] and (match["type"].upper() != AGREEMENT or family == FormatFamily.ADMINISTRATIVE):
        return match["type"], match["after"]
    body = match["body"] or f"{match['type']}-{match['after']}"
    # The state's papers with a year always name their type first, but for the National Assembly's.
    type_name, dash, rest = body.partition("-")
    is_type = match["year"] or (known and _is_same(known, type_name))
    return (type_name.strip(), rest) if is_type and dash else ("", body)


def _is_same(known: str, written: str) -> bool:
    return known.upper() == written.strip().upper()


def _spelled(abbreviation: str) -> str:
    shown = abbreviation.upper() if abbreviation.islower() else abbreviation
    return ABBREVIATIONS.get(abbreviation.upper(), shown)


def _symbol(text: str) -> str:
    parts = re.split(r"([.-])", text.replace(" ", "").upper())
    return "".join(MIXED_SYMBOLS.get(part, part) for part in parts)


def _is_type_first(family: str) -> bool:
    return family in (FormatFamily.PARTY, FormatFamily.YOUTH)


def _is_certain(match: re.Match) -> bool:
    if match["so"]:
        return True
    if not match["number"]:
        return False
    known = match["type"] or (match["first"] or "").upper() in ABBREVIATIONS
    return bool(match["name"] or match["year"] or known)


def _sign(plain: str, match: re.Match) -> int:
    """Where the sign of a draft's blank number stands, behind whatever keeps the room."""
    start = match.end("so")
    return start + len(plain[start:]) - len(plain[start:].lstrip(" ._…"))
