"""Issuings per second, with several offices issuing into one number book, on SQLite and on PostgreSQL.

Run by `make bench`; prints, asserts nothing. PostgreSQL is a throw-away server of bin/with-services, or
the one DATABASE_URL names.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
PAPERS, THREADS = 200, 4
OFFICES = [1, 2, 4]
# Django must stand before its models are imported.
START = "import sys, django; django.setup(); from tests import issuing_at_once as it; it.main(*sys.argv[1:])"


def main():
    if "--here" in sys.argv:
        for offices in OFFICES:
            print(f"  {offices} × {THREADS} at once: {measured(offices):6.0f} papers issued a second")
        return
    command = [sys.executable, __file__, "--here"]
    plain = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    print("Numbers: SQLite", flush=True)
    subprocess.run(command, env=plain, check=True)
    print("Numbers: PostgreSQL", flush=True)
    subprocess.run([str(ROOT / "bin" / "with-services"), *command], check=True)


def measured(offices) -> float:
    """Issuings per second from the first office's start to the last one's end."""
    with tempfile.TemporaryDirectory() as folder, own_database() as database_url:
        environment = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": folder,
            "DATABASE_URL": database_url,
            "BUSINESS_DATE": "2017-09-18",
            "DJANGO_SETTINGS_MODULE": "wardportal.settings",
        }
        portal = {"cwd": ROOT, "env": environment}
        script = [sys.executable, "-c", START]
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(migrate, check=True, **portal)
        subprocess.run([*script, "prepare", str(PAPERS)], check=True, **portal)
        running = [
            subprocess.Popen(
                [*script, "issue", str(n), str(offices), str(THREADS)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                **portal,
            )
            for n in range(offices)
        ]
        for office in running:
            office.stdout.readline()
        for office in running:
            office.stdin.write("\n")
            office.stdin.flush()
        seconds = max(json.loads(office.communicate()[0])[0] for office in running)
        return PAPERS / seconds


@contextmanager
def own_database():
    """The address of an empty database on the server DATABASE_URL names; "" without one, which is SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield ""
        return
    name = f"numbers_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"{server.rsplit('/', 1)[0]}/{name}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


if __name__ == "__main__":
    main()
