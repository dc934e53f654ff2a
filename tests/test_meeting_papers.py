"""After a meeting: its papers, two signatures and the lock, additions, news, who came how often."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from documents.installing import install_formats
from documents.models import Document
from meetings import news, papers, statistics
from meetings.models import Addendum, Attendance, Minutes, NewsItem, Remark
from organizations.permissions import Role
from tests import factories

pytestmark = pytest.mark.django_db
PRESENCE = Attendance.Presence


@pytest.fixture(autouse=True)
def _formats(db):
    install_formats()


@pytest.fixture
def held(seminar, ward):
    """The seminar with chair and minute-taker, an item that was talked about, everybody ticked."""
    chair = factories.UserFactory(unit=ward.party, role=Role.STANDING_LEADERSHIP)
    taker = factories.UserFactory(unit=ward.party, role=Role.PARTY_OFFICE)
    seminar.chair_person, seminar.minute_taker_person = chair.person, taker.person
    seminar.chair, seminar.minute_taker = f"Phó Bí thư {chair.person}", str(taker.person)
    seminar.save()
    item = factories.AgendaItemFactory(meeting=seminar, title="Thảo luận")
    Remark.objects.create(
        meeting=seminar, item=item, unit=ward.women_branches[3], speaker="Bà Hoa", text="Cần nơi sinh hoạt."
    )
    seminar.conclusions.update(unit=ward.women, due_on=date(2017, 12, 15), vote="nhất trí 100%")
    seminar.users = chair, taker
    return seminar


def make(client, meeting, kind):
    return client.post(reverse("meetings:paper_make", args=[meeting.pk, kind]))


# --- Papers -------------------------------------------------------------------------------------------------


def test_the_notice_says_what_was_agreed_and_nothing_else(client_of, officer, held, ward):
    response = make(client_of(officer), held, "thong-bao")

    held.refresh_from_db()
    body = held.notice.body
    assert response.url == reverse("documents:document_edit", args=[held.notice.pk])
    assert f"giao {ward.women.name}, xong trước ngày 15/12/2017 (nhất trí 100%)" in body
    assert "Cần nơi sinh hoạt" not in body
    assert held.notice.recipients == ward.women.name
    assert [link.target for link in held.notice.links_up.all()] == [held.plans.get().document]
    make(client_of(officer), held, "thong-bao")
    assert Document.objects.filter(doc_type__name="Thông báo").count() == 1


def test_the_invitation_calls_the_branches_together(client_of, officer, held, ward):
    Attendance.objects.all().delete()
    for branch in ward.women_branches.values():
        factories.AttendanceFactory(meeting=held, unit=branch, post_name="Chi hội trưởng")

    make(client_of(officer), held, "giay-moi")

    held.refresh_from_db()
    count = len(ward.women_branches)
    assert held.invitation.addressees == f"Chi hội trưởng Chi hội phụ nữ {count} khu phố"
    assert "Bãi DIC – Thành phố Vũng Tàu" in held.invitation.body


def test_what_people_typed_is_no_markup_in_the_invitation(client_of, officer, held):
    held.title, held.purpose = "họp {về} <b>việc</b>", "A & B."
    held.save()

    make(client_of(officer), held, "giay-moi")

    held.refresh_from_db()
    assert "họp {về} &lt;b&gt;việc&lt;/b&gt;." in held.invitation.body
    assert "<strong>Nội dung:</strong> A &amp; B.</p>" in held.invitation.body


def test_papers_call_the_neighbourhoods_as_the_ward_does(client_of, officer, held, ward):
    held.locality.neighbourhood_word = "tổ dân phố"
    held.locality.save()
    for branch in ward.women_branches.values():
        factories.AttendanceFactory(meeting=held, unit=branch, post_name="Chi hội trưởng")

    make(client_of(officer), held, "giay-moi")

    held.refresh_from_db()
    assert "tổ dân phố" in held.invitation.addressees
    assert "khu phố" not in news.drafted(held).text.split("Dự có", 1)[1].split(".")[0]


def test_nobody_called_makes_no_invitation(client_of, officer, held):
    Attendance.objects.all().delete()

    client = client_of(officer)

    page = make(client, held, "giay-moi")

    assert page.url == held.get_absolute_url()
    assert "Chưa mời ai." in client.get(page.url).content.decode()


def test_minutes_have_their_parts_in_order(held):
    absent = held.attendances.last()
    absent.presence, absent.reason, absent.person_name = PRESENCE.EXCUSED, "Đi công tác", "Trần Thị Bé"
    absent.save()

    body = papers.minutes_body(held)

    order = ["Thời gian, địa điểm", "Thành phần", "Nội dung", "Kết luận"]
    assert [body.index(f"<h2>{part}</h2>") for part in order] == sorted(
        body.index(f"<h2>{part}</h2>") for part in order
    )
    assert "Vắng có lý do: Trần Thị Bé" in body
    assert "(Đi công tác)" in body
    assert f"Bà Hoa, {held.remarks.get().unit.name}: Cần nơi sinh hoạt." in body


def test_what_people_typed_is_no_markup(held):
    held.remarks.update(text="<script>alert(1)</script> & <b>đậm</b>")

    body = papers.minutes_body(held)

    assert "<script>" not in body
    assert "&lt;script&gt;" in body


def test_minutes_are_made_anew_until_they_are_signed(client_of, officer, held):
    client = client_of(officer)
    make(client, held, "bien-ban")
    held.remarks.update(text="Lời đã sửa.")
    make(client, held, "bien-ban")

    paper = Minutes.objects.get().document
    assert "Lời đã sửa." in paper.body
    assert paper.doc_type.shape == "minutes"
    assert Document.objects.filter(doc_type__name="Biên bản").count() == 1


# --- Signing ------------------------------------------------------------------------------------------------


def sign(client, meeting, **asked):
    return client.post(reverse("meetings:minutes_read", args=[meeting.pk]), {"viec": "ky", **asked})


def test_minutes_with_an_empty_item_are_not_signed(client_of, held):
    factories.AgendaItemFactory(meeting=held, title="Biểu quyết", order=2)
    _, taker = held.users

    page = sign(client_of(taker), held).content.decode()

    assert "Nội dung “Biểu quyết” chưa ghi gì" in page
    assert not Minutes.objects.exclude(taker_signed_at=None).exists()


def test_what_is_missing_is_said_in_sentences(seminar):
    seminar.attendances.update(presence=PRESENCE.EXPECTED)
    seminar.proposals.all().delete()
    seminar.conclusions.all().delete()

    assert papers.missing(seminar) == [
        "Chưa chọn người chủ trì: sửa hội nghị rồi chọn.",
        "Chưa chọn người ghi biên bản: sửa hội nghị rồi chọn.",
        "Còn 2 người chưa điểm danh.",
        "Chưa có ghi chép nào.",
    ]


def test_more_votes_than_people_forbid_signing_and_the_vote_is_printed(held):
    came = held.attendances.filter(presence="present").count()
    solution = held.conclusions.first()
    solution.votes_for, solution.votes_against = came, 1
    solution.save()
    assert f"Kết luận {solution.order} có {came + 1} người biểu quyết, nhiều hơn {came} người có mặt." in (
        papers.missing(held)
    )
    solution.votes_for = came - 1
    solution.save()
    assert not any("biểu quyết" in told for told in papers.missing(held))
    assert f"(biểu quyết: tán thành {came - 1}/{came} (" in papers.minutes_body(held)


def test_two_sign_one_after_the_other_and_then_it_is_locked(client_of, officer, held):
    chair, taker = held.users
    assert "không ký thay được" in sign(client_of(chair), held).content.decode()
    sign(client_of(taker), held)
    signed = Minutes.objects.get()
    assert (signed.is_signed, signed.is_locked) == (True, False)
    held.remarks.update(text="Sửa sau khi ký")
    sign(client_of(chair), held)

    signed.refresh_from_db()
    assert (signed.taker_signed_by, signed.chair_signed_by) == (taker, chair)
    page = client_of(officer).get(reverse("meetings:minutes_read", args=[held.pk])).content.decode()
    assert "Biên bản đã khóa" in page
    assert "Cần nơi sinh hoạt." in page
    assert "Sửa sau khi ký" not in page


def test_what_was_signed_is_closed_and_printed_as_it_was(client_of, officer, held, ward):
    _, taker = held.users
    sign(client_of(taker), held)
    row = held.attendances.first()
    held.refresh_from_db()

    for attempt in (
        lambda: row.mark(PRESENCE.ABSENT, by=officer),
        lambda: Attendance.invite(held, [], by=officer),
        lambda: Attendance.invite_guests(held, [("Khách", "Quận")], by=officer),
        lambda: held.call(by=officer),
        lambda: held.complete(by=officer),
    ):
        with pytest.raises(ValidationError, match="Biên bản đã ký"):
            attempt()
    held.remarks.update(text="Sửa sau khi ký")
    make(client_of(officer), held, "bien-ban")
    assert "Sửa sau khi ký" not in Minutes.objects.get().document.body


def test_reading_writes_nothing(client_of, officer, held):
    client_of(officer).get(reverse("meetings:minutes_read", args=[held.pk]))

    assert not Minutes.objects.exists()


def test_the_chair_sends_back_with_a_reason_and_the_notes_open_again(client_of, held):
    chair, taker = held.users
    sign(client_of(taker), held)
    url = reverse("meetings:minutes_read", args=[held.pk])

    page = client_of(chair).post(url, {"viec": "tra-lai", "reason": ""}).content.decode()
    assert "Hãy ghi chỗ cần sửa." in page
    client_of(chair).post(url, {"viec": "tra-lai", "reason": "Thiếu ý kiến của chi đoàn"})

    held.refresh_from_db()
    assert not held.minutes.is_signed
    held.require_open()


def test_a_correction_is_added_and_what_was_signed_stays(client_of, officer, held):
    chair, taker = held.users
    url = reverse("meetings:minutes_read", args=[held.pk])
    sign(client_of(taker), held)
    with pytest.raises(ValidationError, match="chưa khóa"):
        Addendum(minutes=Minutes.objects.get(), text="Sớm quá").add(by=officer)
    sign(client_of(chair), held)

    client_of(officer).post(url, {"viec": "bo-sung", "text": "Ghi nhầm tên tổ 3 thành tổ 2."})

    addendum = Addendum.objects.get()
    assert addendum.added_by == officer
    assert "Ghi nhầm tên tổ 3" in client_of(officer).get(url).content.decode()


# --- Solutions ----------------------------------------------------------------------------------------------


def test_a_solution_merges_proposals_and_amends_their_words(client_of, officer, seminar, ward):
    first = seminar.proposals.get()
    second = factories.ProposalFactory(meeting=seminar, unit=ward.women_branches[4], text="Cho mượn loa")
    typed = {
        "text": "Bố trí nơi sinh hoạt và loa cho các chi hội.",
        "proposals": [first.pk, second.pk],
        "unit": ward.women.pk,
        "due_on": "30/9/2017",
        "vote": "100%",
    }

    client_of(officer).post(reverse("meetings:conclusion_add", args=[seminar.pk]), typed)

    made = seminar.conclusions.get(order=2)
    assert set(made.proposals.all()) == {first, second}
    assert (made.unit, made.due_on) == (ward.women, date(2017, 9, 30))
    assert list(second.conclusions.all()) == [made]


# --- News ---------------------------------------------------------------------------------------------------


def test_a_news_item_has_occasion_attendees_and_solutions_in_order(held, ward):
    item = news.drafted(held)

    first, *rest = item.paragraphs
    assert first.startswith("Ngày 17/8/2017, tại Bãi DIC – Thành phố Vũng Tàu, ")
    assert any(part.startswith("Dự có ") for part in rest)
    assert rest[-1].startswith("1. Đa dạng hóa các hình thức tập hợp")
    assert "Bà Hoa" not in item.text


def test_a_published_item_is_read_and_counted_without_a_login(client_of, client, officer, held):
    editor = client_of(officer)
    editor.post(reverse("meetings:news_draft", args=[held.pk]))
    item = NewsItem.objects.get()
    url = item.get_absolute_url()
    assert client.get(url).status_code == 404

    editor.post(reverse("meetings:news_publish", args=[item.pk]), {"viec": "dang"})
    page = client.get(url).content.decode()
    client.get(url)

    assert item.title in page
    assert "1 lượt xem" in page
    item.refresh_from_db()
    assert item.views == 2
    editor.post(reverse("meetings:news_publish", args=[item.pk]), {"viec": "go"})
    assert client.get(url).status_code == 404


def test_an_item_with_a_gap_is_not_published(officer, held):
    item = news.drafted(held)
    item.text += " [cần bổ sung]"
    item.write(by=officer)

    with pytest.raises(ValidationError, match="còn chỗ ghi"):
        item.publish(by=officer)


# --- Who came how often -------------------------------------------------------------------------------------


def test_the_excused_stand_outside_the_base_and_two_posts_count_once(seminar, ward, women_kp3):
    seminar.attendances.all().delete()
    branch = women_kp3.units[0]
    others = [(PRESENCE.PRESENT, "a"), (PRESENCE.EXCUSED, "b"), (PRESENCE.ABSENT, "c"), (PRESENCE.PROXY, "d")]
    for presence, post in others:
        factories.AttendanceFactory(meeting=seminar, unit=branch, post_name=post, presence=presence)
    for post in ("Chi hội trưởng", "Ủy viên"):
        factories.AttendanceFactory(meeting=seminar, unit=branch, post_name=post, person=women_kp3.person)
    factories.AttendanceFactory(meeting=seminar, unit=branch, post_name="e", presence=PRESENCE.EXPECTED)

    (line,) = statistics.by_unit(statistics.rows(type(seminar).objects.all()))

    assert (line.called, line.came, line.proxy, line.excused, line.absent) == (5, 2, 1, 1, 1)
    assert (line.base, line.percent) == (4, "75%")
    (person,) = statistics.by_person(statistics.rows(type(seminar).objects.all()))
    assert (person.called, person.came) == (1, 1)


def test_statistics_page_shows_the_base(client_of, officer, seminar):
    page = client_of(officer).get(reverse("meetings:attendance_statistics")).content.decode()

    assert "của 1" in page
