"""How far the work is: the state of one assignment, and the roll-up of many. Pure figures, no database."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db import models

TENTH = Decimal("0.1")


class State(models.TextChoices):
    """What a cell of the matrix says, from best to worst; a cell of several units shows the worst."""

    DONE = "done", "đã xong"
    AWAITING = "awaiting", "chờ xác nhận"
    IN_PROGRESS = "in_progress", "đang làm"
    NOT_REPORTED = "not_reported", "chưa báo"
    LATE = "late", "quá hạn"

    @property
    def tone(self):
        return {
            "done": "ok",
            "awaiting": "wait",
            "in_progress": "info",
            "not_reported": "idle",
            "late": "late",
        }[self.value]

    @property
    def sign(self):
        return {"done": "✓", "awaiting": "…", "in_progress": "›", "not_reported": "–", "late": "!"}[
            self.value
        ]

    @classmethod
    def worst(cls, states):
        """The worst of some states; None of none."""
        order = list(cls)
        return max(states, key=order.index, default=None)


def assignment_state(*, percent, reported_on, due_on, day, occurrence_on=None, is_accepted=True) -> State:
    """The state of one assignment on `day` (a date); no `reported_on`: the unit never said anything.

    `occurrence_on` is the due day of the earliest time of a rhythm of which nothing was said: once it is
    past, 100 % said of an earlier time is no longer all. `is_accepted`: nobody has to look at it any more.
    """
    is_missed = occurrence_on is not None and occurrence_on < day
    if percent == 100 and not is_missed:
        return State.DONE if is_accepted else State.AWAITING
    if due_on is not None and due_on < day:
        return State.LATE
    return State.NOT_REPORTED if reported_on is None else State.IN_PROGRESS


@dataclass(frozen=True)
class Progress:
    """How far a task or a plan is: units that finished, of the units that were given something to do.

    Never an average of percentages: 50 % of an easy thing and 50 % of a hard one are not 50 % of anything.
    Where tasks have weights, `weighted` is (weight of what is finished, weight of what was given), and the
    share is of those; the units stay counted beside it.
    """

    FORMULA = "số lượt đơn vị đã hoàn thành chia cho số lượt đơn vị được giao"
    WEIGHTED = "tổng trọng số của các lượt đã hoàn thành chia cho tổng trọng số của các lượt được giao"
    ACCEPTED = "ở nhiệm vụ cần xác nhận, chỉ lượt đã được đơn vị chủ trì xác nhận mới tính là hoàn thành"

    RHYTHM = (
        "việc định kỳ tính là hoàn thành khi mọi kỳ đã đến hạn đều có báo và lần báo mới nhất là 100%; "
        "kỳ sau đến hạn mà chưa báo thì lại thành quá hạn"
    )

    done: int
    total: int
    weighted: tuple[int, int] | None = None
    has_acceptance: bool = False
    has_rhythm: bool = False

    @property
    def percent(self):
        """The share in percent, rounded to one decimal; None where nothing was assigned.

        100 means all and 0 means none: what rounding would make of 1999 in 2000 stays at 99.9.
        """
        if self.done in {0, self.total}:
            return Decimal(100 if self.done else 0) if self.total else None
        done, total = self.share
        rounded = (Decimal(100 * done) / total).quantize(TENTH, ROUND_HALF_UP)
        return min(max(rounded, TENTH), 100 - TENTH)

    @property
    def share(self):
        """The two figures of the division: weights where there are any, else units."""
        return self.weighted or (self.done, self.total)

    @property
    def formula(self):
        """What was divided by what, in the office's words."""
        return self.WEIGHTED if self.weighted else self.FORMULA

    @classmethod
    def of(cls, assignments):
        """The roll-up of one task; the assignments have their `task`."""
        return cls(
            done=sum(given.is_done for given in assignments),
            total=len(assignments),
            has_acceptance=any(given.task.needs_acceptance for given in assignments),
            has_rhythm=any(given.occurrence_due_on is not None for given in assignments),
        )

    @classmethod
    def of_tasks(cls, tasks):
        """The roll-up of several tasks, each with `given` and its weight."""
        parts = [(task.weight, cls.of(task.given)) for task in tasks]
        weighted = (
            sum(weight * part.done for weight, part in parts),
            sum(weight * part.total for weight, part in parts),
        )
        return cls(
            done=sum(part.done for _, part in parts),
            total=sum(part.total for _, part in parts),
            weighted=weighted if any(weight != 1 for weight, _ in parts) else None,
            has_acceptance=any(part.has_acceptance for _, part in parts),
            has_rhythm=any(part.has_rhythm for _, part in parts),
        )
