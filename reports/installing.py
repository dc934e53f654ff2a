"""The outlines of reports every ward begins with; what it has changed since stays as it is.

Headings: 05-reports.md (Front, khối vận, mass organization), 11-indicators-seen.md (branches' own monthly
forms); where a form is not known in full it is short. Forms share keys where they ask for the same: what
branches write under a key stands beside the same heading of the body above.
"""

from indicators import known_indicators as codes
from reports.models import ReportOutline

PROGRESS, MEETINGS, DIFFICULTIES = "progress", "meetings", "difficulties"
OPINIONS, PRACTICES, SUPERVISIONS = "opinions", "practices", "supervisions"
# The section in which a unit proposes an item for the news page.
NEWS = "dang-tin"

# What the portal can offer from the unit's own entries (reports/known.py), and how the form calls it.
SUGGESTIONS = {
    PROGRESS: "Nhiệm vụ đã báo tiến độ",
    MEETINGS: "Cuộc họp, hội nghị",
    DIFFICULTIES: "Khó khăn đã nêu",
    OPINIONS: "Phản ánh của người dân",
    PRACTICES: "Mô hình, điển hình",
    SUPERVISIONS: "Giám sát, phản biện, góp ý",
}


def section(key, title, *, group="", hint="", is_required=False, indicators=(), suggests=()) -> dict:
    """One section of an outline, as ReportOutline.sections holds it."""
    return {
        "key": key,
        "title": title,
        "group": group,
        "hint": hint,
        "is_required": is_required,
        "indicators": list(indicators),
        "suggests": list(suggests),
    }


MEMBERS = [
    codes.JOINED,
    codes.LEFT,
    codes.TOTAL,
    codes.WOMEN,
    codes.YOUNG,
    codes.PARTY_MEMBERS,
    codes.GATHERED,
]
CREDIT = ["du-no", "ho-vay", "giai-ngan", "thu-hoi-no", "no-qua-han"]
SITUATION, RESULTS, JUDGED = "Tình hình", "Kết quả công tác", "Đánh giá"

_thoughts = section(
    "tinh-hinh",
    "Tình hình tư tưởng, dư luận xã hội",
    group=SITUATION,
    hint="Bà con đang nghĩ gì, bàn gì; phấn khởi hay lo lắng điều gì.",
    is_required=True,
    suggests=[OPINIONS],
)
_concerns = section(
    "van-de",
    "Những vấn đề Nhân dân quan tâm, bức xúc",
    group=SITUATION,
    hint="Việc gì, ở đâu, đã ai giải quyết chưa. Không ghi tên, địa chỉ người phản ánh.",
    suggests=[OPINIONS],
)
_shortcomings = section("han-che", "Hạn chế, tồn tại và nguyên nhân", group=JUDGED)
_troubles = section("kho-khan", "Khó khăn, vướng mắc", group=JUDGED, suggests=[DIFFICULTIES])
_next = section("nhiem-vu", "Nhiệm vụ trọng tâm kỳ tới", group="Phương hướng", is_required=True)
_requests = section("kien-nghi", "Kiến nghị, đề xuất", group="Phương hướng", suggests=[DIFFICULTIES])
_outreach = section(
    "tuyen-truyen",
    "Tuyên truyền, vận động, tập hợp Nhân dân",
    group=RESULTS,
    is_required=True,
    indicators=["tuyen-truyen"],
    suggests=[MEETINGS, PROGRESS],
)
_emulation = section(
    "thi-dua",
    "Phong trào thi đua, cuộc vận động, chăm lo an sinh xã hội",
    group=RESULTS,
    indicators=["tien-ho-tro", "ho-duoc-ho-tro", "mo-hinh"],
    suggests=[PROGRESS, PRACTICES],
)
_democracy = section(
    "dan-chu",
    "Dân chủ, giám sát, phản biện, góp ý xây dựng Đảng, chính quyền",
    group=RESULTS,
    suggests=[SUPERVISIONS],
)
_organization = section("to-chuc", "Củng cố tổ chức", group=RESULTS, suggests=[MEETINGS])
_members = section(
    "to-chuc", "Xây dựng tổ chức, đoàn viên, hội viên", group=RESULTS, indicators=MEMBERS, suggests=[MEETINGS]
)
_credit = section("tin-dung", "Tín dụng chính sách", group=RESULTS, indicators=CREDIT)
_news = section(
    NEWS,
    "Đề xuất đăng tin",
    group="Phương hướng",
    hint="Việc hay nào nên đưa lên trang tin của phường; ảnh gửi ở trang “Báo tiến độ”.",
)

# What is asked out of turn (reports/forms/ad_hoc.py) is asked in this form unless another is chosen.
AD_HOC = "Báo cáo đột xuất"

# Each with its name.
OUTLINES = (
    (
        "Ban công tác Mặt trận",
        [
            _thoughts,
            _concerns,
            _outreach,
            _emulation,
            _democracy,
            _organization,
            _credit,
            _shortcomings,
            _troubles,
            _next,
            _requests,
            _news,
        ],
    ),
    (
        "Chi hội",
        [
            _thoughts,
            _concerns,
            section(
                "tuyen-truyen",
                "Tuyên truyền, giáo dục",
                group=RESULTS,
                is_required=True,
                suggests=[MEETINGS, PROGRESS],
            ),
            section("thi-dua", "Phong trào, cuộc vận động", group=RESULTS, suggests=[PROGRESS, PRACTICES]),
            section("cham-lo", "Chăm lo, bảo vệ quyền lợi hội viên", group=RESULTS, suggests=[PROGRESS]),
            _members,
            _troubles,
            _next,
            _requests,
            _news,
        ],
    ),
    (
        "Chi đoàn",
        [
            _thoughts,
            section(
                "tuyen-truyen",
                "Tuyên truyền, giáo dục",
                group=RESULTS,
                is_required=True,
                suggests=[MEETINGS, PROGRESS],
            ),
            section(
                "thi-dua",
                "Phong trào thanh niên, công trình, phần việc",
                group=RESULTS,
                suggests=[PROGRESS, PRACTICES],
            ),
            _members,
            _troubles,
            _next,
            _requests,
            _news,
        ],
    ),
    (
        "Chi bộ",
        [
            _thoughts,
            _concerns,
            section(
                "lanh-dao",
                "Lãnh đạo thực hiện nhiệm vụ, quán triệt nghị quyết",
                group=RESULTS,
                is_required=True,
                suggests=[PROGRESS],
            ),
            section(
                "to-chuc",
                "Sinh hoạt chi bộ, công tác đảng viên",
                group=RESULTS,
                indicators=["dang-vien-du-sinh-hoat"],
                suggests=[MEETINGS],
            ),
            section(
                "dan-van",
                "Công tác dân vận; lãnh đạo Mặt trận, đoàn thể ở khu phố",
                group=RESULTS,
                suggests=[PRACTICES],
            ),
            _shortcomings,
            _troubles,
            _next,
            _requests,
        ],
    ),
    (
        "Tổ chức chính trị – xã hội phường",
        [
            section("tinh-hinh", "Đặc điểm tình hình", is_required=True, suggests=[OPINIONS]),
            section(
                "tuyen-truyen",
                "Tuyên truyền, giáo dục",
                group=RESULTS,
                is_required=True,
                suggests=[MEETINGS, PROGRESS],
            ),
            section("thi-dua", "Phong trào thi đua", group=RESULTS, suggests=[PROGRESS, PRACTICES]),
            section("cham-lo", "Chăm lo, bảo vệ quyền lợi", group=RESULTS, suggests=[PROGRESS]),
            _members,
            section("dan-chu", "Phối hợp, giám sát", group=RESULTS, suggests=[SUPERVISIONS]),
            _shortcomings,
            _troubles,
            section("nhiem-vu", "Phương hướng, nhiệm vụ", is_required=True),
            _requests,
        ],
    ),
    (
        "Ủy ban MTTQ phường",
        [
            section(
                "tinh-hinh",
                "Tình hình các tầng lớp Nhân dân",
                is_required=True,
                suggests=[OPINIONS],
            ),
            section(
                "tuyen-truyen",
                "Tuyên truyền, vận động, tập hợp các tầng lớp Nhân dân",
                group="Kết quả thực hiện các chương trình",
                is_required=True,
                indicators=["tuyen-truyen"],
                suggests=[MEETINGS, PROGRESS],
            ),
            section(
                "thi-dua",
                "Các phong trào thi đua, cuộc vận động",
                group="Kết quả thực hiện các chương trình",
                indicators=["tien-ho-tro", "ho-duoc-ho-tro", "mo-hinh"],
                suggests=[PROGRESS, PRACTICES],
            ),
            section(
                "dan-chu",
                "Thực hiện dân chủ, giám sát, phản biện xã hội, tham gia xây dựng Đảng, chính quyền",
                group="Kết quả thực hiện các chương trình",
                suggests=[SUPERVISIONS],
            ),
            section("doi-ngoai", "Đối ngoại nhân dân", group="Kết quả thực hiện các chương trình"),
            section(
                "to-chuc",
                "Củng cố tổ chức",
                group="Kết quả thực hiện các chương trình",
                suggests=[MEETINGS],
            ),
            section("uu-diem", "Ưu điểm", group=JUDGED),
            _shortcomings,
            section("nhiem-vu", "Nhiệm vụ trọng tâm", is_required=True),
            _requests,
        ],
    ),
    (
        "Khối vận",
        [
            section(
                "tinh-hinh",
                "Tình hình Nhân dân, dư luận xã hội",
                is_required=True,
                suggests=[OPINIONS],
            ),
            section("lanh-dao", "Quán triệt, triển khai nghị quyết về dân vận", group=RESULTS),
            section("dan-van-chinh-quyen", "Công tác dân vận của chính quyền", group=RESULTS),
            section(
                "tuyen-truyen",
                "Hoạt động của Mặt trận Tổ quốc, các tổ chức chính trị – xã hội",
                group=RESULTS,
                is_required=True,
                suggests=[PROGRESS],
            ),
            section("thi-dua", "Phong trào thi đua “Dân vận khéo”", group=RESULTS, suggests=[PRACTICES]),
            section(
                "dan-chu",
                "Quy chế dân chủ ở cơ sở; giám sát, phản biện xã hội, góp ý xây dựng Đảng, chính quyền",
                group=RESULTS,
                suggests=[SUPERVISIONS],
            ),
            section("uu-diem", "Ưu điểm", group=JUDGED),
            _shortcomings,
            section("nhiem-vu", "Phương hướng, nhiệm vụ", is_required=True),
            _requests,
        ],
    ),
    (
        "Đảng ủy",
        [
            section("tinh-hinh", "Tình hình chung", is_required=True, suggests=[OPINIONS]),
            section(
                "lanh-dao",
                "Công tác lãnh đạo, chỉ đạo thực hiện kế hoạch",
                group=RESULTS,
                is_required=True,
                suggests=[PROGRESS],
            ),
            section(
                "tuyen-truyen",
                "Kết quả tập hợp Nhân dân, đoàn viên, hội viên",
                group=RESULTS,
                suggests=[MEETINGS],
            ),
            section("thi-dua", "Phong trào, mô hình, điển hình", group=RESULTS, suggests=[PRACTICES]),
            section("uu-diem", "Ưu điểm", group=JUDGED),
            _shortcomings,
            section("nhiem-vu", "Phương hướng, nhiệm vụ", is_required=True),
            _requests,
        ],
    ),
    (
        AD_HOC,
        [
            section("su-viec", "Tình hình, sự việc", is_required=True, suggests=[OPINIONS]),
            section("da-lam", "Việc đã làm, kết quả", is_required=True, suggests=[PROGRESS]),
            section("kien-nghi", "Kiến nghị, đề xuất", suggests=[DIFFICULTIES]),
        ],
    ),
)


def install_outlines() -> list[ReportOutline]:
    """Add the common outlines that are not there yet; safe to call again."""
    there = set(ReportOutline.objects.filter(locality=None).values_list("name", flat=True))
    return ReportOutline.objects.bulk_create(
        ReportOutline(name=name, sections=sections, order=order)
        for order, (name, sections) in enumerate(OUTLINES, start=1)
        if name not in there
    )
