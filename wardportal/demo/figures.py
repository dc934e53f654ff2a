"""Sample figures ("dữ liệu mẫu"): what the branches entered from January to August 2017, targets, gatherings.

Written at one stroke and without a trace in the log: a thousand rows one by one would take the demo's start.
"""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from activities.models import Gathering
from indicators import known_indicators as codes
from indicators.models import IndicatorValue
from plans.models import Target

LOCAL_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
MONTHS = range(1, 9)
# (branch, neighbourhood, month) that has not been entered: the gaps are what the completeness is for.
NOT_TOLD = {
    ("women", 5, 8),
    ("women", 7, 7),
    ("women", 7, 8),
    ("youth", 2, 8),
    ("youth", 6, 8),
    ("front", 4, 8),
}

# (title, code of the indicator, kind of branch, how much, since, part)
TARGETS = [
    ("Phát triển hội viên phụ nữ mới trong năm", codes.JOINED, "women", 120, "2017", "first", None),
    ("Tỷ lệ tập hợp phụ nữ vào tổ chức Hội", codes.GATHERED, "women", 65, "", "first", 58),
    ("Lượt người dự các buổi tuyên truyền ở khu phố", "tuyen-truyen", "front", 6000, "2017", "second", None),
]

# (kind, name, neighbourhood, kind of branch, founded on, members)
GATHERINGS = [
    ("club", "Câu lạc bộ Gia đình hạnh phúc", 1, "women", date(2016, 10, 20), 32),
    ("group", "Nhóm phụ nữ giúp nhau phát triển kinh tế", 2, "women", date(2017, 3, 8), 14),
    ("club", "Câu lạc bộ Thanh niên tình nguyện", 3, "youth", date(2016, 3, 26), 25),
    ("self_managed", "Tuyến hẻm tự quản xanh – sạch – đẹp", 3, "front", date(2016, 11, 18), 48),
    ("team", "Tổ tiết kiệm và vay vốn", 4, "women", None, 21),
    ("resident_group", "Tổ dân phố 12", 5, "front", None, 64),
    ("self_managed", "Khu nhà trọ tự quản về an ninh trật tự", 6, "front", date(2017, 5, 19), 36),
    ("group", "Nhóm trẻ yêu thể thao", 7, "youth", date(2017, 6, 1), 18),
    ("club", "Câu lạc bộ dưỡng sinh", 8, "front", date(2016, 9, 1), 40),
]


def create(ward, accounts) -> None:
    """Sample values of the known indicators, targets of 19-KH/ĐU and gatherings; in one transaction."""
    indicators = {it.code: it for it in codes.install(ward.locality, is_sample=True)}
    _values(ward, accounts, indicators)
    _targets(ward, indicators)
    _gatherings(ward, accounts)


def _values(ward, accounts, indicators):
    told = [
        (key, n, month, code, figures)
        for key, n, month in _branch_months(ward)
        for code, figures in _said(key.split("-")[0], n, month).items()
    ]
    IndicatorValue.objects.bulk_create(
        IndicatorValue(
            indicator=indicators[code],
            unit=ward.units[key],
            year=2017,
            month=month,
            is_share=indicators[code].is_share,
            entered_by=accounts[key],
            entered_at=datetime(2017, month, 15 + (n + month) % 4, 19, 30, tzinfo=LOCAL_TIME),
            is_sample=True,
            **figures,
        )
        for key, n, month, code, figures in told
    )


def _branch_months(ward):
    for kind in ("women", "youth", "front", "cell"):
        for n in range(1, len(ward.branches(kind)) + 1):
            for month in MONTHS:
                if (kind, n, month) not in NOT_TOLD:
                    yield f"{kind}-{n}", n, month


def _said(kind, n, month):
    """{code: figures} of one branch and month: invented, and even enough to look at."""
    if kind == "front":
        return {
            "tuyen-truyen": {
                "value": Decimal(1 + (n + month) % 3),
                "second_value": Decimal(45 + 12 * n + 7 * month),
            },
            "ho-duoc-ho-tro": {"value": Decimal((n * month) % 5)},
            "tien-ho-tro": {"value": Decimal(500_000 * ((n + 2 * month) % 7))},
            "mo-hinh": {"value": Decimal(int((n + month) % 6 == 0))},
        }
    if kind == "cell":
        members = Decimal(24 + 3 * n)
        came = members - (n + month) % 4
        return {"dang-vien-du-sinh-hoat": {"value": came, "denominator": members}}
    start, most = (60 + 7 * n, 130 + 5 * n) if kind == "women" else (18 + 2 * n, 60 + 3 * n)
    joined = [(n + 2 * earlier) % 4 for earlier in range(1, month + 1)]
    left = [int((n + earlier) % 5 == 0) for earlier in range(1, month + 1)]
    total = start + sum(joined) - sum(left)
    return {
        codes.JOINED: {"value": Decimal(joined[-1])},
        codes.LEFT: {"value": Decimal(left[-1])},
        codes.TOTAL: {"value": Decimal(total)},
        codes.WOMEN: {"value": Decimal(total if kind == "women" else total // 2)},
        codes.YOUNG: {"value": Decimal(total // 4 if kind == "women" else total)},
        codes.PARTY_MEMBERS: {"value": Decimal(total // 9)},
        codes.GATHERED: {"value": Decimal(total), "denominator": Decimal(most)},
    }


def _targets(ward, indicators):
    for title, code, kind, value, period, part, base_value in TARGETS:
        target = Target(
            plan=ward.plans["19"],
            title=title,
            indicator=indicators[code],
            part=part,
            value=value,
            base_value=base_value,
            period=period,
            is_sample=True,
        )
        target.settle(by=ward.administrator, units=ward.branches(kind))


def _gatherings(ward, accounts):
    for kind, name, n, branch, founded_on, members in GATHERINGS:
        unit = ward.units[f"{branch}-{n}"]
        gathering = Gathering(
            locality=ward.locality,
            neighbourhood=unit.neighbourhood,
            kind=kind,
            name=name,
            lead_unit=unit,
            founded_on=founded_on,
            member_count=members,
            is_sample=True,
        )
        gathering.settle(by=accounts[f"{branch}-{n}"])
