"""The forms of a task: what they store, what they refuse, and two people who edit at once."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from organizations.models import AuditEntry
from plans.models import Task
from tests import factories
from tests.reading import text_of

CONFLICT = 409


# --- A new task ---------------------------------------------------------------------------------------


@pytest.fixture
def typed(ward):
    """What an officer types for a new task that is due."""
    return {
        "title": "Phát triển hội viên mới",
        "lead_unit": ward.women.pk,
        "due_on": "2017-12-15",
        "rhythm": "",
        "measure_unit": "hội viên",
        "target_quantity": "2,5",
        "units": [ward.women_branches[1].pk, ward.women_branches[2].pk],
        "coordinating_units": [ward.front.pk],
        "version": 1,
    }


@pytest.fixture
def womens_plan(plan, ward):
    """The same plan, had the women's union of the ward issued it."""
    plan.document.issuer = ward.women
    plan.document.save()
    return plan


@pytest.mark.usefixtures("womens_plan")
def test_new_task_form_offers_the_units_within_reach(client_of, officer, women_head, plan, ward):
    def offered(user):
        form = client_of(user).get(reverse("plans:task_create", args=[plan.pk])).context["form"]
        return set(form.fields["units"].queryset)

    assert offered(women_head) == {ward.women, *ward.women_branches.values()}
    assert ward.superior not in offered(officer)
    assert ward.party in offered(officer)


def test_new_task_is_last_in_its_plan_and_given_to_its_units(office, officer, plan, ward, typed):
    response = office.post(reverse("plans:task_create", args=[plan.pk]), typed)

    task = plan.tasks.get(title="Phát triển hội viên mới")
    assert response.url == task.get_absolute_url()
    assert (task.order, task.lead_unit, task.due_on) == (3, ward.women, date(2017, 12, 15))
    assert list(task.coordinating_units.all()) == [ward.front]
    assert {(given.unit, given.target_quantity) for given in task.assignments.all()} == {
        (ward.women_branches[1], Decimal("2.5")),
        (ward.women_branches[2], Decimal("2.5")),
    }
    assert [entry.action for entry in AuditEntry.objects.of(task).order_by("pk")] == [
        "thêm nhiệm vụ",
        "giao nhiệm vụ",
    ]


def test_one_tick_gives_the_task_to_all_branches_of_a_line(office, plan, ward, typed):
    typed |= {"units": [], "units_whole": ["Mặt trận"]}

    office.post(reverse("plans:task_create", args=[plan.pk]), typed)

    task = plan.tasks.get(title="Phát triển hội viên mới")
    assert {given.unit for given in task.assignments.all()} == set(ward.front_boards.values())


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"title": " "}, "title", "Chưa ghi tên nhiệm vụ."),
        ({"due_on": ""}, "due_on", "Hãy ghi thời hạn, hoặc định kỳ thực hiện (thường xuyên, hằng tháng …)."),
        (
            {"rhythm": "hằng tháng"},
            "due_on",
            "Đã có định kỳ thực hiện thì để trống thời hạn, hoặc ngược lại.",
        ),
        (
            {"due_on": "2016-04-24"},
            "due_on",
            "Thời hạn không thể trước ngày bắt đầu kế hoạch (25/4/2016); hãy chọn ngày khác.",
        ),
        ({"measure_unit": ""}, "measure_unit", "Có chỉ tiêu thì phải ghi đơn vị tính"),
        (
            {"units": []},
            "target_quantity",
            "Chỉ tiêu chỉ ghi cho đơn vị được giao thêm; lần này chưa thêm đơn vị nào.",
        ),
        (
            {"due_on": "", "rhythm": "mỗi tuần hai lần"},
            "rhythm",
            "ví dụ: thường xuyên, mỗi tuần hai lần.",
        ),
        (
            {"due_on": "", "rhythm": "quý I/2016"},
            "rhythm",
            "“quý I/2016” có hạn 31/3/2016, trước ngày bắt đầu kế hoạch (25/4/2016); hãy chọn kỳ khác.",
        ),
        ({"due_on": "", "rhythm": "quý II/2017"}, "rhythm", "“quý II/2017” có hạn 30/6/2017 đã qua"),
        ({"lead_unit": ""}, "lead_unit", "Chưa chọn đơn vị chủ trì: mỗi nhiệm vụ có đúng một"),
    ],
)
def test_new_task_with_a_mistake_comes_back_with_what_was_typed(office, plan, typed, change, field, message):
    response = office.post(
        reverse("plans:task_create", args=[plan.pk]), {**typed, "description": "Mỗi tổ hai người.", **change}
    )

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {field}
    page = text_of(response)
    assert message in page
    assert "Mỗi tổ hai người." in page
    assert plan.tasks.count() == 2


def test_new_task_is_not_led_by_a_unit_that_is_no_more(office, plan, ward, typed):
    ward.women.valid_to = date(2017, 6, 30)
    ward.women.save()

    response = office.post(reverse("plans:task_create", args=[plan.pk]), typed)

    assert "Đơn vị chủ trì phải đang hoạt động" in text_of(response)


@pytest.mark.usefixtures("womens_plan")
def test_new_task_is_not_led_by_a_unit_out_of_reach(client_of, women_head, plan, ward, typed):
    typed |= {"lead_unit": ward.front.pk, "coordinating_units": []}

    response = client_of(women_head).post(reverse("plans:task_create", args=[plan.pk]), typed)

    assert response.context["form"].errors.keys() == {"lead_unit"}


def test_closed_plan_takes_no_new_task(office, officer, plan, task):
    plan.closed_at, plan.closed_by = "2017-09-01T08:00+07:00", officer
    plan.save()

    for url in (
        reverse("plans:task_create", args=[plan.pk]),
        reverse("plans:task_edit", args=[task.pk]),
    ):
        assert "Kế hoạch đã kết thúc" in text_of(office.get(url, follow=True))
    assert not office.get(plan.get_absolute_url()).context["may_add"]


# --- An edited task -----------------------------------------------------------------------------------


@pytest.fixture
def edit(office, task, ward):
    """`edit(title=…)` sends the task's form with these changes."""

    def send(client=office, **changes):
        typed = {
            "title": task.title,
            "lead_unit": task.lead_unit.pk,
            "due_on": "2017-09-15",
            "units": [unit.pk for unit in ward.women_branches.values()],
            "version": 1,
        }
        return client.post(reverse("plans:task_edit", args=[task.pk]), typed | changes)

    return send


def test_task_form_opens_with_what_is_stored(office, task, ward):
    form = office.get(reverse("plans:task_edit", args=[task.pk])).context["form"]

    assert form["title"].value() == task.title
    assert form["due_on"].value() == date(2017, 9, 15)
    assert set(form["units"].value()) == {unit.pk for unit in ward.women_branches.values()}


def test_edited_task_is_stored_with_its_trace(edit, task, officer):
    response = edit(title="Mỗi chi hội có hai hình thức tập hợp mới", due_on="", rhythm="hằng quý")

    assert response.url == task.get_absolute_url()
    task.refresh_from_db()
    assert (task.title, task.due_on, task.rhythm) == (
        "Mỗi chi hội có hai hình thức tập hợp mới",
        None,
        "hằng quý",
    )
    entry = AuditEntry.objects.of(task).get()
    assert (entry.by, entry.action) == (officer, "sửa nhiệm vụ")
    assert {change.label for change in entry.changes} == {"nhiệm vụ", "thời hạn", "định kỳ thực hiện"}


def test_save_without_a_change_leaves_no_trace_and_is_nobodys_conflict(edit, task, client_of, leader):
    same = edit()
    other = edit(client_of(leader), title="Tên mới")

    assert (same.status_code, other.status_code) == (302, 302)
    assert [(entry.by, entry.action) for entry in AuditEntry.objects.of(task)] == [(leader, "sửa nhiệm vụ")]
    task.refresh_from_db()
    assert (task.title, task.version) == ("Tên mới", 2)


def test_save_without_a_change_is_one_also_where_units_are_out_of_reach(
    edit, task, ward, client_of, women_head
):
    factories.AssignmentFactory(task=task, unit=ward.front)

    edit(client_of(women_head))

    task.refresh_from_db()
    assert task.version == 1


def test_edit_that_is_refused_at_the_last_moment_says_why(
    edit, task, ward, assignment, women_kp3, monkeypatch
):
    unassign = Task.unassign

    def reported_first(self, unit, *, by):
        assignment.report(by=women_kp3, percent=10)
        return unassign(self, unit, by=by)

    monkeypatch.setattr(Task, "unassign", reported_first)

    response = edit(title="Tên vừa gõ", units=[ward.women_branches[n].pk for n in (1, 2, 4)])

    page = text_of(response)
    assert response.status_code == 200
    assert "Chi hội phụ nữ Khu phố 3 đã báo tiến độ nên không thu lại được" in page
    assert 'value="Tên vừa gõ"' in page
    task.refresh_from_db()
    assert (task.title, task.version) == ("Mỗi chi hội có ít nhất một hình thức tập hợp mới", 1)


def test_edit_gives_and_takes_back(edit, task, ward):
    edit(units=[ward.women_branches[1].pk, ward.youth.pk])

    assert {given.unit for given in task.assignments.all()} == {ward.women_branches[1], ward.youth}


def test_edit_does_not_take_back_what_was_reported_on(edit, task, ward, assignment, women_kp3):
    assignment.report(by=women_kp3, percent=10)

    response = edit(title="Tên vừa gõ", units=[ward.women_branches[1].pk])

    page = text_of(response)
    assert "Không thu lại được nhiệm vụ của Chi hội phụ nữ Khu phố 3: đơn vị đã báo tiến độ" in page
    assert "Tên vừa gõ" in page
    assert task.assignments.count() == 4


def test_edit_leaves_units_out_of_reach_alone(edit, client_of, women_head, task, ward):
    factories.AssignmentFactory(task=task, unit=ward.front)
    client = client_of(women_head)

    page = text_of(client.get(reverse("plans:task_edit", args=[task.pk])))
    edit(client, units=[])

    assert "Ngoài phạm vi của đồng chí, vẫn giữ nguyên: Ủy ban MTTQ Phường 6." in page
    assert [given.unit for given in task.assignments.all()] == [ward.front]


def test_second_editor_sees_both_texts_and_loses_nothing(edit, client_of, leader, task, ward):
    edit(client_of(leader), title="Tên của người thứ nhất", description="Lời của người thứ nhất")

    response = edit(title="Tên của người thứ hai", units=[ward.women_branches[1].pk])

    assert response.status_code == CONFLICT
    rows = {row.label: row for row in response.context["rows"]}
    assert (rows["Nhiệm vụ"].mine, rows["Nhiệm vụ"].theirs) == (
        "Tên của người thứ hai",
        "Tên của người thứ nhất",
    )
    assert rows["Nội dung cụ thể"].theirs == "Lời của người thứ nhất"
    assert rows["Giao cho"].mine == "Chi hội phụ nữ Khu phố 1"
    assert rows["Giao cho"].theirs.count("Chi hội phụ nữ") == 4
    assert not rows["Thời hạn"].is_different
    page = text_of(response)
    assert "Bản đang lưu: Phạm Thị Mai, " in page
    assert 'value="Tên của người thứ hai"' in page
    assert Task.objects.get(pk=task.pk).title == "Tên của người thứ nhất"
    assert task.assignments.count() == 4


def test_conflict_without_a_trace_names_nobody(edit, task):
    Task.objects.filter(pk=task.pk).update(title="Tên từ nơi khác", version=2)

    response = edit(title="Tên vừa gõ")

    assert response.status_code == CONFLICT
    assert response.context["theirs_label"] == "Bản đang lưu"


def test_second_editor_may_save_over_after_reading(edit, client_of, leader, task):
    edit(client_of(leader), title="Tên của người thứ nhất")
    shown = edit(title="Tên của người thứ hai")

    version = shown.context["form"]["version"].value()
    response = edit(title="Tên của cả hai", version=version)

    assert response.url == task.get_absolute_url()
    assert Task.objects.get(pk=task.pk).title == "Tên của cả hai"
