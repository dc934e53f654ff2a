from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from wardportal import backups


class Command(BaseCommand):
    help = "Phục hồi cổng từ một tệp sao lưu, trên SQLite hay PostgreSQL."

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument(
            "--replace", action="store_true", help="thay toàn bộ dữ liệu đang có bằng bản sao lưu"
        )

    def handle(self, *, file, replace, **options):
        try:
            done = backups.restore(file, passphrase=settings.BACKUP_PASSPHRASE, replace=replace)
        except (backups.BackupError, OSError) as error:
            raise CommandError(str(getattr(error, "message", error))) from error
        self.stdout.write(f"Đã phục hồi {done.rows} dòng của {done.tables} bảng, {done.files} tệp.")
