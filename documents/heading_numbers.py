"""The numbers of a text's headings: typed ones give way to the right ones, in the way of the format."""

import re

from documents.content_cleaning import clean

ROMAN = "M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
# Behind a label comes a space, or at once a word ("I-TÌNH HÌNH"), but no number ("1.000"), no initial
# ("V.I. Lê-nin"), no symbol ("19-KH/ĐU") and, behind a Roman one, no small letter ("X-quang").
CAPITAL = f"[{''.join(sign for sign in map(chr, range(0x41, 0x1EFA)) if sign.isupper())}]"
TYPED_LABEL = re.compile(
    rf"^\s*(?:(?=[IVX]){ROMAN}\s*[-–.)](?=\s|<|$|{CAPITAL}[^\W\d_])"
    r"|\d{1,2}(?:\.\d{1,2})*\s*[-–.)/](?=\s|<|$|[^\W\d_]{2})(?![^\s<]*/)"
    r"|[a-zđ]\s*[-.)/](?=\s|<|$)|[a-zđ]\)"
    r"|[-–+](?=\s))\s*"
)
# "Điều 3.", "Phần thứ nhất", "Chương II"; "Điều kiện", "Phần mềm" and "Chương trình" are words like others.
OWN_LABEL = re.compile(r"^\s*(?:(?i:Điều|Phần|Chương)\s+(?:\d+|[IVXLC]+|(?i:thứ))\b|(?i:Phụ lục)\b)")
HEADING = re.compile(r"<h([234])>(.*?)</h\1>", re.S)
LETTERS = "abcdđeghiklmnopqrstuvxy"


def renumbered(html: str, labels: tuple[str, str, str]) -> str:
    """The headings of restricted HTML numbered anew, in the way of `labels` ("I-", "1-", "a)").

    A typed number gives way to the right one; "Điều 3.", "Phần thứ nhất" stay, the levels below begin anew.
    """
    counts = [0, 0, 0]

    def labelled(found):
        level, text = int(found[1]) - 2, found[2]
        counts[level + 1 :] = [0] * (2 - level)
        bare = re.sub(r"<[^>]*>", "", text)
        if OWN_LABEL.match(bare):
            counts[level] = 0
            return found[0]
        counts[level] += 1
        tags = re.match(r"(?:<[^>]*>)*", text)[0]
        rest = TYPED_LABEL.sub("", text[len(tags) :])
        return f"<h{found[1]}>{tags}{_label(labels[level], counts[level])} {rest}</h{found[1]}>"

    return HEADING.sub(labelled, clean(html).html)


def _label(pattern, count) -> str:
    """ "I-", 3 → "III-"; "1.", 3 → "3."; "a)", 4 → "d)"."""
    kind, mark = pattern[:1], pattern[1:]
    if kind == "I":
        return f"{_roman(count)}{mark}"
    if kind == "a":
        return f"{LETTERS[(count - 1) % len(LETTERS)]}{mark}"
    return f"{count}{mark}"


def _roman(count) -> str:
    letters = ""
    for value, sign in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        times, count = divmod(count, value)
        letters += sign * times
    return letters
