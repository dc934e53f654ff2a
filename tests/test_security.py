"""What keeps strangers out: headers, cookies, passwords, and templates without inline code."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD

ROOT = Path(settings.BASE_DIR)
SCREEN_TEMPLATES = sorted(
    path
    for path in ROOT.glob("templates/**/*.html")
    # Papers are laid out by their own style sheet, on a worker, and never reach a browser.
    if "print" not in path.relative_to(ROOT / "templates").parts[0]
)


def test_pages_carry_a_strict_content_security_policy(anonymous):
    response = anonymous.get(reverse("login"))

    policy = dict(
        directive.strip().split(" ", 1)
        for directive in response["Content-Security-Policy"].split(";")
        if directive.strip()
    )
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


def test_pages_forbid_framing_sniffing_and_telling_others_where_one_was(anonymous):
    response = anonymous.get(reverse("login"))

    assert {
        name: response[name] for name in ["X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"]
    } == {
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }


INLINE = {
    "a script without src": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "a style sheet in the page": re.compile(r"<style\b(?! nonce=)", re.I),
    "a style attribute": re.compile(r"\sstyle\s*=", re.I),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "a data: address": re.compile(r"(?:src|href)\s*=\s*[\"']data:", re.I),
    "something from another host": re.compile(
        r"<(?:script|link|img|iframe|source)\b[^>]*[\"']\s*(?:https?:)?//", re.I
    ),
    "text marked as safe": re.compile(r"\|\s*safe\b|autoescape\s+off"),
}


@pytest.mark.parametrize("path", SCREEN_TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_has_nothing_inline(path):
    text = path.read_text()

    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


def test_login_opens_the_page_that_was_asked_for(anonymous, officer):
    response = anonymous.post(
        reverse("login"),
        {"username": "vanphong", "password": PASSWORD, "next": reverse("organizations:account")},
    )

    assert (response.status_code, response.url) == (302, reverse("organizations:account"))


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.invalid/", "//evil.invalid/", "javascript:alert(1)", r"/\evil.invalid"]
)
def test_login_never_leads_to_another_host(anonymous, officer, elsewhere):
    response = anonymous.post(
        reverse("login"), {"username": "vanphong", "password": PASSWORD, "next": elsewhere}
    )

    assert (response.status_code, response.url) == (302, reverse("start"))


def test_login_with_a_wrong_password_keeps_the_name_and_says_so(anonymous, officer):
    response = anonymous.post(reverse("login"), {"username": "vanphong", "password": "sai-mat-khau"})

    form = response.context["form"]
    assert form["username"].value() == "vanphong"
    assert list(form.errors) == ["__all__"]
    assert response.wsgi_request.user.is_anonymous


def test_login_of_a_closed_account_is_refused(anonymous, officer):
    officer.is_active = False
    officer.save()

    response = anonymous.post(reverse("login"), {"username": "vanphong", "password": PASSWORD})

    assert response.wsgi_request.user.is_anonymous


def test_login_takes_a_new_session(client_of, anonymous, officer):
    anonymous.get(reverse("login"))
    before = anonymous.session.session_key

    anonymous.post(reverse("login"), {"username": "vanphong", "password": PASSWORD})

    assert anonymous.session.session_key not in {None, before}


def test_logout_ends_the_session(client_of, officer):
    client = client_of(officer)

    response = client.post(reverse("logout"))

    assert (response.status_code, response.url) == (302, reverse("login"))
    assert client.get(reverse("start")).status_code == 302


def test_a_form_without_its_token_is_refused(officer):
    client = Client(enforce_csrf_checks=True)

    response = client.post(reverse("login"), {"username": "vanphong", "password": PASSWORD})

    assert response.status_code == 403


@pytest.mark.parametrize(
    ("referrer", "link"),
    [
        ("http://testserver/van-ban/7/sua/?a=1", '<a class="btn btn-primary" href="/van-ban/7/sua/?a=1">'),
        ("http://elsewhere.vn/van-ban/7/sua/", ""),
        ("http://testserver//elsewhere.vn/", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_page_of_a_form_too_old_leads_back_within_the_portal(officer, referrer, link):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)

    response = client.post("/van-ban/soan/", {}, headers={"referer": referrer})

    page = response.content.decode()
    assert (response.status_code, "Mở lại trang ấy" in page) == (403, bool(link))
    assert link in page


def test_text_people_type_is_escaped(client_of, officer, plan):
    plan.document.abstract = "<script>alert('x')</script>"
    plan.document.save()

    page = client_of(officer).get(plan.get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


# --- Settings of a server: asked of a process of their own, as a server starts it ----------------------

ASKED = [
    "DEBUG",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE",
    "CSRF_COOKIE_SECURE",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "SECURE_PROXY_SSL_HEADER",
    "ALLOWED_HOSTS",
]


def settings_of(tmp_path, **environment):
    """What settings.py makes of this environment alone."""
    code = (
        "import json; from django.conf import settings;"
        f"print(json.dumps({{name: getattr(settings, name) for name in {ASKED}}}))"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "wardportal.settings", "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_send_cookies_over_https_only(tmp_path):
    run = settings_of(
        tmp_path,
        PORTAL_ENV="production",
        SECRET_KEY="k" * 60,
        ALLOWED_HOSTS="cong.phuong6.invalid",
        DEBUG="1",
    )

    assert json.loads(run.stdout) == {
        "DEBUG": False,
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": False,
        "SECURE_HSTS_PRELOAD": False,
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
        "ALLOWED_HOSTS": ["cong.phuong6.invalid"],
    }


def test_a_whole_domain_is_bound_to_https_only_where_its_owner_says_so(tmp_path):
    server = {"PORTAL_ENV": "production", "SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "cong.phuong6.invalid"}

    run = json.loads(settings_of(tmp_path, **server, HSTS_WHOLE_DOMAIN="1").stdout)

    assert (run["SECURE_HSTS_INCLUDE_SUBDOMAINS"], run["SECURE_HSTS_PRELOAD"]) == (True, True)


def test_production_does_not_start_without_a_secret(tmp_path):
    run = settings_of(tmp_path, PORTAL_ENV="production", ALLOWED_HOSTS="cong.phuong6.invalid")

    assert run.returncode == 1
    assert run.stderr.splitlines()[-1].endswith("SECRET_KEY must be set where PORTAL_ENV=production.")


def test_a_laptop_gets_a_secret_of_its_own_that_stays(tmp_path):
    settings_of(tmp_path)
    first = (tmp_path / "secret-key").read_text()

    settings_of(tmp_path)

    assert (tmp_path / "secret-key").read_text() == first
    assert len(first) > 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
