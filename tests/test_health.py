"""/healthz tells a machine which part of the portal is down, and tells strangers nothing else."""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.urls import reverse

from wardportal.celery import app


def health(client):
    response = client.get(reverse("healthz"))
    return response.status_code, response.json()


def test_health_is_ok_where_all_parts_are(anonymous):
    assert health(anonymous) == (200, {"database": "ok", "queue": "ok", "storage": "ok"})


def test_health_leaves_nothing_in_the_storage(anonymous, settings):
    health(anonymous)

    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_health_is_never_cached(anonymous):
    response = anonymous.get(reverse("healthz"))

    assert "no-store" in response["Cache-Control"]


def test_health_names_a_storage_that_takes_no_files(anonymous, settings, tmp_path):
    (tmp_path / "a-file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "a-file"

    assert health(anonymous) == (503, {"database": "ok", "queue": "ok", "storage": "down"})


def test_health_names_a_queue_that_is_gone(anonymous, lost_broker):
    assert health(anonymous) == (503, {"database": "ok", "queue": "down", "storage": "ok"})


@pytest.mark.skipif(bool(settings.REDIS_URL), reason="the queue is no folder")
@pytest.mark.parametrize("folder", ["gone", "/proc"])  # in /proc nobody, not even root, can make a file
def test_health_names_a_queue_whose_folder_takes_no_messages(anonymous, tmp_path, folder):
    before = app.conf.broker_transport_options
    app.conf.update(broker_transport_options={**before, "data_folder_out": str(tmp_path / folder)})
    try:
        assert health(anonymous) == (503, {"database": "ok", "queue": "down", "storage": "ok"})
    finally:
        app.conf.update(broker_transport_options=before)


def test_health_names_a_database_that_does_not_answer(anonymous):
    def refuse(execute, sql, params, many, context):
        raise DatabaseError("the server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        assert health(anonymous) == (503, {"database": "down", "queue": "ok", "storage": "ok"})


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_health_is_only_asked(anonymous, method):
    assert getattr(anonymous, method)(reverse("healthz")).status_code == 405
