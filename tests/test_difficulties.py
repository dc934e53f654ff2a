"""The way of a difficulty: agenda, answer, task, the unit's word, and another round where needed."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from activities.models import Difficulty
from organizations.models import AuditEntry
from plans.models import Task
from tests import factories
from tests.reading import text_of
from wardportal.dates import Period

State, Level = Difficulty.State, Difficulty.Level


def steps_of(difficulty):
    return [(step.kind, step.text, step.taken_by) for step in difficulty.steps.all()]


@pytest.fixture
def answered(difficulty, leader):
    """What the women's branch of Khu phố 3 raised, answered by the leadership."""
    difficulty.give_answer("Phường sẽ mượn hội trường.", by=leader, on=date(2017, 9, 15))
    return difficulty


# --- Verbs --------------------------------------------------------------------------------------------


def test_each_step_is_kept_with_who_and_when(women_kp3, officer, leader, ward):
    difficulty = Difficulty.raise_by(
        ward.women_branches[3], by=women_kp3, text="Thiếu nơi họp.", on=date(2017, 9, 1)
    )

    difficulty.put_on_agenda(by=officer, on=date(2017, 9, 4))
    difficulty.give_answer("Mượn hội trường.", by=leader, on=date(2017, 9, 8))
    difficulty.say_unsolved("Hội trường đang sửa.", by=women_kp3, on=date(2017, 9, 11))
    difficulty.give_answer("Mượn trường học.", by=leader, on=date(2017, 9, 12))
    difficulty.confirm_solved("Đã sinh hoạt được.", by=women_kp3, on=date(2017, 9, 15))

    difficulty.refresh_from_db()
    assert steps_of(difficulty) == [
        ("raised", "Thiếu nơi họp.", women_kp3),
        ("scheduled", "", officer),
        ("answered", "Mượn hội trường.", leader),
        ("unsolved", "Hội trường đang sửa.", women_kp3),
        ("answered", "Mượn trường học.", leader),
        ("solved", "Đã sinh hoạt được.", women_kp3),
    ]
    assert (difficulty.state, difficulty.round, difficulty.answer) == (State.SOLVED, 2, "Mượn trường học.")
    assert (difficulty.answered_on, difficulty.ended_on) == (date(2017, 9, 12), date(2017, 9, 15))
    assert (difficulty.ended_by, difficulty.scheduled_on) == (women_kp3, None)
    assert list(AuditEntry.objects.of(difficulty).order_by("pk").values_list("action", flat=True)) == [
        "nêu khó khăn, vướng mắc",
        "đưa khó khăn vào phiên làm việc",
        "trả lời khó khăn, vướng mắc",
        "báo khó khăn chưa gỡ được",
        "trả lời khó khăn, vướng mắc",
        "xác nhận khó khăn đã gỡ xong",
    ]


def test_what_is_not_solved_waits_again_since_the_day_it_was_raised(answered, women_kp3):
    answered.say_unsolved("Hội trường đang sửa.", by=women_kp3)

    answered.refresh_from_db()
    assert (answered.state, answered.state_label) == (State.OPEN, "chờ trả lời, lần 2")
    assert (answered.answer, answered.answered_on, answered.answered_by) == ("", None, None)
    assert answered.waiting == "chờ 7 ngày"


def test_agenda_holds_what_waits_longest_first_and_lets_go(difficulty, officer, ward, today):
    older = factories.DifficultyFactory(unit=ward.cells[1], raised_on=date(2017, 9, 1))
    for each in (difficulty, older):
        each.put_on_agenda(by=officer)

    assert list(Difficulty.objects.for_session()) == [older, difficulty]
    assert (older.state, older.scheduled_on, older.scheduled_by) == (State.SESSION, today, officer)
    assert older.is_open

    older.take_off_agenda(by=officer)

    assert list(Difficulty.objects.for_session()) == [difficulty]
    assert (older.state, older.scheduled_on) == (State.OPEN, None)


def test_closing_gives_the_reason_as_the_answer_where_there_is_none(difficulty, leader, today):
    difficulty.close("Đã nêu ở khó khăn khác.", by=leader)

    difficulty.refresh_from_db()
    assert (difficulty.state, difficulty.answer) == (State.CLOSED, "Đã nêu ở khó khăn khác.")
    assert (difficulty.answered_on, difficulty.ended_on, difficulty.ended_by) == (today, today, leader)


def test_closing_keeps_an_answer_that_was_given(answered, leader):
    answered.close("Không còn nữa.", by=leader)

    assert (answered.answer, answered.answered_on) == ("Phường sẽ mượn hội trường.", date(2017, 9, 15))
    assert steps_of(answered)[-1] == ("closed", "Không còn nữa.", leader)


def test_task_made_of_a_difficulty_answers_it(difficulty, leader, ward):
    task = difficulty.assign(
        by=leader, title="Mượn hội trường trường học", lead_unit=ward.front, due_on=date(2017, 10, 2)
    )

    difficulty.refresh_from_db()
    assert (task.plan, task.lead_unit, task.due_on) == (None, ward.front, date(2017, 10, 2))
    assert [given.unit for given in task.assignments.all()] == [ward.front]
    assert list(difficulty.follow_up.all()) == [task]
    assert (difficulty.state, difficulty.answer) == (
        State.ANSWERED,
        f"Giao {ward.front.name} thực hiện, hạn 02/10/2017: Mượn hội trường trường học",
    )


def test_task_after_the_answer_leaves_the_answer(answered, officer, ward):
    answered.assign(by=officer, title="Ký giấy mượn", lead_unit=ward.front, due_on=date(2017, 10, 2))

    answered.refresh_from_db()
    assert (answered.state, answered.answer) == (State.ANSWERED, "Phường sẽ mượn hội trường.")
    assert [kind for kind, _, _ in steps_of(answered)] == ["answered", "assigned"]


@pytest.mark.parametrize(
    ("verb", "args", "state", "message"),
    [
        ("put_on_agenda", (), State.ANSWERED, "đang chờ trả lời"),
        ("take_off_agenda", (), State.OPEN, "không còn trong phiên"),
        ("give_answer", ("Rồi.",), State.ANSWERED, "đã được trả lời"),
        ("confirm_solved", (), State.OPEN, "chưa được trả lời"),
        ("say_unsolved", ("Chưa.",), State.SOLVED, "đã kết thúc"),
        ("close", ("Thôi.",), State.SOLVED, "đã kết thúc"),
    ],
)
def test_a_step_is_refused_in_the_wrong_state(difficulty, leader, women_kp3, verb, args, state, message):
    if state != State.OPEN:
        difficulty.give_answer("Phường sẽ mượn hội trường.", by=leader)
    if state == State.SOLVED:
        difficulty.confirm_solved(by=women_kp3)
    before = steps_of(difficulty)

    with pytest.raises(ValidationError, match=message):
        getattr(difficulty, verb)(*args, by=leader)

    assert steps_of(difficulty) == before
    assert Difficulty.objects.get().state == state


def test_no_task_is_made_of_what_is_ended(answered, women_kp3, leader, ward):
    answered.confirm_solved(by=women_kp3)

    with pytest.raises(ValidationError, match="đã kết thúc"):
        answered.assign(by=leader, title="Thêm việc", lead_unit=ward.front, due_on=date(2017, 10, 2))
    assert not answered.follow_up.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"state": State.SESSION}, "phải có ngày và người đưa vào phiên"),
        ({"ended_on": date(2017, 9, 18)}, "phải có ngày và người kết thúc"),
    ],
)
def test_state_and_days_agree(difficulty, change, message):
    for name, value in change.items():
        setattr(difficulty, name, value)

    with pytest.raises(ValidationError, match=message):
        difficulty.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        difficulty.save()


def test_state_is_read_out_of_the_steps_that_are_left(answered, women_kp3, officer):
    answered.say_unsolved("Chưa được.", by=women_kp3)
    answered.put_on_agenda(by=officer)
    answered.steps.filter(taken_by=women_kp3).delete()
    answered.steps.filter(taken_by=officer).delete()

    answered.retake_steps()

    answered.refresh_from_db()
    assert (answered.state, answered.round) == (State.ANSWERED, 1)
    assert (answered.answer, answered.answered_on) == ("Phường sẽ mượn hội trường.", date(2017, 9, 15))


def test_period_holds_what_was_raised_answered_or_waited_in_it(ward, leader, women_kp3):
    def raised(text, day):
        return Difficulty.raise_by(ward.women_branches[3], by=women_kp3, text=text, on=day)

    old = raised("Cũ, đã xong.", date(2017, 5, 2))
    old.give_answer("Xong.", by=leader, on=date(2017, 6, 1))
    late = raised("Trả lời trong quý.", date(2017, 6, 20))
    late.give_answer("Xong.", by=leader, on=date(2017, 7, 3))
    waiting = raised("Còn chờ.", date(2017, 6, 25))
    raised("Quý sau.", date(2017, 10, 2))

    found = Difficulty.objects.in_period(Period.parse("2017-q3")).order_by("pk")

    assert list(found) == [late, waiting]


# --- Who may --------------------------------------------------------------------------------------------


def test_organization_answers_what_it_can_solve_for_its_branches_only(
    difficulty, women_head, front, leader, officer
):
    people = [leader, women_head, front, officer]
    assert [difficulty.may_be_answered_by(user) for user in people] == [True, False, False, False]

    difficulty.level = Level.ORGANIZATION
    difficulty.save()

    assert [difficulty.may_be_answered_by(user) for user in people] == [True, True, False, False]
    assert [Difficulty.objects.answerable_by(user).exists() for user in people] == [True, True, False, False]


def test_organization_does_not_answer_itself(ward, women_head):
    own = factories.DifficultyFactory(unit=ward.women, level=Level.ORGANIZATION)

    assert not own.may_be_answered_by(women_head)
    assert not Difficulty.objects.answerable_by(women_head).exists()


# --- Pages ----------------------------------------------------------------------------------------------


def url(name, difficulty):
    return reverse(f"activities:difficulty_{name}", args=[difficulty.pk])


def test_level_is_the_leadership_unless_another_is_chosen(client_of, women_kp3, ward):
    client, typed = client_of(women_kp3), {"unit": ward.women_branches[3].pk, "proposal": ""}

    client.post(reverse("activities:difficulty_raise"), typed | {"text": "Thiếu loa."})
    client.post(
        reverse("activities:difficulty_raise"), typed | {"text": "Thiếu ghế.", "level": "organization"}
    )

    assert list(Difficulty.objects.order_by("pk").values_list("level", flat=True)) == [
        "leadership",
        "organization",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"level": "organization"}, ["line"]),
        ({"state": "session"}, ["scheduled"]),
        ({"line": "phu-nu"}, ["line", "scheduled"]),
        ({"unit": "cell"}, ["cell"]),
        ({"line": "phu-nu", "state": "open"}, ["line"]),
    ],
)
def test_register_is_filtered(client_of, officer, ward, query, found):
    rows = {
        "line": factories.DifficultyFactory(unit=ward.women_branches[3], level=Level.ORGANIZATION),
        "cell": factories.DifficultyFactory(unit=ward.cells[1], raised_on=date(2017, 9, 12)),
        "scheduled": factories.DifficultyFactory(unit=ward.women_branches[4], raised_on=date(2017, 9, 13)),
    }
    rows["scheduled"].put_on_agenda(by=officer)
    keys = {"phu-nu": ward.women.line_id, "cell": ward.cells[1].pk}
    asked = {name: keys.get(value, value) for name, value in query.items()}

    page = client_of(officer).get(reverse("activities:difficulty_list"), asked).context["page"]

    assert list(page) == [rows[name] for name in found]


def test_office_puts_it_on_the_agenda_and_takes_it_off(client_of, officer, difficulty):
    client = client_of(officer)

    page = text_of(client.post(url("schedule", difficulty), follow=True))
    assert "Đã đưa vào phiên làm việc tới của Thường trực." in page
    assert "chờ phiên làm việc" in page
    assert "1 khó khăn chờ phiên làm việc tới" in text_of(client.get(reverse("activities:difficulty_list")))

    again = text_of(client.post(url("schedule", difficulty), follow=True))
    assert "Chỉ đưa vào phiên làm việc khó khăn đang chờ trả lời" in again

    client.post(url("schedule", difficulty), {"bo": "1"})
    difficulty.refresh_from_db()
    assert difficulty.state == State.OPEN


def test_leader_turns_it_into_a_task_and_the_branch_follows_it(
    client_of, leader, women_kp3, difficulty, ward
):
    client = client_of(leader)
    assert difficulty.text.rstrip(".") in text_of(client.get(url("assign", difficulty)))

    typed = {"title": "Mượn hội trường", "description": "", "lead_unit": ward.front.pk, "due_on": "1/9/2017"}
    page = text_of(client.post(url("assign", difficulty), typed))
    assert "Thời hạn không thể trước hôm nay (18/9/2017)" in page
    assert "Mượn hội trường</textarea>" in page

    response = client.post(url("assign", difficulty), typed | {"due_on": "2/10/2017"})

    task = Task.objects.get(title="Mượn hội trường")
    assert response.url == difficulty.get_absolute_url()
    shown = text_of(client_of(women_kp3).get(response.url))
    assert f'<a href="{task.get_absolute_url()}">Mượn hội trường</a>' in shown
    assert "Đã gỡ xong chưa?" in shown


def test_branch_says_that_it_is_not_solved_only_with_words(client_of, women_kp3, answered):
    client = client_of(women_kp3)
    assert "Phường sẽ mượn hội trường." in text_of(client.get(url("confirm", answered)))

    nothing = text_of(client.post(url("confirm", answered), {"text": "Đang sửa."}))
    assert "Chưa chọn đã gỡ xong hay chưa." in nothing
    assert "Đang sửa.</textarea>" in nothing
    wordless = client.post(url("confirm", answered), {"outcome": "unsolved", "text": " "})
    assert "Hãy ghi còn vướng ở đâu" in text_of(wordless)

    response = client.post(
        url("confirm", answered), {"outcome": "unsolved", "text": "Đang sửa."}, follow=True
    )

    page = text_of(response)
    assert "Đã ghi: chưa gỡ được, đang chờ trả lời lại." in page
    assert "chờ trả lời, lần 2" in page
    assert page.index("Phường sẽ mượn hội trường.") < page.index("Đơn vị báo chưa gỡ được")


def test_branch_says_that_it_is_solved(client_of, women_kp3, answered):
    response = client_of(women_kp3).post(url("confirm", answered), {"outcome": "solved"}, follow=True)

    assert "Đã ghi: gỡ xong." in text_of(response)
    answered.refresh_from_db()
    assert (answered.state, answered.ended_by) == (State.SOLVED, women_kp3)


def test_leader_closes_it_with_a_reason(client_of, leader, difficulty):
    client = client_of(leader)

    assert "Chưa ghi lý do" in text_of(client.post(url("close", difficulty), {"reason": ""}))
    response = client.post(url("close", difficulty), {"reason": "Nêu trùng."}, follow=True)

    assert "Đã kết thúc khó khăn này" in text_of(response)
    difficulty.refresh_from_db()
    assert difficulty.state == State.CLOSED


@pytest.mark.parametrize("name", ["answer", "assign", "close", "confirm"])
def test_form_that_comes_too_late_leads_back(client_of, leader, officer, women_kp3, answered, name):
    answered.confirm_solved(by=women_kp3)
    user = officer if name == "confirm" else leader

    assert client_of(user).get(url(name, answered)).url == answered.get_absolute_url()
