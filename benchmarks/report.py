"""The ward's quarter report: seconds, pages, and the peak memory of who renders and of who serves it.

Run by `make bench`; prints, asserts nothing. Uses SQLite and the folder queue, as on a laptop.
"""

import http.cookiejar
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ["/", "/ke-hoach/", "/ke-hoach/1/", "/bao-cao/", "/bao-cao/2017-q3/ke-hoach/1/"]
ROUNDS = 30

# Run in a process of its own, so that its memory is its own.
IN_PROCESS = """
import io, resource, time
import pikepdf
start = time.perf_counter()
from documents.pdf import render_pdf
from reports import paper
from reports.quarterly import issued_plans, plan_quarter
from wardportal.dates import Period
loaded = time.perf_counter()
plan = issued_plans().get(document__number=19)

def rendered():
    began = time.perf_counter()
    quarter = plan_quarter(plan, Period.parse("2017-q3"))
    read = time.perf_counter()
    content = render_pdf(paper.quarter_html(plan, quarter))
    return content, read - began, time.perf_counter() - began

content, _, first = rendered()
times = sorted(rendered()[1:] for _ in range(9))
data, warm = times[len(times) // 2]
with pikepdf.open(io.BytesIO(content)) as pdf:
    pages = len(pdf.pages)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"  loading WeasyPrint    {loaded - start:6.2f} s")
print(f"  first report          {first:6.2f} s")
print(f"  report, warm (median) {warm:6.2f} s, of which data {data * 1000:.0f} ms")
print(f"  size                  {pages:6} pages, {len(content) / 1024:.0f} KB")
print(f"  peak memory           {peak:6.0f} MB")
"""
ORDER = """
from organizations.models import User
from reports import paper
from reports.quarterly import issued_plans
from wardportal.dates import Period
plan = issued_plans().get(document__number={number})
print(paper.order(plan, Period.parse("2017-{period}"), by=User.objects.get(username="vanphong")).pk)
"""
RESULT = """
import time
from documents.models import RenderJob
job = RenderJob.objects.get(pk={pk})
while job.is_unfinished:
    time.sleep(0.1)
    job.refresh_from_db()
print(f"{{job.state}} {{job.seconds}} {{(job.finished_at - job.ordered_at).total_seconds()}}")
"""


def main():
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "DATA_DIR": folder,
            "BUSINESS_DATE": "2017-09-18",
            "DEMO_PASSWORD": secrets.token_urlsafe(12),
        }
        for command in (["migrate", "--verbosity=0"], ["seed_demo"], ["collectstatic", "--no-input", "-v0"]):
            manage(environment, *command)
        print("Quarter report of plan 19-KH/ĐU, demo ward")
        print(" in one process")
        print(manage(environment, "shell", "--no-imports", "-c", IN_PROCESS).rstrip())
        through_the_worker(environment)
        through_the_web(environment)


def manage(environment, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


@contextmanager
def started(environment, *command):
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def through_the_worker(environment):
    print(" through a solo worker (celery -P solo)")
    with started(environment, "celery", "-A", "wardportal.celery", "worker", "-P", "solo") as worker:
        for number, period in ((19, "q3"), (25, "q3"), (19, "q2"), (25, "q2")):
            pk = manage(
                environment, "shell", "--no-imports", "-c", ORDER.format(number=number, period=period)
            )
            result = manage(environment, "shell", "--no-imports", "-c", RESULT.format(pk=pk.strip()))
            state, seconds, waited = result.split()
            times = f"in {float(seconds):.2f} s, {float(waited):.2f} s after the order"
            print(f"  {number}-KH/ĐU {period}: {state} {times}")
        print(f"  peak memory           {peak(worker.pid):6.0f} MB")


def through_the_web(environment):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["gunicorn", "-c", "deploy/gunicorn.conf.py", "-b", f"127.0.0.1:{port}", "wardportal.wsgi"]
    print(f" the web process (gunicorn), {ROUNDS} rounds over {len(PAGES)} pages")
    with started(environment, *command) as web:
        base = f"http://127.0.0.1:{port}"
        browser = signed_in(base, environment["DEMO_PASSWORD"])
        for page in PAGES:
            times = sorted(seconds(browser, base + page) for _ in range(ROUNDS))
            median, worst = times[len(times) // 2] * 1000, times[-1] * 1000
            print(f"  {page:<30} {median:5.0f} ms median, {worst:5.0f} ms worst")
        workers = [int(pid) for pid in children(web.pid)]
        print(f"  peak memory           {', '.join(f'{peak(pid):.0f}' for pid in workers)} MB by worker")


def signed_in(base, password):
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    deadline = time.monotonic() + 60
    while True:
        try:
            form = browser.open(f"{base}/dang-nhap/").read().decode()
            break
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    fields = {"csrfmiddlewaretoken": token, "username": "vanphong", "password": password}
    browser.open(f"{base}/dang-nhap/", urllib.parse.urlencode(fields).encode()).read()
    return browser


def seconds(browser, url) -> float:
    began = time.perf_counter()
    browser.open(url).read()
    return time.perf_counter() - began


def children(pid) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def peak(pid) -> float:
    """The most memory the process ever held, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


if __name__ == "__main__":
    main()
