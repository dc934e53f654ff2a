"""What people come to the portal for, done by mouse, thumb or keyboard, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, PHONE, sign_in
from tests.browser.doing import SECONDS_TO_RENDER, heading, text_of_pdf

pytestmark = pytest.mark.once
NEW_FORMS = "Mỗi chi hội phụ nữ có ít nhất một hình thức tập hợp hội viên mới"
THIRD_SOLUTION = "Đa dạng hoá các hình thức tập hợp ở khu phố, tổ dân phố"


def chain(page):
    return page.get_by_role("navigation", name="Chuỗi công việc")


def test_office_goes_from_the_plan_along_its_chain_to_the_printed_report(open_page, keep_picture, tmp_path):
    page = open_page()
    page.goto("/")
    keep_picture(page, "dang-nhap")
    sign_in(page, "vanphong")
    keep_picture(page, "viec-can-xu-ly")

    page.get_by_role("link", name="Kế hoạch", exact=True).click()
    page.get_by_label("Số, trích yếu").fill("doi moi 19")
    page.get_by_role("button", name="Lọc").click()
    expect(page.locator("table.data tbody tr")).to_have_count(1)
    keep_picture(page, "danh-sach-ke-hoach")
    page.locator("table.data tbody").get_by_role("link").click()
    expect(heading(page)).to_have_text(re.compile("^Tiếp tục đổi mới nội dung, phương thức hoạt động"))
    keep_picture(page, "ke-hoach")

    chain(page).get_by_role("link", name="12-CTr/QU").click()
    expect(page.get_by_role("main")).to_contain_text("Chương trình số 12-CTr/QU")
    page.go_back()
    chain(page).get_by_role("link", name="Tọa đàm 17/8/2017").click()
    expect(page.get_by_role("main")).to_contain_text("Bãi DIC – Thành phố Vũng Tàu")
    keep_picture(page, "toa-dam")

    page.get_by_role("link", name="Theo dõi giải pháp 3").click()
    expect(heading(page)).to_have_text(re.compile(f"^{THIRD_SOLUTION}"))
    keep_picture(page, "giai-phap")
    chain(page).get_by_role("link", name="Nhiệm vụ").click()
    expect(chain(page)).to_contain_text("Giải pháp 3")
    expect(page.get_by_role("heading", name="Giao cho 24 đơn vị")).to_be_visible()
    keep_picture(page, "nhiem-vu")

    chain(page).get_by_role("link", name="Quý III/2017").click()
    expect(heading(page)).to_have_text(
        re.compile("^Báo cáo quý III/2017 về kết quả thực hiện Kế hoạch số 19-KH/ĐU")
    )
    keep_picture(page, "bao-cao")
    page.get_by_role("button", name="Lập bản PDF").click()
    keep_picture(page, "dang-lap")
    expect(page.get_by_role("link", name="Tải tệp PDF")).to_be_visible(timeout=SECONDS_TO_RENDER)
    keep_picture(page, "lap-xong")

    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp PDF").click()
    assert download.value.suggested_filename == "Báo cáo quý III-2017 – Kế hoạch 19-KH-ĐU.pdf"
    download.value.save_as(tmp_path / "report.pdf")
    text = text_of_pdf(tmp_path / "report.pdf")
    wanted = [
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "ĐẢNG ỦY PHƯỜNG 6",
        "BÁO CÁO",
        "19-KH/ĐU",
        "1/8 khu phố chưa gửi",
        "Chi bộ Khu phố 5",
        THIRD_SOLUTION,
    ]
    assert [words for words in wanted if words not in text] == []


def edit_form(page):
    """The form of the task about new forms, found from the plan."""
    page.goto("/ke-hoach/")
    page.get_by_role("link", name="Tiếp tục đổi mới nội dung").click()
    page.get_by_role("link", name=NEW_FORMS, exact=True).click()
    page.get_by_role("link", name="Sửa, giao nhiệm vụ").click()


def test_branch_leader_enters_the_month_s_figures_and_a_mistake_is_explained(open_page, keep_picture):
    page = open_page("phunu-kp5", width=PHONE)
    # The start page asks for the month's report, which holds its figures; they can be entered by themselves.
    page.goto("/so-lieu/")
    expect(heading(page)).to_have_text("Số liệu tháng 8/2017")
    total = page.get_by_role("group", name="Tổng số đoàn viên, hội viên")
    rate = page.get_by_role("group", name="Tỷ lệ tập hợp")

    total.get_by_label("người").fill("1.000")
    rate.get_by_label("người trong diện tập hợp").fill("155")
    page.get_by_role("button", name="Gửi số liệu").click()
    expect(total).to_contain_text("1.000 lớn hơn 155")
    expect(total.get_by_label("người")).to_have_value("1.000")
    keep_picture(page, "so-lieu-sai-360")
    total.get_by_label("người").fill("100")
    page.get_by_role("button", name="Gửi số liệu").click()

    expect(page.get_by_role("status")).to_contain_text("Đã gửi 2 số liệu tháng 8/2017")
    keep_picture(page, "so-lieu-360")
    page.get_by_role("link", name="Số liệu của cả phường").click()
    page.get_by_role("link", name="Tỷ lệ tập hợp").click()
    row = page.get_by_role("row").filter(has_text="Chi hội Phụ nữ Khu phố 5")
    expect(row).to_contain_text("100/155 (64,5%)")


def test_second_of_two_editors_sees_both_texts_and_decides(open_page, keep_picture):
    first, second = open_page("vanphong"), open_page("thuongtruc")
    edit_form(first)
    edit_form(second)

    first.get_by_label("Nội dung cụ thể").fill("Câu lạc bộ, tổ nhóm theo sở thích.")
    first.get_by_role("button", name="Lưu nhiệm vụ").click()
    expect(first.get_by_text("Đã lưu nhiệm vụ.")).to_be_visible()
    second.get_by_label("Nội dung cụ thể").fill("Tổ phụ nữ ở khu nhà trọ.")
    second.get_by_role("button", name="Lưu nhiệm vụ").click()

    both = second.locator(".conflict")
    expect(both).to_contain_text("Câu lạc bộ, tổ nhóm theo sở thích.")
    expect(both).to_contain_text("Tổ phụ nữ ở khu nhà trọ.")
    keep_picture(second, "hai-nguoi-cung-sua")
    both_words = "Câu lạc bộ, tổ nhóm theo sở thích; tổ phụ nữ ở khu nhà trọ."
    second.get_by_label("Nội dung cụ thể").fill(both_words)
    second.get_by_role("button", name="Lưu bản này").click()
    expect(second.get_by_text("Đã lưu nhiệm vụ.")).to_be_visible()
    expect(second.locator("dl.facts")).to_contain_text(both_words)


def focused(page):
    """The text and address of what the keyboard is on."""
    return page.evaluate(
        "[document.activeElement.textContent.trim(), document.activeElement.getAttribute('href')]"
    )


def test_keyboard_alone_signs_in_and_opens_a_plan(open_page):
    page = open_page()
    page.goto("/")
    page.get_by_label("Tên đăng nhập").focus()
    page.keyboard.type("vanphong")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Việc cần xử lý")

    page.keyboard.press("Tab")
    assert focused(page) == ["Đến nội dung chính", "#noi-dung"]
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_in_viewport()
    passed = []
    while "Kế hoạch" not in passed:
        page.keyboard.press("Tab")
        passed.append(focused(page)[0])
        assert len(passed) < 10
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Kế hoạch")


def test_skip_link_leads_into_the_page(open_page):
    page = open_page("vanphong")
    page.goto("/ke-hoach/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()


def test_menu_of_a_phone_opens_by_keyboard_and_closes_by_escape(open_page):
    page = open_page("phunu-kp3", width=PHONE)
    page.goto("/")
    drop = page.locator("details.top-narrow")

    drop.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Hội nghị", exact=True)).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="Hội nghị", exact=True)).to_be_hidden()
    expect(drop.locator("summary")).to_be_focused()


def test_leaving_a_form_with_unsaved_words_is_asked_about(open_page):
    page = open_page("vanphong")
    edit_form(page)
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_label("Nội dung cụ thể").press_sequentially("Chưa lưu")
    page.get_by_role("link", name="Kế hoạch", exact=True).click(no_wait_after=True)
    page.wait_for_timeout(300)

    assert asked == ["beforeunload"]
    expect(page.get_by_role("button", name="Lưu nhiệm vụ")).to_be_visible()
    page.remove_listener("dialog", stay)
    page.on("dialog", lambda dialog: dialog.accept())


def test_report_is_made_without_javascript(open_page):
    page = open_page("vanphong", width=PHONE, java_script_enabled=False)
    page.goto("/")
    page.locator("details.top-narrow summary").click()
    page.get_by_role("link", name="Kế hoạch", exact=True).click()
    page.get_by_role("link", name="Tổ chức thực hiện phong trào").click()

    chain(page).get_by_role("link", name="Quý III/2017").click()
    page.get_by_role("button", name="Lập bản PDF").click()

    # The page asks again by itself: nobody presses anything here.
    expect(page.get_by_role("link", name="Tải tệp PDF")).to_be_visible(timeout=SECONDS_TO_RENDER)


def test_an_annex_on_its_side_lies_on_the_screen_as_on_paper(open_page):
    page = open_page("mattran")
    page.goto("/van-ban/?q=dinh+huong+noi+dung+sinh+hoat")
    page.get_by_role("link", name="Định hướng nội dung sinh hoạt cho Ban Công tác Mặt trận").click()
    annex = page.locator(".paper-landscape")

    box, sheet = annex.bounding_box(), page.locator(".desk .paper").bounding_box()

    assert abs(box["width"] - sheet["width"]) < 2
    # The strip of the desk above it, 22 px, is its border.
    assert abs(box["width"] / (box["height"] - 22) - 297 / 210) < 0.02
    page.set_viewport_size({"width": PHONE, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE
