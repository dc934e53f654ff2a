"""Papers issued at the same moment by several threads of several processes, by the real verb.

Run by test_numbers_at_once.py and benchmarks/issuing.py as `python -c START …`, in a database of their own:

    prepare 200     submitted papers, in a book that nobody has opened yet
    issue 0 3 4     every third of them, in 4 threads: says "ready", waits for a line, and answers with
                    [seconds, [errors]] as JSON
    tell            the numbers in the books, as JSON
"""

import json
import sys
import threading
import time

from django.db import connections

from documents.models import Document, NumberBook
from organizations.models import Unit, User
from tests import factories
from wardportal import dates


def prepare(count):
    unit = factories.UnitFactory(symbol="ĐU", format_family=Unit.FormatFamily.PARTY)
    factories.CommitteeTermFactory(unit=unit)
    factories.FormatProfileFactory()
    user = factories.UserFactory(unit=unit)
    for n in range(count):
        paper = factories.DocumentFactory(
            issuer=unit,
            is_draft=True,
            abstract=f"Thử đánh số {n}",
            body="<p>Nội dung.</p>",
            signer_post="Bí thư",
            signer_name="Phạm Thị Mai",
        )
        Document.objects.get(pk=paper.pk).submit(by=user, is_free_of_secrets=True)


def issue(place, step, threads):
    mine = list(Document.objects.order_by("pk").values_list("pk", flat=True))[place::step]
    errors, start = [], threading.Barrier(threads + 1)
    workers = [
        threading.Thread(target=_issue_all, args=(mine[n::threads], start, errors)) for n in range(threads)
    ]
    for worker in workers:
        worker.start()
    _say("ready")
    sys.stdin.readline()
    start.wait()
    began = time.perf_counter()
    for worker in workers:
        worker.join()
    _say(json.dumps([time.perf_counter() - began, errors]))
    connections.close_all()


def _issue_all(pks, start, errors):
    user = User.objects.get()
    start.wait()
    for pk in pks:
        try:
            Document.objects.get(pk=pk).issue(by=user, is_free_of_secrets=True, issued_on=dates.today())
        except Exception as error:  # noqa: BLE001 – whatever it is, it is what the test asks for
            errors.append(repr(error))
    connections.close_all()


def tell():
    books = list(NumberBook.objects.all())
    told = {
        "numbers": [sorted(book.documents.values_list("number", flat=True)) for book in books],
        "gaps": sum(book.gaps.count() for book in books),
        "last": [book.last_number for book in books],
    }
    _say(json.dumps(told))


def _say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(verb, *numbers):
    {"prepare": prepare, "issue": issue, "tell": tell}[verb](*map(int, numbers))
