"""How a series of meetings comes again: in the office's words, and as a rule of RFC 5545. Pure, no database.

"ngày 15 hằng tháng" is FREQ=MONTHLY;BYMONTHDAY=15, "thứ Hai đầu tiên hằng tháng" FREQ=MONTHLY;BYDAY=1MO,
"thứ Năm hằng tuần" FREQ=WEEKLY;BYDAY=TH. A month that is too short for its day takes its last one.
"""

import re
from datetime import date, datetime, time
from itertools import islice

from dateutil.rrule import rrulestr

from wardportal.dates import WEEKDAYS
from wardportal.text import fold

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAYS = {fold(name): number for number, name in enumerate(WEEKDAYS)}
DAYS |= {f"thu {number + 2}": number for number in range(6)} | {"cn": 6}
PLACES = {"dau tien": 1, "dau": 1, "thu nhat": 1, "cuoi cung": -1, "cuoi": -1}
PLACES |= {f"{word} {number}": number for number in range(1, 5) for word in ("thu", "lan", "lan thu", "tuan")}
PLACES |= {f"tuan thu {number}": number for number in range(1, 5)}
NUMBERS = {"hai": 2, "ba": 3, "tu": 4}
PLACES |= {f"{word} {name}": number for name, number in NUMBERS.items() for word in ("thu", "lan thu")}
# What is offered to be picked; anything else of the same form may be typed.
SUGGESTIONS = (
    "ngày 15 hằng tháng",
    "ngày cuối tháng",
    "thứ Hai đầu tiên hằng tháng",
    "thứ Sáu cuối cùng hằng tháng",
    "thứ Năm hằng tuần",
    "thứ Hai, hai tuần một lần",
    "ngày 10 tháng cuối quý",
)
HINT = "Hãy ghi như: ngày 15 hằng tháng; thứ Hai đầu tiên hằng tháng; thứ Năm hằng tuần."

EACH = r"(?:hang|moi)"
WEEKDAY = rf"({'|'.join(sorted(DAYS, key=len, reverse=True))})"
WEEKLY = re.compile(rf"(?:vao )?{WEEKDAY},? (?:{EACH} tuan|(hai|2) tuan (?:mot|1) lan)")
PLACE = rf"({'|'.join(sorted(PLACES, key=len, reverse=True))})"
NTH = re.compile(rf"(?:vao )?{WEEKDAY} {PLACE} (?:{EACH} |cua |trong )?thang")
MONTHLY = re.compile(rf"(?:vao )?(?:ngay |mung )?(\d{{1,2}}) {EACH} thang")
QUARTERLY = re.compile(rf"(?:vao )?(?:ngay |mung )?(\d{{1,2}}) thang (dau|cuoi) (?:{EACH} )?quy")
LAST_DAY = re.compile(rf"(?:vao )?ngay cuoi(?: cung)? (?:{EACH} |cua )?thang")
QUARTER_MONTHS = {"dau": "1,4,7,10", "cuoi": "3,6,9,12"}


def rule_of(words: str) -> str | None:
    """The rule of RFC 5545 that `words` mean, without an end; None where they are not understood."""
    said = fold(words).strip(" .;")
    if found := WEEKLY.fullmatch(said):
        return f"FREQ=WEEKLY;{'INTERVAL=2;' if found[2] else ''}BYDAY={CODES[DAYS[found[1]]]}"
    if found := NTH.fullmatch(said):
        return f"FREQ=MONTHLY;BYDAY={PLACES[found[2]]}{CODES[DAYS[found[1]]]}"
    if LAST_DAY.fullmatch(said):
        return "FREQ=MONTHLY;BYMONTHDAY=-1"
    if found := QUARTERLY.fullmatch(said):
        day = _month_day(int(found[1]))
        return day and f"FREQ=MONTHLY;BYMONTH={QUARTER_MONTHS[found[2]]};{day}"
    if found := MONTHLY.fullmatch(said):
        day = _month_day(int(found[1]))
        return day and f"FREQ=MONTHLY;{day}"
    return None


def _month_day(day):
    if not 1 <= day <= 31:
        return None
    if day <= 28:
        return f"BYMONTHDAY={day}"
    return f"BYMONTHDAY={','.join(map(str, range(28, day + 1)))};BYSETPOS=-1"


def words_of(rule: str) -> str:
    """The one form in which a rule of `rule_of` is printed; it reads back as the same rule."""
    parts = dict(part.split("=") for part in rule.split(";"))
    if parts["FREQ"] == "WEEKLY":
        day = _weekday(parts["BYDAY"])
        return f"{day}, hai tuần một lần" if parts.get("INTERVAL") == "2" else f"{day} hằng tuần"
    if "BYDAY" in parts:
        place, day = int(parts["BYDAY"][:-2]), _weekday(parts["BYDAY"][-2:])
        which = {1: "đầu tiên", -1: "cuối cùng"}.get(place, f"lần thứ {place}")
        return f"{day} {which} hằng tháng"
    day = parts["BYMONTHDAY"].split(",")[-1]
    if day == "-1":
        return "ngày cuối tháng"
    months = {"1,4,7,10": "tháng đầu quý", "3,6,9,12": "tháng cuối quý"}
    return f"ngày {day} {months.get(parts.get('BYMONTH'), 'hằng tháng')}"


def _weekday(code):
    name = WEEKDAYS[CODES.index(code)]
    return f"thứ {name.removeprefix('Thứ ')}" if name.startswith("Thứ") else "chủ nhật"


def days(rule: str, starts_on: date, *, until: date | None = None, count: int | None = None) -> list[date]:
    """The days of the rule from `starts_on`, the earliest first: to `until` (included), or `count` of them.

    ValueError where neither end is given: what has no end cannot be listed.
    """
    if until is None and count is None:
        raise ValueError("a recurrence needs an end")
    found = rrulestr(rule, dtstart=datetime.combine(starts_on, time()))  # naive: a day has no zone
    listed = islice(found, count)
    if until is None:
        return [moment.date() for moment in listed]
    return [moment.date() for moment in found.between(*_span(starts_on, until), inc=True)][:count]


def _span(first, last):
    return datetime.combine(first, time()), datetime.combine(last, time())
