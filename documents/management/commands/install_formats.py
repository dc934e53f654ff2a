from django.core.management.base import BaseCommand

from documents.installing import install_formats


class Command(BaseCommand):
    help = "Thêm các thể thức và thể loại văn bản còn thiếu; những gì phường đã sửa thì giữ nguyên."

    def handle(self, **options):
        install_formats()
        self.stdout.write("Đã có đủ thể thức và thể loại văn bản.")
