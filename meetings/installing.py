"""The kinds of meetings every ward begins with; what it has changed since stays as it is."""

from meetings.models import MeetingKind

ANY, WARD, BRANCH = MeetingKind.Callers.ANY, MeetingKind.Callers.WARD, MeetingKind.Callers.BRANCH
STATE, PARTY = MeetingKind.MinutesForm.STATE, MeetingKind.MinutesForm.PARTY
FRONT_BOARD, CELL = MeetingKind.MinutesForm.FRONT_BOARD, MeetingKind.MinutesForm.CELL
OPENING = "Tuyên bố lý do, giới thiệu đại biểu"
CLOSING = "Kết luận của chủ trì"
STANDING_SESSION = "Làm việc định kỳ của Thường trực"

# As domain/04-meetings.md has them: (name, who calls, line, minutes, lines of the agenda).
KINDS = (
    (
        "Tọa đàm",
        WARD,
        "",
        PARTY,
        (OPENING, "Báo cáo đề dẫn", "Thảo luận", "Đề xuất giải pháp", CLOSING),
    ),
    ("Hội nghị", ANY, "", PARTY, (OPENING, "Báo cáo", "Thảo luận", "Biểu quyết", CLOSING)),
    (
        "Giao ban",
        WARD,
        "",
        PARTY,
        (
            "Kết quả thực hiện kết luận kỳ trước",
            "Các đơn vị báo cáo",
            "Khó khăn, kiến nghị",
            "Nhiệm vụ kỳ tới",
            CLOSING,
        ),
    ),
    ("Cuộc họp", ANY, "", STATE, ("Nội dung họp", "Trao đổi, thảo luận", CLOSING)),
    (
        "Họp Ban công tác Mặt trận",
        BRANCH,
        "mat-tran",
        FRONT_BOARD,
        (
            "Đánh giá công tác tháng qua: tư tưởng, an ninh trật tự, đời sống; phong trào; các quỹ",
            "Triển khai công tác tháng tới",
            "Ý kiến của các chi hội, chi đoàn",
            "Phát biểu của chi ủy",
            "Kết luận, phân công",
        ),
    ),
    (
        "Sinh hoạt chi bộ",
        BRANCH,
        "dang",
        CELL,
        (
            "Đánh giá kết quả thực hiện nhiệm vụ tháng trước",
            "Thông tin thời sự, văn bản của cấp trên",
            "Nhiệm vụ tháng tới",
            "Thảo luận",
            "Biểu quyết, kết luận",
        ),
    ),
    (
        "Sinh hoạt chi đoàn",
        BRANCH,
        "thanh-nien",
        STATE,
        ("Kết quả hoạt động tháng qua", "Nội dung tháng tới", "Ý kiến đoàn viên", CLOSING),
    ),
    (
        "Sinh hoạt chi hội",
        BRANCH,
        "",
        STATE,
        ("Kết quả hoạt động tháng qua", "Nội dung tháng tới", "Ý kiến hội viên", CLOSING),
    ),
    ("Đối thoại", WARD, "", STATE, (OPENING, "Ý kiến của nhân dân", "Trả lời, giải trình", CLOSING)),
    (
        "Tiếp xúc cử tri",
        WARD,
        "",
        STATE,
        (OPENING, "Báo cáo với cử tri", "Ý kiến, kiến nghị của cử tri", "Tiếp thu, giải trình"),
    ),
    (
        STANDING_SESSION,
        WARD,
        "dang",
        PARTY,
        ("Việc chưa xong của các kỳ trước", "Khó khăn, vướng mắc chờ giải quyết", "Kết luận"),
    ),
)


def install_kinds() -> None:
    """Bring the common kinds to what is known; a ward's own copies stay as they are. Safe to call again."""
    for order, (name, callers, line_code, minutes_form, agenda) in enumerate(KINDS, start=1):
        known = {
            "callers": callers,
            "line_code": line_code,
            "minutes_form": minutes_form,
            "gathers_open_matters": name == STANDING_SESSION,
            "agenda": "\n".join(agenda),
            "order": order,
        }
        MeetingKind.objects.update_or_create(locality=None, name=name, defaults=known)
