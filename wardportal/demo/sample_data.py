"""The rows of the sample data ("dữ liệu mẫu"): invented names, tasks, figures and words."""

from dataclasses import dataclass, field
from datetime import date

from wardportal.demo.facts import MASS_ORGANIZATIONS, NEIGHBOURHOODS

# Ward accounts: username → (unit, post). Branch accounts are made of the prefix and the number.
WARD_ACCOUNTS = {
    "vanphong": ("office", "Cán bộ Văn phòng"),
    "mattran": ("front", "Chủ tịch"),
    "phunu": ("women", "Chủ tịch"),
    "thanhnien": ("youth", "Bí thư"),
    "nongdan": ("farmers", "Chủ tịch"),
    "cuuchienbinh": ("veterans", "Chủ tịch"),
    "congdoan": ("union", "Chủ tịch"),
    "bantin": ("editors", "Thành viên Ban biên tập"),
}
BRANCH_ACCOUNTS = {"cell": "chibo", "front": "mattran", "youth": "thanhnien", "women": "phunu"}

# Invented names, put together from common parts in a fixed order.
FAMILY_NAMES = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô"]
MEN = [
    "Văn An",
    "Quốc Bảo",
    "Minh Châu",
    "Văn Dũng",
    "Tấn Đạt",
    "Hữu Đức",
    "Thanh Hải",
    "Văn Hùng",
    "Quang Khải",
    "Đình Long",
    "Văn Mạnh",
    "Hoài Nam",
    "Thành Nhân",
    "Ngọc Phúc",
    "Minh Quân",
    "Văn Sơn",
    "Chí Tâm",
]
WOMEN = [
    "Thị Ánh",
    "Thị Bích",
    "Ngọc Diệp",
    "Thị Hạnh",
    "Thu Hiền",
    "Thị Hoa",
    "Kim Hương",
    "Thị Lan",
    "Mỹ Linh",
    "Thị Loan",
    "Tuyết Mai",
    "Thị Nga",
    "Thanh Nhàn",
    "Thị Oanh",
    "Thị Phượng",
    "Hồng Thắm",
    "Thị Yến",
]


@dataclass
class Work:
    """A sample task, given to `units`; `reports` are (day, {unit key: (percent, quantity, words)})."""

    title: str
    lead: str
    units: list[str]
    due_on: date | None = None
    rhythm: str = ""
    product: str = ""
    measure_unit: str = ""
    target: int | None = None
    # The rhythm's first time falls due on or after this day.
    since: date | None = None
    needs_acceptance: bool = False
    # Units whose result the lead unit has accepted.
    accepted: tuple[str, ...] = ()
    reports: list[tuple[date, dict]] = field(default_factory=list)


def each(kind, *percents, words="", quantities=None):
    """{ "women-1": (percents[0], …), … }; None skips a neighbourhood that said nothing."""
    said = {}
    for n, percent in enumerate(percents, start=1):
        if percent is not None:
            quantity = quantities[n - 1] if quantities else None
            said[f"{kind}-{n}"] = (percent, quantity, words)
    return said


def everywhere(kind):
    return [f"{kind}-{n}" for n in range(1, NEIGHBOURHOODS + 1)]


# What each neighbourhood answers; the gaps and the late ones are what the matrix is for.
WORK_19 = [
    Work(
        "Quán triệt, triển khai Chương trình số 12-CTr/QU và Kế hoạch số 19-KH/ĐU đến cán bộ, "
        "đoàn viên, hội viên",
        "party",
        everywhere("cell"),
        due_on=date(2016, 9, 30),
        product="Biên bản sinh hoạt chi bộ",
        reports=[
            (
                date(2016, 9, 20),
                each("cell", *[100] * 8, words="Đã triển khai trong sinh hoạt chi bộ tháng 9."),
            ),
        ],
    ),
    Work(
        "Mỗi chi hội phụ nữ có ít nhất một hình thức tập hợp hội viên mới",
        "women",
        everywhere("women"),
        due_on=date(2017, 9, 15),
        product="Mô hình, câu lạc bộ, tổ nhóm hoạt động được",
        reports=[
            (
                date(2017, 6, 20),
                each("women", 50, 50, 20, 40, None, 60, 30, 50, words="Đã khảo sát nhu cầu hội viên."),
            ),
            (
                date(2017, 9, 12),
                each("women", 100, 100, 60, 100, 20, 100, 75, 100, words="Đã ra mắt và sinh hoạt thử."),
            ),
        ],
    ),
    Work(
        "Duy trì định hướng nội dung sinh hoạt hằng tháng cho Ban công tác Mặt trận khu phố",
        "front",
        everywhere("front"),
        rhythm="hằng tháng",
        since=date(2017, 7, 1),
        product="Nội dung sinh hoạt gửi trước ngày 5",
        reports=[
            (
                date(2017, 7, 28),
                each("front", 60, 60, 40, 60, 60, None, 60, 60, words="Đã sinh hoạt tháng 7."),
            ),
            (
                date(2017, 9, 8),
                each(
                    "front", 100, 100, 60, 100, 100, None, 100, 100, words="Đã sinh hoạt đủ 3 tháng của quý."
                ),
            ),
        ],
    ),
    Work(
        "Phát triển đoàn viên mới",
        "youth",
        everywhere("youth"),
        due_on=date(2017, 9, 15),
        product="Nghị quyết chuẩn y kết nạp",
        measure_unit="đoàn viên",
        target=3,
        reports=[
            (
                date(2017, 6, 26),
                each("youth", 33, 33, 67, 33, None, 67, 33, 67, quantities=[1, 1, 2, 1, None, 2, 1, 2]),
            ),
            (
                date(2017, 9, 10),
                each("youth", 67, 100, 100, 67, None, 100, 67, 100, quantities=[2, 3, 4, 2, None, 3, 2, 3]),
            ),
        ],
    ),
    Work(
        "Góp ý xây dựng Đảng, xây dựng chính quyền theo định kỳ",
        "front",
        [key for n in range(1, NEIGHBOURHOODS + 1) for key in (f"cell-{n}", f"front-{n}")],
        due_on=date(2017, 10, 15),
        product="Phiếu góp ý và bản tổng hợp",
        measure_unit="ý kiến",
        needs_acceptance=True,
        accepted=("cell-1",),
        reports=[
            (
                date(2017, 9, 14),
                each(
                    "front",
                    50,
                    30,
                    50,
                    None,
                    40,
                    50,
                    None,
                    60,
                    quantities=[4, 2, 5, None, 3, 4, None, 6],
                    words="Đang tập hợp ý kiến của các tổ dân phố.",
                )
                | each("cell", 100, 50, 100, 50, None, 50, 50, 100, quantities=[6, 3, 5, 2, None, 3, 2, 7]),
            ),
        ],
    ),
    Work(
        "Tổ chức giám sát, phản biện xã hội theo chương trình năm 2017",
        "front",
        ["front", *MASS_ORGANIZATIONS],
        due_on=date(2017, 12, 15),
        product="Thông báo kết quả giám sát",
        measure_unit="cuộc",
        target=2,
        reports=[
            (
                date(2017, 9, 5),
                {
                    "front": (100, 2, "Đã giám sát 2 cuộc, có thông báo kết quả."),
                    "women": (50, 1, "Đã giám sát 1 cuộc."),
                    "veterans": (50, 1, "Đã giám sát 1 cuộc."),
                    "youth": (0, 0, "Đang chọn nội dung."),
                },
            ),
        ],
    ),
    Work(
        "Rà soát, nắm chắc số đoàn viên, hội viên đang sinh hoạt ở khu phố",
        "front",
        [*MASS_ORGANIZATIONS, *everywhere("youth"), *everywhere("women")],
        due_on=date(2017, 7, 31),
        product="Danh sách đã đối chiếu",
        reports=[
            (
                date(2017, 7, 25),
                each("youth", 100, 100, 100, 100, 50, 100, 100, 100)
                | each("women", *[100] * 8, words="Đã đối chiếu danh sách.")
                | dict.fromkeys(MASS_ORGANIZATIONS, (100, None, "Đã đối chiếu danh sách.")),
            ),
        ],
    ),
]
WORK_25 = [
    Work(
        "Đăng ký nội dung thực hiện phong trào “3 đồng hành, 5 phối hợp” của khu phố",
        "bloc",
        everywhere("cell"),
        due_on=date(2016, 10, 31),
        product="Bản đăng ký",
        reports=[(date(2016, 10, 20), each("cell", *[100] * 8, words="Đã đăng ký với Đảng ủy phường."))],
    ),
    Work(
        "Phối hợp tổ chức sinh hoạt chung giữa chi đoàn, chi hội và Ban công tác Mặt trận",
        "front",
        [key for n in range(1, NEIGHBOURHOODS + 1) for key in (f"front-{n}", f"youth-{n}", f"women-{n}")],
        due_on=date(2017, 10, 31),
        measure_unit="buổi",
        target=2,
        reports=[
            (
                date(2017, 8, 28),
                each("front", 100, 50, 50, 100, 50, None, 50, 100, quantities=[2, 1, 1, 2, 1, None, 1, 2])
                | each("youth", 100, 50, 50, 100, None, 50, 50, 100, quantities=[2, 1, 1, 2, None, 1, 1, 2])
                | each("women", 100, 50, 50, 100, 50, 50, 50, 100, quantities=[2, 1, 1, 2, 1, 1, 1, 2]),
            ),
        ],
    ),
    Work(
        "Sơ kết 01 năm thực hiện phong trào tại chi bộ",
        "party",
        everywhere("cell"),
        due_on=date(2017, 9, 10),
        product="Báo cáo sơ kết của chi bộ",
        reports=[
            (
                date(2017, 9, 6),
                each(
                    "cell",
                    100,
                    100,
                    70,
                    100,
                    None,
                    100,
                    40,
                    100,
                    words="Đã gửi báo cáo về Văn phòng Đảng ủy.",
                ),
            ),
        ],
    ),
]

# (unit, raised on, task title or "", who can solve it, difficulty, proposal); activity_samples.py goes on.
DIFFICULTIES = [
    (
        "front-2",
        date(2017, 8, 4),
        "",
        "leadership",
        "Thiếu nơi sinh hoạt cho chi đoàn và các chi hội vào buổi tối.",
        "Đề nghị cho mượn hội trường trường học vào tối thứ Bảy.",
    ),
    (
        "youth-5",
        date(2017, 8, 9),
        "Phát triển đoàn viên mới",
        "organization",
        "Thanh niên đi làm ca, khó tập trung để bồi dưỡng kết nạp.",
        "Đề nghị Đoàn phường mở lớp vào ngày Chủ nhật.",
    ),
    (
        "women-3",
        date(2017, 9, 6),
        "Mỗi chi hội phụ nữ có ít nhất một hình thức tập hợp hội viên mới",
        "leadership",
        "Hội viên ở nhà trọ thay đổi chỗ ở liên tục, tổ phụ nữ không ổn định.",
        "Đề nghị phối hợp với chủ nhà trọ lập tổ phụ nữ khu nhà trọ.",
    ),
    (
        "front-6",
        date(2017, 9, 11),
        "Duy trì định hướng nội dung sinh hoạt hằng tháng cho Ban công tác Mặt trận khu phố",
        "organization",
        "Nội dung định hướng đến muộn, Ban công tác Mặt trận chưa kịp chuẩn bị.",
        "Đề nghị gửi trước ngày 5 hằng tháng.",
    ),
]

# (unit, text, index of the difficulty it comes from or None, order of the solution it led to)
PROPOSALS = [
    ("front-2", "Cho khu phố mượn hội trường trường học để các đoàn thể sinh hoạt buổi tối.", 0, 4),
    ("youth-5", "Mở lớp bồi dưỡng kết nạp vào ngày Chủ nhật cho thanh niên đi làm ca.", 1, 3),
    ("women-7", "Lập tổ, nhóm theo sở thích, nghề nghiệp để thu hút hội viên ở nhà trọ.", None, 3),
    ("front-4", "Các đoàn thể phường gửi nội dung sinh hoạt cho khu phố trước khi họp.", None, 2),
    ("veterans", "Mặt trận và các đoàn thể cùng chọn nội dung giám sát để không trùng lắp.", None, 1),
]

# Each: kind, title, host, place, then day, hour and minute.
MEETINGS = [
    ("Giao ban", "Giao ban Khối vận tháng 9/2017", "bloc", "Phòng họp Đảng ủy", (date(2017, 9, 19), 7, 30)),
    (
        "Họp Ban công tác Mặt trận",
        "Họp Ban công tác Mặt trận Khu phố 3",
        "front-3",
        "Điểm sinh hoạt Khu phố 3",
        (date(2017, 9, 19), 19, 0),
    ),
    (
        "Sinh hoạt chi bộ",
        "Sinh hoạt chi bộ Khu phố 2 tháng 9/2017",
        "cell-2",
        "Điểm sinh hoạt Khu phố 2",
        (date(2017, 9, 20), 19, 0),
    ),
    ("Cuộc họp", "Họp Ban Thường vụ Hội LHPN phường", "women", "Văn phòng Hội", (date(2017, 9, 21), 14, 0)),
]

# What heads of organizations answered to the first of them.
BRIEFING_REPLIES = {
    "front": {"reply": "coming"},
    "youth": {"reply": "substitute", "substitute_name": "Phó Bí thư Đoàn phường"},
    "veterans": {"reply": "declined", "reason": "Dự hội nghị Hội Cựu chiến binh quận"},
}
# In what words it comes again, its meetings as above, and how many.
STANDING_SERIES = (
    "thứ Hai cuối cùng hằng tháng",
    (
        "Làm việc định kỳ của Thường trực",
        "Làm việc định kỳ của Thường trực Đảng ủy với Mặt trận và các đoàn thể",
        "standing",
        "Phòng họp Đảng ủy",
        (date(2017, 9, 25), 8, 0),
    ),
    4,
)

# (unit, title of its task, asked on, until when, why). Not answered: the lead unit finds it when it starts.
EXTENSIONS = [
    (
        "women-5",
        "Mỗi chi hội phụ nữ có ít nhất một hình thức tập hợp hội viên mới",
        date(2017, 9, 14),
        date(2017, 10, 15),
        "Chi hội trưởng mới nhận việc, cần thêm một tháng để vận động hội viên ở khu nhà trọ.",
    ),
]
# (unit, title of its task, what the photo is called); drawn, and marked as a sample.
PHOTOS = [
    ("women-1", "Mỗi chi hội phụ nữ có ít nhất một hình thức tập hợp hội viên mới", "ra mắt nhóm"),
    ("women-1", "Mỗi chi hội phụ nữ có ít nhất một hình thức tập hợp hội viên mới", "buổi sinh hoạt đầu"),
]
