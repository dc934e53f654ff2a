"""Parts of the portal that fail while it is used (benchmarks/closing_day.py), one after the other."""

import os
import random
import resource
import shlex
import signal
import subprocess
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis
from pages import family

QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Faults:
    """`away` names the part that is away at this moment; `count` what was done so far."""

    # How long a part stays away, in seconds.
    REDIS_AWAY, POSTGRES_AWAY, DISK_FULL = 6, 10, 12
    # Less than any paper or picture, more than any message.
    BYTES_LEFT = 2000
    # Four times a process of the worker: twenty in all.
    KILLED = ("task", "web", "worker", "task", "task")
    ORDER = (*KILLED, "postgres", *KILLED, "redis", *KILLED, "disk", *KILLED, "postgres", *KILLED, "redis")

    def __init__(self, portal, workers, start_worker, order=ORDER):
        self.portal, self.workers, self.start_worker = portal, workers, start_worker
        self.order = order
        self.away, self.count = "", Counter()
        self.chance = random.Random(17)
        self.started = []
        self.is_over = threading.Event()

    def happen(self, seconds):
        """All of `order`, evenly over so many seconds; each begins when the one before has ended."""
        began = time.monotonic()
        try:
            for number, name in enumerate(self.order, 1):
                wait = began + seconds * number / (len(self.order) + 1) - time.monotonic()
                time.sleep(max(0.5, wait))
                getattr(self, name)()
                self.count[name] += 1
            time.sleep(max(0, began + seconds - time.monotonic()))
        finally:
            self.is_over.set()

    @contextmanager
    def _missing(self, name, seconds):
        self.away = name
        try:
            yield
            time.sleep(seconds)
        finally:
            self.away = ""

    def web(self):
        """One of gunicorn's processes; gunicorn starts another."""
        _kill(self.chance.choice(family(self.portal.process.pid)[1:]))

    def task(self):
        """One process of the worker, the one that works if there is one."""
        children = family(self.workers[-1].pid)[1:]
        if children:
            _kill(max(children, key=_ticks))

    def worker(self):
        """The whole worker, as when its container is killed; another is started."""
        for pid in family(self.workers[-1].pid):
            _kill(pid)
        self.workers[-1].wait()
        self.workers.append(self.start_worker())

    def redis(self):
        with redis.Redis.from_url(os.environ["REDIS_URL"]) as server:
            folder = server.config_get("dir")["dir"]
            server.shutdown(nosave=True)
        port = str(urlsplit(os.environ["REDIS_URL"]).port)
        with self._missing("redis", self.REDIS_AWAY):
            pass
        command = ["redis-server", "--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no"]
        self.started.append(subprocess.Popen([*command, "--dir", folder], **QUIET))

    def postgres(self):
        """Ends as in a crash of its process (`immediate`): it recovers from its log when it starts."""
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            folder = connection.execute("SHOW data_directory").fetchone()[0]
        options = shlex.split((Path(folder) / "postmaster.opts").read_text())
        control = [str(Path(options[0]).with_name("pg_ctl")), "-D", folder, "-w"]
        _as_postgres(*control, "-m", "immediate", "stop")
        with self._missing("postgres", self.POSTGRES_AWAY):
            pass
        _as_postgres(*control, "-l", f"{folder}/../log", "-o", shlex.join(options[1:]), "start")

    def disk(self):
        """No process of the portal can write a file of any size, as where the disk is full."""
        pids = [*family(self.portal.process.pid), *family(self.workers[-1].pid)]
        _limit_files(pids, self.BYTES_LEFT)
        with self._missing("disk", self.DISK_FULL):
            pass
        _limit_files([*family(self.portal.process.pid), *family(self.workers[-1].pid)], None)

    def end(self):
        """What was started in place of the servers of bin/with-services ends with the day."""
        for server in self.started:
            server.terminate()
            server.wait()


def _kill(pid):
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _ticks(pid) -> int:
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11])
    return 0


def _limit_files(pids, size):
    for pid in pids:
        with suppress(ProcessLookupError):
            _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most if size is None else size, most))


def _as_postgres(*command):
    """PostgreSQL refuses to run as root."""
    own = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
    subprocess.run([*own, *command], check=True, timeout=60, **QUIET)
