"""The quarter's report: its figures against figures made by hand, and its chart."""

from datetime import date
from decimal import Decimal

import pytest

from plans.progress import Progress, State
from reports.chart import Bar, bar_chart
from reports.quarterly import issued_plans, plan_quarter, quarters, sending
from reports.sent import Sent, sent_state
from reports.wording import quoted, sentence
from tests import factories
from wardportal.dates import Period, PeriodKind

Q2, Q3 = Period.parse("2017-q2"), Period.parse("2017-q3")


# --- The figures ----------------------------------------------------------------------------------


def test_the_title_cites_the_plan_in_full(plan):
    quarter = plan_quarter(issued_plans().get(), Q3)

    assert quarter.title == (
        "Báo cáo quý III/2017 về kết quả thực hiện Kế hoạch số 19-KH/ĐU, ngày 25/4/2016 của Đảng ủy phường "
        "về “Tiếp tục đổi mới nội dung, phương thức hoạt động của Mặt trận Tổ quốc và các đoàn thể trên địa "
        "bàn phường”"
    )
    assert quarter.short_citation == "Kế hoạch 19-KH/ĐU"
    assert quarter.basis == (
        "Chương trình số 12-CTr/QU, ngày 17/02/2016 của Ban Chấp hành Đảng bộ quận về “Tiếp tục đổi mới nội "
        "dung, phương thức hoạt động của Mặt trận Tổ quốc và các đoàn thể trên địa bàn quận (giai đoạn "
        "2015 – 2020)”",
    )


def test_the_roll_up_counts_assignments_and_never_averages_percentages(told):
    quarter = plan_quarter(told, Q3)

    # Done: the women of KP 1, the Front, the board of KP 2. 3 of 9 is 33,3 %, the average would be 53 %.
    assert quarter.tally.progress == Progress(done=3, total=9)
    assert quarter.tally.progress.percent == Decimal("33.3")
    # Late: the women of KP 2, 3 and 4, whose day was 15/9/2017.
    assert quarter.tally.late == 3
    # Unfinished and without a word since 1/7/2017: the women of KP 3 and 4, the board of KP 3.
    assert quarter.tally.silent == 3
    assert quarter.formula == "số lượt đơn vị đã hoàn thành chia cho số lượt đơn vị được giao"
    assert quarter.unit_count == 9


def test_each_task_has_its_units_and_its_quantity(told):
    first, second = plan_quarter(told, Q3).tasks

    assert (first.tally.progress, first.tally.late, first.tally.silent) == (Progress(1, 4), 3, 2)
    assert (first.reached, first.target) == (Decimal("4.5"), Decimal(6))
    assert (second.tally.progress, second.tally.late, second.tally.silent) == (Progress(2, 5), 0, 1)
    assert (second.reached, second.target) == (None, None)
    assert (first.timing, second.timing) == ("hạn 15/9/2017", "hằng tháng")


def test_each_khu_pho_has_its_figures_and_the_wards_own_bodies_have_theirs(told):
    quarter = plan_quarter(told, Q3)

    assert [
        (place.name, place.tally.progress, place.tally.late, place.tally.silent) for place in quarter.places
    ] == [
        ("Khu phố 1", Progress(1, 2), 0, 0),
        ("Khu phố 2", Progress(1, 2), 1, 0),
        ("Khu phố 3", Progress(0, 2), 1, 2),
        ("Khu phố 4", Progress(0, 2), 1, 1),
    ]
    assert (quarter.ward.pk, quarter.ward.tally.progress) == (None, Progress(1, 1))


def test_the_missing_are_named_and_counted(told):
    quarter = plan_quarter(told, Q3)

    # The board of KP 2 had finished in June and owes nothing; that of KP 4 spoke on the business day itself.
    assert quarter.missing_line == "2/4 khu phố chưa gửi"
    assert [(place.name, place.silent_units) for place in quarter.missing] == [
        ("Khu phố 3", ("Ban công tác Mặt trận Khu phố 3", "Chi hội phụ nữ Khu phố 3")),
        ("Khu phố 4", ("Chi hội phụ nữ Khu phố 4",)),
    ]
    assert quarter.ward.sent == Sent.COMPLETE


def test_who_spoke_about_some_work_only_has_sent_in_part(told, ward, task_of, say):
    second = task_of(
        told, [ward.women_branches[2], ward.women_branches[4]], lead_unit=ward.women, title="Nữa"
    )
    second.assignments.update(assigned_on=date(2016, 5, 3))

    quarter = plan_quarter(told, Q3)

    assert [(place.sent, place.lacking) for place in quarter.places] == [
        (Sent.COMPLETE, ""),
        (Sent.PARTLY, "1 lượt chưa báo"),
        (Sent.AWAITED, "Ban công tác Mặt trận Khu phố 3, Chi hội phụ nữ Khu phố 3"),
        (Sent.AWAITED, "Chi hội phụ nữ Khu phố 4"),
    ]
    assert [place.name for place in quarter.partly] == ["Khu phố 2"]
    assert quarter.missing_line == "2/4 khu phố chưa gửi"

    say(second, ward.women_branches[2], date(2017, 9, 18), 10)
    assert plan_quarter(told, Q3).partly == []


@pytest.mark.parametrize(
    ("facts", "state", "tone", "word"),
    [
        ((False, False, False, False, True), Sent.NOT_ASKED, "none", "không được giao"),
        ((True, False, False, False, True), Sent.COMPLETE, "ok", "đã gửi"),
        ((True, False, False, True, False), Sent.PARTLY, "wait", "gửi thiếu"),
        ((True, False, False, True, True), Sent.PARTLY, "wait", "gửi thiếu"),
        ((True, True, False, False, False), Sent.JUST_GIVEN, "none", "mới giao"),
        ((True, False, True, True, False), Sent.AWAITED, "idle", "chưa gửi"),
        ((True, False, True, True, True), Sent.OVERDUE, "late", "chưa gửi"),
    ],
)
def test_a_state_of_sending_has_one_tone_and_one_word(facts, state, tone, word):
    names = ("is_given", "has_only_new", "has_silent_unit", "has_silent_work", "is_over")
    found = sent_state(**dict(zip(names, facts, strict=True)))

    assert (found, found.tone, found.label) == (state, tone, word)


def test_what_was_just_given_is_not_missing_yet(told, ward, task_of, settings):
    def place():
        return next(place for place in plan_quarter(told, Q3).places if place.name == "Khu phố 1")

    before = place().sent
    new = task_of(told, [ward.women_branches[1]], lead_unit=ward.women, due_on=date(2017, 12, 1))
    new.assignments.update(assigned_on=date(2017, 9, 12))

    assert (before, place().sent) == (Sent.COMPLETE, Sent.COMPLETE)
    new.assignments.update(assigned_on=date(2017, 9, 11))
    assert (place().sent, place().lacking) == (Sent.PARTLY, "1 lượt chưa báo")


def test_a_plan_issued_today_has_just_been_given(ward, task_of):
    document = factories.DocumentFactory(issuer=ward.party, number=40, issued_on=date(2017, 9, 18))
    plan = factories.PlanFactory(document=document, starts_on=date(2017, 9, 18))
    task = task_of(plan, ward.women_branches.values(), lead_unit=ward.women, due_on=date(2017, 12, 1))
    # It was given while the plan was drafted.
    task.assignments.update(assigned_on=date(2017, 8, 1))

    quarter = plan_quarter(issued_plans().get(pk=plan.pk), Q3)

    assert {place.sent for place in quarter.places} == {Sent.JUST_GIVEN}
    assert quarter.tally.silent == 0


def test_a_khu_pho_that_was_given_nothing_is_not_missing(told, ward):
    factories.NeighbourhoodFactory(locality=ward.locality, order=5)

    quarter = plan_quarter(told, Q3)

    assert quarter.places[4].name == "Khu phố 5"
    assert not quarter.places[4].is_given
    assert quarter.missing_line == "2/4 khu phố chưa gửi"


def test_a_khu_pho_that_was_merged_within_the_period_stays_with_its_work(told, ward):
    for n in (4, 5):
        place = ward.neighbourhoods.get(n) or factories.NeighbourhoodFactory(locality=ward.locality, order=n)
        place.valid_to = date(2017, 9, 17)
        place.save()

    quarter = plan_quarter(told, Q3)

    # Khu phố 5 was given nothing: nothing is missing without it.
    assert [place.name for place in quarter.places] == ["Khu phố 1", "Khu phố 2", "Khu phố 3", "Khu phố 4"]
    assert [place.name for place in quarter.missing] == ["Khu phố 3", "Khu phố 4"]
    totals = [place.tally.progress.total for place in [*quarter.places, quarter.ward]]
    assert (totals, quarter.tally.progress.total) == ([2, 2, 2, 2, 1], 9)
    assert [place.tally.progress.total for place in sending([told], Q3)[told.pk]] == totals
    assert len(plan_quarter(told, Q2).places) == 5


def test_the_latest_words_are_those_within_the_period(told):
    parts = {part.unit: part for task in plan_quarter(told, Q3).tasks for part in task.tally.parts}

    # The later report of KP 2 gave a figure and no words: the words of the report before it stand.
    second = parts["Chi hội phụ nữ Khu phố 2"]
    assert (second.words, second.words_on) == ("Đã lập 1 nhóm.", date(2017, 9, 5))
    assert (second.percent, second.quantity, second.reported_on) == (60, Decimal("1.5"), date(2017, 9, 12))
    assert second.state == State.LATE
    # What KP 3 said in June is its figure still, but no word of this quarter.
    third = parts["Chi hội phụ nữ Khu phố 3"]
    assert (third.percent, third.is_reported, third.words) == (30, False, "")


def test_a_report_stands_on_the_last_day_of_its_period(told):
    quarter = plan_quarter(told, Q2)

    # By 30/6/2017 the board of KP 2 had finished and the women of KP 3 had spoken; nobody was late yet.
    assert quarter.as_of == date(2017, 6, 30)
    assert quarter.tally.progress == Progress(done=1, total=9)
    assert quarter.tally.late == 0
    assert quarter.missing_line == "4/4 khu phố chưa gửi"
    assert quarter.meetings == ()


def test_while_the_period_runs_the_report_stands_on_the_business_day(told, settings):
    settings.BUSINESS_DATE = date(2017, 9, 10)

    quarter = plan_quarter(told, Q3)

    # Of 12/9 and 18/9 nothing is known on 10/9, and 15/9 has not passed.
    assert quarter.as_of == date(2017, 9, 10)
    assert [part.percent for part in quarter.tasks[0].tally.parts] == [100, 40, 30, 0]
    assert quarter.tally.late == 0


def test_adopted_solutions_and_what_became_of_them(told, ward, conclusion, officer, say):
    task = conclusion.assign(
        by=officer,
        title="Mở rộng hình thức tập hợp",
        lead_unit=ward.women,
        units=[ward.women_branches[1], ward.women_branches[2]],
        due_on=date(2017, 12, 15),
    )
    say(task, ward.women_branches[1], date(2017, 9, 1), 100)

    (meeting,) = plan_quarter(told, Q3).meetings
    (result,) = meeting.conclusions

    assert (meeting.kind, meeting.held_on) == ("Tọa đàm", date(2017, 8, 17))
    assert result.outcome.label == "đang thực hiện"
    assert [(step.title, step.progress) for step in result.follow_up] == [
        ("Mở rộng hình thức tập hợp", Progress(1, 2))
    ]


def test_what_was_given_after_the_period_is_not_counted_in_it(told, ward, task_of, say):
    later = task_of(told, [ward.front, ward.women], title="Giao sau", lead_unit=ward.front, due_on=Q3.ends_on)
    later.assignments.update(assigned_on=date(2017, 7, 1))
    half = told.tasks.get(title__startswith="Duy trì")
    half.assignments.filter(unit=ward.front).update(assigned_on=date(2017, 7, 1))

    assert [len(task.tally.parts) for task in plan_quarter(told, Q3).tasks] == [4, 5, 2]
    assert [len(task.tally.parts) for task in plan_quarter(told, Q2).tasks] == [4, 4]
    assert [len(place.tally.parts) for place in sending([told], Q2)[told.pk]] == [2, 2, 2, 2, 0]


def test_a_solution_that_was_assigned_after_the_period_was_not_assigned_yet(
    told, ward, conclusion, officer, settings
):
    conclusion.assign(by=officer, title="Định hướng nội dung", lead_unit=ward.front, rhythm="hằng tháng")
    conclusion.tasks.get().assignments.update(assigned_on=date(2017, 10, 2))
    settings.BUSINESS_DATE = date(2017, 10, 9)

    ((result,),) = (meeting.conclusions for meeting in plan_quarter(told, Q3).meetings)

    assert (result.outcome.label, result.follow_up) == ("chưa giao nhiệm vụ", ())


def test_a_solution_that_was_finished_after_the_period_is_unfinished_in_it(
    told, ward, conclusion, officer, settings
):
    task = conclusion.assign(
        by=officer, title="Định hướng nội dung", lead_unit=ward.front, rhythm="hằng tháng"
    )
    task.assignments.get().report(by=officer, percent=100, on=date(2017, 10, 5))
    settings.BUSINESS_DATE = date(2017, 10, 9)

    ((result,),) = (meeting.conclusions for meeting in plan_quarter(told, Q3).meetings)

    assert result.outcome.label == "đang thực hiện"


def test_difficulties_of_the_period(told, task, leader):
    def raised(day, **fields):
        return factories.DifficultyFactory(
            unit=task.assignments.first().unit, task=task, raised_on=day, raised_by=leader, **fields
        )

    raised(date(2017, 3, 1), is_answered=True, answered_on=date(2017, 5, 2))  # long settled
    carried = raised(date(2017, 6, 1), is_answered=True, answered_on=date(2017, 7, 3), answer="Đồng ý")
    raised(date(2017, 9, 20))  # not yet
    waiting = raised(date(2017, 9, 11), proposal="Mượn hội trường")
    elsewhere = factories.TaskFactory(plan=None, locality=carried.locality)
    factories.DifficultyFactory(unit=carried.unit, task=elsewhere, raised_by=leader)  # of another plan

    assert [
        (heading, [(d.pk, d.proposal, d.answer, d.days_waited) for d in difficulties])
        for heading, difficulties in plan_quarter(told, Q3).difficulty_groups
    ] == [
        ("Đã được trả lời trong kỳ", [(carried.pk, "", "Đồng ý.", 32)]),
        ("Đang chờ trả lời", [(waiting.pk, "Mượn hội trường.", "", 7)]),
    ]
    # In June the answer of July was not known.
    (difficulty,) = dict(plan_quarter(told, Q2).difficulty_groups)["Đang chờ trả lời"]
    assert (difficulty.pk, difficulty.answered_on) == (carried.pk, None)


def test_a_difficulty_stands_in_the_report_of_its_own_plan_alone(told, ward, task, task_of, seminar, leader):
    other = factories.PlanFactory(document__issuer=ward.party)
    seminar.plans.add(other)
    (conclusion,) = seminar.conclusions.all()
    conclusion.tasks.add(task)

    def reported(plan):
        groups = plan_quarter(issued_plans().get(pk=plan.pk), Q3).difficulty_groups
        return [(heading, [it.pk for it in difficulties]) for heading, difficulties in groups]

    own = factories.DifficultyFactory(unit=ward.women_branches[3], task=task, raised_by=leader)
    assert reported(told) == [("Đang chờ trả lời", [own.pk])]
    # The other plan shares the meeting and the follow-up, but not the task.
    assert reported(other) == []

    # What was brought to the meeting concerns every plan it reviewed, and stands there once.
    brought = factories.DifficultyFactory(unit=ward.cells[1], raised_by=leader, raised_on=date(2017, 9, 12))
    for _ in range(2):
        factories.ProposalFactory(meeting=seminar, unit=ward.cells[1], difficulty=brought)
    assert reported(told) == [("Đang chờ trả lời", [own.pk, brought.pk])]
    assert reported(other) == [("Đang chờ trả lời", [brought.pk])]

    # Follow-up that belongs to no plan is told of by the meeting's plans, or by nobody.
    loose = factories.TaskFactory(plan=None, locality=ward.locality)
    conclusion.tasks.add(loose)
    on_loose = factories.DifficultyFactory(
        unit=ward.cells[2], task=loose, raised_by=leader, raised_on=date(2017, 9, 18)
    )
    assert reported(other) == [("Đang chờ trả lời", [brought.pk, on_loose.pk])]


def test_difficulties_at_large_stand_in_the_report_of_every_plan_of_their_unit(told, ward, task_of, leader):
    other = factories.PlanFactory(document__issuer=ward.party)
    task_of(other, [ward.women_branches[3]], lead_unit=ward.women)
    by_women = factories.DifficultyFactory(unit=ward.women_branches[3], raised_by=leader)
    by_board = factories.DifficultyFactory(
        unit=ward.front_boards[1], raised_by=leader, raised_on=date(2017, 5, 2), is_answered=True
    )
    factories.DifficultyFactory(unit=ward.cells[1], raised_by=leader)  # works on neither plan

    def at_large(plan, period):
        return {
            heading: [(d.pk, d.answered_on) for d in difficulties]
            for heading, difficulties in plan_quarter(
                issued_plans().get(pk=plan.pk), period
            ).difficulty_groups
        }

    heading = "Khó khăn khác của các đơn vị"
    assert at_large(told, Q3) == {heading: [(by_board.pk, date(2017, 9, 15)), (by_women.pk, None)]}
    assert at_large(told, Q2) == {heading: [(by_board.pk, None)]}
    assert at_large(other, Q3) == {heading: [(by_women.pk, None)]}


def test_sample_figures_make_the_report_a_sample(told, say, rhythm_task, ward):
    assert not plan_quarter(told, Q3).is_sample

    say(rhythm_task, ward.front_boards[1], date(2017, 9, 2), 50, is_sample=True)

    assert plan_quarter(told, Q3).is_sample


def test_a_plan_without_tasks_has_no_percentage(ward):
    factories.PlanFactory(document=factories.DocumentFactory(issuer=ward.party))

    quarter = plan_quarter(issued_plans().get(), Q3)

    assert quarter.tally.progress.percent is None
    assert quarter.missing_line == "0/0 khu phố chưa gửi"
    assert quarter.tasks == ()


@pytest.mark.parametrize("more", [0, 8])
def test_the_number_of_queries_does_not_grow_with_the_plan(
    told, ward, seminar, task_of, say, more, django_assert_num_queries
):
    for n in range(more):
        task = task_of(told, ward.women_branches.values(), title=f"Việc {n}", lead_unit=ward.women)
        say(task, ward.women_branches[1], date(2017, 9, n + 1), 10)

    with django_assert_num_queries(11):
        plan_quarter(told, Q3)


def test_who_has_sent_agrees_with_the_report(told):
    places = sending([told], Q3)[told.pk]

    assert [place.sent for place in places] == [
        Sent.COMPLETE,
        Sent.COMPLETE,
        Sent.AWAITED,
        Sent.AWAITED,
        Sent.COMPLETE,
    ]
    quarter = plan_quarter(told, Q3)
    assert places == (*quarter.places, quarter.ward)
    assert sending([], Q3) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_who_has_sent_is_asked_for_all_plans_at_once(told, ward, count, django_assert_num_queries):
    for _ in range(count - 1):
        factories.PlanFactory(document=factories.DocumentFactory(issuer=ward.party))
    plans = list(issued_plans())

    with django_assert_num_queries(6):
        assert len(sending(plans, Q3)) == count


def test_earlier_quarters_come_newest_first():
    current = Period(PeriodKind.QUARTER, 2017, 3)

    assert [period.slug for period in quarters(date(2016, 11, 2), current)] == [
        "2017-q2",
        "2017-q1",
        "2016-q4",
    ]
    assert quarters(date(2017, 7, 1), current) == []


@pytest.mark.parametrize(
    ("written", "ended"),
    [("Đã họp", "Đã họp."), ("Đã họp. ", "Đã họp."), ("Xong chưa?", "Xong chưa?"), ("", "")],
)
def test_what_people_wrote_ends_like_a_sentence(written, ended):
    assert sentence(written) == ended


def test_quotation_marks_within_quotation_marks_are_the_inner_ones():
    assert quoted("Phong trào “3 đồng hành”") == "“Phong trào ‘3 đồng hành’”"


# --- The chart ------------------------------------------------------------------------------------


def test_the_chart_says_its_figures_in_words():
    svg = bar_chart("Tỷ lệ", [Bar("Khu phố 1", 1, 0, 2), Bar("KP <2>", 0, 2, 2), Bar("Khu phố 3", 0, 0, 0)])

    assert (
        "<title>Tỷ lệ. Khu phố 1: 1/2; KP &lt;2&gt;: 0/2, 2 quá hạn; Khu phố 3: không được giao</title>"
        in svg
    )
    assert "style=" not in svg


def test_the_bars_are_as_long_as_their_figures():
    svg = bar_chart("Tỷ lệ", [Bar("Khu phố 1", 1, 2, 4)])

    # The whole bar is 272 long: a quarter is done, half is late.
    assert svg.count('width="272"') == 1
    assert svg.count('width="68"') == 1
    assert svg.count('width="136"') == 1
