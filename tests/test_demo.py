"""The demo ward: the seed's facts exactly, sample data marked, and wiped by one command."""

import uuid
from datetime import date
from io import StringIO
from shutil import copytree

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from activities.models import (
    Difficulty,
    DifficultyStep,
    Gathering,
    GoodPractice,
    Guidance,
    Movement,
    Opinion,
    Recommendation,
    Supervision,
)
from documents.models import CommitteeTerm, Document, DocumentType, NumberBook, RenderJob, missing
from indicators.models import Indicator, IndicatorValue
from meetings import notes
from meetings.models import (
    Attendance,
    Conclusion,
    Meeting,
    MeetingSeries,
    NewsItem,
    Proposal,
    PublishedWeek,
)
from organizations.models import AuditEntry, Locality, Person, Post, Unit, User
from organizations.permissions import Role
from plans.models import Assignment, Plan, ProgressEntry, Target, Task
from plans.targets import progress_of_plan
from tests import factories
from tests.conftest import TODAY
from wardportal.demo.facts import CONCLUSIONS, FOLLOW_UP

pytestmark = pytest.mark.django_db


def run(*args):
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


PASSWORD = "mat-khau-dung-thu"


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The folder of the files of a demo ward that is made once; each test begins with it as it was made."""
    files = tmp_path_factory.mktemp("demo")
    made = {
        "MEDIA_ROOT": files,
        "BUSINESS_DATE": TODAY,
        "DEMO_PASSWORD": PASSWORD,
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    }
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(**made):
            run("seed_demo")
        yield files
        transaction.set_rollback(True)


@pytest.fixture
def demo(seeded, settings):
    settings.DEMO_PASSWORD = PASSWORD
    copytree(seeded, settings.MEDIA_ROOT, dirs_exist_ok=True)
    return Locality.objects.get()


def test_papers_are_those_of_the_news_item(demo):
    papers = Document.objects.filter(is_sample=False).order_by("issued_on")

    assert [(paper.code, paper.issued_on, paper.issuer.name) for paper in papers] == [
        ("12-CTr/QU", date(2016, 2, 17), "Ban Chấp hành Đảng bộ quận"),
        ("19-KH/ĐU", date(2016, 4, 25), "Đảng ủy Phường 6"),
        ("25-KH/ĐU", date(2016, 7, 12), "Đảng ủy Phường 6"),
    ]
    assert {paper.signer_name for paper in papers} == {"[cần bổ sung]"}
    assert [link.target.code for link in papers[1].links_up.all()] == ["12-CTr/QU"]
    assert {paper.body.startswith("<p>Dữ liệu mẫu") for paper in papers[1:]} == {True}


def test_sample_papers_show_every_family_and_say_that_they_are_samples(demo):
    papers = Document.objects.filter(is_sample=True).order_by("pk")

    assert {paper.issuer.format_family for paper in papers} == {
        "party",
        "front",
        "youth",
        "women",
        "farmers",
        "veterans",
        "union",
    }
    issued = papers.filter(state=Document.State.ISSUED, incoming=None)
    assert [paper.code for paper in issued] == [
        "01-GM/ĐU",
        "01-TB/ĐU",
        "01/MTTQ-BTT",
        "02/KH-MTTQ-BTT",
        "01-KH/ĐTN",
        "02-KH/ĐTN",
    ]
    arrived = papers.exclude(incoming=None)
    assert [(paper.code, paper.incoming.number) for paper in arrived] == [("245-CV/QU", 1), ("251-CV/QU", 2)]
    assert all(paper.as_paper.is_sample for paper in papers)


def test_cells_and_the_union_have_a_sample_term_in_which_they_can_issue(demo):
    cell = Unit.objects.get(name="Chi bộ Khu phố 3")
    notice = DocumentType.objects.allowed_to(cell).get(name="Thông báo")
    youth = Unit.objects.get(name="Đoàn TNCS Hồ Chí Minh Phường 6").terms.get()

    assert missing.numbering(cell, date(2017, 9, 18), None, symbol=cell.symbol) == []
    assert NumberBook.next_for_paper(cell, notice, date(2017, 9, 18)) == 1
    assert (youth.name, youth.starts_on.year, youth.is_sample) == ("2017 – 2022", 2017, True)


def test_numbers_of_the_news_item_stand_in_their_book_with_the_gaps_explained(demo):
    book = NumberBook.objects.get(owner__name="Đảng ủy Phường 6", abbreviation="KH")

    assert [paper.number for paper in book.documents.order_by("number")] == [19, 25]
    assert [(gap.first, gap.last, gap.reason) for gap in book.gaps.order_by("first")] == [
        (1, 18, "Văn bản giấy chưa đưa lên cổng"),
        (20, 24, "Văn bản giấy chưa đưa lên cổng"),
    ]


def test_seminar_reviews_both_plans_and_has_its_attendees_by_unit_and_post(demo):
    seminar = Meeting.objects.get(is_sample=False)

    assert seminar.held_on == date(2017, 8, 17)
    assert seminar.place == "Bãi DIC – Thành phố Vũng Tàu"
    assert {plan.document.code for plan in seminar.plans.all()} == {"19-KH/ĐU", "25-KH/ĐU"}
    assert seminar.attendances.count() == 70
    mai = seminar.attendances.get(person__is_sample=False)
    assert (mai.person_name, mai.post_name) == (
        "Phạm Thị Mai",
        "Phó Bí thư Thường trực Đảng ủy, Trưởng Khối vận",
    )


def test_each_of_the_four_solutions_became_a_task_of_the_units_it_names(demo):
    conclusions = Conclusion.objects.for_list()

    leads = [[task.lead_unit.short_name for task in conclusion.follow_up] for conclusion in conclusions]
    assert leads == [
        ["Ủy ban MTTQ phường"],
        ["Ủy ban MTTQ phường"],
        ["Ủy ban MTTQ phường"],
        ["Thường trực Đảng ủy"],
    ]
    # Where the news item names no leading unit, the choice of one is marked.
    assert [conclusion.follow_up[0].is_sample for conclusion in conclusions] == [False, True, True, False]
    assert [len(conclusion.follow_up[0].given) for conclusion in conclusions] == [6, 5, 24, 1]


def test_each_neighbourhood_has_its_four_branches_with_an_account_each(demo):
    branches = Unit.objects.branches()

    assert branches.count() == 32
    for prefix in ["chibo", "mattran", "thanhnien", "phunu"]:
        heads = User.objects.filter(username__startswith=f"{prefix}-kp")
        assert heads.count() == 8
        assert {unit.neighbourhood.order for user in heads for unit in user.units} == set(range(1, 9))


def test_movement_has_three_and_five_items_to_be_filled_in(demo):
    items = Movement.objects.get().items.all()

    assert [item.group for item in items] == ["đồng hành"] * 3 + ["phối hợp"] * 5
    assert {item.text for item in items} == {"[cần bổ sung]"}


def test_figures_targets_and_gatherings_are_samples_with_gaps_to_be_seen(demo):
    targets = progress_of_plan(Plan.objects.get(document__number=19))

    assert set(IndicatorValue.objects.values_list("is_sample", "year")) == {(True, 2017)}
    assert set(IndicatorValue.objects.values_list("month", flat=True)) == set(range(1, 9))
    assert [it.words for it in targets] == [
        "91/120 người, đạt 75,8% chỉ tiêu",
        "66,5% (811/1.220), chỉ tiêu ≥ 65%",
        "8.203/6.000 lượt người, đạt 136,7% chỉ tiêu",
    ]
    assert [(it.figure.total, len(it.figure.gaps)) for it in targets] == [(8, 2), (8, 0), (8, 1)]
    assert {it.neighbourhood.order for it in Gathering.objects.all()} == set(range(1, 9))
    marked = [model.objects.filter(is_sample=False).exists() for model in (Target, Gathering, Indicator)]
    assert marked == [False] * 3


def test_all_people_but_the_one_who_is_named_are_marked_as_sample(demo):
    named = Person.objects.filter(is_sample=False)

    assert {person.full_name for person in named} == {"Phạm Thị Mai", "Người quản trị phường"}


def test_accounts_log_in_with_the_demo_password_and_follow_its_change(demo, settings):
    assert User.objects.get(username="phunu-kp3").check_password("mat-khau-dung-thu")

    settings.DEMO_PASSWORD = "mat-khau-moi-2017"
    shown = run("demo_accounts")

    assert User.objects.get(username="phunu-kp3").check_password("mat-khau-moi-2017")
    assert "mat-khau-moi-2017" in shown
    assert "phunu-kp1 … phunu-kp8" in shown


def test_seeding_twice_is_refused_and_if_empty_leaves_all_as_it_is(demo):
    with pytest.raises(CommandError, match="đã có địa phương"):
        run("seed_demo")

    run("seed_demo", "--if-empty")

    assert Locality.objects.count() == 1


def test_activities_are_shown_in_all_their_states(demo):
    assert set(Difficulty.objects.values_list("state", flat=True)) == {
        "open",
        "session",
        "answered",
        "solved",
    }
    sent = Guidance.objects.sent().with_counts().get()
    assert (sent.addressed_count, sent.read_count, sent.received_count) == (8, 6, 4)
    words = {it.state_words for it in Recommendation.objects.all()}
    assert words == {"chờ trả lời", "quá hạn 13 ngày", "đã tiếp thu", "đã giải trình, trễ 2 ngày"}
    for model in (Guidance, Supervision, Opinion, GoodPractice):
        assert set(model.objects.values_list("is_sample", flat=True)) == {True}
    # Nobody who is named in the news item says any of it.
    assert not DifficultyStep.objects.filter(taken_by__person__is_sample=False).exists()


def test_wipe_leaves_the_activities_of_real_people(demo, real_officer):
    unit = real_officer.units[0]
    opinion = Opinion(locality=demo, unit=unit, noted_on=date(2017, 9, 18), theme="đô thị", text="Ngập.")
    opinion.note(by=real_officer)
    supervision = Supervision.objects.first()
    supervision.keep(by=real_officer, before=supervision.as_audited())

    run("seed_demo", "--wipe")

    assert list(Opinion.objects.all()) == [opinion]
    assert list(Supervision.objects.all()) == [supervision]


def test_wipe_takes_all_sample_rows_and_keeps_the_facts(demo):
    run("seed_demo", "--wipe")

    assert not Person.objects.filter(is_sample=True).exists()
    assert not ProgressEntry.objects.exists()
    assert not Difficulty.objects.exists()
    for model in (Guidance, Supervision, Opinion, GoodPractice):
        assert not model.objects.exists()
    assert Movement.objects.count() == 1
    assert not Proposal.objects.exists()
    left = [model.objects.count() for model in (Indicator, IndicatorValue, Target, Gathering)]
    assert left == [0] * 4
    assert {task.lead_unit.short_name for task in Task.objects.all()} == {
        "Ủy ban MTTQ phường",
        "Thường trực Đảng ủy",
    }
    assert set(Assignment.objects.values_list("percent", "reported_on")) == {(0, None)}
    assert Meeting.objects.count() == 1
    assert not MeetingSeries.objects.exists()
    assert Attendance.objects.exclude(person_name="").count() == 1
    assert set(User.objects.values_list("username", flat=True)) == {"quantri", "thuongtruc"}
    assert Plan.objects.count() == 2
    assert Conclusion.objects.count() == 4
    assert not Post.objects.filter(role=Role.READER).exists()
    assert [term.unit.short_name for term in CommitteeTerm.objects.all()] == ["Đảng ủy"]
    # The log tells of the facts alone, and each of its lines leads to something that is there.
    tasks = set(Task.objects.values_list("pk", flat=True))
    assert (
        set(AuditEntry.objects.filter(target_type="plans.task").values_list("target_id", flat=True)) == tasks
    )
    assert set(AuditEntry.objects.values_list("target_type", flat=True)) == {
        "plans.task",
        "meetings.conclusion",
        # The log was opened for the wiping, and says so.
        "organizations.locality",
    }


def account(username):
    return User.objects.get(username=username)


@pytest.fixture
def real_officer(demo):
    """Somebody of the office who has begun to work in earnest beside the demo accounts."""
    office = Unit.objects.get(locality=demo, name="Văn phòng Đảng ủy Phường 6")
    return factories.UserFactory(
        unit=office, role=Role.PARTY_OFFICE, post_name="Chánh Văn phòng", username="chanhvp"
    )


def add_task(client_of, user, title):
    """A task of 19-KH/ĐU, added on its page and given to the women's branch of Khu phố 3."""
    plan = Plan.objects.get(document__number=19)
    lead, branch = (
        Unit.objects.get(locality=user.locality, name=name)
        for name in ["Hội Liên hiệp Phụ nữ Phường 6", "Chi hội Phụ nữ Khu phố 3"]
    )
    typed = {
        "title": title,
        "lead_unit": lead.pk,
        "rhythm": "hằng quý",
        "units": [branch.pk],
        "version": 1,
    }
    client_of(user).post(reverse("plans:task_create", args=[plan.pk]), typed)
    return Task.objects.get(title=title)


def test_wipe_takes_what_was_tried_out_on_the_pages(demo, client_of):
    officer = account("vanphong")
    added = add_task(client_of, officer, "Việc dùng thử")
    conclusion = Conclusion.objects.get(order=1)
    typed = {"title": "Giao dùng thử", "lead_unit": added.lead_unit.pk, "rhythm": "hằng quý"}
    client_of(officer).post(reverse("meetings:conclusion_assign", args=[conclusion.pk]), typed)
    assert Task.objects.filter(title__endswith="dùng thử").count() == 2

    run("seed_demo", "--wipe")

    assert [task.title for task in conclusion.tasks.all()] == [FOLLOW_UP[1][0]]
    assert Task.objects.count() == 2


def test_wipe_takes_the_meetings_that_were_tried_out(demo, client_of):
    officer = account("vanphong")
    seminar = Meeting.objects.get(source__contains="17/8/2017")
    meeting = factories.MeetingFactory.build(
        locality=demo, host_unit=seminar.host_unit, kind=seminar.kind, minute_taker_person=officer.person
    )
    meeting.call(by=officer)
    for held in (meeting, seminar):
        change = notes.Change(key=uuid.uuid4(), kind="conclusion", text="Kết luận thử", item=None)
        remark = notes.Change(key=uuid.uuid4(), kind="remark", text="Lời thử", item=held.agenda.first())
        remark.item = remark.item and remark.item.pk
        notes.take(held, [change, remark], by=officer)

    run("seed_demo", "--wipe")

    assert list(Meeting.objects.all()) == [seminar]
    assert [conclusion.text for conclusion in seminar.conclusions.all()] == CONCLUSIONS
    assert seminar.remarks.count() == NewsItem.objects.count() == 0
    assert seminar.attendances.count() == 70


def test_wipe_gives_the_facts_back_as_the_news_item_has_them(demo, client_of):
    conclusion = Conclusion.objects.get(order=4)
    task = conclusion.tasks.get()
    task.title, task.rhythm = "Sửa thử", "hằng năm"
    task.save()
    task.record_edit(by=account("vanphong"), before={"nhiệm vụ": FOLLOW_UP[4][0]})
    task.assign(Unit.objects.branches(), by=account("vanphong"))

    run("seed_demo", "--wipe")

    (given,) = Assignment.objects.filter(task__conclusions=conclusion)
    assert (given.task.title, given.task.rhythm) == (FOLLOW_UP[4][0], "thường xuyên")
    assert (given.unit.short_name, given.assigned_on) == ("Thường trực Đảng ủy", date(2017, 8, 17))


def test_wipe_leaves_what_real_people_made(demo, client_of, real_officer):
    task = add_task(client_of, real_officer, "Việc thật")
    given = task.assignments.get()
    given.report(by=account("phunu-kp3"), percent=100, text="thử")
    given.report(by=real_officer, percent=40, text="thật", on=date(2017, 9, 17))
    difficulty = Difficulty.raise_by(given.unit, by=real_officer, text="Khó khăn thật", task=task)
    difficulty.give_answer("Trả lời thử", by=account("thuongtruc"))
    reader = Post.objects.create(unit=real_officer.units[0], name="Người xem", role=Role.READER)

    run("seed_demo", "--wipe")

    given.refresh_from_db()
    difficulty.refresh_from_db()
    assert (given.percent, given.reported_on) == (40, date(2017, 9, 17))
    assert [entry.text for entry in given.entries.all()] == ["thật"]
    assert (difficulty.is_open, difficulty.answer, difficulty.answered_by) == (True, "", None)
    assert Post.objects.filter(pk=reader.pk).exists()
    assert set(real_officer.audit_entries.values_list("action", flat=True)) == {
        "thêm nhiệm vụ",
        "giao nhiệm vụ",
        "ghi tiến độ",
        "nêu khó khăn, vướng mắc",
    }


def test_wipe_leaves_what_real_people_have_worked_on(demo, client_of, real_officer):
    officer = account("vanphong")
    told, edited, hard = (add_task(client_of, officer, title) for title in ["Có lời báo", "Đã sửa", "Vướng"])
    told.assignments.get().report(by=real_officer, percent=10)
    edited.record_edit(by=real_officer, before={"nhiệm vụ": "Việc dùng thử"})
    Difficulty.raise_by(hard.lead_unit, by=real_officer, text="Khó khăn thật", task=hard)
    answered = Difficulty.raise_by(told.lead_unit, by=officer, text="Nêu thử, trả lời thật")
    answered.give_answer("Trả lời thật", by=real_officer)
    fact = Conclusion.objects.get(order=1).tasks.get()
    fact.assignments.first().report(by=real_officer, percent=50)

    run("seed_demo", "--wipe")

    assert set(Task.objects.values_list("title", flat=True)) == {
        "Có lời báo",
        "Đã sửa",
        "Vướng",
        FOLLOW_UP[1][0],
        FOLLOW_UP[4][0],
    }
    assert Task.objects.filter(pk=fact.pk).exists()
    answered.refresh_from_db()
    assert answered.answer == "Trả lời thật"
    officer.refresh_from_db()
    assert (officer.is_active, officer.is_demo) == (False, False)


def test_wipe_leaves_the_figures_of_real_people_and_what_they_hang_on(demo, real_officer):
    value = IndicatorValue.objects.filter(indicator__code="hoi-vien-moi").first()
    real = IndicatorValue.enter(
        value.indicator, value.unit, value.period_month, by=real_officer, value=value.value + 1
    )
    real.accept(by=account("phunu"))
    target = Target.objects.get(indicator__code="tuyen-truyen")
    before = target.as_audited()
    target.value = 7000
    target.settle(by=real_officer, before=before)
    club, _ = Gathering.objects.order_by("pk")[:2]
    club.member_count = 33
    club.settle(by=real_officer, before={})

    run("seed_demo", "--wipe")

    real.refresh_from_db()
    assert [(it.pk, it.state, it.accepted_by) for it in IndicatorValue.objects.all()] == [
        (real.pk, "filed", None)
    ]
    assert list(Target.objects.all()) == [target]
    assert list(Gathering.objects.all()) == [club]
    codes = set(Indicator.objects.values_list("code", flat=True))
    assert codes == {"hoi-vien-moi", "tuyen-truyen"}


def test_files_go_only_once_the_wipe_is_certain(demo, django_capture_on_commit_callbacks):
    job = factories.RenderJobFactory(locality=demo, ordered_by=account("vanphong"), is_done=True)
    storage, name = job.file.storage, job.file.name

    with django_capture_on_commit_callbacks() as callbacks:
        run("seed_demo", "--wipe")
    was_there = storage.exists(name)
    for callback in callbacks:
        callback()

    assert (was_there, storage.exists(name)) == (True, False)
    assert not RenderJob.objects.exists()


def test_after_the_wipe_the_accounts_that_stay_are_real_ones(demo):
    run("seed_demo", "--wipe")
    leader = account("thuongtruc")
    leader.set_password("mat-khau-cua-rieng-toi")
    leader.save()

    shown = run("demo_accounts")

    assert shown == ""
    assert User.objects.get(username="thuongtruc").check_password("mat-khau-cua-rieng-toi")
    assert not User.objects.filter(is_demo=True).exists()


def test_a_second_wipe_deletes_nothing(demo):
    run("seed_demo", "--wipe")
    leader = account("thuongtruc")
    given = Assignment.objects.get(unit__short_name="Thường trực Đảng ủy")
    given.report(by=leader, percent=60, text="Đã làm việc hai kỳ.")
    Difficulty.raise_by(given.unit, by=leader, text="Thiếu phòng họp.")
    counted = [model.objects.count() for model in [Task, ProgressEntry, Difficulty, User, AuditEntry]]

    shown = run("seed_demo", "--wipe")

    assert shown == "Không có dữ liệu mẫu để xóa.\n"
    assert [model.objects.count() for model in [Task, ProgressEntry, Difficulty, User, AuditEntry]] == counted


def test_the_briefing_has_answers_and_the_session_has_gathered_what_is_open(demo):
    briefing = Meeting.objects.get(title="Giao ban Khối vận tháng 9/2017")
    replies = [one.reply for one in briefing.attendances.order_by("reply")]
    assert sorted(replies) == ["", "", "", "coming", "declined", "substitute"]

    series = MeetingSeries.objects.get()
    assert series.rule_words == "thứ Hai cuối cùng hằng tháng"
    assert [f"{meeting.held_on:%d/%m}" for meeting in series.meetings.order_by("starts_at")] == [
        "25/09",
        "30/10",
        "27/11",
        "25/12",
    ]
    session = series.coming().first()
    assert session.agenda.exclude(difficulty=None).count() == 1
    assert session.agenda.exclude(carried_over=None).count() == 4


def test_wipe_takes_series_and_weeks_that_were_tried_out(demo, client_of):
    officer = User.objects.get(username="vanphong")
    PublishedWeek.publish(date(2017, 9, 18), by=officer)
    tried = factories.MeetingSeriesFactory.build(
        host_unit=Unit.objects.get(short_name="Đảng ủy"),
        kind=Meeting.objects.filter(kind__name="Giao ban").first().kind,
        locality=officer.locality,
    )
    tried.begin(by=officer)

    run("seed_demo", "--wipe")

    assert not MeetingSeries.objects.exists()
    assert not PublishedWeek.objects.exists()
    assert Meeting.objects.count() == 1


def test_removal_is_refused_once_somebody_real_has_an_account(demo, real_officer):
    with pytest.raises(CommandError, match="tài khoản thật"):
        run("seed_demo", "--remove")

    assert Locality.objects.get() == demo
