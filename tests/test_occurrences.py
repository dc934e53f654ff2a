"""Rhythms as dated occurrences: made by verb and job, spoken of by the units, late where nobody spoke."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from plans.jobs import unroll_rhythms
from plans.models import Assignment, Occurrence, Task, missing_occurrences, unroll
from plans.progress import Progress, State
from reports.results import task_result, turn_back
from tests import factories
from tests.reading import text_of
from wardportal.dates import Period, PeriodKind


def dues(task):
    return [occurrence.due_on for occurrence in task.occurrences.all()]


@pytest.fixture
def monthly(rhythm_task):
    """The rhythm task with its times of July, August and September 2017."""
    for month, day in [(7, 31), (8, 31), (9, 30)]:
        factories.OccurrenceFactory(task=rhythm_task, due_on=date(2017, month, day))
    Assignment.objects.update(assigned_on=date(2017, 7, 1))
    rhythm_task.assignments.all().take_dues()
    return rhythm_task


@pytest.fixture
def given(monthly, ward):
    """What the Front board of Khu phố 3 was given of it."""
    return monthly.assignments.get(unit=ward.front_boards[3])


# --- Unrolled -----------------------------------------------------------------------------------------


def test_rhythm_is_unrolled_from_today_a_year_ahead(rhythm_task):
    assert missing_occurrences(rhythm_task)

    made = unroll(rhythm_task)

    assert made == 12
    assert dues(rhythm_task)[::11] == [date(2017, 9, 30), date(2018, 8, 31)]
    assert rhythm_task.occurrences.first().label == "tháng 9/2017"
    assert not missing_occurrences(rhythm_task)
    assert set(rhythm_task.assignments.values_list("occurrence_due_on", flat=True)) == {date(2017, 9, 30)}


def test_rhythm_ends_with_its_plan(rhythm_task, plan):
    plan.ends_on = date(2017, 11, 15)
    plan.save()
    rhythm_task.refresh_from_db()

    unroll(rhythm_task)

    assert dues(rhythm_task) == [date(2017, 9, 30), date(2017, 10, 31)]


def test_rhythm_of_a_plan_to_come_begins_with_it(draft_plan, ward):
    task = factories.TaskFactory(plan=draft_plan, lead_unit=ward.front, due_on=None, rhythm="hằng quý")

    unroll(task)

    assert dues(task)[0] == date(2017, 12, 31)


@pytest.mark.parametrize("rhythm", ["thường xuyên", "khi có yêu cầu của cấp trên"])
def test_rhythm_without_dates_has_no_occurrences(rhythm_task, rhythm):
    rhythm_task.rhythm = rhythm
    rhythm_task.save()

    assert (unroll(rhythm_task), rhythm_task.has_dates, bool(missing_occurrences(rhythm_task))) == (
        0,
        False,
        False,
    )


def test_new_rhythm_replaces_what_is_to_come_and_nobody_spoke_of(monthly, given, officer):
    given.report(by=officer, percent=10, occurrence=monthly.occurrences.get(due_on=date(2017, 9, 30)))
    before = monthly.as_audited()
    monthly.rhythm = "ngày 15 hằng tháng"
    monthly.save()

    monthly.record_edit(by=officer, before=before)

    assert dues(monthly)[:5] == [
        date(2017, 7, 31),
        date(2017, 8, 31),
        date(2017, 9, 30),
        date(2017, 10, 15),
        date(2017, 11, 15),
    ]


def test_task_that_gets_a_due_date_has_no_times_to_come(monthly, officer):
    before = monthly.as_audited()
    monthly.rhythm, monthly.due_on = "", date(2017, 12, 1)
    monthly.save()

    monthly.record_edit(by=officer, before=before)

    assert dues(monthly) == [date(2017, 7, 31), date(2017, 8, 31)]


def test_job_extends_what_time_has_passed_by(rhythm_task, task, settings):
    unroll_rhythms()
    unroll_rhythms()
    count = Occurrence.objects.count()
    settings.BUSINESS_DATE = date(2017, 9, 18) + timedelta(days=31)

    unroll_rhythms()

    assert (count, Occurrence.objects.count()) == (12, 13)
    assert not task.occurrences.exists()


def test_closed_plan_is_not_unrolled(rhythm_task, plan, officer):
    plan.closed_at, plan.closed_by = "2017-09-01T08:00+07:00", officer
    plan.save()
    rhythm_task.refresh_from_db()

    unroll_rhythms()

    assert (unroll(rhythm_task), Occurrence.objects.count()) == (0, 0)


def test_occurrence_is_once_a_day(monthly):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.OccurrenceFactory(task=monthly, due_on=date(2017, 9, 30))


# --- Spoken of ----------------------------------------------------------------------------------------


def test_unit_is_late_while_a_time_that_is_past_has_no_word(monthly, given, officer):
    assert (given.state, given.due, given.days_late) == (State.LATE, date(2017, 7, 31), 49)
    assert given in Assignment.objects.late()

    given.report(by=officer, percent=100, on=date(2017, 9, 1), occurrence=monthly.occurrences.first())
    assert (given.state, given.due) == (State.LATE, date(2017, 8, 31))

    given.report(by=officer, percent=100, on=date(2017, 9, 2))
    assert given.entries.first().occurrence.label == "tháng 8/2017"
    assert (given.state, given.occurrence_due_on) == (State.DONE, date(2017, 9, 30))
    assert given not in Assignment.objects.late()
    assert given in Assignment.objects.exclude(pk__in=Assignment.objects.undone())


def test_what_was_finished_is_late_again_once_the_next_time_is_past(given, officer, settings):
    for _ in range(2):
        given.report(by=officer, percent=100)
    assert given.is_done

    settings.BUSINESS_DATE = date(2017, 10, 1)

    assert (given.state, given.days_late) == (State.LATE, 1)
    assert given in Assignment.objects.undone()


def test_word_without_a_name_is_for_the_oldest_silent_time_then_for_the_one_under_way(given, officer):
    for _ in range(4):
        given.report(by=officer, percent=50)

    assert [entry.occurrence.label for entry in given.entries.order_by("pk")] == [
        "tháng 7/2017",
        "tháng 8/2017",
        "tháng 9/2017",
        "tháng 9/2017",
    ]


def test_unit_is_not_asked_for_what_was_due_before_it_got_the_task(monthly, ward, officer):
    (new,) = monthly.assign([ward.youth], by=officer)

    new.refresh_from_db()
    assert (new.occurrence_due_on, new.state) == (date(2017, 9, 30), State.NOT_REPORTED)


def test_own_due_date_takes_the_place_of_the_rhythm(given, officer):
    given.set_terms(by=officer, due_on=date(2017, 12, 1), target_quantity=None)

    assert (given.due, given.occurrence_due_on, given.state) == (
        date(2017, 12, 1),
        None,
        State.NOT_REPORTED,
    )


def test_word_names_a_time_of_its_own_task(given, officer):
    other = factories.OccurrenceFactory(
        task=factories.TaskFactory(plan=given.task.plan, due_on=None, rhythm="hằng quý")
    )

    with pytest.raises(ValidationError, match="Kỳ này không phải của nhiệm vụ ấy"):
        given.report(by=officer, percent=10, occurrence=other)


def test_state_of_all_costs_three_queries(plan, monthly, django_assert_num_queries):
    with django_assert_num_queries(3):
        tasks = list(Task.objects.filter(plan=plan).for_matrix())
        found = [Progress.of_tasks(tasks), *(given.state for task in tasks for given in task.given)]

    assert found.count(State.LATE) == 9


def test_rhythm_says_how_many_times_were_reported_of_those_due(given, officer, office):
    def page():
        return text_of(office.get(given.get_absolute_url()))

    def task_page():
        return text_of(office.get(given.task.get_absolute_url()))

    assert "đã báo 0/2 kỳ đến hạn" in page()
    given.report(by=officer, percent=100, on=date(2017, 9, 1))
    assert "đã báo 1/2 kỳ đến hạn" in page()
    assert "đã báo 1/2 kỳ đến hạn" in task_page()

    given.report(by=officer, percent=100, on=date(2017, 9, 2))

    assert "đã báo 2/2 kỳ đến hạn" in page()
    assert "đúng kỳ" in page()
    assert "đã xong" not in page()
    assert "việc định kỳ tính là hoàn thành khi mọi kỳ đã đến hạn đều có báo" in task_page()


def turned_back(task, day):
    tasks = list(Task.objects.filter(pk=task.pk).for_matrix())
    turn_back(tasks, Period.containing(day, PeriodKind.QUARTER), day)
    return tasks


def test_report_of_a_quarter_counts_the_times_of_a_rhythm(monthly, given, officer):
    given.report(by=officer, percent=100, on=date(2017, 9, 1))

    by_day = {
        day: task_result(*turned_back(monthly, day), day).timing
        for day in (date(2017, 8, 31), date(2017, 9, 18))
    }

    assert by_day == {
        date(2017, 8, 31): "hằng tháng, các đơn vị đã báo 0/10 kỳ đến hạn",
        date(2017, 9, 18): "hằng tháng, các đơn vị đã báo 1/10 kỳ đến hạn",
    }
