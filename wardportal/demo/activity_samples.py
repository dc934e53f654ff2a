"""Sample data of what goes on between meetings: what became of the difficulties.

Words are put into the mouths of invented people only: nothing here is said by who is named in the news item.
"""

from datetime import date

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


def create(ward, accounts, difficulties) -> None:
    """Fill the ward with what its units did and said; in one transaction."""
    for index, day, verb, words, key in DIFFICULTY_STEPS:
        said = [words] if words else []
        getattr(difficulties[index], verb)(*said, by=accounts[key], on=day)
