"""When nothing is reported and nothing changed: drafts, plans that wait to be issued, plans that ended."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from documents.models import Document
from plans.models import Assignment, Task, may_report
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
