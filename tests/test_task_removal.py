"""A task is taken out of its plan again: freely out of a draft, with a reason once units have it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from organizations.models import AuditEntry
from plans.models import Extension, Task
from tests import factories
from tests.reading import text_of


@pytest.fixture
def mistyped(draft_plan):
    """A task of the draft that nobody was given, so that the plan cannot be submitted."""
    return draft_plan.tasks.get()


def last_trace(plan):
    return AuditEntry.objects.last_of(plan)


def test_task_is_taken_out_of_a_draft_and_the_plan_lacks_it_no_more(office, ward, draft_plan, mistyped):
    kept = factories.TaskFactory(
        plan=draft_plan, title="Việc đúng", lead_unit=ward.front, due_on=date(2017, 11, 1)
    )
    factories.AssignmentFactory(task=kept, unit=ward.front)
    draft_plan.refresh_inserts()
    url = reverse("plans:task_remove", args=[mistyped.pk])

    asked = office.get(url)
    done = office.post(url)

    assert "reason" not in asked.context["form"].fields
    assert done.url == draft_plan.get_absolute_url()
    assert list(draft_plan.tasks.all()) == [kept]
    draft_plan.document.refresh_from_db()
    assert draft_plan.document.insert_gaps == []
    assert mistyped.title not in draft_plan.document.inserts["nhiệm vụ"]
    assert last_trace(draft_plan).action == "bỏ nhiệm vụ"
    assert last_trace(draft_plan).before["nhiệm vụ"] == mistyped.title


def test_task_of_an_issued_plan_goes_with_a_reason_while_nobody_has_spoken(office, plan, task):
    url = reverse("plans:task_remove", args=[task.pk])

    refused = office.post(url, {"reason": ""})
    assert "Hãy ghi lý do bỏ nhiệm vụ." in text_of(refused)
    assert Task.objects.filter(pk=task.pk).exists()

    office.post(url, {"reason": "Ghi trùng với việc khác."})
    assert not Task.objects.filter(pk=task.pk).exists()
    trace = last_trace(plan)
    assert (trace.action, trace.after) == ("bỏ nhiệm vụ", {"lý do bỏ": "Ghi trùng với việc khác."})
    assert len(trace.before["giao cho"]) == 4
    assert "bỏ nhiệm vụ" in text_of(office.get(plan.get_absolute_url()))


@pytest.mark.parametrize("spoke", ["progress", "extension", "difficulty"])
def test_what_units_said_keeps_the_task(office, ward, task, assignment, women_kp3, spoke):
    said = {
        "progress": lambda: assignment.report(by=women_kp3, percent=10),
        "extension": lambda: Extension.ask(
            assignment, by=women_kp3, new_due_on=date(2017, 10, 20), reason="Chờ hội trường."
        ),
        "difficulty": lambda: factories.DifficultyFactory(
            unit=ward.women_branches[3], task=task, raised_by=women_kp3
        ),
    }
    said[spoke]()

    response = office.post(reverse("plans:task_remove", args=[task.pk]), {"reason": "Không làm nữa."})

    page = text_of(response)
    assert "nên không bỏ được; điều đã nói phải còn nguyên." in page
    assert "Không làm nữa.</textarea>" in page
    assert task.assignments.count() == 4


def test_nothing_is_removed_from_a_plan_that_ended(officer, plan, task):
    plan.close(by=officer, reason="Đã tổng kết.")

    with pytest.raises(ValidationError, match="Kế hoạch đã kết thúc, không bỏ nhiệm vụ được nữa"):
        Task.objects.get(pk=task.pk).remove(by=officer, reason="Nhầm.")
