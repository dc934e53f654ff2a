"""Sample data of what goes on between meetings: difficulties answered, guidance, supervision, opinions.

Words are put into the mouths of invented people only: nothing here is said by who is named in the news item.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from activities.models import GoodPractice, Guidance, Movement, Opinion, Supervision

# What became of the sample difficulties: (index in DIFFICULTIES, day, verb, words, who).
# None is answered by the leadership: only a real person could.
DIFFICULTY_STEPS = [
    (
        1,
        date(2017, 8, 14),
        "give_answer",
        "Đoàn phường mở lớp bồi dưỡng vào chiều Chủ nhật, từ tháng 9.",
        "youth",
    ),
    (
        1,
        date(2017, 9, 4),
        "say_unsolved",
        "Lớp mở chiều Chủ nhật, thanh niên làm ca chiều vẫn không dự được.",
        "youth-5",
    ),
    (1, date(2017, 9, 11), "give_answer", "Đoàn phường mở thêm một lớp sáng Chủ nhật.", "youth"),
    (
        3,
        date(2017, 9, 13),
        "give_answer",
        "Ban Thường trực gửi nội dung định hướng trước ngày 5 hằng tháng, bắt đầu từ tháng 10.",
        "front",
    ),
    (3, date(2017, 9, 15), "confirm_solved", "Đã nhận được lịch gửi.", "front-6"),
    (0, date(2017, 9, 15), "put_on_agenda", "", "office"),
]


# The women's guidance of September: what it says, and which khu phố have read and received it.
GUIDANCE = (
    "women",
    date(2017, 9, 1),
    date(2017, 9, 4),
    "Sinh hoạt chi hội tháng 9 và rà soát hội viên ở nhà trọ",
    "1. Sinh hoạt chi hội trước ngày 20: phòng cháy trong nhà trọ, chăm sóc trẻ trong năm học mới.\n"
    "2. Rà soát số hội viên đang ở nhà trọ, ghi vào số liệu của tháng.\n"
    "3. Mỗi chi hội giới thiệu một mô hình đang làm tốt để Hội phường đến xem.\n"
    "4. Báo kết quả trên cổng trước ngày 25.",
    "women",
)
SEEN_AT = datetime(2017, 9, 5, 19, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
READ = [1, 2, 3, 4, 6, 8]
RECEIVED = [1, 2, 4, 8]
TASK_OF_GUIDANCE = (2, "Sinh hoạt chi hội tháng 9: phòng cháy trong nhà trọ", date(2017, 9, 20))
# The Front is still writing the one of October.
DRAFT = (
    "front",
    date(2017, 10, 1),
    "Chuẩn bị Ngày hội Đại đoàn kết ở khu phố",
    "1. Chọn điểm tổ chức, bàn với chi ủy.\n2. Lập danh sách hộ, tập thể đề nghị biểu dương.",
    "front",
)

# (kind, form, title, plan, lead, subject, held on, result, recommendations); each recommendation is
# (text, due on, and the reply: state, words, day – or None while it is awaited).
SUPERVISIONS = [
    (
        "supervision",
        "team",
        "Việc thu và sử dụng các khoản đóng góp của dân ở khu phố",
        "Đoàn giám sát của Ban Thường trực, làm việc ở 3 khu phố, trong tháng 7/2017.",
        "front",
        "Ủy ban nhân dân phường",
        date(2017, 7, 20),
        "Các khoản thu có sổ, có biên nhận. Hai nơi chưa niêm yết công khai đủ thời gian.",
        [
            (
                "Niêm yết công khai thu, chi ở điểm sinh hoạt khu phố ít nhất 30 ngày.",
                date(2017, 8, 20),
                (
                    "accepted",
                    "Đã yêu cầu các khu phố niêm yết đủ 30 ngày, bắt đầu từ quý III.",
                    date(2017, 8, 15),
                ),
            ),
            ("Hướng dẫn khu phố mở sổ theo một mẫu thống nhất.", date(2017, 9, 5), None),
        ],
    ),
    (
        "criticism",
        "criticism_session",
        "Dự thảo phương án sắp xếp điểm tập kết rác trên địa bàn phường",
        "Hội nghị phản biện có đại diện 8 Ban công tác Mặt trận.",
        "front",
        "Ủy ban nhân dân phường",
        date(2017, 8, 24),
        "Hội nghị đồng tình chủ trương, đề nghị xem lại hai vị trí gần trường học.",
        [
            (
                "Dời điểm tập kết ở cổng sau trường tiểu học.",
                date(2017, 9, 10),
                (
                    "explained",
                    "Chưa có vị trí khác đủ rộng; trước mắt đổi giờ thu gom, tránh giờ học sinh ra về.",
                    date(2017, 9, 12),
                ),
            ),
            ("Lấy ý kiến các hộ quanh điểm tập kết trước khi quyết định.", date(2017, 9, 30), None),
        ],
    ),
]

# (unit, khu phố or None, day, theme, words, times, and how it was handled: by whom, how, when – or None).
OPINIONS = [
    (
        "front-3",
        3,
        date(2017, 9, 6),
        "vệ sinh môi trường",
        "Rác ở đầu hẻm để qua đêm, bốc mùi.",
        12,
        ("Ủy ban nhân dân phường", "Đã nhắc đơn vị thu gom, đổi giờ lấy rác sang 18 giờ.", date(2017, 9, 11)),
    ),
    ("cell-5", 5, date(2017, 9, 8), "an ninh trật tự", "Hát loa kéo sau 22 giờ ở dãy quán mới mở.", 7, None),
    (
        "women-1",
        1,
        date(2017, 9, 12),
        "giáo dục",
        "Lo các khoản thu đầu năm học, muốn được nghe nhà trường nói rõ.",
        15,
        None,
    ),
    (
        "front-7",
        None,
        date(2017, 8, 22),
        "đô thị",
        "Đường trước chợ ngập khi mưa lớn.",
        20,
        None,
    ),
]

# (unit, index of the movement's item, kind, title, who as typed, how, results, since, recognised on).
GOOD_PRACTICES = [
    (
        "women-4",
        0,
        "model",
        "Tổ phụ nữ khu nhà trọ",
        "",
        "Chủ nhà trọ cho mượn sân, chi hội đến sinh hoạt với chị em mỗi tháng một tối, mời công an khu vực "
        "nói về phòng cháy.",
        "26 chị em ở trọ vào tổ; không còn nơi nào thiếu bình chữa cháy.",
        date(2017, 3, 8),
        None,
    ),
    (
        "front-1",
        3,
        "group",
        "Hẻm tự quản sạch, đẹp",
        "Các hộ trong một hẻm của Khu phố 1",
        "Mỗi sáng thứ Bảy các hộ cùng quét hẻm; Ban công tác Mặt trận góp chổi, chi đoàn sơn bồn cây.",
        "Hẻm không còn rác tồn; hai hẻm bên cạnh làm theo.",
        date(2016, 11, 1),
        date(2017, 6, 15),
    ),
]


def create(ward, accounts, difficulties) -> None:
    """Fill the ward with what its units did and said; in one transaction."""
    for index, day, verb, words, key in DIFFICULTY_STEPS:
        said = [words] if words else []
        getattr(difficulties[index], verb)(*said, by=accounts[key], on=day)
    _guidance(ward, accounts)
    _supervisions(ward, accounts)
    _opinions(ward, accounts)
    _good_practices(ward, accounts)


def _guidance(ward, accounts):
    key, month, day, title, text, kind = GUIDANCE
    sent = _written(ward, accounts, key, month, title, text, kind)
    sent.send(by=accounts[key], on=day)
    n, task, due_on = TASK_OF_GUIDANCE
    for receipt in sent.receipts.select_related("unit__neighbourhood"):
        place = receipt.unit.neighbourhood.order
        if place in RECEIVED:
            receipt.receive(by=accounts[f"{kind}-{place}"], at=SEEN_AT)
        elif place in READ:
            receipt.read(by=accounts[f"{kind}-{place}"], at=SEEN_AT)
    unit, head = ward.units[f"{kind}-{n}"], accounts[f"{kind}-{n}"]
    sent.make_task(unit, by=head, title=task, due_on=due_on, on=date(2017, 9, 7), is_sample=True)
    key, month, title, text, kind = DRAFT
    _written(ward, accounts, key, month, title, text, kind)


def _written(ward, accounts, key, month, title, text, kind):
    guidance = Guidance(
        locality=ward.locality,
        issuer=ward.units[key],
        month=month,
        title=title,
        text=text,
        is_sample=True,
    )
    guidance.write(ward.branches(kind), by=accounts[key])
    return guidance


def _supervisions(ward, accounts):
    for kind, form, title, plan, key, subject, held_on, result, recommendations in SUPERVISIONS:
        supervision = Supervision(
            locality=ward.locality,
            kind=kind,
            form=form,
            title=title,
            plan=plan,
            lead_unit=ward.units[key],
            subject_name=subject,
            held_on=held_on,
            result=result,
            is_sample=True,
        )
        supervision.keep(by=accounts[key])
        for text, due_on, replied in recommendations:
            found = supervision.recommend(by=accounts[key], text=text, addressee=subject, due_on=due_on)
            if replied:
                state, reply, day = replied
                found.take_reply(state, by=accounts[key], reply=reply, on=day)


def _opinions(ward, accounts):
    for key, place, day, theme, text, times, handled in OPINIONS:
        unit = ward.units[key]
        opinion = Opinion(
            locality=ward.locality,
            unit=unit,
            neighbourhood=unit.neighbourhood if place else None,
            noted_on=day,
            theme=theme,
            text=text,
            times=times,
            is_sample=True,
        )
        opinion.note(by=accounts[key])
        if handled:
            handler, handling, on = handled
            opinion.handle(by=accounts["front"], handler=handler, handling=handling, on=on)


def _good_practices(ward, accounts):
    movement = Movement.objects.get(locality=ward.locality)
    items = list(movement.items.all())
    for key, item, kind, title, honoree, text, results, since_on, recognised_on in GOOD_PRACTICES:
        practice = GoodPractice(
            locality=ward.locality,
            movement=movement,
            item=items[item],
            kind=kind,
            title=title,
            unit=ward.units[key],
            honoree=honoree,
            text=text,
            results=results,
            since_on=since_on,
            recognised_on=recognised_on,
            is_sample=True,
        )
        practice.keep(by=accounts[key])
