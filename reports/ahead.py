"""Rendered before anybody asks: what was sent, once it is due, and the whole set of the period after that."""

from datetime import timedelta

from django.core.exceptions import ValidationError

from documents import ordering
from documents.models import RenderJob
from documents.ordering import Face
from reports import filing_paper, set_orders
from reports.models import Filing, FilingVersion, Round
from reports.set_orders import Binding

# A worker that was away over the weekend still does it.
DAYS_BACK = 3


def order_due(day) -> int:
    """Order what is due on `day` or was in the days before and lacks its file; how many jobs that were.

    The set waits until its day is over: until then reports are still coming in.
    """
    due = Round.objects.opened().filter(due_on__range=(day - timedelta(days=DAYS_BACK), day))
    filings = Filing.objects.sent().filter(round__in=due).for_list()
    papers = [_ordered(_paper, filing) for filing in _lacking(filings)]
    over = [it for it in due.filter(due_on__lt=day).for_list() if _is_last(it)]
    sets = [_ordered(_set, round_, binding) for round_ in over for binding in Binding]
    return sum(papers) + sum(sets)


def _lacking(filings):
    """Those whose last version nobody has ordered yet: one query for all."""
    tasks = list(filing_paper.TASKS.values())
    ordered = RenderJob.objects.filter(task_name__in=tasks, params__has_key="version")
    there = set(ordered.exclude(state=RenderJob.State.FAILED).values_list("params__version", flat=True))
    last = dict(
        FilingVersion.objects.filter(filing__in=filings).order_by("number").values_list("filing", "pk")
    )
    return [it for it in filings if it.document_id or last.get(it.pk) not in there]


def _ordered(order, *what) -> bool:
    try:
        return order(*what)
    except ValidationError:  # no layout is in force: whoever wants the paper is told so on its page
        return False


def _paper(filing) -> bool:
    """A ward body's numbered paper, or the report as it was sent."""
    if filing.document is None:
        filing_paper.order(filing, by=None)
        return True
    if ordering.finished(filing.document, Face.PDF):
        return False
    ordering.order(filing.document, Face.PDF, by=None)
    return True


def _is_last(round_) -> bool:
    """Whether no round of the period is due later: then the set is whole."""
    own = Round.objects.filter(locality=round_.locality_id).within(round_.period)
    return not own.filter(due_on__gt=round_.due_on).exists()


def _set(round_, binding) -> bool:
    """Once: what comes late is in the set that somebody orders afterwards."""
    jobs = RenderJob.objects.filter(locality=round_.locality_id, task_name=set_orders.TASKS[binding])
    if jobs.filter(params__period=round_.period.slug, ordered_at__date__gte=round_.due_on).exists():
        return False
    set_orders.order(round_.locality, round_.period, by=None, binding=binding)
    return True
