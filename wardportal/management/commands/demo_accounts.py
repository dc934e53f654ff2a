from django.conf import settings
from django.core.management.base import BaseCommand

from wardportal.demo import accounts


class Command(BaseCommand):
    help = "In các tài khoản dùng thử; đặt lại mật khẩu của chúng theo DEMO_PASSWORD nếu đã đổi."

    def handle(self, **options):
        rows = accounts.describe()
        if not rows:
            return
        accounts.set_password(settings.DEMO_PASSWORD)
        self.stdout.write(f"Tài khoản dùng thử, mật khẩu chung: {settings.DEMO_PASSWORD}")
        for username, who in rows:
            self.stdout.write(f"  {username:<30}{who}")
