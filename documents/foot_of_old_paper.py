"""What stands below the text of an old paper: recipients, signature, of minutes two signatures."""

import re
from dataclasses import dataclass

from documents.word_text import Line
from wardportal.text import fold

RECIPIENTS = re.compile(r"Nơi nhận *:?", re.IGNORECASE)
AUTHORITY = re.compile(r"(?:T/?M|K/?T|T/?L|TUQ|T/UQ|Q)[. ]+[^\W\d].*")
POSTS = (
    "bi thu", "pho bi thu", "chu tich", "pho chu tich", "truong ban", "pho truong ban", "chanh van phong",
    "pho chanh van phong", "chi hoi truong", "to truong",
)  # fmt: skip
NAME = re.compile(r"(?:[^\W\d_][^\W\d_]*\.? ){1,5}[^\W\d_]+")
# Minutes are signed on the left by who wrote them, on the right by who was in the chair.
MINUTES_ROLES = {
    **dict.fromkeys(("thu ky", "thu ky hoi nghi", "thu ky cuoc hop", "nguoi ghi bien ban"), "secretary"),
    **dict.fromkeys(("chu toa", "chu tri", "chu tri hoi nghi", "chu tri cuoc hop"), "signer"),
}


@dataclass(frozen=True)
class Found:
    """What was recognized and the line or lines of the paper it was read from."""

    value: str | tuple[str, ...]
    source_line: str


def read_foot(parts: list, start: int) -> tuple[dict, int, int]:
    """What stands below the text of `parts` (Line or Grid) from the place `start` on.

    {"recipients", "archive", "authority", "post", "signer", "secretary": Found} as far as recognized, the
    place where the foot begins, and the place behind it.
    """
    lines = [part if isinstance(part, Line) else Line("", "") for part in parts]
    places = [
        place for place in range(start, len(lines))
        if RECIPIENTS.fullmatch(lines[place].text) or _is_signing(lines[place]) or _minutes_role(lines[place])
    ]  # fmt: skip
    if not places:
        return {}, len(parts), len(parts)
    first = places[0]
    found, ends = {}, [first]
    recipients = next((place for place in places if RECIPIENTS.fullmatch(lines[place].text)), None)
    if recipients is not None:
        listed, end = _recipients(lines, recipients)
        found |= listed
        ends.append(end)
    signing = next((place for place in places if _is_signing(lines[place])), None)
    if signing is not None:
        signed, end = _signature(lines, signing)
        found |= signed
        ends.append(end)
    signed, end = _minutes_signatures(lines, first)
    found = {**signed, **found}
    ends.append(end)
    return found, first, max(ends)


def _is_signing(line: Line) -> bool:
    is_capital = line.text == line.text.upper()
    return is_capital and bool(AUTHORITY.fullmatch(line.text) or (line.is_bold and fold(line.text) in POSTS))


def _recipients(lines, place: int) -> tuple[dict, int]:
    listed, end = [], place + 1
    for number in range(place + 1, len(lines)):
        line = lines[number]
        # Around tabs the signature stands between the recipients.
        if line.side == "right" or not line.text:
            continue
        if not re.match(r"[-–+] *\S|Như trên|Lưu\b", line.text):
            break
        listed.append(line.text)
        end = number + 1
    names = [re.sub(r"^[-–+] *|[;.,\s]+$", "", text) for text in listed]
    kept = [number for number, name in enumerate(names) if re.match(r"Lưu\b", name)]
    others = [number for number in range(len(names)) if number not in kept]
    return {
        "recipients": Found(tuple(names[each] for each in others), "\n".join(listed[each] for each in others))
        if others
        else None,
        "archive": Found(names[kept[-1]], listed[kept[-1]]) if kept else None,
    }, end


def _signature(lines, place: int) -> tuple[dict, int]:
    """Authority, post and name, in this order in one column; "(đã ký)" and empty lines are passed over."""
    side, found, end = lines[place].side, {}, place + 1
    for number in range(place, min(place + 20, len(lines))):
        line = lines[number]
        # Between two columns made of tabs, a name alone has no other column beside it.
        if line.side not in (side, "") or not line.text:
            continue
        key = _role(line, found)
        if key:
            found[key] = Found(line.text, line.text)
            end = number + 1
        if "signer" in found:
            break
    return found, end


def _role(line: Line, found: dict) -> str | None:
    """Which part of the signature this line is, if it is the next one."""
    is_capital = line.text == line.text.upper()
    if is_capital and "authority" not in found and AUTHORITY.fullmatch(line.text):
        return "authority"
    if is_capital and "post" not in found and fold(line.text).startswith(POSTS):
        return "post"
    return "signer" if "post" in found and _is_name(line) else None


def _minutes_role(line: Line) -> str:
    """Whose name stands below this line of minutes: "secretary" or "signer"; "" for any other line."""
    return MINUTES_ROLES.get(fold(line.text), "") if line.text == line.text.upper() else ""


def _minutes_signatures(lines, start: int) -> tuple[dict, int]:
    """The names below THƯ KÝ and CHỦ TRÌ, each in the column of its line, and the place behind the last."""
    found, end = {}, start
    for place in range(start, len(lines)):
        role = _minutes_role(lines[place])
        named = _name_below(lines, place) if role and role not in found else None
        if named is not None:
            found[role] = Found(lines[named].text, lines[named].text)
            end = max(end, named + 1)
    return found, end


def _name_below(lines, place: int) -> int | None:
    side = lines[place].side
    for number in range(place + 1, min(place + 20, len(lines))):
        line = lines[number]
        if line.side == side and _minutes_role(line):
            return None
        if line.side == side and _is_name(line):
            return number
    return None


def _is_name(line: Line) -> bool:
    return (
        line.text != line.text.upper()
        and all(word[0].isupper() for word in line.text.split())
        and bool(NAME.fullmatch(line.text))
    )
