"""A period's whole set as one file: a ZIP of all papers, or one PDF to be printed in order."""

import hashlib
from enum import StrEnum

from django.urls import reverse

from documents.models import RenderJob
from documents.printing import paper_html
from organizations.models import Unit
from reports.paper import content_hash
from reports.sets import whole_set


class Binding(StrEnum):
    """How the set is bound; each value is the file's suffix."""

    ZIP = "zip"
    PDF = "pdf"


TASKS = {Binding.ZIP: "reports.jobs.render_set_zip", Binding.PDF: "reports.jobs.render_set_pdf"}


def order(locality, period, *, by, binding) -> RenderJob:
    """The job that gives the set as it is now: the one there is already for the same papers, else a new one.

    Raises ValidationError where no layout is in force.
    """
    digest = hashlib.sha256()
    for leaf in whole_set(locality, period):
        digest.update(content_hash(paper_html(leaf.paper, leaf.drawings)).encode())
    return RenderJob.order(
        by=by,
        locality_id=locality.pk,
        units=_readers(locality),
        content_hash=hashlib.sha256(f"{digest.hexdigest()} {binding}".encode()).hexdigest(),
        title=f"Bộ báo cáo {period.label}, {'tệp nén' if binding == Binding.ZIP else 'một tệp để in'}",
        task_name=TASKS[binding],
        params={"period": period.slug},
        source_url=reverse("reports:period_detail", args=[period.slug]),
        filename=f"Bộ báo cáo {period.label}.{binding}".replace("/", "-"),
    )


def _readers(locality):
    """The committees of the ward: who reads all reports sees it in any case."""
    own = Unit.objects.filter(locality=locality, level=Unit.Level.WARD, parent__level=Unit.Level.SUPERIOR)
    return list(own) or list(Unit.objects.filter(locality=locality, level=Unit.Level.WARD)[:1])
