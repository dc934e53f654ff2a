"""What people do again and again: a paper submitted, issued and read, a photo taken, a block pasted."""

import unicodedata
from io import BytesIO

import pdfplumber
from PIL import Image
from playwright.sync_api import expect

SECONDS_TO_RENDER = 60_000
PASTE = """([selector, text]) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.querySelector(selector).dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def heading(page):
    return page.get_by_role("heading", level=1)


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def photo(name="buoi sinh hoat.jpg", colour="#cfdde8"):
    """What a phone takes: twelve million points."""
    out = BytesIO()
    Image.new("RGB", (4000, 3000), colour).save(out, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def submit(page):
    page.get_by_label("Không chứa bí mật nhà nước").check()
    page.get_by_role("button", name="Trình ban hành").click()
    expect(page.get_by_text("Đã trình. Người ban hành")).to_be_visible()


def issue(page):
    page.get_by_role("link", name="Ban hành", exact=True).click()
    page.get_by_label("Không chứa bí mật nhà nước").check()
    page.get_by_role("button", name="Ban hành").click()


def sign_and_issue(page):
    """From the editor of a report: name who signs, submit it, give it its number."""
    page.get_by_label("Chức vụ người ký").fill("Phó Bí thư")
    page.get_by_label("Người ký", exact=True).fill("Phạm Thị Mai")
    page.get_by_role("button", name="Lưu và xem bản in").click()
    submit(page)
    issue(page)
    expect(page.get_by_text("Đã ban hành Báo cáo số")).to_be_visible()


def text_of_pdf(path):
    """The paper's text in one line, as a search in it would read."""
    with pdfplumber.open(path) as pdf:
        text = " ".join(page.extract_text() for page in pdf.pages)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def printed(page, address, folder):
    """The text of the PDF that stands there, or will as soon as a worker has made it."""
    for _ in range(SECONDS_TO_RENDER // 1000):
        answer = page.request.get(address)
        if answer.headers["content-type"] == "application/pdf":
            (folder / "paper.pdf").write_bytes(answer.body())
            return text_of_pdf(folder / "paper.pdf")
        page.wait_for_timeout(1000)
    raise AssertionError(f"No PDF at {address}")
