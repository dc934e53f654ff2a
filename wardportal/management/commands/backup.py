from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from wardportal import backups


class Command(BaseCommand):
    help = "Sao lưu toàn bộ cổng (dữ liệu và tệp) vào một tệp, trong lúc mọi người vẫn làm việc."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", help="tệp sẽ ghi; có BACKUP_PASSPHRASE thì tệp được khóa bằng mật khẩu ấy"
        )

    def handle(self, *, file, **options):
        try:
            done = backups.backup(file, passphrase=settings.BACKUP_PASSPHRASE)
        except (backups.BackupError, OSError) as error:
            raise CommandError(str(getattr(error, "message", error))) from error
        self.stdout.write(
            f"Đã sao lưu {done.rows} dòng của {done.tables} bảng, {done.files} tệp: {file} "
            f"({filesizeformat(done.size)})."
        )
