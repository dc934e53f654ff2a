"""Text typed for VNI-Windows and TCVN3 (ABC) fonts, turned into Unicode (NFC).

In both, Latin letters stand for Vietnamese ones: VNI writes a letter and behind it a sign for its marks
("Vieät"), TCVN3 has one sign per small letter ("ViÖt") and a second font, ending in H, for capitals.
Rule: 07-language-and-numbers.md §7.2 (what is stored is NFC).
"""

import re
import unicodedata
from enum import StrEnum


class Encoding(StrEnum):
    UNICODE = "unicode"
    VNI = "vni"
    TCVN3 = "tcvn3"
    # The same signs in a font that draws them as capitals (.VnTimeH).
    TCVN3_CAPITALS = "tcvn3-hoa"


# By tone: huyền, hỏi, ngã, sắc, nặng.
TONED = {
    "a": "àảãáạ",
    "ă": "ằẳẵắặ",
    "â": "ầẩẫấậ",
    "e": "èẻẽéẹ",
    "ê": "ềểễếệ",
    "i": "ìỉĩíị",
    "o": "òỏõóọ",
    "ô": "ồổỗốộ",
    "ơ": "ờởỡớợ",
    "u": "ùủũúụ",
    "ư": "ừửữứự",
    "y": "ỳỷỹýỵ",
}

# VNI: the letter that is typed and the signs behind it, in the order of the tones.
TONE_SIGNS, HAT_SIGNS, BREVE_SIGNS = "øûõùï", "àåãáä", "èúüéë"
VNI_SIGNS = {
    **{letter: (letter, TONE_SIGNS) for letter in "aeouy"},
    **{letter: (base, HAT_SIGNS) for letter, base in zip("âêô", "aeo", strict=True)},
    "ă": ("a", BREVE_SIGNS),
    "ơ": ("ô", TONE_SIGNS),
    "ư": ("ö", TONE_SIGNS),
}
VNI_SMALL = {
    base + sign: toned
    for letter, (base, signs) in VNI_SIGNS.items()
    for sign, toned in zip(signs, TONED[letter], strict=True)
}
VNI_SMALL |= {"aâ": "â", "eâ": "ê", "oâ": "ô", "aê": "ă", "ô": "ơ", "ö": "ư", "ñ": "đ"}
VNI_SMALL |= {"ì": "ì", "æ": "ỉ", "ó": "ĩ", "í": "í", "ò": "ị", "î": "ỵ"}
VNI = VNI_SMALL | {typed.upper(): letter.upper() for typed, letter in VNI_SMALL.items()}
# People press Shift for the letter alone: "Aán".
VNI |= {typed[0].upper() + typed[1]: letter.upper() for typed, letter in VNI_SMALL.items() if len(typed) == 2}
VNI_TYPED = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))

TCVN3_SIGNS = {
    "a": "µ¶·¸¹",
    "ă": "»¼½¾Æ",
    "â": "ÇÈÉÊË",
    "e": "ÌÎÏÐÑ",
    "ê": "ÒÓÔÕÖ",
    "i": "×ØÜÝÞ",
    "o": "ßáâãä",
    "ô": "åæçèé",
    "ơ": "êëìíî",
    "u": "ïñòóô",
    "ư": "õö÷øù",
    "y": "úûüýþ",
}
TCVN3 = {
    sign: toned
    for letter, signs in TCVN3_SIGNS.items()
    for sign, toned in zip(signs, TONED[letter], strict=True)
}
TCVN3 |= dict(zip("¨©ª«¬\u00ad®", "ăâêôơưđ", strict=True))
TCVN3 |= dict(zip("¡¢£¤¥¦§", "ĂÂÊÔƠƯĐ", strict=True))
TCVN3_TABLE = str.maketrans(TCVN3)

# What a Vietnamese syllable may be made of, without its tone; only to tell the encodings apart.
ONSET = "ngh|ng|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx]"
NUCLEUS = (
    "uyê|uya|uyu|uây|uôi|ươi|ươu|iêu|yêu|oai|oay|oao|oeo|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi"
    "|oo|ua|uâ|uê|ui|uô|uơ|ưa|ưi|ươ|ưu|uy|yê|[aăâeêioôơuưy]"
)
SYLLABLE = re.compile(rf"(?:{ONSET})?(?:{NUCLEUS})(?:ch|ng|nh|[cmnpt])?")
TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
BETWEEN_WORDS = re.compile(r"[\s!-/:-@\[-`{-~0-9–—“”‘’…\u00a0]+")
# Fewer words with marks do not tell.
FEWEST_WORDS = 3
SURE, OUT_OF_QUESTION = 0.9, 0.6


def encoding_of(font_name: str) -> Encoding:
    """By the font's name: "VNI-Times", "VNI Helve" → VNI; ".VnTime" → TCVN3; ".VnTimeH" → its capitals."""
    name = font_name.strip()
    if re.match(r"\.Vn", name, re.IGNORECASE):
        return Encoding.TCVN3_CAPITALS if name.endswith("H") else Encoding.TCVN3
    return Encoding.VNI if re.match(r"VNI\b", name, re.IGNORECASE) else Encoding.UNICODE


def guess(text: str) -> Encoding | None:
    """The one encoding by which nearly all words with marks are Vietnamese syllables; None where unsure.

    Capitals of TCVN3 cannot be told from small letters here. A caller asks people before it relies on this.
    """
    words = [word for word in BETWEEN_WORDS.split(text) if not word.isascii()]
    if len(words) < FEWEST_WORDS:
        return None
    shares = {
        encoding: sum(_is_syllable(word, encoding) for word in words) / len(words)
        for encoding in (Encoding.UNICODE, Encoding.VNI, Encoding.TCVN3)
    }
    best = max(shares, key=shares.get)
    others = [share for encoding, share in shares.items() if encoding != best]
    return best if shares[best] >= SURE and max(others) <= OUT_OF_QUESTION else None


def reads_as(text: str, encoding: Encoding) -> bool:
    """Whether the text has words with marks and all of them are Vietnamese syllables by `encoding`."""
    words = [word for word in BETWEEN_WORDS.split(text) if not word.isascii()]
    return bool(words) and all(_is_syllable(word, encoding) for word in words)


def to_unicode(text: str, encoding: Encoding) -> str:
    """The text in Unicode, NFC; letters that `encoding` does not know stay. Spaces stay as they are."""
    if encoding == Encoding.VNI:
        # A file from a Mac may hold the signs themselves decomposed.
        text = VNI_TYPED.sub(lambda match: VNI[match[0]], unicodedata.normalize("NFC", text))
    elif encoding != Encoding.UNICODE:
        text = unicodedata.normalize("NFC", text).translate(TCVN3_TABLE)
    if encoding == Encoding.TCVN3_CAPITALS:
        text = text.upper()
    return unicodedata.normalize("NFC", text)


def _is_syllable(word: str, encoding: Encoding) -> bool:
    if encoding != Encoding.UNICODE and max(unicodedata.normalize("NFC", word)) > "\u00ff":
        return False
    decomposed = unicodedata.normalize("NFD", to_unicode(word, encoding).lower())
    bare, tones = TONES.subn("", decomposed)
    return tones <= 1 and bool(SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))
