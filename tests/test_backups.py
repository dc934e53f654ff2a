"""The drill: backed up while people write, wiped, restored; every row and file equal, and numbers go on."""

import json
import os
import subprocess
import sys
import threading
import zipfile
from datetime import UTC, datetime

import pytest
from django.conf import settings as project
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, connections

from organizations.models import AuditEntry, BackupRun, Locality, Person, Reminder, SignIn, Unit
from tests import factories
from wardportal import backups, jobs

PHRASE = "hoa-sen-trong-dam"


@pytest.fixture
def portal(transactional_db, settings, tmp_path):
    """The demo ward, with files of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DEMO_PASSWORD = "mat-khau-dung-thu"
    call_command("seed_demo")
    default_storage.save("thu/Ảnh sinh hoạt (1).jpg", ContentFile(b"\xff\xd8anh" * 1000))
    return tmp_path


def parts(path) -> dict:
    """The manifest without what is no part of the data."""
    with zipfile.ZipFile(path) as book:
        return json.loads(book.read(backups.MANIFEST))


def rows_of(path) -> dict:
    with zipfile.ZipFile(path) as book:
        names = [name for name in book.namelist() if name.startswith("tables/")]
        return {name: [json.loads(line) for line in book.open(name)] for name in names}


def test_backed_up_during_writes_wiped_and_restored_all_is_equal(portal):
    stop, written = threading.Event(), []

    def write():
        unit = Unit.objects.branches().first()
        officer = unit.locality.users.first()
        while not stop.is_set():
            reminder = factories.ReminderFactory(unit=unit, locality=unit.locality, sent_by=officer)
            written.append(reminder.pk)
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 3:
            stop.wait(0.01)
        done = backups.backup(portal / "a.zip")
    finally:
        stop.set()
        writer.join()
    assert done.rows > 3000
    assert done.files >= 1
    kept = parts(portal / "a.zip")
    assert "lost" not in kept
    # Of one moment: the last ones written are not in it, the first are.
    in_backup = kept["tables"]["organizations.reminder"]["rows"]
    assert in_backup < Reminder.objects.count()

    Person.objects.update(full_name="Bị ghi đè")
    Locality.objects.create(name="Phường Thừa", place_name="Thừa", superior_name="–")
    for name in list(backups._stored_files()):
        default_storage.delete(name)
    backups.restore(portal / "a.zip", replace=True)

    backups.backup(portal / "b.zip")
    again = parts(portal / "b.zip")
    assert again["tables"] == kept["tables"]
    assert again["files"] == kept["files"]
    newest = max(Reminder.objects.values_list("pk", flat=True))
    unit = Unit.objects.branches().first()
    later = factories.ReminderFactory(unit=unit, locality=unit.locality, sent_by=unit.locality.users.first())
    assert later.pk > newest


def test_moments_come_back_to_the_microsecond(small):
    at = datetime(2017, 9, 18, 1, 2, 3, 450, tzinfo=UTC)
    run = BackupRun.objects.create(name="portal.zip", began_at=at)
    backups.backup(small / "b.zip")
    BackupRun.objects.all().delete()
    backups.restore(small / "b.zip", replace=True)
    run.refresh_from_db()
    assert run.began_at == at


def test_numbers_continue_and_accounts_sign_in_after_a_restore(portal, client):
    backups.backup(portal / "a.zip")
    SignIn.objects.all().delete()
    backups.restore(portal / "a.zip", replace=True)
    answer = client.post("/dang-nhap/", {"username": "vanphong", "password": "mat-khau-dung-thu"})
    assert answer.status_code == 302
    page = client.get("/van-ban/")
    assert page.status_code == 200
    # The log is sealed as before.
    with pytest.raises(Exception, match="only written"):
        AuditEntry.objects.all().delete()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="moves to PostgreSQL")
def test_a_small_ward_moves_from_sqlite_to_postgresql(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / "small"
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}
    }
    environment |= {"DATA_DIR": str(folder), "DEMO_PASSWORD": "mat-khau-dung-thu"}
    for arguments in (["migrate"], ["seed_demo"], ["backup", str(tmp_path / "small.zip")]):
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=environment,
            cwd=project.BASE_DIR,
            check=True,
            capture_output=True,
        )
    backups.restore(tmp_path / "small.zip")
    backups.backup(tmp_path / "grown.zip")
    # PostgreSQL keeps no order within a JSON value: row by row, what they hold.
    assert rows_of(tmp_path / "grown.zip") == rows_of(tmp_path / "small.zip")
    assert parts(tmp_path / "grown.zip")["files"] == parts(tmp_path / "small.zip")["files"]


# --- What goes wrong ----------------------------------------------------------------------------------


@pytest.fixture
def small(transactional_db, settings, tmp_path):
    """A person and a file, backed up as `a.zip`."""
    settings.MEDIA_ROOT = tmp_path / "media"
    factories.PersonFactory(full_name="Phạm Thị Mai")
    default_storage.save("thu/a.txt", ContentFile(b"noi dung"))
    backups.backup(tmp_path / "a.zip")
    return tmp_path


def test_with_a_passphrase_nobody_reads_it_without(small):
    backups.backup(small / "a.age", passphrase=PHRASE)
    content = (small / "a.age").read_bytes()
    assert b"tables/" not in content
    Person.objects.all().delete()
    for wrong, told in (("", "có mật khẩu"), ("sai", "không đúng")):
        with pytest.raises(backups.BackupError, match=told):
            backups.restore(small / "a.age", passphrase=wrong, replace=True)
    assert not Person.objects.exists()
    backups.restore(small / "a.age", passphrase=PHRASE, replace=True)
    assert Person.objects.get().full_name == "Phạm Thị Mai"


def rewrite(path, change):
    """The same archive with some parts changed."""
    with zipfile.ZipFile(path) as book:
        held = {name: book.read(name) for name in book.namelist()}
    change(held)
    with zipfile.ZipFile(path, "w") as book:
        for name, content in held.items():
            book.writestr(name, content)


def damage_a_row(held):
    held["tables/organizations.person.jsonl"] = held["tables/organizations.person.jsonl"].replace(
        b"Mai", b"May"
    )


def damage_a_file(held):
    held["files/thu/a.txt"] = b"noi dung khac"


def lose_a_part(held):
    del held["tables/organizations.person.jsonl"]


def lose_the_manifest(held):
    del held[backups.MANIFEST]


def come_from_another_version(held):
    manifest = json.loads(held[backups.MANIFEST])
    manifest["migrations"]["plans"] = "9999_later"
    held[backups.MANIFEST] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (damage_a_row, "đã hỏng ở “tables/organizations.person.jsonl”"),
        (damage_a_file, "đã hỏng ở “files/thu/a.txt”"),
        (lose_a_part, "không phải bản sao lưu"),
        (lose_the_manifest, "không phải bản sao lưu"),
        (come_from_another_version, r"phiên bản khác của phần mềm \(plans\)"),
    ],
)
def test_a_damaged_file_changes_nothing(small, change, told):
    rewrite(small / "a.zip", change)
    Person.objects.update(full_name="Người mới")
    with pytest.raises(backups.BackupError, match=told):
        backups.restore(small / "a.zip", replace=True)
    assert Person.objects.get().full_name == "Người mới"
    with default_storage.open("thu/a.txt") as file:
        assert file.read() == b"noi dung"


def test_what_is_no_backup_is_said(small):
    (small / "b.zip").write_bytes(b"PK khong phai")
    with pytest.raises(backups.BackupError, match="không phải bản sao lưu"):
        backups.restore(small / "b.zip", replace=True)
    with pytest.raises(backups.BackupError, match="Không có tệp"):
        backups.restore(small / "c.zip", replace=True)


def test_a_portal_with_data_is_replaced_only_when_asked_to(small):
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(small / "a.zip"))


def test_a_full_disk_leaves_no_half_file(small, monkeypatch):
    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "_copy", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", str(small / "b.zip"))
    assert [path.name for path in small.iterdir() if path.is_file()] == ["a.zip"]


# --- Every night --------------------------------------------------------------------------------------


def test_every_night_one_is_made_and_old_ones_go(small, settings):
    settings.BACKUP_DIR, settings.BACKUP_KEEP_DAYS, settings.BACKUP_KEEP_MONTHS = small / "dem", 3, 2
    settings.BACKUP_DIR.mkdir()
    names = [f"portal-2017-{month:02}-{day:02}.zip" for month in (7, 8, 9) for day in (1, 2, 30)]
    for name in names:
        (settings.BACKUP_DIR / name).write_bytes(b"")
    jobs.back_up()
    left = sorted(path.name for path in settings.BACKUP_DIR.iterdir())
    made = BackupRun.last_good()
    assert made.size == (settings.BACKUP_DIR / made.name).stat().st_size
    # The last three nights; of the last two months (this one and September 2017) the first.
    assert left == ["portal-2017-09-01.zip", "portal-2017-09-02.zip", "portal-2017-09-30.zip", made.name]


def test_a_night_that_failed_is_told_to_the_administrator(small, settings, client_of, ward, admin):
    settings.BACKUP_DIR = small / "a.zip" / "khong-phai-thu-muc"
    with pytest.raises(OSError, match="Not a directory"):
        jobs.back_up()
    assert "NotADirectoryError" in BackupRun.objects.latest().error
    page = client_of(admin).get("/").content.decode()
    assert "Sao lưu đêm qua không thành" in page


def test_the_administrator_sees_when_the_last_one_succeeded(client_of, ward, admin, officer):
    assert "Chưa sao lưu lần nào" in client_of(admin).get("/").content.decode()
    BackupRun.objects.create(name="portal-2017-09-18.zip", size=5)
    page = client_of(admin).get("/").content.decode()
    assert "Sao lưu gần nhất" in page
    assert "Sao lưu gần nhất" not in client_of(officer).get("/").content.decode()
