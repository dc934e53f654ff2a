"""Who has sent what was asked for: one line a plan, the same on the start page and in the list of reports."""

from dataclasses import dataclass

from organizations.kept import kept
from plans.models import Plan
from reports.quarterly import sending
from reports.sent import Sent
from wardportal.addresses import address
from wardportal.dates import Period


@dataclass(frozen=True)
class PlaceSending:
    """What of a reports.results.PlaceResult says who has sent."""

    pk: int | None
    name: str
    short_name: str
    is_given: bool
    sent: Sent
    lacking: str


@dataclass(frozen=True)
class PlanSending:
    """A plan and a period: which khu phố have sent, as the row of eight shows it."""

    plan: Plan
    period: Period
    places: tuple[PlaceSending, ...]

    @property
    def url(self):
        return address("reports:plan_report", self.period.slug, self.plan.pk)

    @property
    def cells(self):
        return [_cell(place, self.url) for place in self.places]

    @property
    def given(self):
        return sum(place.is_given for place in self.places)

    @property
    def missing(self):
        return [place for place in self.places if place.sent.is_missing]

    @property
    def line(self):
        """ "1/8 khu phố chưa gửi, 2 gửi thiếu, 5 đã gửi"; those behind the first only where there are any."""
        states = [place.sent for place in self.places]
        place_word = self.plan.document.locality.neighbourhood_word
        first = f"{len(self.missing)}/{self.given} {place_word} chưa gửi"
        rest = [
            f"{states.count(state)} {state.label}"
            for state in (Sent.PARTLY, Sent.COMPLETE, Sent.JUST_GIVEN)
            if state in states
        ]
        return ", ".join([first, *rest])


def sendings(plans, period) -> list[PlanSending]:
    """One for each of `plans` (of one locality, all with a report for `period`), in their order."""
    if not plans:
        return []
    parts = (period.slug, [plan.pk for plan in plans])
    places = kept("sendings-1", plans[0].document.locality_id, parts, lambda: _places(plans, period))
    return [PlanSending(plan, period, places[plan.pk]) for plan in plans]


def _places(plans, period) -> dict[int, tuple[PlaceSending, ...]]:
    return {
        pk: tuple(
            PlaceSending(it.pk, it.name, it.short_name, it.is_given, it.sent, it.lacking)
            for it in places[:-1]
        )
        for pk, places in sending(plans, period).items()
    }


def _cell(place, url) -> dict:
    """A square: the state's sign, and for the ear and the tooltip what is lacking."""
    words = f"{place.sent.label}: {place.lacking}" if place.lacking else place.sent.label
    return {
        "tone": place.sent.tone,
        "text": "",
        "short": place.short_name,
        "label": f"{place.name}: {words}",
        "url": f"{url}#kp-{place.pk}",
    }
