"""Each page gives everybody the answer of its row in access_rows.py; a URL without a row fails the suite."""

import pytest
from django.urls import URLResolver, get_resolver

from tests import factories
from tests.access_objects import *  # noqa: F403 - fixtures
from tests.access_objects import answer
from tests.access_rows import ROWS, Row, by_objects


def url_names(resolver=None, prefix=""):
    """Every name the project answers to, through all included URL files."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from url_names(pattern, inner)
        else:
            yield f"{prefix}{pattern.name}"


@pytest.fixture(autouse=True)
def _guideline(db):
    """Without a guideline in force no report can be ordered."""
    factories.FormatProfileFactory()


# --- The tests ----------------------------------------------------------------------------------------


def test_every_url_has_a_row_and_every_row_a_url():
    assert sorted({row.name for row in ROWS}) == sorted(set(url_names()))


@pytest.mark.parametrize("rows", by_objects(ROWS).values(), ids=by_objects(ROWS))
def test_access(rows, address, clients):
    answers = {
        str(row): {name: answer(client, row.method, address(row)) for name, client in clients.items()}
        for row in rows
    }

    assert answers == {str(row): row.answers for row in rows}


LISTED = {(row.name, row.method) for row in ROWS}
UNLISTED = by_objects(
    Row(row.name, row.objects, method, {})
    for row in ROWS
    for method in ["GET", "POST"]
    if (row.name, method) not in LISTED
)


@pytest.mark.parametrize("rows", UNLISTED.values(), ids=UNLISTED)
def test_a_method_without_a_row_is_refused(rows, address, client_of, officer):
    client = client_of(officer)

    answers = {str(row): answer(client, row.method, address(row)) for row in rows}

    assert set(answers.values()) == {"405"}, answers
