"""A branch's word with a photo, and what its lead unit makes of it, on a phone and at a desk."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.doing import photo

pytestmark = pytest.mark.once
MONTHLY = "Duy trì định hướng nội dung sinh hoạt hằng tháng cho Ban công tác Mặt trận khu phố"


def button(page, word, about=""):
    """A link of the start page: its word, and for the ear what it is about."""
    return page.get_by_role("link", name=re.compile(rf"^{word}\s*: {re.escape(about)}")).first


def is_as_wide_as_the_screen(page):
    return page.evaluate("document.documentElement.scrollWidth") == PHONE


def test_branch_reports_the_oldest_silent_month_with_a_photo(open_page, keep_picture):
    page = open_page("mattran-kp6", width=PHONE)
    page.goto("/")
    button(page, "Báo tiến độ", MONTHLY).click()

    expect(page.get_by_label("Báo cho kỳ nào?")).to_contain_text("tháng 7/2017 (hạn 31/7/2017)")
    wrong = {"name": "thuc ra la chu.jpg", "mimeType": "image/jpeg", "buffer": b"khong phai hinh"}
    page.get_by_label("hoặc số khác").fill("150")
    page.get_by_label("Đã làm được gì?").fill("Đã sinh hoạt chung với chi đoàn.")
    page.get_by_label("Ảnh chụp").set_input_files([wrong])
    page.get_by_role("button", name="Gửi tiến độ").click()

    expect(page.get_by_role("main")).to_contain_text("“thuc ra la chu.jpg”: Tệp này là một loại tệp khác")
    expect(page.get_by_text("Phần trăm từ 0 đến 100; số đồng chí nhập là 150.")).to_be_visible()
    expect(page.get_by_label("hoặc số khác")).to_have_value("150")
    expect(page.get_by_label("Đã làm được gì?")).to_have_value("Đã sinh hoạt chung với chi đoàn.")
    assert is_as_wide_as_the_screen(page)
    page.get_by_text("50%", exact=True).click()
    page.get_by_label("Ảnh chụp").set_input_files([photo()])
    page.get_by_role("button", name="Gửi tiến độ").click()

    expect(page.get_by_role("main")).to_contain_text("kỳ tháng 7/2017")
    small = page.get_by_role("img", name="Ảnh minh chứng 1: buoi sinh hoat.jpg")
    small.scroll_into_view_if_needed()
    page.wait_for_function(
        "image => image.complete && image.naturalWidth === 240", arg=small.element_handle()
    )
    assert is_as_wide_as_the_screen(page)
    keep_picture(page, "dien-thoai-minh-chung")


def test_lead_unit_gives_more_time_and_returns_a_result(open_page, keep_picture):
    page = open_page("phunu")
    page.goto("/")
    button(page, "Trả lời", "Chi hội PN KP 5 xin gia hạn").click()
    page.get_by_label("Đồng ý: hạn của đơn vị thành 15/10/2017").check()
    keep_picture(page, "tra-loi-gia-han")
    page.get_by_role("button", name="Gửi trả lời").click()
    expect(page.get_by_role("main")).to_contain_text("15/10/2017 (hạn riêng của đơn vị)")

    page = open_page("mattran")
    page.goto("/")
    button(page, "Xem xét", "Xác nhận kết quả").click()
    page.get_by_label("Trả lại: đơn vị cần làm thêm").check()
    page.get_by_label("vì sao, cần làm thêm gì").fill("Chưa có bản tổng hợp.")
    page.get_by_label("nay tính là bao nhiêu phần trăm").fill("80")
    keep_picture(page, "xem-xet-ket-qua")
    page.get_by_role("button", name="Gửi", exact=True).click()

    expect(page.get_by_role("main")).to_contain_text("Đơn vị chủ trì trả lại kết quả")
    expect(page.get_by_role("main")).to_contain_text("bị trả lại")


def test_task_is_given_in_detail_on_a_phone_without_scrolling_sideways(open_page, keep_picture):
    page = open_page("phunu", width=PHONE)
    page.goto("/")
    button(page, "Xem").click()
    page.get_by_role("link", name="Giao chi tiết").click()

    page.get_by_label("Hạn riêng: Chi hội Phụ nữ Khu phố 4").fill("30/9/2017")
    assert is_as_wide_as_the_screen(page)
    keep_picture(page, "dien-thoai-giao-chi-tiet")
    page.get_by_role("button", name="Lưu", exact=True).click()

    expect(page.get_by_role("main")).to_contain_text("hạn riêng 30/9/2017")
