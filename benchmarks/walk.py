"""A walk through the portal for benchmarks/lists.py: what is asked of the database, page by page.

A page is looked at once for each view, as an official, the standing committee and the head of a branch; a
filter with its first choices, one at a time.
"""

import re
from collections import Counter, deque
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import lxml.html
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from benchmarks.scans import scans
from organizations.models import Unit, User

CHOICES = 2
WORDS = {"date": "2017-08-01", "month": "2017-08", "week": "2017-W33", "number": "19"}


def walk(*, with_sql=False):
    """Print each question that reads a large table whole, and where it was asked first."""
    looked, asked, whole = 0, set(), 0
    for user in (*User.objects.filter(username__in=("vanphong", "thuongtruc")), _head_of_a_branch()):
        for address, statements in _walked(user):
            looked += 1
            for sql in statements:
                if (shape := _shape(sql)) in asked:
                    continue
                asked.add(shape)
                if tables := scans([sql]):
                    whole += 1
                    print(f"  {user.username} {address}: {', '.join(tables)}", flush=True)
                    if with_sql:
                        print(f"    {sql}", flush=True)
    print(
        f"{looked} pages and choices of filters ask {len(asked)} questions; {whole} read a large table whole"
    )


def _head_of_a_branch():
    branches = set(Unit.objects.filter(locality=1, name__startswith="Chi hội Phụ nữ"))
    return next(
        user for user in User.objects.filter(locality=1, is_active=True) if branches & set(user.units)
    )


def _shape(sql):
    """The same question of another row, or for another page of the list, is the same."""
    return re.sub(r"\(\?(, \?)+\)", "(?)", re.sub(r"E?'[^']*'|\b\d+\b", "?", sql))


def _walked(user):
    """(address, statements) of each page and of each choice of its filters."""
    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[-1])
    waiting, known, seen = deque(["/"]), {"/"}, Counter()
    while waiting:
        address = waiting.popleft()
        connection.queries_log.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address, secure=True)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code >= 500:
            print(f"  {user.username} {address} answers {answer.status_code}", flush=True)
        yield address, [it["sql"] for it in queries.captured_queries]
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            for found in _leads(address, body.decode()):
                kind = _kind(found)
                if found not in known and seen[kind] < (CHOICES if kind[1] else 1):
                    seen[kind] += 1
                    known.add(found)
                    waiting.append(found)


def _kind(address):
    """Pages of one view that are asked in the same way are of one kind: some of them are looked at."""
    parts = urlsplit(address)
    try:
        view = resolve(parts.path).view_name
    except Resolver404:
        return parts.path, ()
    return view, tuple(sorted(name for name, _ in parse_qsl(parts.query)))


def _leads(address, html):
    """Where the links of a page lead, and its filters with one choice each."""
    page = lxml.html.fromstring(html)
    for link in page.xpath("//a[@href]/@href"):
        there = urlsplit(urljoin(address, link))
        if not (there.scheme or there.netloc) and not there.path.startswith(("/static/", "/dang-xuat")):
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
