from django.core.management.base import BaseCommand

from wardportal.founding import setup_key


class Command(BaseCommand):
    help = "In mã để lập phường ở trang /thiet-lap/ của một cổng còn trống."

    def handle(self, **options):
        self.stdout.write(setup_key())
