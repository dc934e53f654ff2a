"""The indicators that wards' own forms were seen to ask for: what a ward's catalogue begins with.

Names and units: 11-indicators-seen.md (11.1 Front, 11.3 all organizations, 11.6 Party cells); kinds and
rules: 05-reports.md. All of it is data that the ward corrects: what is installed is not read here again.
"""

from dataclasses import dataclass

from django.db import transaction

from indicators.aggregation import Aggregation, Kind
from indicators.models import Indicator
from organizations.models import Line

SUM, LAST = Aggregation.SUM, Aggregation.LAST

# Codes of lines; "doan" and "thanh-nien" are two wards' codes for the Youth Union.
MEMBERS_OF = ("doan", "thanh-nien", "phu-nu", "nong-dan", "cuu-chien-binh", "cong-doan")
FRONT = ("mat-tran",)
PARTY = ("dang",)

# The indicators by which gathering people is told (activities/membership.py).
JOINED, LEFT, TOTAL = "hoi-vien-moi", "hoi-vien-giam", "hoi-vien"
WOMEN, YOUNG, PARTY_MEMBERS = "hoi-vien-nu", "hoi-vien-tre", "hoi-vien-dang-vien"
GATHERED = "ty-le-tap-hop"
# Whose numerator another indicator counts already: a unit is asked once.
NUMERATOR_OF = {GATHERED: TOTAL}


@dataclass(frozen=True)
class KnownIndicator:
    code: str
    name: str
    measure_unit: str
    aggregation: Aggregation
    lines: tuple[str, ...]
    kind: Kind = Kind.COUNT
    second_unit: str = ""
    is_share: bool = False
    known_as: str = ""
    note: str = ""


KNOWN = [
    KnownIndicator(
        JOINED, "Số đoàn viên, hội viên mới", "người", SUM, MEMBERS_OF, note="Kết nạp trong tháng."
    ),
    KnownIndicator(
        LEFT, "Số đoàn viên, hội viên giảm", "người", SUM, MEMBERS_OF, note="Thôi tham gia trong tháng."
    ),
    KnownIndicator(
        TOTAL, "Tổng số đoàn viên, hội viên", "người", LAST, MEMBERS_OF, note="Đến ngày cuối tháng."
    ),
    KnownIndicator(WOMEN, "Số đoàn viên, hội viên nữ", "người", LAST, MEMBERS_OF),
    KnownIndicator(YOUNG, "Số đoàn viên, hội viên trẻ", "người", LAST, MEMBERS_OF),
    KnownIndicator(PARTY_MEMBERS, "Số đoàn viên, hội viên là đảng viên", "người", LAST, MEMBERS_OF),
    KnownIndicator(
        GATHERED,
        "Tỷ lệ tập hợp",
        "đoàn viên, hội viên",
        Aggregation.RATIO_OF_LAST,
        MEMBERS_OF,
        kind=Kind.RATIO,
        second_unit="người trong diện tập hợp",
        is_share=True,
        note="Mẫu số: người trong diện tập hợp ở khu phố, như phụ nữ từ 18 tuổi, thanh niên trên địa bàn.",
    ),
    KnownIndicator(
        "tuyen-truyen",
        "Số cuộc tuyên truyền, lượt người tham gia",
        "cuộc",
        SUM,
        FRONT,
        kind=Kind.PAIR,
        second_unit="lượt người",
    ),
    KnownIndicator("tien-ho-tro", "Tổng số tiền hỗ trợ, vận động", "đồng", SUM, FRONT, kind=Kind.MONEY),
    KnownIndicator("ho-duoc-ho-tro", "Số hộ được hỗ trợ", "hộ", SUM, FRONT),
    KnownIndicator("mo-hinh", "Số mô hình, công trình, phần việc", "mô hình", SUM, FRONT),
    KnownIndicator("du-no", "Tổng dư nợ", "đồng", LAST, FRONT, kind=Kind.MONEY),
    KnownIndicator("ho-vay", "Số hộ vay", "hộ", LAST, FRONT),
    KnownIndicator("giai-ngan", "Số tiền giải ngân trong tháng", "đồng", SUM, FRONT, kind=Kind.MONEY),
    KnownIndicator("thu-hoi-no", "Số tiền thu hồi nợ trong tháng", "đồng", SUM, FRONT, kind=Kind.MONEY),
    KnownIndicator("no-qua-han", "Nợ quá hạn", "đồng", LAST, FRONT, kind=Kind.MONEY),
    KnownIndicator(
        "tinh-hinh-tu-tuong",
        "Tình hình tư tưởng, dư luận xã hội",
        "",
        Aggregation.LISTED,
        FRONT,
        kind=Kind.TEXT,
    ),
    KnownIndicator(
        "dang-vien-du-sinh-hoat",
        "Tỷ lệ đảng viên dự sinh hoạt chi bộ",
        "đảng viên có mặt",
        Aggregation.RATIO_OF_SUMS,
        PARTY,
        kind=Kind.RATIO,
        second_unit="đảng viên của chi bộ",
        is_share=True,
        known_as=Indicator.KnownAs.ATTENDANCE,
        note="Không tính đảng viên được miễn công tác, sinh hoạt đảng.",
    ),
]


@transaction.atomic
def install(locality, *, is_sample=False) -> list[Indicator]:
    """Add the known indicators that the locality lacks, for the lines there are; safe to call again."""
    lines = {line.code: line for line in Line.objects.all()}
    there = set(Indicator.objects.filter(locality=locality).values_list("code", flat=True))
    added = []
    for order, known in enumerate(KNOWN, start=1):
        of_lines = [lines[code] for code in known.lines if code in lines]
        if known.code in there or not of_lines:
            continue
        indicator = Indicator(
            locality=locality,
            order=order,
            is_sample=is_sample,
            **{name: value for name, value in vars(known).items() if name != "lines"},
        )
        indicator.full_clean()
        indicator.save()
        indicator.lines.set(of_lines)
        added.append(indicator)
    return added
