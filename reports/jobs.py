"""The reports' work on a worker: one thin Celery task a report."""

from celery import shared_task
from django.core.exceptions import ValidationError

from documents import jobs
from documents.jobs import RenderError
from reports import paper
from reports.quarterly import issued_plans, plan_quarter
from wardportal.dates import Period


@shared_task
def render_plan_quarter(job_id) -> None:
    jobs.run(job_id, _plan_quarter_pdf)


def _plan_quarter_pdf(job, tell) -> bytes:
    # WeasyPrint takes a second and 60 MB to load: the web process, which knows this module, never does.
    from documents.pdf import render_pdf  # noqa: PLC0415

    period = Period.parse(job.params["period"])
    plan = issued_plans().get(pk=job.params["plan"])
    tell(10, "đọc số liệu")
    quarter = plan_quarter(plan, period)
    tell(25, "dựng văn bản")
    try:
        html = paper.quarter_html(plan, quarter)
    except ValidationError as error:
        raise RenderError(error.messages[0]) from error
    if paper.content_hash(html) != job.content_hash:
        job.detach()
    return render_pdf(html, on_progress=lambda percent, step: tell(30 + percent * 65 // 100, step))
