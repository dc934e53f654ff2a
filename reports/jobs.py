"""The reports' work on a worker: one thin Celery task a report."""

from celery import shared_task
from django.core.exceptions import ValidationError

from documents import jobs
from documents.jobs import RenderError
from documents.models import Document
from documents.ordering import Face
from documents.printing import paper_html
from organizations.models import Reminder
from reports import filing_paper, own_reports, paper
from reports.ahead import order_due
from reports.collecting import close, reminder_words, to_remind
from reports.models import Filing, FilingVersion, Review, Round
from reports.quarterly import issued_plans, plan_quarter
from reports.sets import figures_book, whole_set
from wardportal import dates
from wardportal.dates import Period


@shared_task
def refresh_reviews() -> None:
    """Bring the figures of the day into the reviews that are still being written."""
    for review in Review.objects.open().select_related("document__issuer", "document__locality"):
        review.take_figures()


@shared_task
def keep_rounds() -> None:
    """What comes with the day: rounds open and close, units that came or went are asked or let off."""
    today = dates.today()
    for round_ in Round.objects.to_open(today).for_list():
        round_.open()
    for round_ in Round.objects.collecting().for_list():
        round_.ask()
    for round_ in Round.objects.to_close(today).for_list():
        close(round_)


@shared_task
def remind_units() -> None:
    """Remind who has not sent, before and after the due day; once a day, however often it is called."""
    for filing in to_remind(dates.today()):
        link = filing.get_absolute_url()
        if not Reminder.objects.filter(unit=filing.unit_id).sent_today(link).exists():
            Reminder.send(filing.unit, by=None, text=reminder_words(filing), link=link)


@shared_task
def refresh_own_reports() -> None:
    """Bring the words and figures of the day into the papers of reports that are still being written."""
    open_ones = Filing.objects.filter(document__state__in=Document.OPEN_STATES)
    for filing in open_ones.for_list():
        own_reports.refresh(filing)


@shared_task
def render_due() -> None:
    """Render what is due today before somebody waits for it."""
    order_due(dates.today())


@shared_task
def render_filing(job_id) -> None:
    jobs.run(job_id, _filing_pdf)


@shared_task
def render_filing_word(job_id) -> None:
    jobs.run(job_id, _filing_docx)


def _filing_pdf(job, tell) -> bytes:
    # As below.
    from documents.pdf import render_pdf  # noqa: PLC0415

    html = paper_html(_filing_paper(job, tell))
    return render_pdf(html, on_progress=lambda percent, step: tell(20 + percent * 75 // 100, step))


def _filing_docx(job, tell) -> bytes:
    from documents.docx import render_docx  # noqa: PLC0415

    return render_docx(_filing_paper(job, tell))


def _filing_paper(job, tell):
    tell(10, "đọc báo cáo")
    version = FilingVersion.objects.select_related("filing__unit__locality", "filing__receiver").get(
        pk=job.params["version"]
    )
    try:
        return filing_paper.of_version(version.filing, version)
    except ValidationError as error:
        raise RenderError(error.messages[0]) from error


@shared_task
def render_set_zip(job_id) -> None:
    jobs.run(job_id, _set_zip)


@shared_task
def render_set_pdf(job_id) -> None:
    jobs.run(job_id, _set_pdf)


def _set_zip(job, tell) -> bytes:
    from reports.rendering import zipped  # noqa: PLC0415

    period = Period.parse(job.params["period"])
    name = f"Số liệu {period.label}.xlsx".replace("/", "-")
    return zipped(_set(job, tell), {name: figures_book(job.locality, period)})


def _set_pdf(job, tell) -> bytes:
    from reports.rendering import bound  # noqa: PLC0415

    return bound(_set(job, tell))


def _set(job, tell):
    """The papers, rendered one after another: a worker is a process of a pool already."""
    from reports.rendering import render_all  # noqa: PLC0415

    tell(2, "đọc số liệu")
    try:
        leaves = list(whole_set(job.locality, Period.parse(job.params["period"])))
    except ValidationError as error:
        raise RenderError(error.messages[0]) from error

    def told(count):
        tell(5 + count * 90 // len(leaves), f"báo cáo {count}/{len(leaves)}")

    return list(render_all(leaves, processes=1, on_done=told))


@shared_task
def render_plan_quarter(job_id) -> None:
    jobs.run(job_id, _plan_quarter_pdf)


@shared_task
def render_plan_quarter_word(job_id) -> None:
    jobs.run(job_id, _plan_quarter_docx)


def _plan_quarter_pdf(job, tell) -> bytes:
    # WeasyPrint takes a second and 60 MB to load: the web process, which knows this module, never does.
    from documents.pdf import render_pdf  # noqa: PLC0415

    _, _, html = _read(job, Face.PDF, tell)
    return render_pdf(html, on_progress=lambda percent, step: tell(30 + percent * 65 // 100, step))


def _plan_quarter_docx(job, tell) -> bytes:
    # As above; and python-docx is as slow to load.
    from documents.docx import render_docx  # noqa: PLC0415
    from documents.pdf import drawn  # noqa: PLC0415

    plan, quarter, _ = _read(job, Face.DOCX, tell)
    tell(40, "vẽ biểu đồ")
    pictures = {key: drawn(svg) for key, svg in paper.drawings(quarter).items()}
    tell(70, "ghi tệp Word")
    return render_docx(paper.quarter_paper(plan, quarter), pictures=pictures)


def _read(job, face, tell):
    """(plan, quarter, page) of the order; a report that has changed since is nobody else's answer."""
    period = Period.parse(job.params["period"])
    plan = issued_plans().get(pk=job.params["plan"])
    tell(10, "đọc số liệu")
    quarter = plan_quarter(plan, period)
    tell(25, "dựng văn bản")
    try:
        html = paper.quarter_html(plan, quarter)
    except ValidationError as error:
        raise RenderError(error.messages[0]) from error
    if paper.content_hash(html, face) != job.content_hash:
        job.detach()
    return plan, quarter, html
