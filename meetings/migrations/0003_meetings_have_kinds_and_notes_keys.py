import uuid

from django.db import migrations

# As the choices of 0001 were called; meetings.installing knows more kinds, and what they hold.
NAMES = {
    "seminar": "Tọa đàm",
    "conference": "Hội nghị",
    "briefing": "Giao ban",
    "meeting": "Cuộc họp",
    "branch_session": "Sinh hoạt chi hội",
}


def forwards(apps, schema_editor):
    Meeting, Kind = apps.get_model("meetings", "Meeting"), apps.get_model("meetings", "MeetingKind")
    for code in Meeting.objects.order_by().values_list("old_kind", flat=True).distinct():
        kind, _ = Kind.objects.get_or_create(locality=None, name=NAMES[code])
        Meeting.objects.filter(old_kind=code).update(kind=kind, kind_name=kind.name)
    for name in ("Proposal", "Conclusion"):
        for row in apps.get_model("meetings", name).objects.filter(key=None):
            row.key = uuid.uuid4()
            row.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_kinds_agenda_and_minutes")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
