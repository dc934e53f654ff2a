"""The day on which everybody reports, with parts that fail: what was acknowledged is there, once.

    python benchmarks/closing_day.py            the ward with ten years of data
    python benchmarks/closing_day.py city       168 wards

Every head of a branch opens the month's form and sends it, sixteen at a time, while an official orders
reports, processes of the web server and the worker are killed (kill -9), Redis is restarted and PostgreSQL
ends as in a power cut. Who gets no answer, or an error, tries again from the page that is still open, as a
person does. Prints counts, asserts nothing. Servers as in benchmarks/pages.py.
"""

import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack, suppress
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlencode

import lxml.html
import psycopg
import redis
from pages import ROOT, SEEDS, environment_of, family, manage, served, worker

AT_ONCE, TRIES, MOST_SECONDS = 16, 40, 90
TOKEN = "c" * 32
PREPARE = """
import json, sys
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from organizations.models import PostHolding, User
from plans.models import Plan
from reports.models import Filing
from wardportal.dates import Period

LINES = ["phu-nu"] if User.objects.count() > 1000 else ["phu-nu", "thanh-nien", "mat-tran", "dang"]

def cookie(user):
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken=TOKEN"

heads = {}
for held in PostHolding.objects.current().exclude(post__role="").select_related("person__user", "post"):
    heads.setdefault(held.post.unit_id, held.person.user)
awaited = Filing.objects.awaited().filter(unit__line__code__in=LINES, round__number=9).order_by("pk")
asked = [(cookie(heads[pk]), number) for pk, number in awaited.values_list("unit", "pk")]
officials = [cookie(user) for user in User.objects.filter(username__startswith="vanphong").order_by("pk")[:4]]
official = User.objects.get(username="vanphong")
plans = Plan.objects.visible_to(official).open().reported_in(Period.parse("2017-q3")).order_by("-pk")
plans = list(plans.values_list("pk", flat=True)[:12])
print(json.dumps({"asked": asked, "officials": officials, "plans": plans}))
""".replace("TOKEN", TOKEN)
COUNT = """
import json, sys
from django.db.models import Count
from documents.models import RenderJob
from reports.models import Filing, FilingVersion
sent = set(Filing.objects.filter(state="submitted", round__number=9).values_list("pk", flat=True))
twice = FilingVersion.objects.filter(filing__in=sent).values("filing").annotate(n=Count("pk")).filter(n__gt=1)
jobs = list(RenderJob.objects.values_list("state", "content_hash"))
print(json.dumps({"sent": sorted(sent), "twice": len(twice), "jobs": jobs}))
"""


def main():
    if "--here" in sys.argv:
        close(sys.argv[-1])
        return
    size = (sys.argv[1:] or ["ward"])[0]
    given = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    command = [str(ROOT / "bin/with-services"), sys.executable, __file__, "--here", size]
    subprocess.run(command, env=given, check=True)


def close(size):
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        environment = environment_of(folder)
        for command in ["migrate"], ["install_formats"], ["collectstatic", "--no-input"], SEEDS[size]:
            manage(environment, *command)
        told = tell(environment, PREPARE)
        portal = running.enter_context(served(environment, "benchmarks.served"))
        workers = [running.enter_context(worker(environment))]
        day = Day(portal, told)
        faults = Faults(portal, workers, lambda: running.enter_context(worker(environment)))
        began = time.perf_counter()
        threads = [threading.Thread(target=day.send_all) for _ in range(AT_ONCE)]
        threads += [threading.Thread(target=day.order_reports), threading.Thread(target=faults.happen)]
        for thread in threads:
            thread.start()
        for thread in threads[:AT_ONCE]:
            thread.join()
        took = time.perf_counter() - began
        faults.enough.set()
        for thread in threads[AT_ONCE:]:
            thread.join()
        after = settled(environment)
        print_out(size, day, faults, after, took)
        running.callback(faults.end)


def tell(environment, script):
    start = f"import django; django.setup()\n{script}"
    done = subprocess.run(
        [sys.executable, "-c", start], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def settled(environment):
    """What there is once the worker has had time for what was ordered."""
    end = time.monotonic() + 120
    while True:
        after = tell(environment, COUNT)
        states = Counter(state for state, _ in after["jobs"])
        if not states["queued"] + states["running"] or time.monotonic() > end:
            return after
        time.sleep(2)


# --- People -------------------------------------------------------------------------------------------


class Day:
    """What people did, and what they were answered."""

    def __init__(self, portal, told):
        self.portal, self.told = portal, told
        self.waiting = list(told["asked"])
        self.acknowledged, self.given_up, self.answers = set(), set(), Counter()
        self.ordered = 0
        self.unreadable = Counter()

    def ask(self, cookie, path, fields=None):
        """(status, where it leads, the page); status 0 where nobody answered."""
        bodies = [urlencode(fields)] if fields else []
        page = {"path": path, "cookie": cookie, "bodies": bodies}
        try:
            status, body, headers = self.portal.ask_whole(page)
        except (OSError, HTTPException):  # nobody, or half an answer
            status, body, headers = 0, b"", {}
        self.answers[f"{'POST' if fields else 'GET'} {status}"] += 1
        if status >= 500 and "Mã lỗi".encode() not in body:
            self.unreadable[status] += 1
        return status, headers.get("Location", ""), body

    def send_all(self):
        while self.waiting:
            try:
                cookie, pk = self.waiting.pop()
            except IndexError:
                return
            self.send(cookie, pk)

    def send(self, cookie, pk):
        path, fields = f"/bao-cao/phieu/{pk}/ghi/", None
        end = time.monotonic() + MOST_SECONDS
        for _ in range(TRIES):
            if time.monotonic() > end:
                break
            if fields is None:
                status, _, body = self.ask(cookie, path)
                fields = filled(body) if status == 200 else None
            if fields is not None:
                status, led_to, body = self.ask(cookie, path, fields)
                if status == 302 and led_to == f"/bao-cao/phieu/{pk}/":
                    self.acknowledged.add(pk)
                    return
                if status == 409:  # it was stored, and the answer lost: the page says so
                    fields = None
            if b"da-gui" in body or status == 403:
                break
            time.sleep(0.5)
        self.given_up.add(pk)

    def order_reports(self):
        for number, plan in enumerate(self.told["plans"]):
            cookie = self.told["officials"][0]
            path = f"/bao-cao/2017-q3/ke-hoach/{plan}/lap/"
            for _ in range(TRIES):
                status, _, _ = self.ask(cookie, path, {"csrfmiddlewaretoken": TOKEN, "n": number})
                if status == 302:
                    self.ordered += 1
                    break
                time.sleep(0.5)


def filled(body):
    """The form as somebody sends it who has words for every section and figures for none."""
    page = lxml.html.fromstring(body.decode())
    form = next((form for form in page.forms if "version" in form.fields), None)
    if form is None:
        return None
    fields = {name: value for name, value in form.form_values() if value.strip()}
    for area in form.xpath(".//textarea[starts-with(@name, 'loi_')]"):
        fields[area.get("name")] = "Nhân dân yên tâm."
    return {**fields, "csrfmiddlewaretoken": TOKEN, "viec": "gui", "gui-thieu": "1"}


# --- Faults -------------------------------------------------------------------------------------------


class Faults:
    """One after another, as long as people report."""

    PAUSE = 1.0

    def __init__(self, portal, workers, start_worker):
        self.portal, self.workers, self.start_worker = portal, workers, start_worker
        self.enough, self.count = threading.Event(), Counter()
        self.chance = random.Random(17)
        self.started = []

    def happen(self):
        order = [self.web, self.redis, self.work, self.postgres, self.web, self.work]
        while not self.enough.is_set():
            for fault in order:
                if self.enough.wait(self.PAUSE):
                    return
                fault()
                self.count[fault.__name__] += 1

    def web(self):
        children = family(self.portal.process.pid)[1:]
        if children:
            with suppress(ProcessLookupError):
                os.kill(self.chance.choice(children), signal.SIGKILL)

    def work(self):
        for pid in family(self.workers[-1].pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.workers[-1].wait()
        self.workers.append(self.start_worker())

    def redis(self):
        url = os.environ["REDIS_URL"]
        with redis.Redis.from_url(url) as server:
            server.shutdown(nosave=True)
        port = re.search(r":(\d+)/", url)[1]
        self.started.append(
            subprocess.Popen(
                ["redis-server", "--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )

    def postgres(self):
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            folder = connection.execute("SHOW data_directory").fetchone()[0]
        program = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))[-1]
        as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        command = [program, "-D", folder, "-m", "immediate", "-w", "-l", f"{folder}/../log", "restart"]
        own = as_postgres if os.getuid() == 0 else []
        subprocess.run(
            [*own, *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60
        )

    def end(self):
        """What was started in place of the servers of bin/with-services ends with the day."""
        for server in self.started:
            server.terminate()


def print_out(size, day, faults, after, took):
    sent = set(after["sent"])
    jobs = Counter(state for state, _ in after["jobs"])
    live = Counter(content for state, content in after["jobs"] if state != "failed")
    print(f"\nClosing day, {size}: {len(day.told['asked'])} branches, {AT_ONCE} at a time, {took:.0f} s")
    print(f"  faults: {', '.join(f'{name} {count}' for name, count in faults.count.items())}")
    print(f"  answers: {', '.join(f'{name}: {count}' for name, count in sorted(day.answers.items()))}")
    print(f"  errors that were no page in Vietnamese: {sum(day.unreadable.values())}")
    print(f"  acknowledged {len(day.acknowledged)}, of these lost {len(day.acknowledged - sent)}")
    print(f"  not acknowledged {len(day.given_up)}, of these stored {len(day.given_up & sent)}")
    print(f"  sent in two versions: {after['twice']}")
    print(f"  reports ordered {day.ordered}: {dict(jobs)}; ordered twice {sum(n > 1 for n in live.values())}")


if __name__ == "__main__":
    main()
