"""Abuse: markup in every text, other wards' numbers in every field, random and hostile inputs to every form.

`make hostile` tries 10.000 inputs a form; the suite tries fewer.
"""

import io
import os
import re
import zipfile
from contextlib import suppress
from html.parser import HTMLParser
from importlib import import_module
from urllib.parse import urlencode, urljoin

import lxml.html
import openpyxl
import pikepdf
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.models import RenderJob
from organizations.models import AuditOpening
from tests import factories
from tests.access_objects import *  # noqa: F403 - fixtures
from tests.access_rows import ROWS, Row, by_objects

# As many as CI has time for; at a desk the suite is to be quick.
EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "100" if os.environ.get("CI") else "20"))
OWN_APPS = ("organizations", "documents", "indicators", "plans", "activities", "meetings", "reports")


@pytest.fixture(autouse=True)
def _guideline(db):
    factories.FormatProfileFactory()


# --- Markup in every text -----------------------------------------------------------------------------

# Begins as a formula does, for the spreadsheets.
LONG = "=<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
SHORT = "=<b onclick>"
FORBIDDEN = ("<script>alert(1)", "<img src=x", "<b onclick")
# What the code reads (a rule, a period, a colour, a file), or holds as markup that nh3 has cut on its way in.
READ = re.compile(
    r"(_html|code|key|selector|secret|token|session_key|rule|period|rhythm|password|username|email|state|kind"
    r"|task_name|source_url|link|file|path|target_type|url|color|slug|sha256|content_type|signed_body|lines"
    r"|score_criteria|score_grades|agenda|outline|symbol|sheet_name|filename|number_text|sort_key|search_text|recap|published_html)$"
)


def spoil():
    """Markup into every text of every row, as if it had come past the forms."""
    opening = AuditOpening.objects.create()
    for label in OWN_APPS:
        for model in apps.get_app_config(label).get_models():
            names = [field for field in model._meta.local_fields if _is_text(field)]
            for row in model._base_manager.all():
                for field in names:
                    # Some may be filled only in another state of the record.
                    with suppress(IntegrityError), transaction.atomic():
                        model._base_manager.filter(pk=row.pk).update(**{field.name: _markup(field, row.pk)})
    opening.delete()


def _is_text(field):
    is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(
        field, models.FileField
    )
    return is_text and not field.choices and not READ.search(field.name) and (field.max_length or 99) >= 16


def _markup(field, pk):
    text = LONG if (field.max_length or 99) >= len(LONG) + 5 else SHORT
    return f"{text}{pk % 1000}"


PAGES = by_objects(row for row in ROWS if row.method == "GET" and row.answers["officer"] == "200")
PAPERS = [
    row
    for row in ROWS
    if row.method == "GET"
    and row.answers["officer"] == "303"
    and row.name.endswith(("_pdf", "_docx"))
    and "filing" not in row.objects  # nothing was gathered into it yet
]


@pytest.mark.once
@pytest.mark.parametrize("rows", PAGES.values(), ids=PAGES)
def test_markup_in_any_text_is_shown_as_text(rows, address, client_of, officer):
    client, urls = client_of(officer), {address(row) for row in rows}
    spoil()
    for url in sorted(urls):
        response = client.get(url)
        content = response.getvalue()
        assert response.status_code in (200, 302, 303), url
        look_for_markup(response, content)
        # A line of its own in a calendar would be a property.
        assert b"\nATTACH" not in content, url
        for sheet in sorted(Sheets(content.decode(errors="replace")).found):
            look_for_formulas(client.get(urljoin(url, sheet)))


def look_for_markup(response, content):
    if "html" in response.get("Content-Type", "") or "svg" in response.get("Content-Type", ""):
        for told in FORBIDDEN:
            assert told.encode() not in content


class Sheets(HTMLParser):
    """The spreadsheets a page leads to."""

    def __init__(self, text):
        super().__init__()
        self.found = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "a" and "dinh-dang=xlsx" in (href := dict(attrs).get("href", "")):
            self.found.add(href)


def look_for_formulas(response):
    """Neither the program that opens it calculates what somebody typed, nor follows where it leads."""
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        assert cell.data_type != "f" or "<" not in cell.value
        assert cell.hyperlink is None


@pytest.mark.once
@pytest.mark.parametrize("row", PAPERS, ids=str)
def test_markup_in_any_text_of_a_paper_is_printed(row, address, client_of, officer, formats):
    url = address(row)
    spoil()
    assert client_of(officer).get(url).status_code == 303
    job = RenderJob.objects.latest("pk")
    module, _, name = job.task_name.rpartition(".")
    getattr(import_module(module), name)(job.pk)
    job.refresh_from_db()
    assert (job.state, job.reason) == (RenderJob.State.DONE, "")
    with job.file.open("rb") as file:
        content = file.read()
    if row.name.endswith("_pdf"):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            names = {str(key) for thing in pdf.objects if hasattr(thing, "keys") for key in thing}
        assert not names & {"/JS", "/JavaScript", "/OpenAction", "/AA", "/Launch", "/EmbeddedFiles"}
    else:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {
                name: archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))
            }
        assert not [name for name, part in parts.items() if b'TargetMode="External"' in part]
        assert b"<script" not in parts["word/document.xml"]
        assert b"alert(1)" in parts["word/document.xml"]  # the words are there, as words


# --- Hostile inputs to every form ---------------------------------------------------------------------


class Fields(HTMLParser):
    """The names of everything a page's forms would send."""

    def __init__(self, text):
        super().__init__()
        self.names = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag in {"input", "select", "textarea", "button"} and (name := dict(attrs).get("name")):
            self.names.add(name)


USUAL = {"viec", "text", "reason", "version", "q", "units", "file", "trang", "next", "changes", "moi"}
VALUES = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "0",
            "-1",
            "1",
            "2",
            "999999999999999999999999",
            "1e400",
            "NaN",
            "Infinity",
            "1,5",
            "1.000",
            "٣",
            "²",
            "31/02/2017",
            "29/2/2017",
            "01/01/0001",
            "31/12/9999",
            "15/9/20170",
            "25:61",
            "on",
            "\x00",
            "a\x00b",
            "\ud7ff\uffff",
            "\u202e\u200b",
            "=1+1",
            "@SUM(A1)",
            "' OR 1=1 --",
            "../../etc/passwd",
            "//evil.example/",
            "javascript:alert(1)",
            "\r\nSet-Cookie: a=b",
            LONG,
            "a" * 40_000,
            "{{ 7|add:7 }}",
            "[]",
            "{}",
            "null",
            "month",
            "gui",
            "lam",
        ]
    ),
    st.text(max_size=40),
    st.integers(-(2**70), 2**70).map(str),
    st.dates().map(lambda day: f"{day.day}/{day.month}/{day.year}"),
)
ASKERS = ("officer", "women_kp3", "admin", "women_head")
FORMS = [
    (row, asker)
    for row in ROWS
    for asker in ASKERS
    if row.method == "POST"
    and row.name not in {"logout"}
    and row.answers[asker] in {"200", "302", "303", "409"}
]
# One asker a form: the first who may.
FORMS = list({str(row): (row, asker) for row, asker in reversed(FORMS)}.values())


ASKED_BY = {str(row): asker for row, asker in FORMS}
ATTACKED = by_objects(row for row, _ in FORMS)


@pytest.mark.once
@pytest.mark.parametrize("rows", ATTACKED.values(), ids=ATTACKED)
def test_no_input_breaks_a_form(rows, address, client_of, request, other_ward):
    """No 500, whatever is sent; what is refused is refused in a page."""
    strangers = [str(unit.pk) for unit in (other_ward.party, other_ward.women)]
    values = st.one_of(VALUES, st.sampled_from(strangers))
    for row in rows:
        client = client_of(request.getfixturevalue(ASKED_BY[str(row)]))
        _attack(client, address(row), USUAL | names_of(row, client, address), values)


def _attack(client, url, names, values):

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.dictionaries(st.sampled_from(sorted(names)), st.lists(values, min_size=1, max_size=2)))
    def attack(sent):
        with transaction.atomic():
            response = client.post(url, sent)
            content = response.getvalue()
            transaction.set_rollback(True)
        assert response.status_code < 500, url
        look_for_markup(response, content)
        if response.status_code in (301, 302, 303):
            assert url_has_allowed_host_and_scheme(response.url, {"testserver"})

    attack()


# --- Numbers of others in every field ----------------------------------------------------------------


CHOOSING = [
    (row, asker) for row, asker in FORMS if any(o.name == row.name and o.method == "GET" for o in ROWS)
]
BOTH_TEXTS = by_objects(row for row, _ in CHOOSING)


@pytest.mark.once
@pytest.mark.parametrize(("row", "asker"), CHOOSING, ids=str)
def test_what_a_form_does_not_offer_cannot_be_chosen(row, asker, address, client_of, request, others):
    """Whoever may use a form cannot reach another ward's bodies, people or places through it."""
    client = client_of(request.getfixturevalue(asker))
    url = address(row)
    page = client.get(url)
    content = page.getvalue()
    if page.status_code != 200 or "text/html" not in page.get("Content-Type", ""):
        pytest.skip("no form")
    accepted = []
    for form in lxml.html.fromstring(content).forms:
        if form.method != "POST" or urljoin(url, form.action or url) != url:
            continue
        for name in choices_of(form):
            sent = [(other, value or "") for other, value in form.form_values() if other != name]
            for pk, it in others.items():
                with transaction.atomic():
                    with CaptureQueriesContext(connection) as queries:
                        client.post(url, urlencode([*sent, (name, pk)]), "application/x-www-form-urlencoded")
                    if any(map(WRITES.match, (asked["sql"] for asked in queries))) and is_referred_to(it):
                        accepted.append((name, it))
                    transaction.set_rollback(True)
    assert accepted == []


@pytest.mark.once
@pytest.mark.parametrize("rows", BOTH_TEXTS.values(), ids=BOTH_TEXTS)
def test_markup_on_the_page_of_both_texts_is_shown_as_text(rows, address, client_of, request):
    """Somebody saved meanwhile, and both texts are full of markup: what is typed, and what was stored."""
    asked = [(client_of(request.getfixturevalue(ASKED_BY[str(row)])), address(row)) for row in rows]
    spoil()
    for client, url in asked:
        page = client.get(url)
        content = page.getvalue()
        if page.status_code != 200 or "text/html" not in page.get("Content-Type", ""):
            continue
        # Of those without a version nobody else can have saved what is typed.
        for form in (it for it in lxml.html.fromstring(content).forms if "version" in it.fields):
            sent = dict(form.form_values()) | {field.name: LONG for field in form.xpath(".//textarea")}
            with transaction.atomic():
                response = client.post(urljoin(url, form.action or url), sent | {"version": "999"})
                look_for_markup(response, response.getvalue())
                transaction.set_rollback(True)
            assert response.status_code < 500, url


@pytest.fixture
def others(other_ward):
    """{pk: record} of another ward, to which nothing refers yet; no record of this ward has such a number."""
    locality = other_ward.locality
    unit = factories.UnitFactory(pk=900_001, locality=locality, line=other_ward.women.line, name="Hội bạn")
    place = factories.NeighbourhoodFactory(pk=900_002, locality=locality)
    return {it.pk: it for it in (unit, place, factories.PersonFactory(pk=900_003, locality=locality))}


WRITES = re.compile("INSERT|UPDATE")


def is_referred_to(it):
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: it}).exists()
        for relation in it._meta.related_objects
        if not relation.many_to_many
    ) or any(
        relation.through._base_manager.filter(**{relation.field.m2m_reverse_field_name(): it}).exists()
        for relation in it._meta.related_objects
        if relation.many_to_many
    )


def choices_of(form):
    """Names of what a form lets one choose by number, or sends as a number unseen; of many rows one."""
    found = {}
    for field in form.inputs:
        is_list = field.tag == "select"
        if is_list or getattr(field, "type", "") in {"radio", "checkbox", "hidden"}:
            values = field.value_options if is_list else [field.get("value", "")]
            if field.name and all(value.isdecimal() for value in values if value):
                found[re.sub(r"\d+", "#", field.name)] = field.name
    return sorted(set(found.values()) - {"csrfmiddlewaretoken", "version"})


def names_of(row, client, address):
    pages = [other for other in ROWS if other.method == "GET" and other.name == row.name]
    if not pages:
        return set()
    url = reverse(row.name, args=()) if not row.objects else address(Row(row.name, row.objects, "GET", {}))
    response = client.get(url)
    content = response.getvalue()
    is_page = "text/html" in response.get("Content-Type", "")
    return Fields(content.decode()).names if is_page else set()


QUERIES = by_objects(
    row
    for row in ROWS
    if row.method == "GET" and row.answers["officer"] == "200" and row.name not in {"healthz", "feed"}
)


@pytest.mark.once
@pytest.mark.parametrize("rows", QUERIES.values(), ids=QUERIES)
def test_no_query_breaks_a_page(rows, address, client_of, officer):
    client = client_of(officer)
    for row in rows:
        _question(client, address(row))


def _question(client, url):
    page = client.get(url)
    content = page.getvalue()
    is_page = "text/html" in page.get("Content-Type", "")
    names = {"trang", "q", "nam", "ky", "tuan", "thang", "dinh-dang"}
    names |= Fields(content.decode()).names if is_page else set()

    @settings(
        max_examples=max(5, EXAMPLES // 4),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.dictionaries(st.sampled_from(sorted(names)), VALUES, max_size=4))
    def attack(sent):
        with transaction.atomic():
            response = client.get(url, sent)
            response.getvalue()
            transaction.set_rollback(True)
        assert response.status_code < 500, url

    attack()
