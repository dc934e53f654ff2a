"""The matrix typed in as a sheet: what a text means, and that nothing is lost or half saved."""

import json
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from organizations.models import AuditEntry
from plans.forms.grid import ProgressGrid
from plans.grid import grid_rows, percent_of, read_percent, read_quantity
from plans.models import Assignment, ProgressEntry
from tests.reading import text_of
from wardportal.numbers import read_number

CONFLICT = 409


@pytest.fixture
def sheet(plan):
    return reverse("plans:progress_grid", args=[plan.pk])


def opened(client, sheet):
    """`version` of the page as it was opened."""
    return client.get(sheet).context["grid"].version


def typed(client, sheet, figures, version=None):
    """Send `figures` ({assignment: text}) as typed on the page that was opened with `version`."""
    data = {f"o-{assignment.pk}": text for assignment, text in figures.items()}
    return client.post(sheet, {"version": version or opened(client, sheet), **data}, follow=True)


def figures(assignment):
    return Assignment.objects.values_list("percent", "quantity").get(pk=assignment.pk)


# --- What a text means --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("60", "60"),
        (" 85,7 ", "85.7"),
        ("85.7", "85.7"),
        ("1.234", "1234"),
        ("1.234.567,5", "1234567.5"),
        ("1 250", "1250"),
        ("-3", "-3"),
    ],
)
def test_a_number_is_read_as_the_office_writes_it(text, number):
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "sáu mươi", "1,2,3", "12,", "1.2.3", "٣", "=A1", "6 0 %", "1e3"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="không phải là số"):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "percent"),
    [("60", 60), ("60%", 60), ("60 %", 60), ("85,7", 86), ("99,6", 99), ("1,2", 1), ("100", 100), ("0", 0)],
)
def test_a_percentage_is_whole_and_hundred_means_all(text, percent):
    assert read_percent(text) == percent


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (read_percent, "250", "Phần trăm từ 0 đến 100; số đồng chí nhập là 250."),
        (read_percent, "0,6", "Ghi phần trăm từ 1 đến 100, ví dụ 60; 0,6 là quá nhỏ."),
        (read_percent, "-5", "Phần trăm từ 0 đến 100; số đồng chí nhập là -5."),
        (read_percent, "xong", "“xong” không phải là số. Ghi phần trăm bằng chữ số, ví dụ 60 hoặc 60%."),
        (read_quantity, "-1", "Số đã đạt không thể âm; hãy ghi số từ 0 trở lên."),
        (read_quantity, "1,234", "Số này quá lớn, hoặc có hơn hai chữ số lẻ; hãy xem lại."),
        (read_quantity, "99999999999", "Số này quá lớn, hoặc có hơn hai chữ số lẻ; hãy xem lại."),
    ],
)
def test_what_cannot_be_a_figure_says_what_to_do(read, text, words):
    with pytest.raises(ValidationError) as refusal:
        read(text)

    assert refusal.value.messages == [words]


@pytest.mark.parametrize(
    ("quantity", "target", "percent"),
    [
        ("0", "3", 0),
        ("1", "300", 1),
        ("2", "3", 67),
        ("299", "300", 99),
        ("3", "3", 100),
        ("4", "3", 100),
        ("5", None, 40),
    ],
)
def test_a_quantity_is_a_share_of_its_target_and_never_rounded_up(quantity, target, percent):
    assignment = Assignment(percent=40, target_quantity=target and Decimal(target))

    assert percent_of(Decimal(quantity), assignment) == percent


def test_a_task_of_two_kinds_of_unit_takes_two_rows(plan, ward, task_of):
    task_of(
        plan,
        [*ward.cells.values(), *ward.youth_branches.values(), ward.party],
        lead_unit=ward.party,
        title="Góp ý",
    )
    reached = {unit.pk for unit in [*ward.cells.values(), ward.youth_branches[2]]}

    rows = grid_rows(plan.tasks.for_matrix(), reached)

    assert [(row.task.title, row.line.name, row.shows_line, len(row.boxes)) for row in rows] == [
        ("Góp ý", "Đảng", True, 5),
        ("Góp ý", "Đoàn Thanh niên", True, 4),
    ]
    youth = rows[1].boxes
    assert [youth[ward.neighbourhoods[n].pk].is_open for n in (1, 2, 3, 4)] == [False, True, False, False]


# --- The page -----------------------------------------------------------------------------------------


def test_many_units_are_reported_for_in_one_saving(office, sheet, task, ward, officer):
    first, second, third, _ = task.assignments.order_by("unit__neighbourhood__order")

    response = typed(office, sheet, {first: "60%", second: "100", third: ""})

    assert "Đã ghi tiến độ ở 2 ô." in text_of(response)
    assert [figures(it)[0] for it in (first, second, third)] == [60, 100, 0]
    entry = ProgressEntry.objects.get(assignment=first)
    assert (entry.entered_by, entry.is_proxy, entry.text) == (officer, True, "")
    assert AuditEntry.objects.of(first).get().action == "ghi tiến độ"
    assert not ProgressEntry.objects.filter(assignment=third).exists()


def test_a_task_that_counts_takes_quantities_and_percentages_with_their_sign(office, sheet, task):
    task.measure_unit = "nhóm"
    task.save()
    task.assignments.update(target_quantity=3)
    first, second, *_ = task.assignments.order_by("unit__neighbourhood__order")

    typed(office, sheet, {first: "2", second: "50%"})

    assert [figures(it) for it in (first, second)] == [(67, Decimal(2)), (50, None)]


def test_one_mistake_keeps_every_typed_text_and_saves_nothing(office, sheet, task):
    first, second, *_ = task.assignments.order_by("unit__neighbourhood__order")

    response = typed(office, sheet, {first: "60", second: "250"})

    page = text_of(response)
    assert "1 ô cần xem lại; chưa lưu ô nào." in page
    assert page.count("Phần trăm từ 0 đến 100; số đồng chí nhập là 250.") == 2
    assert f'name="o-{first.pk}" value="60"' in page
    assert f'name="o-{second.pk}" value="250"' in page
    assert ProgressEntry.objects.count() == 0


def test_a_figure_is_corrected_but_never_taken_back(office, sheet, assignment, women_kp3):
    assignment.report(by=women_kp3, percent=60)

    response = typed(office, sheet, {assignment: ""})

    assert "Số đã báo không xóa được; hãy ghi số mới (đang là 60)." in text_of(response)
    assert figures(assignment) == (60, None)


def test_what_somebody_changed_meanwhile_is_shown_with_both_figures(
    office, sheet, assignment, task, women_kp3, ward
):
    other = task.assignments.get(unit=ward.women_branches[1])
    version = opened(office, sheet)
    typed(office, sheet, {assignment: "75"})

    response = typed(office, sheet, {assignment: "60", other: "20"}, version)

    assert response.status_code == CONFLICT
    assert "Trần Văn Hòa vừa ghi 75; đồng chí ghi 60." in text_of(response)
    assert (figures(assignment)[0], figures(other)[0]) == (75, 0)
    again = typed(office, sheet, {assignment: "60", other: "20"}, response.context["grid"].version)
    assert "Đã ghi tiến độ ở 2 ô." in text_of(again)
    assert figures(assignment)[0] == 60


def test_what_was_not_touched_follows_what_others_saved(office, sheet, assignment, task, ward):
    """A box that the reader left alone is no change, whatever was stored meanwhile."""
    other = task.assignments.get(unit=ward.women_branches[1])
    version = opened(office, sheet)
    typed(office, sheet, {assignment: "75"})

    response = typed(office, sheet, {assignment: "", other: "250"}, version)

    assert f'name="o-{assignment.pk}" value="75"' in text_of(response)
    typed(office, sheet, {assignment: "", other: "20"}, version)
    assert (figures(assignment)[0], figures(other)[0]) == (75, 20)


def test_two_savings_at_once_leave_one_winner(plan, assignment, officer):
    """The version is taken by one UPDATE: here somebody takes it between the check and the saving."""
    rows = grid_rows(plan.tasks.for_matrix(), {assignment.unit_id})
    data = {"version": json.dumps({assignment.pk: [1, ""]}), f"o-{assignment.pk}": "60"}
    grid = ProgressGrid(rows, data)
    assert grid.is_valid()
    Assignment.objects.filter(pk=assignment.pk).update(version=2)

    with pytest.raises(ValidationError, match="Có ô vừa được người khác ghi"):
        grid.save(by=officer)


def test_a_branch_types_into_its_own_boxes_alone(client_of, women_kp3, sheet, assignment, task, ward):
    client = client_of(women_kp3)
    other = task.assignments.get(unit=ward.women_branches[1])
    version = json.dumps({assignment.pk: [1, ""], other.pk: [1, ""]})

    typed(client, sheet, {assignment: "60", other: "60"}, version)

    assert (figures(assignment)[0], figures(other)[0]) == (60, 0)
    assert f'name="o-{other.pk}"' not in text_of(client.get(sheet))


@pytest.mark.parametrize("version", ["", "[]", "null", "{", '{"1": 3}', '{"1": ["a", 2]}'])
def test_a_page_that_was_tampered_with_changes_nothing(office, sheet, assignment, version):
    response = office.post(sheet, {"version": version, f"o-{assignment.pk}": "60"}, follow=True)

    assert "Không có ô nào thay đổi." in text_of(response)
    assert figures(assignment)[0] == 0


def test_the_sheet_of_a_closed_plan_is_shut(office, sheet, plan, officer):
    plan.closed_at, plan.closed_by = "2017-09-01T08:00+07:00", officer
    plan.save()

    assert "Kế hoạch đã kết thúc, không ghi tiến độ được nữa." in text_of(office.get(sheet, follow=True))


def test_the_sheet_costs_the_same_with_more_tasks(
    office, sheet, plan, ward, task_of, django_assert_num_queries
):
    with django_assert_num_queries(10):
        office.get(sheet)
    for _ in range(2):
        task_of(plan, [*ward.cells.values(), ward.party], lead_unit=ward.party)
    with django_assert_num_queries(10):
        assert len(office.get(sheet).context["rows"]) == 4
