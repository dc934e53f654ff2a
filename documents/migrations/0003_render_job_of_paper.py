import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_annex_version"),
    ]

    operations = [
        migrations.AddField(
            model_name="renderjob",
            name="document",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="render_jobs",
                to="documents.document",
                verbose_name="văn bản",
            ),
        ),
        migrations.AddField(
            model_name="renderjob",
            name="is_draft",
            field=models.BooleanField(default=False, editable=False, verbose_name="bản dự thảo"),
        ),
    ]
