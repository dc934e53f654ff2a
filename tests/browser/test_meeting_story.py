"""A seminar from the plan under review to the news item: called, attended, minuted, signed, told."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.doing import fits

pytestmark = pytest.mark.once
TITLE = "Tọa đàm giải pháp tập hợp hội viên ở nhà trọ"


def choose(page, label, name):
    """The person of that name, whatever posts stand behind it."""
    box = page.get_by_label(label)
    option = box.locator("option", has_text=name)
    box.select_option(value=option.first.get_attribute("value"))


def test_a_seminar_is_run_through_to_its_news_item(open_page, keep_picture):
    office = open_page("vanphong")
    office.goto("/hoi-nghi/")
    office.get_by_role("link", name="Lập hội nghị").click()
    office.get_by_label("Loại").select_option(label="Tọa đàm")
    office.get_by_label("Đơn vị tổ chức").select_option(label="Đảng ủy Phường 6")
    office.get_by_label("Tên, nội dung chính").fill(TITLE)
    office.get_by_label("Ngày").fill("18/9/2017")
    office.get_by_label("Bắt đầu").fill("7:30")
    office.get_by_label("Địa điểm").fill("Hội trường phường")
    choose(office, "Người chủ trì", "Phạm Thị Mai")
    choose(office, "Người ghi biên bản", "Nguyễn Văn An")
    office.get_by_text("Kế hoạch được sơ kết, bàn tới").first.click()
    office.get_by_label("19-KH/ĐU").first.check()
    keep_picture(office, "lap-hoi-nghi")
    office.get_by_role("button", name="Lưu hội nghị").click()
    expect(office.get_by_role("heading", level=1)).to_have_text(TITLE)
    address = office.url

    office.get_by_role("link", name="Mời dự").click()
    office.get_by_label("Trưởng ban, Ban công tác Mặt trận 8 khu phố", exact=True).check()
    office.get_by_role("button", name="Thêm vào danh sách").click()
    expect(office.get_by_role("heading", name="Danh sách mời (8)")).to_be_visible()
    keep_picture(office, "moi-du")

    head = open_page("mattran-kp1", width=PHONE)
    head.goto(address)
    head.get_by_role("link", name="Trả lời giấy mời").click()
    head.get_by_label("không dự được", exact=True).check()
    head.get_by_label("Lý do không dự được").fill("Đi viện")
    assert fits(head)
    head.get_by_role("button", name="Gửi trả lời").click()

    office.goto(address)
    office.get_by_role("button", name="Lập giấy mời").click()
    expect(office.get_by_text("Đã lập dự thảo giấy mời.")).to_be_visible()

    office.goto(address)
    office.get_by_role("link", name="Điểm danh").click()
    rows = office.locator(".roll fieldset")
    expect(rows).to_have_count(8)
    for number in range(7):
        rows.nth(number + 1).get_by_label("Có mặt", exact=True).check()
    rows.nth(0).get_by_label("Vắng có lý do", exact=True).check()
    keep_picture(office, "diem-danh")
    office.get_by_role("button", name="Lưu điểm danh").click()
    expect(office.get_by_text("Đã điểm danh 8 người.")).to_be_visible()

    office.goto(address)
    office.get_by_role("link", name="Ghi biên bản").click()
    sections = office.locator(".minutes-item")
    expect(sections).to_have_count(6)
    for number in range(5):
        section = sections.nth(number)
        section.get_by_role("button", name="+ Ý kiến").click()
        section.locator(".minutes-note").last.get_by_label("Nội dung").fill("Các đơn vị trao đổi, nhất trí.")
    last = office.locator(".minutes-item").nth(4)
    last.get_by_role("button", name="+ Kết luận").click()
    last.locator(".minutes-note").last.get_by_label("Nội dung").fill("Lập tổ phụ nữ ở ba khu nhà trọ.")
    expect(office.locator("[data-said]")).to_have_text(re.compile("Đã lưu lên hệ thống"), timeout=20_000)
    keep_picture(office, "ghi-bien-ban")

    office.get_by_role("link", name="Xong, về trang hội nghị").click()
    office.get_by_role("link", name="Đọc, ký biên bản").click()
    office.get_by_role("button", name="Tôi đã đọc, ký biên bản").click()
    expect(office.get_by_text("Đã ký biên bản.")).to_be_visible()
    chair = open_page("thuongtruc")
    chair.goto(office.url)
    chair.get_by_role("button", name="Tôi đã đọc, ký biên bản").click()
    expect(chair.get_by_text("Biên bản đã khóa")).to_be_visible()
    keep_picture(chair, "bien-ban-da-ky")

    office.goto(address)
    office.get_by_role("button", name="Lập thông báo kết luận").click()
    expect(office.get_by_text("Đã lập dự thảo thông báo.")).to_be_visible()
    office.goto(address)
    office.get_by_role("button", name="Soạn tin bài").click()
    office.get_by_role("button", name="Lưu tin").click()
    office.get_by_role("button", name="Đăng tin").click()

    reader = open_page()
    reader.goto(office.url)
    expect(reader.get_by_text("Lập tổ phụ nữ ở ba khu nhà trọ.")).to_be_visible()
    keep_picture(reader, "tin-bai")
