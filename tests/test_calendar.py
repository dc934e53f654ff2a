"""The calendar of meetings: the week as the office prints it, the month, and the week that is published."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from meetings.models import Attendance, PublishedWeek
from organizations.models import AuditEntry
from tests import factories
from tests.reading import text_of

MONDAY = date(2017, 9, 18)


def held(ward, day, hour, minute=0, **fields):
    starts_at = timezone.make_aware(datetime(2017, 9, day, hour, minute))  # noqa: DTZ001 – made aware at once
    return factories.MeetingFactory(host_unit=ward.party, starts_at=starts_at, **fields)


def week_of(client, monday=MONDAY):
    return client.get(reverse("meetings:calendar_week"), {"tuan": monday.isoformat()})


def shown(response):
    """[(day, [(session, [title, …])])] of the page, days without meetings left out."""
    return [
        (day.day, [(name, [line.meeting.title for line in lines]) for name, lines in day.sessions])
        for day in response.context["days"]
        if day.sessions
    ]


# --- The week ---------------------------------------------------------------------------------------


def test_a_day_has_its_sessions_in_order(client_of, reader, ward):
    held(ward, 19, 19, title="Tối")
    held(ward, 19, 13, 30, title="Chiều")
    held(ward, 19, 7, 30, title="Sáng")
    held(ward, 23, 8, title="Thứ Bảy")
    held(ward, 25, 8, title="Tuần sau")
    held(ward, 20, 0, title="Không rõ giờ", is_hour_known=False)

    response = week_of(client_of(reader))

    assert shown(response) == [
        (date(2017, 9, 19), [("Sáng", ["Sáng"]), ("Chiều", ["Chiều"]), ("Tối", ["Tối"])]),
        (date(2017, 9, 20), [("Trong ngày", ["Không rõ giờ"])]),
        (date(2017, 9, 23), [("Sáng", ["Thứ Bảy"])]),
    ]
    # Monday to Friday stand there even when empty, Sunday does not.
    assert [day.day.day for day in response.context["days"]] == [18, 19, 20, 21, 22, 23]


def test_a_line_reads_as_an_office_prints_it(client_of, reader, ward, women_kp3):
    meeting = held(
        ward,
        18,
        7,
        30,
        title="Giao ban Khối vận tháng 9",
        kind=factories.MeetingKindFactory(name="Giao ban"),
        chair="Phó Bí thư Thường trực Phạm Thị Mai",
        place="Phòng họp Đảng ủy",
    )
    for n in (1, 2, 3):
        factories.AttendanceFactory(meeting=meeting, unit=ward.women_branches[n])

    page = text_of(week_of(client_of(reader)))

    assert "Thứ Hai, ngày 18/9/2017" in page
    assert "<b>7 giờ 30</b>, " in page
    assert "đồng chí Phó Bí thư Thường trực Phạm Thị Mai chủ trì giao ban Khối vận tháng 9</a>." in page
    assert "Mời: Chi hội trưởng Chi hội phụ nữ 3 khu phố." in page
    assert "Điểm tại: Phòng họp Đảng ủy." in page


@pytest.mark.parametrize(
    ("chair", "words"),
    [
        ("", "Đảng ủy Phường 6 tổ chức tọa đàm “Bàn việc chung”"),
        ("[cần bổ sung]", "Đảng ủy Phường 6 tổ chức tọa đàm “Bàn việc chung”"),
        ("Đồng chí Lê An", "đồng chí Lê An chủ trì tọa đàm “Bàn việc chung”"),
        ("Lê An; Võ Bình", "các đồng chí Lê An, Võ Bình chủ trì tọa đàm “Bàn việc chung”"),
    ],
)
def test_who_takes_the_chair_is_named(client_of, reader, ward, chair, words):
    held(ward, 18, 8, title="Bàn việc chung", chair=chair)

    (line,) = week_of(client_of(reader)).context["days"][0].lines

    assert line.words == words


def test_a_meeting_put_off_stays_with_its_reason(client_of, officer, ward):
    meeting = held(ward, 18, 8, title="Bàn việc chung")
    meeting.cancel(by=officer, reason="Trùng lịch quận")

    page = text_of(week_of(client_of(officer)))

    assert "Lý do hoãn: Trùng lịch quận" in page
    assert 'class="is-off"' in page


@pytest.mark.parametrize("asked", ["", "2017-13-40", "0001-01-01", "9999-12-31", "hôm nay"])
def test_an_address_that_names_no_week_shows_this_one(client_of, reader, asked):
    response = client_of(reader).get(reverse("meetings:calendar_week"), {"tuan": asked})

    assert response.context["monday"] == MONDAY


def test_one_goes_from_week_to_week(client_of, reader):
    response = week_of(client_of(reader))

    page = text_of(response)
    assert 'href="?tuan=2017-09-11"' in page
    assert 'href="?tuan=2017-09-25"' in page
    assert "Tuần này" in text_of(week_of(client_of(reader), MONDAY + timedelta(days=7)))


def test_another_ward_s_meetings_are_in_no_calendar_of_this_one(client_of, stranger, ward):
    held(ward, 18, 8, title="Bàn việc chung")

    assert shown(week_of(client_of(stranger))) == []
    assert "Bàn việc chung" not in text_of(client_of(stranger).get(reverse("meetings:calendar_month")))


@pytest.mark.parametrize("count", [3, 30])
def test_a_week_costs_the_same_with_more(client_of, officer, ward, count, django_assert_num_queries):
    PublishedWeek.publish(MONDAY, by=officer)
    for n in range(count):
        meeting = held(ward, 18 + n % 5, 7 + n % 12, title=f"Cuộc {n}")
        factories.AttendanceFactory(meeting=meeting, unit=ward.women_branches[1 + n % 4])
    client = client_of(officer)

    with django_assert_num_queries(7):
        response = week_of(client)
    assert response.context["density"] == ("is-dense is-denser" if count == 30 else "")


# --- The month --------------------------------------------------------------------------------------


def test_a_month_has_whole_weeks(client_of, reader, ward):
    held(ward, 30, 8, title="Cuối tháng")

    response = client_of(reader).get(reverse("meetings:calendar_month"), {"thang": "2017-09"})

    weeks = response.context["weeks"]
    assert (weeks[0][0].day, weeks[-1][-1].day) == (date(2017, 8, 28), date(2017, 10, 1))
    assert {len(week) for week in weeks} == {7}
    assert [line.words for week in weeks for day in week for line in day.lines] == ["Cuối tháng"]


@pytest.mark.parametrize("count", [3, 30])
def test_a_month_costs_the_same_with_more(client_of, reader, ward, count, django_assert_num_queries):
    for n in range(count):
        held(ward, 1 + n % 30, 8)
    client = client_of(reader)

    with django_assert_num_queries(4):
        client.get(reverse("meetings:calendar_month"), {"thang": "2017-09"})


# --- Published --------------------------------------------------------------------------------------


@pytest.fixture
def invitation(ward, women_kp3):
    meeting = held(ward, 20, 8, title="Bàn việc chung")
    return factories.AttendanceFactory(
        meeting=meeting,
        unit=women_kp3.units[0],
        person=women_kp3.person,
        presence=Attendance.Presence.EXPECTED,
    )


def publish(client, day=MONDAY):
    return client.post(reverse("meetings:week_publish"), {"tuan": day.isoformat()}, follow=True)


def test_a_published_week_stands_for_the_invitation(client_of, leader, women_kp3, invitation):
    page = text_of(publish(client_of(leader), date(2017, 9, 20)))

    week = PublishedWeek.objects.get()
    assert (week.monday, week.published_on, week.published_by) == (MONDAY, MONDAY, leader)
    assert "Lịch này thay giấy mời. Phạm Thị Mai công bố ngày 18/9/2017." in page
    assert AuditEntry.objects.of(week).get().action == "công bố lịch tuần"
    reply = reverse("meetings:invitation_reply", args=[invitation.pk])
    for url in (invitation.meeting.get_absolute_url(), reply):
        assert "đã công bố ngày 18/9/2017, thay giấy mời" in text_of(client_of(women_kp3).get(url))


def test_nothing_is_said_of_a_week_that_is_not_published(client_of, women_kp3, invitation):
    assert "thay giấy mời" not in text_of(client_of(women_kp3).get(invitation.meeting.get_absolute_url()))
    assert "thay giấy mời" not in text_of(week_of(client_of(women_kp3)))


def test_what_changed_since_is_marked_until_it_is_published_again(client_of, officer, invitation):
    client = client_of(officer)
    assert "Đổi sau khi công bố" not in text_of(publish(client))

    invitation.meeting.cancel(by=officer, reason="Bận")
    assert week_of(client).context["is_changed"]
    assert [line.is_changed for day in week_of(client).context["days"] for line in day.lines] == [True]

    publish(client)
    assert not week_of(client).context["is_changed"]
    assert [entry.action for entry in AuditEntry.objects.of(PublishedWeek.objects.get()).order_by("pk")] == [
        "công bố lịch tuần",
        "công bố lại lịch tuần",
    ]


def test_a_week_that_is_not_named_is_not_published(client_of, officer):
    response = client_of(officer).post(reverse("meetings:week_publish"), {"tuan": "x"}, follow=True)

    assert "Chưa rõ công bố tuần nào." in text_of(response)
    assert not PublishedWeek.objects.exists()


def test_a_week_begins_on_monday(officer, ward):
    with pytest.raises(IntegrityError):
        PublishedWeek.publish(date(2017, 9, 19), by=officer)
