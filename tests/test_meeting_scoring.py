"""A cell's minutes in figures: who of its members was there, the score out of 100, the day they are due."""

from datetime import date, datetime, timedelta, timezone

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from meetings import papers, scoring
from meetings.forms.kinds import MeetingKindForm
from meetings.models import Meeting, MeetingKind
from tests.reading import text_of
from wardportal.actions import actions_of

FULL = {str(number): str(it) for number, it in enumerate([5, 5, 5, 5, 5, 25, 10, 5, 30, 5], start=1)}
CAME = {"s_official": "28", "s_present_official": "25", "s_probationary": "1", "s_present_probationary": "1"}
LOCAL = timezone(timedelta(hours=7))


@pytest.fixture
def url(cell_meeting):
    return reverse("meetings:meeting_figures", args=[cell_meeting.pk])


def typed(scores=FULL, **more):
    return {f"d_{key}": points for key, points in scores.items()} | CAME | more


def stored(meeting):
    return Meeting.objects.get(pk=meeting.pk)


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        (0, "100/100 điểm, xếp loại Tốt"),
        (10, "90/100 điểm, xếp loại Tốt"),
        (11, "89/100 điểm, xếp loại Khá"),
        (30, "70/100 điểm, xếp loại Khá"),
    ],
)
def test_the_grade_is_the_highest_line_that_was_reached(cell_meeting, lost, words):
    points = FULL | {"9": str(30 - lost)}
    assert scoring.score_words(cell_meeting.kind, points) == words


def test_figures_are_kept_and_printed_in_the_minutes(cell_meeting, office, url):
    office.post(url, typed(d_6="20,5"))
    meeting = stored(cell_meeting)
    assert meeting.self_scores["6"] == "20.5"
    body = papers.minutes_body(meeting)
    assert "Tổng số đảng viên: 29 (chính thức 28, dự bị 1, sinh hoạt tạm 0)" in body
    assert "Có mặt: 26 (chính thức 25, dự bị 1, sinh hoạt tạm 0)" in body
    assert "95,5/100 điểm, xếp loại Tốt" in body
    assert "<td>25</td><td>20,5</td>" in body


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"d_1": "6"}, "Nhiều nhất 5 điểm."),
        ({"d_1": ""}, "Chưa chấm; không đạt thì ghi 0."),
        ({"s_present_official": "29"}, "Có mặt 29 mà tổng số chính thức chỉ 28."),
        ({"s_exempt": "-1"}, "Không thể âm"),
    ],
)
def test_wrong_figures_are_told_and_what_was_typed_stays(cell_meeting, office, url, wrong, sentence):
    page = text_of(office.post(url, typed(**wrong)))
    assert sentence in page
    assert 'value="25"' in page
    assert stored(cell_meeting).self_scores == {}


def test_a_meeting_that_was_put_off_takes_no_figures(cell_meeting, officer):
    Meeting.objects.filter(pk=cell_meeting.pk).update(cancelled_at=datetime(2017, 9, 1, tzinfo=LOCAL))
    with pytest.raises(ValidationError, match="đã hoãn"):
        stored(cell_meeting).tell_figures(by=officer, scores=FULL, composition={})


def test_the_seen_criteria_are_taken_over_by_a_tick_and_wrong_lines_are_named(ward, officer):
    kind = MeetingKind(locality=ward.locality, name="Sinh hoạt")
    asked = {"version": 1, "name": "Sinh hoạt", "callers": "any", "minutes_form": "cell"}
    form = MeetingKindForm(asked | {"takes_seen": "on"}, instance=kind)
    assert form.is_valid(), form.errors
    assert sum(it.most for it in scoring.criteria(form.instance)) == 100
    wrong = MeetingKindForm(
        asked | {"score_criteria": "Đúng giờ"}, instance=MeetingKind(locality=ward.locality)
    )
    assert not wrong.is_valid()
    assert "Dòng 1 phải có dạng" in str(wrong.errors["score_criteria"])


def test_minutes_with_a_day_are_asked_of_who_takes_them(cell_meeting, women_kp3):
    cell_meeting.kind.report_within_days = 2
    cell_meeting.kind.save()
    Meeting.objects.filter(pk=cell_meeting.pk).update(
        minute_taker_person=women_kp3.person, starts_at=datetime(2017, 9, 14, 19, 0, tzinfo=LOCAL)
    )
    (action,) = [it for it in actions_of(women_kp3) if it.title.startswith("Hoàn thành, ký biên bản")]
    assert action.due_on == date(2017, 9, 16)


def test_the_invitation_is_there_for_zalo(cell_meeting, office):
    Meeting.objects.filter(pk=cell_meeting.pk).update(
        starts_at=datetime(2017, 9, 20, 19, 0, tzinfo=LOCAL), place="Nhà văn hóa"
    )
    page = text_of(office.get(cell_meeting.get_absolute_url()))
    assert "kính mời đồng chí dự" in page
    assert "- Địa điểm: Nhà văn hóa" in page
