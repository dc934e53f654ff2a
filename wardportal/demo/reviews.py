"""The sample one-year review of 19-KH/ĐU and 25-KH/ĐU: begun by the office, with the words of some units.

Words are put into the mouths of invented people only; the office has not written its own yet.
"""

from datetime import date

from reports.models import Review
from wardportal.demo.facts import Ward

STARTS_ON, ENDS_ON, WORDS_DUE_ON = date(2016, 4, 25), date(2017, 7, 31), date(2017, 9, 25)

# unit: {field: words}, sent; one is kept unsent.
WORDS = {
    "front-2": {
        "limits": "Ban công tác Mặt trận sinh hoạt chưa đều, có tháng chỉ họp được một nửa thành viên.",
        "causes_objective": "Chưa có nơi sinh hoạt ổn định vào buổi tối.",
        "lessons": "Báo trước nội dung cho từng tổ dân phố thì buổi họp có nhiều ý kiến hơn.",
        "proposals": "Đề nghị phường cho mượn hội trường trường học vào tối thứ Bảy.",
    },
    "youth-5": {
        "limits": "Số thanh niên được bồi dưỡng kết nạp còn ít so với chỉ tiêu.",
        "causes_objective": "Thanh niên đi làm ca, khó tập trung.",
        "causes_subjective": "Ban Chấp hành chi đoàn chưa chủ động đổi giờ sinh hoạt.",
        "proposals": "Đề nghị Đoàn phường mở lớp bồi dưỡng vào ngày Chủ nhật.",
    },
    "women-3": {
        "limits": "Tổ phụ nữ ở khu nhà trọ chưa ổn định.",
        "causes_objective": "Hội viên ở nhà trọ thay đổi chỗ ở liên tục.",
        "lessons": "Nơi nào có chủ nhà trọ tham gia thì tổ giữ được hội viên.",
    },
    "women-1": {
        "causes_subjective": "Chi hội ngại ghi số liệu hằng tháng, dồn đến cuối quý.",
        "lessons": "Lập nhóm theo sở thích trước, lập câu lạc bộ sau.",
    },
    "cell-8": {
        "limits": "Phối hợp giữa chi bộ với các chi hội ở khu phố có lúc chưa chặt.",
        "lessons": "Cấp ủy viên dự sinh hoạt với chi đoàn, chi hội mỗi quý một lần.",
    },
}
UNSENT = {"front-4": {"limits": "Một số tổ dân phố chưa có người phụ trách."}}


def create(ward: Ward, accounts) -> None:
    """The draft and what the units wrote for it; in one transaction."""
    review = Review.begin(
        by=accounts["office"],
        issuer=ward.units["party"],
        plans=ward.plans.values(),
        kind=Review.Kind.ONE_YEAR,
        starts_on=STARTS_ON,
        ends_on=ENDS_ON,
        words_due_on=WORDS_DUE_ON,
        meeting=ward.seminar,
        is_sample=True,
    )
    for told, is_sent in [(WORDS, True), (UNSENT, False)]:
        for key, words in told.items():
            contribution = review.contributions.get(unit=ward.units[key])
            for field, text in words.items():
                setattr(contribution, field, text)
            contribution.write(by=accounts[key], is_sent=is_sent, is_sample=True)
