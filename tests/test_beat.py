"""Of several beats on whatever machines one rings; when it is gone another does, from where it ended."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as project
from redis import Redis

from tests.servers import forget_messages, own_servers, wait_until
from wardportal.beat import PatientScheduler
from wardportal.celery import app

pytestmark = pytest.mark.skipif(not project.REDIS_URL, reason="where the queue is a folder there is one beat")

SENT = "Sending due task sweep"
WAITS = "this beat waits"


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    with own_servers() as servers:
        yield {
            **servers,
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(tmp_path_factory.mktemp("beats")),
            "BEAT_LEASE_SECONDS": "2",
        }


class Beat:
    def __init__(self, process, log):
        self.process, self.log = process, log

    @property
    def rings(self):
        return self.log.read_text().count(SENT)

    @property
    def waits(self):
        return WAITS in self.log.read_text()


@contextmanager
def beat(environment, folder):
    """One with its own folder, as on a machine of its own."""
    folder.mkdir()
    options = ["--pidfile=", "-l", "INFO", "-s", str(folder / "schedule")]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "tests.ringing", "beat", *options],
            cwd=project.BASE_DIR,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        yield Beat(process, folder / "log")
    finally:
        process.kill()
        process.wait()


def test_one_rings_and_another_takes_over_when_it_is_killed_or_ends(environment, tmp_path):
    with beat(environment, tmp_path / "a") as first:
        wait_until(lambda: first.rings >= 1)
        with beat(environment, tmp_path / "b") as second:
            wait_until(lambda: second.waits)
            before = first.rings
            wait_until(lambda: first.rings >= before + 6)
            assert second.rings == 0

            first.process.kill()
            wait_until(lambda: second.rings >= 2)

            with beat(environment, tmp_path / "c") as third:
                wait_until(lambda: third.waits)
                second.process.send_signal(signal.SIGTERM)
                wait_until(lambda: third.rings >= 1)
                assert second.process.wait() == 0


# --- Where the next one goes on -----------------------------------------------------------------------


@pytest.fixture
def scheduler(settings, tmp_path):
    """`scheduler(name)`: a beat of this process, which rings in the tests' own queue."""
    settings.REDIS_PREFIX = f"{app.conf.broker_transport_options['global_keyprefix']}beats."
    made = []

    def make(name):
        made.append(PatientScheduler(app, schedule_filename=str(tmp_path / name)))
        return made[-1]

    yield make
    for it in made:
        it.close()
    forget_messages(settings.REDIS_PREFIX)


def all_due(beat) -> list[str]:
    """What it rings now."""
    rung = []
    beat.apply_entry = lambda entry, producer=None: rung.append(entry.name)
    while beat.tick() == 0:
        pass
    return sorted(rung)


def noted(settings, name, at):
    with Redis.from_url(settings.REDIS_URL) as server:
        server.hset(f"{settings.REDIS_PREFIX}beat-rung", name, at.isoformat())


def test_next_one_rings_what_came_due_meanwhile_and_nothing_twice(scheduler, settings):
    waiting = scheduler("b")
    now = datetime.now(UTC)
    for entry in waiting.schedule.values():
        entry.last_run_at = now - timedelta(days=5)  # it has waited that long
        noted(settings, entry.name, now - timedelta(seconds=5))
    noted(settings, "sweep-lost-jobs", now - timedelta(seconds=16))
    noted(settings, "back-up", now - timedelta(days=1, minutes=1))

    assert all_due(waiting) == ["back-up", "sweep-lost-jobs"]


def test_what_is_rung_is_noted_for_the_next_one(scheduler, settings):
    first, second = scheduler("a"), scheduler("b")
    first.tick()
    for entry in first.schedule.values():
        entry.last_run_at = datetime.now(UTC)
    first.schedule["sweep-lost-jobs"].last_run_at -= timedelta(seconds=20)
    first._heap = None

    while first.tick() == 0:
        pass

    assert second.tick() == settings.BEAT_LEASE_SECONDS / 3
    assert list(second.place.rung()) == ["sweep-lost-jobs"]


def test_one_whose_place_was_lost_rings_no_more(scheduler, settings):
    first, second = scheduler("a"), scheduler("b")
    assert (first.place.hold(), second.place.hold()) == (True, False)

    with Redis.from_url(settings.REDIS_URL) as server:  # as after a sleep longer than the lease
        server.delete(f"{settings.REDIS_PREFIX}beat")

    assert (second.place.hold(), first.place.hold()) == (True, False)
    second.close()
    assert first.place.hold()


def test_one_that_does_not_reach_the_queue_rings_not(scheduler, settings):
    here, settings.REDIS_URL = settings.REDIS_URL, "redis://127.0.0.1:1/0"
    lost = scheduler("a")
    settings.REDIS_URL = here
    for entry in lost.schedule.values():
        entry.last_run_at = datetime.now(UTC) - timedelta(days=5)

    assert all_due(lost) == []
