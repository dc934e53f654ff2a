"""Every night a backup; the last ones are kept, and the administrator sees whether it went well."""

from pathlib import Path

from celery import shared_task
from celery.utils.log import get_task_logger
from django.conf import settings
from django.utils import timezone

from organizations.models import BackupRun
from wardportal import backups

logger = get_task_logger(__name__)


@shared_task
def back_up() -> None:
    """Into BACKUP_DIR; what fails is told on the administrator's start page."""
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
