"""Due dates in a calendar program, read back by another library than wrote them; nobody else sees them."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organizations.models import AuditEntry, FeedAddress
from plans.models import Assignment, Task
from tests import factories
from tests.reading import text_of


def fetched(address):
    return Client().get(reverse("feed", args=[address.token]))


def events(address):
    """The events of the feed as vobject reads them, by summary."""
    calendar = vobject.readOne(fetched(address).content.decode())
    return {event.summary.value: event for event in calendar.contents.get("vevent", [])}


# --- The address --------------------------------------------------------------------------------------


def test_an_address_is_found_by_its_whole_token_alone(women_kp3):
    address = FeedAddress.make(by=women_kp3)
    token = address.token

    assert len(token) == 55
    assert FeedAddress.objects.find(token) == address
    others = [f"{token[:12]}{'x' * 43}", f"{'0' * 12}{token[12:]}"]
    for wrong in [token[:-1], f"{token}x", token[:12], "", *others]:
        assert FeedAddress.objects.find(wrong) is None


def test_an_address_is_made_once_renewed_and_revoked_with_its_trace(women_kp3, ward):
    address = FeedAddress.make(by=women_kp3)
    unit_address = FeedAddress.make(by=women_kp3, unit=ward.women_branches[3])
    with pytest.raises(ValidationError, match="Đổi địa chỉ"):
        FeedAddress.make(by=women_kp3)
    with pytest.raises(ValidationError, match="Đổi địa chỉ"):
        FeedAddress.make(by=women_kp3, unit=ward.women_branches[3])

    old = address.token
    address.renew(by=women_kp3)

    assert FeedAddress.objects.find(old) is None
    assert FeedAddress.objects.find(address.token) == address
    pk = address.pk
    address.revoke(by=women_kp3)
    assert list(FeedAddress.objects.of(women_kp3)) == [unit_address]
    entries = AuditEntry.objects.filter(target_type="organizations.feedaddress", target_id=pk).order_by("pk")
    assert [entry.action for entry in entries] == ["lập địa chỉ lịch", "đổi địa chỉ lịch", "bỏ địa chỉ lịch"]
    assert old not in str([(entry.before, entry.after, entry.target_label) for entry in entries])


# --- The feed -----------------------------------------------------------------------------------------


def test_a_due_date_is_an_event_of_a_whole_day_with_its_link(women_kp3, plan, task, assignment):
    address = FeedAddress.make(by=women_kp3)

    response = fetched(address)
    found = events(address)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private"
    name = "Hạn: Mỗi chi hội có ít nhất một hình thức tập hợp mới (Chi hội phụ nữ Khu phố 3)"
    assert list(found) == [name]
    event = found[name]
    assert (event.dtstart.value, event.dtend.value) == (date(2017, 9, 15), date(2017, 9, 16))
    assert event.url.value == f"http://testserver{assignment.get_absolute_url()}"
    assert event.transp.value == "TRANSPARENT"
    assert not hasattr(event, "description")
    calendar = vobject.readOne(response.content.decode())
    assert calendar.x_wr_timezone.value == "Asia/Ho_Chi_Minh"
    assert calendar.x_wr_calname.value == "Việc và lịch họp – Nguyễn Thị Ánh Tuyết"


def test_every_line_of_the_feed_keeps_to_the_rule(women_kp3, plan):
    """RFC 5545 §3.1: lines end with CRLF and hold 75 octets at most."""
    lines = fetched(FeedAddress.make(by=women_kp3)).content.split(b"\r\n")

    assert lines[-1] == b""
    assert max(len(line) for line in lines) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)


def test_an_event_keeps_its_identity_and_tells_when_it_was_changed(
    women_kp3, plan, assignment, task, officer
):
    address = FeedAddress.make(by=women_kp3)
    (before,) = events(address).values()
    entry = assignment.report(by=women_kp3, percent=40)

    (after,) = events(address).values()

    assert before.uid.value == after.uid.value
    assert re.fullmatch(r"[0-9a-f]{32}@wardportal", after.uid.value)
    assert before.last_modified.value < after.last_modified.value
    assert abs(after.last_modified.value - entry.entered_at) < timedelta(minutes=1)


def test_what_has_not_changed_is_not_sent_again(women_kp3, assignment):
    address = FeedAddress.make(by=women_kp3)
    known = {"HTTP_IF_NONE_MATCH": fetched(address)["ETag"]}
    url = reverse("feed", args=[address.token])

    unchanged = Client().get(url, **known)
    assert (unchanged.status_code, unchanged.content) == (304, b"")

    Task.objects.update(title="Rà soát danh sách hội viên")
    assert Client().get(url, **known).status_code == 200


def test_what_is_finished_or_closed_is_in_no_calendar(women_kp3, plan, assignment, officer):
    address = FeedAddress.make(by=women_kp3)
    assignment.report(by=women_kp3, percent=100)
    assert events(address) == {}

    assignment.report(by=women_kp3, percent=90)
    assert len(events(address)) == 1
    plan.closed_at, plan.closed_by = "2017-09-01T08:00+07:00", officer
    plan.save()
    assert events(address) == {}


def test_a_lead_unit_has_its_tasks_and_a_unit_a_calendar_of_its_own(women_head, plan, ward):
    own = FeedAddress.make(by=women_head)
    branch = FeedAddress.make(by=women_head, unit=ward.women_branches[2])

    assert list(events(own)) == ["Hạn (chủ trì): Mỗi chi hội có ít nhất một hình thức tập hợp mới"]
    assert list(events(branch)) == [
        "Hạn: Mỗi chi hội có ít nhất một hình thức tập hợp mới (Chi hội phụ nữ Khu phố 2)"
    ]


def test_the_time_of_a_rhythm_is_an_event_of_its_own(front, plan, rhythm_task, ward):
    address = FeedAddress.make(by=front)
    given = rhythm_task.assignments.filter(unit=ward.front)
    given.update(occurrence_due_on=date(2017, 9, 30))
    (first,) = events(address).values()
    given.update(occurrence_due_on=date(2017, 10, 31))
    (second,) = events(address).values()

    assert (first.dtstart.value, second.dtstart.value) == (date(2017, 9, 30), date(2017, 10, 31))
    assert first.uid.value != second.uid.value


def test_a_calendar_is_closed_when_the_post_or_the_account_is(women_kp3, ward, officer, plan):
    own = FeedAddress.make(by=women_kp3)
    unit = FeedAddress.make(by=women_kp3, unit=ward.women_branches[3])
    assert [fetched(it).status_code for it in (own, unit)] == [200, 200]

    women_kp3.person.holdings.update(to_on=date(2017, 9, 17))
    assert [fetched(it).status_code for it in (own, unit)] == [200, 404]
    assert events(own) == {}

    women_kp3.is_active = False
    women_kp3.save()
    assert fetched(own).status_code == 404


def test_a_draft_is_in_no_calendar_of_who_may_not_read_it(women_kp3, ward, draft_plan):
    task = draft_plan.tasks.get()
    Assignment.objects.create(task=task, unit=ward.women_branches[3])

    assert events(FeedAddress.make(by=women_kp3)) == {}


def test_a_feed_costs_the_same_with_more_work(women_kp3, plan, ward, task_of, django_assert_num_queries):
    address = FeedAddress.make(by=women_kp3)
    with django_assert_num_queries(6):
        fetched(address)
    for _ in range(3):
        task_of(plan, [ward.women_branches[3]], lead_unit=ward.women_branches[3])
    with django_assert_num_queries(6):
        fetched(address)
    assert len(events(address)) == 7


# --- Meetings -----------------------------------------------------------------------------------------


def moment(day, hour, minute=0):
    return timezone.make_aware(datetime(2017, 9, day, hour, minute))  # noqa: DTZ001 – made aware at once


def titles(address):
    return sorted(events(address))


def test_a_person_has_the_meetings_called_to_chaired_and_minuted(women_kp3, women_kp4, ward):
    person, other = women_kp3.person, women_kp4.person
    called = factories.MeetingFactory(host_unit=ward.women, title="Được mời", starts_at=moment(19, 7, 30))
    for post in ("Chi hội trưởng", "Ủy viên"):
        factories.AttendanceFactory(meeting=called, person=person, post_name=post, presence="expected")
    factories.MeetingFactory(
        host_unit=ward.women, title="Chủ trì", chair_person=person, starts_at=moment(20, 8)
    )
    factories.MeetingFactory(
        host_unit=ward.women, title="Thư ký", minute_taker_person=person, starts_at=moment(21, 8)
    )
    factories.MeetingFactory(
        host_unit=ward.women, title="Của người khác", chair_person=other, starts_at=moment(22, 8)
    )
    factories.MeetingFactory(
        host_unit=ward.women,
        title="Đã lâu",
        chair_person=person,
        starts_at=moment(22, 8) - timedelta(days=100),
    )

    found = titles(FeedAddress.make(by=women_kp3))

    assert found == ["Chủ trì (Tọa đàm)", "Thư ký (Tọa đàm)", "Được mời (Tọa đàm)"]


def test_a_meeting_has_its_hours_in_the_ward_s_zone(women_kp3, ward):
    meeting = factories.MeetingFactory(
        host_unit=ward.women,
        title="Giao ban",
        chair_person=women_kp3.person,
        starts_at=moment(19, 7, 30),
        ends_at=moment(19, 9),
    )
    address = FeedAddress.make(by=women_kp3)

    (event,) = events(address).values()

    hanoi = ZoneInfo("Asia/Ho_Chi_Minh")
    assert event.dtstart.value == datetime(2017, 9, 19, 7, 30, tzinfo=hanoi)
    assert event.dtend.value == datetime(2017, 9, 19, 9, tzinfo=hanoi)
    assert event.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Asia/Ho_Chi_Minh"]
    assert (event.location.value, event.status.value) == ("Hội trường phường", "CONFIRMED")
    assert event.url.value == f"http://testserver{meeting.get_absolute_url()}"
    raw = fetched(address).content
    assert b"DTSTART;TZID=Asia/Ho_Chi_Minh:20170919T073000\r\n" in raw
    assert b"BEGIN:VTIMEZONE\r\nTZID:Asia/Ho_Chi_Minh" in raw


def test_a_meeting_of_unknown_hour_takes_the_day(women_kp3, ward):
    factories.MeetingFactory(
        host_unit=ward.women, chair_person=women_kp3.person, starts_at=moment(19, 0), is_hour_known=False
    )

    (event,) = events(FeedAddress.make(by=women_kp3)).values()

    assert (event.dtstart.value, event.dtend.value) == (date(2017, 9, 19), date(2017, 9, 20))


def test_a_meeting_put_off_is_cancelled_in_the_calendar(women_kp3, ward, officer):
    meeting = factories.MeetingFactory(
        host_unit=ward.women, title="Giao ban", chair_person=women_kp3.person, starts_at=moment(19, 8)
    )
    address = FeedAddress.make(by=women_kp3)
    (before,) = events(address).values()

    meeting.cancel(by=officer, reason="Trùng lịch quận")

    (event,) = events(address).values()
    assert (event.status.value, event.summary.value) == ("CANCELLED", "Hoãn: Giao ban (Tọa đàm)")
    assert event.description.value == "Lý do hoãn: Trùng lịch quận"
    assert event.uid.value == before.uid.value
    assert int(event.sequence.value) > int(before.sequence.value)


def test_a_unit_has_what_it_holds_and_is_called_to_and_the_ward_all(women_head, ward):
    branch = ward.women_branches[3]
    factories.MeetingFactory(host_unit=branch, title="Tự họp", starts_at=moment(19, 19))
    called = factories.MeetingFactory(host_unit=ward.party, title="Được mời", starts_at=moment(20, 8))
    factories.AttendanceFactory(meeting=called, unit=branch)
    factories.MeetingFactory(host_unit=ward.front, title="Nơi khác", starts_at=moment(21, 8))

    assert titles(FeedAddress.make(by=women_head, unit=branch)) == [
        "Tự họp (Tọa đàm)",
        "Được mời (Tọa đàm)",
    ]
    whole = FeedAddress.make(by=women_head, is_whole_ward=True)
    assert titles(whole) == ["Nơi khác (Tọa đàm)", "Tự họp (Tọa đàm)", "Được mời (Tọa đàm)"]


def test_the_feed_of_the_ward_has_no_due_dates_and_none_of_another_ward(
    women_kp3, plan, assignment, other_ward
):
    factories.MeetingFactory(host_unit=other_ward.party, starts_at=moment(19, 8))

    address = FeedAddress.make(by=women_kp3, is_whole_ward=True)

    assert events(address) == {}
    calendar = vobject.readOne(fetched(address).content.decode())
    assert calendar.x_wr_calname.value == "Lịch họp – Phường 6"


@pytest.mark.parametrize("count", [3, 20])
def test_meetings_cost_the_same_with_more(women_kp3, ward, count, django_assert_num_queries):
    address = FeedAddress.make(by=women_kp3, is_whole_ward=True)
    for n in range(count):
        factories.MeetingFactory(host_unit=ward.party, title=f"Cuộc {n}", starts_at=moment(19, 8))

    with django_assert_num_queries(4):
        fetched(address)
    assert len(events(address)) == count


def test_one_meeting_is_put_into_a_calendar(client_of, reader, ward):
    meeting = factories.MeetingFactory(host_unit=ward.party, title="Giao ban", starts_at=moment(19, 7, 30))
    page = client_of(reader).get(meeting.get_absolute_url())
    url = reverse("meetings:meeting_ics", args=[meeting.pk])
    assert f'href="{url}"' in text_of(page)

    response = client_of(reader).get(url)

    event = vobject.readOne(response.content.decode()).vevent
    assert event.summary.value == "Giao ban (Tọa đàm)"
    assert response["Content-Disposition"] == f'attachment; filename="hoi-nghi-{meeting.pk}.ics"'


def test_the_whole_ward_is_chosen_alone_and_once(client_of, women_head, ward):
    client, page = client_of(women_head), reverse("feed_list")
    both = client.post(page, {"unit": ward.women_branches[3].pk, "is_whole_ward": "on"})
    assert "không chọn cả hai" in text_of(both)

    client.post(page, {"unit": "", "is_whole_ward": "on"})
    again = client.post(page, {"unit": "", "is_whole_ward": "on"})

    assert "Đồng chí đã có lịch cả phường" in text_of(again)
    assert "Lịch họp cả phường" in text_of(again)
    client.post(page, {"unit": ""})
    assert FeedAddress.objects.of(women_head).count() == 2


# --- The page -----------------------------------------------------------------------------------------


def test_an_address_is_made_copied_renewed_and_dropped(client_of, women_kp3, ward):
    client = client_of(women_kp3)
    page = reverse("feed_list")

    wrong = client.post(page, {"unit": ward.women_branches[4].pk})
    assert "Đồng chí không nhận lịch của đơn vị này được; hãy chọn lại." in text_of(wrong)
    made = client.post(page, {"unit": ""}, follow=True)
    (address,) = FeedAddress.objects.of(women_kp3)
    assert f'value="http://testserver/lich/{address.token}.ics"' in text_of(made)
    again = client.post(page, {"unit": ""})
    assert "Đồng chí đã có địa chỉ lịch này; cần mới thì bấm “Đổi địa chỉ”." in text_of(again)

    renewed = client.post(reverse("feed_renew", args=[address.pk]), follow=True)
    assert "Đã đổi địa chỉ." in text_of(renewed)
    assert address.token not in text_of(renewed)
    client.post(reverse("feed_revoke", args=[address.pk]))
    assert not FeedAddress.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_addresses_costs_the_same_with_more(
    client_of, women_head, ward, count, django_assert_num_queries
):
    for n in range(1, count + 1):
        FeedAddress.make(by=women_head, unit=ward.women_branches[n])
    client = client_of(women_head)

    with django_assert_num_queries(6):
        assert len(client.get(reverse("feed_list")).context["addresses"]) == count
