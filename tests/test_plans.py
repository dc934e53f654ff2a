"""What a plan, a task and an assignment are and refuse; what the matrix says of them."""

from datetime import date
from decimal import Decimal
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from organizations.audit import Change
from organizations.models import AuditEntry
from plans.matrix import Cell, matrix
from plans.models import Assignment, Plan, ProgressEntry, Task, may_report
from plans.progress import Progress, State, assignment_state
from plans.standstill import standing_still
from tests import factories
from wardportal.text import search_words

DAY = date(2017, 9, 18)


def close(plan, by):
    plan.closed_at, plan.closed_by = "2017-09-01T08:00+07:00", by
    plan.save()


# --- Plans --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["ke hoach 19", "19-kh/du", "KẾ HOẠCH mặt trận", "phuong thuc doi moi", ""])
def test_plan_is_found_without_marks_by_every_word(plan, query):
    assert list(Plan.objects.search(search_words(query))) == [plan]


@pytest.mark.parametrize("query", ["ke hoach 20", "mat tran nong thon"])
def test_plan_is_not_found_by_some_words_alone(plan, query):
    assert not Plan.objects.search(search_words(query)).exists()


def test_plans_are_listed_drafts_first_then_the_newest(plan, draft_plan, ward):
    newer = factories.PlanFactory(
        document=factories.DocumentFactory(issuer=ward.party, number=25, issued_on=date(2016, 7, 12))
    )

    assert list(Plan.objects.for_list()) == [draft_plan, newer, plan]


def test_plan_of_another_ward_is_not_seen(plan, officer, stranger):
    assert list(Plan.objects.visible_to(officer)) == [plan]
    assert not Plan.objects.visible_to(stranger).exists()


def test_plan_progress_counts_units_that_finished(plan, assignment, women_kp3):
    assignment.report(by=women_kp3, percent=100)

    assert Plan.objects.filter(pk=plan.pk).with_progress()[0].progress == Progress(done=1, total=9)


def test_closed_plan_says_who_closed_it(plan):
    plan.closed_at = "2017-09-01T08:00+07:00"

    with pytest.raises(IntegrityError), transaction.atomic():
        plan.save()
    with pytest.raises(ValidationError, match="Kế hoạch kết thúc phải có người kết thúc"):
        plan.full_clean()


def test_plan_does_not_end_before_it_starts(plan):
    plan.ends_on = date(2016, 4, 24)

    with pytest.raises(ValidationError, match="Ngày kết thúc kế hoạch phải từ ngày bắt đầu trở đi"):
        plan.full_clean()


# --- Figures ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "total", "percent"),
    [
        (0, 0, None),
        (0, 3, "0"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (6, 11, "54.5"),
        (1, 16, "6.3"),
        (1, 3000, "0.1"),
        (2999, 3000, "99.9"),
        (3, 3, "100"),
    ],
)
def test_progress_is_rounded_and_yet_100_means_all_and_0_means_none(done, total, percent):
    assert Progress(done, total).percent == (None if percent is None else Decimal(percent))


@pytest.mark.parametrize(
    ("percent", "reported_on", "due_on", "state"),
    [
        (100, DAY, date(2017, 9, 1), State.DONE),
        (60, DAY, date(2017, 9, 17), State.LATE),
        (0, None, date(2017, 9, 17), State.LATE),
        (60, DAY, DAY, State.IN_PROGRESS),
        (0, DAY, None, State.IN_PROGRESS),
        (0, None, DAY, State.NOT_REPORTED),
        (0, None, None, State.NOT_REPORTED),
    ],
)
def test_assignment_is_late_the_day_after_it_was_due(percent, reported_on, due_on, state):
    assert assignment_state(percent=percent, reported_on=reported_on, due_on=due_on, day=DAY) == state


def test_worst_state_of_several_stands_for_all():
    assert State.worst([State.DONE, State.NOT_REPORTED, State.IN_PROGRESS]) == State.NOT_REPORTED
    assert State.worst([State.DONE, State.LATE]) == State.LATE
    assert State.worst([]) is None


# --- Tasks --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("due_on", "rhythm"), [(None, ""), (DAY, "hằng tháng")])
def test_task_has_a_due_date_or_a_rhythm(task, due_on, rhythm):
    task.due_on, task.rhythm = due_on, rhythm

    with pytest.raises(IntegrityError), transaction.atomic():
        task.save()
    with pytest.raises(ValidationError, match="thời hạn hoặc định kỳ thực hiện"):
        task.full_clean()


def test_task_of_a_draft_is_seen_by_who_may_read_the_draft(draft_plan, officer, women_kp3):
    assert list(Task.objects.visible_to(officer)) == list(draft_plan.tasks.all())
    assert not Task.objects.visible_to(women_kp3).exists()


def test_task_without_plan_is_seen_in_its_own_ward(ward, officer, stranger):
    task = factories.TaskFactory(plan=None, locality=ward.locality, lead_unit=ward.front)

    assert list(Task.objects.visible_to(officer)) == [task]
    assert not Task.objects.visible_to(stranger).exists()


def test_new_task_stands_behind_the_last_of_its_plan(plan, draft_plan, ward, other_ward):
    factories.TaskFactory(plan=None, locality=other_ward.locality, order=7)
    empty = factories.PlanFactory()

    assert Task.next_order(plan, plan.locality_id) == 3
    assert Task.next_order(empty, empty.locality_id) == 1
    assert Task.next_order(None, ward.locality.pk) == 1
    assert Task.next_order(None, other_ward.locality.pk) == 8


def test_tasks_without_plan_stand_last(plan, ward):
    loose = factories.TaskFactory(
        plan=None, locality=ward.locality, lead_unit=ward.front, due_on=date(2017, 9, 15)
    )
    factories.AssignmentFactory(task=loose, unit=ward.front)

    assert list(Task.objects.in_plan_order()) == [*plan.tasks.order_by("order"), loose]
    assert [(task, task.late_count) for task in Task.objects.with_late()] == [
        (plan.tasks.get(order=1), 4),
        (loose, 1),
    ]


def test_task_says_when_and_who_leads(task, rhythm_task):
    assert task.timing_words == "Hạn 15/9/2017 · Hội LHPN Phường 6 chủ trì"
    assert rhythm_task.timing_words == "Hằng tháng · Ủy ban MTTQ Phường 6 chủ trì"


def test_task_is_given_once_to_a_unit_which_keeps_what_it_has(task, ward, officer):
    given = task.assign(
        [ward.women_branches[3], ward.youth], by=officer, target_quantity=Decimal(3), due_on=date(2017, 12, 1)
    )

    assert [(new.unit, new.target_quantity, new.due_on) for new in given] == [
        (ward.youth, Decimal(3), date(2017, 12, 1))
    ]
    assert task.assignments.get(unit=ward.women_branches[3]).target_quantity is None
    entry = AuditEntry.objects.of(task).get()
    assert (entry.by, entry.action, entry.changes) == (
        officer,
        "giao nhiệm vụ",
        [Change("giao cho", "", "Đoàn Phường 6")],
    )


def test_task_given_to_nobody_new_leaves_no_trace(task, ward, officer):
    assert task.assign([ward.women_branches[3]], by=officer) == []
    assert not AuditEntry.objects.of(task).exists()


def test_task_is_taken_back_from_a_unit_that_said_nothing(task, ward, officer):
    task.unassign(ward.women_branches[3], by=officer)

    assert not task.assignments.filter(unit=ward.women_branches[3]).exists()
    assert AuditEntry.objects.of(task).get().changes == [Change("giao cho", "Chi hội phụ nữ Khu phố 3", "")]


def test_task_is_not_taken_back_from_a_unit_that_reported(task, assignment, officer, women_kp3):
    assignment.report(by=women_kp3, percent=0)

    with pytest.raises(
        ValidationError, match="Chi hội phụ nữ Khu phố 3 đã báo tiến độ nên không thu lại được"
    ):
        task.unassign(assignment.unit, by=officer)

    assert task.assignments.filter(pk=assignment.pk).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one transaction write at a time")
def test_task_is_not_taken_back_while_the_unit_is_reporting(task, assignment, officer, women_kp3):
    refused = []

    def take_back():
        try:
            task.unassign(assignment.unit, by=officer)
        except ValidationError as refusal:
            refused.extend(refusal.messages)
        connection.close()

    other = Thread(target=take_back)
    with transaction.atomic():
        assignment.report(by=women_kp3, percent=10)
        other.start()
        other.join(timeout=0.5)  # it waits for the row
    other.join(timeout=10)

    assert refused == [
        "Chi hội phụ nữ Khu phố 3 đã báo tiến độ nên không thu lại được; số liệu đã báo phải còn nguyên."
    ]
    assert assignment.entries.count() == 1


def test_task_of_a_closed_plan_stays_as_it_is(plan, task, assignment, ward, officer, women_kp3):
    close(plan, officer)
    task.refresh_from_db()
    assignment.refresh_from_db()

    with pytest.raises(ValidationError, match="Kế hoạch đã kết thúc"):
        task.assign([ward.youth], by=officer)
    with pytest.raises(ValidationError, match="Kế hoạch đã kết thúc"):
        task.unassign(ward.women_branches[3], by=officer)
    with pytest.raises(ValidationError, match="Kế hoạch đã kết thúc"):
        assignment.report(by=women_kp3, percent=50)
    assert not may_report(women_kp3, assignment)


# --- What a unit says ---------------------------------------------------------------------------------


def test_report_adds_an_entry_and_becomes_the_latest_figure(assignment, women_kp3):
    assignment.report(by=women_kp3, percent=40, text="Đã họp chi hội.", on=date(2017, 8, 20))
    assignment.report(by=women_kp3, percent=60, quantity=Decimal("2.5"), text="Đã lập nhóm.")

    assignment.refresh_from_db()
    assert (assignment.percent, assignment.quantity, assignment.reported_on) == (60, Decimal("2.5"), DAY)
    assert [(said.percent, said.text, said.entered_by) for said in assignment.entries.all()] == [
        (60, "Đã lập nhóm.", women_kp3),
        (40, "Đã họp chi hội.", women_kp3),
    ]
    newest = AuditEntry.objects.of(assignment).latest("pk")
    assert newest.action == "ghi tiến độ"
    assert Change("tiến độ", "40%", "60%") in newest.changes
    assert Change("nội dung báo", "", "Đã lập nhóm.") in newest.changes


def test_report_for_an_earlier_day_does_not_move_the_figures(assignment, women_kp3):
    assignment.report(by=women_kp3, percent=60, on=date(2017, 9, 10))
    assignment.report(by=women_kp3, percent=40, quantity=Decimal(1), on=date(2017, 9, 1))

    assignment.refresh_from_db()
    assert (assignment.percent, assignment.quantity) == (60, None)
    assert assignment.reported_on == date(2017, 9, 10)
    assert ProgressEntry.objects.latest_each().get().percent == 60
    assert AuditEntry.objects.of(assignment).latest("pk").changes == []


def test_assignment_with_a_word_is_not_deleted(assignment, women_kp3):
    assignment.report(by=women_kp3, percent=10)

    with pytest.raises(ProtectedError):
        assignment.delete()


def test_report_for_another_unit_is_marked_as_entered_for_it(assignment, officer, women_kp3):
    assert assignment.report(by=officer, percent=10).is_proxy
    assert not assignment.report(by=women_kp3, percent=20).is_proxy


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ({"percent": 101}, "Phần trăm từ 0 đến 100; số đồng chí nhập là 101."),
        ({"percent": 50, "quantity": Decimal(-1)}, "Số đã đạt không thể âm."),
    ],
)
def test_report_refuses_impossible_figures(assignment, women_kp3, figures, message):
    with pytest.raises(ValidationError) as refused:
        assignment.report(by=women_kp3, **figures)

    assert message in refused.value.messages
    assignment.refresh_from_db()
    assert (assignment.percent, assignment.entries.count()) == (0, 0)


def test_assignment_is_late_by_its_own_due_date_where_it_has_one(assignment, women_kp3):
    assert assignment.days_late == 3

    assignment.due_on = date(2017, 9, 18)
    assert (assignment.days_late, assignment.state) == (0, State.NOT_REPORTED)

    assignment.due_on = None
    assignment.save()
    assignment.report(by=women_kp3, percent=100)
    assert (assignment.days_late, assignment.state) == (0, State.DONE)


def test_due_date_is_the_same_in_a_query_and_on_the_record(task, rhythm_task, assignment):
    assignment.due_on = date(2017, 9, 30)
    assignment.save()

    found = Assignment.objects.with_due().select_related("task")

    assert {given.effective_due_on for given in found} == {date(2017, 9, 15), date(2017, 9, 30), None}
    assert all(given.effective_due_on == given.due for given in found)
    assert set(Assignment.objects.late()) == set(task.assignments.exclude(pk=assignment.pk))


def test_work_to_do_is_that_of_the_own_units(task, ward, women_kp3, women_head, officer, leader):
    def units(user):
        return [found.unit for found in Assignment.objects.maybe_actionable(user)]

    assert units(women_kp3) == [ward.women_branches[3]]
    assert units(women_head) == units(officer) == units(leader) == []


def test_last_word_of_each_assignment_takes_one_query_more(
    task, assignment, women_kp3, django_assert_num_queries
):
    assignment.report(by=women_kp3, percent=20, on=date(2017, 8, 1))
    latest = assignment.report(by=women_kp3, percent=30, on=date(2017, 9, 1))

    with django_assert_num_queries(2):
        words = {given.pk: given.last_entry for given in task.assignments.with_last_word()}

    assert words.pop(assignment.pk) == latest
    assert set(words.values()) == {None}


def test_latest_entry_of_a_day_is_the_one_entered_last(assignment, women_kp3):
    assignment.report(by=women_kp3, percent=20)
    corrected = assignment.report(by=women_kp3, percent=30)

    assert ProgressEntry.objects.latest_each().get() == corrected


# --- The matrix ---------------------------------------------------------------------------------------


@pytest.fixture
def rows(plan, ward):
    def read():
        return matrix(list(plan.tasks.for_matrix()), list(ward.neighbourhoods.values()))

    return read


def test_matrix_asks_the_database_three_times_and_no_more(
    rows, plan, task_of, ward, django_assert_num_queries
):
    def states():
        return [cell.label for row in rows() for cell in [*row.cells, row.ward]]

    with django_assert_num_queries(3):
        assert len(states()) == 2 * 5
    task_of(plan, ward.cells.values(), lead_unit=ward.party)
    with django_assert_num_queries(3):
        assert len(states()) == 3 * 5


def test_matrix_shows_each_neighbourhood_and_the_ward_itself(rows, assignment, women_kp3, ward):
    assignment.report(by=women_kp3, percent=60)
    first, second = rows()

    assert [cell.label for cell in first.cells] == [
        "Khu phố 1: quá hạn 3 ngày",
        "Khu phố 2: quá hạn 3 ngày",
        "Khu phố 3: quá hạn 3 ngày, 60%",
        "Khu phố 4: quá hạn 3 ngày",
    ]
    assert (first.ward.label, first.ward.tone, first.ward.url) == (
        "Các tổ chức của phường: không giao",
        "none",
        "",
    )
    assert second.ward.label == "Các tổ chức của phường: chưa báo"
    assert second.ward.url == f"/nhiem-vu/{second.task.pk}/phuong/"
    assert first.cells[2].url == f"/nhiem-vu/{first.task.pk}/khu-pho/{ward.neighbourhoods[3].pk}/"
    assert first.progress == Progress(done=0, total=4)


@pytest.mark.parametrize(
    ("given", "text", "tone"),
    [
        ([{"percent": 100}], "", "ok"),
        ([{"percent": 60}], "60%", "info"),
        ([{"percent": 0}], "0%", "info"),
        ([{"percent": 0, "reported_on": None}], "", "idle"),
        ([{"percent": 66, "quantity": Decimal("2.50"), "target_quantity": Decimal(3)}], "2,5/3", "info"),
        ([{"percent": 100, "quantity": Decimal(40), "target_quantity": Decimal(30)}], "40/30", "ok"),
        ([{"percent": 0, "reported_on": None, "target_quantity": Decimal(3)}], "", "idle"),
        ([{"percent": 100}, {"percent": 100}], "", "ok"),
        ([{"percent": 100}, {"percent": 0, "reported_on": None}], "1/2 đv", "info"),
        ([{"percent": 0, "reported_on": None}, {"percent": 0, "reported_on": None}], "0/2 đv", "idle"),
        ([{"percent": 100}, {"percent": 50, "due_on": date(2017, 9, 17)}], "1/2 đv", "late"),
    ],
)
def test_cell_of_several_units_shows_the_worst(given, text, tone):
    task = Task(rhythm="hằng tháng")
    units = tuple(Assignment(task=task, **{"reported_on": DAY, **fields}) for fields in given)
    cell = Cell(task, None, units)

    assert (cell.text, cell.tone) == (text, tone)


def test_cell_of_several_units_says_how_many_are_silent_while_others_work():
    task = Task(rhythm="hằng tháng")
    said = [{"percent": 20, "reported_on": DAY}, {"percent": 100, "reported_on": DAY}, {"percent": 0}]
    cell = Cell(task, None, tuple(Assignment(task=task, **fields) for fields in said))

    assert (cell.label, cell.note, cell.sheet_text) == (
        "Các tổ chức của phường: đang làm, 1/3 chưa báo; 1/3 đơn vị đã xong",
        "1 chưa báo",
        "› 1/3 đv (1 chưa báo)",
    )


def test_who_has_not_moved_is_listed_latest_first(rows, plan, task_of, ward, women_kp3, task, assignment):
    assignment.report(by=women_kp3, percent=100)
    factories.AssignmentFactory(task=plan.tasks.last(), unit=ward.women_branches[4])
    # Long enough ago for silence to count.
    Assignment.objects.update(assigned_on=plan.starts_on)

    tasks = [row.task for row in rows()]
    still = [(found.unit.name, found.late, found.silent) for found in standing_still(tasks)]

    assert still == [
        ("Chi hội phụ nữ Khu phố 4", 1, 2),
        ("Chi hội phụ nữ Khu phố 1", 1, 1),
        ("Chi hội phụ nữ Khu phố 2", 1, 1),
        ("Ủy ban MTTQ Phường 6", 0, 1),
        *((f"Ban công tác Mặt trận Khu phố {n}", 0, 1) for n in (1, 2, 3, 4)),
    ]
