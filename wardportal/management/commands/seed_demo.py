from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from organizations.models import Locality, User
from wardportal.backups import clear
from wardportal.demo import facts, samples
from wardportal.demo.wiping import wipe as wipe_demo
from wardportal.founding import setup_key


class Command(BaseCommand):
    help = (
        "Tạo phường của tọa đàm ngày 17/8/2017 với dữ liệu mẫu; --wipe xóa dữ liệu mẫu, giữ sự kiện thật; "
        "--remove bỏ cả phường mẫu."
    )

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="không làm gì nếu đã có dữ liệu")
        parser.add_argument(
            "--wipe",
            action="store_true",
            help="xóa dữ liệu mẫu, mọi thứ do tài khoản dùng thử làm, và các tài khoản ấy",
        )
        parser.add_argument(
            "--remove",
            action="store_true",
            help="bỏ cả phường mẫu: cổng trống như mới cài, để lập phường khác",
        )

    def handle(self, *, if_empty, wipe, remove, **options):
        if remove:
            return self._remove()
        if wipe:
            return self._wipe()
        if Locality.objects.exists():
            if if_empty:
                return None
            raise CommandError(
                "Cơ sở dữ liệu đã có địa phương; chỉ tạo phường mẫu trong cơ sở dữ liệu trống."
            )
        if not settings.DEMO_PASSWORD:
            raise CommandError("Hãy đặt biến DEMO_PASSWORD: mật khẩu chung của các tài khoản dùng thử.")
        password_hash = make_password(settings.DEMO_PASSWORD)
        with transaction.atomic():
            samples.create(facts.create(password_hash), password_hash)
        self.stdout.write("Đã tạo Phường 6 với dữ liệu mẫu.")
        return None

    def _remove(self):
        if real := User.objects.filter(is_demo=False).values_list("username", flat=True):
            raise CommandError(
                f"Cổng có tài khoản thật ({', '.join(real[:5])}): không bỏ cả phường được. "
                "Muốn xóa dữ liệu mẫu mà giữ phần thật thì dùng --wipe."
            )
        clear()
        self.stdout.write(
            "Cổng đã trống. Hãy dừng cổng và chạy lại, rồi lập phường ở trang /thiet-lap/ "
            f"với mã: {setup_key()}\nCác bản sao lưu cũ (nếu có) vẫn ở {settings.BACKUP_DIR}."
        )

    def _wipe(self):
        demo_localities = Locality.objects.filter(users__is_demo=True).distinct()
        if not demo_localities:
            self.stdout.write("Không có dữ liệu mẫu để xóa.")
            return
        for locality in demo_localities:
            with transaction.atomic():
                wipe_demo(locality)
            self.stdout.write(f"Đã xóa dữ liệu mẫu của {locality}.")
        self.stdout.write(
            "Hai tài khoản quantri và thuongtruc ở lại, từ nay là tài khoản thật: hãy đổi mật khẩu ngay. "
            "Chạy lại cổng thì cổng làm việc với ngày thật."
        )
