"""Sample data ("dữ liệu mẫu") that shows the portal at work: people, tasks, progress, difficulties.

None of it is in the news item. Every row is marked, and wiping.py takes all of it away again.
"""

from datetime import date
from itertools import cycle

from activities.models import Difficulty
from meetings import news
from meetings.models import Attendance, Proposal
from organizations.models import Person, Post, PostHolding, Reminder, User
from organizations.permissions import Role
from plans import standstill
from plans.matrix import matrix
from plans.models import Assignment, Task, unroll
from wardportal.demo import (
    activity_samples,
    arrivals,
    figures,
    filings,
    meeting_samples,
    own_plans,
    papers,
    reviews,
    work_samples,
)
from wardportal.demo.facts import MASS_ORGANIZATIONS, Ward, give_solution
from wardportal.demo.sample_data import (
    BRANCH_ACCOUNTS,
    DIFFICULTIES,
    FAMILY_NAMES,
    MEN,
    PROPOSALS,
    WARD_ACCOUNTS,
    WOMEN,
    WORK_19,
    WORK_25,
    each,
)

READER_POST = "Người xem (dùng thử)"


def create(ward: Ward, password_hash) -> None:
    """Fill the ward of facts.py with sample people, accounts, tasks and figures; in one transaction."""
    accounts = _people(ward, password_hash)
    for key, works in {"19": WORK_19, "25": WORK_25}.items():
        for order, work in enumerate(works, start=1):
            _task(ward, accounts, ward.plans[key], order, work)
    difficulties = _difficulties(ward, accounts)
    _proposals(ward, difficulties)
    papers.create(ward, accounts)
    _follow_up(ward, accounts)
    activity_samples.create(ward, accounts, difficulties)
    work_samples.create(ward, accounts)
    own_plans.create(ward, accounts)
    _reminders(ward, accounts)
    figures.create(ward, accounts)
    filings.create(ward, accounts)
    reviews.create(ward, accounts)
    _news(ward, accounts)
    arrivals.create(ward, accounts)
    meeting_samples.create(ward, accounts)


def _people(ward, password_hash):
    """Holders for all posts that the seed leaves open; {unit key: account of its head}."""
    men = (f"{family} {given}" for family, given in zip(cycle(FAMILY_NAMES), cycle(MEN), strict=False))
    women = (f"{family} {given}" for family, given in zip(cycle(FAMILY_NAMES), cycle(WOMEN), strict=False))
    mai = ward.deputy_secretary.user
    accounts = {"standing": mai, "bloc": mai, "party": mai}
    usernames = {key: name for name, key in WARD_ACCOUNTS.items()}
    for (key, post_name), post in ward.posts.items():
        if post.role in {Role.WARD_ADMIN, Role.STANDING_LEADERSHIP} or key == "party":
            continue  # held already, or not known
        kind, _, n = key.partition("-")
        person = _person(ward, post, next(women if kind == "women" or post.order else men))
        username = usernames.get((key, post_name))
        if n and post.order == 0:
            username = f"{BRANCH_ACCOUNTS[kind]}-kp{n}"
        if username:
            accounts[key] = User.objects.create(
                username=username, locality=ward.locality, person=person, is_demo=True, password=password_hash
            )
    reader = Post.objects.create(unit=ward.units["office"], name=READER_POST, role=Role.READER, order=9)
    person = _person(ward, reader, next(men))
    User.objects.create(
        username="nguoixem", locality=ward.locality, person=person, is_demo=True, password=password_hash
    )
    return accounts


def _person(ward, post, full_name):
    person = Person.objects.create(locality=ward.locality, full_name=full_name, is_sample=True)
    PostHolding.objects.create(post=post, person=person)
    Attendance.objects.filter(meeting=ward.seminar, unit=post.unit, post_name=post.name).update(
        person=person, person_name=full_name
    )
    return person


def _task(ward, accounts, plan, order, work):
    lead = ward.units[work.lead]
    task = Task(
        locality=ward.locality,
        plan=plan,
        order=order,
        title=work.title,
        lead_unit=lead,
        due_on=work.due_on,
        rhythm=work.rhythm,
        product=work.product,
        measure_unit=work.measure_unit,
        needs_acceptance=work.needs_acceptance,
        is_sample=True,
    )
    task.full_clean()
    task.save()
    task.record_edit(by=ward.administrator, before={})
    if work.since:
        unroll(task, since=work.since)
    given = task.assign(
        [ward.units[key] for key in work.units],
        by=ward.administrator,
        target_quantity=work.target,
        on=plan.starts_on,
    )
    by_unit = {assignment.unit_id: assignment for assignment in given}
    for day, said in work.reports:
        for key, (percent, quantity, words) in said.items():
            assignment = by_unit[ward.units[key].pk]
            assignment.report(
                by=accounts[key], percent=percent, quantity=quantity, text=words, on=day, is_sample=True
            )
    for key in work.accepted:
        by_unit[ward.units[key].pk].accept(by=accounts[work.lead])
    return task


def _difficulties(ward, accounts):
    made = []
    for key, day, title, level, text, proposal in DIFFICULTIES:
        difficulty = Difficulty.raise_by(
            ward.units[key],
            by=accounts[key],
            text=text,
            proposal=proposal,
            level=level,
            task=Task.objects.get(title=title, locality=ward.locality) if title else None,
            on=day,
            is_sample=True,
        )
        made.append(difficulty)
    return made


def _news(ward, accounts):
    """The editors' item on the seminar, put together from its facts."""
    item = news.drafted(ward.seminar)
    item.write(by=accounts["editors"])
    item.publish(by=accounts["editors"])


def _reminders(ward, accounts):
    """The Front urges on the board that is behind with the month's contents."""
    plan, unit = ward.plans["19"], ward.units["front-6"]
    tasks = list(plan.tasks.for_matrix())
    matrix(tasks, [])
    for still in standstill.standing_still(tasks):
        if still.unit == unit:
            text = standstill.words(still, plan)
            Reminder.send(unit, by=accounts["front"], text=text, link=plan.get_absolute_url(), is_sample=True)


def _proposals(ward, difficulties):
    for order, (key, text, source, solution) in enumerate(PROPOSALS, start=1):
        proposal = Proposal.objects.create(
            meeting=ward.seminar,
            unit=ward.units[key],
            text=text,
            difficulty=None if source is None else difficulties[source],
            order=order,
            is_sample=True,
        )
        ward.conclusions[solution - 1].proposals.add(proposal)


def _follow_up(ward, accounts):
    """The four solutions as tasks of 19-KH/ĐU, given to the units they name.

    Solutions 1 and 4 name who leads; 2 names several at once and 3 nobody, so there the Front leads, as a
    sample. What the units have said about them since is sample data in all four.
    """
    units, by = ward.units, ward.administrator
    front, plan = units["front"], ward.plans["19"]
    first, second, third, fourth = ward.conclusions
    tasks = [
        give_solution(first, units, plan, by=by),
        second.assign(
            by=by,
            title="Định hướng thường xuyên nội dung hoạt động cho khu phố",
            lead_unit=front,
            units=[units[key] for key in MASS_ORGANIZATIONS],
            plan=plan,
            rhythm="thường xuyên",
            on=ward.seminar.held_on,
            is_sample=True,
        ),
        third.assign(
            by=by,
            title="Đa dạng hóa hình thức tập hợp; phát triển và nâng cao chất lượng đoàn viên, hội viên",
            lead_unit=front,
            units=ward.branches("front", "youth", "women"),
            plan=plan,
            due_on=date(2017, 12, 15),
            on=ward.seminar.held_on,
            is_sample=True,
        ),
        give_solution(fourth, units, plan, by=by),
    ]
    words = "Đã bàn cách làm sau tọa đàm."
    said = (
        {"front": (30, None, "Đã thống nhất nội dung giám sát quý IV."), "women": (20, None, words)}
        | each("women", 40, 30, 20, 50, None, 30, 20, 40, words=words)
        | each("front", 30, 30, None, 40, None, None, 20, 30, words=words)
        | each("youth", 30, 20, 20, 30, None, 20, None, 30, words=words)
    )
    for task in tasks:
        for assignment in Assignment.objects.filter(task=task).select_related("task__plan", "unit"):
            key = next(key for key, unit in units.items() if unit == assignment.unit)
            if key in said:
                percent, quantity, text = said[key]
                assignment.report(
                    by=accounts[key],
                    percent=percent,
                    quantity=quantity,
                    text=text,
                    on=date(2017, 9, 13),
                    is_sample=True,
                )
