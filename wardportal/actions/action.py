"""One thing that waits for one person, and the words that all of them are told in."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.text import Truncator

from organizations.permissions import Role
from wardportal import dates

# More than anybody can do in a day; a list that long says "too much" just as well.
MOST = 200


@dataclass(frozen=True)
class Action:
    """One line of the start page, with the fields of _partials/todo.html."""

    title: str
    url: str
    action: str
    context: str = ""
    due_on: date | None = None
    due_text: str = ""
    is_main: bool = False
    # Where it stands among the others, if that is not its due date; what has a rhythm comes last.
    rank_on: date | None = None

    @property
    def rank(self) -> date:
        """What waits without a date waits today."""
        return self.rank_on or self.due_on or dates.today()


def is_office(user):
    return any(role == Role.PARTY_OFFICE for role, _ in user.powers)


def plan_code(task) -> str:
    return task.plan.document.code if task.plan else ""


def short(text) -> str:
    return Truncator(text).chars(150)


def quoted(text) -> str:
    return f"“{short(text)}”"


def joined(*parts) -> str:
    return " · ".join(part for part in parts if part)


def waited(since, until=None) -> str:
    """ "Chờ 3 ngày" from the date `since` to today, or to `until`."""
    days = ((until or dates.today()) - since).days
    return f"Chờ {days} ngày" if days > 0 else "Hôm nay"


def waited_since(moment) -> str:
    """As `waited`, in real days, also in the demo whose business day stands still."""
    return waited(timezone.localdate(moment), timezone.localdate())
