"""Every page that can be reached, with every choice of its filters: which large tables are read whole.

    python benchmarks/lists.py          # a city of 168 wards
    python benchmarks/lists.py ward     # one ward with ten years of data

Prints a line for each question that PostgreSQL would answer by reading a table of more than 10,000 rows from
end to end, asserts nothing. A page is looked at once for each view, as an official, the head of a branch and
the standing committee; a filter with its first choices, one at a time.
"""

import os
import subprocess
import sys
import tempfile
from collections import Counter, deque
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
START = "import django; django.setup(); from benchmarks.lists import walk; walk()"
CHOICES = 2
WORDS = {"date": "2017-08-01", "month": "2017-08", "week": "2017-W33", "number": "19"}
SEEN_BY = ("vanphong", "thuongtruc")


def main():
    if "--here" not in sys.argv:
        size = sys.argv[1] if len(sys.argv) > 1 else "city"
        command = [str(ROOT / "bin/with-services"), sys.executable, __file__, "--here", size]
        given = {name: it for name, it in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        raise SystemExit(subprocess.run(command, env=given, check=False).returncode)
    from benchmarks.pages import SEEDS, environment_of, manage

    with tempfile.TemporaryDirectory() as folder:
        environment = environment_of(folder)
        for command in ["migrate"], ["install_formats"], ["collectstatic", "--no-input"], SEEDS[sys.argv[-1]]:
            manage(environment, *command)
        subprocess.run([sys.executable, "-c", START], cwd=ROOT, env=environment, check=True)


def walk():
    """Look at each page and print what it reads whole; DJANGO_SETTINGS_MODULE names a filled portal."""
    from organizations.models import User

    people = list(User.objects.filter(username__in=SEEN_BY))
    people.append(User.objects.filter(username__startswith="phunu-kp").order_by("pk").first() or _head())
    looked = read = 0
    for user in people:
        for address, tables in _walked(user):
            looked += 1
            read += bool(tables)
            if tables:
                print(f"  {user.username:12} {address}: {', '.join(tables)}", flush=True)
    print(f"Lists: {looked} pages and choices of filters, {read} of them read a large table whole")


def _head():
    from organizations.models import Unit, User

    branches = Unit.objects.filter(locality__pk=1, name__startswith="Chi hội Phụ nữ")
    return next(user for user in User.objects.filter(is_active=True) if set(user.units) & set(branches))


def _walked(user):
    """(address, tables read whole) of each page and of each choice of its filters."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from benchmarks.scans import scans

    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[-1])
    waiting, known, seen = deque(["/"]), {"/"}, Counter()
    while waiting:
        address = waiting.popleft()
        connection.queries_log.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address, secure=True)
            body = b"" if answer.streaming else answer.content
        if answer.status_code >= 500:
            print(f"  {user.username:12} {address} answers {answer.status_code}", flush=True)
        yield address, scans(it["sql"] for it in queries.captured_queries)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            for found in _leads(address, body.decode()):
                kind = _kind(found)
                if found not in known and seen[kind] < (CHOICES if kind[1] else 1):
                    seen[kind] += 1
                    known.add(found)
                    waiting.append(found)


def _kind(address):
    """Pages of one view that are asked in the same way are of one kind: some of them are looked at."""
    from urllib.parse import parse_qsl, urlsplit

    from django.urls import Resolver404, resolve

    parts = urlsplit(address)
    try:
        view = resolve(parts.path).view_name
    except Resolver404:
        return parts.path, ()
    return view, tuple(sorted(name for name, _ in parse_qsl(parts.query)))


def _leads(address, html):
    """Where the links of a page lead, and its filters with one choice each."""
    from urllib.parse import urlencode, urljoin, urlsplit

    import lxml.html

    page = lxml.html.fromstring(html)
    for link in page.xpath("//a[@href]/@href"):
        there = urlsplit(urljoin(address, link))
        if not there.netloc and not there.path.startswith(("/static/", "/dang-xuat")):
            yield there.path + (f"?{there.query}" if there.query else "")
    for form in page.forms:
        if form.method.upper() == "GET":
            there = urlsplit(urljoin(address, form.action or address)).path
            fields = [(it.get("name"), value) for it in form.xpath(".//*[@name]") for value in _values(it)]
            yield from (f"{there}?{urlencode([field])}" for field in fields)


def _values(field):
    """What somebody may choose or write there."""
    if field.tag == "select":
        return [it for it in field.value_options if it][:CHOICES]
    if field.get("type") in {"checkbox", "radio"}:
        return [field.get("value", "on")]
    if field.get("type") in {"hidden", "submit"}:
        return []
    return [WORDS.get(field.get("type"), "vận động")]


if __name__ == "__main__":
    main()
