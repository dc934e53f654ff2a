"""What counts as finished, missed or given out, asked along whatever path leads to the work."""

from datetime import timedelta

from django.db.models import Q

from documents.models import Document
from wardportal import dates

# So long before it falls due a time of a rhythm is asked for.
ASKED_DAYS_AHEAD = 31


def done(prefix="") -> Q:
    """The filter "this unit has finished" (State.DONE); `prefix` leads to the assignment, as in a Count."""
    is_accepted = Q(**{f"{prefix}task__needs_acceptance": False}) | Q(
        **{f"{prefix}accepted_on__isnull": False}
    )
    return Q(**{f"{prefix}percent": 100}) & is_accepted & ~missed(prefix)


def undone(prefix="") -> Q:
    """What is not `done`, said without a negation: a join that finds nothing is not undone work."""
    awaits = {f"{prefix}task__needs_acceptance": True, f"{prefix}accepted_on": None}
    return Q(**{f"{prefix}percent__lt": 100}) | Q(**{f"{prefix}percent": 100}, **awaits) | missed(prefix)


def missed(prefix="") -> Q:
    """The filter "a time of the rhythm has passed without a word"."""
    return Q(
        **{
            f"{prefix}occurrence_due_on__isnull": False,
            f"{prefix}occurrence_due_on__lt": dates.today(),
        }
    )


def given_out(prefix="") -> Q:
    """The filter "units have it": plan and assigning letter of the task, where it has them, are issued.

    `prefix` leads to the task.
    """
    plan, letter = f"{prefix}plan", f"{prefix}letter"
    issued = Document.State.ISSUED
    return (Q(**{plan: None}) | Q(**{f"{plan}__document__state": issued})) & (
        Q(**{letter: None}) | Q(**{f"{letter}__state": issued})
    )


def asked() -> Q:
    """The filter "the unit has something to say now", as Assignment.is_asked says of one."""
    ahead = dates.today() + timedelta(days=ASKED_DAYS_AHEAD)
    return Q(percent__lt=100, occurrence_due_on=None) | Q(occurrence_due_on__lte=ahead)
