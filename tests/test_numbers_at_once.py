"""Two hundred papers issued at once by several processes: two hundred numbers, each once, none left out."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.servers import own_servers

PAPERS, PROCESSES, THREADS = 200, 2, 4
# Django must stand before its models are imported.
START = "import sys, django; django.setup(); from tests import issuing_at_once as it; it.main(*sys.argv[1:])"


@pytest.fixture
def environment(tmp_path):
    with own_servers() as servers:
        yield {
            **servers,
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(tmp_path),
            "BUSINESS_DATE": "2017-09-18",
            "DJANGO_SETTINGS_MODULE": "wardportal.settings",
        }


def run(environment, *command):
    done = subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def test_two_hundred_issuings_at_once_give_two_hundred_numbers(environment):
    run(environment, "manage.py", "migrate", "--no-input", "--verbosity=0")
    run(environment, "-c", START, "prepare", str(PAPERS))

    offices = [
        subprocess.Popen(
            [sys.executable, "-c", START, "issue", str(n), str(PROCESSES), str(THREADS)],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(PROCESSES)
    ]
    assert [office.stdout.readline() for office in offices] == ["ready\n"] * PROCESSES
    for office in offices:
        office.stdin.write("\n")
        office.stdin.flush()
    answers = [json.loads(office.communicate(timeout=60)[0]) for office in offices]

    assert [errors for _, errors in answers] == [[]] * PROCESSES
    assert json.loads(run(environment, "-c", START, "tell")) == {
        "numbers": [list(range(1, PAPERS + 1))],
        "gaps": 0,
        "last": [PAPERS],
    }
