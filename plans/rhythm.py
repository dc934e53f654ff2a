"""The rhythm of a task ("ngày 15 hằng tháng"): read, printed, and unrolled into days. Pure, no database.

Rules: 03-plans.md (how plans give due dates). Reading forgives spelling ("hàng tháng", "mỗi tháng", "1
tháng/lần"); printing has one form, which reads back as the same rhythm. Words that are no known rhythm are no
error: `Rhythm.parse` answers None, and such a task simply has no dates.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from wardportal.dates import QUARTER_NUMERALS, WEEKDAYS, is_working_day, next_working_day, short_date
from wardportal.text import fold


class Every(IntEnum):
    """How often, in months; of those that have no number of months, by their own rules."""

    ALWAYS = -1
    WEEK = 0
    MONTH = 1
    QUARTER = 3
    HALF_YEAR = 6
    YEAR = 12


NAMES = {
    Every.ALWAYS: "thường xuyên",
    Every.WEEK: "hằng tuần",
    Every.MONTH: "hằng tháng",
    Every.QUARTER: "hằng quý",
    Every.HALF_YEAR: "6 tháng một lần",
    Every.YEAR: "hằng năm",
}
LENGTHS = {"thang": Every.MONTH, "quy": Every.QUARTER, "nam": Every.YEAR, "tuan": Every.WEEK}
MONTHS = {1: Every.MONTH, 3: Every.QUARTER, 6: Every.HALF_YEAR, 12: Every.YEAR}
NUMERALS = {numeral.lower(): number for number, numeral in enumerate(QUARTER_NUMERALS, start=1)}
NUMERALS |= {str(number): number for number in NUMERALS.values()}
DAYS = {fold(name): number for number, name in enumerate(WEEKDAYS)}
DAYS |= {f"thu {number + 2}": number for number in range(6)} | {"cn": 6}
# "ngày nghỉ thì lùi sang ngày làm việc", however it is put.
OFF_DAYS = re.compile(r"[,;(\s]+(?:neu |gap |vao |roi vao |trung )*(?:ngay )?nghi\b.*$")
OFF_DAYS_WORDS = ", ngày nghỉ thì lùi sang ngày làm việc"

EACH = r"(?:hang|moi|tung)"
ONE = r"(?:0?1|mot)"
ALWAYS = re.compile(r"thuong xuyen\b.*|lien tuc|hang ngay")
PLAIN = re.compile(rf"(?:dinh ky )?(?:{EACH} )?(?:cuoi )?(?:{EACH} )?(thang|quy|nam|tuan)(?: (?:{ONE}) lan)?")
COUNTED = re.compile(
    rf"(?:dinh ky )?(?:{EACH} )?(0?[136]|12|mot|ba|sau)[ -]?(thang|quy|nam|tuan)"
    rf"(?: ?/ ?| )?(?:{ONE} )?(?:lan)?"
)
DAY_OF_MONTH = re.compile(
    rf"(?:truoc |vao |den )?(?:ngay |mung )?(\d{{1,2}}) "
    rf"(?:(?:cua )?thang cuoi (?:{EACH} )?(quy)|{EACH} thang)"
)
DAY_OF_YEAR = re.compile(rf"(?:truoc |vao )?(?:ngay )?(\d{{1,2}})[/-](\d{{1,2}}) {EACH} nam")
DAY_OF_WEEK = re.compile(rf"({'|'.join(DAYS)}) {EACH} tuan")
# Named once: "quý III/2017", "tháng 10 năm 2017", "6 tháng đầu năm 2017", "năm 2017".
ONCE = re.compile(
    r"(?:trong )?(?:quy (i{1,3}|iv|[1-4])|thang (\d{1,2})|(6 thang dau)|(6 thang cuoi))?"
    r"[ /-]*(?:nam )?[/-]? ?(\d{4})"
)
NUMBERS = {"mot": 1, "ba": 3, "sau": 6}


@dataclass(frozen=True)
class Due:
    """One time that a rhythm falls due: the day, and what the office calls that time ("tháng 8/2017")."""

    due_on: date
    label: str


@dataclass(frozen=True)
class Rhythm:
    """How often something falls due, and when within each time.

    Without `day` it is the last day of the week, month, quarter, half year or year. With it, that day of the
    time's last month (0 Monday … 6 Sunday where it is every week); `month` only where it is every year. A
    month that is too short takes its last day. `once` names the one time there is by its first day. A day
    off stays what it is, unless `moves_off_days`: then it is the next working day.
    """

    every: Every
    day: int | None = None
    month: int | None = None
    once: date | None = None
    moves_off_days: bool = False

    @classmethod
    def parse(cls, text: str) -> "Rhythm | None":
        """Read "thường xuyên", "ngày 15 hằng tháng", "quý III/2017" …; None for anything else."""
        words = fold(text).rstrip(" .;")
        core = OFF_DAYS.sub("", words)
        moves = core != words
        if ALWAYS.fullmatch(core):
            return cls(Every.ALWAYS)
        found = _plain(core) or _counted(core) or _on_a_day(core) or _once(core)
        return cls(**found, moves_off_days=moves) if found else None

    @property
    def has_dates(self) -> bool:
        return self.every != Every.ALWAYS

    def __str__(self) -> str:
        """The one printed form: "ngày 15 hằng tháng", "quý III/2017"."""
        return self._core() + (OFF_DAYS_WORDS if self.moves_off_days else "")

    def _core(self) -> str:
        if self.once:
            return label_of(self.every, self.once)
        if self.day is None:
            return NAMES[self.every]
        if self.every == Every.WEEK:
            return f"{WEEKDAYS[self.day]} hằng tuần".lower()
        if self.every == Every.QUARTER:
            return f"ngày {self.day} tháng cuối quý"
        if self.every == Every.YEAR:
            return f"ngày {self.day}/{self.month} hằng năm"
        return f"ngày {self.day} hằng tháng"

    @property
    def once_on(self) -> date | None:
        """The day on which the one time there is falls due; None of what comes again."""
        return self._due(self.once) if self.once else None

    def between(self, since: date, until: date) -> list[Due]:
        """Every time that falls due from `since` to `until`, both included, the earliest first."""
        if not self.has_dates or since > until:
            return []
        found = []
        for start in self._starts(since, until):
            due = Due(self._due(start), label_of(self.every, start))
            if since <= due.due_on <= until:
                found.append(due)
        return found

    def _starts(self, since, until) -> Iterator[date]:
        """The first days of the times around the span; one that began before it may fall due within it."""
        if self.once:
            yield self.once
            return
        if self.every == Every.WEEK:
            # A day off is moved by days: what fell due two weeks before may be asked for after Tết.
            start = since - timedelta(days=since.weekday() + 14)
            while start <= until:
                yield start
                start += timedelta(days=7)
            return
        months = int(self.every)
        first = (since.year * 12 + since.month - 1) // months * months - months
        for count in range(max(12, first), until.year * 12 + until.month, months):
            yield date(count // 12, count % 12 + 1, 1)

    def _due(self, start) -> date:
        day = self._nominal(start)
        return next_working_day(day) if self.moves_off_days and not is_working_day(day) else day

    def _nominal(self, start) -> date:
        if self.every == Every.WEEK:
            return start + timedelta(days=6 if self.day is None else self.day)
        month = self.month or start.month + int(self.every) - 1
        longest = monthrange(start.year, month)[1]
        return date(start.year, month, min(self.day or longest, longest))


def why_not(text: str, plan, *, today: date) -> str:
    """Why nobody would be asked by the rhythm `text`: a sentence that says what to write; "" of a good one.

    `plan` is anything with `starts_on` and `ends_on` (or None), or None where the task is on no plan.
    """
    rule = Rhythm.parse(text)
    starts_on, ends_on = (plan.starts_on, plan.ends_on) if plan else (None, None)
    if rule is None:
        return (
            f"Cổng không hiểu “{text}” là kỳ nào nên không lập được kỳ có hạn. Hãy ghi như: hằng tuần, hằng "
            "tháng, ngày 15 hằng tháng, hằng quý, quý III/2017. Việc không có hạn từng kỳ thì ghi “thường "
            f"xuyên”, ví dụ: thường xuyên, {text}."
        )
    if not rule.has_dates:
        return ""
    if rule.once_on is None:
        has_any = not ends_on or rule.between(max(today, starts_on or today), ends_on)
        return "" if has_any else f"Từ nay đến hết kế hoạch ({short_date(ends_on)}) không có kỳ nào như vậy."
    day = f"“{text}” có hạn {short_date(rule.once_on)}"
    if starts_on and rule.once_on < starts_on:
        return f"{day}, trước ngày bắt đầu kế hoạch ({short_date(starts_on)}); hãy chọn kỳ khác."
    if ends_on and rule.once_on > ends_on:
        return f"{day}, sau ngày kết thúc kế hoạch ({short_date(ends_on)}); hãy chọn kỳ khác."
    if rule.once_on < today:
        return f"{day} đã qua nên không hỏi đơn vị được nữa; hãy chọn kỳ khác, hoặc ghi ngày ấy làm thời hạn."
    return ""


def label_of(every: Every, start: date) -> str:
    """What the office calls the time that begins on `start`: "tuần từ 4/9/2017", "quý III/2017"."""
    year = start.year
    if every == Every.WEEK:
        return f"tuần từ {short_date(start)}"
    if every == Every.MONTH:
        return f"tháng {start.month}/{year}"
    if every == Every.QUARTER:
        return f"quý {QUARTER_NUMERALS[(start.month - 1) // 3]}/{year}"
    if every == Every.HALF_YEAR:
        return f"6 tháng {'đầu' if start.month < 7 else 'cuối'} năm {year}"
    return f"năm {year}"


def _plain(words) -> dict | None:
    """ "hằng tháng", "mỗi quý", "cuối năm" without a year is every year."""
    match = PLAIN.fullmatch(words)
    # "tháng" alone names nothing.
    if match is None or words in LENGTHS:
        return None
    return {"every": LENGTHS[match[1]]}


def _counted(words) -> dict | None:
    """ "6 tháng", "3 tháng/lần", "01 tháng 1 lần", "1 quý một lần"."""
    match = COUNTED.fullmatch(words)
    if match is None:
        return None
    number = NUMBERS.get(match[1]) or int(match[1])
    if match[2] == "thang":
        return {"every": MONTHS[number]}
    return {"every": LENGTHS[match[2]]} if number == 1 else None


def _on_a_day(words) -> dict | None:
    if match := DAY_OF_MONTH.fullmatch(words):
        every = Every.QUARTER if match[2] else Every.MONTH
        return {"every": every, "day": int(match[1])} if 1 <= int(match[1]) <= 31 else None
    if match := DAY_OF_YEAR.fullmatch(words):
        day, month = int(match[1]), int(match[2])
        is_a_day = 1 <= month <= 12 and 1 <= day <= monthrange(2016, month)[1]
        return {"every": Every.YEAR, "day": day, "month": month} if is_a_day else None
    match = DAY_OF_WEEK.fullmatch(words)
    return {"every": Every.WEEK, "day": DAYS[match[1]]} if match else None


def _once(words) -> dict | None:
    match = ONCE.fullmatch(words)
    if match is None:
        return None
    quarter, month, first_half, second_half, year = match.groups()
    if not 1 <= int(year) < 9999 or (month and not 1 <= int(month) <= 12):
        return None
    if month:
        return {"every": Every.MONTH, "once": date(int(year), int(month), 1)}
    if quarter:
        return {"every": Every.QUARTER, "once": date(int(year), NUMERALS[quarter] * 3 - 2, 1)}
    if first_half or second_half:
        return {"every": Every.HALF_YEAR, "once": date(int(year), 1 if first_half else 7, 1)}
    # A bare figure is no year that somebody meant.
    return {"every": Every.YEAR, "once": date(int(year), 1, 1)} if "nam" in words else None
