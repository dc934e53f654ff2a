"""Every page anybody can reach by links: accessible, no wider than a phone, light, and free of complaints."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve

from tests.browser.conftest import DESKTOP, PHONE
from tests.test_access import ROWS

OFFICE, BRANCH = "vanphong", "phunu-kp3"
KILOBYTE = 1000
# Not pages but files, rendered by a worker where they are not there yet.
FILES = {"documents:document_pdf", "documents:document_docx", "reports:plan_report_docx"}
HEAVIEST = 100 * KILOBYTE
# The editor and the paper's own type come on top, once, where they are used.
ON_TOP = ("/django_prose_editor/", "/vendor/tinos/")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
axe = Axe()


# --- Which pages there are --------------------------------------------------------------------------------


class Links(HTMLParser):
    """The addresses a page leads to."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "a" and (href := dict(attrs).get("href")):
            self.found.append(href)


def pages_by_links(browser):
    """{URL name: first address}, by following links from the start page.

    Three addresses of each name are looked at, since not every task was given to everybody.
    """
    # Of the demo's papers a plan with gaps to fill in and a draft with an annex, wherever lists put them.
    papers = ["/van-ban/2/", "/van-ban/14/"]
    found, waiting, seen = {}, ["/", "/tim-kiem/?q=khu+pho", *papers], set()
    while waiting:
        path = waiting.pop(0)
        name = _name_of(path)
        if name is None or name in FILES or path in seen or len(found.get(name, ())) == 3:
            continue
        seen.add(path)
        answer = browser.get(path)
        if answer.status == 200 and answer.headers["content-type"].startswith("text/html"):
            found.setdefault(name, []).append(path)
            waiting += _links(answer.text(), path)
    return {name: paths[0] for name, paths in found.items()}


def _links(html, path):
    for href in Links(html).found:
        parts = urlsplit(urljoin(path, href))
        if not parts.netloc:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def _name_of(path):
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


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


# --- What is asked of each ----------------------------------------------------------------------------------


def faults(page):
    """What is wrong with the page as it stands: broken rules of accessibility, and too great a width."""
    # Without preloading: to read a style sheet anew axe writes it into the page, which the policy forbids.
    options = {"runOnly": AXE_TAGS, "resultTypes": ["violations"], "preload": False}
    broken = axe.run(page, options=options)
    found = [
        f"{rule['id']}: {node['target'][0]}"
        for rule in broken.response["violations"]
        for node in rule["nodes"]
    ]
    wide, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    if wide > room:
        found.append(f"{wide} px wide in a window of {room} px")
    return found


def faulty(page, addresses):
    """{address: faults} of the pages that have any."""
    found = {}
    for address in addresses:
        page.goto(address)
        if wrong := faults(page):
            found[address] = wrong
    return found


def test_links_lead_to_every_page(pages):
    # Not pages: what machines ask, and files.
    others = {"healthz", "documents:job_file", "reports:plan_report_pdf", "documents:picture"}
    # Where a refused form of the paper's own page leads; and pages of what the demo ward has none of.
    others |= {"documents:document_submit", "documents:incoming_edit", "documents:import_confirm"}
    others |= {"documents:attachment_file", "documents:attachment_delete", "documents:picture_delete"}
    others |= {"activities:guidance_file", "plans:evidence_file", "plans:evidence_thumbnail", "feed"}
    others |= {"documents:document_convert", "documents:incoming_correct", "documents:incoming_strike"}
    # A letter is made of what has arrived; a plan is reopened once closed; more time is asked by a branch.
    others |= {"plans:letter_create", "plans:plan_reopen", "plans:extension_ask"}
    allowed = {row.name for row in ROWS if (row.method, row.answers["officer"]) == ("GET", "200")}

    reached = set(pages(OFFICE))

    assert {"not reached": allowed - others - reached, "without a row": reached - allowed} == {
        "not reached": set(),
        "without a row": set(),
    }


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("username", [OFFICE, BRANCH])
def test_pages_are_accessible_and_fit_the_window(pages, open_page, username, width):
    addresses = pages(username).values()

    assert faulty(open_page(username, width=width), addresses) == {}


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_pages_of_refusal_are_accessible_and_fit_the_window(open_page, width):
    assert faulty(open_page(BRANCH, width=width), ["/khong-co-trang-nay/", "/nhat-ky/"]) == {}
    assert faulty(open_page(width=width), ["/dang-nhap/", "/dang-nhap/?next=/ke-hoach/"]) == {}


EMPTY_THE_FORM = """form => {
    form.noValidate = true;
    for (const box of form.elements) {
        if (box.type === "hidden" || box.type === "submit") continue;
        if (box.type === "checkbox" || box.type === "radio") box.checked = false; else box.value = "";
    }
}"""


def test_forms_sent_empty_say_accessibly_what_is_missing(pages, open_page):
    page = open_page(OFFICE, width=PHONE)
    found, silent = {}, []
    for address in pages(OFFICE).values():
        page.goto(address)
        form = page.locator("main form.form-page")
        if form.count() == 0:
            continue
        form.first.evaluate(EMPTY_THE_FORM)
        with page.expect_navigation():
            form.first.locator("button.btn-primary, button.btn-danger").first.click()
        if page.locator(".is-invalid, .invalid-feedback, .notice").count() == 0:
            silent.append(address)
        if wrong := faults(page):
            found[address] = wrong

    assert (found, silent) == ({}, [])


def test_pages_are_light(pages, open_page):
    addresses = pages(OFFICE).values()
    page = open_page(OFFICE)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    urls, received = {}, []
    network.on("Network.responseReceived", lambda it: urls.update({it["requestId"]: it["response"]["url"]}))
    network.on(
        "Network.loadingFinished",
        lambda it: received.append((urls.get(it["requestId"], ""), it["encodedDataLength"])),
    )

    weights = {}
    for address in addresses:
        received.clear()
        page.goto(address)
        page.evaluate("document.fonts.ready.then(() => true)")
        weights[address] = sum(size for url, size in received if not any(part in url for part in ON_TOP))

    assert {address: weight for address, weight in weights.items() if weight > HEAVIEST} == {}
    assert min(weights.values()) > 10 * KILOBYTE  # something was counted
