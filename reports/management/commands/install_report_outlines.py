from django.core.management.base import BaseCommand

from reports.installing import install_outlines


class Command(BaseCommand):
    help = "Thêm các mẫu báo cáo chung còn thiếu; chạy lại không đổi gì."

    def handle(self, **options):
        install_outlines()
