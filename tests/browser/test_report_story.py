"""A union closes the month of its branches, whoever is late, and reports on its own quarter."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.once


def test_a_month_is_closed_and_the_union_reports_on_its_quarter(open_page, keep_picture):
    union = open_page("phunu")
    union.goto("/bao-cao/theo-doi/")
    august = union.get_by_role("row", name=re.compile("Tháng 8.2017"))
    august.get_by_role("link", name="Hệ Phụ nữ ở khu phố").click()
    union.get_by_role("link", name=re.compile(r"Đôn đốc \d+ đơn vị chưa gửi")).click()
    union.get_by_role("button", name=re.compile("Đôn đốc cả")).click()
    expect(union.get_by_text(re.compile(r"Đã đôn đốc \d+ đơn vị\."))).to_be_visible()
    union.get_by_role("navigation", name="Chuỗi công việc").get_by_role("link").last.click()
    union.get_by_role("link", name="Khóa kỳ").click()
    expect(union.get_by_text(re.compile(r"\d/8 đơn vị chưa gửi"))).to_be_visible()
    union.get_by_role("button", name="Khóa kỳ báo cáo").click()
    expect(union.get_by_text("đã khóa", exact=False).first).to_be_visible()

    # The union's own quarter: words beside those of its branches, figures added by the portal, a paper.
    union.goto("/")
    union.get_by_role("link", name=re.compile("Ghi báo cáo.*quý III.2017")).click()
    union.get_by_role("link", name="Tổng hợp, soạn báo cáo").click()
    first = union.locator("#tinh-hinh")
    first.get_by_role("button", name=re.compile(r"Đưa cả \d+ lời vào")).click()
    expect(union.get_by_text("Đã đưa vào lời của")).to_be_visible()
    expect(union.get_by_role("textbox", name="Đặc điểm tình hình")).to_have_value(re.compile("- .*KP 1: "))
    keep_picture(union, "soan-bao-cao-quy")
    union.get_by_role("textbox", name="Tuyên truyền, giáo dục").fill("Sinh hoạt chi hội ở khu nhà trọ.")
    union.get_by_role("textbox", name="Phương hướng, nhiệm vụ").fill("Phát triển hội viên ở nhà trọ.")
    union.get_by_role("button", name="Gửi báo cáo").click()
    expect(union.get_by_text("Đã gửi báo cáo.")).to_be_visible()
    union.get_by_role("button", name="Lập văn bản").click()
    expect(union.get_by_text("Đã lập dự thảo văn bản")).to_be_visible()
    expect(union.get_by_text("Sinh hoạt chi hội ở khu nhà trọ.").first).to_be_visible()
    expect(union.get_by_text(re.compile("chưa gửi: Chi hội PN KP")).first).to_be_visible()
    assert union.evaluate("document.documentElement.scrollWidth <= innerWidth")
