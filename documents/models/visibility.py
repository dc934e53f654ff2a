"""Which papers one sees and finds, and what a list reads of them."""

from django.db import models
from django.db.models import F, Q

from documents.finding import number_first
from organizations.models import Unit
from organizations.permissions import Permission, can_somewhere, units_of_line, working_units
from wardportal.text import has_all

# What is written in a paper, many times longer than all that names it.
TEXTS = (
    "basis",
    "body",
    "inserts",
    "drawings",
    "insert_gaps",
    "paper",
    "search_text",
)


def texts_of(path="") -> list[str]:
    """For `defer`: what a list that names papers does not read; `path` leads to them ("plan__document")."""
    return [f"{path}__{name}" if path else name for name in TEXTS]


def names_of(path) -> list[str]:
    """For `only`: what names the paper that `path` leads to (code, citation, state), with its type."""
    own = ("doc_type", "number", "suffix", "symbol", "written_code", "issued_on", "abstract", "state")
    return [
        f"{path}__{name}" for name in (*own, "doc_type__name", "doc_type__abbreviation", "doc_type__family")
    ]


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Papers of one's locality; drafts and those for internal circulation only for whom they concern."""
        units = working_units(user)
        own = Q(issuer__in=[unit.pk for unit in units])
        papers = self.filter(locality_id=user.locality_id)
        if not can_somewhere(user, Permission.PLAN_READ_DRAFT):
            papers = papers.filter(Q(state=self.model.State.ISSUED) | own | _written_by(user))
        if not can_somewhere(user, Permission.DOCUMENT_READ_INTERNAL):
            papers = papers.filter(
                Q(is_internal=False) | own | _of_line_of(units) | _sent_to(units, self.model)
            )
        return papers

    def outgoing(self):
        """What the ward's own bodies issued."""
        return self.filter(state=self.model.State.ISSUED).exclude(issuer__level__in=Unit.OUTSIDE)

    def incoming(self):
        return self.exclude(incoming=None)

    def search(self, words):
        """The papers that hold every one of `words`; the one of the number that is asked for comes first."""
        return number_first(self.filter(has_all(words, "search_text")), words)

    def for_list(self):
        return (
            self.select_related("issuer", "doc_type")
            .defer(*texts_of())
            .order_by(F("issued_on").desc(nulls_first=True), "-pk")
        )


def _written_by(user) -> Q:
    """Papers of the bodies for which the user may write: an organization's leader helps its branches."""
    heads = units_of_line(user, Permission.DOCUMENT_DRAFT)
    # The lines are three deep at most below a body of the ward.
    below = ["issuer__parent__in", "issuer__parent__parent__in", "issuer__parent__parent__parent__in"]
    return Q(*((path, heads) for path in below), _connector=Q.OR)


def _of_line_of(units) -> Q:
    """Papers of the bodies right above and right below one's own: they are who circulates it."""
    above = [unit.parent_id for unit in units if unit.parent_id]
    return Q(issuer__in=above) | Q(issuer__parent__in=[unit.pk for unit in units])


def _sent_to(units, papers) -> Q:
    """Papers whose writer has named one's unit, and those that arrived for it to handle."""
    pks = [unit.pk for unit in units]
    named = papers.internal_readers.through.objects.filter(unit__in=pks).values("document")
    arrived = papers.objects.filter(incoming__handler__in=pks).values("pk")
    return Q(pk__in=named) | Q(pk__in=arrived)
