from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from organizations.models import Locality
from wardportal.demo import copying, large
from wardportal.founding import install_common

MOST_YEARS = 40


class Command(BaseCommand):
    help = "Tạo một phường nhiều năm dữ liệu mẫu, hay cả thành phố (PostgreSQL), để đo tốc độ."

    def add_arguments(self, parser):
        parser.add_argument("--localities", type=int, default=1, help="số phường")
        parser.add_argument("--years", type=int, default=3, help="số năm dữ liệu của mỗi phường")

    def handle(self, *, localities, years, **options):
        if localities < 1 or not 1 <= years <= MOST_YEARS:
            raise CommandError(f"Số phường từ 1, số năm từ 1 đến {MOST_YEARS}.")
        if Locality.objects.exists():
            raise CommandError("Cơ sở dữ liệu đã có địa phương; chỉ tạo trong cơ sở dữ liệu trống.")
        if not settings.DEMO_PASSWORD:
            raise CommandError("Hãy đặt biến DEMO_PASSWORD: mật khẩu chung của các tài khoản dùng thử.")
        if localities > 1 and connection.vendor != "postgresql":
            raise CommandError("Nhiều phường cần PostgreSQL: hãy đặt DATABASE_URL.")
        install_common()
        before = copying.last_numbers()
        with transaction.atomic():
            large.build(name="Phường 6", years=years, password_hash=make_password(settings.DEMO_PASSWORD))
        rows = copying.copy(before, localities - 1) if localities > 1 else 0
        self.stdout.write(f"Đã tạo {localities} phường, {years} năm; {rows} dòng chép lại.")
