"""Parts that go away and come back while the portal runs: words meanwhile, and nothing to restart after."""

import json
import re
import resource
import secrets
import select
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager, suppress
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from PIL import Image

from tests.proxied import DOMAIN, Person
from tests.servers import free_port, is_open, own_servers, wait_until
from tests.test_processes import get, manage, server_environment

pytestmark = pytest.mark.skipif(
    not (settings.DATABASE_URL.startswith("postgres") and settings.REDIS_URL),
    reason="parts that go away are PostgreSQL and Redis: make test brings them",
)


class Door:
    """The way to a server, which can be shut: who is inside is thrown out, nobody gets in."""

    def __init__(self, url):
        asked = urlsplit(url)
        self.server = (asked.hostname, asked.port)
        self.listener = self._open(0)
        self.port = self.listener.getsockname()[1]
        self.url = asked._replace(netloc=f"{asked.username or ''}@127.0.0.1:{self.port}").geturl()
        self.inside = []

    def _open(self, port):
        listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._let_in, args=(listener,), daemon=True).start()
        return listener

    def _let_in(self, listener):
        with suppress(OSError):
            while True:
                guest, _ = listener.accept()
                pair = (guest, socket.create_connection(self.server))
                self.inside.append(pair)
                threading.Thread(target=self._carry, args=pair, daemon=True).start()

    @staticmethod
    def _carry(guest, server):
        with suppress(OSError, ValueError):
            while True:
                for side in select.select([guest, server], [], [])[0]:
                    if not (said := side.recv(65536)):
                        raise OSError
                    (server if side is guest else guest).sendall(said)
        for side in (guest, server):
            side.close()

    @contextmanager
    def shut(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for pair in self.inside:
            for side in pair:
                with suppress(OSError):
                    side.shutdown(socket.SHUT_RDWR)
        self.inside.clear()
        yield
        self.listener = self._open(self.port)


class Portal:
    def __init__(self, folder, servers):
        self.database, self.redis = Door(servers["DATABASE_URL"]), Door(servers["REDIS_URL"])
        self.folder, self.media = folder, folder / "media"
        self.environment = server_environment(servers, folder) | {
            "DATABASE_URL": self.database.url,
            "REDIS_URL": self.redis.url,
        }
        self.port = free_port()

    @contextmanager
    def started(self, *command):
        with (self.folder / f"{command[0]}.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        yield process
        process.terminate()
        assert process.wait(30) == 0

    def worker(self):
        return self.started(
            "celery", "-A", "wardportal.celery", "worker", "-P", "prefork", "--concurrency=1", "-l", "INFO"
        )

    def files(self):
        return {path for path in self.media.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    with own_servers() as servers, ExitStack() as running:
        portal = Portal(tmp_path_factory.mktemp("portal"), servers)
        manage(portal.environment, "migrate", "--no-input", "--verbosity=0")
        manage(portal.environment, "collectstatic", "--no-input", "--verbosity=0")
        manage(portal.environment, "seed_demo")
        web = ["gunicorn", "-c", "deploy/gunicorn.conf.py", "-b", f"127.0.0.1:{portal.port}"]
        portal.web = running.enter_context(portal.started(*web, "wardportal.wsgi"))
        wait_until(lambda: is_open(portal.port))
        yield portal


@pytest.fixture(scope="module")
def officer(portal):
    return Person(portal.port, "vanphong")


@contextmanager
def full_disk(process):
    """No file of this process and its children grows beyond a few bytes."""
    pids = [process.pid, *_children(process.pid)]
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))
    yield
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_database_that_is_away_gets_a_page_that_says_what_still_works(portal, officer):
    with portal.database.shut():
        read = officer.get("/")
        sent = officer.post("/tai-khoan/")

    assert (read.status, read.headers["Retry-After"], sent.status) == (503, "20", 503)
    assert "Cổng tạm ngừng ít phút, chưa mở được dữ liệu" in read.content.decode()
    assert re.search(r"mã lỗi <b>[0-9A-F]{8}</b>", read.content.decode())


def test_a_database_that_is_back_is_found_by_the_same_processes(portal, officer):
    before = _children(portal.web.pid)
    with portal.database.shut():
        assert {officer.get("/ke-hoach/").status for _ in range(3)} == {503}

    wait_until(lambda: officer.get("/ke-hoach/").status == 200, seconds=20)

    assert {officer.get("/ke-hoach/").status for _ in range(20)} == {200}
    assert _children(portal.web.pid) == before


def test_without_redis_pages_open_and_what_is_ordered_is_kept(portal, officer):
    report = _linked(officer, "/bao-cao/2017-q3/", r"/bao-cao/2017-q3/ke-hoach/\d+/")[0]

    with portal.redis.shut():
        opened = [officer.get(path).status for path in ("/", "/tim-kiem/?q=ke+hoach", "/bao-cao/theo-doi/")]
        ordered = officer.post(f"{report}lap/")
        health = get(portal.port, "/healthz", {"Host": DOMAIN}).content

    assert opened == [200, 200, 200]
    assert (ordered.status, officer.get(ordered.led_to).status) == (302, 200)
    assert json.loads(health) == {"database": "ok", "queue": "down", "storage": "ok"}
    assert json.loads(get(portal.port, "/healthz", {"Host": DOMAIN}).content)["queue"] == "ok"


def test_on_a_full_disk_a_file_is_refused_in_words_and_no_half_of_it_stays(portal, officer):
    paper = _linked(officer, "/van-ban/", r"/van-ban/\d+/")[0]
    before = portal.files()

    with full_disk(portal.web):
        refused, opened = _bring(officer, paper), officer.get(paper)
        left = portal.files() - before
    taken = _bring(officer, paper)

    assert (refused.status, opened.status, left, taken.status) == (507, 200, set(), 302)
    assert "Máy chủ hết chỗ ghi, việc vừa làm chưa được lưu" in refused.content.decode()
    assert len(portal.files() - before) == 1


def test_on_a_full_disk_a_report_fails_in_words_and_is_made_when_there_is_room(portal, officer):
    report = _linked(officer, "/bao-cao/2017-q3/", r"/bao-cao/2017-q3/ke-hoach/\d+/")[-1]
    before = portal.files()

    with portal.worker() as worker:
        wait_until(lambda: len(_children(worker.pid)) == 1)
        with full_disk(worker):
            job = officer.post(f"{report}lap/").led_to
            words = "Máy chủ hết chỗ ghi tệp nên chưa lập được."
            wait_until(lambda: words in officer.get(job).content.decode())
            left = portal.files() - before
        again = officer.post(f"{job}thu-lai/").led_to
        wait_until(lambda: officer.get(f"{again}tep/").status == 200)

    assert left == set()
    assert officer.get(f"{again}tep/").content.rstrip().endswith(b"%%EOF")


def _linked(officer, page, pattern) -> list[str]:
    return re.findall(pattern, officer.get(page).content.decode())


def _bring(officer, paper):
    return officer.bring(f"{paper}tep/", _picture(), kind="other", is_free_of_secrets="on")


def _picture() -> bytes:
    file = BytesIO()
    Image.frombytes("RGB", (100, 100), secrets.token_bytes(30_000)).save(file, "PNG")
    return file.getvalue()
