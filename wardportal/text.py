"""Vietnamese text: one spelling to store, one folding to search by, one order for people's names.

Rules: 07-language-and-numbers.md §7.1 (order of names) and §7.2 (Unicode, folding).
"""

import re
import unicodedata
from itertools import product

from django.db.models import Q

# Stands wherever the papers do not say something and the ward must fill it in.
MISSING = "[cần bổ sung]"

# Spaces that word processors and web pages leave behind, and marks nobody can see.
ODD_SPACES = dict.fromkeys(
    map(ord, "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"), " "
)
ODD_SPACES |= dict.fromkeys(map(ord, "\u2009\u200a\u202f\u205f\u3000"), " ")
ODD_SPACES |= dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"), None)

# People type a plain hyphen and straight quotes where the paper has “2015 – 2020”.
PLAIN_SIGNS = str.maketrans(
    {**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’", "'")}
)
# Each word is one more condition of the query, and SQLite takes a thousand at most; nobody needs that many.
MOST_WORDS = 20
# "19-KH/ĐU" and "73/KH-UBND" as people remember them: with either sign between the parts.
NUMBER_SYMBOL = re.compile(r"\d+[-/][a-z]+(?:[-/][a-z]+)?")
MARKS = re.compile("[\u0300-\u036f]+")
EDGES = re.compile(r"^\W+|\W+$")

# The alphabet of 29 letters, with the four foreign ones where Latin puts them.
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Each letter becomes one character out of 2…9a…y: only digits and small letters, which every collation of
# either database keeps in this order. "0" ends a part (so shorter comes first), "1" announces a digit.
LETTER_KEYS = dict(zip(ALPHABET, "23456789abcdefghijklmnopqrstuvwxy", strict=True))
PART_END = "0"
DIGIT_KEY = "1"
# ngang huyền hỏi ngã sắc nặng
LEVEL_TONE = "1"
TONE_KEYS = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}


def is_gap(text: str) -> bool:
    """Whether the papers do not say this, wholly or in part, and the ward has not filled it in yet."""
    return not text or MISSING in text


def without_gaps(text: str) -> str:
    """The text as a name or a file says it: without the mark that something is missing."""
    return " ".join(text.replace(MISSING, "").split())


def nfc(text: str) -> str:
    """The one form in which text is stored: composed (NFC), plain spaces, nothing at the ends.

    Line breaks stay. Text from macOS, iOS and Windows-1258 arrives decomposed (07 §7.2).
    """
    return unicodedata.normalize("NFC", text.translate(ODD_SPACES)).strip()


def fold(text: str) -> str:
    """Text as the search compares it: small letters without marks, "đ" as "d", single spaces (07 §7.2).

    NFC → lower → NFD → marks dropped → đ→d → spaces collapsed, so "Uỷ", "Ủy" and "uy" are one. Dashes and
    quotation marks become the plain ones. Computed here because neither database folds Vietnamese:
    SQLite lowers ASCII only.
    """
    decomposed = unicodedata.normalize("NFD", nfc(text).lower())
    plain = MARKS.sub("", decomposed).replace("đ", "d").translate(PLAIN_SIGNS)
    return " ".join(plain.split())


def search_words(query: str) -> list[str]:
    """The folded words of a query, each once, in order; the first MOST_WORDS of them, the rest is not asked.

    Signs around a word are dropped, those inside are kept ("19-kh/du"). A record is found when every
    word occurs anywhere in its folded text.
    """
    words = (EDGES.sub("", word) for word in fold(query).split())
    return list(dict.fromkeys(word for word in words if word))[:MOST_WORDS]


def name_sort_key(full_name: str) -> str:
    """A string of digits and small letters by which people sort: given name, then họ, then đệm (07 §7.1).

    Within a word the letters of the whole syllable count first and its tone second (Mai < Mãi < Mạnh), in
    the order of the Vietnamese alphabet and of the tones. The key sorts alike in SQLite and in any
    PostgreSQL collation. A name of n characters has a key of at most 3n + 3; signs and letters
    of other scripts do not count.
    """
    words = nfc(full_name).lower().split()
    return "".join(_syllable_key(word) for word in words[-1:] + words[:-1])


def _syllable_key(word: str) -> str:
    letters, tones = [], []
    for character in word:
        # A tone may stand on top of a letter's own mark (ậ = â + nặng): take the tone off, keep the letter.
        marks = unicodedata.normalize("NFD", character)
        tones += [TONE_KEYS[mark] for mark in marks if mark in TONE_KEYS]
        letter = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONE_KEYS))
        letters.append(_letter_key(letter))
    return "".join(letters) + PART_END + ("".join(tones) or LEVEL_TONE) + PART_END


def _letter_key(letter: str) -> str:
    if letter in LETTER_KEYS:
        return LETTER_KEYS[letter]
    if letter.isascii() and letter.isdigit():
        return DIGIT_KEY + letter
    base = unicodedata.normalize("NFD", letter)[:1]
    return LETTER_KEYS.get(base, "")


def has_all(words: list[str], field: str) -> Q:
    """The filter "every one of `words` (from `search_words`) stands somewhere in `field`", a folded text.

    No words: everything matches. Substrings count, so that "19-kh" finds "19-KH/ĐU"; so does "19/kh".
    """
    condition = Q()
    for word in words:
        condition &= Q(*((f"{field}__contains", spelling) for spelling in _spellings(word)), _connector=Q.OR)
    return condition


def _spellings(word: str) -> list[str]:
    """A paper's number with every choice of the signs between its parts; any other word as it is."""
    if not NUMBER_SYMBOL.fullmatch(word):
        return [word]
    first, *others = re.split("[-/]", word)
    signed = product(*([f"-{part}", f"/{part}"] for part in others))
    return [first + "".join(parts) for parts in signed]
