"""Where an account is signed in, so that its owner or the administrator can end it."""

from importlib import import_module

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from organizations.audit import record
from organizations.models.accounts import User

SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "máy Mac",
}
SYSTEMS |= {"Linux": "Linux"}
# In this order: Edge and Cốc Cốc call themselves Chrome as well, and Chrome calls itself Safari.
BROWSERS = {"Edg": "Edge", "coc_coc": "Cốc Cốc", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}


class SignInQuerySet(models.QuerySet):
    def running(self):
        return self.filter(ended_at=None)


class SignIn(models.Model):
    """Một lần đăng nhập: máy nào, từ đâu, lúc nào, còn hay đã kết thúc."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="sign_ins", verbose_name="tài khoản"
    )
    session_key = models.CharField(max_length=40, db_index=True, editable=False)
    address = models.GenericIPAddressField("từ địa chỉ mạng", null=True)
    device = models.CharField("máy", max_length=100)
    began_at = models.DateTimeField("đăng nhập lúc", default=timezone.now)
    ended_at = models.DateTimeField("kết thúc lúc", null=True)

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = "lần đăng nhập"
        verbose_name_plural = "các lần đăng nhập"
        indexes = [models.Index(fields=["user", "ended_at"], name="sign_in_running")]

    def __str__(self):
        return f"{self.device}, {timezone.localtime(self.began_at):%H:%M %d/%m/%Y}"

    @property
    def locality_id(self):
        return self.user.locality_id

    @transaction.atomic
    def end(self, *, by) -> bool:
        """Sign out there; False where it had ended by itself meanwhile (the session is gone)."""
        store = import_module(settings.SESSION_ENGINE).SessionStore
        was_there = store().exists(self.session_key)
        store(self.session_key).delete()
        self.ended_at = timezone.now()
        self.save(update_fields=["ended_at"])
        if was_there:
            record(by=by, action="kết thúc phiên đăng nhập", target=self.user, after={"máy": self.device})
        return was_there


def device_of(agent: str) -> str:
    """ "Chrome trên Android", as a person knows the machine; from the browser's own words."""
    system = next((name for mark, name in SYSTEMS.items() if mark in agent), "máy khác")
    browser = next((name for mark, name in BROWSERS.items() if mark in agent), "trình duyệt")
    return f"{browser} trên {system}"
