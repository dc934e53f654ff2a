"""The processes of docker-compose.yml, by hand: production settings, PostgreSQL, Redis, prefork."""

import json
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from tests.proxied import DOMAIN, HTTPS, PASSWORD, Person, ask
from tests.servers import free_port, is_open, own_servers, wait_until

pytestmark = pytest.mark.skipif(
    not (settings.DATABASE_URL.startswith("postgres") and settings.REDIS_URL),
    reason="a server's size needs PostgreSQL and Redis: make test brings them",
)


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    with own_servers() as servers:
        yield server_environment(servers, tmp_path_factory.mktemp("server"))


def server_environment(servers, folder):
    return {
        **servers,
        "PATH": os.environ["PATH"],
        "PYTHONDONTWRITEBYTECODE": "1",  # as in the Dockerfile
        "PORTAL_ENV": "production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": DOMAIN,
        "CSRF_TRUSTED_ORIGINS": f"https://{DOMAIN}",
        "DATA_DIR": str(folder),
        "BUSINESS_DATE": "2017-09-18",
        "DEMO_PASSWORD": PASSWORD,
    }


def manage(environment, *arguments):
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, env=environment, check=True
    )


@pytest.fixture(scope="module")
def server(environment, tmp_path_factory):
    """Returns the web server's port and the folder of the logs, with everything running."""
    logs = tmp_path_factory.mktemp("logs")
    port = free_port()
    celery = ["celery", "-A", "wardportal.celery"]
    beat = ["celery", "-A", "wardportal.celery:beat", "beat", "--pidfile="]
    commands = {
        "web": ["gunicorn", "-c", "deploy/gunicorn.conf.py", "-b", f"127.0.0.1:{port}", "wardportal.wsgi"],
        "worker": [*celery, "worker", "-P", "prefork", "--concurrency=2", "-l", "INFO"],
        "beat": [*beat, "-l", "INFO", "-s", str(logs / "schedule")],
    }
    manage(environment, "migrate", "--no-input", "--verbosity=0")
    manage(environment, "collectstatic", "--no-input", "--verbosity=0")
    manage(environment, "seed_demo")
    processes = {}
    for name, command in commands.items():
        with (logs / f"{name}.log").open("w") as log:
            processes[name] = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=log,
                stderr=log,
            )
    wait_until(lambda: is_open(port))
    yield port, logs
    for process in processes.values():
        process.terminate()
    assert {name: process.wait(30) for name, process in processes.items()} == {
        "web": 0,
        "worker": 0,
        "beat": 0,
    }


def get(port, path, headers):
    return ask(port, "GET", path, headers)


def test_health_check_finds_every_part(server):
    port, _ = server

    status, _, body = get(port, "/healthz", {"Host": DOMAIN})

    assert (status, json.loads(body)) == (200, {"database": "ok", "queue": "ok", "storage": "ok"})


def test_plain_http_is_sent_to_https(server):
    port, _ = server

    status, headers, _ = get(port, "/dang-nhap/", {"Host": DOMAIN})

    assert (status, headers["Location"]) == (301, f"https://{DOMAIN}/dang-nhap/")


def test_login_page_comes_with_secure_cookies_and_hashed_files(server):
    port, _ = server

    status, headers, body = get(port, "/dang-nhap/", HTTPS)

    assert status == 200
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "; Secure" in headers["Set-Cookie"]
    stylesheet = body.decode().partition('href="/static/vendor/bootstrap.min.')[2].partition('"')[0]
    _, headers, _ = get(port, f"/static/vendor/bootstrap.min.{stylesheet}", HTTPS | {"Accept-Encoding": "br"})
    assert headers["Content-Encoding"] == "br"
    assert headers["Cache-Control"] == "max-age=315360000, public, immutable"


def test_image_holds_every_app():
    kept = (settings.BASE_DIR / ".dockerignore").read_text().split()

    ours = [app.name for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]

    assert [name for name in ours if f"!{name}" not in kept] == []


def test_stranger_name_is_refused(server):
    port, _ = server

    status, _, _ = get(port, "/dang-nhap/", {"Host": "elsewhere.example"})

    assert status == 400


def test_beat_rings_and_the_worker_answers(server):
    _, logs = server

    assert wait_until(lambda: "sweep_lost_jobs" in (logs / "beat.log").read_text())
    assert wait_until(lambda: "succeeded" in (logs / "worker.log").read_text())


def test_report_that_was_ordered_is_rendered_by_the_worker(server):
    port, _ = server
    officer = Person(port, "vanphong")
    period_page = officer.get("/bao-cao/2017-q3/").content.decode()
    report = re.search(r"/bao-cao/2017-q3/ke-hoach/\d+/", period_page).group()

    ordered = officer.post(f"{report}lap/")

    assert ordered.status == 302
    assert re.fullmatch(r"/viec/\d+/", ordered.led_to)
    wait_until(lambda: officer.get(f"{report}van-ban.pdf").status == 200)
    assert officer.get(f"{report}van-ban.pdf").content.startswith(b"%PDF-")
