"""The pages of plans and tasks: what they show and how many questions they cost."""

import re
from datetime import date

import pytest
from django.urls import reverse

from plans.models import Plan
from tests import factories
from tests.reading import text_of

CONFLICT = 409


# --- The list -----------------------------------------------------------------------------------------


@pytest.fixture
def shown(office, plan, draft_plan, ward, officer):
    """`shown(year=2016)`: the codes of the plans that the list shows under these filters."""
    closed = factories.PlanFactory(
        document=factories.DocumentFactory(issuer=ward.front, number=3, issued_on=date(2015, 3, 2)),
        starts_on=date(2015, 3, 2),
        closed_at="2016-01-05T08:00+07:00",
        closed_by=officer,
    )
    names = {plan: "19", draft_plan: "draft", closed: "3"}

    def shown(**filters):
        page = office.get(reverse("plans:plan_list"), filters).context["page"]
        return [names[found] for found in page]

    return shown


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["draft", "19", "3"]),
        ({"q": "ke hoach 19"}, ["19"]),
        ({"q": "khong co"}, []),
        ({"year": "2015"}, ["3"]),
        ({"state": "draft"}, ["draft"]),
        ({"state": "open"}, ["19"]),
        ({"state": "replaced"}, []),
        ({"state": "closed"}, ["3"]),
        ({"state": "closed", "year": "2016"}, []),
    ],
)
def test_plan_list_shows_what_is_asked_for(shown, filters, found):
    assert shown(**filters) == found


def test_plan_list_filters_by_issuer(shown, ward):
    assert shown(issuer=ward.front.pk) == ["3"]


def test_plan_list_says_above_itself_what_it_is_filtered_by(office, plan, ward):
    asked = {"q": " ke hoach ", "year": "2016", "issuer": ward.party.pk, "state": ""}

    html = office.get(reverse("plans:plan_list"), asked).text

    assert re.findall(r"<summary>(.*?lọc.*?|Lọc)</summary>", html) == [
        "Đang lọc: “ke hoach” · Năm ban hành: 2016 · Nơi ban hành: Đảng ủy Phường 6"
    ]


def test_plan_list_says_that_a_filter_is_wrong_and_goes_on(office, plan):
    response = office.get(reverse("plans:plan_list"), {"year": "năm nay"})

    assert list(response.context["page"]) == [plan]
    assert response.context["form"].errors.keys() == {"year"}


def test_plan_list_prints_progress_with_its_formula(office, plan, assignment, women_kp3):
    assignment.report(by=women_kp3, percent=100)

    page = text_of(office.get(reverse("plans:plan_list")))

    assert "1/9 · 11,1%" in page
    assert "tiến độ = số lượt đơn vị đã hoàn thành chia cho số lượt đơn vị được giao" in page


def test_empty_plan_list_says_why(office):
    assert "Chưa có kế hoạch nào" in text_of(office.get(reverse("plans:plan_list")))
    assert "Không có kế hoạch nào khớp" in text_of(office.get(reverse("plans:plan_list"), {"q": "19"}))


def test_plan_list_costs_the_same_with_more_plans(office, plan, ward, django_assert_num_queries):
    with django_assert_num_queries(8):
        office.get(reverse("plans:plan_list"))
    for number in (20, 21):
        factories.PlanFactory(document=factories.DocumentFactory(issuer=ward.party, number=number))
    with django_assert_num_queries(8):
        assert len(office.get(reverse("plans:plan_list")).context["page"]) == 3


# --- The plan -----------------------------------------------------------------------------------------


def test_plan_page_shows_the_whole_chain(office, plan, programme, seminar, conclusion, movement):
    response = office.get(plan.get_absolute_url())

    assert [(link["label"], link["url"]) for link in response.context["links"]] == [
        ("12-CTr/QU", programme.get_absolute_url()),
        ("19-KH/ĐU", plan.get_absolute_url()),
        ("2 nhiệm vụ", "#nhiem-vu"),
        ("Tọa đàm 17/8/2017", seminar.get_absolute_url()),
        ("1 giải pháp", "#giai-phap"),
        ("Quý III/2017", f"/bao-cao/2017-q3/ke-hoach/{plan.pk}/"),
    ]
    page = text_of(response)
    assert '<p class="number">Kế hoạch số 19-KH/ĐU, ngày 25/4/2016</p>' in page
    assert conclusion.text in page
    assert page.count('<span class="missing">[cần bổ sung]</span>') == 2


@pytest.mark.parametrize("days", [{"ends_on": date(2017, 6, 30)}, {"starts_on": date(2017, 10, 1)}])
def test_plan_that_is_not_carried_out_this_quarter_leads_to_no_report(office, plan, task, assignment, days):
    Plan.objects.filter(pk=plan.pk).update(**days)

    for page in (plan, task, assignment):
        links = office.get(page.get_absolute_url()).context["links"]
        assert "Quý III/2017" not in [link["label"] for link in links]


def test_what_stands_side_by_side_is_one_step_of_the_chain(office, plan, programme, seminar, ward):
    other = factories.PlanFactory(document__issuer=ward.party, document__number=25)
    factories.DocumentLinkFactory(source=other.document, target=programme)
    seminar.plans.add(other)

    response = office.get(seminar.get_absolute_url())

    above, plans, here, *_ = response.context["chain"]
    assert (above["label"], here["label"]) == ("12-CTr/QU", "Tọa đàm 17/8/2017")
    assert [(part["label"], part["url"]) for part in plans["parts"]] == [
        ("19-KH/ĐU", plan.get_absolute_url()),
        (other.document.code, other.get_absolute_url()),
    ]
    page = text_of(response)
    assert (
        f'19-KH/ĐU</a> <span>và</span> <a href="{other.get_absolute_url()}">{other.document.code}</a>' in page
    )


def test_meeting_that_reviews_no_plan_leads_to_no_report(office, ward):
    meeting = factories.MeetingFactory(host_unit=ward.party)

    assert [link["is_here"] for link in office.get(meeting.get_absolute_url()).context["chain"]] == [True]


def test_draft_plan_leads_to_no_report(office, draft_plan):
    Plan.objects.filter(pk=draft_plan.pk).update(starts_on=date(2017, 9, 1))

    links = office.get(draft_plan.get_absolute_url()).context["links"]

    assert [link["label"] for link in links] == ["dự thảo", "1 nhiệm vụ"]


def test_plan_page_keeps_a_former_neighbourhood_with_its_work(office, plan, ward):
    ward.neighbourhoods[4].valid_to = date(2017, 9, 17)
    ward.neighbourhoods[4].save()
    factories.NeighbourhoodFactory(locality=ward.locality, order=5, valid_to=date(2017, 9, 17))

    columns = office.get(plan.get_absolute_url()).context["table"]["columns"]

    assert [column["short"] for column in columns] == ["KP 1", "KP 2", "KP 3", "KP 4", "Phường"]


def test_plan_page_offers_a_new_task_to_who_may_add_it(client_of, officer, leader, front, women_head, plan):
    def offered(user):
        return client_of(user).get(plan.get_absolute_url()).context["may_add"]

    assert [offered(user) for user in (officer, leader, front, women_head)] == [True, True, False, False]

    plan.document.issuer = women_head.units[0]
    plan.document.save()
    assert offered(women_head)


def test_plan_page_prints_the_formula_with_its_figures(office, plan, assignment, women_kp3):
    assignment.report(by=women_kp3, percent=100)

    page = text_of(office.get(plan.get_absolute_url()))

    assert "Số lượt đơn vị đã hoàn thành chia cho số lượt đơn vị được giao: 1 ÷ 9 = 11,1%" in page


def test_plan_page_names_who_has_not_moved_and_what_is_hard(office, plan, difficulty, task, women_kp3):
    response = office.get(plan.get_absolute_url())

    assert next((it.unit.name, it.late, it.silent) for it in response.context["still"]) == (
        "Chi hội phụ nữ Khu phố 1",
        1,
        1,
    )
    assert response.context["difficulties"] == [(task, difficulty)]
    page = text_of(response)
    assert "chờ 7 ngày" in page
    assert f"Cần đôn đốc: {response.context['still_count']} đơn vị" in page


def test_plan_page_leaves_out_answered_difficulties(office, plan, task, ward, women_kp3):
    factories.DifficultyFactory(unit=ward.women_branches[3], task=task, raised_by=women_kp3, is_answered=True)

    assert office.get(plan.get_absolute_url()).context["difficulties"] == []


def test_plan_page_offers_a_branch_its_own_work(client_of, women_kp3, plan, assignment, reader):
    def offered(user):
        return client_of(user).get(plan.get_absolute_url()).context["mine"]

    assert offered(women_kp3) == [assignment]
    assert offered(reader) == []
    assignment.report(by=women_kp3, percent=100)
    assert offered(women_kp3) == []


def test_plan_page_tells_what_was_changed_on_its_tasks(office, plan, task, officer):
    task.record_edit(by=officer, before={"nhiệm vụ": "Tên cũ"})

    page = text_of(office.get(plan.get_absolute_url()))

    assert f"Sửa nhiệm vụ: {task.title}" in page
    assert "Tên cũ" in page


def test_plan_page_shows_papers_that_the_reader_may_see(client_of, plan, ward, officer, women_kp3):
    draft = factories.DocumentFactory(issuer=ward.party, is_draft=True, abstract="Sơ kết một năm")
    factories.DocumentLinkFactory(source=draft, target=plan.document, kind="reviews")

    def reviews(user):
        return client_of(user).get(plan.get_absolute_url()).context["papers"]["down"]

    assert [tie.source for tie in reviews(officer)] == [draft]
    assert list(reviews(women_kp3)) == []


def test_plan_page_costs_the_same_with_more_tasks(
    office, plan, ward, task_of, difficulty, movement, seminar, django_assert_num_queries
):
    with django_assert_num_queries(21):
        office.get(plan.get_absolute_url())
    for n in (1, 2):
        task = task_of(plan, [*ward.cells.values(), ward.party], lead_unit=ward.party)
        factories.DifficultyFactory(unit=ward.cells[n], task=task)
        factories.MovementItemFactory(movement=movement)
    with django_assert_num_queries(21):
        assert len(office.get(plan.get_absolute_url()).context["table"]["rows"]) == 4


# --- Tasks, cells, assignments ------------------------------------------------------------------------


def test_task_page_shows_plan_conclusion_units_and_last_words(
    office, task, conclusion, assignment, women_kp3
):
    conclusion.tasks.add(task)
    assignment.report(by=women_kp3, percent=60, text="Đã lập hai nhóm giúp nhau.")

    response = office.get(task.get_absolute_url())

    assert [link["label"] for link in response.context["links"]] == [
        "12-CTr/QU",
        "19-KH/ĐU",
        "Giải pháp 1",
        "Nhiệm vụ",
        "Quý III/2017",
    ]
    page = text_of(response)
    assert "Đã lập hai nhóm giúp nhau." in page
    assert "Nguyễn Thị Ánh Tuyết" in page
    assert page.count("quá hạn 3 ngày") == 4


def test_task_page_shows_the_own_units_first_with_the_way_to_report(
    client_of, women_kp3, officer, task, ward
):
    own = task.assignments.get(unit=ward.women_branches[3])
    url = reverse("activities:assignment_report", args=[own.pk])

    mine, offices = (client_of(user).get(task.get_absolute_url()) for user in (women_kp3, officer))

    assert mine.context["given"][0] == own
    assert mine.context["mine"] == [own]
    assert f'<a class="btn btn-primary" href="{url}">Báo tiến độ</a>' in text_of(mine)
    assert [given.unit for given in offices.context["given"]] == list(ward.women_branches.values())
    assert "Báo tiến độ" not in text_of(offices)


def test_task_page_marks_what_was_entered_for_a_branch(office, task, assignment, officer):
    assignment.report(by=officer, percent=60)

    assert "Trần Văn Hòa nhập thay" in text_of(office.get(task.get_absolute_url()))


def test_task_without_plan_has_its_page(office, ward):
    task = factories.TaskFactory(plan=None, locality=ward.locality, lead_unit=ward.front)

    response = office.get(task.get_absolute_url())

    assert [link["label"] for link in response.context["links"]] == ["Nhiệm vụ"]
    assert "Chưa giao cho đơn vị nào" in text_of(response)


def test_task_page_costs_the_same_with_more_units(
    office, task, ward, officer, difficulty, django_assert_num_queries
):
    with django_assert_num_queries(13):
        office.get(task.get_absolute_url())
    for unit in (ward.cells[1], ward.cells[2]):
        factories.AssignmentFactory(task=task, unit=unit).report(by=officer, percent=10)
        factories.DifficultyFactory(unit=unit, task=task)
    with django_assert_num_queries(13):
        assert len(office.get(task.get_absolute_url()).context["given"]) == 6


def test_cell_page_shows_the_units_of_one_square(office, task, ward, assignment, women_kp3):
    factories.AssignmentFactory(task=task, unit=ward.cells[3])
    assignment.report(by=women_kp3, percent=60, text="Đã lập nhóm.")
    url = reverse("plans:cell_detail", args=[task.pk, ward.neighbourhoods[3].pk])

    response = office.get(url)

    assert [(given.unit.name, may) for given, may in response.context["given"]] == [
        ("Chi bộ Khu phố 3", True),
        ("Chi hội phụ nữ Khu phố 3", True),
    ]
    assert [cell.short for cell in response.context["others"]] == ["KP 1", "KP 2", "KP 4"]
    assert "Đã lập nhóm." in text_of(response)


def test_cell_page_offers_the_form_to_who_may_fill_it_in(client_of, women_kp3, task, ward):
    factories.AssignmentFactory(task=task, unit=ward.cells[3])
    url = reverse("plans:cell_detail", args=[task.pk, ward.neighbourhoods[3].pk])

    given = client_of(women_kp3).get(url).context["given"]

    assert [may for _, may in given] == [False, True]


def test_ward_cell_page_shows_the_wards_own_bodies(office, rhythm_task, ward):
    response = office.get(reverse("plans:ward_cell_detail", args=[rhythm_task.pk]))

    assert [given.unit for given, _ in response.context["given"]] == [ward.front]


def test_cell_page_without_units_says_so(office, task):
    page = text_of(office.get(reverse("plans:ward_cell_detail", args=[task.pk])))

    assert "Không giao cho đơn vị nào ở đây" in page


def test_cell_page_of_another_wards_neighbourhood_is_not_there(office, task, other_ward):
    elsewhere = factories.NeighbourhoodFactory(locality=other_ward.locality, order=1)

    assert office.get(reverse("plans:cell_detail", args=[task.pk, elsewhere.pk])).status_code == 404


def test_cell_page_costs_the_same_with_more_units(
    client_of, women_head, task, ward, officer, assignment, django_assert_num_queries
):
    url = reverse("plans:cell_detail", args=[task.pk, ward.neighbourhoods[3].pk])
    client = client_of(women_head)
    assignment.report(by=officer, percent=10)
    # Of another line: whether it stands under the reader's own is asked.
    factories.AssignmentFactory(task=task, unit=ward.cells[3]).report(by=officer, percent=10)
    with django_assert_num_queries(13):
        client.get(url)
    for unit in (ward.front_boards[3], ward.youth_branches[3]):
        factories.AssignmentFactory(task=task, unit=unit).report(by=officer, percent=10)
    with django_assert_num_queries(13):
        assert len(client.get(url).context["given"]) == 4


def test_assignment_page_shows_every_word_of_the_unit(office, assignment, women_kp3, officer):
    assignment.report(by=women_kp3, percent=40, text="Đã họp chi hội.", on=date(2017, 8, 20))
    assignment.report(by=officer, percent=60, text="Đã lập nhóm.", on=date(2017, 9, 10))

    response = office.get(assignment.get_absolute_url())

    page = text_of(response)
    assert page.index("Đã lập nhóm.") < page.index("Đã họp chi hội.")
    assert "nhập thay" in page
    assert response.context["may_report"]


def test_assignment_page_costs_the_same_with_more_words(
    office, assignment, women_kp3, officer, django_assert_num_queries
):
    assignment.report(by=women_kp3, percent=10)
    with django_assert_num_queries(11):
        office.get(assignment.get_absolute_url())
    for percent in (20, 30):
        assignment.report(by=officer, percent=percent)
    with django_assert_num_queries(11):
        assert len(office.get(assignment.get_absolute_url()).context["entries"]) == 3
