"""The day on which everybody reports, with parts that fail: what was acknowledged is there, once.

    python benchmarks/closing_day.py              42 wards: 1,344 heads of branches
    python benchmarks/closing_day.py --wards 4    a short one, to try something

The ten minutes in which everybody sends pass in three and a half: every head of a branch opens the month's
form and sends it, while offices read their pages, order reports, issue papers and bring files. Meanwhile
benchmarks/faults.py kills processes (kill -9), restarts Redis and PostgreSQL and fills the disk. Who gets no
answer, or an error, tries again from the page that is still open, as a person does; a job that failed is
ordered again by its button. Afterwards every page of the menu and what it leads to is asked once more.
Prints counts, asserts nothing; exits with 1 where something was lost, is there twice or is still broken.
Servers as in benchmarks/pages.py, and beat.
"""

import argparse
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from http.client import HTTPException
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import lxml.html
from faults import Faults
from pages import ROOT, environment_of, manage, served, worker
from PIL import Image

SECONDS, SENDERS, READERS = 210, 12, 3
PAUSE, PATIENCE = 0.5, 120
TOKEN = "c" * 32
READ = [
    "/",
    "/ke-hoach/",
    "/van-ban/",
    "/bao-cao/theo-doi/",
    "/hoi-nghi/lich/",
    "/tim-kiem/?q=ke+hoach",
    "/viec/",
]
PAGES_SWEPT = 150
START = "import django; django.setup(); from runpy import run_module; "
START += "run_module('benchmarks.closing_books', run_name='__main__', alter_sys=False)"


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--wards", type=int, default=42)
    asked.add_argument("--seconds", type=int, default=SECONDS)
    asked.add_argument("--no-faults", action="store_true", help="a day on which nothing fails")
    asked.add_argument("--log", type=Path, help="a folder for what the servers say")
    asked.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    told = asked.parse_args()
    if told.here:
        sys.exit(close(told))
    given = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    command = [str(ROOT / "bin/with-services"), sys.executable, __file__, "--here", *sys.argv[1:]]
    sys.exit(subprocess.run(command, env=given, check=False).returncode)


def close(asked) -> int:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ending, ExitStack() as running:
        # A worker that is killed has its work taken over sooner than in the office: the day is shorter too.
        environment = environment_of(folder) | {"RENDER_LEASE_SECONDS": "8"}
        seed = ["seed_city", f"--localities={asked.wards}", "--years=1"]
        for command in ["migrate"], ["install_formats"], ["collectstatic", "--no-input"], seed:
            manage(environment, *command)
        books = Books(environment)
        told = books.tell("prepare")
        logs = {name: running.enter_context(_log(asked.log, name)) for name in ("web", "worker", "beat")}
        portal = running.enter_context(served(environment, "benchmarks.served", logs["web"]))
        workers = [running.enter_context(worker(environment, logs["worker"]))]
        running.enter_context(beat(environment, folder, logs["beat"]))
        order = () if asked.no_faults else Faults.ORDER
        faults = Faults(
            portal, workers, lambda: running.enter_context(worker(environment, logs["worker"])), order
        )
        ending.callback(faults.end)
        day = Day(portal, told, faults, asked.seconds)
        took = day.pass_by()
        again = order_again(day, books)
        swept = sweep(day)
        return print_out(asked, day, faults, Outcome(books.tell("count"), again, swept, took))


def _log(folder, name):
    return (folder / f"{name}.log" if folder else Path(os.devnull)).open("wb")


@contextmanager
def beat(environment, folder, log):
    command = [
        "celery",
        "-A",
        "wardportal.celery:beat",
        "beat",
        "-l",
        "ERROR",
        "--pidfile=",
        "-s",
        f"{folder}/schedule",
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


class Books:
    """What stands in the database, read by benchmarks/closing_books.py."""

    def __init__(self, environment):
        self.environment = environment

    def tell(self, what):
        done = subprocess.run(
            [sys.executable, "-c", START, what],
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return json.loads(done.stdout)


# --- People -------------------------------------------------------------------------------------------


class Day:
    """What people did, and what they were answered."""

    def __init__(self, portal, told, faults, seconds):
        self.portal, self.told, self.faults, self.seconds = portal, told, faults, seconds
        self.answers, self.broken = Counter(), Counter()
        self.sent, self.issued, self.ordered, self.brought = set(), set(), set(), set()
        self.given_up = set()
        self.lock = threading.Lock()

    def cookie_of(self, locality):
        return next(it["cookie"] for it in self.told["offices"] if it["locality"] == locality)

    def pass_by(self) -> float:
        began = time.monotonic()
        offices = self.told["offices"]
        work = {
            self.send: [(self.told["filings"], SENDERS)],
            self.order: [([[it["cookie"], pk] for it in offices for pk in it["plans"]], 1)],
            self.issue: [([[it["cookie"], pk] for it in offices for pk in it["papers"]], 1)],
            self.bring: [([[it["cookie"], it["letter"]] for it in offices], 2)],
        }
        threads = [
            threading.Thread(target=self._spread, args=(do, queue[place::count], began))
            for do, given in work.items()
            for queue, count in given
            for place in range(count)
        ]
        threads += [threading.Thread(target=self.read, args=(n,)) for n in range(READERS)]
        threads.append(threading.Thread(target=self.faults.happen, args=(self.seconds,)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.monotonic() - began

    def _spread(self, do, queue, began):
        """Each of the queue at its time, or when the one before has been done."""
        for number, (cookie, pk) in enumerate(queue):
            time.sleep(max(0, began + self.seconds * number / len(queue) - time.monotonic()))
            do(cookie, pk)

    def ask(self, cookie, path, fields=None, kind=None):
        """(status, where it leads, the page); status 0 where nobody answered."""
        away = self.faults.away
        page = {"path": path, "cookie": cookie, "bodies": []}
        if fields is not None:
            page["bodies"] = [fields if kind else urlencode({**fields, "csrfmiddlewaretoken": TOKEN})]
        if kind:
            page["type"] = kind
        try:
            status, body, headers = self.portal.ask_whole(page)
        except (OSError, HTTPException):  # nobody, or half an answer
            status, body, headers = 0, b"", {}
        with self.lock:
            self.answers[away or "all there", _kind(status, body)] += 1
            if _kind(status, body) in {"bare error", "500"}:
                self.broken[status, re.sub(r"\d+", "N", path)] += 1
        return status, headers.get("Location", ""), body

    def _until(self, attempt, what):
        """Tries as long as a person would; whether it was acknowledged."""
        end = time.monotonic() + PATIENCE
        while not (is_done := attempt()) and time.monotonic() < end:
            time.sleep(PAUSE)
        if not is_done:
            self.given_up.add(what)
        return is_done

    def send(self, cookie, pk):
        path, page = f"/bao-cao/phieu/{pk}/ghi/", {}

        def attempt():
            if not page:
                status, led_to, body = self.ask(cookie, path)
                if "da-gui" in led_to or led_to == f"/bao-cao/phieu/{pk}/":
                    return True  # it was stored, and the answer lost: the page is no longer for writing
                page.update(filled(body) if status == 200 else {})
            if not page:
                return False
            status, led_to, _ = self.ask(cookie, path, page)
            if status == 302 and led_to == f"/bao-cao/phieu/{pk}/":
                self.sent.add(pk)
                return True
            if status in {200, 409}:  # it was stored, and the answer lost: the page says so
                page.clear()
            return False

        self._until(attempt, ("filing", pk))

    def order(self, cookie, plan):
        def attempt():
            status, led_to, _ = self.ask(cookie, f"/bao-cao/2017-q3/ke-hoach/{plan}/lap/", {})
            if found := re.fullmatch(r"/viec/(\d+)/", led_to):
                self.ordered.add(int(found[1]))
            return status == 302

        self._until(attempt, ("report", plan))

    def issue(self, cookie, pk):
        def attempt():
            fields = {"issued_on": "18/9/2017", "is_free_of_secrets": "on"}
            status, led_to, _ = self.ask(cookie, f"/van-ban/{pk}/ban-hanh/", fields)
            if status == 302 and led_to == f"/van-ban/{pk}/":
                self.issued.add(pk)
            return status == 302

        self._until(attempt, ("paper", pk))

    def bring(self, cookie, letter):
        # Several times in the day: one of them meets the full disk.
        for number in range(3):
            name = f"bien-nhan-{letter}-{number}.png"
            fields = {"csrfmiddlewaretoken": TOKEN, "kind": "other", "is_free_of_secrets": "on"}
            body, kind = _with_file(fields, name, _picture())

            def attempt(name=name, body=body, kind=kind):
                status, _, page = self.ask(cookie, f"/van-ban/{letter}/tep/", body, kind)
                # It was stored, and the answer lost: the page says so.
                if status != 302 and "Tệp này đã kèm" not in page.decode(errors="replace"):
                    return False
                self.brought.add(name)
                return True

            self._until(attempt, ("file", name))
            time.sleep(self.seconds / 60)

    def read(self, place):
        """What an office looks at all day, one page after the other."""
        number = place
        while not self.faults.is_over.is_set():
            office = self.told["offices"][number % len(self.told["offices"])]
            self.ask(office["cookie"], READ[number % len(READ)])
            number += 1
            time.sleep(0.2)


def _kind(status, body) -> str:
    if not status:
        return "nobody"
    if status >= 500 and "Mã lỗi".lower() not in body.decode(errors="replace").lower():
        return "bare error"
    return "page" if status in {200, 302, 303} else str(status)


def filled(body) -> dict:
    """The form as somebody sends it who has words for every section and figures for none."""
    page = lxml.html.fromstring(body.decode())
    form = next((form for form in page.forms if "version" in form.fields), None)
    if form is None:
        return {}
    fields = {name: value for name, value in form.form_values() if value.strip()}
    for area in form.xpath(".//textarea[starts-with(@name, 'loi_')]"):
        fields[area.get("name")] = "Nhân dân yên tâm."
    return {**fields, "viec": "gui", "gui-thieu": "1"}


def _picture() -> bytes:
    """Larger than what a full disk takes."""
    file = BytesIO()
    Image.frombytes("RGB", (100, 100), secrets.token_bytes(30_000)).save(file, "PNG")
    return file.getvalue()


def _with_file(fields, name, content):
    boundary = "----ngay-chot"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="upload"; filename="{name}"\r\n'
    parts += [f"{head}Content-Type: image/png\r\n\r\n".encode(), content, f"\r\n--{boundary}--\r\n".encode()]
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


# --- Afterwards ---------------------------------------------------------------------------------------


class Outcome:
    def __init__(self, after, again, swept, took):
        self.after, self.again, self.swept, self.took = after, again, swept, took


def order_again(day, books) -> Counter:
    """Presses “Thử lại” at each job that failed; the reasons that stood there."""
    reasons = Counter()
    end = time.monotonic() + 150
    while time.monotonic() < end:
        while books.tell("unfinished") and time.monotonic() < end:
            time.sleep(2)
        failed = books.tell("failed")
        if not failed:
            break
        for pk, locality, reason in failed:
            reasons[re.sub(r"\d+", "N", reason)] += 1
            day.ask(day.cookie_of(locality), f"/viec/{pk}/thu-lai/", {})
    return reasons


def sweep(day) -> Counter:
    """Status of every page that the menu, and the pages of the menu, lead an official and a leader to."""
    found = Counter()
    for cookie in (day.told["offices"][0]["cookie"], day.told["leader"]):
        seen, waiting = {"/"}, ["/"]
        for path in waiting:
            status, _, body = day.ask(cookie, path)
            found[status] += 1
            if status != 200 or not body.lstrip().startswith(b"<!doctype"):
                continue
            for href in lxml.html.fromstring(body.decode()).xpath("//a/@href"):
                link = href.partition("#")[0]
                if re.match(r"/(?!/|static)", link) and link not in seen and len(seen) < PAGES_SWEPT:
                    seen.add(link)
                    waiting.append(link)
    return found


def print_out(asked, day, faults, outcome) -> int:
    after = outcome.after
    sent, made = set(after["sent"]), {tuple(it) for it in after["made"].values()}
    ordered = {tuple(after["content of"][str(pk)]) for pk in day.ordered}
    wrong = {
        "filings lost": len(day.sent - sent),
        "filings in two versions": after["sent twice"],
        "papers lost": len(day.issued - set(after["issued"])),
        "numbers used twice": after["numbers twice"],
        "numbers left out": after["numbers left out"],
        "reports not made": len(ordered - made),
        "reports made twice": after["made twice"],
        "files not whole": len(after["not whole"]) + after["files in part"],
        "files of no job": after["files of no job"],
        "files brought and lost": len(day.brought - set(after["files"])),
        "given up": len(day.given_up),
        "pages broken afterwards": sum(
            n for status, n in outcome.swept.items() if status >= 500 or not status
        ),
        "answers 500 or bare": sum(day.broken.values()),
    }
    heads = len(day.told["filings"])
    print(f"\nClosing day: {asked.wards} wards, {heads} heads of branches, {outcome.took:.0f} s")
    print(f"  faults: {', '.join(f'{name} {count}' for name, count in faults.count.items()) or 'none'}")
    print(
        f"  acknowledged: {len(day.sent)} filings, {len(day.ordered)} reports ordered, "
        f"{len(day.issued)} papers issued, {len(day.brought)} files"
    )
    print(f"  made: {len(made)} papers and reports; ordered again {dict(outcome.again)}")
    for away in ("all there", "redis", "postgres", "disk"):
        said = {kind: n for (when, kind), n in sorted(day.answers.items()) if when == away}
        print(f"  answers, {away if away == 'all there' else f'{away} away'}: {said}")
    print(f"  pages afterwards: {dict(outcome.swept)}")
    for name, number in wrong.items():
        print(f"  {name:26}{number:5}")
    for (status, path), number in day.broken.most_common(10):
        print(f"    {status} {path} × {number}")
    print(f"  load of the machine {os.getloadavg()[0]:.2f} on {os.cpu_count()} processors", flush=True)
    return int(any(wrong.values()))


if __name__ == "__main__":
    main()
