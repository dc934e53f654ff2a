"""The whole portal in one file, and back, on either database: a small ward that grows moves with it.

A ZIP of `tables/<app.model>.jsonl` (Django's own serialization, a row a line), `files/<name>` and, last,
a `manifest.json` with the number of rows and the SHA-256 of every part. The rows are those of one moment,
however many people go on working. With a passphrase the ZIP is a stream of the age format for a key made for
this file alone; the first line of the file is that key, locked with the passphrase.
"""

import base64
import hashlib
import json
import sqlite3
import tempfile
import zipfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

import pyrage
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import serializers
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from organizations.models import AuditOpening, Locality
from wardportal.founding import install_common

FORMAT = 1
MANIFEST = "manifest.json"
LOCKED = b"wardportal-backup-1 "
CHUNK = 1 << 20
# Who is signed in just now, and what `migrate` makes by itself.
LEFT_OUT = {"sessions.session", "contenttypes.contenttype", "auth.permission", "organizations.auditopening"}
LEFT_OUT |= {"auth.group", "auth.group_permissions"}
# The probe of /healthz, and what a worker has not finished writing.
NO_FILES = ("health/",)


class BackupError(ValidationError):
    """Said to whoever asked, in a sentence."""


class ExactEncoder(DjangoJSONEncoder):
    """Moments to the microsecond, where Django's own stops at the millisecond."""

    def default(self, value):
        return value.isoformat() if isinstance(value, datetime | time) else super().default(value)


@dataclass
class Done:
    """What a backup or a restore came to."""

    tables: int
    rows: int
    files: int
    size: int


def stored_models() -> list[type[models.Model]]:
    """Every model with rows of its own, the tables between two models among them, by name."""
    found = apps.get_models(include_auto_created=True)
    own = [it for it in found if it._meta.managed and not it._meta.proxy and _label(it) not in LEFT_OUT]
    return sorted(own, key=_label)


def _label(model) -> str:
    return model._meta.label_lower


# --- Out ----------------------------------------------------------------------------------------------


def backup(path, *, passphrase="") -> Done:
    """Write the portal to `path`: whole, or not at all. Raises BackupError."""
    path = Path(path)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        archive = Path(folder) / "archive.zip"
        with _moment(folder), zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as book:
            done = _write(book)
        if passphrase:
            locked = Path(folder) / "locked"
            _lock(archive, locked, passphrase)
            archive = locked
        done.size = archive.stat().st_size
        archive.replace(path)
    return done


@contextmanager
def _moment(folder):
    """Within it this thread sees the rows of one moment, and others go on writing."""
    usual = connections["default"]
    if usual.vendor == "postgresql":
        with _instead(usual, OPTIONS={}), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    copy = Path(folder) / "moment.sqlite3"
    with _closing(usual.settings_dict["NAME"]) as source, _closing(copy) as target:
        source.backup(target, pages=1000)
    with _instead(usual, NAME=str(copy), OPTIONS={}):
        yield


@contextmanager
def _instead(usual, **settings_dict):
    """Another connection in the place of the usual one, for this thread alone."""
    other = usual.copy()
    other.settings_dict = {**usual.settings_dict, **settings_dict}
    connections["default"] = other
    try:
        yield
    finally:
        other.close()
        connections["default"] = usual


@contextmanager
def _closing(path):
    opened = sqlite3.connect(path, uri=str(path).startswith("file:"))
    try:
        yield opened
    finally:
        opened.close()


def _write(book) -> Done:
    manifest = {"format": FORMAT, "migrations": _migrations(), "tables": {}, "files": {}}
    for model in stored_models():
        name = f"tables/{_label(model)}.jsonl"
        with book.open(name, "w", force_zip64=True) as part:
            digest, rows = hashlib.sha256(), 0
            for line in _lines(model):
                part.write(line)
                digest.update(line)
                rows += 1
        manifest["tables"][_label(model)] = {"rows": rows, "sha256": digest.hexdigest()}
    for name in sorted(_stored_files()):
        with suppress(FileNotFoundError), default_storage.open(name) as stored:
            manifest["files"][name] = {"sha256": _copy(stored, book, f"files/{name}")}
    if lost := _referred_files() - manifest["files"].keys():
        manifest["lost"] = sorted(lost)
    book.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))
    rows = sum(table["rows"] for table in manifest["tables"].values())
    return Done(len(manifest["tables"]), rows, len(manifest["files"]), 0)


def _lines(model):
    fields = [field.name for field in model._meta.local_fields]
    rows = model._base_manager.order_by("pk").iterator(chunk_size=2000)
    for row in rows:
        line = serializers.serialize("jsonl", [row], fields=fields, ensure_ascii=False, cls=ExactEncoder)
        yield line.encode()


def _stored_files(folder=""):
    with suppress(FileNotFoundError):
        folders, names = default_storage.listdir(folder)
        for name in names:
            full = f"{folder}{name}"
            if not full.startswith(NO_FILES):
                yield full
        for name in folders:
            yield from _stored_files(f"{folder}{name}/")


def _referred_files() -> set[str]:
    """The names the rows of that moment refer to."""
    named = set()
    for model in stored_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.FileField):
                rows = model._base_manager.exclude(**{field.name: ""})
                named |= set(rows.values_list(field.name, flat=True))
    return named - {None}


def _copy(source, book, name) -> str:
    digest = hashlib.sha256()
    with book.open(name, "w", force_zip64=True) as part:
        while chunk := source.read(CHUNK):
            part.write(chunk)
            digest.update(chunk)
    return digest.hexdigest()


def _migrations() -> dict[str, str]:
    """{app: its last migration}: a file goes back only into the same shape of tables."""
    applied = MigrationRecorder(connection).applied_migrations()
    return dict(sorted(applied))


# --- In -----------------------------------------------------------------------------------------------


def restore(path, *, passphrase="", replace=False) -> Done:
    """Read `path` into this portal: all of it, or nothing. Raises BackupError; what is there is kept then."""
    if Locality.objects.exists() and not replace:
        raise BackupError("Cổng này đang có dữ liệu. Muốn thay toàn bộ bằng bản sao lưu thì thêm --replace.")
    with tempfile.TemporaryDirectory() as folder, _opened(path, passphrase, folder) as book:
        manifest = _checked(book)
        with transaction.atomic():
            _empty()
            for label in manifest["tables"]:
                _fill(apps.get_model(label), book)
            _count_on()
        for name in manifest["files"]:
            with book.open(f"files/{name}") as part:
                with suppress(FileNotFoundError):
                    default_storage.delete(name)
                default_storage.save(name, File(part))
    rows = sum(table["rows"] for table in manifest["tables"].values())
    return Done(len(manifest["tables"]), rows, len(manifest["files"]), Path(path).stat().st_size)


@contextmanager
def _opened(path, passphrase, folder):
    path = Path(path)
    if not path.is_file():
        raise BackupError(f"Không có tệp {path}.")
    with path.open("rb") as file:
        is_locked = file.read(len(LOCKED)) == LOCKED
    if is_locked:
        if not passphrase:
            raise BackupError("Bản sao lưu này có mật khẩu. Hãy đặt BACKUP_PASSPHRASE rồi chạy lại.")
        opened = Path(folder) / "archive.zip"
        _unlock(path, opened, passphrase)
        path = opened
    try:
        book = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        raise BackupError("Tệp này không phải bản sao lưu của cổng, hoặc đã hỏng.") from None
    with book:
        yield book


def _checked(book) -> dict:
    """The manifest, after every part was read and compared."""
    try:
        manifest = json.loads(book.read(MANIFEST))
        parts = {f"tables/{label}.jsonl": it["sha256"] for label, it in manifest["tables"].items()}
        parts |= {f"files/{name}": it["sha256"] for name, it in manifest["files"].items()}
        for name, expected in parts.items():
            digest = hashlib.sha256()
            with book.open(name) as part:
                while chunk := part.read(CHUNK):
                    digest.update(chunk)
            if digest.hexdigest() != expected:
                raise BackupError(f"Bản sao lưu đã hỏng ở “{name}”. Hãy dùng bản khác.")
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BackupError("Tệp này không phải bản sao lưu của cổng, hoặc đã hỏng.") from error
    here = _migrations()
    if manifest.get("format") != FORMAT or manifest["migrations"] != here:
        apps_apart = sorted(
            app
            for app in {*here, *manifest["migrations"]}
            if here.get(app) != manifest["migrations"].get(app)
        )
        raise BackupError(
            "Bản sao lưu làm bằng phiên bản khác của phần mềm "
            f"({', '.join(apps_apart)}). Hãy cài đúng phiên bản ấy rồi phục hồi."
        )
    return manifest


def _empty():
    """Without a row; the keys of the database wait until the end of the transaction."""
    opening = AuditOpening.objects.create()
    with connection.cursor() as cursor:
        for model in reversed(stored_models()):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
    opening.delete()


def clear() -> None:
    """As it was when it was installed: no row but what every ward knows, no file, nobody signed in."""
    files = list(_stored_files())
    with transaction.atomic():
        _empty()
        Session.objects.all().delete()
        _count_from_one()
        install_common()
    for name in files:
        default_storage.delete(name)
    cache.clear()


def _fill(model, book):
    fields = list(model._meta.local_concrete_fields)
    size = max(1, connection.ops.bulk_batch_size(fields, [None] * 2000) or 1000)
    waiting = []
    with book.open(f"tables/{_label(model)}.jsonl") as part:
        for line in part:
            (row,) = serializers.deserialize("jsonl", line.decode())
            waiting.append(row.object)
            if len(waiting) >= size:
                _insert(model, fields, waiting)
                waiting = []
    _insert(model, fields, waiting)


def _insert(model, fields, rows):
    """As they were: no moment is set anew, nothing is told to anybody."""
    if rows:
        # What `save(raw=True)` does for one row; `bulk_create` would set moments anew.
        rows_of = model._base_manager.get_queryset()
        rows_of._insert(rows, fields=fields, using="default", raw=True)  # noqa: SLF001


def _count_on():
    """The next row of every table gets the next number."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), stored_models()):
            cursor.execute(statement)


def _count_from_one():
    tables = [{"table": model._meta.db_table, "column": model._meta.pk.column} for model in stored_models()]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_by_name_sql(no_style(), tables):
            cursor.execute(statement)


# --- With a passphrase --------------------------------------------------------------------------------


def _lock(source, target, passphrase):
    key = pyrage.x25519.Identity.generate()
    locked_key = pyrage.passphrase.encrypt(str(key).encode(), passphrase)
    with source.open("rb") as plain, target.open("wb") as file:
        file.write(LOCKED + base64.b64encode(locked_key) + b"\n")
        pyrage.encrypt_io(plain, file, [key.to_public()])


def _unlock(source, target, passphrase):
    with source.open("rb") as file, target.open("wb") as plain:
        locked_key = base64.b64decode(file.readline().removeprefix(LOCKED))
        try:
            key = pyrage.x25519.Identity.from_str(pyrage.passphrase.decrypt(locked_key, passphrase).decode())
            pyrage.decrypt_io(file, plain, [key])
        except pyrage.DecryptError:
            raise BackupError("Mật khẩu của bản sao lưu không đúng, hoặc tệp đã hỏng.") from None


# --- Every night --------------------------------------------------------------------------------------


def old_ones(names, keep_days) -> list[str]:
    """Of names such as "portal-2017-09-18.zip" those beyond the last `keep_days` and the firsts of months."""
    dated = sorted(names, reverse=True)
    firsts = {}
    for name in sorted(names):
        firsts.setdefault(name[:14], name)
    kept = {*dated[:keep_days], *sorted(firsts.values(), reverse=True)[: settings.BACKUP_KEEP_MONTHS]}
    return [name for name in dated if name not in kept]
