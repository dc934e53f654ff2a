"""More time: asked by the unit, granted or refused by who leads the task; pages and verbs."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from organizations.models import AuditEntry
from plans.models import Extension, may_extend
from tests import factories


@pytest.fixture
def asked(assignment, women_kp3):
    """The women's branch of Khu phố 3 asks for four more weeks."""
    return Extension.ask(
        assignment, by=women_kp3, new_due_on=date(2017, 10, 15), reason="Hội trường đang sửa."
    )


def test_asking_changes_no_due_date(asked, assignment, women_kp3, today):
    assignment.refresh_from_db()
    assert assignment.due == date(2017, 9, 15)
    assert (asked.old_due_on, asked.asked_by, asked.asked_on, asked.is_open) == (
        date(2017, 9, 15),
        women_kp3,
        today,
        True,
    )
    assert AuditEntry.objects.of(assignment).get().action == "xin gia hạn"


@pytest.mark.parametrize(
    ("new_due_on", "reason", "message"),
    [
        (date(2017, 10, 15), " ", "Hãy ghi lý do xin gia hạn"),
        (date(2017, 9, 15), "Bận.", "Hạn mới phải sau hạn đang có"),
        (date(2017, 9, 18), "Bận.", "và sau hôm nay"),
        (date(2018, 1, 1), "Bận.", "Kế hoạch kết thúc ngày 31/12/2017"),
    ],
)
def test_asking_has_a_reason_and_a_later_day(assignment, women_kp3, plan, new_due_on, reason, message):
    plan.ends_on = date(2017, 12, 31)
    plan.save()
    assignment.task.plan.refresh_from_db()

    with pytest.raises(ValidationError, match=message):
        Extension.ask(assignment, by=women_kp3, new_due_on=new_due_on, reason=reason)


def test_unit_asks_once_at_a_time(asked, assignment, women_kp3):
    with pytest.raises(ValidationError, match="đang chờ trả lời"):
        Extension.ask(assignment, by=women_kp3, new_due_on=date(2017, 11, 1), reason="Lần nữa.")


def test_work_that_is_finished_or_has_no_due_date_is_not_extended(assignment, rhythm_task, women_kp3):
    assert may_extend(assignment)

    assignment.report(by=women_kp3, percent=100)

    assert not may_extend(assignment)
    with pytest.raises(ValidationError, match="làm theo định kỳ"):
        Extension.ask(
            rhythm_task.assignments.first(), by=women_kp3, new_due_on=date(2018, 1, 1), reason="Bận."
        )


def test_granted_the_unit_alone_has_more_time(asked, assignment, task, ward, women_head, today):
    asked.grant(by=women_head, answer="Đồng ý.")

    assignment.refresh_from_db()
    assert (assignment.due, assignment.days_late) == (date(2017, 10, 15), 0)
    assert task.assignments.get(unit=ward.women_branches[1]).due == date(2017, 9, 15)
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by, asked.decided_on) == ("granted", women_head, today)
    entry = AuditEntry.objects.of(assignment).latest("pk")
    assert (entry.action, entry.after["thời hạn riêng"]) == ("cho gia hạn", "2017-10-15")


def test_refused_the_due_date_stays_and_the_unit_is_told_why(asked, assignment, women_head):
    with pytest.raises(ValidationError, match="hãy ghi lý do"):
        asked.refuse(by=women_head, answer=" ")

    asked.refuse(by=women_head, answer="Cần kịp báo cáo quý.")

    assignment.refresh_from_db()
    assert (assignment.due_on, asked.state, asked.answer) == (None, "refused", "Cần kịp báo cáo quý.")
    assert AuditEntry.objects.of(assignment).latest("pk").action == "không cho gia hạn"


def test_second_to_answer_is_told_so(asked, women_head, officer):
    other = Extension.objects.get(pk=asked.pk)
    asked.grant(by=women_head)

    with pytest.raises(ValidationError, match="đã được trả lời"):
        other.refuse(by=officer, answer="Không.")


@pytest.mark.parametrize(
    "wrong",
    [{"state": "granted"}, {"new_due_on": date(2017, 9, 15)}],
)
def test_extension_agrees_with_itself(asked, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.filter(pk=asked.pk).update(**wrong)


def test_asked_once_at_a_time_also_around_the_verb(asked, women_kp3):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.ExtensionFactory(assignment=asked.assignment, asked_by=women_kp3)
