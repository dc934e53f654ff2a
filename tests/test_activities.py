"""Progress as a branch reports it, difficulties from raising to answer, and movements."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from activities.forms.progress import ProgressForm
from activities.models import Difficulty
from organizations.audit import Change
from organizations.models import AuditEntry
from plans.models import Assignment
from tests import factories
from tests.test_plan_pages import CONFLICT, text_of
from wardportal.text import search_words

# --- A branch reports its progress --------------------------------------------------------------------


@pytest.fixture
def report(client_of, women_kp3, assignment):
    """`report(percent="60")` sends the form of the women's branch of Khu phố 3."""
    branch = client_of(women_kp3)

    def send(client=branch, **typed):
        url = reverse("activities:assignment_report", args=[assignment.pk])
        return client.post(url, {"version": 1, "text": ""} | typed)

    return send


@pytest.fixture
def counted(task, assignment):
    """The task counts members, and the branch of Khu phố 3 has to win three."""
    task.measure_unit = "hội viên"
    task.save()
    assignment.target_quantity = Decimal(3)
    assignment.save()
    return assignment


def picked(response):
    return [choice["value"] for choice in response.context["form"].percent_choices() if choice["is_chosen"]]


def test_form_opens_with_the_last_figures(client_of, women_kp3, counted):
    client, url = client_of(women_kp3), reverse("activities:assignment_report", args=[counted.pk])

    first = client.get(url)
    counted.report(by=women_kp3, percent=60, quantity=Decimal("2.50"), text="Đã gặp hai chị.")
    second = client.get(url)

    assert (picked(first), picked(second)) == ([], ["60"])
    assert [choice["value"] for choice in second.context["form"].percent_choices()] == [
        "0",
        "25",
        "50",
        "60",
        "75",
        "100",
    ]
    page = text_of(second)
    assert 'value="2,5"' in page
    assert "Đã gặp hai chị." not in page
    assert "chỉ tiêu 3 hội viên" in page


def test_form_asks_for_a_quantity_only_where_the_task_counts(client_of, women_kp3, assignment):
    page = client_of(women_kp3).get(reverse("activities:assignment_report", args=[assignment.pk]))

    assert list(page.context["form"].fields) == ["percent", "text", "version", "difficulty", "proposal"]


def test_report_is_stored_with_its_trace(report, counted, women_kp3, today):
    response = report(percent="75", quantity="2,5", text="Đã kết nạp hai hội viên.")

    assert response.url == counted.get_absolute_url()
    counted.refresh_from_db()
    assert (counted.percent, counted.quantity, counted.reported_on) == (75, Decimal("2.5"), today)
    said = counted.entries.get()
    assert (said.text, said.entered_by, said.is_proxy) == ("Đã kết nạp hai hội viên.", women_kp3, False)
    assert AuditEntry.objects.of(counted).get().by == women_kp3
    assert not Difficulty.objects.exists()


def test_form_warns_who_enters_for_a_branch(client_of, officer, women_kp3, assignment):
    url = reverse("activities:assignment_report", args=[assignment.pk])
    warning = "Đồng chí đang nhập thay cho Chi hội phụ nữ Khu phố 3; nội dung báo sẽ ghi rõ là nhập thay."

    assert warning in text_of(client_of(officer).get(url))
    assert "nhập thay" not in text_of(client_of(women_kp3).get(url))


def test_report_by_the_office_is_marked_as_entered_for_the_branch(report, client_of, officer, assignment):
    report(client_of(officer), percent="25")

    assert assignment.entries.get().is_proxy


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"percent": "50"}, 50),
        ({"percent_other": "62"}, 62),
        ({"percent_other": "70%"}, 70),
        ({"percent_other": " 8 0 % "}, 80),
        ({"percent": "50", "percent_other": "%"}, 50),
    ],
)
def test_percent_is_picked_or_typed(report, assignment, typed, stored):
    report(**typed)

    assert assignment.entries.get().percent == stored


def test_typed_percent_counts_before_a_picked_one(report, assignment):
    report(percent="50", percent_other="62")

    assert assignment.entries.get().percent == 62


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"percent_other": "250"}, "percent", "Phần trăm từ 0 đến 100; số đồng chí nhập là 250."),
        ({"percent_other": "-5"}, "percent", "Phần trăm từ 0 đến 100, không thể âm."),
        ({"percent_other": "nửa"}, "percent", "Phần trăm là số nguyên từ 0 đến 100"),
        (
            {"percent_other": "62,5"},
            "percent",
            "Phần trăm là số nguyên từ 0 đến 100, ví dụ 60; không ghi số lẻ.",
        ),
        ({}, "percent", "Chưa cho biết đã làm được bao nhiêu phần trăm"),
        ({"percent": "50", "quantity": "ba"}, "quantity", "Ghi bằng chữ số, ví dụ 12 hoặc 12,5."),
        ({"percent": "50", "quantity": "-1"}, "quantity", "Số đã đạt không thể âm; hãy ghi số từ 0 trở lên."),
        (
            {"percent": "50", "proposal": "Cho mượn hội trường."},
            "difficulty",
            "Kiến nghị để gỡ khó khăn nào?",
        ),
    ],
)
def test_report_with_a_mistake_comes_back_with_what_was_typed(report, counted, typed, field, message):
    response = report(text="Đã kết nạp hai hội viên.", **typed)

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {field}
    page = text_of(response)
    assert message in page
    assert "Đã kết nạp hai hội viên." in page
    for value in typed.values():
        assert value in page
    assert not counted.entries.exists()


def test_difficulty_is_raised_in_the_same_breath(report, assignment, task, women_kp3, today):
    report(percent="25", difficulty="Chưa có nơi sinh hoạt.", proposal="Cho mượn hội trường.")

    difficulty = Difficulty.objects.get()
    assert (difficulty.unit, difficulty.task, difficulty.raised_by) == (assignment.unit, task, women_kp3)
    assert (difficulty.text, difficulty.proposal) == ("Chưa có nơi sinh hoạt.", "Cho mượn hội trường.")
    assert (difficulty.raised_on, difficulty.state) == (today, Difficulty.State.OPEN)


@pytest.mark.parametrize("field", ["text", "difficulty", "proposal"])
def test_report_that_is_too_long_is_kept_on_the_page(report, assignment, field):
    long_text = "Chưa có nơi họp. " * 300

    response = report(**{"percent": "25", "difficulty": "Vướng.", field: long_text})

    assert response.context["form"].errors == {
        field: ["Đoạn này dài 5099 ký tự, quá mức 5.000 ký tự. Hãy rút ngắn rồi gửi lại."]
    }
    assert long_text in text_of(response) + " "
    assert not assignment.entries.exists()


def test_second_report_on_the_same_form_sees_both_texts(report, client_of, officer, assignment, women_kp3):
    report(client_of(officer), percent="40", text="Văn phòng ghi hộ.")

    response = report(percent_other="62", text="Chi hội tự ghi.", difficulty="Thiếu nơi họp.")

    assert response.status_code == CONFLICT
    assert {row.label: (row.mine, row.theirs) for row in response.context["rows"]} == {
        "Đã làm được bao nhiêu phần trăm?": ("62", "40"),
        "Đã làm được gì?": ("Chi hội tự ghi.", "Văn phòng ghi hộ."),
        "Khó khăn, vướng mắc (nếu có)": ("Thiếu nơi họp.", ""),
        "Kiến nghị, đề xuất (nếu có)": ("", ""),
    }
    page = text_of(response)
    assert "Bản đang lưu: Trần Văn Hòa, " in page
    assert "Chi hội tự ghi.</textarea>" in page
    assert assignment.entries.count() == 1

    version = response.context["form"]["version"].value()
    report(percent_other="62", text="Chi hội tự ghi.", version=version)
    assert [said.percent for said in assignment.entries.all()] == [62, 40]


def test_conflict_without_a_trace_names_nobody(report, assignment):
    Assignment.objects.filter(pk=assignment.pk).update(version=2)

    response = report(percent="25")

    assert response.status_code == CONFLICT
    assert response.context["theirs_label"] == "Bản đang lưu"


def test_report_on_what_was_taken_back_meanwhile_is_not_found(report, assignment, task, officer, monkeypatch):
    claim = ProgressForm.claim

    def taken_back_first(self):
        task.unassign(assignment.unit, by=officer)
        return claim(self)

    monkeypatch.setattr(ProgressForm, "claim", taken_back_first)

    assert report(percent="25").status_code == 404


def test_report_that_is_refused_says_why_and_keeps_what_was_typed(report, assignment, monkeypatch):
    def refuse(self, **figures):
        raise ValidationError("Kế hoạch đã kết thúc, không ghi tiến độ được nữa.")

    monkeypatch.setattr(Assignment, "report", refuse)

    response = report(percent="25", text="Đã họp chi hội.")

    page = text_of(response)
    assert response.status_code == 200
    assert "Kế hoạch đã kết thúc, không ghi tiến độ được nữa." in page
    assert "Đã họp chi hội.</textarea>" in page
    assignment.refresh_from_db()
    assert assignment.version == 1  # what is typed next is no conflict with oneself


def test_form_sent_twice_is_stored_once(report, assignment):
    assert report(percent="25").status_code == 302
    assert report(percent="25").status_code == CONFLICT

    assert assignment.entries.count() == 1


def test_nothing_is_reported_on_a_closed_plan(report, plan, officer, assignment):
    plan.closed_at, plan.closed_by = "2017-09-01T08:00+07:00", officer
    plan.save()

    response = report(percent="25", text="Đã họp chi hội.")

    page = text_of(response)
    assert "Kế hoạch đã kết thúc, không ghi tiến độ được nữa." in page
    assert "Đã họp chi hội.</textarea>" in page
    assert f'<a href="{plan.get_absolute_url()}">Xem Kế hoạch số 19-KH/ĐU</a>' in page
    assert not assignment.entries.exists()


@pytest.mark.parametrize("who", ["leader", "front", "women_head", "women_kp3"])
def test_whoever_is_asked_for_a_unit_may_report_for_it(who, request, plan, client_of):
    user = request.getfixturevalue(who)
    (unit,) = user.units
    mine = factories.AssignmentFactory(
        task=factories.TaskFactory(plan=plan, due_on=date(2017, 12, 1)), unit=unit
    )

    assert mine in Assignment.objects.maybe_actionable(user)
    assert client_of(user).get(reverse("activities:assignment_report", args=[mine.pk])).status_code == 200


# --- Difficulties -------------------------------------------------------------------------------------


def test_difficulty_waits_until_it_is_answered(difficulty, leader, officer, today):
    assert difficulty.days_waited == 7
    assert list(Difficulty.objects.awaiting(leader)) == [difficulty]
    assert not Difficulty.objects.awaiting(officer).exists()

    difficulty.give_answer("Phường sẽ mượn hội trường.", by=leader, on=date(2017, 9, 15))

    difficulty.refresh_from_db()
    assert (difficulty.state, difficulty.days_waited) == (Difficulty.State.ANSWERED, 4)
    assert (difficulty.answered_by, difficulty.answered_on) == (leader, date(2017, 9, 15))
    assert not Difficulty.objects.awaiting(leader).exists()
    assert AuditEntry.objects.of(difficulty).get().changes == [
        Change("trả lời", "", "Phường sẽ mượn hội trường.")
    ]


@pytest.mark.parametrize(
    ("raised_on", "open_words", "answered_words"),
    [
        (date(2017, 9, 18), "nêu hôm nay", "trả lời trong ngày"),
        (date(2017, 9, 11), "chờ 7 ngày", "trả lời sau 7 ngày"),
    ],
)
def test_difficulty_says_how_long_it_waits(difficulty, leader, raised_on, open_words, answered_words):
    difficulty.raised_on = raised_on
    assert difficulty.waiting == open_words

    difficulty.give_answer("Phường sẽ mượn hội trường.", by=leader)
    assert difficulty.waiting == answered_words


def test_difficulty_said_again_stays_the_one_it_was(difficulty, women_kp3, leader):
    again = {"by": women_kp3, "text": f"  {difficulty.text.upper()}\r\n", "task": difficulty.task}

    assert Difficulty.raise_by(difficulty.unit, **again) == difficulty
    assert not AuditEntry.objects.of(difficulty).exists()

    difficulty.give_answer("Phường sẽ mượn hội trường.", by=leader)
    assert Difficulty.raise_by(difficulty.unit, **again) != difficulty


def test_another_unit_task_or_word_is_another_difficulty(difficulty, ward, women_kp3):
    same = {"by": women_kp3, "text": difficulty.text, "task": difficulty.task}

    for unit, change in [
        (ward.women_branches[4], {}),
        (difficulty.unit, {"task": None}),
        (difficulty.unit, {"text": "Khu phố chưa có loa."}),
        (difficulty.unit, {"proposal": "Cho mượn hội trường."}),
    ]:
        assert Difficulty.raise_by(unit, **same | change) != difficulty
    assert Difficulty.objects.count() == 5


def test_form_of_a_difficulty_sent_twice_leads_to_one(client_of, women_kp3, ward, task):
    typed = {"unit": ward.women_branches[3].pk, "task": task.pk, "text": "Thiếu nơi họp.", "proposal": ""}
    client, url = client_of(women_kp3), reverse("activities:difficulty_raise")

    assert client.post(url, typed).url == client.post(url, typed).url
    assert Difficulty.objects.count() == 1


def test_long_difficulty_is_whole_on_its_own_page_only(client_of, officer, difficulty, plan):
    difficulty.text = "Khu phố chưa có nơi sinh hoạt. " * 30
    difficulty.save()

    def shown(url):
        return text_of(client_of(officer).get(url)).count("Khu phố chưa có nơi sinh hoạt.")

    pages = [
        reverse("activities:difficulty_list"),
        plan.get_absolute_url(),
        difficulty.task.get_absolute_url(),
        reverse("reports:plan_report", args=["2017-q3", plan.pk]),
    ]
    assert [shown(url) for url in pages] == [4, 4, 4, 4]
    assert shown(difficulty.get_absolute_url()) == 30


def test_difficulty_is_answered_once(difficulty, leader):
    opened_before = Difficulty.objects.get(pk=difficulty.pk)
    difficulty.give_answer("Lời thứ nhất.", by=leader)

    with pytest.raises(ValidationError, match="Khó khăn này đã được trả lời"):
        opened_before.give_answer("Lời thứ hai.", by=leader)

    assert Difficulty.objects.get(pk=difficulty.pk).answer == "Lời thứ nhất."


def test_answered_difficulty_has_its_answer(difficulty):
    difficulty.state = Difficulty.State.ANSWERED

    with pytest.raises(IntegrityError), transaction.atomic():
        difficulty.save()
    with pytest.raises(ValidationError, match="phải có lời trả lời, ngày và người trả lời"):
        difficulty.full_clean()


def test_difficulty_on_a_drafts_task_is_seen_by_who_may_read_the_draft(draft_plan, ward, officer, women_kp3):
    hidden = factories.DifficultyFactory(unit=ward.front, task=draft_plan.tasks.get())

    assert list(Difficulty.objects.visible_to(officer)) == [hidden]
    assert not Difficulty.objects.visible_to(women_kp3).exists()


@pytest.mark.parametrize("query", ["noi sinh hoat", "khu pho 3 chua co", "CHI HỘI phụ nữ"])
def test_difficulty_is_found_without_marks(difficulty, query):
    assert list(Difficulty.objects.search(search_words(query))) == [difficulty]


@pytest.fixture
def answered(ward, task, leader):
    return factories.DifficultyFactory(
        unit=ward.women_branches[4], task=task, raised_by=leader, raised_on=date(2017, 8, 1), is_answered=True
    )


def test_difficulties_that_wait_longest_stand_first(difficulty, answered, ward, client_of, officer):
    older = factories.DifficultyFactory(unit=ward.cells[1], raised_on=date(2017, 9, 1), raised_by=officer)

    page = client_of(officer).get(reverse("activities:difficulty_list"))

    assert list(page.context["page"]) == [older, difficulty, answered]


@pytest.mark.parametrize(("state", "found"), [("open", "difficulty"), ("answered", "answered")])
def test_difficulties_are_filtered_by_state(difficulty, answered, client_of, officer, state, found):
    page = client_of(officer).get(reverse("activities:difficulty_list"), {"state": state}).context["page"]

    assert list(page) == [{"difficulty": difficulty, "answered": answered}[found]]


def test_empty_list_of_difficulties_says_what_to_do(client_of, officer, db):
    client, url = client_of(officer), reverse("activities:difficulty_list")

    assert "Chưa có khó khăn nào được nêu" in text_of(client.get(url))
    assert "Không có khó khăn nào khớp" in text_of(client.get(url, {"q": "điện"}))


def test_list_of_difficulties_costs_the_same_with_more(
    difficulty, ward, task, client_of, officer, django_assert_num_queries
):
    client, url = client_of(officer), reverse("activities:difficulty_list")
    with django_assert_num_queries(8):
        client.get(url)
    for n in (1, 2):
        factories.DifficultyFactory(unit=ward.cells[n], task=task)
    with django_assert_num_queries(8):
        assert len(client.get(url).context["page"]) == 3


def test_difficulty_page_shows_what_became_of_it(difficulty, seminar, conclusion, client_of, officer):
    proposal = seminar.proposals.get()
    proposal.difficulty = difficulty
    proposal.save()

    response = client_of(officer).get(difficulty.get_absolute_url())

    assert [(link["label"], link["is_here"]) for link in response.context["links"]] == [
        ("12-CTr/QU", False),
        ("19-KH/ĐU", False),
        ("Nhiệm vụ", False),
        ("Khó khăn", True),
        ("Tọa đàm 17/8/2017", False),
        ("Giải pháp 1", False),
    ]
    page = text_of(response)
    assert proposal.text in page
    assert conclusion.text in page


def test_difficulty_page_costs_the_same_with_more_proposals(
    difficulty, seminar, conclusion, ward, client_of, officer, django_assert_num_queries
):
    client = client_of(officer)
    seminar.proposals.update(difficulty=difficulty)
    with django_assert_num_queries(12):
        client.get(difficulty.get_absolute_url())
    for n in (1, 2):
        factories.ProposalFactory(meeting=seminar, unit=ward.cells[n], difficulty=difficulty)
    with django_assert_num_queries(12):
        assert len(client.get(difficulty.get_absolute_url()).context["proposals"]) == 3


def test_branch_raises_a_difficulty_for_itself(client_of, women_kp3, ward, task, today):
    client, url = client_of(women_kp3), reverse("activities:difficulty_raise")

    form = client.get(url, {"nhiem-vu": task.pk}).context["form"]
    response = client.post(
        url, {"unit": ward.women_branches[3].pk, "task": task.pk, "text": "Thiếu nơi họp.", "proposal": ""}
    )

    assert list(form.fields["unit"].queryset) == [ward.women_branches[3]]
    assert (form["unit"].value(), form["task"].value()) == (ward.women_branches[3].pk, str(task.pk))
    difficulty = Difficulty.objects.get()
    assert response.url == difficulty.get_absolute_url()
    assert (difficulty.unit, difficulty.task, difficulty.raised_by, difficulty.raised_on) == (
        ward.women_branches[3],
        task,
        women_kp3,
        today,
    )


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"text": ""}, "text", "Chưa ghi khó khăn, vướng mắc."),
        ({"text": "a" * 5001}, "text", "Đoạn này dài 5001 ký tự, quá mức 5.000 ký tự."),
        ({"unit": ""}, "unit", "Chưa chọn đơn vị nêu khó khăn."),
    ],
)
def test_difficulty_with_a_mistake_comes_back_with_what_was_typed(
    client_of, officer, ward, change, field, message
):
    typed = {"unit": ward.cells[1].pk, "text": "Thiếu nơi họp.", "proposal": "Cho mượn hội trường."}

    response = client_of(officer).post(reverse("activities:difficulty_raise"), typed | change)

    assert response.context["form"].errors.keys() == {field}
    page = text_of(response)
    assert message in page
    assert "Cho mượn hội trường." in page
    assert not Difficulty.objects.exists()


def test_difficulty_is_not_raised_for_somebody_else(client_of, women_kp3, ward):
    response = client_of(women_kp3).post(
        reverse("activities:difficulty_raise"), {"unit": ward.women_branches[4].pk, "text": "Thiếu nơi họp."}
    )

    assert response.context["form"].errors.keys() == {"unit"}
    assert not Difficulty.objects.exists()


def test_leader_answers_and_the_branch_sees_it(client_of, leader, women_kp3, difficulty, today):
    url = reverse("activities:difficulty_answer", args=[difficulty.pk])

    response = client_of(leader).post(url, {"answer": "Phường sẽ mượn hội trường."})

    assert response.url == difficulty.get_absolute_url()
    difficulty.refresh_from_db()
    assert (difficulty.answered_by, difficulty.answered_on) == (leader, today)
    page = text_of(client_of(women_kp3).get(difficulty.get_absolute_url()))
    assert "Phường sẽ mượn hội trường." in page
    assert "Phạm Thị Mai trả lời sau 7 ngày" in page


def test_answer_is_written_with_the_whole_story_in_sight(client_of, leader, difficulty, seminar, conclusion):
    seminar.proposals.update(difficulty=difficulty)

    response = client_of(leader).get(reverse("activities:difficulty_answer", args=[difficulty.pk]))

    assert [(link["label"], link["is_here"]) for link in response.context["links"]] == [
        ("12-CTr/QU", False),
        ("19-KH/ĐU", False),
        ("Nhiệm vụ", False),
        ("Khó khăn", False),
        ("Trả lời", True),
        ("Tọa đàm 17/8/2017", False),
        ("Giải pháp 1", False),
    ]
    page = text_of(response)
    for words in (difficulty.task.title, seminar.proposals.get().text, conclusion.text):
        assert words in page


def test_answer_is_not_empty(client_of, leader, difficulty):
    url = reverse("activities:difficulty_answer", args=[difficulty.pk])

    assert "Chưa ghi câu trả lời." in text_of(client_of(leader).post(url, {"answer": " "}))
    difficulty.refresh_from_db()
    assert difficulty.is_open


def test_second_answer_is_refused_and_kept_on_the_page(client_of, leader, difficulty):
    client, url = client_of(leader), reverse("activities:difficulty_answer", args=[difficulty.pk])
    client.post(url, {"answer": "Lời thứ nhất."})

    response = client.post(url, {"answer": "Lời thứ hai."})

    page = text_of(response)
    assert "Khó khăn này đã được trả lời." in page
    assert "Lời thứ nhất." in page
    assert "Lời thứ hai.</textarea>" in page
    difficulty.refresh_from_db()
    assert difficulty.answer == "Lời thứ nhất."


def test_answered_difficulty_leads_back_to_its_page(client_of, leader, answered):
    response = client_of(leader).get(reverse("activities:difficulty_answer", args=[answered.pk]))

    assert response.url == answered.get_absolute_url()


# --- Movements ----------------------------------------------------------------------------------------


def test_movement_page_groups_its_items_and_marks_what_is_missing(client_of, officer, movement, plan):
    factories.MovementItemFactory(movement=movement, group="đồng hành", text="Đồng hành cùng hộ nghèo")

    response = client_of(officer).get(movement.get_absolute_url())

    assert [(group, [item.text for item in items]) for group, items in movement.item_groups] == [
        ("đồng hành", ["[cần bổ sung]", "Đồng hành cùng hộ nghèo"]),
        ("phối hợp", ["[cần bổ sung]"]),
    ]
    page = text_of(response)
    assert "<h3>2 đồng hành</h3>" in page
    assert page.count('<span class="missing">[cần bổ sung]</span>') == 2
    assert list(response.context["plans"]) == [plan]


def test_movement_page_costs_the_same_with_more_items(
    client_of, officer, movement, plan, django_assert_num_queries
):
    client = client_of(officer)
    with django_assert_num_queries(10):
        client.get(movement.get_absolute_url())
    factories.MovementItemFactory.create_batch(2, movement=movement)
    with django_assert_num_queries(10):
        client.get(movement.get_absolute_url())
