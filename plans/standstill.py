"""Who has not moved, and the words that urge them on."""

from dataclasses import dataclass, field

from organizations.models import Unit
from organizations.permissions import Permission, can, can_somewhere
from plans.models import Assignment
from plans.progress import State
from wardportal import dates

# What the matrix may be asked for: nothing has moved for so many days.
IDLE_CHOICES = (7, 14, 30)


def idle_days(assignment) -> int:
    """How many days an unfinished assignment has not moved; 0 where it is finished.

    It moves by the unit's word; before the first one, by being given.
    """
    if assignment.state in {State.DONE, State.AWAITING}:
        return 0
    since = assignment.reported_on or assignment.given_on
    return max(0, (dates.today() - since).days)


@dataclass
class Standstill:
    """A unit to be urged on, and what it has not done."""

    unit: Unit
    assignments: list[Assignment] = field(default_factory=list)

    @property
    def late(self):
        """How many of its tasks are past their due date."""
        return sum(assignment.state == State.LATE for assignment in self.assignments)

    @property
    def silent(self):
        """On how many of its tasks it never said anything."""
        return sum(assignment.reported_on is None for assignment in self.assignments)

    @property
    def idle(self):
        return max(idle_days(assignment) for assignment in self.assignments)


def standing_still(tasks, idle=None) -> list[Standstill]:
    """Who is late or silent, or has not moved for `idle` days where that is asked for; the latest first.

    Silence counts some days after the task was given (Assignment.is_new_on).

    `tasks` come from TaskQuerySet.for_matrix through plans.matrix, which tells each assignment its task.
    """
    found = {}
    for task in tasks:
        for assignment in task.given if task.is_in_force else ():
            if _is_still(assignment, idle):
                unit = found.setdefault(assignment.unit_id, Standstill(assignment.unit))
                unit.assignments.append(assignment)
    return sorted(found.values(), key=lambda it: (-it.late, -it.silent, -it.idle))


def _is_still(assignment, idle):
    if idle is None:
        is_silent = assignment.state == State.NOT_REPORTED and not assignment.is_new_on(dates.today())
        return is_silent or assignment.state == State.LATE
    return idle_days(assignment) >= idle


def within_reach(stills, user) -> list[Standstill]:
    """Of these, what `user` may urge on: work of the units reached, or work that a unit reached leads."""
    if not can_somewhere(user, Permission.REMINDER_SEND):
        return []
    given = [it for still in stills for it in still.assignments]
    units = {unit for it in given for unit in (it.unit, it.task.lead_unit)}
    reached = {unit.pk for unit in units if can(user, Permission.REMINDER_SEND, unit)}
    own = (
        Standstill(
            still.unit, [it for it in still.assignments if {it.unit_id, it.task.lead_unit_id} & reached]
        )
        for still in stills
    )
    return [still for still in own if still.assignments]


def words(still, plan) -> str:
    """What is said to the unit, in the portal and in Zalo: each task with its due date and how far it is."""
    lines = [f"{n}. {_line(assignment)}" for n, assignment in enumerate(still.assignments, start=1)]
    return "\n".join(
        [
            f"Kính gửi {still.unit.name}.",
            f"Đề nghị đồng chí báo tiến độ thực hiện {plan.document.citation}:",
            *lines,
            "Có khó khăn, vướng mắc thì nêu ngay khi báo tiến độ để cùng tháo gỡ.",
        ]
    )


def _line(assignment):
    task, late = assignment.task, assignment.days_late
    when = f"hạn {dates.short_date(assignment.due)}" if assignment.due else task.rhythm
    if late:
        when = f"{when}, quá hạn {late} ngày"
    if assignment.reported_on is None:
        said = "chưa báo lần nào"
    else:
        said = f"đã báo {assignment.percent}% ngày {dates.short_date(assignment.reported_on)}"
    return f"{task.title} ({when}; {said})"
