"""Before a meeting and at its door: called, changed, put off; who is called, what they answer, who came."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from meetings.attendance import counts
from meetings.models import AgendaItem, Attendance, CheckIn, Meeting
from organizations.permissions import Role
from tests import factories
from wardportal import dates

pytestmark = pytest.mark.django_db
EXPECTED = Attendance.Presence.EXPECTED


@pytest.fixture
def briefing(db):
    return factories.MeetingKindFactory(name="Giao ban", agenda="Kết quả kỳ trước\n\nNhiệm vụ kỳ tới")


@pytest.fixture
def leader(ward):
    """A holder of a post in the women's union, who takes the chair."""
    return factories.UserFactory(unit=ward.women, role=Role.ORGANIZATION_LEADER)


def typed(ward, kind, **changes):
    return {
        "version": 1,
        "kind": kind.pk,
        "host_unit": ward.party.pk,
        "title": "Giao ban tháng 9",
        "day": "19/9/2017",
        "begins": "7:30",
        "ends": "9:00",
        "place": "Phòng họp Đảng ủy",
        **changes,
    }


def call(client, ward, kind, **changes):
    return client.post(reverse("meetings:meeting_new"), typed(ward, kind, **changes))


def errors(response):
    form = response.context["form"]
    return [str(error) for errors in form.errors.values() for error in errors]


# --- Called -------------------------------------------------------------------------------------------------


def test_a_meeting_begins_with_the_agenda_of_its_kind(client_of, officer, ward, briefing, leader):
    response = call(client_of(officer), ward, briefing, chair_person=leader.person.pk)

    meeting = Meeting.objects.get()
    assert response.url == meeting.get_absolute_url()
    assert [item.title for item in meeting.agenda.all()] == ["Kết quả kỳ trước", "Nhiệm vụ kỳ tới"]
    assert (meeting.hour, timezone.localtime(meeting.ends_at).hour) == ("7 giờ 30", 9)
    assert meeting.chair_person == leader.person
    assert leader.person.full_name in meeting.chair
    assert meeting.kind_name == "Giao ban"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"ends": "7:00"}, "Giờ kết thúc phải sau giờ bắt đầu."),
        ({"day": "31/9/2017"}, "Ngày không đúng."),
        ({"begins": "25:00"}, "Giờ không đúng."),
        ({"place": ""}, "Chưa ghi địa điểm."),
        ({"host_unit": ""}, "Chưa chọn đơn vị tổ chức."),
    ],
)
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(client_of, officer, ward, briefing, changes, told):
    response = call(client_of(officer), ward, briefing, **changes)

    assert any(error.startswith(told) for error in errors(response))
    assert "Giao ban tháng 9" in response.content.decode()
    assert not Meeting.objects.exists()


def test_who_has_left_the_post_takes_no_chair(client_of, officer, ward, briefing, leader):
    meeting = factories.MeetingFactory(host_unit=ward.party, kind=briefing, chair_person=leader.person)
    leader.person.holdings.update(to_on=meeting.held_on - timedelta(days=1))

    with pytest.raises(ValidationError, match="không giữ chức vụ nào vào ngày"):
        meeting.call(by=officer)


def test_a_kind_is_held_by_who_may_call_it(officer, ward):
    kind = factories.MeetingKindFactory(name="Họp Ban", callers="branch", line_code="mat-tran")
    meeting = factories.MeetingFactory.build(
        host_unit=ward.party, kind=kind, locality=ward.locality, kind_name="Họp Ban"
    )

    with pytest.raises(ValidationError, match="không tổ chức loại “Họp Ban”"):
        meeting.call(by=officer)


def test_second_of_two_editors_sees_both_texts(client_of, officer, ward, briefing):
    client = client_of(officer)
    call(client, ward, briefing)
    meeting = Meeting.objects.get()
    url = reverse("meetings:meeting_edit", args=[meeting.pk])
    client.post(url, typed(ward, briefing, title="Tên thứ nhất"))

    response = client.post(url, typed(ward, briefing, title="Tên thứ hai"))

    page = response.content.decode()
    assert "Tên thứ nhất" in page
    assert "Tên thứ hai" in page
    meeting.refresh_from_db()
    assert meeting.title == "Tên thứ nhất"


def test_clash_of_place_chair_and_attendee_is_told(client_of, officer, ward, briefing, leader):
    client = client_of(officer)
    call(client, ward, briefing, chair_person=leader.person.pk)
    first = Meeting.objects.get()
    post = leader.person.holdings.get().post
    Attendance.invite(first, [post], by=officer)

    call(client, ward, briefing, begins="8:30", ends="", title="Họp khác", chair_person=leader.person.pk)
    second = Meeting.objects.get(title="Họp khác")
    Attendance.invite(second, [post], by=officer)

    told = " ".join(second.clashes())
    assert "Phòng họp Đảng ủy: 7 giờ 30 có giao ban “Giao ban tháng 9” cùng chỗ." in told
    assert "đã chủ trì" in told
    assert f"1 người cũng được mời lúc 7 giờ 30 có giao ban “Giao ban tháng 9”: {leader.person}" in told
    first.cancel(by=officer, reason="Trùng lịch")
    assert second.clashes() == []


def test_a_meeting_put_off_says_why_and_is_not_changed(client_of, officer, ward, briefing):
    client = client_of(officer)
    call(client, ward, briefing)
    meeting = Meeting.objects.get()
    url = reverse("meetings:meeting_cancel", args=[meeting.pk])

    assert "Hãy ghi vì sao hoãn" in client.post(url, {"reason": ""}).content.decode()
    client.post(url, {"reason": "Mưa bão"})

    assert "Mưa bão" in client.get(meeting.get_absolute_url()).content.decode()
    response = client.post(
        reverse("meetings:meeting_edit", args=[meeting.pk]), typed(ward, briefing, title="Họp lại")
    )
    assert "Hội nghị đã hoãn nên không sửa được." in " ".join(errors(response))


# --- The agenda ---------------------------------------------------------------------------------------------


def test_items_are_added_moved_and_taken_out(client_of, officer, seminar):
    client = client_of(officer)
    url = reverse("meetings:agenda_edit", args=[seminar.pk])
    for title in ("Một", "Hai"):
        client.post(url, {"title": title})
    first, second = seminar.agenda.all()

    client.post(reverse("meetings:agenda_change", args=[second.pk]), {"viec": "len"})
    assert [item.title for item in seminar.agenda.all()] == ["Hai", "Một"]
    client.post(reverse("meetings:agenda_change", args=[first.pk]), {"viec": "bo"})
    assert [item.title for item in seminar.agenda.all()] == ["Hai"]


def test_an_item_with_notes_stays(officer, seminar):
    item = factories.AgendaItemFactory(meeting=seminar)
    seminar.proposals.update(item=item)

    with pytest.raises(ValidationError, match="đã có ghi chép"):
        item.remove(by=officer)
    assert AgendaItem.objects.filter(pk=item.pk).exists()


# --- The list -----------------------------------------------------------------------------------------------


def test_holders_of_that_day_are_called_by_post(client_of, officer, ward, seminar, women_kp3):
    seminar.attendances.all().delete()
    form = client_of(officer).get(reverse("meetings:invitee_list", args=[seminar.pk])).context["form"]
    post = women_kp3.person.holdings.get().post
    key = next(group.key for _, groups in form.groups for group in groups if post in group.posts)

    client_of(officer).post(reverse("meetings:invitee_list", args=[seminar.pk]), {"groups": [key]})

    called = seminar.attendances.get(person=women_kp3.person)
    assert (called.person_name, called.unit, called.presence) == (
        women_kp3.person.full_name,
        post.unit,
        EXPECTED,
    )
    client_of(officer).post(reverse("meetings:invitee_list", args=[seminar.pk]), {"groups": [key]})
    assert seminar.attendances.filter(person=women_kp3.person).count() == 1


def test_a_group_names_the_post_and_how_many_branches(
    client_of, officer, ward, seminar, women_kp3, women_kp4
):
    form = client_of(officer).get(reverse("meetings:invitee_list", args=[seminar.pk])).context["form"]
    post = women_kp3.person.holdings.get().post

    label = next(group.label for _, groups in form.groups for group in groups if post in group.posts)

    assert post.name in label
    assert label.endswith(f" {ward.locality.neighbourhood_word}")


def test_nobody_chosen_is_said(client_of, officer, seminar):
    response = client_of(officer).post(reverse("meetings:invitee_list", args=[seminar.pk]), {"x": 1})

    assert "Chưa chọn ai." in " ".join(errors(response))


def test_who_meets_in_a_neighbourhood_calls_its_own_people_first(client_of, ward, women_kp3):
    meeting = factories.MeetingFactory(host_unit=ward.women_branches[3])
    url = reverse("meetings:invitee_list", args=[meeting.pk])
    form = client_of(women_kp3).get(url).context["form"]
    place, (group,) = form.groups[0]

    client_of(women_kp3).post(url, {"groups": [group.key]})

    assert place == ward.women_branches[3].neighbourhood.name
    assert {post.unit.neighbourhood_id for post in group.posts} == {ward.women_branches[3].neighbourhood_id}
    assert meeting.attendances.get(person=women_kp3.person).unit == ward.women_branches[3]


def test_guests_are_called_by_name_one_a_line(client_of, officer, seminar):
    url = reverse("meetings:invitee_list", args=[seminar.pk])
    lines = "Lê Văn Khách, Ban Dân vận quận\n\nTrần Thị Tư , Tổ trưởng tổ 41\nLê Văn Khách, Ban Dân vận quận"

    client_of(officer).post(url, {"them-khach": 1, "guests": lines})

    called = seminar.attendances.filter(is_guest=True).values_list("person_name", "post_name", "unit")
    assert list(called) == [
        ("Lê Văn Khách", "Ban Dân vận quận", None),
        ("Trần Thị Tư", "Tổ trưởng tổ 41", None),
    ]
    assert "Khách mời" in client_of(officer).get(seminar.get_absolute_url()).content.decode()


def test_a_guest_without_a_post_is_named_and_nobody_is_called(client_of, officer, seminar):
    url = reverse("meetings:invitee_list", args=[seminar.pk])

    page = client_of(officer).post(url, {"them-khach": 1, "guests": "Lê Văn Khách, Quận\nTrần Thị Tư"})

    assert page.context["guest_form"].errors["guests"] == [
        "“Trần Thị Tư”: hãy ghi họ tên, dấu phẩy, rồi chức vụ hoặc đơn vị."
    ]
    assert not seminar.attendances.filter(is_guest=True).exists()


def test_whom_the_meeting_before_called_is_called_again(client_of, officer, seminar):
    Attendance.invite_guests(seminar, [("Lê Văn Khách", "Ban Dân vận quận")], by=officer)
    later = factories.MeetingFactory(
        host_unit=seminar.host_unit, kind=seminar.kind, starts_at=seminar.starts_at + timedelta(days=30)
    )
    url = reverse("meetings:invitee_repeat", args=[later.pk])

    said = [str(each) for each in client_of(officer).post(url, follow=True).context["messages"]]

    assert said == ["Đã thêm 1 người vào danh sách mời."]
    assert later.attendances.get().person_name == "Lê Văn Khách"
    client_of(officer).post(reverse("meetings:invitee_repeat", args=[seminar.pk]))
    assert not seminar.attendances.filter(presence=EXPECTED, is_guest=False).exists()


def test_two_posts_of_one_person_count_once_and_are_ticked_together(officer, seminar, women_kp3):
    seminar.attendances.all().delete()
    rows = [
        factories.AttendanceFactory(
            meeting=seminar,
            unit=women_kp3.units[0],
            post_name=name,
            person=women_kp3.person,
            presence=EXPECTED,
        )
        for name in ("Chi hội trưởng", "Ủy viên Ban công tác Mặt trận")
    ]

    rows[0].mark(Attendance.Presence.PRESENT, by=officer)

    assert set(seminar.attendances.values_list("presence", flat=True)) == {"present"}
    assert [count.label for count in counts(seminar.attendances.all())] == ["1 có mặt"]


# --- What they answer ---------------------------------------------------------------------------------------


@pytest.fixture
def invitee(seminar, women_kp3):
    return factories.AttendanceFactory(
        meeting=seminar, unit=women_kp3.units[0], person=women_kp3.person, presence=EXPECTED
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"reply": ""}, "Chưa chọn dự được hay không."),
        ({"reply": "declined"}, "Hãy ghi lý do không dự được."),
        ({"reply": "substitute"}, "Hãy ghi họ tên, chức vụ người dự thay."),
    ],
)
def test_an_answer_is_whole(client_of, women_kp3, invitee, asked, told):
    response = client_of(women_kp3).post(reverse("meetings:invitation_reply", args=[invitee.pk]), asked)

    assert told in errors(response)


def test_an_answer_stands_on_the_list(client_of, officer, women_kp3, invitee):
    asked = {"reply": "declined", "reason": "Con ốm"}
    client_of(women_kp3).post(reverse("meetings:invitation_reply", args=[invitee.pk]), asked)

    page = client_of(officer).get(reverse("meetings:invitee_list", args=[invitee.meeting_id]))
    assert "không dự được: Con ốm" in page.content.decode()


# --- Who came -----------------------------------------------------------------------------------------------


def test_ticks_are_written_and_others_stay(client_of, officer, seminar, invitee):
    url = reverse("meetings:attendance_edit", args=[seminar.pk])
    other = seminar.attendances.exclude(pk=invitee.pk).first()
    posted = {
        f"p{invitee.pk}": "excused",
        f"w{invitee.pk}": "Đi công tác",
        f"s{invitee.pk}": "expected",
        # Opened before somebody else ticked "vắng": what stood then is sent back unchanged.
        f"p{other.pk}": "present",
        f"s{other.pk}": "present",
    }
    Attendance.objects.filter(pk=other.pk).update(presence="absent")

    client_of(officer).post(url, posted)

    invitee.refresh_from_db()
    other.refresh_from_db()
    assert (invitee.presence, invitee.reason, invitee.marked_by) == ("excused", "Đi công tác", officer)
    assert other.presence == "absent"


def test_an_excuse_needs_its_words(client_of, officer, seminar, invitee):
    url = reverse("meetings:attendance_edit", args=[seminar.pk])

    response = client_of(officer).post(url, {f"p{invitee.pk}": "excused", f"s{invitee.pk}": "expected"})

    assert "Hãy ghi lý do vắng, vài chữ." in response.content.decode()
    invitee.refresh_from_db()
    assert invitee.presence == EXPECTED


def test_the_sheet_to_sign_has_all_names(client_of, officer, seminar, invitee):
    page = client_of(officer).get(reverse("meetings:sign_in_sheet", args=[seminar.pk])).content.decode()

    assert "Phạm Thị Mai" in page


# --- At the door --------------------------------------------------------------------------------------------


@pytest.fixture
def open_door(seminar, officer):
    seminar.starts_at = timezone.make_aware(datetime.combine(dates.today(), datetime.min.time()))
    seminar.save()
    return CheckIn.open_for(seminar, by=officer)


def test_one_checks_in_once_while_it_is_open(client_of, women_kp3, invitee, open_door, officer):
    url = reverse("meetings:check_in", args=[open_door.token])
    client_of(women_kp3).post(url)
    invitee.refresh_from_db()
    assert (invitee.presence, invitee.marked_by) == ("present", None)

    assert "đã điểm danh rồi" in client_of(women_kp3).post(url).content.decode()
    open_door.close(by=officer)
    assert "Đã hết giờ tự điểm danh" in client_of(women_kp3).get(url).content.decode()


def test_a_code_photographed_before_leads_nowhere(client_of, women_kp3, invitee, open_door, officer):
    old = reverse("meetings:check_in", args=[open_door.token])
    CheckIn.open_for(invitee.meeting, by=officer)

    assert client_of(women_kp3).post(old).status_code == 404


def test_who_is_not_on_the_list_is_told(client_of, women_kp4, open_door):
    page = client_of(women_kp4).post(reverse("meetings:check_in", args=[open_door.token]))

    assert "không có trong danh sách mời" in page.content.decode()


def test_the_door_opens_on_the_day_alone(officer, seminar):
    with pytest.raises(ValidationError, match="trong ngày họp"):
        CheckIn.open_for(seminar, by=officer)


def test_the_code_is_a_picture_of_the_address(client_of, officer, open_door):
    response = client_of(officer).get(reverse("meetings:check_in_code", args=[open_door.meeting_id]))

    assert response["Content-Type"] == "image/svg+xml"
    assert b"<svg" in response.content
