"""Meetings and adopted solutions as records: the week, who came, what became of a solution."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from meetings import attendance
from meetings.models import Attendance, Conclusion, Meeting
from organizations.models import AuditEntry
from tests import factories


def moment(*parts):
    return timezone.make_aware(datetime(*parts))  # noqa: DTZ001 – made aware at once


def one(conclusion):
    return Conclusion.objects.for_list().get(pk=conclusion.pk)


# --- The calendar -----------------------------------------------------------------------------------


def test_week_runs_from_monday_to_sunday_of_the_ward(ward):
    held = [
        factories.MeetingFactory(host_unit=ward.party, starts_at=starts_at)
        for starts_at in [
            moment(2017, 9, 17, 23, 30),
            moment(2017, 9, 24, 23, 30),
            moment(2017, 9, 18, 0, 30),
            moment(2017, 9, 25, 0, 0),
        ]
    ]

    assert list(Meeting.objects.in_week_of(date(2017, 9, 20))) == [held[2], held[1]]


def test_hour_is_printed_as_the_calendar_writes_it(ward):
    meeting = factories.MeetingFactory(host_unit=ward.party, starts_at=moment(2017, 9, 19, 7, 5))

    assert meeting.hour == "7 giờ 05"
    assert meeting.held_on == date(2017, 9, 19)


def test_hour_that_is_not_known_is_not_invented(seminar):
    assert seminar.hour == ""


# --- Who came ---------------------------------------------------------------------------------------


def test_attendance_stands_by_unit_the_ward_first(ward, seminar):
    for unit in [ward.cells[4], ward.front, ward.front_boards[3]]:
        factories.AttendanceFactory(meeting=seminar, unit=unit)

    groups = attendance.by_unit(seminar.attendances.for_page())

    assert [(group.name, [unit for unit, _ in group.units]) for group in groups] == [
        ("Các tổ chức của phường", [ward.party, ward.front]),
        ("Khu phố 3", [ward.front_boards[3], ward.women_branches[3]]),
        ("Khu phố 4", [ward.cells[4]]),
    ]


def test_people_of_a_unit_stand_by_rank_then_by_name(ward):
    meeting = factories.MeetingFactory(host_unit=ward.party)
    for order, name in [(1, "Trần Văn Oanh"), (1, "Lê Thị Ánh"), (0, "Phạm Thị Mai"), (1, "Vũ Đình Đức")]:
        factories.AttendanceFactory(meeting=meeting, unit=ward.party, person_name=name, order=order)

    ((_, people),) = attendance.by_unit(meeting.attendances.for_page())[0].units

    assert [person.person_name for person in people] == [
        "Phạm Thị Mai",
        "Lê Thị Ánh",
        "Vũ Đình Đức",
        "Trần Văn Oanh",
    ]


def test_presence_is_counted_in_the_order_of_the_choices(ward):
    meeting = factories.MeetingFactory(host_unit=ward.party)
    presence = Attendance.Presence
    for kind in [presence.ABSENT, presence.PRESENT, presence.EXCUSED, presence.PRESENT]:
        factories.AttendanceFactory(meeting=meeting, presence=kind)

    counts = attendance.counts(meeting.attendances.all())

    assert [(count.tone, count.label) for count in counts] == [
        ("ok", "2 có mặt"),
        ("wait", "1 vắng có lý do"),
        ("late", "1 vắng không lý do"),
    ]


# --- What became of a solution ------------------------------------------------------------------------


def test_solution_without_task_says_so(conclusion):
    assert one(conclusion).outcome.label == "chưa giao nhiệm vụ"
    assert list(Conclusion.objects.unassigned()) == [conclusion]
    assert list(Conclusion.objects.under_way()) == []
    assert list(Conclusion.objects.carried_out()) == []


def test_solution_is_under_way_until_every_unit_has_finished(ward, conclusion, officer):
    branches = [ward.women_branches[3], ward.women_branches[4]]
    task = conclusion.assign(
        by=officer, title="Mở câu lạc bộ", lead_unit=ward.women, units=branches, rhythm="hằng quý"
    )
    task.assignments.get(unit=branches[0]).report(by=officer, percent=100)

    assert one(conclusion).outcome.label == "đang thực hiện"
    assert (one(conclusion).progress.done, one(conclusion).progress.total) == (1, 2)
    assert list(Conclusion.objects.under_way()) == [conclusion]
    assert list(Conclusion.objects.carried_out()) == []

    task.assignments.get(unit=branches[1]).report(by=officer, percent=100)

    assert one(conclusion).outcome.label == "đã thực hiện"
    assert list(Conclusion.objects.under_way()) == []
    assert list(Conclusion.objects.carried_out()) == [conclusion]


def test_solution_given_to_nobody_yet_is_not_carried_out(conclusion, task_of, plan):
    conclusion.tasks.add(task_of(plan, []))

    assert one(conclusion).outcome.label == "đang thực hiện"
    assert list(Conclusion.objects.under_way()) == [conclusion]
    assert list(Conclusion.objects.carried_out()) == []


def test_assigning_makes_a_task_of_the_plan_with_its_trace(ward, conclusion, plan, officer):
    task = conclusion.assign(
        by=officer,
        title="Mở câu lạc bộ",
        lead_unit=ward.women,
        units=[ward.women_branches[3]],
        plan=plan,
        due_on=date(2017, 12, 15),
    )

    assert list(conclusion.tasks.all()) == [task]
    assert (task.plan, task.order, task.due_on) == (plan, 3, date(2017, 12, 15))
    assert [assignment.unit for assignment in task.assignments.all()] == [ward.women_branches[3]]
    assert [entry.action for entry in AuditEntry.objects.of(conclusion)] == ["giao nhiệm vụ từ giải pháp"]
    assert {entry.action for entry in AuditEntry.objects.of(task)} == {"thêm nhiệm vụ", "giao nhiệm vụ"}


def test_assigning_without_units_gives_it_to_the_lead_unit(ward, conclusion, officer):
    task = conclusion.assign(by=officer, title="Làm việc định kỳ", lead_unit=ward.party, rhythm="hằng tháng")

    assert [assignment.unit for assignment in task.assignments.all()] == [ward.party]


@pytest.mark.parametrize("timing", [{}, {"due_on": date(2017, 12, 15), "rhythm": "hằng quý"}])
def test_assigning_needs_a_due_date_or_a_rhythm(ward, conclusion, officer, timing):
    with pytest.raises(ValidationError, match="thời hạn hoặc định kỳ thực hiện"):
        conclusion.assign(by=officer, title="Mở câu lạc bộ", lead_unit=ward.women, **timing)

    assert conclusion.tasks.count() == 0


def test_assigning_into_a_draft_is_refused(ward, conclusion, draft_plan, officer):
    with pytest.raises(ValidationError, match="còn là dự thảo"):
        conclusion.assign(
            by=officer, title="Mở câu lạc bộ", lead_unit=ward.women, plan=draft_plan, rhythm="hằng quý"
        )

    assert conclusion.tasks.count() == 0


def test_order_of_solutions_stands_once_in_a_meeting(seminar, conclusion):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.ConclusionFactory(meeting=seminar, order=conclusion.order)


@pytest.mark.parametrize("query", ["da dang", "tap hop khu pho"])
def test_solution_is_found_without_marks(conclusion, query):
    assert list(Conclusion.objects.search(query.split())) == [conclusion]


def test_meetings_and_solutions_of_another_ward_are_not_seen(seminar, conclusion, stranger):
    assert list(Meeting.objects.visible_to(stranger)) == []
    assert list(Conclusion.objects.visible_to(stranger)) == []


def test_difficulty_behind_a_draft_is_not_shown_with_its_proposal(
    ward, seminar, draft_plan, officer, women_kp3
):
    difficulty = factories.DifficultyFactory(unit=ward.front, task=draft_plan.tasks.get())
    proposal = seminar.proposals.get()
    proposal.difficulty = difficulty
    proposal.save()

    assert seminar.proposals.for_page(officer).get().difficulty == difficulty
    assert seminar.proposals.for_page(women_kp3).get().difficulty is None
