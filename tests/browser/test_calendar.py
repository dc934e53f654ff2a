"""The week as the office prints and publishes it, and what an invitee then reads on a phone."""

import pdfplumber
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.once


def test_the_week_is_published_and_printed_on_one_page(open_page, keep_picture, tmp_path):
    page = open_page("vanphong")
    page.goto("/hoi-nghi/lich/")
    page.get_by_role("button", name="Công bố lịch tuần").click()
    expect(page.locator(".week-published")).to_contain_text("Lịch này thay giấy mời.")
    keep_picture(page, "lich-tuan")

    file = tmp_path / "lich.pdf"
    page.pdf(path=file, prefer_css_page_size=True)

    with pdfplumber.open(file) as printed:
        (sheet,) = printed.pages
        assert [round(side) for side in (sheet.width, sheet.height)] == [595, 842]
        words = sheet.extract_text()
    assert words.startswith("PHƯỜNG 6\nLỊCH CÔNG TÁC TUẦN\nTừ ngày 18/9/2017 đến ngày 24/9/2017\n")
    assert "Thứ Ba, ngày 19/9/2017" in words
    assert [word for word in ("Công bố lại", "Tuần sau", "Lập hội nghị") if word in words] == []

    phone = open_page("phunu", width=PHONE)
    phone.goto("/hoi-nghi/lich/")
    phone.get_by_role("link", name="giao ban Khối vận tháng 9/2017").click()
    expect(phone.get_by_text("thay giấy mời")).to_be_visible()
    keep_picture(phone, "lich-tuan-nguoi-duoc-moi")
