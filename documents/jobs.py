"""Rendering on a worker: the lease on the job row, and the sweeper that gives lost jobs to another worker."""

import faulthandler
import logging
import sys
import threading
from contextlib import closing, contextmanager

from celery import shared_task
from celery.signals import worker_process_init
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import Error, InterfaceError, OperationalError, connection, transaction

from documents import ordering
from documents.models import Document, RenderJob
from documents.ordering import Face
from documents.printing import paper_html
from wardportal.disk import is_full

logger = logging.getLogger(__name__)

NO_ROOM = (
    "Máy chủ hết chỗ ghi tệp nên chưa lập được. Hãy báo người quản trị dọn đĩa máy chủ, rồi bấm “Thử lại”."
)
OTHERWISE = "Lỗi khi kết xuất ({}). Hãy thử lại; nếu vẫn lỗi, báo người quản trị."


class RenderError(Exception):
    """A paper cannot be rendered; the message is a Vietnamese sentence for the job's page."""


class JobLost(Exception):  # noqa: N818 – no error: another worker does the job
    """The lease ran out and another worker has the job: stop, and leave everything to it."""


def run(job_id, render) -> None:
    """Take the job, let `render(job, tell)` give the file's bytes, and close the job as done or failed.

    `render` calls `tell(percent, step)` as it goes. Safe to call twice: the second finds nothing to take.
    """
    job = RenderJob.objects.filter(pk=job_id).first()
    if job is None or not job.take():
        return
    try:
        _render(job, render)
    except JobLost:
        logger.warning("job %s was taken over by another worker", job.pk)
    except RenderError as error:
        job.fail(str(error))
    except (InterfaceError, OperationalError):
        # The database was away: nothing is wrong with the paper, and the sweeper gives it to the next worker.
        logger.warning("job %s waits for the database", job.pk, exc_info=True)
    except Exception as error:  # whatever goes wrong, the orderer must see that it did
        logger.exception("job %s failed", job.pk)
        job.fail(NO_ROOM if is_full(error) else OTHERWISE.format(type(error).__name__))


def _render(job, render):
    def tell(percent, step):
        if not job.progress(percent, step):
            raise JobLost

    with _limited(), _kept(job):
        content = render(job, tell)
    if not _stored(job, content):
        raise JobLost


def _stored(job, content) -> bool:
    try:
        return job.finish(content)
    except OSError as error:
        if is_full(error):
            raise
        logger.exception("the file of job %s was not stored", job.pk)
        raise RenderError(
            f"Không ghi được tệp ({error.strerror or error}). Hãy báo người quản trị xem chỗ lưu tệp."
        ) from error


@contextmanager
def _limited():
    """End this process if a rendering does not end: its supervisor or its pool starts the next one.

    The watchdog runs outside of Python: not even a regular expression that holds the interpreter's lock stops
    it. It writes to the log where the rendering hung. There is one a process, as there is one rendering.
    """
    faulthandler.dump_traceback_later(settings.RENDER_LIMIT_SECONDS, exit=True, file=sys.__stderr__)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@contextmanager
def _kept(job):
    """Renew the lease while a long layout keeps the worker busy: one slow paper is not a lost one."""
    stop = threading.Event()

    def renew():
        while not stop.wait(settings.RENDER_LEASE_SECONDS / 3):
            try:
                with closing(connection):  # this thread's own
                    job.keep()
            except Error:  # away for a moment: the lease lasts for two more tries
                logger.warning("the lease of job %s was not renewed", job.pk, exc_info=True)

    keeper = threading.Thread(target=renew, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()


@worker_process_init.connect
def load_renderer(**_options) -> None:
    """Once a worker process, before its first job: whoever ordered that one need not wait for it."""
    # WeasyPrint takes a second and 60 MB to load: the web process, which knows this module, never does.
    from documents.pdf import warm_up  # noqa: PLC0415

    warm_up()


@shared_task
def sweep_lost_jobs() -> None:
    """Run by beat: the row is the truth, so every job that no worker holds is rung for again."""
    for job in RenderJob.objects.lost():
        with transaction.atomic():
            job.requeue()


@shared_task
def render_document(job_id) -> None:
    """Render one paper's PDF or Word file, as documents.ordering ordered it."""
    run(job_id, _document_file)


def _document_file(job, tell) -> bytes:
    face = Face(job.params["face"])
    document = Document.objects.select_related("issuer__parent", "doc_type", "locality").get(
        pk=job.document_id
    )
    if job.is_draft != (document.state != Document.State.ISSUED):
        raise RenderError("Văn bản được ban hành trong lúc chờ. Hãy mở trang văn bản để lấy bản đã ban hành.")
    tell(5, "đọc văn bản")
    try:
        is_as_ordered = ordering.content_hash(document, face) == job.content_hash
        paper = document.as_paper
    except ValidationError as error:
        raise RenderError(error.messages[0]) from error
    if not is_as_ordered:
        job.detach()
    content = _written(paper, face, ordering.picture_bytes(document, paper), document.drawings, tell)
    if face == Face.PDF and is_as_ordered and not job.is_draft:
        ordering.keep_fingerprint(job, content)
    return content


def _written(paper, face, pictures, drawings, tell) -> bytes:
    if face == Face.DOCX:
        # python-docx takes half a second to load, and only the worker needs it.
        from documents.docx import render_docx  # noqa: PLC0415

        tell(30, "ghi tệp Word")
        if drawings:
            from documents.pdf import drawn  # noqa: PLC0415

            pictures = pictures | {key: drawn(svg) for key, svg in drawings.items()}
        return render_docx(paper, pictures=pictures)
    # WeasyPrint takes a second and 60 MB to load: the web process, which knows this module, never does.
    from documents.pdf import render_pdf  # noqa: PLC0415

    tell(10, "dựng văn bản")
    return render_pdf(
        paper_html(paper, drawings),
        pictures=pictures,
        on_progress=lambda percent, step: tell(10 + percent * 85 // 100, step),
    )
