from django.core.management.base import BaseCommand

from organizations.models import Locality
from wardportal.founding import setup_key


class Command(BaseCommand):
    help = "In mã để lập phường ở trang /thiet-lap/ của một cổng còn trống."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="không in gì nếu cổng đã có phường")

    def handle(self, *, if_empty, **options):
        if not (if_empty and Locality.objects.exists()):
            self.stdout.write(f"Lập phường ở trang /thiet-lap/ với mã: {setup_key()}")
