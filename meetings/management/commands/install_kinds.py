from django.core.management.base import BaseCommand

from meetings.installing import install_kinds


class Command(BaseCommand):
    help = "Thêm các loại hội nghị còn thiếu; những gì phường đã sửa thì giữ nguyên."

    def handle(self, **options):
        install_kinds()
        self.stdout.write("Đã có đủ loại hội nghị.")
