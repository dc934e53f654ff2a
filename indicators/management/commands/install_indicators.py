from django.core.management.base import BaseCommand

from indicators.known_indicators import install
from organizations.models import Locality


class Command(BaseCommand):
    help = "Thêm các chỉ số thường gặp còn thiếu; những gì phường đã sửa thì giữ nguyên."

    def handle(self, **options):
        for locality in Locality.objects.all():
            self.stdout.write(f"{locality}: đã thêm {len(install(locality))} chỉ số.")
