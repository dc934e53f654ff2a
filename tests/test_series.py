"""Meetings that come again: made ahead by their rule, moved, left out, changed together, ended."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting, MeetingSeries
from organizations.models import AuditEntry
from tests import factories
from tests.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def briefing(db):
    return factories.MeetingKindFactory(name="Giao ban", agenda="Kết quả kỳ trước\nNhiệm vụ kỳ tới")


def typed(ward, briefing, **changes):
    return {
        "version": 1,
        "kind": briefing.pk,
        "host_unit": ward.party.pk,
        "title": "Giao ban Khối vận",
        "repeats": "ngày 15 hằng tháng",
        "starts_on": "18/9/2017",
        "until": "31/12/2017",
        "count": "",
        "begins": "7:30",
        "ends": "9:00",
        "place": "Phòng họp Đảng ủy",
        **changes,
    }


def begin(client, ward, briefing, like=None, **changes):
    url = reverse("meetings:series_new") + (f"?tu={like.pk}" if like else "")
    return client.post(url, typed(ward, briefing, **changes))


@pytest.fixture
def series(ward, briefing, officer):
    """The 15th of October, November and December."""
    series = factories.MeetingSeriesFactory.build(
        host_unit=ward.party, locality=ward.locality, kind=briefing, count=4
    )
    series.begin(by=officer)
    return series


def days_of(series):
    return [meeting.held_on for meeting in series.coming()]


def errors(response):
    form = response.context["form"]
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


# --- Begun ------------------------------------------------------------------------------------------


def test_the_meetings_of_a_series_are_made_ahead(client_of, officer, ward, briefing):
    response = begin(client_of(officer), ward, briefing)

    series = MeetingSeries.objects.get()
    assert response.url == series.get_absolute_url()
    assert series.rule == "FREQ=MONTHLY;BYMONTHDAY=15"
    assert days_of(series) == [date(2017, 10, 15), date(2017, 11, 15), date(2017, 12, 15)]
    first = series.meetings.first()
    assert (first.title, first.hour, first.place, first.kind_name, first.series_on) == (
        "Giao ban Khối vận",
        "7 giờ 30",
        "Phòng họp Đảng ủy",
        "Giao ban",
        date(2017, 10, 15),
    )
    assert timezone.localtime(first.ends_at).time() == time(9)
    assert [item.title for item in first.agenda.all()] == ["Kết quả kỳ trước", "Nhiệm vụ kỳ tới"]
    assert AuditEntry.objects.of(series).get().action == "lập định kỳ"


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"until": ""}, "until", "Chưa có lúc kết thúc"),
        ({"count": "3"}, "count", "Chỉ ghi một trong hai"),
        ({"repeats": "khi nào rảnh"}, "repeats", "Chưa hiểu “khi nào rảnh”. Hãy ghi như: ngày 15 hằng tháng"),
        ({"until": "1/9/2017"}, "until", "Ngày kết thúc phải sau ngày bắt đầu."),
        ({"until": "20/9/2017"}, "__all__", "không có ngày nào từ hôm nay"),
        ({"until": "18/9/2037"}, "__all__", "không quá 5 năm"),
        ({"ends": "7:00"}, "ends", "Giờ kết thúc phải sau giờ bắt đầu."),
        ({"until": "", "count": "0"}, "count", "Số lần ít nhất là 1."),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_made(client_of, officer, ward, briefing, changes, field, told):
    response = begin(client_of(officer), ward, briefing, **changes)

    assert told in " ".join(errors(response)[field])
    assert f'value="{changes.get("repeats", "ngày 15 hằng tháng")}"' in response.content.decode()
    assert not MeetingSeries.objects.exists()
    assert not Meeting.objects.exists()


def test_a_weekly_series_is_made_a_year_ahead_and_60_at_most(ward, officer, briefing):
    series = factories.MeetingSeriesFactory.build(
        host_unit=ward.party,
        locality=ward.locality,
        kind=briefing,
        rule="FREQ=WEEKLY;BYDAY=MO",
        count=200,
        starts_on=date(2017, 9, 18),
    )

    made = series.begin(by=officer)

    assert len(made) == 53
    assert made[-1].held_on == date(2018, 9, 17)
    assert series.days_to_make == []


def test_the_rest_is_made_when_it_comes_near(client_of, officer, ward, series, settings):
    series.count, series.until = 40, None
    series.save()
    page = client_of(officer).get(series.get_absolute_url())
    assert len(page.context["days_to_make"]) == 9
    factories.AttendanceFactory(
        meeting=series.meetings.last(), unit=ward.women, post_name="Khách", person_name="Lê An"
    )

    client_of(officer).post(reverse("meetings:series_extend", args=[series.pk]))

    assert series.coming().last().held_on == date(2018, 9, 15)
    assert series.days_to_make == []


def test_another_series_day_is_made_once(series, officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.MeetingFactory(host_unit=series.host_unit, series=series, series_on=date(2017, 10, 15))
    assert series.make_ahead(by=officer) == []


def test_an_end_is_required_by_the_database_too(ward):
    with pytest.raises(IntegrityError):
        factories.MeetingSeriesFactory(host_unit=ward.party, count=None, until=None)


# --- Like a meeting ---------------------------------------------------------------------------------


def test_a_series_begins_with_a_meeting_and_calls_whom_it_called(
    client_of, officer, ward, briefing, women_kp3
):
    post = women_kp3.person.holdings.get().post
    meeting = factories.MeetingFactory(
        host_unit=ward.party,
        kind=briefing,
        starts_at=timezone.make_aware(timezone.datetime(2017, 9, 21, 7, 30)),
    )
    factories.AttendanceFactory(
        meeting=meeting, unit=post.unit, post_name=post.name, person=women_kp3.person, presence="expected"
    )
    factories.AttendanceFactory(
        meeting=meeting, unit=None, post_name="Ban Dân vận quận", person_name="Lê Khách", is_guest=True
    )
    page = client_of(officer).get(reverse("meetings:series_new"), {"tu": meeting.pk})
    assert page.context["form"]["title"].value() == meeting.title

    begin(client_of(officer), ward, briefing, like=meeting, repeats="thứ Năm hằng tuần", until="5/10/2017")

    series = MeetingSeries.objects.get()
    assert days_of(series) == [date(2017, 9, 21), date(2017, 9, 28), date(2017, 10, 5)]
    meeting.refresh_from_db()
    assert meeting.series == series
    for later in series.coming()[1:]:
        called = [(it.person_name, it.post_name, it.presence) for it in later.attendances.all()]
        assert called == [
            (women_kp3.person.full_name, post.name, "expected"),
            ("Lê Khách", "Ban Dân vận quận", "expected"),
        ]


def test_whom_one_calls_the_later_ones_call(client_of, officer, series, women_kp3):
    post = women_kp3.person.holdings.get().post
    second = series.coming()[1]
    factories.AttendanceFactory(
        meeting=second, unit=post.unit, post_name=post.name, person=women_kp3.person, presence="expected"
    )
    url = reverse("meetings:series_extend", args=[series.pk])

    client_of(officer).post(url, {"moi": second.pk})
    client_of(officer).post(url, {"moi": second.pk})

    assert [meeting.attendances.count() for meeting in series.coming()] == [0, 1, 1]


# --- Exceptions -------------------------------------------------------------------------------------


def test_one_day_is_moved_and_one_left_out(client_of, officer, ward, series, briefing):
    first, second, _ = series.coming()
    moved = {
        "version": 1,
        "kind": briefing.pk,
        "host_unit": ward.party.pk,
        "title": first.title,
        "day": "16/10/2017",
        "begins": "8:00",
        "place": "Hội trường",
    }
    client_of(officer).post(reverse("meetings:meeting_edit", args=[first.pk]), moved)
    second.cancel(by=officer, reason="Trùng đại hội")

    first.refresh_from_db()
    assert (first.held_on, first.series_on) == (date(2017, 10, 16), date(2017, 10, 15))
    assert days_of(series) == [date(2017, 10, 16), date(2017, 12, 15)]
    page = text_of(client_of(officer).get(series.get_absolute_url()))
    assert "dời từ ngày 15/10/2017" in page
    assert "Trùng đại hội" in page
    # Neither day is made again.
    assert series.days_to_make == []


# --- Changed and ended ------------------------------------------------------------------------------


def edited(series, **changes):
    return {
        "version": series.version,
        "title": series.title,
        "until": "",
        "count": series.count,
        "begins": "7:30",
        "ends": "",
        "place": series.place,
        **changes,
    }


def test_the_coming_ones_change_with_the_series_but_for_what_is_their_own(client_of, officer, series):
    own = series.coming()[1]
    own.place = "Nhà văn hóa Khu phố 3"
    own.save()
    url = reverse("meetings:series_edit", args=[series.pk])

    response = client_of(officer).post(
        url, edited(series, place="Hội trường phường", begins="8:00"), follow=True
    )

    assert "3 cuộc họp sắp tới đổi theo" in text_of(response)
    assert [(meeting.place, meeting.hour) for meeting in series.coming()] == [
        ("Hội trường phường", "8 giờ 00"),
        ("Nhà văn hóa Khu phố 3", "8 giờ 00"),
        ("Hội trường phường", "8 giờ 00"),
    ]


def test_what_was_held_stays_as_it_was(officer, series, settings):
    settings.BUSINESS_DATE = date(2017, 11, 1)
    series.place = "Hội trường phường"

    assert series.change(by=officer) == 2
    assert series.meetings.get(series_on=date(2017, 10, 15)).place == "Phòng họp Đảng ủy"


def test_two_who_change_a_series_see_both(client_of, officer, leader, series):
    url = reverse("meetings:series_edit", args=[series.pk])
    client_of(leader).post(url, edited(series, place="Hội trường phường"))

    response = client_of(officer).post(url, edited(series, place="Nhà văn hóa"))

    assert response.status_code == 409
    assert "Hội trường phường" in text_of(response)


def test_a_series_ends_and_later_ones_are_put_off(client_of, officer, series):
    url = reverse("meetings:series_end", args=[series.pk])

    client_of(officer).post(url, {"on": "1/11/2017", "reason": "Sáp nhập khối"})

    series.refresh_from_db()
    assert (series.ended_by, series.until, series.count) == (officer, date(2017, 11, 1), None)
    assert days_of(series) == [date(2017, 10, 15)]
    put_off = series.meetings.exclude(cancelled_at=None)
    assert {meeting.cancel_reason for meeting in put_off} == {"Sáp nhập khối"}
    with pytest.raises(ValidationError, match="đã kết thúc"):
        series.make_ahead(by=officer)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"on": "1/11/2017", "reason": " "}, "Hãy ghi vì sao kết thúc"),
        ({"on": "1/9/2017", "reason": "Thôi"}, "Ngày kết thúc đã qua."),
    ],
)
def test_an_end_needs_a_reason_and_a_day_to_come(client_of, officer, series, typed, told):
    response = client_of(officer).post(reverse("meetings:series_end", args=[series.pk]), typed)

    assert told in text_of(response)
    series.refresh_from_db()
    assert not series.is_ended


# --- Costs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_series_costs_the_same_with_more(client_of, officer, ward, count, django_assert_num_queries):
    for n in range(count):
        made = factories.MeetingSeriesFactory.build(
            host_unit=ward.party,
            locality=ward.locality,
            kind=factories.MeetingKindFactory(name="Giao ban"),
            title=f"Giao ban {n}",
        )
        made.begin(by=officer)
    client = client_of(officer)

    with django_assert_num_queries(5):
        response = client.get(reverse("meetings:series_list"))
    assert [series.next_at.day for series in response.context["page"]] == [15] * count


@pytest.mark.parametrize("count", [3, 12])
def test_page_of_a_series_costs_the_same_with_more(
    client_of, officer, ward, count, django_assert_num_queries
):
    made = factories.MeetingSeriesFactory.build(
        host_unit=ward.party,
        locality=ward.locality,
        kind=factories.MeetingKindFactory(name="Giao ban"),
        count=count,
    )
    made.begin(by=officer)
    client = client_of(officer)

    with django_assert_num_queries(8):
        client.get(made.get_absolute_url())
