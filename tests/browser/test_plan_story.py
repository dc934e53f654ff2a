"""A plan begun on the screen: its outline, what is missing, and what is typed found on another machine."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.once
WORDS = "Ban công tác Mặt trận cùng chi hội làm một việc khó."


def begin_plan(page, abstract):
    page.goto("/ke-hoach/")
    page.get_by_role("link", name="Soạn kế hoạch").click()
    page.get_by_label("Nơi ban hành").select_option(label="Ủy ban Mặt trận Tổ quốc Việt Nam Phường 6")
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Trích yếu").fill(abstract)
    page.get_by_role("button", name="Lập dự thảo").click()


def test_plan_begins_with_its_outline_and_says_what_is_missing(open_page):
    page = open_page("mattran", width=PHONE)

    begin_plan(page, "Ngày hội Đại đoàn kết")

    panel = page.locator("#trinh")
    expect(panel).to_contain_text("Kế hoạch chưa có nhiệm vụ nào.")
    expect(panel).to_contain_text("Chỗ “[[chỉ tiêu]]”, “[[nhiệm vụ]]” chưa có gì để in.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/ke-hoach/?state=draft")
    expect(page.get_by_role("link", name="Ngày hội Đại đoàn kết")).to_be_visible()


def test_what_is_typed_is_offered_on_another_machine(open_page):
    page = open_page("mattran")
    begin_plan(page, "Một việc khó ở khu phố")
    page.get_by_role("link", name="Soạn nội dung").click()
    text = page.get_by_role("textbox", name="Nội dung")
    text.click()
    text.press("Control+End")
    page.keyboard.type(WORDS)
    expect(page.locator("[data-autosave-said]")).to_contain_text(re.compile(r"Đã lưu tạm lúc \d\d:\d\d"))

    other = open_page("mattran", width=PHONE)
    other.goto(page.url)
    other.get_by_role("link", name="Khôi phục").click()

    expect(other.get_by_role("textbox", name="Nội dung")).to_contain_text(WORDS)
    assert other.evaluate("document.documentElement.scrollWidth <= innerWidth")
    other.get_by_role("button", name="Lưu dự thảo").click()
    expect(other.get_by_text("Đã lưu dự thảo.")).to_be_visible()
    other.goto(page.url)
    expect(other.get_by_role("link", name="Khôi phục")).to_have_count(0)


def type_at_the_end(page, words):
    text = page.get_by_role("textbox", name="Nội dung")
    text.click()
    text.press("Control+End")
    page.keyboard.type(words)


def test_a_text_kept_earlier_waits_until_its_writer_chooses(open_page):
    said = "[data-autosave-said]"
    page = open_page("mattran")
    begin_plan(page, "Hai bản gõ dở")
    page.get_by_role("link", name="Soạn nội dung").click()
    type_at_the_end(page, "Bản thứ nhất.")
    expect(page.locator(said)).to_contain_text("Đã lưu tạm lúc")

    other = open_page("mattran")
    other.goto(page.url)
    type_at_the_end(other, "Bản thứ hai.")
    expect(other.locator(said)).to_contain_text("còn một bản gõ dở khác của đồng chí")
    other.reload()
    expect(other.get_by_role("textbox", name="Nội dung")).to_contain_text("Bản thứ hai.")
    other.get_by_role("link", name="Khôi phục").click()

    expect(other.get_by_role("textbox", name="Nội dung")).to_contain_text("Bản thứ nhất.")
    page.reload()
    expect(page.get_by_role("link", name="Khôi phục")).to_be_hidden()
    type_at_the_end(page, "Và tiếp.")
    expect(page.locator(said)).to_contain_text("Đã lưu tạm lúc")
