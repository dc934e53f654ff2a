"""The business day, dates as the office writes them, and the periods it reports by.

Rules: 01-document-formats.md §1.9 (dates), 05-reports.md (periods).
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.utils import timezone

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
QUARTER_NUMERALS = ("I", "II", "III", "IV")


def today() -> date:
    """The day the office works on: settings.BUSINESS_DATE where one is set (the demo), else the local day.

    Everything that asks "is it late?" asks here; only the audit log and log-ins keep real time.
    """
    return settings.BUSINESS_DATE or timezone.localdate()


def is_demo_day() -> bool:
    """Whether `today()` is a day set by hand, so that pages can say so."""
    return settings.BUSINESS_DATE is not None


def short_date(day: date) -> str:
    """ "25/4/2016", "05/02/2026": a date in running text, padded as `long_date` pads (01 §1.9).

    So the seed's own paper writes "12-CTr/QU ngày 17/02/2016".
    """
    return f"{day.day:02}/{_month(day)}/{day.year}"


def long_date(day: date) -> str:
    """ "ngày 05 tháng 02 năm 2026": the date line of a paper (01 §1.9).

    Days below 10 and the months 1 and 2 get a leading zero, so that nobody can put a digit before them;
    the months 3 to 9 do not.
    """
    return f"ngày {day.day:02} tháng {_month(day)} năm {day.year}"


def _month(day) -> str:
    return f"{day.month:02}" if day.month <= 2 else str(day.month)


def weekday_date(day: date) -> str:
    """ "Thứ Hai, ngày 18/9/2017": a date people must be able to plan by."""
    return f"{WEEKDAYS[day.weekday()]}, ngày {short_date(day)}"


def hour_words(moment: datetime | time) -> str:
    """ "7 giờ 30", as an office's calendar writes an hour (domain/04 §4.3); of a local moment."""
    return f"{moment.hour} giờ {moment.minute:02}"


def monday_of(day: date) -> date:
    """The Monday of the week that holds `day`."""
    return day - timedelta(days=day.weekday())


class Month(NamedTuple):
    """A month of the calendar; months compare in the order of time."""

    year: int
    month: int

    @property
    def starts_on(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def ends_on(self) -> date:
        """The last day, itself within the month."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def previous(self) -> "Month":
        return Month(self.year, self.month - 1) if self.month > 1 else Month(self.year - 1, 12)

    def next(self) -> "Month":
        return Month(self.year, self.month + 1) if self.month < 12 else Month(self.year + 1, 1)

    @property
    def label(self) -> str:
        """ "tháng 8/2017" """
        return f"tháng {self.month}/{self.year}"


def months_between(first: date, last: date) -> list[Month]:
    """The months that hold a day from `first` to `last`, in order; none where `last` comes before."""
    months, year, month = [], first.year, first.month
    while (year, month) <= (last.year, last.month):
        months.append(Month(year, month))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return months


@cache
def _vietnam():
    # Takes a second to load, and only who gives out due dates asks.
    import holidays  # noqa: PLC0415

    return holidays.country_holidays("VN")


def is_working_day(day: date) -> bool:
    """Monday to Friday but for Vietnam's public holidays and the days given for them; a Saturday that the
    State made a working day in exchange is one."""
    return _vietnam().is_working_day(day)


def next_working_day(day: date) -> date:
    """`day` itself where people work on it, else the first day after it on which they do."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def years_later(day: date, years: int) -> date:
    """The same day `years` later; 29/2 becomes 28/2 where that year has none; ValueError after 9999."""
    last = monthrange(day.year + years, day.month)[1]
    return date(day.year + years, day.month, min(day.day, last))


class PeriodKind(models.TextChoices):
    MONTH = "month", "tháng"
    QUARTER = "quarter", "quý"
    SIX_MONTHS = "six_months", "6 tháng đầu năm"
    NINE_MONTHS = "nine_months", "9 tháng đầu năm"
    YEAR = "year", "năm"
    AD_HOC = "ad_hoc", "đột xuất"


# How many months one period lasts, and how many such periods the office counts in a year:
# six and nine months are always the first ones of the year. What is asked ad hoc is in no calendar.
MONTHS_IN = {
    PeriodKind.AD_HOC: 1,
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.SIX_MONTHS: 6,
    PeriodKind.NINE_MONTHS: 9,
    PeriodKind.YEAR: 12,
}
PERIODS_IN_YEAR = {
    PeriodKind.AD_HOC: 0,
    PeriodKind.MONTH: 12,
    PeriodKind.QUARTER: 4,
    PeriodKind.SIX_MONTHS: 1,
    PeriodKind.NINE_MONTHS: 1,
    PeriodKind.YEAR: 1,
}
SLUG = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|q([1-4])|(6t)|(9t)))?", re.ASCII)
AD_HOC_SLUG = re.compile(r"(\d{8})-(\d{8})", re.ASCII)


@dataclass(frozen=True)
class Period:
    """A reporting period by the calendar: `number` counts within the year from 1 (month 1–12, quarter 1–4).

    A period outside the calendar (month 13, year 0) raises ValueError with a Vietnamese message.
    One that is asked for ad hoc has days of its own, from `first` to `last`.
    """

    kind: PeriodKind
    year: int
    number: int = 1
    first: date | None = None
    last: date | None = None

    def __post_init__(self):
        if self.kind == PeriodKind.AD_HOC:
            if self.first > self.last:
                raise ValueError("Kỳ báo cáo đột xuất phải kết thúc từ ngày bắt đầu trở đi.")
        elif not (1 <= self.year <= 9999 and 1 <= self.number <= PERIODS_IN_YEAR[self.kind]):
            raise ValueError(f"Không có kỳ báo cáo {self.kind.label} thứ {self.number} năm {self.year}.")

    @classmethod
    def parse(cls, slug: str) -> "Period":
        """Read "2017-09", "2017-q3", "2017-6t", "2017-9t", "2017" or "20170901-20170915".

        ValueError in Vietnamese otherwise.
        """
        if days := AD_HOC_SLUG.fullmatch(slug):
            return cls.ad_hoc(*map(_compact_day, days.groups()))
        match = SLUG.fullmatch(slug)
        if match is None:
            raise ValueError(f"“{slug}” không phải là kỳ báo cáo (ví dụ: 2017-09, 2017-q3, 2017-6t, 2017).")
        year, month, quarter, six_months, nine_months = match.groups()
        if month:
            return cls(PeriodKind.MONTH, int(year), int(month))
        if quarter:
            return cls(PeriodKind.QUARTER, int(year), int(quarter))
        if six_months:
            return cls(PeriodKind.SIX_MONTHS, int(year))
        return cls(PeriodKind.NINE_MONTHS if nine_months else PeriodKind.YEAR, int(year))

    @classmethod
    def ad_hoc(cls, first: date, last: date) -> "Period":
        """The days somebody asks about out of turn, both within it."""
        return cls(PeriodKind.AD_HOC, last.year, first=first, last=last)

    @classmethod
    def containing(cls, day: date, kind: PeriodKind) -> "Period":
        """The period of that kind around `day`.

        Raises ValueError with a Vietnamese message in July for "6 tháng đầu năm": no such period holds it.
        """
        number = (day.month - 1) // MONTHS_IN[kind] + 1
        if number > PERIODS_IN_YEAR[kind]:
            raise ValueError(f"Ngày {short_date(day)} không nằm trong kỳ {kind.label}.")
        return cls(kind, day.year, number)

    @property
    def slug(self) -> str:
        """The period in a URL: "2017-09", "2017-q3", "2017-6t", "2017-9t", "2017", "20170901-20170915"."""
        if self.kind == PeriodKind.AD_HOC:
            return f"{self.first:%Y%m%d}-{self.last:%Y%m%d}"
        endings = {
            PeriodKind.MONTH: f"-{self.number:02}",
            PeriodKind.QUARTER: f"-q{self.number}",
            PeriodKind.SIX_MONTHS: "-6t",
            PeriodKind.NINE_MONTHS: "-9t",
            PeriodKind.YEAR: "",
        }
        return f"{self.year:04}{endings[self.kind]}"

    @property
    def label(self) -> str:
        """The period in a sentence: "tháng 9/2017", "quý III/2017", "6 tháng đầu năm 2017", "năm 2017"."""
        if self.kind == PeriodKind.AD_HOC:
            return f"đột xuất từ ngày {short_date(self.first)} đến ngày {short_date(self.last)}"
        if self.kind == PeriodKind.MONTH:
            return f"tháng {self.number}/{self.year}"
        if self.kind == PeriodKind.QUARTER:
            return f"quý {QUARTER_NUMERALS[self.number - 1]}/{self.year}"
        return f"{self.kind.label} {self.year}"

    @property
    def starts_on(self) -> date:
        return self.first or date(self.year, (self.number - 1) * MONTHS_IN[self.kind] + 1, 1)

    @property
    def ends_on(self) -> date:
        """The last day, itself within the period."""
        if self.last:
            return self.last
        last_month = self.number * MONTHS_IN[self.kind]
        return date(self.year, last_month, monthrange(self.year, last_month)[1])

    @property
    def months(self) -> list[Month]:
        """The months the period is made of, in order."""
        return months_between(self.starts_on, self.ends_on)

    def year_before(self) -> "Period":
        """The same period of the year before ("cùng kỳ năm trước")."""
        if self.kind == PeriodKind.AD_HOC:
            return Period.ad_hoc(years_later(self.first, -1), years_later(self.last, -1))
        return Period(self.kind, self.year - 1, self.number)

    def previous(self) -> "Period":
        """The period before it of the same kind; before "6 tháng đầu năm 2017" comes that of 2016.

        Before an ad hoc one come as many days.
        """
        if self.kind == PeriodKind.AD_HOC:
            day_before = self.first - timedelta(days=1)
            return Period.ad_hoc(day_before - (self.last - self.first), day_before)
        if self.number > 1:
            return Period(self.kind, self.year, self.number - 1)
        return Period(self.kind, self.year - 1, PERIODS_IN_YEAR[self.kind])

    def __str__(self) -> str:
        return self.label


def _compact_day(text) -> date:
    """ "20170915" as a day; ValueError in Vietnamese where the calendar has none."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise ValueError(f"“{text}” không phải là một ngày (ví dụ: 20170915).") from None
