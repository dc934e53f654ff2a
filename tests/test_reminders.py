"""Who has not moved is found, urged on once a day, and sees it on the start page until "Đã xem"."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from organizations.models import AuditEntry, Reminder
from plans.matrix import matrix
from plans.models import Assignment, Task
from plans.standstill import idle_days, standing_still, within_reach, words
from tests import factories
from tests.reading import text_of


@pytest.fixture
def tasks(plan):
    """`tasks()`: the plan's tasks as the matrix has read them."""

    def read():
        found = list(plan.tasks.for_matrix())
        matrix(found, [])
        return found

    return read


@pytest.fixture
def given_in_august(plan):
    Assignment.objects.update(assigned_on=date(2017, 8, 1))


# --- Who has not moved --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({"percent": 40, "reported_on": date(2017, 9, 4), "assigned_on": date(2017, 1, 2)}, 14),
        ({"percent": 0, "reported_on": None, "assigned_on": date(2017, 8, 19)}, 30),
        ({"percent": 100, "reported_on": date(2017, 1, 4), "assigned_on": date(2017, 1, 2)}, 0),
        ({"percent": 0, "reported_on": date(2017, 9, 20), "assigned_on": date(2017, 1, 2)}, 0),
    ],
)
def test_days_without_movement_count_from_the_last_word(fields, days):
    assert idle_days(Assignment(task=Task(due_on=date(2017, 12, 1)), **fields)) == days


def test_who_has_not_moved_for_days_is_found_whether_late_or_not(tasks, plan, ward, task):
    Assignment.objects.update(assigned_on=date(2017, 9, 17))
    branch = ward.women_branches[2]
    task.assignments.filter(unit=branch).update(reported_on=date(2017, 9, 1), percent=40)

    assert [(it.unit, it.idle) for it in standing_still(tasks(), 14)] == [(branch, 17)]
    assert standing_still(tasks(), 30) == []


def test_silence_counts_a_week_after_the_paper_was_issued(tasks, plan, rhythm_task):
    Assignment.objects.update(assigned_on=date(2017, 8, 1))
    silent = set(rhythm_task.assignments.values_list("unit", flat=True))

    def found():
        return {it.unit.pk for it in standing_still(tasks())} & silent

    assert found() == silent
    for issued_on, expected in [(date(2017, 9, 12), set()), (date(2017, 9, 11), silent)]:
        plan.document.issued_on = issued_on
        assert found() == expected


def test_one_urges_on_ones_line_and_whoever_works_on_ones_tasks(
    tasks, plan, ward, task_of, women_head, women_kp3
):
    task_of(plan, [ward.youth], lead_unit=ward.women, due_on=date(2017, 9, 1))

    reached = within_reach(standing_still(tasks()), women_head)

    assert {it.unit for it in reached} == {*ward.women_branches.values(), ward.youth}
    assert within_reach(standing_still(tasks()), women_kp3) == []


def test_the_words_name_each_task_with_its_due_date_and_how_far_it_is(tasks, plan, ward, assignment):
    Assignment.objects.filter(pk=assignment.pk).update(percent=40, reported_on=date(2017, 9, 1))
    (still,) = [it for it in standing_still(tasks()) if it.unit == ward.women_branches[3]]

    assert words(still, plan) == (
        "Kính gửi Chi hội phụ nữ Khu phố 3.\n"
        "Đề nghị đồng chí báo tiến độ thực hiện Kế hoạch số 19-KH/ĐU, ngày 25/4/2016:\n"
        "1. Mỗi chi hội có ít nhất một hình thức tập hợp mới (hạn 15/9/2017, quá hạn 3 ngày; "
        "đã báo 40% ngày 01/9/2017)\n"
        "Có khó khăn, vướng mắc thì nêu ngay khi báo tiến độ để cùng tháo gỡ."
    )


# --- The reminder -------------------------------------------------------------------------------------


def test_a_reminder_is_sent_once_a_day_about_one_thing_and_leaves_its_trace(ward, officer, settings):
    unit = ward.women_branches[3]
    sent = Reminder.send(unit, by=officer, text="Hãy báo.", link="/ke-hoach/1/")

    with pytest.raises(ValidationError, match="Hôm nay đã đôn đốc"):
        Reminder.send(unit, by=officer, text="Hãy báo.", link="/ke-hoach/1/")
    Reminder.send(unit, by=officer, text="Hãy báo.", link="/ke-hoach/2/")
    settings.BUSINESS_DATE = date(2017, 9, 19)
    Reminder.send(unit, by=officer, text="Hãy báo.", link="/ke-hoach/1/")

    assert Reminder.objects.count() == 3
    entry = AuditEntry.objects.of(sent).get()
    assert (entry.action, entry.target_label, entry.after) == (
        "đôn đốc",
        "Đôn đốc Chi hội phụ nữ Khu phố 3",
        {"nội dung": "Hãy báo."},
    )


def test_reminder_seen_without_somebody_who_saw_is_refused_by_the_database(ward):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.ReminderFactory(unit=ward.women, read_at="2017-09-18T08:00+07:00")


def test_only_who_answers_for_the_unit_has_seen_it(ward, officer, women_kp3, women_kp4):
    reminder = factories.ReminderFactory(unit=ward.women_branches[3], sent_by=officer)

    with pytest.raises(ValidationError, match="Chỉ người giữ chức vụ"):
        reminder.acknowledge(by=women_kp4)
    reminder.acknowledge(by=women_kp3)
    first = Reminder.objects.get()
    reminder.acknowledge(by=women_kp3)

    again = Reminder.objects.get()
    assert (again.read_by, again.read_at) == (women_kp3, first.read_at)


# --- The pages ----------------------------------------------------------------------------------------


def test_the_office_urges_a_unit_on_and_its_head_has_seen_it(
    office, client_of, plan, ward, women_kp3, officer, reader
):
    page = reverse("plans:plan_nudge", args=[plan.pk])
    unit = ward.women_branches[3]

    response = office.post(page, {"units": unit.pk}, follow=True)

    assert "Đã đôn đốc Chi hội phụ nữ Khu phố 3, ngày 18/9/2017." in text_of(response)
    assert "đã đôn đốc hôm nay" in text_of(response)
    assert unit not in [it.unit for it in response.context["waiting"]]
    assert (
        f"http://testserver{plan.get_absolute_url()}"
        in next(it for it in response.context["stills"] if it["unit"] == unit)["words"]
    )
    head = client_of(women_kp3)
    start = text_of(head.get("/"))
    assert f"Đôn đốc của {officer}, ngày 18/9/2017" in start
    assert "Mỗi chi hội có ít nhất một hình thức tập hợp mới (hạn 15/9/2017" in start
    assert "Đôn đốc của" not in text_of(client_of(reader).get("/"))

    seen = reverse("organizations:reminder_acknowledge", args=[Reminder.objects.get().pk])
    assert "Đôn đốc của" not in text_of(head.post(seen, follow=True))


def test_a_second_time_on_the_same_day_is_refused_with_a_sentence(office, plan, ward):
    page = reverse("plans:plan_nudge", args=[plan.pk])
    office.post(page, {"units": ward.women_branches[3].pk})

    response = office.post(page, {"units": [ward.women_branches[3].pk, ward.women_branches[1].pk]})

    assert "Có đơn vị vừa báo tiến độ hoặc hôm nay đã được đôn đốc." in text_of(response)
    assert Reminder.objects.count() == 1


@pytest.mark.usefixtures("given_in_august")
def test_all_who_stand_still_are_urged_on_at_once(office, plan):
    page = reverse("plans:plan_nudge", args=[plan.pk])
    waiting = office.get(page).context["waiting"]

    response = office.post(page, {"units": [it.unit.pk for it in waiting]}, follow=True)

    assert f"Đã đôn đốc {len(waiting)} đơn vị, ngày 18/9/2017." in text_of(response)
    assert response.context["waiting"] == []
    assert Reminder.objects.count() == len(waiting) == 9


def test_nobody_is_urged_on_about_a_plan_that_is_closed(office, plan, officer):
    plan.closed_at, plan.closed_by = "2017-09-01T08:00+07:00", officer
    plan.save()

    response = office.get(reverse("plans:plan_nudge", args=[plan.pk]), follow=True)

    assert "Kế hoạch đã kết thúc, không đôn đốc được nữa." in text_of(response)
    assert office.get(plan.get_absolute_url()).context["nudgeable"] == []


@pytest.mark.usefixtures("given_in_august")
def test_the_plan_page_offers_one_press_to_who_may_and_a_list_to_others(office, client_of, plan, reader):
    assert 'name="units"' in text_of(office.get(plan.get_absolute_url()))
    shown = client_of(reader).get(plan.get_absolute_url())
    assert "Cần đôn đốc: 9 đơn vị" in text_of(shown)
    assert 'name="units"' not in text_of(shown)


@pytest.mark.usefixtures("given_in_august")
def test_nudge_page_costs_the_same_with_more_units(office, plan, ward, task_of, django_assert_num_queries):
    page = reverse("plans:plan_nudge", args=[plan.pk])
    with django_assert_num_queries(9):
        office.get(page)
    task_of(plan, [*ward.cells.values(), ward.party, ward.youth], lead_unit=ward.party)
    Assignment.objects.update(assigned_on=date(2017, 8, 1))
    with django_assert_num_queries(9):
        assert len(office.get(page).context["stills"]) == 15
