"""Việc cần xử lý: what one person must do now, each with the page where it is done."""

from dataclasses import replace

from organizations.kept import kept
from wardportal.actions import activities, meetings, papers, reporting, work
from wardportal.actions.action import Action, is_office
from wardportal.first_steps import first_steps


def actions_of(user) -> list[Action]:
    """Everything that waits for `user`, the most urgent first; as many queries for much as for little."""
    powers = [(role, unit.pk) for role, unit in user.powers]
    found = [*kept("actions-2", user.locality_id, (user.pk, powers), lambda: _kept(user))]
    # No entry in the log tells that a job failed, nor that a guidance was read.
    found += [*papers.failed_jobs(user), *activities.guidance(user)]
    first, *others = sorted(found, key=lambda action: action.rank) or [None]
    return [replace(first, is_main=True), *others] if first else []


def _kept(user):
    found = [*work.own_work(user), *reporting.figures(user), *activities.difficulties(user)]
    found += [*work.late_tasks(user), *papers.papers(user), *work.results(user), *work.extensions(user)]
    found += [*activities.replies(user), *reporting.review_words(user), *meetings.invitations(user)]
    found += [*reporting.filings(user), *reporting.filings_to_take_in(user), *meetings.minutes(user)]
    for title, context, action, url in first_steps(user):
        found.append(Action(title, url, action, context=context, due_text="Phường mới"))
    if is_office(user):
        found += meetings.unassigned_conclusions(user)
    return found
