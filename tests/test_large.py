"""The ward with years of data and its copies, which are measured: whole, and each ward's data its own."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from meetings.models import Attendance, Meeting
from organizations.models import AuditEntry, Locality, Unit, User
from plans.models import Assignment, Task
from reports.models import Filing
from tests.reading import text_of


@pytest.fixture(autouse=True)
def _password(settings):
    settings.DEMO_PASSWORD = "mot-mat-khau-dai"


def counted(locality):
    """What of a ward hangs on that ward alone, from either end."""
    return {
        "units": Unit.objects.filter(locality=locality, line__isnull=False).count(),
        "accounts": User.objects.filter(locality=locality, person__locality=locality).count(),
        "assignments": Assignment.objects.filter(task__locality=locality, unit__locality=locality).count(),
        "filings": Filing.objects.filter(round__locality=locality, unit__locality=locality).count(),
        "attendees": Attendance.objects.filter(meeting__locality=locality, unit__locality=locality).count(),
        "traces": AuditEntry.objects.filter(
            locality=locality, target_id__in=Task.objects.filter(locality=locality)
        ).count(),
    }


@pytest.mark.django_db
def test_a_ward_of_one_year_is_whole_and_its_pages_answer(client_of):
    call_command("seed_city", "--years=1")

    assert counted(Locality.objects.get()) == {
        "units": 61,
        "accounts": 59,
        "assignments": 800,
        "filings": 504,
        "attendees": 1075,
        "traces": 1429,
    }
    client = client_of(User.objects.get(username="vanphong"))
    for path in ("/", "/ke-hoach/", "/bao-cao/theo-doi/", "/hoi-nghi/", "/nhat-ky/"):
        assert client.get(path).status_code == 200
    meeting = Meeting.objects.latest("starts_at")
    assert meeting.title in text_of(client.get(meeting.get_absolute_url()))


@pytest.mark.django_db
def test_it_is_made_in_an_empty_database_alone(ward):
    with pytest.raises(CommandError, match="đã có địa phương"):
        call_command("seed_city")


@pytest.mark.django_db(transaction=True)
def test_each_ward_of_a_city_has_its_own(client_of):
    if connection.vendor != "postgresql":
        with pytest.raises(CommandError, match="cần PostgreSQL"):
            call_command("seed_city", "--localities=3", "--years=1")
        return
    call_command("seed_city", "--localities=3", "--years=1")

    first, *others = (counted(locality) for locality in Locality.objects.order_by("pk"))
    assert others == [first, first]
    assert first["assignments"] == 800
    assert client_of(User.objects.get(username="vanphong-p3")).get("/ke-hoach/").status_code == 200
    # What is added afterwards gets numbers of its own.
    assert (
        Unit.objects.create(
            locality=Locality.objects.first(), line=Unit.objects.first().line, level="ward", name="Mới"
        ).pk
        > 3 * 61
    )
