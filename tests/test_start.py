"""Việc cần xử lý: what the start page asks of each person, and what it tells everybody."""

from datetime import date, datetime

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from activities.models import Difficulty
from meetings.models import PublishedWeek
from plans.models import Assignment
from tests import factories
from tests.reading import text_of
from wardportal.actions import actions_of


def titles(user):
    return [action.title for action in actions_of(user)]


# --- Who is asked for what --------------------------------------------------------------------------


@pytest.mark.usefixtures("plan")
def test_head_of_a_branch_is_asked_for_the_own_undone_work(women_kp3, assignment):
    (action,) = actions_of(women_kp3)

    assert action.title == "Mỗi chi hội có ít nhất một hình thức tập hợp mới"
    assert action.context == f"{assignment.unit.short_name} · 19-KH/ĐU · chưa báo lần nào"
    assert action.due_on == date(2017, 9, 15)
    assert (action.action, action.url) == (
        "Báo tiến độ",
        reverse("activities:assignment_report", args=[assignment.pk]),
    )


def test_finished_work_is_not_asked_for(women_kp3, assignment):
    assignment.report(by=women_kp3, percent=100)

    assert actions_of(women_kp3) == []


def test_due_date_of_the_unit_goes_before_that_of_the_task(women_kp3, assignment):
    assignment.due_on = date(2017, 9, 30)
    assignment.save()

    assert [action.due_on for action in actions_of(women_kp3)] == [date(2017, 9, 30)]


def test_work_with_a_rhythm_is_asked_for_once_a_quarter(ward, rhythm_task):
    head = factories.UserFactory(unit=ward.front_boards[3], role="branch_leader")
    given = rhythm_task.assignments.get(unit=ward.front_boards[3])
    given.report(by=head, percent=30, on=date(2017, 6, 30))

    (action,) = actions_of(head)
    assert action.context.endswith("hằng tháng, chưa báo trong quý III/2017")
    assert action.due_on is None

    given.report(by=head, percent=50, on=date(2017, 7, 1))
    assert actions_of(head) == []


def test_work_of_a_closed_plan_is_not_asked_for(women_kp3, officer, plan, assignment):
    assert titles(women_kp3) == [assignment.task.title]

    plan.close(by=officer, reason="Đã xong.")

    assert actions_of(women_kp3) == []
    assert actions_of(officer) == []


def test_work_of_a_draft_is_not_asked_for(ward, draft_plan, women_kp3):
    factories.AssignmentFactory(task=draft_plan.tasks.get(), unit=ward.women_branches[3])

    assert actions_of(women_kp3) == []


def test_leadership_is_asked_to_answer_the_oldest_difficulty_first(leader, officer, difficulty):
    older = factories.DifficultyFactory(unit=difficulty.unit, raised_on=date(2017, 9, 1))
    factories.DifficultyFactory(unit=difficulty.unit, is_answered=True)

    asked = [action for action in actions_of(leader) if action.action == "Trả lời"]

    assert [(action.url, action.due_text) for action in asked] == [
        (reverse("activities:difficulty_answer", args=[older.pk]), "Chờ 17 ngày"),
        (reverse("activities:difficulty_answer", args=[difficulty.pk]), "Chờ 7 ngày"),
    ]
    assert not any(action.action == "Trả lời" for action in actions_of(officer))


def test_office_is_asked_to_assign_what_was_adopted(ward, officer, front, conclusion):
    url = reverse("meetings:conclusion_assign", args=[conclusion.pk])

    assert [action.url for action in actions_of(officer) if action.action == "Giao nhiệm vụ"] == [url]
    assert url not in [action.url for action in actions_of(front)]

    conclusion.assign(by=officer, title="Mở câu lạc bộ", lead_unit=ward.women, rhythm="hằng quý")
    assert url not in [action.url for action in actions_of(officer)]


def test_office_sees_late_units_task_by_task_and_the_lead_unit_its_own(
    officer, front, women_head, women_kp3, ward, task, assignment
):
    assignment.report(by=women_kp3, percent=100)
    in_time = task.assignments.get(unit=ward.women_branches[1])
    in_time.due_on = date(2017, 9, 30)
    in_time.save()
    expected = ["2 đơn vị quá hạn: Mỗi chi hội có ít nhất một hình thức tập hợp mới"]

    assert titles(officer) == expected
    assert titles(women_head) == expected
    assert [action.due_on for action in actions_of(officer)] == [date(2017, 9, 15)]
    assert not any("quá hạn" in title for title in titles(front))


@pytest.mark.usefixtures("task")
def test_who_only_reads_for_a_unit_is_asked_for_nothing_of_it(ward):
    for unit in [ward.women, ward.women_branches[3]]:
        assert actions_of(factories.UserFactory(unit=unit, role="reader")) == []


def test_failed_job_is_told_to_who_ordered_it_until_it_is_ordered_again(ward, officer, leader):
    factories.DocumentFactory(issuer=ward.party, is_draft=True)
    failed = factories.RenderJobFactory(locality=ward.locality, ordered_by=officer, is_failed=True)

    (action,) = actions_of(officer)
    assert action.title == f"Chưa lập được: {failed.title}"
    assert (action.context, action.url) == (failed.reason, failed.get_absolute_url())
    assert actions_of(leader) == []

    factories.RenderJobFactory(locality=ward.locality, ordered_by=leader, filename=failed.filename)
    assert actions_of(officer) == []


def _submitted(paper, *, by):
    """The paper, handed in."""
    if not paper.issuer.terms.exists():
        factories.CommitteeTermFactory(unit=paper.issuer)
    paper.body, paper.signer_post, paper.signer_name = (
        "<p>Nội dung.</p>",
        "Chi hội trưởng",
        "Nguyễn Thị Tuyết",
    )
    paper.save()
    paper.submit(by=by, is_free_of_secrets=True)
    return paper


def test_who_may_issue_a_paper_is_asked_to(ward, officer, front, women_head, women_kp3, women_kp4):
    paper = _submitted(
        factories.DocumentFactory(issuer=ward.women_branches[3], is_draft=True, abstract="Thăm hội viên ốm"),
        by=women_kp3,
    )

    (action,) = [each for each in actions_of(officer) if each.action == "Xem và ban hành"]

    assert action.title == "Kế hoạch chờ ban hành: Thăm hội viên ốm"
    assert action.context == f"{paper.issuer.name} · {women_kp3} trình"
    assert (action.url, action.due_text) == (paper.get_absolute_url(), "Hôm nay")
    # Her own paper, and that of a branch below; nobody else's.
    assert titles(women_kp3) == [action.title]
    assert titles(front) == titles(women_kp4) == []

    paper.issuer = ward.women
    paper.save()
    cache.clear()  # changed behind the log's back
    assert titles(women_head) == [action.title]
    assert titles(women_kp3) == []


def test_who_submitted_is_told_that_a_paper_came_back(ward, officer, leader):
    paper = _submitted(
        factories.DocumentFactory(issuer=ward.party, is_draft=True, abstract="Học tập chuyên đề"), by=officer
    )
    paper.send_back(by=leader, reason="Ghi rõ thời gian.")

    (action,) = actions_of(officer)

    assert action.title == "Kế hoạch bị trả lại: Học tập chuyên đề"
    assert (action.context, action.action) == ("“Ghi rõ thời gian.”", "Xem và sửa")
    assert action.url == paper.get_absolute_url()
    assert actions_of(leader) == []

    paper.submit(by=officer, is_free_of_secrets=True)
    assert [each.action for each in actions_of(officer)] == ["Xem và ban hành"]


def test_actions_stand_by_urgency_and_one_is_the_main_one(leader, difficulty, task_of, plan, ward):
    task_of(plan, [ward.party], lead_unit=ward.front, title="Việc hạn mai", due_on=date(2017, 9, 19))
    task_of(plan, [ward.party], lead_unit=ward.front, title="Việc quá hạn", due_on=date(2017, 9, 10))
    task_of(plan, [ward.party], lead_unit=ward.front, title="Việc hằng quý", due_on=None, rhythm="hằng quý")

    actions = actions_of(leader)

    assert [action.title for action in actions] == [
        "Việc quá hạn",
        f"Trả lời khó khăn của {difficulty.unit.name}",
        "Việc hạn mai",
        "Việc hằng quý",
    ]
    assert [action.is_main for action in actions] == [True, False, False, False]


@pytest.mark.usefixtures("plan", "difficulty", "conclusion")
def test_stranger_hears_nothing_of_this_ward(stranger, other_ward):
    factories.DocumentFactory(issuer=other_ward.party)

    assert actions_of(stranger) == []


# --- The page ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("difficulty", "conclusion")
def test_reader_is_told_that_nothing_waits(client_of, reader):
    response = client_of(reader).get(reverse("start"))

    assert "Không có việc nào chờ đồng chí" in text_of(response)
    assert f'href="{reverse("plans:plan_list")}"' in text_of(response)


def test_page_shows_ten_and_leads_to_all(client_of, women_kp3, plan, task_of, ward):
    for n in range(11):
        task_of(plan, [ward.women_branches[3]], lead_unit=ward.women, title=f"Việc {n}")
    client = client_of(women_kp3)

    short = client.get(reverse("start"))
    whole = client.get(reverse("start"), {"tat-ca": 1})

    assert "12 việc của đồng chí, xếp theo hạn. Thứ Hai, ngày 18/9/2017." in text_of(short)
    assert len(short.context["actions"]) == 10
    assert "Xem tất cả 12 việc" in text_of(short)
    assert len(whole.context["actions"]) == 12
    assert "Xem tất cả" not in text_of(whole)


def test_heads_of_a_unit_are_asked_whether_the_answer_solved_it(women_kp3, women_kp4, leader, difficulty):
    def asked(user):
        return [action.url for action in actions_of(user) if action.action == "Đã gỡ xong chưa?"]

    assert asked(women_kp3) == []

    difficulty.give_answer("Phường sẽ mượn hội trường.", by=leader)

    assert asked(women_kp3) == [reverse("activities:difficulty_confirm", args=[difficulty.pk])]
    assert asked(women_kp4) == asked(leader) == []

    difficulty.confirm_solved(by=women_kp3)
    assert asked(women_kp3) == []


def test_difficulty_that_is_not_solved_waits_for_the_leadership_again(women_kp3, leader, difficulty):
    difficulty.give_answer("Phường sẽ mượn hội trường.", by=leader)
    assert not any(action.action == "Trả lời" for action in actions_of(leader))

    difficulty.say_unsolved("Hội trường còn đang sửa.", by=women_kp3)

    assert [action.url for action in actions_of(leader) if action.action == "Trả lời"] == [
        reverse("activities:difficulty_answer", args=[difficulty.pk])
    ]


def test_agenda_of_the_next_session_is_one_line(leader, officer, difficulty):
    factories.DifficultyFactory(unit=difficulty.unit).put_on_agenda(by=officer)
    difficulty.put_on_agenda(by=officer)

    asked = [action for action in actions_of(leader) if action.due_text == "Chờ phiên làm việc"]

    assert [(action.title, action.url) for action in asked] == [
        ("Phiên làm việc tới: 2 khó khăn chờ Thường trực bàn", "/kho-khan/?state=session")
    ]
    assert not any(action.action == "Trả lời" for action in actions_of(leader))


def test_organization_is_asked_what_it_can_solve_for_its_own_branches(women_head, front, leader, difficulty):
    def asked(user):
        return [action.url for action in actions_of(user) if action.action == "Trả lời"]

    assert asked(women_head) == []

    difficulty.level = Difficulty.Level.ORGANIZATION
    difficulty.save()
    cache.clear()  # changed behind the log's back

    url = reverse("activities:difficulty_answer", args=[difficulty.pk])
    assert (asked(women_head), asked(leader), asked(front)) == ([url], [url], [])


def test_difficulty_raised_today_says_so(leader, difficulty):
    difficulty.raised_on = date(2017, 9, 18)
    difficulty.save()

    assert [action.due_text for action in actions_of(leader) if action.action == "Trả lời"] == ["Nêu hôm nay"]


def test_start_page_shortens_what_is_long(leader, women_kp3, difficulty):
    difficulty.text = "Khu phố chưa có nơi sinh hoạt. " * 30
    difficulty.save()

    (waiting,) = [action for action in actions_of(leader) if action.action == "Trả lời"]
    assert len(waiting.context) == 152

    difficulty.give_answer("Phường sẽ mượn hội trường.", by=leader)
    (answered,) = [action for action in actions_of(women_kp3) if action.action == "Đã gỡ xong chưa?"]
    assert answered.title.count("Khu phố chưa có nơi sinh hoạt.") == 4


def test_page_says_which_neighbourhoods_sent_the_quarter(client_of, reader, officer, ward, plan, task):
    Assignment.objects.update(assigned_on=date(2017, 6, 1))
    front_task = plan.tasks.exclude(pk=task.pk).get()
    task.assignments.get(unit=ward.women_branches[1]).report(by=officer, percent=50)
    front_task.assignments.get(unit=ward.front_boards[1]).report(by=officer, percent=50)
    task.assignments.get(unit=ward.women_branches[2]).report(by=officer, percent=50)
    task.assignments.get(unit=ward.women_branches[3]).report(by=officer, percent=50, on=date(2017, 6, 30))

    (sending,) = client_of(reader).get(reverse("start")).context["sendings"]

    assert (sending.plan, sending.line) == (plan, "3/4 khu phố chưa gửi, 1 đã gửi")
    assert [(cell["tone"], cell["label"]) for cell in sending.cells] == [
        ("ok", "Khu phố 1: đã gửi"),
        ("idle", "Khu phố 2: chưa gửi: Ban công tác Mặt trận Khu phố 2"),
        ("idle", "Khu phố 3: chưa gửi: Ban công tác Mặt trận Khu phố 3, Chi hội phụ nữ Khu phố 3"),
        ("idle", "Khu phố 4: chưa gửi: Ban công tác Mặt trận Khu phố 4, Chi hội phụ nữ Khu phố 4"),
    ]
    assert {cell["url"].partition("#")[0] for cell in sending.cells} == {sending.url}


def test_the_newest_plans_are_asked_about_the_oldest_first(client_of, reader, ward):
    plans = [
        factories.PlanFactory(document__issuer=ward.party, document__issued_on=date(2016, month, 1))
        for month in (5, 1, 7, 3)
    ]

    found = client_of(reader).get(reverse("start")).context["sendings"]

    assert [sending.plan for sending in found] == [plans[3], plans[0], plans[2]]


@pytest.mark.parametrize("days", [{"ends_on": date(2017, 6, 30)}, {"starts_on": date(2017, 10, 1)}])
def test_plan_that_is_not_carried_out_this_quarter_is_not_asked_about(client_of, reader, plan, days):
    type(plan).objects.filter(pk=plan.pk).update(**days)

    assert client_of(reader).get(reverse("start")).context["sendings"] == []


def test_neighbourhood_that_was_given_nothing_owes_nothing(client_of, reader, ward, plan):
    for task in plan.tasks.all():
        task.assignments.filter(unit__neighbourhood=ward.neighbourhoods[4]).delete()

    (sending,) = client_of(reader).get(reverse("start")).context["sendings"]

    assert sending.given == 3
    assert sending.cells[3]["label"] == "Khu phố 4: không được giao"


@pytest.mark.usefixtures("draft_plan")
def test_draft_plan_is_not_reported_on(client_of, officer):
    response = client_of(officer).get(reverse("start"))

    assert response.context["sendings"] == []
    assert "Chưa có kế hoạch nào đang thực hiện" in text_of(response)


def test_page_shows_the_meetings_of_the_week_day_by_day(client_of, reader, ward):
    def meeting(*parts):
        starts_at = timezone.make_aware(datetime(*parts))  # noqa: DTZ001 – made aware at once
        return factories.MeetingFactory(host_unit=ward.party, starts_at=starts_at)

    morning, evening = meeting(2017, 9, 19, 7, 30), meeting(2017, 9, 19, 19, 0)
    thursday = meeting(2017, 9, 21, 14, 0)
    meeting(2017, 9, 25, 8, 0)

    response = client_of(reader).get(reverse("start"))

    assert response.context["week"] == [
        (date(2017, 9, 19), [morning, evening]),
        (date(2017, 9, 21), [thursday]),
    ]
    assert "19 giờ 00" in text_of(response)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("who", "queries", "again_queries"), [("officer", 25, 9), ("leader", 33, 10), ("women_kp3", 28, 10)]
)
def test_page_asks_as_much_for_many_as_for_one(
    request,
    client_of,
    ward,
    programme,
    task_of,
    who,
    queries,
    again_queries,
    count,
    django_assert_num_queries,
):
    user = request.getfixturevalue(who)
    meeting = factories.MeetingFactory(
        host_unit=ward.party,
        starts_at=timezone.make_aware(datetime(2017, 9, 20, 8, 0)),  # noqa: DTZ001 – made aware at once
    )
    for n in range(count):
        plan = factories.PlanFactory(document__issuer=ward.party)
        units = [ward.party, ward.women_branches[3]]
        task = task_of(plan, units, lead_unit=ward.women, due_on=date(2017, 9, 1))
        factories.DifficultyFactory(unit=ward.women_branches[3], task=task)
        factories.ConclusionFactory(meeting=meeting)
        to_come = factories.MeetingFactory(
            host_unit=ward.party,
            starts_at=timezone.make_aware(datetime(2017, 9, 26 + n, 8)),  # noqa: DTZ001 – made aware at once
        )
        factories.AttendanceFactory(meeting=to_come, person=user.person, presence="expected")
        filename = f"bao-cao-{n}.pdf"
        factories.RenderJobFactory(locality=ward.locality, ordered_by=user, is_failed=True, filename=filename)
        _submitted(factories.DocumentFactory(issuer=ward.women_branches[3], is_draft=True), by=user)
    client = client_of(user)

    with django_assert_num_queries(queries):
        response = client.get(reverse("start"))
    # Until anything changes in the ward.
    with django_assert_num_queries(again_queries):
        again = client.get(reverse("start"))

    assert response.context["action_count"] >= 2 * count
    assert again.context["actions"] == response.context["actions"]


def test_what_somebody_else_just_did_is_seen_at_once(women_kp3, officer, assignment, client_of):
    assert titles(women_kp3) == [assignment.task.title]
    assignment.report(by=officer, percent=100, text="Đã ra mắt.", on=date(2017, 9, 18))
    assert titles(women_kp3) == []


def test_what_waits_for_one_is_not_shown_to_another(women_kp3, women_kp4, assignment):
    (own,), (other,) = actions_of(women_kp3), actions_of(women_kp4)
    assert own.url != other.url


# --- Invitations ------------------------------------------------------------------------------------


@pytest.fixture
def invitation(ward, women_kp3):
    """To a meeting on Tuesday, under two posts of the same person."""
    meeting = factories.MeetingFactory(
        host_unit=ward.party,
        title="Giao ban Khối vận",
        starts_at=timezone.make_aware(datetime(2017, 9, 19, 7, 30)),  # noqa: DTZ001 – made aware at once
    )
    for post in ("Ủy viên", "Chi hội trưởng"):
        one = factories.AttendanceFactory(
            meeting=meeting, person=women_kp3.person, post_name=post, presence="expected"
        )
    return one


def test_an_invitation_waits_for_its_answer(women_kp3, women_kp4, officer, invitation):
    (action,) = actions_of(women_kp3)

    assert action.title == "Được mời dự: Giao ban Khối vận"
    assert action.context == "7 giờ 30, Thứ Ba, ngày 19/9/2017 · Hội trường phường"
    assert action.url == reverse("meetings:invitation_reply", args=[invitation.pk])
    assert titles(women_kp4) == []

    PublishedWeek.publish(date(2017, 9, 18), by=officer)
    (action,) = actions_of(women_kp3)
    assert action.context.endswith("lịch tuần đã công bố, thay giấy mời")


def test_who_answered_is_asked_no_more(client_of, women_kp3, invitation):
    url = reverse("meetings:invitation_reply", args=[invitation.pk])

    client_of(women_kp3).post(url, {"reply": "coming"})

    assert titles(women_kp3) == []
    assert {one.reply for one in invitation.meeting.attendances.all()} == {"coming"}


def test_nobody_is_asked_for_a_meeting_put_off_or_over(women_kp3, officer, invitation, settings):
    settings.BUSINESS_DATE = date(2017, 9, 20)
    assert titles(women_kp3) == []

    settings.BUSINESS_DATE = date(2017, 9, 18)
    invitation.meeting.cancel(by=officer, reason="Bận")
    assert titles(women_kp3) == []


def test_the_week_leads_to_the_calendar(client_of, reader, officer, invitation):
    invitation.meeting.cancel(by=officer, reason="Bận")

    page = text_of(client_of(reader).get(reverse("start")))

    assert f'<a href="{reverse("meetings:calendar_week")}">Xem lịch công tác tuần</a>' in page
    assert "Hoãn: 7 giờ 30" in page


def test_the_line_of_the_session_leads_to_it(leader, officer, ward, difficulty):
    difficulty.put_on_agenda(by=officer)
    kind = factories.MeetingKindFactory(name="Làm việc của Thường trực", gathers_open_matters=True)
    session = factories.MeetingFactory(
        host_unit=ward.party,
        kind=kind,
        starts_at=timezone.make_aware(datetime(2017, 9, 25, 8)),  # noqa: DTZ001 – made aware at once
    )

    (action,) = [action for action in actions_of(leader) if action.title.startswith("Phiên làm việc tới")]

    assert action.due_text == "Phiên 25/9/2017"
    assert action.url == f"{session.get_absolute_url()}#chuong-trinh"
