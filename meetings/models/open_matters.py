"""What a meeting finds still open: unfinished conclusions of before, difficulties that wait for the session.

A meeting of a series finds those of the one before; the working session of the standing leadership
(`kind.gathers_open_matters`) all of the ward's, and the difficulties put to "the next session".
"""

from django.db import transaction
from django.db.models import Q, Subquery
from django.utils.text import Truncator

from activities.models import Difficulty
from documents.models import Document
from meetings.models.agenda import AgendaItem
from meetings.models.conclusions import Conclusion
from meetings.models.meetings import Meeting
from organizations.audit import record
from wardportal import dates

TITLE_LENGTH = 200
# Behind what a meeting ends with nothing is put.
ENDINGS = ("Kết luận", "Bế mạc", "Biểu quyết")


def waiting(meeting) -> list[AgendaItem]:
    """What is open and stands on no agenda to come, as unsaved items: conclusions first, oldest first."""
    if meeting.is_cancelled or meeting.is_over:
        return []
    conclusions = _conclusions(meeting).exclude(agenda_items__meeting=meeting)
    items = [
        AgendaItem(meeting=meeting, title=_conclusion_title(it), carried_over=it)
        for it in conclusions.select_related("meeting").order_by("meeting__starts_at", "order", "pk")
    ]
    if meeting.kind.gathers_open_matters:
        items += [
            AgendaItem(meeting=meeting, title=_difficulty_title(it), difficulty=it)
            for it in _difficulties(meeting).select_related("unit").order_by("raised_on", "pk")
        ]
    return items


@transaction.atomic
def gather(meeting, *, by) -> int:
    """Put what is open on the agenda, before its ending; how many came on it (an agenda has its limit)."""
    Meeting.objects.select_for_update().get(pk=meeting.pk).require_open()
    agenda = list(meeting.agenda.all())
    items = waiting(meeting)[: AgendaItem.MOST - len(agenda)]
    if not items:
        return 0
    place = len(agenda)
    if agenda and agenda[-1].title.startswith(ENDINGS):
        place -= 1
    for order, item in enumerate([*agenda[:place], *items, *agenda[place:]], start=1):
        item.order = order
    AgendaItem.objects.bulk_create(items)
    AgendaItem.objects.bulk_update(agenda, ["order"])
    told = {"thêm": [item.title for item in items]}
    record(by=by, action="đưa việc chưa xong vào chương trình", target=meeting, after=told)
    return len(items)


def gather_if_next(meeting, *, by) -> int:
    """`gather` for a meeting newly called, where no other of its series or kind comes before it."""
    if not (meeting.kind.gathers_open_matters or meeting.series_id):
        return 0
    earlier = Meeting.objects.filter(locality_id=meeting.locality_id, starts_at__lt=meeting.starts_at)
    same = Q(kind__gathers_open_matters=True) if meeting.kind.gathers_open_matters else Q(pk__in=[])
    if meeting.series_id:
        same |= Q(series=meeting.series_id)
    if earlier.to_be_held().filter(same, starts_at__date__gte=dates.today()).exists():
        return 0
    return gather(meeting, by=by)


def _conclusions(meeting):
    """Those of before that not every unit has carried out."""
    unfinished = Conclusion.objects.filter(meeting__locality_id=meeting.locality_id).exclude(
        pk__in=Conclusion.objects.carried_out()
    )
    before = unfinished.filter(meeting__starts_at__lt=meeting.starts_at, meeting__cancelled_at=None)
    if meeting.kind.gathers_open_matters:
        return before
    if not meeting.series_id:
        return before.none()
    held = Meeting.objects.to_be_held().filter(series=meeting.series_id, starts_at__lt=meeting.starts_at)
    last = Subquery(held.order_by("-starts_at", "-pk").values("pk")[:1])
    # What the one before took over and did not finish goes on.
    taken = AgendaItem.objects.filter(meeting=last).exclude(carried_over=None).values("carried_over")
    return before.filter(Q(meeting=last) | Q(pk__in=taken))


def _difficulties(meeting):
    """Those put to the next session that no session to come has; none of a plan still in draft."""
    coming = Meeting.objects.to_be_held().filter(starts_at__date__gte=dates.today())
    on_agenda = AgendaItem.objects.filter(meeting__in=coming).exclude(difficulty=None).values("difficulty")
    is_open_to_all = Q(task=None) | Q(task__plan=None) | Q(task__plan__document__state=Document.State.ISSUED)
    waiting = Difficulty.objects.for_session().filter(is_open_to_all, locality_id=meeting.locality_id)
    return waiting.exclude(pk__in=on_agenda)


def _conclusion_title(conclusion):
    held_on = dates.short_date(conclusion.meeting.held_on)
    return f"Việc chưa xong (kết luận ngày {held_on}): {Truncator(conclusion.text).chars(TITLE_LENGTH)}"


def _difficulty_title(difficulty):
    return f"Khó khăn của {difficulty.unit.short_name}: {Truncator(difficulty.text).chars(TITLE_LENGTH)}"
