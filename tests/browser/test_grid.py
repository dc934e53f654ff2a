"""The matrix as a sheet: keys, a block from Excel, what is refused, and the same on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.doing import PASTE

pytestmark = pytest.mark.once


def boxes(page, task):
    return page.locator("table.grid tbody tr", has_text=task).first.locator("input")


def open_plan(page, number):
    """The plan itself, not those that an organization made of it."""
    page.goto("/ke-hoach/")
    own = page.locator("table.data tbody tr", has=page.locator(".number", has_text=re.compile(f"^{number}$")))
    own.get_by_role("link").click()


def open_sheet(page, number):
    open_plan(page, number)
    page.get_by_role("link", name="Nhập cả bảng").click()
    page.wait_for_load_state()


def test_office_types_and_pastes_a_block_and_saves_once(open_page, keep_picture):
    page = open_page("vanphong")
    open_sheet(page, "25-KH/ĐU")
    first = boxes(page, "Đăng ký nội dung")
    second = page.locator("table.grid tbody tr").nth(1).locator("input")

    first.nth(0).click()
    page.keyboard.press("ArrowRight")
    expect(first.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(second.nth(1)).to_be_focused()
    page.keyboard.type("7")
    page.keyboard.press("Escape")
    expect(second.nth(1)).to_have_value(second.nth(1).get_attribute("data-was"))
    page.keyboard.press("ArrowUp")
    expect(first.nth(1)).to_be_focused()

    target = f"#{first.nth(0).get_attribute('id')}"
    page.evaluate(PASTE, [target, "\n".join(["50"] * 3000)])
    expect(page.locator("[data-grid-say]")).to_contain_text("Đoạn dán có 3.000 dòng")
    expect(first.nth(0)).to_have_value("100")
    keep_picture(page, "dan-qua-dai")

    page.evaluate(PASTE, [target, "85,7\t60%\r\n\t\r\n"])
    expect(first.nth(0)).to_have_value("85,7")
    expect(first.nth(1)).to_have_value("60%")
    expect(page.locator("[data-grid-count]")).to_have_text("2 ô thay đổi, chưa lưu")
    keep_picture(page, "nhap-ca-bang")
    first.nth(2).fill("250")
    page.get_by_role("button", name="Lưu cả bảng").click()
    expect(page.get_by_text("1 ô cần xem lại; chưa lưu ô nào.")).to_be_visible()
    expect(boxes(page, "Đăng ký nội dung").nth(0)).to_have_value("85,7")
    boxes(page, "Đăng ký nội dung").nth(2).fill("100")
    page.get_by_role("button", name="Lưu cả bảng").click()
    expect(page.get_by_text("Đã ghi tiến độ ở 2 ô.")).to_be_visible()
    expect(boxes(page, "Đăng ký nội dung").nth(0)).to_have_value("86")


def test_sheet_is_a_list_of_boxes_on_a_phone(open_page, keep_picture):
    page = open_page("phunu", width=PHONE)
    open_sheet(page, "19-KH/ĐU")

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE
    box = boxes(page, "Mỗi chi hội phụ nữ").nth(4)
    box.fill("55")
    page.get_by_role("button", name="Lưu cả bảng").click()
    expect(page.get_by_text("Đã ghi tiến độ ở 1 ô.")).to_be_visible()
    keep_picture(page, "dien-thoai-nhap-bang")


def test_sheet_is_a_form_without_javascript(open_page):
    page = open_page("phunu", java_script_enabled=False)
    open_sheet(page, "19-KH/ĐU")

    boxes(page, "Mỗi chi hội phụ nữ").nth(6).fill("95")
    page.get_by_role("button", name="Lưu cả bảng").click()

    expect(page.get_by_text("Đã ghi tiến độ ở 1 ô.")).to_be_visible()


def test_head_of_a_unit_is_urged_on_and_has_seen_it(open_page):
    office = open_page("vanphong")
    open_plan(office, "19-KH/ĐU")
    office.get_by_role("button", name="Đôn đốc Chi đoàn Khu phố 5").click()
    expect(office.get_by_text("Đã đôn đốc Chi đoàn Khu phố 5")).to_be_visible()
    office.get_by_text("Lời nhắn để dán vào Zalo").first.click()
    office.get_by_role("button", name="Chép lời nhắn").first.click()
    copied = office.get_by_role("button", name="Đã chép ✓")
    expect(copied.or_(office.get_by_role("button", name="Bấm Ctrl+C để chép"))).to_be_visible()

    head = open_page("thanhnien-kp5", width=PHONE)
    head.goto("/")
    expect(head.get_by_text("Đôn đốc của")).to_be_visible()
    head.get_by_role("button", name="Đã xem").click()
    expect(head.get_by_text("Đôn đốc của")).to_have_count(0)
