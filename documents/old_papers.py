"""What can be recognized in the Word file of an old paper, for people to confirm beside the original.

Each component is found by how the rules print it (01-document-formats.md §1.2–§1.6), with the line it was
read from, or is None: nothing is guessed.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby

from documents.foot_of_old_paper import AUTHORITY, MINUTES_ROLES, POSTS, RECIPIENTS, Found, read_foot
from documents.legacy_fonts import Encoding, guess
from documents.number_symbol import NumberSymbol, written_code
from documents.type_lists import TYPES
from documents.word_text import Grid, Line, read
from organizations.models import Unit
from wardportal.text import fold

PARTY, ADMINISTRATIVE, YOUTH = (
    Unit.FormatFamily.PARTY,
    Unit.FormatFamily.ADMINISTRATIVE,
    Unit.FormatFamily.YOUTH,
)
TYPE_NAMES = {fold(entry.name): entry.name for entries in TYPES.values() for entry in entries}
# Folded lines at the top right, by the family whose grammar the number follows.
HEADINGS = {
    "dang cong san viet nam": PARTY,
    "doan tncs ho chi minh": YOUTH,
    "cong hoa xa hoi chu nghia viet nam": ADMINISTRATIVE,
}
MOTTO = "doc lap - tu do - hanh phuc"
NUMBER = re.compile(r"Số\b[ :.…_]*(?:\d+[a-zđ]?)? *[-–/] *\S.{0,40}", re.IGNORECASE)
PLACE_DATE = re.compile(
    r"(?P<place>[^\d\W].{0,80}?),? *ngày *(?P<day>\d{1,2}) *tháng *(?P<month>\d{1,2})"
    r" *năm *(?P<year>\d{4})\.?",
    re.IGNORECASE,
)
LETTER_ABSTRACT = re.compile(r"(?:V/v|Về việc)\b.+", re.IGNORECASE)
RULE = re.compile(r"[\W_]*")
ADDRESS = re.compile(r"Kính (?:gửi|trình) *:? *(?P<who>.*)", re.IGNORECASE)
HYPHENED = re.compile(r"[-–+] *\S.*")
BASIS = re.compile(r"(?:[-–+] *)?Căn cứ\b.+", re.IGNORECASE)
LABELS = (
    (re.compile(r"(?:[IVX]+ *[-.]|(?:Phần|Chương|Mục)\b).*", re.IGNORECASE), "h2"),
    (re.compile(r"(?:\d+ *[-.]|Điều \d+).*"), "h3"),
    (re.compile(r"[a-zđ] *\).*"), "h4"),
)
HYPHEN = re.compile(r"^((?:<(?:strong|em|u)>)*)[-–+•] +")
# A head is on the first page: what looks like one further down is text.
LONGEST_HEAD = 40
ENCODING_NAMES = {Encoding.VNI: "VNI-Windows", Encoding.TCVN3: "TCVN3 (ABC)"}


@dataclass(frozen=True)
class OldPaper:
    """The components of an old paper as printed, each with where it was read, or None where not recognized.

    `family` is a value of Unit.FormatFamily; `date` is ISO ("2016-04-25"). `recipients` come without
    hyphens and the line "Lưu …", which is `archive`. `body_html` is restricted HTML (documents.content),
    `annex_html` what stands behind the signature. `notes` are sentences for who confirms, `conversions`
    samples (before, after) of text that was in VNI or TCVN3.
    """

    family: Found | None = None
    number: Found | None = None
    place: Found | None = None
    date: Found | None = None
    type_name: Found | None = None
    abstract: Found | None = None
    superior: Found | None = None
    issuer: Found | None = None
    basis: Found | None = None
    authority: Found | None = None
    post: Found | None = None
    signer: Found | None = None
    secretary: Found | None = None
    addressees: Found | None = None
    recipients: Found | None = None
    archive: Found | None = None
    body_html: str = ""
    annex_html: str = ""
    notes: tuple[str, ...] = ()
    conversions: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict:
        """As data for JSON."""
        return asdict(self)


def read_docx(data: bytes) -> OldPaper:
    """What is recognized in a .docx; ValidationError (Vietnamese) for a broken, hostile or other file."""
    text = read(data)
    parts = _unfolded(text.parts)
    notes = []
    head, head_end = _head(parts, notes)
    tail, tail_start, tail_end = read_foot(parts, head_end)
    body = parts[head_end:tail_start]
    addressees, body = _addressees(body)
    basis, body = _basis(body)
    annex_html = _html(parts[tail_end:])
    return OldPaper(
        **head,
        **tail,
        addressees=addressees,
        basis=basis,
        body_html=_html(body),
        annex_html=annex_html,
        notes=(*notes, *_notes(text, bool(annex_html))),
        conversions=tuple(text.conversions),
    )


def _unfolded(parts: Sequence[Line | Grid]) -> list[Line | Grid]:
    """Tables that only hold a head or a signature become their lines; a table of the text stays."""
    lines = []
    for part in parts:
        if isinstance(part, Grid) and any(_is_frame(line.text) for column in part.columns for line in column):
            lines += [line for column in part.columns for line in column]
        else:
            lines.append(part)
    return lines


def _is_frame(text: str) -> bool:
    return (
        fold(text) in HEADINGS
        or any(each.fullmatch(text) for each in (PLACE_DATE, RECIPIENTS, AUTHORITY))
        or fold(text) in POSTS
        or fold(text) in MINUTES_ROLES
    )


def _notes(text, has_annex: bool) -> list[str]:
    notes = []
    if text.pictures:
        notes.append(
            f"Văn bản có {text.pictures} hình chưa được đưa vào nội dung. Hãy chèn lại hình nếu cần."
        )
    if has_annex:
        notes.append("Phần sau chữ ký được tách riêng. Hãy xem có phải phụ lục không.")
    words = " ".join(part.text for part in text.parts if isinstance(part, Line))
    if (seems := guess(words)) in ENCODING_NAMES:
        notes.append(
            f"Chữ có vẻ theo bảng mã {ENCODING_NAMES[seems]} nhưng phông chữ không nói rõ, nên chưa chuyển. "
            "Hãy đặt đúng phông VNI hoặc .VnTime cho đoạn ấy trong Word rồi tải lên lại."
        )
    return notes


# --- The head -------------------------------------------------------------------------------------


def _head(parts: list, notes: list[str]) -> tuple[dict, int]:
    """What stands above the text, and how many parts that takes."""
    top = [part if isinstance(part, Line) else Line("", "") for part in parts[:LONGEST_HEAD]]
    places = {
        "family": _first(top, lambda line: fold(line.text) in HEADINGS),
        "number": _first(top, lambda line: NUMBER.fullmatch(line.text)),
        "date": _first(top, lambda line: PLACE_DATE.fullmatch(line.text)),
    }
    if places["number"] is None and places["family"] is None:
        return {}, 0
    found = {}
    if places["family"] is not None:
        line = top[places["family"]]
        found["family"] = Found(str(HEADINGS[fold(line.text)]), line.text)
    found["number"] = _number(top, places["number"], found.get("family"))
    found |= _place_date(top, places["date"], notes)
    found |= _issuer(top, places["number"])
    start = max(place for place in places.values() if place is not None) + 1
    titled, end = _title(top, start)
    # A letter's abstract stands below its number, thus beside the place and the date.
    if not titled:
        titled, end = _letter_abstract(top, start)
    return found | titled, end


def _first(lines, holds) -> int | None:
    return next((place for place, line in enumerate(lines) if holds(line)), None)


def _number(lines, place: int | None, family: Found | None) -> Found | None:
    if place is None:
        return None
    line = lines[place].text
    parsed = NumberSymbol.parse_or_none(line, family=family.value if family else None)
    if parsed:
        return Found(str(parsed), line) if parsed.number else None
    try:
        return Found(written_code(line, family.value if family else ADMINISTRATIVE), line)
    except ValueError:
        return None


def _place_date(lines, place: int | None, notes: list[str]) -> dict:
    if place is None:
        return {}
    line = lines[place].text
    match = PLACE_DATE.fullmatch(line)
    found = {"place": Found(match["place"].strip(), line)}
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        notes.append(f"Dòng “{line}” ghi một ngày không có thật. Hãy xem lại ngày văn bản.")
        return found
    return found | {"date": Found(day.isoformat(), line)}


def _issuer(lines, number: int | None) -> dict:
    """The lines on the left above the number; bold ones are who issues it, if only some are bold."""
    if number is None:
        return {}
    left = [
        line for line in lines[:number]
        if line.text and line.side != "right" and not RULE.fullmatch(line.text) and not _is_right(line.text)
    ]  # fmt: skip
    bold = [line for line in left if line.is_bold]
    if not left:
        return {}
    # Without bold letters, or with nothing else, the paper does not say which lines are the superior's.
    if not bold or len(bold) == len(left):
        return {"issuer": _lines_found(left)}
    return {
        "superior": _lines_found([line for line in left if not line.is_bold]),
        "issuer": _lines_found(bold),
    }


def _is_right(text: str) -> bool:
    return fold(text) in HEADINGS or fold(text) == MOTTO or bool(PLACE_DATE.fullmatch(text))


def _lines_found(lines) -> Found:
    texts = tuple(line.text for line in lines)
    return Found(texts, "\n".join(texts))


def _title(lines, start: int) -> tuple[dict, int]:
    """The name of the type on a line of its own, and below it the bold or centred lines of the abstract."""
    place = _first(
        lines, lambda line: fold(line.text) in TYPE_NAMES and (line.is_bold or line.align == "center")
    )
    if place is None:
        return {}, start
    end = place + 1
    while end < len(lines) and not lines[end].text:
        end += 1
    first = end
    while end < len(lines) and _is_abstract(lines[end]):
        end += 1
    abstract = [line.text for line in lines[first:end]]
    while end < len(lines) and RULE.fullmatch(lines[end].text):
        end += 1
    found = {"type_name": Found(TYPE_NAMES[fold(lines[place].text)], lines[place].text)}
    if abstract:
        found["abstract"] = Found(" ".join(abstract), "\n".join(abstract))
    return found, max(start, end if abstract else place + 1)


def _is_abstract(line: Line) -> bool:
    if RULE.fullmatch(line.text) or BASIS.fullmatch(line.text) or _heading(line):
        return False
    return line.align == "center" or (line.is_bold and not line.side)


def _letter_abstract(lines, start: int) -> tuple[dict, int]:
    place = _first(lines, lambda line: LETTER_ABSTRACT.fullmatch(line.text))
    if place is None:
        return {}, start
    text = lines[place].text
    return {"abstract": Found(text, text)}, max(start, place + 1)


# --- The text -------------------------------------------------------------------------------------


def _addressees(parts: list) -> tuple[Found | None, list]:
    """To whom the paper is addressed, from "Kính gửi: …" and the lines "- …" below it; and the rest."""
    begins = _first_written(parts)
    first = ADDRESS.fullmatch(parts[begins].text) if begins is not None else None
    if first is None:
        return None, parts
    end = begins + 1
    while end < len(parts) and isinstance(parts[end], Line) and HYPHENED.fullmatch(parts[end].text):
        end += 1
    printed = [line.text for line in parts[begins:end]]
    named = [first["who"], *printed[1:]]
    bodies = tuple(bare for text in named if (bare := re.sub(r"^[-–+] *|[;.,\s]+$", "", text)))
    return (Found(bodies, "\n".join(printed)), parts[end:]) if bodies else (None, parts)


def _first_written(parts: list) -> int | None:
    """The place of the first line that says something; None where a table comes first, or nothing."""
    for place, part in enumerate(parts):
        if isinstance(part, Grid):
            return None
        if part.text:
            return place
    return None


def _basis(parts: list) -> tuple[Found | None, list]:
    """The lines "Căn cứ …" that the text begins with, and the rest."""
    begins = _first_written(parts)
    if begins is None:
        return None, parts
    end = begins
    while end < len(parts) and isinstance(parts[end], Line) and BASIS.fullmatch(parts[end].text):
        end += 1
    if end == begins:
        return None, parts
    printed = [line.text for line in parts[begins:end]]
    return Found(tuple(re.sub(r"^[-–+] *", "", text) for text in printed), "\n".join(printed)), parts[end:]


def _heading(line: Line) -> str:
    if line.level:
        return f"h{min(line.level + 1, 4)}"
    if not line.is_bold:
        return ""
    return next((tag for label, tag in LABELS if label.fullmatch(line.text)), "")


def _html(parts: list) -> str:
    """The restricted HTML of lines and tables; lines of one list stand together."""
    shown = [part for part in parts if isinstance(part, Grid) or not RULE.fullmatch(part.text)]
    html = ""
    for kind, together in groupby(shown, key=_list_kind):
        if kind:
            html += f"<{kind}>{''.join(f'<li><p>{_item(line)}</p></li>' for line in together)}</{kind}>"
        else:
            html += "".join(part.html if isinstance(part, Grid) else _block(part) for part in together)
    return html


def _list_kind(part: Line | Grid) -> str:
    if isinstance(part, Grid) or _heading(part):
        return ""
    return part.list_kind or ("ul" if HYPHEN.match(part.html) else "")


def _item(line: Line) -> str:
    return HYPHEN.sub(r"\1", line.html)


def _block(line: Line) -> str:
    if tag := _heading(line):
        # A heading is bold by itself.
        return f"<{tag}>{re.sub('</?strong>', '', line.html)}</{tag}>"
    style = f' style="text-align: {line.align}"' if line.align else ""
    return f"<p{style}>{line.html}</p>"
