"""Two machines with one PostgreSQL, one Redis and one object store are one portal to the people before it."""

import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from itertools import count

import psycopg
import pytest
from django.conf import settings

from tests.proxied import DOMAIN, HTTPS, PASSWORD, Person, Visitor, ask
from tests.servers import free_port, is_open, own_servers, wait_until
from tests.stores import object_store, store_client
from tests.test_worker import MANY_TASKS

pytestmark = pytest.mark.skipif(
    not (settings.DATABASE_URL.startswith("postgres") and settings.REDIS_URL),
    reason="several machines need PostgreSQL and Redis: make test brings them",
)

PAPERS = 8
DRAFT_AND_SUBMIT = f"""
from documents.models import Document, DocumentType
from organizations.models import Locality, Unit, User
Locality.objects.update(superior_name="Đảng bộ quận")  # a gap of the demo
officer = User.objects.get(username="vanphong")
party = Unit.objects.get(name="Đảng ủy Phường 6")
kind = DocumentType.objects.get(family=party.format_family, abbreviation="TB")
for n in range({PAPERS} + 1):
    paper = Document(
        issuer=party, locality=party.locality, doc_type=kind, symbol="ĐU", abstract=f"Thử hai máy {{n}}",
        body="<p>Nội dung.</p>", signer_post="Bí thư", signer_name="Nguyễn Văn A",
    )
    paper.write(by=officer)
    if n:
        paper.submit(by=officer, is_free_of_secrets=True)
    print(paper.pk)
"""


class Machine:
    """A web server, a worker and a beat, with a folder of their own: nothing in it is another machine's."""

    def __init__(self, folder, environment):
        self.folder, self.port = folder, free_port()
        self.environment = environment | {"DATA_DIR": str(folder)}
        self.processes = {}

    def manage(self, *arguments):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def run(self, code):
        return self.manage("shell", "--no-imports", "-c", code).split()

    def start(self):
        web = ["gunicorn", "-c", "deploy/gunicorn.conf.py", "--workers", "1", "wardportal.wsgi"]
        self.start_part("web", *web, "-b", f"127.0.0.1:{self.port}")
        self.start_worker()
        schedule = str(self.folder / "schedule")
        self.start_part("beat", "celery", "-A", "tests.ringing", "beat", "--pidfile=", "-s", schedule)

    def start_worker(self):
        worker = [
            "celery",
            "-A",
            "wardportal.celery",
            "worker",
            "-P",
            "prefork",
            "--concurrency=1",
            "-l",
            "INFO",
        ]
        self.start_part("worker", *worker, "-n", f"{self.folder.name}@%h")

    def start_part(self, name, *command):
        with self.log(name).open("a") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def log(self, name):
        return self.folder / f"{name}.log"

    @property
    def renderings(self):
        """How many its worker was given."""
        return len(re.findall(r"Task reports\.jobs\.render_\w+\[.*received", self.log("worker").read_text()))

    def kill(self, name):
        process = self.processes[name]
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Machines:
    """Machines `a` and `b`, and what they share."""

    def __init__(self, folder, environment):
        self.database_url = environment["DATABASE_URL"]
        self.environment = environment
        self.a, self.b = (Machine(folder(name), environment) for name in ("a", "b"))

    def rows(self, query, *values):
        with psycopg.connect(self.database_url) as connection:
            return connection.execute(query, values).fetchall()

    def job(self, path):
        """(state, attempts) of the job whose page that is."""
        ((state, attempts),) = self.rows(
            "SELECT state, attempts FROM documents_renderjob WHERE id = %s", path.strip("/").split("/")[-1]
        )
        return state, attempts

    def files(self):
        """The names of all files in the store."""
        listed = store_client(self.environment).list_objects_v2(Bucket=self.environment["FILES_BUCKET"])
        return {it["Key"] for it in listed.get("Contents", ())}

    def __iter__(self):
        return iter((self.a, self.b))


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    with own_servers() as servers, object_store() as store:
        shared = {
            **servers,
            **store,
            "PATH": os.environ["PATH"],
            "PORTAL_ENV": "production",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": DOMAIN,
            "CSRF_TRUSTED_ORIGINS": f"https://{DOMAIN}",
            "BUSINESS_DATE": "2017-09-18",
            "DEMO_PASSWORD": PASSWORD,
            "RENDER_LEASE_SECONDS": "6",
            "BEAT_LEASE_SECONDS": "2",
        }
        machines = Machines(tmp_path_factory.mktemp, shared)
        machines.a.manage("migrate", "--no-input", "--verbosity=0")
        machines.a.manage("collectstatic", "--no-input", "--verbosity=0")
        machines.a.manage("seed_demo")
        (machines.b.folder / "static").symlink_to(
            next(machines.a.folder.glob("static"))
        )  # both have the image
        with running(machines):
            yield machines


@contextmanager
def running(machines):
    try:
        for machine in machines:
            machine.start()
        wait_until(lambda: all(is_open(machine.port) for machine in machines))
        wait_until(lambda: all("ready." in machine.log("worker").read_text() for machine in machines))
        yield
    finally:
        for machine in machines:
            for name in machine.processes:
                machine.kill(name)


@pytest.fixture(scope="module")
def officer(machines):
    return Person(machines.a.port, "vanphong")


@pytest.fixture(scope="module")
def papers(machines):
    """The number of a draft, and those of `PAPERS` papers that were submitted."""
    draft, *submitted = machines.a.run(DRAFT_AND_SUBMIT)
    return draft, submitted


@pytest.fixture(scope="module")
def report(machines, officer):
    """The page of a quarter's report on a plan."""
    page = officer.get("/bao-cao/2017-q3/").content.decode()
    return re.search(r"/bao-cao/2017-q3/ke-hoach/\d+/", page).group()


def at_once(*doings):
    """What each answers, all begun at the same moment."""
    ready, answers = threading.Barrier(len(doings)), [None] * len(doings)

    def do(n):
        ready.wait()
        answers[n] = doings[n]()

    threads = [threading.Thread(target=do, args=(n,)) for n in range(len(doings))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


# --- Who is who, and how often ------------------------------------------------------------------------


def test_who_signs_in_at_one_is_known_at_the_other_and_signs_out_of_both(machines):
    here = Person(machines.a.port, "mattran")
    there = here.at(machines.b.port)
    assert there.get("/").status == 200

    there.post("/dang-xuat/")

    assert here.cookies["sessionid"].value  # which no longer opens anything
    assert (here.get("/").status, here.get("/").led_to) == (302, "/dang-nhap/?next=/")


def test_what_is_asked_of_both_is_counted_together(machines):
    addresses = count(1)

    def all_within_a_minute():
        minute = time.time() // 60
        headers = HTTPS | {"X-Forwarded-For": f"192.0.2.{next(addresses)}"}
        ports = [machines.a.port, machines.b.port] * 15 + [machines.a.port, machines.b.port]
        told = [ask(port, "GET", "/lich/khong-co.ics", headers).status for port in ports]
        return told if time.time() // 60 == minute else None

    assert wait_until(all_within_a_minute) == [404] * 30 + [429, 429]


def test_guesses_at_both_lock_the_account_at_both(machines):
    here = Visitor(machines.a.port)
    here.get("/dang-nhap/")
    there = here.at(machines.b.port)

    def sign_in(visitor, password):
        return visitor.post("/dang-nhap/", username="nguoixem", password=password).status

    guesses = [sign_in(visitor, "sai-mat-khau") for visitor in (here, there, here, there, here)]

    assert guesses == [200, 200, 200, 200, 429]
    assert [sign_in(visitor, PASSWORD) for visitor in (here, there)] == [429, 429]


# --- Forms --------------------------------------------------------------------------------------------


def test_form_sent_to_both_at_once_does_its_work_once(machines):
    here = Person(machines.a.port, "phunu-kp3")
    there = here.at(machines.b.port)
    fields = here.form("/kho-khan/neu/", named="text")
    text = "Thiếu loa cho buổi họp tối, ghi ở hai máy"

    answers = at_once(*(lambda it=it: it.post("/kho-khan/neu/", fields, text=text) for it in (here, there)))

    ((pk,),) = machines.rows("SELECT id FROM activities_difficulty WHERE text = %s", text)
    assert [(it.status, it.led_to) for it in answers] == [(302, f"/kho-khan/{pk}/")] * 2


def test_who_saves_an_older_version_at_the_other_is_shown_both(machines, officer, papers):
    draft, _ = papers
    path = f"/van-ban/{draft}/sua/"
    there = officer.at(machines.b.port)
    mine, theirs = there.form(path, named="version"), officer.form(path, named="version")

    first = officer.post(path, theirs, abstract="Ghi ở máy thứ nhất")
    second = there.post(path, mine, abstract="Ghi ở máy thứ hai")

    assert (first.status, second.status) == (302, 409)
    page = second.content.decode()
    assert "Ghi ở máy thứ nhất" in page
    assert "Ghi ở máy thứ hai" in page
    assert machines.rows("SELECT abstract FROM documents_document WHERE id = %s", draft) == [
        ("Ghi ở máy thứ nhất",)
    ]


# --- Jobs ---------------------------------------------------------------------------------------------


def test_what_is_ordered_at_one_is_rendered_once_and_read_at_the_other(machines, officer, report):
    there = officer.at(machines.b.port)
    before, given = machines.files(), sum(machine.renderings for machine in machines)

    job = officer.post(f"{report}lap/").led_to
    again = there.post(f"{report}lap/", once_more="1").led_to
    wait_until(lambda: machines.job(job)[0] == "done")

    assert again == job
    assert machines.job(job) == ("done", 1)
    assert sum(machine.renderings for machine in machines) == given + 1
    (name,) = machines.files() - before
    pdf = there.get(f"{report}van-ban.pdf")
    assert (pdf.status, pdf.content[:5]) == (200, b"%PDF-")
    assert pdf.content == officer.get(f"{report}van-ban.pdf").content
    assert [machine.folder.joinpath("media").exists() for machine in machines] == [False, False]


def test_job_of_a_worker_that_is_killed_is_finished_by_the_other_machines(machines, officer, report):
    machines.a.run(MANY_TASKS)
    before, given = machines.files(), [machine.renderings for machine in machines]
    job = officer.post(f"{report}lap/", with_more_tasks="1").led_to
    number = job.strip("/").split("/")[-1]
    percent = "SELECT percent FROM documents_renderjob WHERE id = %s"
    wait_until(lambda: machines.rows(percent, number)[0][0] >= 49)  # the layout has begun

    (taker,) = [machine for machine, n in zip(machines, given, strict=True) if machine.renderings > n]
    other = machines.b if taker is machines.a else machines.a
    taker.kill("worker")

    wait_until(lambda: machines.job(job)[0] == "done")
    assert machines.job(job) == ("done", 2)
    assert other.renderings > given[[*machines].index(other)]
    assert len(machines.files() - before) == 1
    assert officer.at(other.port).get(f"{report}van-ban.pdf").content.startswith(b"%PDF-")
    taker.start_worker()


# --- Numbers ------------------------------------------------------------------------------------------


def test_numbers_given_at_both_at_once_are_given_once_and_without_a_gap(machines, papers):
    _, submitted = papers
    leader = Person(machines.a.port, "thuongtruc")
    people = [leader.at(machine.port) for machine in machines]
    books = "SELECT id, last_number FROM documents_numberbook WHERE abbreviation = 'TB'"
    before = dict(machines.rows(books))

    def issue(person, pk):
        path = f"/van-ban/{pk}/ban-hanh/"
        fields = person.form(path, named="issued_on")
        return lambda: person.post(path, fields, is_free_of_secrets="on")

    answers = at_once(*(issue(people[n % 2], pk) for n, pk in enumerate(submitted)))

    assert [(it.status, it.led_to) for it in answers] == [(302, f"/van-ban/{pk}/") for pk in submitted]
    ((book, last),) = set(dict(machines.rows(books)).items()) - set(before.items())
    given = machines.rows(
        "SELECT number FROM documents_document WHERE id = ANY(%s) ORDER BY number",
        [int(pk) for pk in submitted],
    )
    first = before.get(book, 0) + 1
    assert [number for (number,) in given] == list(range(first, first + PAPERS))
    assert last == first + PAPERS - 1
