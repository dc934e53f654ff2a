"""The matrix of a plan: its filter, its sheet of paper, its spreadsheet, and what it costs."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from plans.models import Assignment
from tests import factories
from tests.reading import text_of


def opened(response):
    return openpyxl.load_workbook(io.BytesIO(response.content)).active


def test_a_late_square_says_by_how_many_days(office, plan):
    page = text_of(office.get(plan.get_absolute_url()))

    assert page.count('<span class="cell-note" aria-hidden="true">+3 ngày</span>') == 4


def test_the_matrix_shows_where_nothing_has_moved_for_days(office, plan, task, ward):
    Assignment.objects.update(assigned_on=date(2017, 9, 17))
    task.assignments.filter(unit=ward.women_branches[2]).update(reported_on=date(2017, 9, 1), percent=40)

    response = office.get(plan.get_absolute_url(), {"idle": "14"})

    (row,) = response.context["table"]["rows"]
    assert [(cell.note, cell.label) for cell in row["cells"][:3]] == [
        ("+3 ngày", "Khu phố 1: quá hạn 3 ngày"),
        ("17 ngày chưa báo", "Khu phố 2: quá hạn 3 ngày, không có động tĩnh 17 ngày, 40%"),
        ("+3 ngày", "Khu phố 3: quá hạn 3 ngày"),
    ]
    assert "Không có động tĩnh từ 14 ngày." in text_of(response)
    empty = office.get(plan.get_absolute_url(), {"idle": "30"})
    assert "Không nhiệm vụ nào đứng yên lâu như vậy" in text_of(empty)
    wrong = office.get(plan.get_absolute_url(), {"idle": "31"})
    assert len(wrong.context["table"]["rows"]) == 2


def test_things_counted_and_units_that_finished_are_told_apart(office, plan, task, ward):
    task.measure_unit = "đoàn viên"
    task.save()
    own = task.assignments.get(unit=ward.women_branches[3])
    Assignment.objects.filter(pk=own.pk).update(
        reported_on=date(2017, 9, 10), percent=66, quantity=2, target_quantity=3
    )

    response = office.get(plan.get_absolute_url())

    row = response.context["table"]["rows"][0]
    assert (row["cells"][2].text, row["cells"][2].sheet_text) == ("2/3", "! 2/3 đoàn viên (+3 ngày)")
    assert row["cells"][2].label == "Khu phố 3: quá hạn 3 ngày, 2/3 đoàn viên"
    assert row["context"] == "Hội LHPN Phường 6 · 15/9/2017 · tính bằng đoàn viên · 0/4 xong"
    assert "<b>2/3 đv</b> hai trong ba đơn vị đã xong" in text_of(response)
    page = opened(office.get(reverse("plans:matrix_print", args=[plan.pk]), {"dinh-dang": "xlsx"}))
    assert "2/3 đv: hai trong ba đơn vị đã xong" in list(page.values)[-1][1]


def test_the_matrix_prints_with_its_title_and_day(office, plan):
    page = text_of(office.get(reverse("plans:matrix_print", args=[plan.pk])))

    assert "Tiến độ thực hiện Kế hoạch số 19-KH/ĐU, ngày 25/4/2016" in page
    assert "Đến Thứ Hai, ngày 18/9/2017" in page


def test_the_matrix_as_a_spreadsheet_says_by_sign_what_the_screen_says_by_colour(
    office, plan, assignment, women_kp3, ward
):
    assignment.report(by=women_kp3, percent=60)

    response = office.get(reverse("plans:matrix_print", args=[plan.pk]), {"dinh-dang": "xlsx"})

    page = opened(response)
    assert list(page.values)[:3] == [
        (
            "Tiến độ thực hiện Kế hoạch số 19-KH/ĐU, ngày 25/4/2016 (đến ngày 18/9/2017)",
            *[None] * 9,
        ),
        (
            "TT",
            "Nhiệm vụ",
            "Chủ trì",
            "Hạn",
            "Khu phố 1",
            "Khu phố 2",
            "Khu phố 3",
            "Khu phố 4",
            "Các tổ chức của phường",
            "Xong",
        ),
        (
            1,
            "Mỗi chi hội có ít nhất một hình thức tập hợp mới",
            "Hội LHPN Phường 6",
            page["D3"].value,
            "! (+3 ngày)",
            "! (+3 ngày)",
            "! 60% (+3 ngày)",
            "! (+3 ngày)",
            None,
            "0/4",
        ),
    ]
    assert page["D3"].value.date() == date(2017, 9, 15)
    assert page["G3"].fill.start_color.rgb == "FFFBE5E4"
    assert "19-KH" in response["Content-Disposition"]


def thirty_tasks(plan, ward, count):
    for n in range(count):
        task = factories.TaskFactory(plan=plan, lead_unit=ward.women, order=n)
        Assignment.objects.bulk_create(
            Assignment(task=task, unit=unit, assigned_on=date(2017, 1, 2))
            for unit in ward.women_branches.values()
        )


@pytest.mark.parametrize("count", [3, 30])
def test_a_plan_of_thirty_tasks_by_eight_costs_as_much_as_one_of_three(
    officer, client_of, django_assert_num_queries, count
):
    ward = build_eight(officer)
    plan = factories.PlanFactory(document__issuer=ward.party)
    thirty_tasks(plan, ward, count)
    client = client_of(officer)

    with django_assert_num_queries(18):
        table = client.get(plan.get_absolute_url()).context["table"]
    assert [len(row["cells"]) for row in table["rows"]] == [9] * count
    with django_assert_num_queries(8):
        client.get(reverse("plans:matrix_print", args=[plan.pk]))


def build_eight(officer):
    """The officer's ward with Khu phố 5 to 8 and their women's branches."""
    locality = officer.locality
    party = officer.units[0]
    women = locality.units.get(name="Hội LHPN Phường 6")
    branches = {unit.neighbourhood.order: unit for unit in women.children.select_related("neighbourhood")}
    for n in range(5, 9):
        place = factories.NeighbourhoodFactory(locality=locality, order=n)
        branches[n] = factories.UnitFactory(
            name=f"Chi hội phụ nữ {place.name}", neighbourhood=place, parent=women, line=women.line
        )
    return Eight(party, women, branches)


class Eight:
    def __init__(self, party, women, women_branches):
        self.party, self.women, self.women_branches = party, women, women_branches


# --- Lists as spreadsheets ----------------------------------------------------------------------------


def test_the_list_of_plans_is_a_spreadsheet_with_the_same_filters(office, plan, draft_plan, ward):
    url = office.get(reverse("plans:plan_list"), {"q": "doi moi", "trang": "1"}).context["sheet_url"]

    rows = list(opened(office.get(reverse("plans:plan_list") + url)).values)

    assert url == "?q=doi+moi&dinh-dang=xlsx"
    assert [row[0] for row in rows] == ["KẾ HOẠCH", "Số, ký hiệu", "19-KH/ĐU"]
    assert rows[2][6:8] == (0, 9)


def test_the_register_of_difficulties_is_a_spreadsheet_with_the_same_filters(office, difficulty, ward):
    factories.DifficultyFactory(unit=ward.front, text="Thiếu sách báo.", raised_by=difficulty.raised_by)

    response = office.get(reverse("activities:difficulty_list"), {"q": "thieu sach", "dinh-dang": "xlsx"})

    assert [row[1:3] for row in opened(response).values][2:] == [("Ủy ban MTTQ Phường 6", "Thiếu sách báo.")]
