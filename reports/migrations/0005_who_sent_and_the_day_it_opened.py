"""A round keeps the day it opened on instead of the moment, a filing who sent it last."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import TruncDate


def fill(apps, _):
    rounds = apps.get_model("reports", "Round").objects.exclude(opened_at=None)
    rounds.update(opened_on=TruncDate("opened_at"))
    versions = apps.get_model("reports", "FilingVersion").objects.filter(filing=OuterRef("pk"))
    last = versions.order_by("-number").values("sent_by")[:1]
    apps.get_model("reports", "Filing").objects.exclude(sent_at=None).update(sent_by=Subquery(last))


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("reports", "0004_papers_of_versions"),
    ]

    operations = [
        migrations.AddField(
            model_name="round",
            name="opened_on",
            field=models.DateField(editable=False, null=True, verbose_name="mở ngày"),
        ),
        migrations.AddField(
            model_name="filing",
            name="sent_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="last_sent_filings",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người gửi",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
