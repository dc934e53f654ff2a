"""Many new tasks of a plan, typed in as a sheet."""

from datetime import date

from django.urls import reverse

from plans.models import Task


def url_of(plan):
    return reverse("plans:task_grid", args=[plan.pk])


def line(number, *texts):
    """What is sent of one line, its columns in their order."""
    return {f"o-{number}-{place}": text for place, text in enumerate(texts) if text}


def test_each_line_becomes_a_task_given_to_its_units(office, draft_plan, ward):
    women = f"Cả {len(ward.women_branches)} khu phố – {ward.women.line.name}"
    sent = line(1, "Rà soát hội viên", ward.women.name, women, "30/11/2017", "", "hội viên", "5") | line(
        3, "Sinh hoạt chung", ward.front.short_name, ward.front_boards[3].name, "", "hằng quý"
    )

    answer = office.post(url_of(draft_plan), sent)

    assert answer.url == f"{draft_plan.get_absolute_url()}#nhiem-vu"
    first, second = draft_plan.tasks.exclude(title="Sinh hoạt chuyên đề quý IV").order_by("order")
    assert (first.title, first.lead_unit, first.due_on) == (
        "Rà soát hội viên",
        ward.women,
        date(2017, 11, 30),
    )
    given = first.assignments.values_list("unit", "target_quantity")
    assert set(given) == {(unit.pk, 5) for unit in ward.women_branches.values()}
    assert (second.rhythm, second.assignments.get().unit) == ("hằng quý", ward.front_boards[3])


def test_what_is_wrong_stands_at_its_box_and_nothing_is_added(office, draft_plan, ward):
    sent = line(1, "Rà soát hội viên", ward.women.name, "", "30/11/2017") | line(
        2, "Sinh hoạt chung", "Hội khác"
    )

    page = office.post(url_of(draft_plan), sent)

    wrong = [(number, cell.label) for number, cell in page.context["grid"].wrong]
    assert wrong == [(2, "Đơn vị chủ trì"), (2, "Thời hạn")]
    assert "Hội khác" in page.content.decode()
    assert not Task.objects.filter(title="Rà soát hội viên").exists()


def test_an_empty_sheet_is_told(office, draft_plan):
    page = office.post(url_of(draft_plan), {})

    assert page.context["grid"].errors == ["Chưa ghi nhiệm vụ nào. Hãy ghi ít nhất một dòng."]
