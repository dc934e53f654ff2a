"""Error pages say what to do and name a number that is in the log; too much a minute is slowed down."""

import errno
import logging
import re
import secrets

import pytest
from django.conf import settings as project
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse

from organizations import kept
from organizations.gates import SEEN_EVERY_SECONDS
from organizations.signing_in import SEEN
from tests.factories.organizations import PASSWORD
from tests.reading import text_of
from tests.servers import forget_messages
from wardportal import errors, limits, repeats, views, whereabouts
from wardportal.folder_cache import FolderCache

pytestmark = pytest.mark.django_db


def number_in(response):
    return re.search(r"Mã lỗi:? ?(?:<b>)?([0-9A-F]{8})", response.content.decode(), re.IGNORECASE)[1]


@pytest.fixture
def log():
    """Every line as it would be written, with its number."""
    lines = []

    class Kept(logging.Handler):
        def emit(self, record):
            lines.append(f"[{whereabouts.reference()}] {record.getMessage()}")

    handler = Kept()
    logging.getLogger("django.request").addHandler(handler)
    yield lines
    logging.getLogger("django.request").removeHandler(handler)


@pytest.mark.parametrize(
    ("url", "status"),
    [("/khong-co-trang-nay/", 404), ("/nhat-ky/", 403), ("/van-ban/99999999999999999999/", 404)],
)
def test_an_error_page_names_a_number_that_is_in_the_log(client_of, women_kp3, log, url, status):
    response = client_of(women_kp3).get(url)
    assert response.status_code == status
    number = number_in(response)
    assert any(line.startswith(f"[{number}]") for line in log)


def test_a_fault_names_its_number_and_tells_nothing(client_of, officer, monkeypatch, log):
    def fail(user):
        raise RuntimeError("mat-khau-cua-co-so-du-lieu")

    monkeypatch.setattr(views, "actions_of", fail)
    client = client_of(officer)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "mat-khau" not in text_of(response)
    assert any(line.startswith(f"[{number_in(response)}]") for line in log)


AWAY = (503, "Cổng tạm ngừng ít phút, chưa mở được dữ liệu")
FULL = (507, "Máy chủ hết chỗ ghi, việc vừa làm chưa được lưu")


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (OperationalError("the server closed the connection unexpectedly"), AWAY),
        (InterfaceError("the connection is closed"), AWAY),
        (OperationalError("database or disk is full"), FULL),
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
    ],
)
def test_what_passes_by_itself_has_a_page_that_says_what_still_works(
    client_of, officer, monkeypatch, log, fault, told
):
    monkeypatch.setattr(views, "actions_of", _raise(fault))
    client = client_of(officer)
    client.raise_request_exception = False

    response = client.get("/")

    assert (response.status_code, told[1] in text_of(response)) == (told[0], True)
    assert "Trong lúc chờ" in text_of(response)
    assert any(line.startswith(f"[{number_in(response)}]") for line in log)


def test_a_session_that_finds_no_database_is_no_bad_request(client_of, officer, monkeypatch):
    client = client_of(officer)
    client.get("/")  # it has been seen
    session = client.session
    session[SEEN] -= SEEN_EVERY_SECONDS + 1  # the next page writes it anew
    session.save()
    monkeypatch.setattr(Session, "save", lambda *_, **__: _raise(OperationalError("closed"))(None))

    response = client.get("/")

    assert (response.status_code, AWAY[1] in text_of(response)) == (503, True)


def test_a_number_no_record_can_have_is_a_bad_request(client_of, officer, monkeypatch):
    for fault in (OverflowError("too large"), DataError("integer out of range")):
        monkeypatch.setattr(views, "actions_of", _raise(fault))
        response = client_of(officer).get("/")
        assert response.status_code == 400
        assert "Cổng không hiểu yêu cầu này" in text_of(response)


def _raise(fault):
    def fail(user):
        raise fault

    return fail


def test_another_fault_of_the_database_is_no_bad_request(client_of, officer, monkeypatch):
    monkeypatch.setattr(views, "actions_of", _raise(DataError("value too long")))
    with pytest.raises(DataError):
        client_of(officer).get("/")


def test_too_much_at_once_is_413(client_of, officer, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    typed = {f"o-{number}": "1" for number in range(10)}
    response = client_of(officer).post(reverse("organizations:account"), typed)
    assert response.status_code == 413
    assert "Gửi quá nhiều trong một lần" in text_of(response)
    assert errors.TOO_MUCH


@pytest.fixture
def one_minute(monkeypatch):
    """All of it happens in the same minute."""
    monkeypatch.setattr(limits, "time", lambda: 1_500_000_000.0)


def test_searching_too_fast_is_slowed_down_for_that_account_alone(client_of, officer, women_kp3, one_minute):
    client = client_of(officer)
    answers = [client.get("/tim-kiem/", {"q": "x"}).status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
    assert client_of(women_kp3).get("/tim-kiem/", {"q": "x"}).status_code == 200
    cache.clear()
    assert client.get("/tim-kiem/", {"q": "x"}).status_code == 200


def test_many_accounts_guessed_from_one_address_are_slowed_down(women_kp3, one_minute):
    client = Client(REMOTE_ADDR="203.0.113.77")
    for number in range(60):
        client.post("/dang-nhap/", {"username": f"doan-{number}", "password": "sai"})
    answer = client.post("/dang-nhap/", {"username": women_kp3.username, "password": PASSWORD})
    assert answer.status_code == 429
    assert "Retry-After" in answer
    other = Client(REMOTE_ADDR="203.0.113.78")
    assert (
        other.post("/dang-nhap/", {"username": women_kp3.username, "password": PASSWORD}).status_code == 302
    )


def test_files_sent_too_fast_are_slowed_down_wherever_they_go(client_of, officer, one_minute):
    client = client_of(officer)

    def send(url):
        file = SimpleUploadedFile("danh-ba.txt", b"khong phai bang tinh")
        return client.post(url, {"file": file}).status_code

    assert {send(reverse("documents:import_new")) for _ in range(60)} == {200}
    assert send("/to-chuc/danh-ba/nhap/") == 429
    assert client.post(reverse("documents:import_new")).status_code == 200  # without a file it costs little


@pytest.fixture
def shared_cache(monkeypatch):
    """The counts are kept on the Redis the tests are given, under a name of their own."""
    if not project.REDIS_URL:
        pytest.skip("no Redis")
    prefix = f"test_{secrets.token_hex(4)}."

    def connect():
        return RedisCache(project.REDIS_URL, {"KEY_PREFIX": prefix})

    monkeypatch.setattr(limits, "cache", connect())
    yield connect
    forget_messages(prefix)


def test_several_servers_count_together(shared_cache, client_of, officer, one_minute, monkeypatch):
    client = client_of(officer)
    for _ in range(60):
        assert client.get("/tim-kiem/", {"q": "x"}).status_code == 200
    monkeypatch.setattr(limits, "cache", shared_cache())  # as another server connects
    assert client.get("/tim-kiem/", {"q": "x"}).status_code == 429


def test_a_cache_that_is_away_stops_nobody(client_of, officer, one_minute, monkeypatch):
    monkeypatch.setattr(limits, "cache", RedisCache("redis://127.0.0.1:1/0", {}))
    client = client_of(officer)
    assert [client.get("/tim-kiem/", {"q": "x"}).status_code for _ in range(62)] == [200] * 62


def test_a_cache_without_room_stops_nobody(client_of, officer, one_minute, monkeypatch, tmp_path):
    full = FolderCache(tmp_path / "cache", {})
    (tmp_path / "cache").rmdir()
    (tmp_path / "cache").write_text("")  # nothing can be made in it, as on a full disk
    for module in (limits, kept, repeats):
        monkeypatch.setattr(module, "cache", full)
    client = client_of(officer)

    opened = [client.get(path).status_code for path in ("/", "/tim-kiem/?q=x", "/bao-cao/theo-doi/")]

    assert opened == [200, 200, 200]
