"""When nothing is reported and nothing changed: drafts, plans that wait to be issued, plans that ended."""

from datetime import date

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from documents.models import Document
from plans.models import Assignment, Plan, Task, may_report
from tests import factories
from tests.reading import text_of
from wardportal.actions import actions_of


@pytest.fixture
def drafted(draft_plan, ward):
    """What the ward's Front would be given by the draft."""
    return factories.AssignmentFactory(task=draft_plan.tasks.get(), unit=ward.front)


def set_state(plan, state, by):
    """Bring the paper of the draft `plan` into that state."""
    now = timezone.now()
    told = {
        "draft": {},
        "submitted": {"submitted_by": by, "submitted_at": now, "is_free_of_secrets": True},
        "returned": {"returned_by": by, "returned_at": now, "return_reason": "Thiếu căn cứ."},
        "issued": {"number": 20, "issued_on": date(2017, 9, 18)},
    }
    Document.objects.filter(pk=plan.document_id).update(state=state, **told[state])
    plan.document.refresh_from_db()


# --- A draft is no work yet ---------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_task_of_a_draft_waits_for_nobody_until_it_is_issued(
    front, officer, client_of, draft_plan, drafted, state
):
    set_state(draft_plan, state, officer)
    client = client_of(front)

    def shown():
        in_todo = any(drafted.task.title in action.title for action in actions_of(front))
        on_unit_page = drafted in client.get(drafted.unit.get_absolute_url()).context["page"]
        return in_todo, on_unit_page, may_report(front, Assignment.objects.for_list().get(pk=drafted.pk))

    assert shown() == (False, False, False)

    set_state(draft_plan, "issued", officer)
    cache.clear()  # issued behind the log's back
    assert shown() == (True, True, True)


def test_nothing_is_reported_on_a_draft_so_that_it_can_still_be_thrown_away(
    front, officer, client_of, draft_plan, drafted
):
    url = reverse("activities:assignment_report", args=[drafted.pk])
    client = client_of(front)

    opened = client.get(url, follow=True)
    with pytest.raises(ValidationError, match="chưa ban hành nên chưa ghi tiến độ được"):
        drafted.report(by=front, percent=50)
    sent = client.post(url, {"percent": "50", "text": "Đã họp.", "version": drafted.version})

    assert not drafted.entries.exists()
    assert "Kế hoạch chưa ban hành nên chưa ghi tiến độ được." in text_of(opened)
    assert "Đã họp.</textarea>" in text_of(sent)
    draft_plan.discard(by=officer)
    assert not Task.objects.filter(pk=drafted.task_id).exists()


def test_draft_is_in_no_grid_and_no_more_time_is_asked_for(front, client_of, draft_plan, drafted):
    page = client_of(front).get(drafted.get_absolute_url())
    plan_page = client_of(front).get(draft_plan.get_absolute_url())

    assert (page.context["may_report"], page.context["may_ask"]) == (False, False)
    assert (plan_page.context["may_report"], plan_page.context["may_nudge"]) == (False, False)
    assert plan_page.context["mine"] == []


# --- What waits for the issuer is what was submitted --------------------------------------------------


def task_data(task, **typed):
    return {
        "title": task.title,
        "lead_unit": task.lead_unit_id,
        "due_on": "30/10/2017",
        "rhythm": "",
        "units": [task.lead_unit_id],
        "weight": "1",
        "version": task.version,
        **typed,
    }


def test_submitted_plan_is_locked_for_who_would_change_it(officer, office, draft_plan, drafted):
    set_state(draft_plan, "submitted", officer)
    printed = draft_plan.document.inserts
    task = drafted.task
    pages = {
        "task_create": draft_plan.pk,
        "target_add": draft_plan.pk,
        "plan_edit": draft_plan.pk,
        "task_edit": task.pk,
        "task_assign": task.pk,
    }

    shown = office.get(draft_plan.get_absolute_url()).context
    opened = [office.get(reverse(f"plans:{name}", args=[pk]), follow=True) for name, pk in pages.items()]
    added = office.post(
        reverse("plans:task_create", args=[draft_plan.pk]), task_data(task, title="Việc gõ lúc chờ ban hành")
    )

    assert (shown["may_add"], shown["may_change_days"]) == (False, False)
    for response in opened:
        assert "Kế hoạch đã trình, đang chờ ban hành nên không" in text_of(response)
    assert "Việc gõ lúc chờ ban hành" in text_of(added)
    assert draft_plan.tasks.count() == 1
    draft_plan.document.refresh_from_db()
    assert draft_plan.document.inserts == printed


def test_no_verb_changes_a_submitted_plan(officer, ward, draft_plan, drafted):
    set_state(draft_plan, "submitted", officer)
    plan = Plan.objects.get(pk=draft_plan.pk)
    task = plan.tasks.get()
    plan.starts_on = date(2017, 9, 20)
    target = factories.TargetFactory(plan=plan)

    for change in (
        lambda: plan.write(by=officer),
        lambda: task.assign([ward.women], by=officer),
        lambda: task.unassign(ward.front, by=officer),
        lambda: Task.give_out(by=officer, lead_unit=ward.front, plan=plan, title="Thêm", rhythm="hằng quý"),
        lambda: drafted.set_terms(by=officer, due_on=date(2017, 10, 5), target_quantity=None),
        lambda: target.settle(by=officer),
        lambda: target.remove(by=officer),
    ):
        drafted.task = task
        with pytest.raises(ValidationError, match="đang chờ ban hành nên không"):
            change()
    assert list(Assignment.objects.filter(task__plan=plan).values_list("unit", "due_on")) == [
        (ward.front.pk, None)
    ]


def test_returned_plan_is_changed_again(officer, office, ward, draft_plan, drafted):
    set_state(draft_plan, "returned", officer)

    office.post(reverse("plans:task_create", args=[draft_plan.pk]), task_data(drafted.task, title="Thêm"))

    assert draft_plan.tasks.count() == 2


def test_page_says_that_the_signed_paper_lacks_what_is_added(office, plan, draft_plan):
    said = "Kế hoạch số 19-KH/ĐU, ngày 25/4/2016 đã ký, không đổi theo"

    for name in ("task_create", "target_add"):
        assert said in text_of(office.get(reverse(f"plans:{name}", args=[plan.pk])))
        assert "không đổi theo" not in text_of(office.get(reverse(f"plans:{name}", args=[draft_plan.pk])))


# --- A plan that ended while somebody was typing -----------------------------------------------------


@pytest.fixture
def ended(plan, officer):
    plan.close(by=officer, reason="Đã tổng kết.")
    return plan


def link_to(plan):
    return f'<a href="{plan.get_absolute_url()}">Xem {plan}</a>'


def test_edit_of_a_task_of_an_ended_plan_keeps_what_was_typed(office, ended, task):
    url = reverse("plans:task_edit", args=[task.pk])

    response = office.post(url, task_data(task, title="Tên mới gõ dở"))

    page = text_of(response)
    assert "Kế hoạch đã kết thúc, không sửa nhiệm vụ được nữa." in page
    assert "Chữ đồng chí vừa gõ còn nguyên ở dưới" in page
    assert link_to(ended) in page
    assert 'value="Tên mới gõ dở"' in page
    task.refresh_from_db()
    assert task.title == "Mỗi chi hội có ít nhất một hình thức tập hợp mới"


def test_every_page_of_an_ended_plan_leads_back_with_the_reason(office, ended, task, assignment):
    target = factories.TargetFactory(plan=ended)
    pages = [
        ("plans:task_create", ended.pk),
        ("plans:task_edit", task.pk),
        ("plans:task_assign", task.pk),
        ("plans:task_remove", task.pk),
        ("plans:target_add", ended.pk),
        ("plans:target_edit", target.pk),
        ("plans:target_remove", target.pk),
        ("plans:plan_edit", ended.pk),
        ("plans:plan_nudge", ended.pk),
        ("plans:progress_grid", ended.pk),
        ("plans:plan_progress_state", ended.pk),
        ("plans:task_progress_state", task.pk),
        ("plans:evidence_add", assignment.pk),
        ("activities:assignment_report", assignment.pk),
    ]
    pages = [reverse(name, args=[pk]) for name, pk in pages]
    pages += [reverse("plans:sheet_page", args=[ended.pk, slug]) for slug in ("nhiem-vu", "tien-do")]
    for url in pages:
        response = office.get(url, follow=True)
        assert response.redirect_chain, url
        assert "Kế hoạch đã kết thúc, không" in text_of(response), url
