"""Every page anybody can reach by links: permitted, light, and saying what is wrong where it refuses."""

import pytest

from tests.access_rows import ROWS
from tests.browser.conftest import PHONE
from tests.browser.walking import BRANCH, OFFICE, faults

pytestmark = pytest.mark.once
KILOBYTE = 1000
HEAVIEST = 100 * KILOBYTE
# The editor and the paper's own type come on top, once, where they are used.
ON_TOP = ("/django_prose_editor/", "/vendor/tinos/")


def test_links_lead_to_every_page(pages):
    # Not pages: what machines ask, and files.
    others = {"healthz", "documents:job_file", "reports:plan_report_pdf", "documents:picture"}
    others |= {"documents:attachment_file", "activities:guidance_file", "plans:evidence_file"}
    others |= {"plans:evidence_thumbnail", "feed", "meetings:meeting_ics", "meetings:check_in_code"}
    others |= {"meetings:minutes_sync", "meetings:minutes_worker"}
    # Where a code at a door or an invitation to somebody else leads.
    others |= {"meetings:check_in", "meetings:check_in_sign", "meetings:invitation_reply"}
    # Where only something typed or uploaded leads: a refused form, an old file, a sheet, old letters.
    others |= {"documents:document_submit", "documents:import_confirm", "documents:document_convert"}
    others |= {"plans:sheet_preview", "reports:workbook_edit", "reports:workbook_filled"}
    # Photos that nobody brought in the demo, or that stand in a page as pictures.
    others |= {"meetings:news_photo", "meetings:minutes_photo", "meetings:minutes_thumbnail"}
    # Of a type of paper that a ward has added by itself; the demo's has none.
    others |= {"documents:type_edit"}
    allowed = {
        row.name
        for row in ROWS
        if row.method == "GET" and "200" in (row.answers["officer"], row.answers["women_kp3"])
    }

    # More time is asked by the branches themselves.
    reached = set(pages(OFFICE)) | set(pages(BRANCH))

    assert {"not reached": allowed - others - reached, "without a row": reached - allowed} == {
        "not reached": set(),
        "without a row": set(),
    }


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
        form = page.locator("main form.form-page:visible")
        if form.count() == 0:
            continue
        form.first.evaluate(EMPTY_THE_FORM)
        with page.expect_navigation():
            main = form.first.locator("button.btn-primary, button.btn-danger")
            button = main if main.count() else form.first.locator("button[type=submit]")
            button.first.click()
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
