"""Each page gives everybody the answer of its row in access_rows.py; a URL without a row fails the suite."""

import pytest
from django.urls import URLResolver, get_resolver

from tests import factories
from tests.access_objects import *  # noqa: F403 - fixtures
from tests.access_objects import answer
from tests.access_rows import ROWS, Row


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


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_access(row, address, clients):
    url = address(row)

    answers = {name: answer(client, row.method, url) for name, client in clients.items()}

    assert answers == row.answers


UNLISTED = sorted(
    {
        (row.name, row.objects, method)
        for row in ROWS
        for method in ["GET", "POST"]
        if (row.name, method) not in {(other.name, other.method) for other in ROWS}
    }
)


@pytest.mark.parametrize(("name", "objects", "method"), UNLISTED)
def test_a_method_without_a_row_is_refused(name, objects, method, address, client_of, officer):
    url = address(Row(name, objects, method, {}))

    assert answer(client_of(officer), method, url) == "405"
