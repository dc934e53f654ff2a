"""The portal's Celery app with one task more, for test_worker.py: a rendering that never ends."""

import re

from wardportal.celery import app


@app.task(name="tests.hang")
def hang(job_id):
    from documents import jobs  # noqa: PLC0415 - Celery loads this module before Django is set up

    # It holds the interpreter's lock, so that no thread of this process can run either.
    jobs.run(job_id, lambda job, tell: re.match(r"(a+)+$", "a" * 64 + "b"))
