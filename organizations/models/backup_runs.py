"""When the portal was last backed up, for whoever answers for that."""

from django.db import models
from django.utils import timezone


class BackupRun(models.Model):
    """Một lần sao lưu: tệp nào, lúc nào, xong hay hỏng vì sao; của cả cổng, không của riêng phường nào."""

    name = models.CharField("tệp", max_length=100)
    began_at = models.DateTimeField("lúc", default=timezone.now)
    size = models.BigIntegerField("dung lượng, byte", null=True)
    error = models.CharField("lỗi", max_length=500, blank=True)

    class Meta:
        verbose_name = "lần sao lưu"
        verbose_name_plural = "các lần sao lưu"
        get_latest_by = "began_at"

    def __str__(self):
        return self.name

    @classmethod
    def last_good(cls):
        """The last one that succeeded, or None."""
        return cls.objects.filter(error="").order_by("-began_at").first()
