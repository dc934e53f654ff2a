"""What the news item of the seminar of 17/8/2017 says, and nothing else.

What it does not say is marked MISSING for the ward to fill in; people and figures are in samples.py.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from activities.models import Movement, MovementItem
from documents.models import CommitteeTerm, Document, DocumentLink, DocumentType, NumberBook
from meetings.models import Attendance, Conclusion, Meeting, MeetingKind
from organizations.models import Locality, Person, Post, PostHolding, Unit, User
from plans.models import Plan
from wardportal.founding import BRANCH_BODIES, USUAL_BRANCHES, WARD_BODIES, furnish
from wardportal.text import MISSING

NEIGHBOURHOODS = 8
Level, Family = Unit.Level, Unit.FormatFamily


MASS_ORGANIZATIONS = ["youth", "women", "farmers", "veterans", "union"]
NOT_IN_THE_NEWS = "Văn bản giấy chưa đưa lên cổng"
MOVEMENT = "3 đồng hành, 5 phối hợp"

# The four solutions in the seminar's own words.
CONCLUSIONS = [
    "Tiếp tục phát huy tính chủ động, sáng tạo, vai trò giám sát, phản biện xã hội và tham gia góp ý xây "
    "dựng Đảng, chính quyền trong sạch, vững mạnh của Mặt trận, các đoàn thể.",
    "Các đoàn thể phường duy trì thường xuyên định hướng nội dung hoạt động cho khu phố.",
    "Đa dạng hoá các hình thức tập hợp ở khu phố, tổ dân phố, phát triển và nâng cao chất lượng đoàn viên, "
    "hội viên.",
    "Thường trực Đảng ủy phường duy trì lịch làm việc định kỳ để kịp thời tháo gỡ những khó khăn, vướng mắc "
    "trong hoạt động, tạo điều kiện tốt để hỗ trợ cho Mặt trận và các đoàn thể chính trị – xã hội hoạt động "
    "hiệu quả.",
]

# The two solutions that say themselves who carries them out, by number: (task, who leads, who got it).
FOLLOW_UP = {
    1: (
        "Phát huy vai trò giám sát, phản biện xã hội và góp ý xây dựng Đảng, chính quyền",
        "front",
        ["front", *MASS_ORGANIZATIONS],
    ),
    4: ("Duy trì lịch làm việc định kỳ để tháo gỡ khó khăn, vướng mắc", "standing", ["standing"]),
}


@dataclass
class Ward:
    """The rows that samples.py builds on."""

    locality: Locality
    units: dict[str, Unit]  # "party", "front" … and "women-3" for Chi hội Phụ nữ Khu phố 3
    posts: dict[tuple[str, str], Post]  # ("women-3", "Chi hội trưởng")
    administrator: User
    deputy_secretary: Person
    plans: dict[str, Plan]  # "19", "25"
    seminar: Meeting
    conclusions: list[Conclusion]

    def branches(self, *kinds):
        return [self.units[f"{kind}-{n}"] for n in range(1, NEIGHBOURHOODS + 1) for kind in kinds]


def create(password_hash) -> Ward:
    """The ward of the seed in an empty database; call it in one transaction."""
    locality = Locality.objects.create(
        kind=Locality.Kind.WARD,
        name="Phường 6",
        place_name="Phường 6",
        neighbourhood_word="khu phố",
        superior_name=f"Đảng bộ quận {MISSING}",
    )
    places = [(f"Khu phố {n}", f"KP {n}") for n in range(1, NEIGHBOURHOODS + 1)]
    superior = ("Ban Chấp hành Đảng bộ quận", "Quận ủy", "QU")
    founded = furnish(locality, superior, places=places, kinds=USUAL_BRANCHES)
    units, posts = founded.units, founded.posts
    administrator = _administrator(locality, posts, password_hash)
    deputy_secretary = _deputy_secretary(locality, posts, password_hash)
    plans = _papers(locality, units)
    _movement(locality, plans["25"])
    seminar = _seminar(locality, units, plans, deputy_secretary)
    conclusions = [
        Conclusion.objects.create(meeting=seminar, order=order, text=text, vote="Hội nghị thống nhất")
        for order, text in enumerate(CONCLUSIONS, start=1)
    ]
    return Ward(locality, units, posts, administrator, deputy_secretary, plans, seminar, conclusions)


def _account(username, person, password_hash):
    return User.objects.create(
        username=username, locality=person.locality, person=person, is_demo=True, password=password_hash
    )


def _administrator(locality, posts, password_hash):
    person = Person.objects.create(locality=locality, full_name="Người quản trị phường")
    PostHolding.objects.create(post=posts["office", "Quản trị cổng thông tin"], person=person)
    return _account("quantri", person, password_hash)


def _deputy_secretary(locality, posts, password_hash):
    person = Person.objects.create(locality=locality, full_name="Phạm Thị Mai")
    for key in [("standing", "Phó Bí thư Thường trực Đảng ủy"), ("bloc", "Trưởng Khối vận")]:
        PostHolding.objects.create(post=posts[key], person=person)
    _account("thuongtruc", person, password_hash)
    return person


def _papers(locality, units):
    def issued(issuer, abbreviation, number, symbol, day, abstract):
        return Document(
            locality=locality,
            issuer=units[issuer],
            doc_type=DocumentType.objects.get(family=Family.PARTY, abbreviation=abbreviation),
            number=number,
            symbol=symbol,
            issued_on=day,
            abstract=abstract,
            signer_name=MISSING,
            state=Document.State.ISSUED,
        )

    programme = issued(
        "superior",
        "CTr",
        12,
        "QU",
        date(2016, 2, 17),
        "Tiếp tục đổi mới nội dung, phương thức hoạt động của Mặt trận Tổ quốc và các đoàn thể trên địa bàn "
        "quận (giai đoạn 2015 – 2020)",
    )
    papers = {
        "19": issued(
            "party",
            "KH",
            19,
            "ĐU",
            date(2016, 4, 25),
            "Tiếp tục đổi mới nội dung, phương thức hoạt động của Mặt trận Tổ quốc và các đoàn thể trên địa "
            "bàn phường",
        ),
        "25": issued(
            "party",
            "KH",
            25,
            "ĐU",
            date(2016, 7, 12),
            f"Tổ chức thực hiện phong trào “{MOVEMENT}”",
        ),
    }
    programme.fix_paper()
    programme.save()
    # When the committee of 2016 began is not in the news item; the ward corrects the day.
    CommitteeTerm.objects.create(
        unit=units["party"], name=f"2015 – 2020 {MISSING}", starts_on=date(2015, 7, 1)
    )
    plans = {}
    for key, paper in papers.items():
        paper.book = NumberBook.for_paper(paper.issuer, paper.doc_type, paper.issued_on)
        paper.book.take(by=None, number=paper.number, reason=NOT_IN_THE_NEWS)
        paper.basis = f"Căn cứ {programme.citation} của Quận ủy"
        paper.fix_paper()
        paper.save()
        DocumentLink.objects.create(source=paper, target=programme, kind=DocumentLink.Kind.IMPLEMENTS)
        plans[key] = Plan.objects.create(document=paper, starts_on=paper.issued_on)
    return plans


def _movement(locality, plan):
    movement = Movement.objects.create(locality=locality, name=MOVEMENT)
    movement.plans.add(plan)
    groups = ["đồng hành"] * 3 + ["phối hợp"] * 5
    for order, group in enumerate(groups, start=1):
        MovementItem.objects.create(movement=movement, group=group, order=order, text=MISSING)


def _seminar(locality, units, plans, deputy_secretary):
    seminar = Meeting.objects.create(
        locality=locality,
        kind=MeetingKind.objects.get(locality=None, name="Tọa đàm"),
        title="Giải pháp nâng cao chất lượng hoạt động của Mặt trận Tổ quốc và các đoàn thể trên địa bàn "
        "phường",
        purpose="Đánh giá công tác lãnh đạo, chỉ đạo và kết quả công tác vận động nhân dân, hoạt động của "
        "Mặt trận và các đoàn thể, công tác xây dựng khối đại đoàn kết toàn dân tộc; kết quả 01 năm thực "
        "hiện Kế hoạch số 19-KH/ĐU và Kế hoạch số 25-KH/ĐU. Các đơn vị trao đổi kinh nghiệm, nêu thuận lợi, "
        "khó khăn và đề xuất giải pháp.",
        host_unit=units["party"],
        place="Bãi DIC – Thành phố Vũng Tàu",
        starts_at=datetime(2017, 8, 17, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
        is_hour_known=False,
        chair=MISSING,
        minute_taker=MISSING,
        source="Tin của Ban biên tập về Hội nghị tọa đàm ngày 17/8/2017",
    )
    seminar.plans.set(plans.values())
    for order, (unit, post_name) in enumerate(_attendees(units)):
        is_mai = unit is units["standing"]
        Attendance.objects.create(
            meeting=seminar,
            unit=unit,
            post_name=post_name,
            person=deputy_secretary if is_mai else None,
            person_name=deputy_secretary.full_name if is_mai else "",
            order=order,
        )
    return seminar


def _attendees(units):
    """[(unit, post)] as the news item lists them: ward first, then the eight neighbourhoods."""
    yield units["standing"], "Phó Bí thư Thường trực Đảng ủy, Trưởng Khối vận"
    yield units["bureau"], "Ban Thường vụ Đảng ủy"
    for key in ["front", *MASS_ORGANIZATIONS]:
        for name, _ in WARD_BODIES[key].posts:
            yield units[key], name
    for n in range(1, NEIGHBOURHOODS + 1):
        yield units[f"cell-{n}"], "Cấp ủy chi bộ"
        for kind in ["front", "youth", "women"]:
            for name, _ in BRANCH_BODIES[kind].posts:
                yield units[f"{kind}-{n}"], name


def give_solution(conclusion, units, plan, *, by):
    """The task of a solution in FOLLOW_UP; `units` by the keys of WARD_BODIES."""
    title, lead, given = FOLLOW_UP[conclusion.order]
    return conclusion.assign(
        by=by,
        title=title,
        lead_unit=units[lead],
        units=[units[key] for key in given],
        plan=plan,
        rhythm="thường xuyên",
        on=conclusion.meeting.held_on,
    )
