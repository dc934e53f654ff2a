"""How far the work is: the state of one assignment, and the roll-up of many. Pure figures, no database."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db import models

TENTH = Decimal("0.1")


class State(models.TextChoices):
    """What a cell of the matrix says, from best to worst; a cell of several units shows the worst."""

    DONE = "done", "đã xong"
    IN_PROGRESS = "in_progress", "đang làm"
    NOT_REPORTED = "not_reported", "chưa báo"
    LATE = "late", "quá hạn"

    @property
    def tone(self):
        return {"done": "ok", "in_progress": "info", "not_reported": "idle", "late": "late"}[self.value]

    @property
    def sign(self):
        return {"done": "✓", "in_progress": "…", "not_reported": "–", "late": "!"}[self.value]

    @classmethod
    def worst(cls, states):
        """The worst of some states; None of none."""
        order = list(cls)
        return max(states, key=order.index, default=None)


def assignment_state(*, percent, reported_on, due_on, day) -> State:
    """The state of one assignment on `day` (a date); no `reported_on`: the unit never said anything."""
    if percent == 100:
        return State.DONE
    if due_on is not None and due_on < day:
        return State.LATE
    return State.NOT_REPORTED if reported_on is None else State.IN_PROGRESS


@dataclass(frozen=True)
class Progress:
    """How far a task or a plan is: units that finished, of the units that were given something to do.

    Never an average of percentages: 50 % of an easy thing and 50 % of a hard one are not 50 % of anything.
    """

    FORMULA = "số lượt đơn vị đã hoàn thành chia cho số lượt đơn vị được giao"

    done: int
    total: int

    @property
    def percent(self):
        """The share in percent, rounded to one decimal; None where nothing was assigned.

        100 means all and 0 means none: what rounding would make of 1999 in 2000 stays at 99.9.
        """
        if self.done in {0, self.total}:
            return Decimal(100 if self.done else 0) if self.total else None
        share = (Decimal(100 * self.done) / self.total).quantize(TENTH, ROUND_HALF_UP)
        return min(max(share, TENTH), 100 - TENTH)

    @classmethod
    def of(cls, assignments):
        return cls(done=sum(given.percent == 100 for given in assignments), total=len(assignments))
