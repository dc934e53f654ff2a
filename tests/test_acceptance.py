"""What a unit calls finished: accepted or returned by the lead unit; weights, and a figure stated beside."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from organizations.audit import Change
from organizations.models import AuditEntry
from plans.models import Assignment, Plan, StatedProgress
from plans.progress import Progress, State
from tests import factories


@pytest.fixture
def checked(task):
    """The task, whose results the women's union of the ward looks at."""
    task.needs_acceptance = True
    task.save()
    return task


@pytest.fixture
def finished(checked, assignment, women_kp3):
    """The women's branch of Khu phố 3 says that it has finished."""
    assignment.task = checked
    assignment.report(by=women_kp3, percent=100, text="Đã lập nhóm.")
    return assignment


def test_finished_work_waits_to_be_accepted(finished):
    assert (finished.state, finished.days_late, finished.is_awaiting_acceptance) == (State.AWAITING, 0, True)
    assert list(Assignment.objects.awaiting_acceptance()) == [finished]
    assert finished in Assignment.objects.undone()
    assert finished not in Assignment.objects.late()
    assert Plan.objects.with_progress()[0].progress == Progress(0, 9, has_acceptance=True)


def test_without_the_tick_100_percent_is_finished(task, assignment, women_kp3):
    assignment.report(by=women_kp3, percent=100)

    assert assignment.state == State.DONE
    assert not Assignment.objects.awaiting_acceptance().exists()


def test_accepted_work_is_finished(finished, women_head, today):
    finished.accept(by=women_head)

    finished.refresh_from_db()
    assert (finished.accepted_on, finished.accepted_by, finished.state) == (today, women_head, State.DONE)
    assert finished not in Assignment.objects.undone()
    assert Plan.objects.with_progress()[0].progress == Progress(1, 9, has_acceptance=True)
    assert AuditEntry.objects.of(finished).latest("pk").action == "xác nhận kết quả"


def test_work_is_accepted_once_and_only_when_it_is_said_to_be_finished(finished, checked, ward, women_head):
    finished.accept(by=women_head)
    other = checked.assignments.get(unit=ward.women_branches[1])

    for assignment in [finished, other]:
        with pytest.raises(ValidationError, match="Kết quả này không chờ xác nhận"):
            assignment.accept(by=women_head)


def test_returned_work_goes_on_with_its_reason(finished, women_head, women_kp3, today):
    finished.send_back(by=women_head, reason=" Chưa có biên bản thành lập. ", percent=80)

    finished.refresh_from_db()
    assert (finished.percent, finished.state) == (80, State.LATE)
    assert (finished.return_reason, finished.reported_on) == ("Chưa có biên bản thành lập.", today)
    entry = AuditEntry.objects.of(finished).latest("pk")
    assert (entry.by, entry.action) == (women_head, "trả lại kết quả")
    assert Change("tiến độ", "100%", "80%") in entry.changes

    finished.report(by=women_kp3, percent=100)
    finished.refresh_from_db()
    assert (finished.return_reason, finished.state) == ("", State.AWAITING)


@pytest.mark.parametrize(
    ("reason", "percent", "message"),
    [(" ", 80, "Hãy ghi lý do trả lại"), ("Thiếu.", 100, "phần trăm còn lại phải dưới 100")],
)
def test_return_says_why_and_that_it_is_not_all(finished, women_head, reason, percent, message):
    with pytest.raises(ValidationError, match=message):
        finished.send_back(by=women_head, reason=reason, percent=percent)

    assert finished.entries.count() == 1


def test_every_new_word_is_looked_at_anew(finished, women_head, women_kp3):
    finished.accept(by=women_head)

    finished.report(by=women_kp3, percent=100, text="Lập thêm một nhóm.")

    finished.refresh_from_db()
    assert (finished.accepted_by, finished.state) == (None, State.AWAITING)


def test_lead_unit_accepts_its_own_work_by_saying_so(checked, ward, women_head):
    own = factories.AssignmentFactory(task=checked, unit=ward.women)

    own.report(by=women_head, percent=100)

    assert (own.accepted_by, own.state) == (women_head, State.DONE)


def test_accepted_work_has_its_day_and_person(finished, today):
    finished.accepted_on = today

    with pytest.raises(IntegrityError), transaction.atomic():
        finished.save()


# --- The roll-up --------------------------------------------------------------------------------------


def test_weights_count_in_the_share_of_a_plan(plan, task, assignment, women_kp3):
    task.weight = 3
    task.save()
    assignment.report(by=women_kp3, percent=100)

    progress = Plan.objects.with_progress()[0].progress

    # Four branches of weight 3, five of weight 1.
    assert (progress.done, progress.total, progress.weighted) == (1, 9, (3, 17))
    assert (progress.percent, progress.formula) == (Decimal("17.6"), Progress.WEIGHTED)
    assert Progress.of_tasks(plan.tasks.for_matrix()) == progress


def test_without_weights_units_are_counted(plan, task, assignment, women_kp3):
    assignment.report(by=women_kp3, percent=100)

    progress = Progress.of_tasks(plan.tasks.for_matrix())

    assert (progress, progress.formula) == (Progress(1, 9), Progress.FORMULA)
    assert progress.percent == Decimal("11.1")


def test_weight_is_positive(task):
    task.weight = 0

    with pytest.raises(IntegrityError), transaction.atomic():
        task.save()


# --- A figure stated beside the count -----------------------------------------------------------------


def test_figure_is_stated_with_its_reason_and_withdrawn(task, women_head, officer):
    first = StatedProgress.state(task, by=women_head, percent=50, reason="Hai nhóm sắp ra mắt.")
    second = StatedProgress.state(task, by=officer, percent=60, reason="Ba nhóm.")

    assert StatedProgress.objects.of(task) == second
    first.refresh_from_db()
    assert first.withdrawn_by == officer

    second.withdraw(by=officer)

    assert StatedProgress.objects.of(task) is None
    assert [entry.action for entry in AuditEntry.objects.of(task).order_by("pk")] == [
        "nêu tiến độ khác số máy tính",
        "rút lại tiến độ đã nêu",
        "nêu tiến độ khác số máy tính",
        "rút lại tiến độ đã nêu",
    ]
    with pytest.raises(ValidationError, match="vừa được người khác rút lại"):
        second.withdraw(by=officer)


def test_figure_of_a_plan_is_its_own(plan, task, officer):
    StatedProgress.state(plan, by=officer, percent=70, reason="Theo đánh giá của Ban Thường vụ.")

    assert StatedProgress.objects.of(plan).percent == 70
    assert StatedProgress.objects.of(task) is None


@pytest.mark.parametrize(
    ("percent", "reason", "message"),
    [(250, "Xong.", "số đồng chí nhập là 250"), (50, " ", "Trường này|thì phải ghi lý do|không được")],
)
def test_stated_figure_has_a_reason_and_is_a_percentage(task, officer, percent, reason, message):
    with pytest.raises(ValidationError, match=message):
        StatedProgress.state(task, by=officer, percent=percent, reason=reason)


# --- Before the plan, after the unit ------------------------------------------------------------------


def test_task_is_not_led_by_who_is_no_more_nor_due_before_its_plan(plan, ward):
    ward.women.valid_to = date(2017, 6, 30)
    task = factories.TaskFactory.build(
        plan=plan, locality=ward.locality, lead_unit=ward.women, due_on=date(2016, 4, 24)
    )

    with pytest.raises(ValidationError, match="đã kết thúc hoạt động ngày 30/6/2017"):
        task.full_clean()

    ward.women.valid_to = None
    with pytest.raises(ValidationError, match="Thời hạn không thể trước ngày bắt đầu kế hoạch"):
        task.full_clean()


def test_task_is_not_given_to_who_is_no_more(task, ward, officer):
    ward.youth.valid_to = date(2017, 6, 30)

    with pytest.raises(ValidationError, match="nên không giao được"):
        task.assign([ward.front, ward.youth], by=officer)

    assert task.assignments.count() == 4
