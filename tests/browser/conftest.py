"""The portal as `make run` starts it, with the demo ward, and Chromium before it.

Nothing here touches Django's database: these tests know what a person at a screen knows. Browser and portal
live as long as the tests of this folder, since Playwright's loop in the thread would disturb others.
"""

import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

from tests.browser.walking import OFFICE, Hand, pages_by_links
from tests.servers import own_servers

PASSWORD = "toa-dam-17-8-2017"
DESKTOP, PHONE = 1366, 360
SECONDS_TO_START = 300


# --- The portal -----------------------------------------------------------------------------------------


@pytest.fixture(scope="package")
def servers():
    with own_servers() as servers:
        yield servers


@pytest.fixture(scope="package")
def portal(tmp_path_factory, servers):
    """The address of a running portal: web server, worker and beat, on a free port."""
    folder = tmp_path_factory.mktemp("portal")
    with started_portal(folder, servers, BUSINESS_DATE="2017-09-18") as (address, _):
        yield address


@contextmanager
def started_portal(folder, servers, **more):
    """(address, what was printed) of a portal with its data in `folder`."""
    said = folder / "said"
    environment = {
        **os.environ,
        **servers,
        "DATA_DIR": str(folder / "data"),
        "PORT": "0",
        "DEMO_PASSWORD": PASSWORD,
        **more,
    }
    with said.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "bin/run.py")],
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield _address(process, said), said.read_text()
    finally:
        process.terminate()
        process.wait(30)


def _address(process, said):
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if found := re.search(r"open at (http://\S+)/", said.read_text()):
            return found[1]
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"The portal does not start: {said.read_text()}")


# --- The browser ------------------------------------------------------------------------------------------


@pytest.fixture(scope="package")
def browsers():
    """`browsers(letters=2)`: Chromium with letters so many times as large as usual, as its owner set it."""
    arguments = [
        *(["--no-sandbox"] if os.getuid() == 0 else []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        # The portal needs nobody else; whatever asks for another host is seen at once.
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    ]
    path = subprocess.check_output([settings.BASE_DIR / "bin/chromium"], text=True).strip()
    launched = {}
    with sync_playwright() as playwright:

        def launch(letters=1):
            if letters not in launched:
                size = f"--blink-settings=defaultFontSize={16 * letters}"
                launched[letters] = playwright.chromium.launch(executable_path=path, args=[*arguments, size])
            return launched[letters]

        yield launch
        for browser in launched.values():
            browser.close()


@pytest.fixture(scope="package")
def chromium(browsers):
    return browsers()


@pytest.fixture(scope="package")
def signed_in(chromium, portal):
    """`signed_in("vanphong")`: the cookies of that person, who signs in once for all tests."""
    known = {}

    def state(username):
        if username not in known:
            context = chromium.new_context(base_url=portal, locale="vi-VN")
            page = context.new_page()
            sign_in(page, username)
            known[username] = context.storage_state()
            context.close()
        return known[username]

    return state


def sign_in(page, username):
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("heading", level=1, name="Việc cần xử lý").wait_for()


@pytest.fixture(scope="package")
def finished_report(chromium, portal, signed_in):
    """A report the office ordered and a worker made, so that the pages of jobs have something to show."""
    context = chromium.new_context(base_url=portal, storage_state=signed_in(OFFICE))
    page = context.new_page()
    page.goto("/ke-hoach/")
    page.get_by_role("link", name="Tiếp tục đổi mới nội dung").first.click()
    page.get_by_role("link", name="Quý III/2017").first.click()
    page.get_by_role("button", name="Lập bản PDF").first.click()
    page.get_by_role("link", name="Tải tệp PDF").first.wait_for(timeout=60_000)
    context.close()


@pytest.fixture(scope="package")
def pages(chromium, portal, signed_in, finished_report):
    """`pages("vanphong")`: {URL name: address} of all this person can reach."""
    known = {}

    def of(username):
        if username not in known:
            context = chromium.new_context(base_url=portal, storage_state=signed_in(username))
            known[username] = pages_by_links(context.request)
            context.close()
        return known[username]

    return of


@dataclass
class Complaints:
    """What the browser has to say against the pages: errors of scripts, refused or missing parts."""

    said: list = field(default_factory=list)

    def listen(self, page):
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.said.append(f"script: {error}"))
        page.on("response", self._response)

    def _console(self, message):
        # A 403, 404 or 409 is a page like any other; what parts of a page are missing, `_response` tells.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.said.append(f"console: {message.text}")

    def _response(self, response):
        is_page = response.request.resource_type == "document"
        # A script that keeps what is typed asks, and is told in words that another text waits (409).
        if response.status == 409 and response.request.resource_type == "fetch":
            return
        if response.status >= (500 if is_page else 400):
            self.said.append(f"{response.status} {response.url}")


@pytest.fixture
def complaints():
    found = Complaints()
    yield found
    assert found.said == []


@pytest.fixture
def open_page(browsers, portal, signed_in, complaints):
    """`open_page("vanphong", width=PHONE)`: a new window in which that person is signed in (None: nobody)."""
    contexts = []

    def build(username=None, *, width=DESKTOP, letters=1, **options):
        context = browsers(letters).new_context(
            base_url=portal,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": width, "height": 800},
            storage_state=signed_in(username) if username else None,
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        complaints.listen(page)
        return page

    yield build
    for context in contexts:
        context.close()


@pytest.fixture
def hand(record_property):
    """`hand(page)`: counts what is done on it; the counts stand at the end of the run."""
    return lambda page: Hand(page, record_property)


@pytest.fixture(scope="session")
def keep_picture():
    """`keep_picture(page, "ke-hoach")`: a screenshot for the manual, in a folder git ignores."""
    folder = settings.BASE_DIR / "tests/browser/screenshots"
    folder.mkdir(exist_ok=True)

    def keep(page, name):
        page.screenshot(path=folder / f"{name}.png", full_page=True)

    return keep
