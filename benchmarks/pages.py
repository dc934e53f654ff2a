"""Every page people wait for, as it is served: CPU beside a bare view of the same server, and the waiting.

Run by `make bench` for the demo ward and a ward with ten years of data; a city of 168 wards with

    python benchmarks/pages.py city

Prints, asserts nothing. PostgreSQL, Redis, gunicorn with its processes and the worker as in
docker-compose.yml; the database is a throw-away one of bin/with-services, which does not wait for the disk.
CPU is that of the web server's process tree (from /proc), in rounds that alternate with the bare view; the
client's own is not in it.
"""

import gzip
import http.client
import json
import os
import re
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
SEEDS = {
    "demo": ["seed_demo"],
    "ward": ["seed_city", "--localities=1", "--years=10"],
    "city": ["seed_city", "--localities=168", "--years=3"],
}
ROUNDS, SECONDS_A_ROUND, CONNECTIONS, SECONDS_AT_ONCE = 5, 0.5, (1, 4, 16), 1.5
START = "import django; django.setup(); from runpy import run_path; run_path('benchmarks/chosen.py')"


def main():
    if "--here" in sys.argv:
        measure(size=sys.argv[-1], told=Path(sys.argv[-2]))
        return
    given = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    found = {}
    for size in sys.argv[1:] or ["demo", "ward"]:
        with tempfile.NamedTemporaryFile() as told:
            command = [str(ROOT / "bin/with-services"), sys.executable, __file__, "--here", told.name, size]
            subprocess.run(command, env=given, check=True)
            found[size] = json.loads(told.read())
    growth(found)


def growth(found):
    """How much dearer each page is than in the size measured first, both told in bare views."""
    first, *others = found
    if others:
        print(f"\nGrowth, × {first}: {', '.join(others)}")
    for name, ratio in found[first].items() if others else ():
        print(f"  {name:24} {'  '.join(f'{found[size][name] / ratio:5.2f}' for size in others)}")


def measure(size, told):
    with tempfile.TemporaryDirectory() as folder:
        environment = environment_of(folder)
        began = time.perf_counter()
        for command in ["migrate"], ["install_formats"], ["collectstatic", "--no-input"], SEEDS[size]:
            manage(environment, *command)
        seeded = time.perf_counter() - began
        chosen = subprocess.run(
            [sys.executable, "-c", START],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        pages = json.loads(chosen.stdout)
        with (
            served(environment, "benchmarks.served") as portal,
            served({"PATH": os.environ["PATH"]}, "benchmarks.bare") as bare,
            worker(environment) as queue,
        ):
            print(f"\nPages, {size}: made in {seeded:.0f} s, answers after {portal.ready:.1f} s", flush=True)
            told.write_text(json.dumps(table(pages, portal, bare)))
            visits(pages, portal)
            memory({"web": portal.process, "worker": queue})
        print(f"  load of the machine {os.getloadavg()[0]:.2f} on {os.cpu_count()} processors")


def environment_of(folder):
    """A production portal with its data in `folder`, on the servers of bin/with-services."""
    return {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "1",  # as in the Dockerfile
        "DATA_DIR": folder,
        "PORTAL_ENV": "production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "BUSINESS_DATE": "2017-09-18",
        "DEMO_PASSWORD": secrets.token_urlsafe(12),
        "DJANGO_SETTINGS_MODULE": "wardportal.settings",
    }


def manage(environment, *command):
    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


# --- The servers --------------------------------------------------------------------------------------


class Server:
    def __init__(self, process, port):
        self.process, self.port, self.ready = process, port, 0.0

    def ask(self, page, number=0, connection=None):
        """(status, body) of one request; on a connection of its own if none is given."""
        connection = connection or http.client.HTTPConnection("127.0.0.1", self.port)
        self._send(connection, page, number, "gzip")
        answer = connection.getresponse()
        return answer.status, answer.read()

    def _send(self, connection, page, number, encoding, *, is_page=False):
        headers = {
            "Host": f"127.0.0.1:{self.port}",
            "Cookie": page["cookie"],
            "X-Forwarded-Proto": "https",
            "Referer": f"https://127.0.0.1:{self.port}/",
            # A script's way: what a page sends twice, the portal does once (wardportal/repeats.py).
            "Accept": "text/html" if is_page else "*/*",
            "Accept-Encoding": encoding,
        }
        if page["bodies"]:
            headers["Content-Type"] = page.get("type", "application/x-www-form-urlencoded")
            connection.request("POST", page["path"], page["bodies"][number % len(page["bodies"])], headers)
        else:
            connection.request("GET", page["path"], headers=headers)

    def ask_whole(self, page):
        """(status, body as plain text, headers), on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        self._send(connection, page, 0, "identity", is_page=True)
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers

    def cpu_ms(self):
        """Of the process and its children, so far."""
        return sum(_cpu_ticks(pid) for pid in family(self.process.pid)) * 1000 / TICKS


def family(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


def _cpu_ticks(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@contextmanager
def served(environment, module, log=subprocess.DEVNULL):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        "gunicorn",
        "-c",
        "deploy/gunicorn.conf.py",
        "-b",
        f"127.0.0.1:{port}",
        f"{module}:application",
    ]
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=log,
    )
    server = Server(process, port)
    health = {"path": "/healthz", "cookie": "", "bodies": []}
    while True:
        try:
            server.ask(health)
            break
        except OSError:
            time.sleep(0.02)
    server.ready = time.perf_counter() - began
    try:
        yield server
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def worker(environment, log=subprocess.DEVNULL):
    command = [
        "celery",
        "-A",
        "wardportal.celery",
        "worker",
        "-P",
        "prefork",
        "--concurrency=2",
        "-l",
        "ERROR",
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=log,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


# --- What is measured ---------------------------------------------------------------------------------


def table(pages, portal, bare) -> dict[str, float]:
    """Prints a line for each page; {page: how many bare views its CPU is}."""
    hello = {"path": "/", "cookie": "", "bodies": []}
    count = {"": calibrated(bare, hello), **{page["name"]: calibrated(portal, page) for page in pages}}
    rounds = {page["name"]: [] for page in pages}
    floor = []
    for _ in range(ROUNDS):
        for page in pages:
            rounds[page["name"]].append(cpu_a_request(portal, page, count[page["name"]]))
        floor.append(cpu_a_request(bare, hello, count[""]))
    base = statistics.median(floor)
    print(f"  bare view {base:.2f} ms CPU a request ({min(floor):.2f}–{max(floor):.2f})")
    at = "".join(f"  p50/p95 at {n:<2}" for n in CONNECTIONS)
    print(f"  {'page':24} CPU ms (min–max)     × bare  queries    KiB{at}   req/s")
    for page in pages:
        taken = rounds[page["name"]]
        median = statistics.median(taken)
        _, body = portal.ask(page)
        spread = f"{median:6.1f} ({min(taken):.1f}–{max(taken):.1f})"
        waits, rate = zip(*(waiting(portal, page, n) for n in CONNECTIONS), strict=True)
        told = "".join(f"{half:8.0f}/{most:<6.0f}" for half, most in waits)
        size = len(body) / 1024
        told = f"{median / base:7.1f} {page['queries']:8} {size:6.1f} {told}{max(rate):7.0f}"
        if page["scans"]:
            told += f"  reads whole: {', '.join(page['scans'])}"
        print(f"  {page['name']:24}{spread:20} {told}", flush=True)
    return {page["name"]: statistics.median(rounds[page["name"]]) / base for page in pages}


def visits(pages, portal):
    """What goes over the line at the first look at a page, with all it asks for, and at the next ones."""
    shown = [page for page in pages if not page["bodies"] and "." not in page["name"]]
    print(f"  {'KiB over the line':24} first visit (files)   later")
    for page in shown:
        _, body = portal.ask(page)
        names = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', gzip.decompress(body).decode()))
        names |= {font for name in names if name.endswith(".css") for font in fonts_of(portal, name)}
        assets = sum(len(portal.ask({**page, "path": name})[1]) for name in names)
        size, whole = len(body) / 1024, (len(body) + assets) / 1024
        print(f"  {page['name']:24} {whole:8.1f} ({len(names):2}) {size:14.1f}")


def fonts_of(portal, name):
    """The fonts that a style sheet names first: those that a browser of today fetches."""
    _, body = portal.ask({"path": name, "cookie": "", "bodies": []})
    text = gzip.decompress(body).decode() if body.startswith(b"\x1f\x8b") else body.decode()
    found = re.findall(r'url\("?([^")]+\.woff2)"?\)', text)
    return [urljoin(name, each) for each in found]


def calibrated(server, page):
    """So many requests as take about SECONDS_A_ROUND; the pages are warm then."""
    for number in range(4):
        status, body = server.ask(page, number)
        if status not in {200, 302}:
            raise SystemExit(f"{page['path']} answers {status}: {body[:300]}")
    began = time.perf_counter()
    for number in range(4):
        server.ask(page, number)
    return max(5, round(SECONDS_A_ROUND / ((time.perf_counter() - began) / 4)))


def cpu_a_request(server, page, count):
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    before = server.cpu_ms()
    for number in range(count):
        server.ask(page, number, connection)
    return (server.cpu_ms() - before) / count


def waiting(server, page, connections):
    """((p50, p95) in ms, requests a second) with so many at once."""
    end, taken = time.perf_counter() + SECONDS_AT_ONCE, []

    def ask():
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        number = 0
        while (began := time.perf_counter()) < end:
            server.ask(page, number, connection)
            taken.append(1000 * (time.perf_counter() - began))
            number += 1

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken.sort()
    return (taken[len(taken) // 2], taken[len(taken) * 95 // 100]), len(taken) / SECONDS_AT_ONCE


def memory(processes):
    """Each process's share of the memory, so that what they share is counted once."""
    for name, process in processes.items():
        shares = [pss_mb(pid) for pid in family(process.pid)]
        print(
            f"  memory (PSS) {name}: {', '.join(f'{it:.0f}' for it in shares)} MB, {sum(shares):.0f} in all"
        )


def pss_mb(pid):
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main()
