from django.db import migrations

FORMER, PRESENT = ":second", ":second_value"


def rename(apps, before, after):
    for workbook in apps.get_model("reports", "SuperiorWorkbook").objects.all():
        workbook.columns = {
            column: key.removesuffix(before) + after if key.endswith(before) else key
            for column, key in workbook.columns.items()
        }
        workbook.save(update_fields=["columns"])


class Migration(migrations.Migration):
    dependencies = [("reports", "0009_ad_hoc_rounds")]
    operations = [
        migrations.RunPython(
            lambda apps, _: rename(apps, FORMER, PRESENT), lambda apps, _: rename(apps, PRESENT, FORMER)
        )
    ]
