"""What the last meeting left open, and difficulties that wait, stand on the agenda of the next."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import AgendaItem, Meeting, open_matters
from organizations.models import AuditEntry
from tests import factories
from tests.reading import text_of

pytestmark = pytest.mark.django_db


def moment(*parts):
    return timezone.make_aware(datetime(*parts))  # noqa: DTZ001 – made aware at once


@pytest.fixture
def session_kind(db):
    return factories.MeetingKindFactory(
        name="Làm việc định kỳ của Thường trực",
        gathers_open_matters=True,
        agenda="Việc chưa xong của các kỳ trước\nKết luận",
    )


@pytest.fixture
def session_of(ward, session_kind, officer):
    """A function that calls the standing leadership's session through the page, as people do."""

    def call(client, day):
        typed = {
            "version": 1,
            "kind": session_kind.pk,
            "host_unit": ward.party.pk,
            "title": "Làm việc với Mặt trận và các đoàn thể",
            "day": day,
            "begins": "8:00",
            "place": "Phòng họp Đảng ủy",
        }
        client.post(reverse("meetings:meeting_new"), typed)
        return Meeting.objects.latest("pk")

    return call


@pytest.fixture
def conclusion(seminar):
    return seminar.conclusions.get()


def titles(meeting):
    return [item.title for item in meeting.agenda.all()]


# --- The standing leadership's session --------------------------------------------------------------


def test_the_session_gathers_what_is_open(client_of, officer, session_of, difficulty, conclusion):
    difficulty.put_on_agenda(by=officer)

    session = session_of(client_of(officer), "25/9/2017")

    first, carried, raised, last = session.agenda.all()
    assert (first.title, last.title) == ("Việc chưa xong của các kỳ trước", "Kết luận")
    assert (carried.carried_over, raised.difficulty) == (conclusion, difficulty)
    assert carried.title.startswith("Việc chưa xong (kết luận ngày 17/8/2017): Đa dạng hóa các hình thức")
    assert raised.title.startswith(f"Khó khăn của {difficulty.unit.short_name}: ")
    log = AuditEntry.objects.of(session).values_list("action", flat=True)
    assert "đưa việc chưa xong vào chương trình" in log


def test_the_difficulty_names_its_session(client_of, officer, women_kp3, session_of, difficulty):
    difficulty.put_on_agenda(by=officer)
    page = text_of(client_of(women_kp3).get(difficulty.get_absolute_url()))
    assert "Vào phiên làm việc tới của Thường trực, khi có lịch; đưa vào ngày 18/9/2017" in page

    session = session_of(client_of(officer), "25/9/2017")

    page = text_of(client_of(women_kp3).get(difficulty.get_absolute_url()))
    named = "Làm việc định kỳ của Thường trực, Thứ Hai, ngày 25/9/2017"
    link = f'<a href="{session.get_absolute_url()}">{named}</a>'
    assert link in page
    assert f'href="{difficulty.get_absolute_url()}"' in text_of(
        client_of(women_kp3).get(session.get_absolute_url())
    )
    difficulty.give_answer("Mượn hội trường trường học.", by=officer)
    assert link in text_of(client_of(women_kp3).get(difficulty.get_absolute_url()))


def test_what_comes_up_later_is_offered_and_put_on_with_a_button(client_of, officer, session_of, difficulty):
    client = client_of(officer)
    session = session_of(client, "25/9/2017")
    agenda = reverse("meetings:agenda_edit", args=[session.pk])
    assert "chưa có trong chương trình" not in text_of(client.get(agenda))

    difficulty.put_on_agenda(by=officer)
    assert "1 việc chưa xong, chưa có trong chương trình" in text_of(client.get(agenda))
    gather = reverse("meetings:agenda_gather", args=[session.pk])
    assert "Đã đưa 1 việc chưa xong vào chương trình." in text_of(client.post(gather, follow=True))

    assert session.agenda.get(difficulty=difficulty)
    assert titles(session)[-1] == "Kết luận"
    client.post(gather)
    assert session.agenda.filter(difficulty=difficulty).count() == 1


def test_only_the_next_session_takes_a_difficulty(client_of, officer, session_of, difficulty):
    difficulty.put_on_agenda(by=officer)
    client = client_of(officer)
    near = session_of(client, "25/9/2017")

    far = session_of(client, "25/10/2017")

    assert [item.meeting for item in AgendaItem.objects.filter(difficulty=difficulty)] == [near]
    assert open_matters.waiting(far) == []
    near.cancel(by=officer, reason="Bận")
    assert [item.difficulty for item in open_matters.waiting(far)] == [difficulty]


def test_what_is_carried_out_or_answered_is_not_gathered(
    client_of, officer, ward, session_of, difficulty, conclusion
):
    difficulty.put_on_agenda(by=officer)
    difficulty.give_answer("Đã xong.", by=officer)
    task = conclusion.assign(
        by=officer, title="Mở câu lạc bộ", lead_unit=ward.women, due_on=date(2017, 9, 30)
    )
    task.assignments.get().report(by=officer, percent=100)

    session = session_of(client_of(officer), "25/9/2017")

    assert titles(session) == ["Việc chưa xong của các kỳ trước", "Kết luận"]


def test_a_difficulty_of_a_draft_is_not_shown_to_the_ward(officer, ward, session_kind, draft_plan):
    hidden = factories.DifficultyFactory(unit=ward.women_branches[3], task=draft_plan.tasks.get())
    hidden.put_on_agenda(by=officer)
    session = factories.MeetingFactory(
        host_unit=ward.party, kind=session_kind, starts_at=moment(2017, 9, 25, 8)
    )

    assert open_matters.waiting(session) == []


def test_another_ward_s_matters_are_its_own(officer, other_ward, session_kind, difficulty, conclusion):
    difficulty.put_on_agenda(by=officer)
    session = factories.MeetingFactory(
        host_unit=other_ward.party, kind=session_kind, starts_at=moment(2017, 9, 25, 8)
    )

    assert open_matters.waiting(session) == []


def test_an_agenda_takes_what_it_holds(officer, ward, session_kind, seminar):
    for order in range(2, 61):
        factories.ConclusionFactory(meeting=seminar, order=order)
    session = factories.MeetingFactory(
        host_unit=ward.party, kind=session_kind, starts_at=moment(2017, 9, 25, 8)
    )

    assert open_matters.gather(session, by=officer) == AgendaItem.MOST
    assert open_matters.gather(session, by=officer) == 0


# --- A series ---------------------------------------------------------------------------------------


@pytest.fixture
def series(ward):
    return factories.MeetingSeriesFactory(host_unit=ward.party)


def held(series, day):
    return factories.MeetingFactory(
        host_unit=series.host_unit,
        kind=series.kind,
        starts_at=moment(day.year, day.month, day.day, 7, 30),
        series=series,
        series_on=day,
    )


def test_a_meeting_of_a_series_takes_over_what_the_last_one_left(officer, series, conclusion):
    last = held(series, date(2017, 9, 15))
    unfinished = factories.ConclusionFactory(meeting=last)

    made = series.make_ahead(by=officer)

    # The seminar is none of the series, and only the next meeting takes over.
    assert [item.carried_over for item in made[0].agenda.all()] == [unfinished]
    assert [meeting.agenda.count() for meeting in made[1:]] == [0] * (len(made) - 1)


def test_what_is_still_open_goes_on_from_meeting_to_meeting(officer, series):
    first, second = held(series, date(2017, 8, 15)), held(series, date(2017, 9, 15))
    old = factories.ConclusionFactory(meeting=first)
    factories.AgendaItemFactory(meeting=second, carried_over=old)
    new = factories.ConclusionFactory(meeting=second)

    third = series.make_ahead(by=officer)[0]

    assert [item.carried_over for item in third.agenda.all()] == [old, new]


def test_a_meeting_of_its_own_takes_nothing_over(ward, conclusion):
    meeting = factories.MeetingFactory(host_unit=ward.party, starts_at=moment(2017, 9, 25, 8))

    assert open_matters.waiting(meeting) == []
