"""Real workers and a real beat: a killed worker's report is finished by another, once, on either broker."""

import os
import secrets
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager

import pdfplumber
import psycopg
import pytest
from django.conf import settings

from tests.servers import forget_messages, own_servers, wait_until

CELERY = [sys.executable, "-m", "celery"]
POOL = ["-P", "prefork", "--concurrency=1"] if settings.REDIS_URL else ["-P", "solo"]

# Enough rows for a rendering of several seconds, so that the worker can be killed in the middle of it.
MANY_TASKS = """
from organizations.models import Unit, User
from plans.models import Assignment, Plan, Task
plan = Plan.objects.get(document__number=19)
unit = Unit.objects.get(name="Chi bộ Khu phố 1")
tasks = Task.objects.bulk_create(
    Task(
        locality_id=plan.locality_id, plan=plan, order=100 + n, title=f"Sinh hoạt chuyên đề lần thứ {n}",
        lead_unit=unit, rhythm="hằng tháng", search_text="",
    )
    for n in range(400)
)
Assignment.objects.bulk_create(Assignment(task=task, unit=unit) for task in tasks)
"""
ORDER = """
from organizations.models import User
from reports import paper
from reports.quarterly import issued_plans
from wardportal.dates import Period
plan = issued_plans().get(document__number={number})
print(paper.order(plan, Period.parse("2017-q3"), by=User.objects.get(username="vanphong")).pk)
"""
OTHER_TASKS = """
from plans.models import Task
Task.objects.filter(plan__document__number=25).update(title="Việc khác")
"""
LOSE_THE_LAYOUT = """
from documents.models import FormatProfile
FormatProfile.objects.filter(name="HD 11-HD/VPTW").update(valid_to="2010-12-31")
"""
FIND_THE_LAYOUT = """
from documents.models import FormatProfile
FormatProfile.objects.filter(name="HD 11-HD/VPTW").update(valid_to="2018-04-02")
"""
ORDER_WITHOUT_END = """
from documents.models import RenderJob
from organizations.models import User
officer = User.objects.get(username="vanphong")
print(RenderJob.order(by=officer, content_hash="x", title="x", filename="x.pdf", task_name="tests.hang").pk)
"""
SWEEP = "from documents.jobs import sweep_lost_jobs; sweep_lost_jobs()"
RETRY = """
from documents.models import RenderJob
from organizations.models import User
print(RenderJob.objects.get(pk={pk}).retry(by=User.objects.get(username="thuongtruc")).pk)
"""


class Portal:
    """A portal of its own: its folder, its database, its queue, and the processes a test starts."""

    def __init__(self, folder, servers):
        self.folder = folder
        self.database_url = servers["DATABASE_URL"]
        self.redis_prefix = servers["REDIS_PREFIX"]
        self.environment = {
            **servers,
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(folder),
            "BUSINESS_DATE": "2017-09-18",
            "DEMO_PASSWORD": secrets.token_urlsafe(12),
            "RENDER_LEASE_SECONDS": "6",
        }
        self.log = (folder / "log").open("wb")

    def manage(self, *arguments):
        ran = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return ran.stdout

    def run(self, code):
        return self.manage("shell", "--no-imports", "-c", code).strip()

    @contextmanager
    def started(self, *command, **environment):
        """The command in a process group of its own, gone when the block is left."""
        process = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=self.environment | environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            kill(process)

    def worker(self):
        return self.started(*CELERY, "-A", "wardportal.celery", "worker", *POOL)

    def beat(self):
        schedule = str(self.folder / "schedule")
        return self.started(*CELERY, "-A", "wardportal.celery:beat", "beat", "--pidfile=", "-s", schedule)

    def rows(self, query):
        if self.database_url:
            with psycopg.connect(self.database_url) as connection:
                return connection.execute(query).fetchall()
        with closing(sqlite3.connect(self.folder / "portal.sqlite3", timeout=20)) as connection:
            return connection.execute(query).fetchall()

    def job(self, pk):
        """(state, percent, attempts, reason) of the job."""
        query = f"SELECT state, percent, attempts, reason FROM documents_renderjob WHERE id = {int(pk)}"
        ((state, percent, attempts, reason),) = self.rows(query)
        return state, percent, attempts, reason

    def files(self):
        return [path for path in (self.folder / "media").rglob("*") if path.is_file()]

    def lose_messages(self):
        """What a broker loses when it dies."""
        forget_messages(self.redis_prefix)
        for message in self.messages():
            message.unlink()

    def messages(self):
        return list((self.folder / "queue/messages").glob("*"))


def kill(process):
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    with own_servers() as servers:
        portal = Portal(tmp_path_factory.mktemp("portal"), servers)
        portal.manage("migrate", "--no-input", "--verbosity=0")
        portal.manage("seed_demo")
        yield portal
        portal.log.close()


def test_a_report_whose_worker_is_killed_is_finished_once_by_another(portal):
    portal.run(MANY_TASKS)
    before = portal.files()

    with portal.beat():
        with portal.worker() as first:
            pk = portal.run(ORDER.format(number=19))
            wait_until(lambda: portal.job(pk)[1] >= 49)  # the layout has begun
            kill(first)
        assert portal.job(pk)[:1] + portal.job(pk)[2:3] == ("running", 1)
        with portal.worker():
            wait_until(lambda: portal.job(pk)[0] == "done")

    assert portal.job(pk) == ("done", 100, 2, "")
    assert portal.rows("SELECT count(*) FROM documents_renderjob WHERE state = 'done'") == [(1,)]
    (report,) = [path for path in portal.files() if path not in before]
    with pdfplumber.open(report) as pdf:
        assert any("Sinh hoạt chuyên đề lần thứ 399" in page.extract_text() for page in pdf.pages)


def test_an_order_whose_message_was_lost_is_rung_for_again(portal):
    pk = portal.run(ORDER.format(number=25))
    portal.lose_messages()

    with portal.worker(), portal.beat():
        wait_until(lambda: portal.job(pk)[0] == "done")

    assert portal.job(pk) == ("done", 100, 1, "")


def test_a_failing_report_says_why_and_can_be_tried_again(portal):
    portal.run(OTHER_TASKS)  # a report of its own, not the one that was rendered before
    pk = portal.run(ORDER.format(number=25))
    portal.run(LOSE_THE_LAYOUT)

    with portal.worker():
        wait_until(lambda: portal.job(pk)[0] == "failed")
        assert portal.job(pk)[3] == (
            "Chưa có thể thức cho văn bản của Đảng có hiệu lực ngày 18/9/2017. "
            "Hãy báo người quản trị của phường."
        )
        portal.run(FIND_THE_LAYOUT)
        again = portal.run(RETRY.format(pk=pk))
        wait_until(lambda: portal.job(again)[0] == "done")

    assert again != pk
    assert portal.job(pk)[0] == "failed"


def test_a_rendering_that_hangs_is_ended_and_fails_with_its_reason(portal):
    portal.environment |= {"RENDER_LEASE_SECONDS": "2", "RENDER_LIMIT_SECONDS": "1"}
    # A solo worker ends with its rendering, and a supervisor starts the next one; a pool has its own.
    supervised = ["sh", "-c", 'while :; do "$@"; done', "sh"]
    pk = portal.run(ORDER_WITHOUT_END)

    with portal.started(*supervised, *CELERY, "-A", "tests.hanging", "worker", *POOL):
        wait_until(lambda: portal.run(SWEEP) == "" and portal.job(pk)[0] == "failed")

    assert portal.job(pk)[2:] == (
        3,
        "Máy kết xuất đã dừng giữa chừng 3 lần. "
        "Hãy bấm “Thử lại”; nếu vẫn không được, báo người quản trị của phường.",
    )
    # Where it hung stands in the log, for who has to find out why.
    assert "tests/hanging.py" in (portal.folder / "log").read_text()
