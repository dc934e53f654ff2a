import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_meetings_have_kinds_and_notes_keys")]
    operations = [
        migrations.RemoveField(model_name="meeting", name="old_kind"),
        migrations.AlterField(
            model_name="meeting",
            name="kind",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings",
                to="meetings.meetingkind",
                verbose_name="loại",
            ),
        ),
        *(
            migrations.AlterField(
                model_name=name,
                name="key",
                field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
            )
            for name in ("proposal", "conclusion")
        ),
    ]
