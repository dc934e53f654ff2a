"""What the portal's own workers do: a backup every night, and the manual's papers."""

from pathlib import Path

from celery import shared_task
from celery.utils.log import get_task_logger
from django.conf import settings
from django.utils import timezone

from documents import jobs
from organizations.models import BackupRun
from wardportal import backups, guides

logger = get_task_logger(__name__)


@shared_task
def back_up() -> None:
    """Into BACKUP_DIR, where the last ones are kept; what fails is told on the administrator's start page."""
    folder = Path(settings.BACKUP_DIR)
    name = f"portal-{timezone.localdate():%Y-%m-%d}.{'zip.age' if settings.BACKUP_PASSPHRASE else 'zip'}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        done = backups.backup(folder / name, passphrase=settings.BACKUP_PASSPHRASE)
    except Exception as error:
        logger.exception("the backup failed")
        BackupRun.objects.create(name=name, error=f"{type(error).__name__}: {error}"[:500])
        raise
    BackupRun.objects.create(name=name, size=done.size)
    names = [it.name for it in folder.glob("portal-????-??-??.zip*")]
    for old in backups.old_ones(names, settings.BACKUP_KEEP_DAYS):
        (folder / old).unlink(missing_ok=True)


@shared_task
def render_guide(job_id) -> None:
    jobs.run(job_id, _guide_pdf)


def _guide_pdf(job, tell) -> bytes:
    # WeasyPrint takes a second and 60 MB to load: the web process, which knows this module, never does.
    from documents.pdf import render_pdf  # noqa: PLC0415

    html = guides.paper_html(job.params["guide"])
    return render_pdf(html, on_progress=lambda percent, step: tell(percent * 95 // 100, step))
