"""The pages of meetings and adopted solutions, as people use them."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from documents.models import DocumentLink
from meetings.models import Attendance
from organizations.models import Unit
from plans.models import Task
from tests import factories
from tests.reading import text_of


def meeting_on(ward, *parts, **fields):
    starts_at = timezone.make_aware(datetime(*parts))  # noqa: DTZ001 – made aware at once
    return factories.MeetingFactory(host_unit=ward.party, starts_at=starts_at, **fields)


# --- Lists ------------------------------------------------------------------------------------------


@pytest.fixture
def two_years(ward):
    """A briefing of 2016, and a seminar and a briefing of 2017, the newest first."""
    briefing = factories.MeetingKindFactory(name="Giao ban")
    return [
        meeting_on(ward, 2017, 9, 19, 7, 30, kind=briefing, title="Giao ban Khối vận tháng 9"),
        meeting_on(ward, 2017, 8, 17, 8, 0, title="Nâng cao chất lượng hoạt động"),
        meeting_on(ward, 2016, 12, 20, 7, 30, kind=briefing, title="Giao ban Khối vận tháng 12"),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [0, 1, 2]),
        ("?q=khoi+van", [0, 2]),
        ("?q=chat+luong", [1]),
        ("?kind=Giao+ban&year=2017", [0]),
        ("?year=2016", [2]),
        ("?kind=hop-kin", [0, 1, 2]),
    ],
)
def test_meetings_are_found_by_words_kind_and_year(client_of, reader, two_years, query, found):
    response = client_of(reader).get(reverse("meetings:meeting_list") + query)

    assert list(response.context["page"]) == [two_years[n] for n in found]


@pytest.mark.usefixtures("two_years")
def test_a_search_without_result_says_what_to_do(client_of, reader):
    response = client_of(reader).get(reverse("meetings:meeting_list"), {"q": "đại hội"})

    assert "Không có hội nghị nào khớp" in text_of(response)
    assert "Bỏ bộ lọc" in text_of(response)


@pytest.mark.parametrize("count", [1, 3])
def test_meeting_list_asks_as_much_for_many_as_for_one(
    client_of, reader, ward, count, django_assert_num_queries
):
    for n in range(count):
        meeting = meeting_on(ward, 2017, 9, n + 1, 8, 0)
        factories.ConclusionFactory(meeting=meeting)
    client = client_of(reader)

    with django_assert_num_queries(7):
        response = client.get(reverse("meetings:meeting_list"))

    assert [meeting.conclusion_count for meeting in response.context["page"]] == [1] * count


@pytest.mark.parametrize(
    ("query", "orders"),
    [
        ("", [1, 2, 3]),
        ("?q=cau+lac+bo", [2]),
        ("?outcome=unassigned", [1]),
        ("?outcome=under_way", [2]),
        ("?outcome=carried_out", [3]),
    ],
)
def test_solutions_are_found_by_words_and_by_what_became_of_them(
    client_of, ward, conclusion, officer, query, orders
):
    second = factories.ConclusionFactory(meeting=conclusion.meeting, order=2, text="Mở câu lạc bộ.")
    second.assign(by=officer, title="Mở câu lạc bộ", lead_unit=ward.women, rhythm="hằng quý")
    third = factories.ConclusionFactory(meeting=conclusion.meeting, order=3)
    task = third.assign(by=officer, title="Định hướng", lead_unit=ward.front, rhythm="hằng tháng")
    task.assignments.get().report(by=officer, percent=100)

    response = client_of(officer).get(reverse("meetings:conclusion_list") + query)

    assert [found.order for found in response.context["page"]] == orders


@pytest.mark.parametrize("count", [1, 3])
def test_solution_list_asks_as_much_for_many_as_for_one(
    client_of, ward, officer, seminar, count, django_assert_num_queries
):
    for n in range(1, count):
        factories.ConclusionFactory(meeting=seminar, order=n + 1)
    for found in seminar.conclusions.all():
        for n in range(count):
            units = list(ward.women_branches.values())[:count]
            found.assign(by=officer, title=f"Việc {n}", lead_unit=ward.women, units=units, rhythm="hằng quý")
    client = client_of(officer)

    with django_assert_num_queries(8):
        response = client.get(reverse("meetings:conclusion_list"))

    assert response.context["page"].paginator.count == count


# --- The seminar's page -----------------------------------------------------------------------------


@pytest.fixture
def seminar_page(client_of, reader, seminar):
    return client_of(reader).get(seminar.get_absolute_url())


def test_meeting_says_the_day_alone_where_the_hour_is_not_known(seminar_page):
    assert "<dd>Thứ Năm, ngày 17/8/2017</dd>" in text_of(seminar_page)


def test_meeting_says_its_hour_where_it_is_known(client_of, reader, ward):
    meeting = meeting_on(ward, 2017, 9, 19, 7, 30)

    response = client_of(reader).get(meeting.get_absolute_url())

    assert "<dd>7 giờ 30, Thứ Ba, ngày 19/9/2017</dd>" in text_of(response)


def test_meeting_stands_in_its_chain(seminar_page, seminar, plan, programme):
    links = [(step["hint"], step["label"], step["url"]) for step in seminar_page.context["chain"]]

    assert links == [
        ("Chương trình", "12-CTr/QU", programme.get_absolute_url()),
        ("Kế hoạch", "19-KH/ĐU", plan.get_absolute_url()),
        ("Hội nghị", "Tọa đàm 17/8/2017", seminar.get_absolute_url()),
        ("Đã thống nhất", "1 giải pháp", "#giai-phap"),
        ("Báo cáo", "Quý III/2017", reverse("reports:period_detail", args=["2017-q3"])),
    ]


def test_meeting_of_a_coming_quarter_leads_to_no_report_yet(client_of, reader, ward):
    meeting = meeting_on(ward, 2017, 10, 2, 8, 0)

    steps = client_of(reader).get(meeting.get_absolute_url()).context["chain"]

    assert [step["label"] for step in steps] == ["Tọa đàm 02/10/2017"]


def test_meeting_names_each_superior_paper_once(client_of, reader, ward, seminar, programme):
    paper = factories.DocumentFactory(issuer=ward.party, number=25, issued_on=date(2016, 7, 12))
    factories.DocumentLinkFactory(source=paper, target=programme, kind=DocumentLink.Kind.IMPLEMENTS)
    seminar.plans.add(factories.PlanFactory(document=paper))

    steps = client_of(reader).get(seminar.get_absolute_url()).context["chain"]

    assert steps[0]["label"] == "12-CTr/QU"
    assert [part["label"] for part in steps[1]["parts"]] == ["19-KH/ĐU", "25-KH/ĐU"]


def test_meeting_shows_what_was_adopted_from_what_was_proposed(seminar_page, seminar, conclusion):
    text = text_of(seminar_page)

    assert f"<p>{conclusion.text}</p>" in text
    assert "chưa giao nhiệm vụ" in text
    assert seminar.proposals.get().text in text
    assert f'thành <a href="{conclusion.get_absolute_url()}">giải pháp 1</a>' in text


def test_meeting_counts_who_came(client_of, reader, ward, seminar):
    factories.AttendanceFactory(
        meeting=seminar,
        unit=ward.cells[3],
        presence=Attendance.Presence.EXCUSED,
        reason="đi học",
        person_name="Vũ Đình Đức",
    )

    response = client_of(reader).get(seminar.get_absolute_url())

    assert [count.label for count in response.context["counts"]] == ["2 có mặt", "1 vắng có lý do"]
    assert "Vũ Đình Đức (vắng có lý do: đi học)" in text_of(response)


def test_meeting_names_no_plan_that_one_may_not_see(client_of, reader, officer, seminar, draft_plan):
    seminar.plans.add(draft_plan)

    seen = client_of(reader).get(seminar.get_absolute_url()).context["plans"]
    seen_by_office = client_of(officer).get(seminar.get_absolute_url()).context["plans"]

    assert draft_plan not in seen
    assert draft_plan in seen_by_office


def test_only_who_may_assign_is_offered_to(client_of, officer, reader, seminar, conclusion):
    url = reverse("meetings:conclusion_assign", args=[conclusion.pk])

    assert f'href="{url}"' in text_of(client_of(officer).get(seminar.get_absolute_url()))
    assert f'href="{url}"' not in text_of(client_of(reader).get(seminar.get_absolute_url()))


@pytest.mark.parametrize("count", [1, 3])
def test_meeting_page_asks_as_much_for_many_as_for_one(
    client_of, ward, officer, plan, programme, count, django_assert_num_queries
):
    meeting = factories.MeetingFactory(host_unit=ward.party)
    meeting.plans.add(plan)
    for n in range(count):
        unit = ward.women_branches[n + 1]
        factories.AttendanceFactory(meeting=meeting, unit=unit)
        difficulty = factories.DifficultyFactory(unit=unit)
        proposal = factories.ProposalFactory(meeting=meeting, unit=unit, difficulty=difficulty)
        conclusion = factories.ConclusionFactory(meeting=meeting)
        conclusion.proposals.add(proposal)
        conclusion.assign(by=officer, title="Mở câu lạc bộ", lead_unit=ward.women, rhythm="hằng quý")
        paper = factories.DocumentFactory(issuer=ward.party)
        factories.DocumentLinkFactory(source=paper, target=programme, kind=DocumentLink.Kind.IMPLEMENTS)
        meeting.plans.add(factories.PlanFactory(document=paper))
    client = client_of(officer)

    with django_assert_num_queries(16):
        response = client.get(meeting.get_absolute_url())

    assert len(response.context["conclusions"]) == count


# --- One solution -----------------------------------------------------------------------------------


def test_solution_shows_where_it_came_from_and_what_became_of_it(client_of, ward, officer, conclusion):
    task = conclusion.assign(
        by=officer,
        title="Mở câu lạc bộ",
        lead_unit=ward.women,
        units=[ward.women_branches[3], ward.women_branches[4]],
        due_on=date(2017, 12, 15),
    )
    task.assignments.get(unit=ward.women_branches[3]).report(by=officer, percent=100)

    response = client_of(officer).get(conclusion.get_absolute_url())

    assert [(step["label"], step["url"]) for step in response.context["chain"]][2:] == [
        ("Tọa đàm 17/8/2017", conclusion.meeting.get_absolute_url()),
        ("Giải pháp 1", conclusion.get_absolute_url()),
        (ward.women.short_name, task.get_absolute_url()),
        ("Quý III/2017", reverse("reports:period_detail", args=["2017-q3"])),
    ]
    assert "đang thực hiện" in text_of(response)
    assert "1/2 · 50%" in text_of(response)
    assert conclusion.proposals.get().text in text_of(response)
    assert [entry["text"] for entry in response.context["history"]] == ["Giao nhiệm vụ từ giải pháp"]


def test_solution_says_how_many_units_are_late(client_of, ward, officer, conclusion):
    conclusion.assign(
        by=officer,
        title="Mở câu lạc bộ",
        lead_unit=ward.women,
        units=[ward.women_branches[3], ward.women_branches[4]],
        due_on=date(2017, 9, 17),
    )
    client = client_of(officer)

    for url in [conclusion.get_absolute_url(), reverse("meetings:conclusion_list")]:
        assert '<span aria-hidden="true">!</span> 2 đơn vị quá hạn</span>' in text_of(client.get(url))


def test_solution_without_task_asks_for_one(client_of, officer, conclusion):
    response = client_of(officer).get(conclusion.get_absolute_url())

    assert "Chưa giao nhiệm vụ nào" in text_of(response)
    assert 'class="btn btn-primary"' in text_of(response)


@pytest.mark.parametrize("count", [1, 3])
def test_solution_page_asks_as_much_for_many_as_for_one(
    client_of, ward, officer, conclusion, plan, count, django_assert_num_queries
):
    for n in range(count):
        conclusion.proposals.add(
            factories.ProposalFactory(meeting=conclusion.meeting, unit=ward.women_branches[n + 1])
        )
        conclusion.assign(
            by=officer,
            title=f"Việc {n}",
            lead_unit=ward.women,
            units=list(ward.women_branches.values())[:count],
            plan=plan,
            rhythm="hằng quý",
        )
    client = client_of(officer)

    with django_assert_num_queries(12):
        response = client.get(conclusion.get_absolute_url())

    assert len(response.context["conclusion"].steps) == count


# --- Assigning --------------------------------------------------------------------------------------


@pytest.fixture
def assign_url(conclusion):
    return reverse("meetings:conclusion_assign", args=[conclusion.pk])


def test_assigning_begins_with_the_words_of_the_solution(client_of, officer, assign_url, conclusion, plan):
    form = client_of(officer).get(assign_url).context["form"]

    assert form["title"].value() == conclusion.text.rstrip(".")
    assert form["plan"].value() == plan.pk


def test_assigning_offers_the_units_of_ones_own_line(client_of, front, ward, assign_url):
    form = client_of(front).get(assign_url).context["form"]

    line = {ward.front, *ward.front_boards.values()}
    assert set(form.fields["lead_unit"].queryset) == line
    assert set(form.fields["units"].queryset) == line


@pytest.mark.parametrize("who", ["officer", "leader"])
def test_assigning_across_the_lines_is_for_the_office_and_the_leadership(
    request, client_of, ward, other_ward, assign_url, who
):
    form = client_of(request.getfixturevalue(who)).get(assign_url).context["form"]

    offered = set(form.fields["units"].queryset)
    assert offered == set(Unit.objects.filter(locality=ward.locality)) - {ward.superior}


@pytest.mark.usefixtures("draft_plan")
def test_assigning_offers_open_plans_that_were_issued(client_of, officer, assign_url, plan):
    closed = factories.PlanFactory(
        document__issuer=plan.document.issuer, closed_at=timezone.now(), closed_by=officer
    )

    offered = client_of(officer).get(assign_url).context["form"].fields["plan"].queryset

    assert list(offered) == [plan]
    assert closed not in offered


def test_assigning_with_mistakes_keeps_what_was_typed(client_of, officer, ward, assign_url):
    typed = {
        "title": "Mở câu lạc bộ ở từng khu phố",
        "units": [ward.women_branches[3].pk],
        "due_on": "15/12/2017",
        "rhythm": "hằng quý",
    }

    response = client_of(officer).post(assign_url, typed)

    form = response.context["form"]
    assert response.status_code == 200
    assert form.errors == {
        "lead_unit": ["Chưa chọn đơn vị chủ trì: mỗi nhiệm vụ có đúng một đơn vị chủ trì."],
        "due_on": ["Đã có định kỳ thực hiện thì để trống thời hạn, hoặc ngược lại."],
    }
    page, unit = text_of(response), ward.women_branches[3].pk
    assert "Mở câu lạc bộ ở từng khu phố</textarea>" in page
    assert f'value="{unit}" id="id_units_{unit}" checked' in page
    assert Task.objects.filter(conclusions__isnull=False).count() == 0


def test_assigning_gives_the_task_to_its_units(client_of, officer, ward, assign_url, conclusion, plan):
    response = client_of(officer).post(
        assign_url,
        {
            "title": "Mở câu lạc bộ ở từng khu phố",
            "description": "Mỗi quý một buổi.",
            "lead_unit": ward.women.pk,
            "plan": plan.pk,
            "due_on": "15/12/2017",
            "units": [ward.women.pk],
            "units_whole": ["Phụ nữ"],
        },
    )

    task = conclusion.tasks.get()
    assert response.status_code == 302
    assert response["Location"] == task.get_absolute_url()
    assert (task.title, task.description) == ("Mở câu lạc bộ ở từng khu phố", "Mỗi quý một buổi.")
    assert (task.lead_unit, task.plan, task.due_on) == (ward.women, plan, date(2017, 12, 15))
    assert {assignment.unit for assignment in task.assignments.all()} == {
        ward.women,
        *ward.women_branches.values(),
    }


def test_assigning_to_a_unit_out_of_reach_is_refused(client_of, front, ward, assign_url, conclusion):
    response = client_of(front).post(
        assign_url, {"title": "Mở câu lạc bộ", "lead_unit": ward.women.pk, "rhythm": "hằng quý"}
    )

    assert list(response.context["form"].errors) == ["lead_unit"]
    assert conclusion.tasks.count() == 0


@pytest.mark.parametrize("asked", ["units", "units_whole"])
def test_the_front_gives_nothing_to_the_branches_of_another_line(
    client_of, front, ward, assign_url, conclusion, asked
):
    typed = {"title": "Mở câu lạc bộ", "lead_unit": ward.front.pk, "rhythm": "hằng quý"}
    others = {"units": [ward.front_boards[1].pk, ward.women_branches[3].pk], "units_whole": ["Phụ nữ"]}

    client_of(front).post(assign_url, typed | {asked: others[asked]})

    given = Unit.objects.filter(assignments__task__conclusions=conclusion)
    assert set(given) & set(ward.women_branches.values()) == set()


def test_a_unit_of_another_line_is_named_as_the_mistake(client_of, front, ward, assign_url, conclusion):
    typed = {"title": "Mở câu lạc bộ", "lead_unit": ward.front.pk, "rhythm": "hằng quý"}

    response = client_of(front).post(assign_url, typed | {"units": [ward.women_branches[3].pk]})

    assert response.context["form"].errors == {
        "units": ["Có đơn vị ngoài phạm vi của đồng chí: đề nghị Văn phòng Đảng ủy giao việc cho đơn vị ấy."]
    }
    assert conclusion.tasks.count() == 0


@pytest.mark.parametrize("state", ["draft", "closed", "another ward's"])
def test_a_plan_that_is_not_offered_takes_no_task(
    client_of, officer, ward, other_ward, assign_url, conclusion, draft_plan, state
):
    plans = {
        "draft": lambda: draft_plan,
        "closed": lambda: factories.PlanFactory(
            document__issuer=ward.party, closed_at=timezone.now(), closed_by=officer
        ),
        "another ward's": lambda: factories.PlanFactory(document__issuer=other_ward.party),
    }
    typed = {"title": "Mở câu lạc bộ", "lead_unit": ward.front.pk, "rhythm": "hằng quý"}

    response = client_of(officer).post(assign_url, typed | {"plan": plans[state]().pk})

    assert list(response.context["form"].errors) == ["plan"]
    assert conclusion.tasks.count() == 0


@pytest.mark.parametrize("length", [20, 400])
def test_assigning_fits_the_words_of_a_long_solution(client_of, officer, conclusion, assign_url, length):
    conclusion.text = "x" * length
    conclusion.save()

    title = client_of(officer).get(assign_url).context["form"]["title"].value()

    assert len(title) == min(length, 300)


def test_assigning_that_is_refused_says_why_and_keeps_what_was_typed(
    client_of, officer, ward, assign_url, conclusion, plan, monkeypatch
):
    def refuse(self, units, *, by, on=None):
        raise ValidationError("Kế hoạch đã kết thúc, không sửa nhiệm vụ được nữa.")

    monkeypatch.setattr(Task, "assign", refuse)
    typed = {"title": "Mở câu lạc bộ", "lead_unit": ward.women.pk, "plan": plan.pk, "rhythm": "hằng quý"}
    before = Task.objects.count()

    response = client_of(officer).post(assign_url, typed)

    assert response.context["form"].non_field_errors() == [
        "Kế hoạch đã kết thúc, không sửa nhiệm vụ được nữa."
    ]
    assert "Mở câu lạc bộ</textarea>" in text_of(response)
    assert (Task.objects.count(), conclusion.tasks.count()) == (before, 0)
