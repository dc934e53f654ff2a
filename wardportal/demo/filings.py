"""Sample duties ("dữ liệu mẫu") of the 2017 route, the year's rounds, and what the branches sent.

The route is the one of architecture.md for 2017; the days are invented: the ward sets its own.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from indicators.models import IndicatorValue
from organizations.models import Line
from reports.collecting import close
from reports.installing import install_outlines
from reports.models import Filing, FilingVersion, ReportDuty, ReportOutline, Round
from reports.models.filings import figure_in_words
from wardportal import dates
from wardportal.dates import PeriodKind
from wardportal.demo.figures import NOT_TOLD

LOCAL_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
YEAR = 2017
QUARTERS_FROM = date(2017, 7, 1)
# Months up to this one are closed, the later ones are still collecting.
LAST_CLOSED = 7
LAST_MONTH = 8
# Of the last month most still wait to be taken in.
TAKEN_IN = {("women", 1, 8), ("women", 2, 8), ("youth", 3, 8), ("cell", 1, 8), ("cell", 2, 8)}
RETURNED = ("front", 7, 8)
RETURN_REASON = "Ghi rõ số lượt người dự từng buổi tuyên truyền."
EXEMPT = ("youth", 8, 7)
EXEMPT_REASON = "Chi đoàn đang kiện toàn Ban Chấp hành."

MONTH, QUARTER = PeriodKind.MONTH, PeriodKind.QUARTER
# (line or unit, level, period, outline, receiver, due day, days of grace)
BRANCH, WARD = "neighbourhood", "ward"
DUTIES = [
    ("mat-tran", BRANCH, MONTH, "Ban công tác Mặt trận", "front", 18, 2),
    ("phu-nu", BRANCH, MONTH, "Chi hội", "women", 18, 2),
    ("thanh-nien", BRANCH, MONTH, "Chi đoàn", "youth", 18, 2),
    ("dang", BRANCH, MONTH, "Chi bộ", "office", 18, 2),
    ("youth", WARD, QUARTER, "Tổ chức chính trị – xã hội phường", "front", 20, 0),
    ("women", WARD, QUARTER, "Tổ chức chính trị – xã hội phường", "front", 20, 0),
    ("farmers", WARD, QUARTER, "Tổ chức chính trị – xã hội phường", "front", 20, 0),
    ("veterans", WARD, QUARTER, "Tổ chức chính trị – xã hội phường", "front", 20, 0),
    ("union", WARD, QUARTER, "Tổ chức chính trị – xã hội phường", "front", 20, 0),
    ("front", WARD, QUARTER, "Ủy ban MTTQ phường", "bloc", 22, 0),
    ("bloc", WARD, QUARTER, "Khối vận", "office", 24, 0),
    ("party", WARD, QUARTER, "Đảng ủy", "", 25, 0),
]

# What branches wrote in August, by kind: {section: sentences, one a khu phố in turn}.
WORDS = {
    "front": {
        "tinh-hinh": [
            "Nhân dân Khu phố {n} phấn khởi trước kết quả chỉnh trang hẻm, yên tâm với tình hình an ninh.",
            "Bà con Khu phố {n} quan tâm việc thu gom rác chậm vào cuối tuần, mong có lịch cố định.",
            "Tư tưởng Nhân dân ổn định, đồng tình với việc vận động giữ gìn hẻm sạch.",
        ],
        "van-de": [
            "Nước đọng ở đầu hẻm sau mưa, đã báo phường.",
            "Tiếng ồn karaoke sau 22 giờ ở khu nhà trọ, Tổ dân phố đã nhắc nhở.",
        ],
        "tuyen-truyen": [
            "Khu phố {n} tổ chức họp tổ dân phố lồng ghép tuyên truyền, vận động hộ dân tham gia sinh hoạt.",
            "Phối hợp chi hội phụ nữ tuyên truyền đến khu nhà trọ vào buổi tối.",
        ],
        "thi-dua": [
            "Duy trì tuyến hẻm tự quản; vận động hộ khá giúp hộ khó khăn.",
            "Vận động quà cho học sinh trước năm học mới.",
        ],
        "kho-khan": [
            "Chưa có nơi sinh hoạt ổn định vào buổi tối.",
            "Người ở trọ thay đổi chỗ ở, khó vận động.",
        ],
        "nhiem-vu": [
            "Họp Ban công tác, rà soát danh sách hộ chưa tham gia tổ chức nào.",
            "Chuẩn bị Ngày hội Đại đoàn kết toàn dân tộc.",
        ],
        # Few propose anything for the news page.
        "dang-tin": [
            *[""] * 6,
            "Hộ dân Khu phố {n} cùng Ban công tác dọn vệ sinh hẻm. Buổi sáng Chủ nhật có 38 người dự.",
        ],
    },
    "women": {
        "tinh-hinh": [
            "Hội viên Khu phố {n} yên tâm, tích cực tham gia các hoạt động của Hội.",
            "Chị em quan tâm giá cả đầu năm học và nơi gửi trẻ.",
        ],
        "tuyen-truyen": [
            "Chi hội Khu phố {n} sinh hoạt chuyên đề gia đình; vận động hội viên ở nhà trọ dự sinh hoạt.",
            "Tuyên truyền ở tổ phụ nữ về phòng, chống bạo lực gia đình.",
        ],
        "thi-dua": ["Duy trì tổ phụ nữ tiết kiệm; thu gom phế liệu gây quỹ."],
        "cham-lo": ["Thăm hội viên ốm đau; giới thiệu hội viên vay vốn."],
        "kho-khan": ["Hội viên làm ca, khó tập hợp vào buổi tối."],
        "nhiem-vu": ["Vận động thêm hội viên ở khu nhà trọ.", "Họp mặt 20/10 theo tổ."],
    },
    "youth": {
        "tinh-hinh": [
            "Thanh niên Khu phố {n} ổn định tư tưởng, quan tâm việc làm.",
            "Đoàn viên tích cực đợt tình nguyện hè.",
        ],
        "tuyen-truyen": ["Sinh hoạt chi đoàn chủ điểm tháng; đăng tin trên nhóm của chi đoàn."],
        "thi-dua": ["Ngày Chủ nhật xanh: dọn hẻm, xóa quảng cáo sai quy định."],
        "kho-khan": ["Thanh niên đi làm, đi học xa, khó tập hợp ban ngày."],
        "nhiem-vu": ["Tổ chức Trung thu cho thiếu nhi khu phố."],
    },
    "cell": {
        "tinh-hinh": ["Đảng viên và Nhân dân đồng tình với kế hoạch của Đảng ủy."],
        "lanh-dao": ["Quán triệt Kế hoạch 19-KH/ĐU; phân công đảng viên phụ trách tổ dân phố."],
        "to-chuc": ["Sinh hoạt thường kỳ đúng ngày; đảng viên vắng đều có lý do."],
        "nhiem-vu": ["Chỉ đạo Ban công tác Mặt trận và các chi hội tập hợp hội viên ở nhà trọ."],
    },
}


def create(ward, accounts) -> None:
    """Outlines, duties, rounds of the year; filings of the branches from January to September."""
    install_outlines()
    for order, told in enumerate(DUTIES, start=1):
        _duty(ward, order, *told).settle(by=ward.administrator)
    Round.plan_year(ward.locality, YEAR, by=ward.administrator, is_sample=True)
    for round_ in Round.objects.to_open(dates.today()).for_list():
        round_.open()
    _sent(ward, accounts)
    for round_ in Round.objects.filter(period_kind=MONTH, number__lte=LAST_CLOSED).for_list():
        close(round_, by=accounts["office"])


def _duty(ward, order, whose, level, kind, outline, receiver, due_day, grace_days):
    is_line = level == BRANCH
    return ReportDuty(
        locality=ward.locality,
        level=level,
        line=Line.objects.get(code=whose) if is_line else None,
        unit=None if is_line else ward.units[whose],
        period_kind=kind,
        outline=ReportOutline.objects.get(locality=None, name=outline),
        receiver=ward.units[receiver] if receiver else None,
        due_day=due_day,
        grace_days=grace_days,
        order=order,
        # The ward's own bodies begin with the quarter that is being told.
        valid_from=None if is_line else QUARTERS_FROM,
        is_sample=True,
    )


def _sent(ward, accounts):
    """Written at one stroke and without a trace in the log, as figures.py writes its values."""
    whose = {unit.pk: key for key, unit in ward.units.items()}
    filings, versions = [], []
    monthly = Filing.objects.filter(round__period_kind=MONTH, round__number__lte=LAST_MONTH).for_list()
    figures = _figures_of(monthly)
    for filing in monthly:
        kind, _, number = whose[filing.unit_id].partition("-")
        n, month = int(number), filing.round.number
        if (kind, n, month) in NOT_TOLD:
            continue
        if (kind, n, month) == EXEMPT:
            filing.state, filing.reason, filing.exempted_by = "exempt", EXEMPT_REASON, accounts["youth"]
            filings.append(filing)
            continue
        head = accounts[f"{kind}-{n}"]
        sent_at = datetime(YEAR, month, 15 + (n + month) % 4, 19, 30, tzinfo=LOCAL_TIME)
        words = {key: said[(n + month) % len(said)].format(n=n) for key, said in WORDS[kind].items()}
        filing.words = {key: text for key, text in words.items() if text}
        filing.sent_at, filing.sent_by, filing.first_sent_on = sent_at, head, sent_at.date()
        if (kind, n, month) == RETURNED:
            filing.state, filing.reason = "returned", RETURN_REASON
        elif month == LAST_MONTH and (kind, n, month) not in TAKEN_IN:
            filing.state = "submitted"
        else:
            filing.state, filing.accepted_by = "accepted", accounts[_receiver(kind)]
            filing.accepted_at = datetime(YEAR, month, 20, 9, 0, tzinfo=LOCAL_TIME)
        filings.append(filing)
        versions.append(
            FilingVersion(
                filing=filing,
                number=1,
                words=filing.words,
                figures=figures.get((filing.unit_id, month), []),
                sent_at=sent_at,
                sent_by=head,
            )
        )
    changed = [
        "state",
        "reason",
        "words",
        "sent_at",
        "sent_by",
        "first_sent_on",
        "accepted_at",
        "accepted_by",
        "exempted_by",
    ]
    Filing.objects.bulk_update(filings, changed)
    FilingVersion.objects.bulk_create(versions)


def _figures_of(filings):
    """{(unit, month): the figures as a version keeps them}: one query for all of them."""
    found = {}
    values = IndicatorValue.objects.filter(unit__in={it.unit_id for it in filings}, year=YEAR)
    for it in values.select_related("indicator").order_by("indicator__order", "indicator__pk"):
        row = figure_in_words(it.indicator, it.words, it.note)
        found.setdefault((it.unit_id, it.month), []).append(row)
    return found


def _receiver(kind):
    return {"front": "front", "women": "women", "youth": "youth", "cell": "office"}[kind]
