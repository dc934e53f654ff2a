"""Two texts compared word by word: what was added, what was taken out, and the lines around it."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from documents.content_writing import to_text

# A word or signs with the spaces behind them, or the end of a line.
TOKEN = re.compile(r"\n|(?:\w+|[^\w\s]+)[^\S\n]*|[^\S\n]+")
# Beyond this the matcher may leave common words out of account: exact would take minutes.
MOST_EXACT = 2000


class How(StrEnum):
    SAME, ADDED, REMOVED = "same", "added", "removed"


@dataclass(frozen=True)
class Piece:
    """Words that stayed, came or went."""

    how: How
    text: str


@dataclass(frozen=True)
class Line:
    """One line with its pieces; or, without any, how many lines that stayed are left out here."""

    pieces: tuple[Piece, ...]
    left_out: int = 0


def words_of(text: str) -> str:
    """The words of a field: those of restricted HTML without its markup."""
    return to_text(text) if text.startswith("<") else text


def compare(before: str, after: str) -> list[Line]:
    """The lines with changes, each with the one before and after it; [] where the words are the same."""
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    lines = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            lines += _unchanged(new[j1:j2], is_first=i1 == 0, is_last=i2 == len(old) and j2 == len(new))
        else:
            lines += _changed("\n".join(old[i1:i2]), "\n".join(new[j1:j2]))
    return lines if any(piece.how != How.SAME for line in lines for piece in line.pieces) else []


def _unchanged(lines, *, is_first, is_last):
    """One line beside each change, the others only counted."""
    head = 0 if is_first else 1
    tail = len(lines) if is_last else max(len(lines) - 1, head)
    yield from (_same(line) for line in lines[:head])
    if tail > head:
        yield Line((), left_out=tail - head)
    yield from (_same(line) for line in lines[tail:])


def _same(line):
    return Line((Piece(How.SAME, line),))


def _changed(before, after):
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > MOST_EXACT)
    pieces = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append((How.SAME, new[j1:j2]))
        else:
            pieces += [(How.REMOVED, old[i1:i2]), (How.ADDED, new[j1:j2])]
    return _lines([(how, "".join(tokens)) for how, tokens in pieces if tokens])


def _lines(pieces):
    """The pieces cut at the ends of lines."""
    line = []
    for how, text in pieces:
        first, *others = text.split("\n")
        if first:
            line.append(Piece(how, first))
        for part in others:
            if line:
                yield Line(tuple(line))
            line = [Piece(how, part)] if part else []
    if line:
        yield Line(tuple(line))
