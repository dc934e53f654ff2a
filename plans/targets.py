"""How far a plan's targets are: what the units entered, by the indicator's own rule, beside the aim."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.text import capfirst

from indicators.aggregation import Figure, Kind
from indicators.figures import Asked, figures
from plans.models import Target
from wardportal.numbers import office_number, percent

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class TargetProgress:
    """One target with the figure that measures it; the figure opens to the units it is made of."""

    target: Target
    figure: Figure

    @property
    def amount(self):
        return self.figure.amount

    @property
    def is_ratio(self):
        return self.figure.rule.kind == Kind.RATIO

    @property
    def reached(self):
        """What was reached, in the target's own unit (of a ratio: percent); None where nobody said it."""
        if self.amount is None:
            return None
        if self.is_ratio:
            return self.amount.percent
        return self.amount.second if self.target.part == Target.Part.SECOND else self.amount.value

    @property
    def is_met(self):
        """Whether it is reached; None where there is no figure. A ratio is compared exactly, not rounded."""
        if self.reached is None:
            return None
        if self.is_ratio:
            sides = 100 * self.amount.value, self.target.value * self.amount.denominator
        else:
            sides = self.reached, self.target.value
        return {
            Target.Direction.AT_LEAST: sides[0] >= sides[1],
            Target.Direction.AT_MOST: sides[0] <= sides[1],
            Target.Direction.EXACTLY: sides[0] == sides[1],
        }[self.target.direction]

    @property
    def share(self):
        """Reached of aimed at in percent, one decimal; None of a ratio, of a ceiling and of no figure."""
        is_ceiling = self.target.direction == Target.Direction.AT_MOST
        if self.reached is None or self.is_ratio or is_ceiling or not self.target.value:
            return None
        share = (100 * self.reached / self.target.value).quantize(TENTH, ROUND_HALF_UP)
        return min(share, 100 - TENTH) if self.reached < self.target.value else share

    @property
    def is_judged(self):
        """Whether the figure says anything of the plan: before it is issued nobody works towards it."""
        return self.target.plan.is_issued

    @property
    def tone(self):
        return {None: "idle", True: "ok", False: "info"}[self.is_met if self.is_judged else None]

    @property
    def state(self):
        if self.reached is not None and not self.is_judged:
            return "số hiện có, kế hoạch chưa ban hành"
        return {None: "chưa có số", True: "đạt chỉ tiêu", False: "chưa đạt"}[self.is_met]

    @property
    def reached_words(self):
        """ "19 đoàn viên", "68,2% (1.705/2.500)", "chưa có số" """
        if self.reached is None:
            return self.state
        shown = self.target.shown(self.reached)
        if not self.is_ratio:
            return shown
        return f"{shown} ({office_number(self.amount.value)}/{office_number(self.amount.denominator)})"

    @property
    def words(self):
        """ "19/24 đoàn viên, đạt 79,2% chỉ tiêu"; of a ratio "68,2% (1.705/2.500), chỉ tiêu ≥ 70%"."""
        if self.share is None:
            return f"{self.reached_words}, chỉ tiêu {self.target.aim}"
        aimed = self.target.shown(self.target.value)
        return f"{office_number(self.reached)}/{aimed}, đạt {percent(self.share)} chỉ tiêu"

    @property
    def formula(self):
        """How the figure came about, as it stands beside it."""
        return capfirst(f"{self.figure.rule.formula}, {self.target.period_words}")

    @property
    def base_words(self):
        """What there was when the plan began, where it says so."""
        base = self.target.base_value
        return "" if base is None else self.target.shown(base)

    @property
    def since_base(self):
        return f"khi bắt đầu: {self.base_words}" if self.base_words else ""


def progress_of(targets, until=None) -> list[TargetProgress]:
    """The progress of each target (from `for_list()`), in their order: two queries for all of them.

    `until` leaves out the months that begin after that day: as far as a target was by then.
    """
    targets = list(targets)
    asked = [Asked(it.indicator, _months(it, until), tuple(it.units.all()) or None) for it in targets]
    return [TargetProgress(target, figure) for target, figure in zip(targets, figures(asked), strict=True)]


def _months(target, until):
    return tuple(month for month in target.months if until is None or month.starts_on <= until)


def progress_of_plan(plan) -> list[TargetProgress]:
    return progress_of(plan.targets.of_plan())
