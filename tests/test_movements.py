"""Movements: listed, linked, their items in order, the good models told under them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from activities.models import GoodPractice, Movement
from organizations.models import AuditEntry
from tests import factories
from tests.reading import text_of
from wardportal.dates import Period


def texts(movement):
    return [(group, [item.text for item in items]) for group, items in movement.item_groups]


@pytest.fixture
def ordered(movement, officer):
    """Three items of đồng hành – the gap, then A and B – and one of phối hợp."""
    for text in ("A", "B"):
        movement.add_item("đồng hành", text, by=officer)
    return movement


def item_of(movement, text):
    return movement.items.get(text=text)


# --- Items ----------------------------------------------------------------------------------------------


def test_items_move_within_their_group(ordered, officer):
    ordered.move_item(item_of(ordered, "B"), by=officer, up=True)
    assert texts(ordered)[0] == ("đồng hành", ["[cần bổ sung]", "B", "A"])

    ordered.move_item(item_of(ordered, "B"), by=officer, up=True)
    ordered.move_item(item_of(ordered, "B"), by=officer, up=True)  # already the first
    assert texts(ordered) == [("đồng hành", ["B", "[cần bổ sung]", "A"]), ("phối hợp", ["[cần bổ sung]"])]

    ordered.move_item(item_of(ordered, "A"), by=officer, up=False)  # already the last
    assert texts(ordered)[0] == ("đồng hành", ["B", "[cần bổ sung]", "A"])


def test_item_without_a_text_is_a_gap(movement, officer):
    item = movement.add_item("phối hợp", "", by=officer)

    assert item.text == "[cần bổ sung]"
    assert AuditEntry.objects.of(movement).get().action == "thêm nội dung phong trào"


def test_item_with_good_models_stays(ordered, officer, ward):
    item = item_of(ordered, "A")
    practice = factories.GoodPracticeFactory(unit=ward.women_branches[3], movement=ordered, item=item)

    with pytest.raises(ValidationError, match="Đã có mô hình, điển hình"):
        ordered.remove_item(item, by=officer)

    practice.item = None
    practice.save()
    ordered.remove_item(item, by=officer)
    assert texts(ordered)[0] == ("đồng hành", ["[cần bổ sung]", "B"])


# --- Good models ----------------------------------------------------------------------------------------


def test_good_model_belongs_to_an_item_of_its_movement(ordered, ward):
    stranger = factories.MovementItemFactory(movement__locality=ward.locality)
    practice = factories.GoodPracticeFactory(unit=ward.women_branches[3], movement=ordered)
    practice.item = stranger

    with pytest.raises(ValidationError, match="thuộc phong trào khác"):
        practice.full_clean()


def test_good_model_is_not_recognised_before_it_began(movement, ward):
    practice = factories.GoodPracticeFactory(unit=ward.women_branches[3], movement=movement)
    practice.since_on, practice.recognised_on = date(2017, 5, 1), date(2017, 4, 1)

    with pytest.raises(ValidationError, match="Ngày công nhận phải từ ngày bắt đầu"):
        practice.full_clean()


def test_period_holds_what_began_or_was_recognised_in_it(movement, ward):
    factories.GoodPracticeFactory(unit=ward.cells[1], movement=movement, since_on=date(2017, 3, 8))

    found = [GoodPractice.objects.in_period(Period.parse(slug)).exists() for slug in ("2017-q1", "2017-q2")]

    assert found == [True, False]


# --- Pages ----------------------------------------------------------------------------------------------


def test_office_adds_a_movement_and_its_items(client_of, officer, plan):
    client, add = client_of(officer), reverse("activities:movement_add")
    loose = factories.TaskFactory(plan=None, locality=plan.document.locality, lead_unit=plan.document.issuer)

    assert "Chưa ghi tên phong trào." in text_of(client.post(add, {"version": 1, "name": ""}))
    typed = {"version": 1, "name": "Dân vận khéo", "plans": [plan.pk], "tasks": [loose.pk]}
    response = client.post(add, typed)
    movement = Movement.objects.get()
    assert response.url == reverse("activities:movement_items", args=[movement.pk])
    assert (list(movement.plans.all()), list(movement.tasks.all())) == ([plan], [loose])

    assert "Chưa ghi nhóm." in text_of(client.post(response.url, {"group": "", "text": "Một"}))
    for text in ("Một", "Hai"):
        client.post(response.url, {"group": "nội dung", "text": text})
    second = item_of(movement, "Hai")
    change = reverse("activities:movement_item_change", args=[second.pk])
    client.post(change, {"len": "1"})
    assert texts(movement) == [("nội dung", ["Hai", "Một"])]
    page = text_of(client.post(change, {"bo": "1"}, follow=True))
    assert "Đã bỏ nội dung." in page
    assert texts(movement) == [("nội dung", ["Một"])]


def test_page_shows_plans_tasks_with_progress_and_models_by_place(
    client_of, reader, ordered, plan, task, assignment, women_kp3, ward
):
    assignment.report(by=women_kp3, percent=100)
    practice = factories.GoodPracticeFactory(
        unit=ward.women_branches[3], movement=ordered, item=item_of(ordered, "A")
    )

    page = text_of(client_of(reader).get(ordered.get_absolute_url()))

    assert task.title in page
    assert "1/4 · 25%" in page
    assert "<h3>Khu phố 3</h3>" in page
    assert f'<a href="{practice.get_absolute_url()}">{practice.title}</a>' in page
    assert "1 mô hình, điển hình" in page


def test_branch_tells_a_good_model_and_corrects_it(client_of, women_kp3, ordered, ward):
    client = client_of(women_kp3)
    add = reverse("activities:practice_add", args=[ordered.pk])
    assert client.get(add).context["form"]["unit"].value() == ward.women_branches[3].pk
    typed = {
        "version": 1,
        "kind": "model",
        "title": "Tổ phụ nữ nhà trọ",
        "unit": ward.women_branches[3].pk,
        "item": item_of(ordered, "A").pk,
        "text": "",
    }
    page = text_of(client.post(add, typed))
    assert "Chưa ghi cách làm." in page
    assert 'value="Tổ phụ nữ nhà trọ"' in page

    response = client.post(add, typed | {"text": "Sinh hoạt mỗi tháng."})
    practice = GoodPractice.objects.get()
    assert response.url == practice.get_absolute_url()

    edit = reverse("activities:practice_edit", args=[practice.pk])
    client.post(edit, typed | {"text": "Sinh hoạt mỗi tuần.", "recognised_on": "1/9/2017"})
    practice.refresh_from_db()
    assert (practice.text, practice.recognised_on) == ("Sinh hoạt mỗi tuần.", date(2017, 9, 1))
    assert "Sinh hoạt mỗi tuần." in text_of(client.get(practice.get_absolute_url()))


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_with_more(client_of, reader, ward, count, django_assert_num_queries):
    for _ in range(count):
        factories.MovementItemFactory(movement__locality=ward.locality)
    client = client_of(reader)

    with django_assert_num_queries(5):
        response = client.get(reverse("activities:movement_list"))

    assert len(response.context["page"]) == count
    assert "1 nội dung cần bổ sung" in text_of(response)


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_with_more(client_of, reader, movement, ward, count, django_assert_num_queries):
    for n in range(1, count + 1):
        factories.GoodPracticeFactory(unit=ward.women_branches[n], movement=movement)
        task = factories.TaskFactory(plan=None, locality=ward.locality, lead_unit=ward.women)
        factories.AssignmentFactory(task=task, unit=ward.women_branches[n])
        movement.tasks.add(task)
    client = client_of(reader)

    with django_assert_num_queries(10):
        client.get(movement.get_absolute_url())


def test_overview_counts_what_waits(client_of, reader, ward, movement, difficulty):
    factories.RecommendationFactory(supervision__lead_unit=ward.front, due_on=date(2017, 9, 1))
    factories.OpinionFactory(unit=ward.cells[1])

    page = text_of(client_of(reader).get(reverse("activities:activity_overview")))

    for words in (
        "Chưa có định hướng nào cho tháng 9/2017",
        "1 đang chờ trả lời",
        "1 phong trào, 0 mô hình, điển hình",
        "1 kiến nghị chờ trả lời</a>, 1 quá hạn",
        "1 phản ánh chưa giải quyết",
    ):
        assert words in page
