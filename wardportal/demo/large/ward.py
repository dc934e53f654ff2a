"""What the parts of a large ward hand on to each other, and what all of them are made of."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from indicators.models import Indicator
from organizations.models import Locality, Person, Unit, User
from wardportal import dates
from wardportal.dates import Period, PeriodKind

LOCAL_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
PLACES, PEOPLE, INDICATORS = 8, 400, 20
BODIES = ("front", "youth", "women", "farmers", "veterans", "union", "bloc", "office")
# A year of the ward's work.
PLANS, TASKS_A_PLAN, MEETINGS, ATTENDEES, ATTACHMENTS, TERMS, TRACES = 6, 20, 60, 25, 500, 90, 2000
DIFFICULTIES = 40
BATCH = 2000

WORK = [
    "Vận động hộ dân tham gia sinh hoạt tổ dân phố",
    "Ra mắt nhóm phụ nữ giúp nhau phát triển kinh tế",
    "Tuyên truyền giữ gìn hẻm xanh, sạch, đẹp",
    "Thăm, tặng quà hộ khó khăn",
    "Phát triển hội viên ở khu nhà trọ",
]
SAID = [
    "Khu phố tổ chức họp tổ dân phố lồng ghép tuyên truyền, nhiều hộ ở trọ đến dự.",
    "Hội viên đi làm ca, khó tập hợp vào buổi tối; chi hội đổi giờ sinh hoạt.",
    "Nhân dân đồng tình, mong được trả lời sớm về việc thoát nước ở đầu hẻm.",
]


@dataclass
class Large:
    """What the sections hand on to each other; `heads` are the accounts by key of their unit."""

    locality: Locality
    units: dict[str, Unit]
    first_year: int
    years: int
    heads: dict[str, User] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)

    @property
    def branches(self):
        return [unit for key, unit in self.units.items() if key[-1].isdigit()]

    @property
    def reporting(self):
        """The 56 units that report each month: 48 branches and 8 bodies of the ward."""
        return [*self.branches, *(self.units[key] for key in BODIES)]

    def days(self, a_year):
        """`a_year` working hours in each year, evenly spread and never after today."""
        for year in range(self.first_year, self.first_year + self.years):
            for n in range(a_year):
                day = date(year, 1, 2) + timedelta(days=n * 364 // a_year)
                if day <= dates.today():
                    yield n, at_hour(day, 8 + n % 9)

    def months(self):
        """Each month of those years that has begun."""
        for year in range(self.first_year, self.first_year + self.years):
            for month in range(1, 13):
                period = Period(PeriodKind.MONTH, year, month)
                if period.starts_on <= dates.today():
                    yield period


def at_hour(day, hour) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=LOCAL_TIME)


def key_of(number) -> UUID:
    return UUID(int=number + 2**100)
