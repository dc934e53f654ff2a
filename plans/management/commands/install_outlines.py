from django.core.management.base import BaseCommand

from plans.installing import install_outlines


class Command(BaseCommand):
    help = "Thêm các đề cương kế hoạch còn thiếu; những gì phường đã sửa thì giữ nguyên."

    def handle(self, **options):
        install_outlines()
        self.stdout.write("Đã có đủ đề cương kế hoạch.")
