"""Minutes in a community room: a login that ends, two phones, a server away."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, PHONE

pytestmark = pytest.mark.once
SAID = re.compile(r"Đã lưu lên hệ thống lúc \d+:\d\d")


@pytest.fixture
def minutes(open_page):
    """`minutes("mattran-kp4", "Họp tối")`: a page that writes the minutes of a new meeting."""

    def begin(username, title):
        page = open_page(username, width=PHONE)
        page.goto("/hoi-nghi/lap/")
        page.get_by_label("Loại").select_option(label="Họp Ban công tác Mặt trận")
        page.get_by_label("Đơn vị tổ chức").select_option(index=1)
        page.get_by_label("Tên, nội dung chính").fill(title)
        page.get_by_label("Ngày").fill("18/9/2017")
        page.get_by_label("Bắt đầu").fill("19:00")
        page.get_by_label("Địa điểm").fill("Điểm sinh hoạt khu phố")
        page.get_by_role("button", name="Lưu hội nghị").click()
        page.get_by_role("link", name="Ghi biên bản").click()
        page.locator("[data-kept]").wait_for()
        return page

    return begin


def add(page, item, kind, text):
    section = page.locator(".minutes-item", has_text=item)
    section.get_by_role("button", name=f"+ {kind}").click()
    card = section.locator(".minutes-note").last
    card.get_by_label("Nội dung").fill(text)
    return card


def said(page):
    return page.locator("[data-said]")


def test_an_expired_login_is_asked_for_without_leaving_the_page(minutes, complaints):
    page = minutes("mattran-kp5", "Họp tháng 9, hết phiên")
    page.context.clear_cookies()
    card = add(page, "Ghi chung", "Ý kiến", "Viết khi phiên đã hết.")
    expect(page.get_by_text("Phiên đăng nhập đã hết", exact=True)).to_be_visible(timeout=15_000)

    page.get_by_label("Mật khẩu").fill("sai-mat-khau")
    page.get_by_role("button", name="Đăng nhập lại").click()
    expect(page.get_by_text("Sai tên đăng nhập hoặc mật khẩu.")).to_be_visible()
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập lại").click()

    expect(said(page)).to_have_text(SAID, timeout=20_000)
    expect(card.get_by_label("Nội dung")).to_have_value("Viết khi phiên đã hết.")
    # The first sending after the login carries the old token; the page asks for a new one by itself.
    complaints.said = [each for each in complaints.said if not each.startswith("403 ")]


def test_two_phones_on_one_note_show_both_texts(minutes, open_page):
    page = minutes("mattran-kp6", "Họp tháng 9, hai máy")
    card = add(page, "Ghi chung", "Ý kiến", "Chữ ban đầu")
    expect(said(page)).to_have_text(SAID, timeout=15_000)
    other = open_page("mattran-kp6", width=PHONE)
    other.goto(page.url)
    theirs = other.locator(".minutes-note").get_by_label("Nội dung")
    expect(theirs).to_have_value("Chữ ban đầu")

    page.context.set_offline(True)
    card.get_by_label("Nội dung").fill("Chữ của máy thứ nhất")
    theirs.fill("Chữ của máy thứ hai")
    expect(said(other)).to_have_text(SAID, timeout=15_000)
    page.context.set_offline(False)

    expect(page.get_by_text("Máy khác cũng vừa sửa chỗ này:")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-theirs]").first).to_have_text("Chữ của máy thứ hai")
    page.get_by_role("button", name="Ghép cả hai").click()
    expect(said(page)).to_have_text(SAID, timeout=20_000)
    expect(card.get_by_label("Nội dung")).to_have_value("Chữ của máy thứ nhất\nChữ của máy thứ hai")


def test_what_was_typed_a_moment_ago_goes_along_when_one_leaves(minutes):
    page = minutes("mattran-kp7", "Họp tháng 9, rời trang ngay")
    add(page, "Ghi chung", "Kết luận", "Gõ xong bấm Xong liền.")
    page.get_by_role("link", name="Xong, về trang hội nghị").click()
    expect(page.get_by_text("Gõ xong bấm Xong liền.").first).to_be_visible()


def test_a_server_away_and_a_wrong_clock_lose_nothing_and_the_unsent_is_told(minutes, complaints):
    page = minutes("mattran-kp8", "Họp tháng 9, máy chủ khởi động lại")
    writing = page.url
    meeting = writing.removesuffix("ghi-bien-ban/")
    page.clock.set_system_time("2017-09-01T03:00:00Z")
    page.route("**/dong-bo/", lambda route: route.fulfill(status=502, body="<html>Bad Gateway</html>"))
    add(page, "Ghi chung", "Kết luận", "Viết khi máy chủ đang khởi động lại.")
    expect(said(page)).to_have_text(re.compile("chưa gửi được lên hệ thống"), timeout=15_000)

    page.goto(meeting)
    expect(page.get_by_text("ghi chép trên máy này chưa gửi lên hệ thống")).to_be_visible()
    page.unroute("**/dong-bo/")
    page.get_by_role("link", name="Mở trang ghi biên bản để gửi").click()
    expect(said(page)).to_have_text(SAID, timeout=30_000)
    expect(page.get_by_label("Nội dung")).to_have_value("Viết khi máy chủ đang khởi động lại.")
    page.get_by_role("link", name="Xong, về trang hội nghị").click()
    expect(page.get_by_text("Viết khi máy chủ đang khởi động lại.").first).to_be_visible()
    expect(page.get_by_text("ghi chép trên máy này chưa gửi lên hệ thống")).to_be_hidden()
    complaints.said = [each for each in complaints.said if "502" not in each]
