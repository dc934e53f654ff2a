"""A clerk used to Word writes a paper: types, pastes, makes a table, puts in a picture, sees it again."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.once
PASTED = """<html><head><style>p.MsoNormal { font-weight: bold }</style></head><body><!--StartFragment-->
<p class=MsoNormal style='text-align:center;mso-pagination:none'><b style='mso-bidi-font-weight:normal'>
<span style='font-size:14.0pt;color:red'>Nội dung dán<o:p></o:p></span></b></p>
<script>window.wasRun = true</script>
<img src="https://example.com/theo-doi.png" onerror="window.wasRun = true" style="width:10px">
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]>
<span style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span>
<![endif]>Việc thứ nhất</p>
<p class=MsoNormal><b><span style='font-size:14.0pt'>2. Yêu cầu<o:p></o:p></span></b></p>
<p class=MsoNormal>Giữ lại<del cite="mailto:A">bỏ</del><span style='display:none;mso-hide:all'>ẩn</span>.</p>
<!--EndFragment--></body></html>"""
PASTE = """(text, html) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    text.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def begin(open_page):
    """`begin(abstract, width=…)`: the edit page of a new draft."""

    def build(abstract, *, width=DESKTOP):
        page = open_page("vanphong", width=width)
        page.goto("/van-ban/soan/")
        page.get_by_role("button", name="Tiếp tục").click()
        page.get_by_label("Thể loại").select_option(label="Kế hoạch")
        page.get_by_label("Trích yếu").fill(abstract)
        page.get_by_role("button", name="Bắt đầu soạn").click()
        return ready(page)

    return build


def ready(page):
    """The page once its editor has begun."""
    expect(page.get_by_role("toolbar")).to_be_visible()
    return page


def text_of(page):
    return page.get_by_role("textbox", name="Nội dung")


def tool(page, name):
    return page.get_by_role("toolbar").get_by_role("button", name=name, exact=True)


def save(page):
    page.get_by_role("button", name="Lưu dự thảo").click()
    expect(page.get_by_text("Đã lưu dự thảo.")).to_be_visible()


def save_and_see(page):
    save(page)
    return text_of(ready(page))


def is_wider_than_screen(page):
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_what_is_typed_and_pasted_is_saved_clean_and_seen_again(begin, keep_picture, width):
    page = begin(f"Tổ chức ngày hội, màn hình {width}", width=width)
    text_of(page).click()
    page.keyboard.type("Mục đích")
    page.get_by_label("Cấp của đoạn").select_option("Mục")
    page.keyboard.press("Enter")
    page.keyboard.type("Tuyên truyền ")
    page.keyboard.press("Control+b")
    page.keyboard.type("rộng rãi")
    page.keyboard.press("Control+b")
    page.keyboard.type(" trong nhân dân.")
    page.keyboard.press("Enter")
    text_of(page).evaluate(f"(text, html) => ({PASTE})(text, html)", PASTED)
    expect(page.get_by_text("Đã bỏ 1 hình trong phần vừa dán.")).to_be_visible()
    expect(page.get_by_text("Đã bỏ 2 đoạn chữ ẩn, đã xóa hoặc bị gạch ngang")).to_be_visible()
    page.keyboard.press("Enter")
    tool(page, "Bảng").click()
    page.keyboard.type("Khu phố")
    page.keyboard.press("Tab")
    page.keyboard.type("Chỉ tiêu")
    tool(page, "+ Cột").click()
    tool(page, "Xóa dòng").press("ArrowLeft")  # from tool to tool by the arrows
    expect(tool(page, "+ Dòng trên")).to_be_focused()
    assert not is_wider_than_screen(page)
    keep_picture(page, f"soan-van-ban-{width}")

    text = save_and_see(page)

    expect(text.locator("h2")).to_have_text("Mục đích")
    expect(text.locator("p").nth(0)).to_have_text("Tuyên truyền rộng rãi trong nhân dân.")
    expect(text.locator("p strong").nth(0)).to_have_text("rộng rãi")
    expect(text.locator("p", has_text="Nội dung dán")).to_have_css("text-align", "center")
    expect(text.locator("p strong").nth(1)).to_have_text("Nội dung dán")
    expect(text.locator("p", has_text="Việc thứ nhất")).to_have_text("1. Việc thứ nhất")
    expect(text.locator("h3")).to_have_text("2. Yêu cầu")
    expect(text.locator("p", has_text="Giữ lại")).to_have_text("Giữ lại.")
    expect(text.locator("th")).to_have_text(["Khu phố", "Chỉ tiêu", "", ""])
    expect(text.locator("tr")).to_have_count(3)
    expect(text.locator("img")).to_have_count(0)
    assert page.evaluate("window.wasRun") is None


def test_picture_is_uploaded_without_leaving_the_page_and_put_in(begin, keep_picture):
    page = begin("Văn bản có hình")
    text_of(page).click()
    page.keyboard.type("Chữ gõ trước khi tải hình.")
    page.keyboard.press("Enter")
    file = BytesIO()
    Image.new("RGB", (600, 300), "#b9d3ea").save(file, "PNG")

    panel = page.locator("[data-picture-panel]")
    panel.get_by_label("Tệp hình").set_input_files(
        {"name": "toa-dam.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    panel.get_by_label("Hình cho thấy gì").fill("Các đại biểu dự tọa đàm")
    panel.get_by_role("button", name="Tải hình lên").click()
    expect(panel.get_by_text("Hãy xác nhận hình không chứa bí mật nhà nước.")).to_be_visible()
    panel.get_by_label("Tệp hình").set_input_files(
        {"name": "toa-dam.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    panel.get_by_label("Không chứa bí mật nhà nước").check()
    panel.get_by_role("button", name="Tải hình lên").click()
    panel.get_by_role("button", name="Chèn vào nội dung").click()
    page.keyboard.type("Hình 1")
    keep_picture(page, "soan-van-ban-co-hinh")

    stored = page.locator("#id_body").input_value()
    assert re.search(r'<img src="hinh:[0-9a-f]{32}" alt="Các đại biểu dự tọa đàm">', stored)
    text = save_and_see(page)
    picture = text.get_by_role("img", name="Các đại biểu dự tọa đàm")
    expect(picture).to_have_js_property("naturalWidth", 600)
    expect(text.locator("figcaption")).to_have_text("Hình 1")
    expect(text.locator("p").first).to_have_text("Chữ gõ trước khi tải hình.")


def test_keyboard_alone_reaches_every_tool_and_comes_back(begin):
    page = begin("Chỉ dùng bàn phím")
    text_of(page).focus()
    page.keyboard.type("một hai")
    expect(text_of(page)).to_have_text("một hai")
    page.keyboard.press("Control+a")
    page.keyboard.press("Alt+F10")
    page.keyboard.press("End")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(tool(page, "Đậm")).to_be_focused()
    page.keyboard.press("Enter")

    expect(tool(page, "Đậm")).to_have_attribute("aria-pressed", "true")
    expect(text_of(page)).to_be_focused()
    expect(text_of(page).locator("strong")).to_have_text("một hai")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Đã lưu dự thảo.")).to_be_visible()
    expect(text_of(ready(page)).locator("strong")).to_have_text("một hai")


def test_text_left_without_saving_is_offered_again_and_can_be_given_up(begin):
    page = begin("Chữ gõ dở")
    address = page.url
    page.on("dialog", lambda dialog: dialog.accept())
    text_of(page).click()
    page.keyboard.type("Đoạn chưa lưu.")
    page.wait_for_function(
        "() => Object.values(localStorage).some((kept) => kept.includes('Đoạn chưa lưu.'))"
    )

    page.goto("/van-ban/")
    page.goto(address)

    expect(text_of(ready(page))).to_have_text("Đoạn chưa lưu.")
    page.get_by_role("button", name="Bỏ chữ gõ dở").click()
    expect(text_of(page)).to_have_text("")


def test_what_is_restored_in_a_fold_is_shown(begin):
    page = begin("Gửi nội bộ")
    fold = page.locator("details", has_text="Gửi nội bộ đến những đơn vị nào")
    fold.locator("summary").click()
    fold.get_by_label("Ủy ban MTTQ phường").check()
    page.wait_for_function("() => Object.keys(localStorage).some((key) => key.startsWith('draft:'))")
    page.once("dialog", lambda dialog: dialog.accept())

    page.reload()

    expect(page.get_by_text("Đã khôi phục chữ đồng chí gõ dở")).to_be_visible()
    expect(fold).to_have_attribute("open", "")
    expect(fold.get_by_label("Ủy ban MTTQ phường")).to_be_checked()


def test_annexes_are_written_in_the_same_editor(begin):
    page = begin("Văn bản có phụ lục")
    page.get_by_role("link", name="Thêm phụ lục").click()
    page.get_by_label("Tên phụ lục").fill("Danh sách khu phố")
    text_of(ready(page)).click()
    page.keyboard.type("Khu phố 1")
    page.get_by_role("button", name="Lưu phụ lục").click()

    page.get_by_role("link", name="Danh sách khu phố").click()
    expect(text_of(ready(page))).to_have_text("Khu phố 1")
    page.get_by_role("link", name="Xóa phụ lục này").click()
    page.get_by_role("button", name="Xóa phụ lục").click()
    expect(page.get_by_text("Chưa có phụ lục.")).to_be_visible()


def test_without_a_script_the_text_is_still_written(open_page):
    page = open_page("vanphong", java_script_enabled=False)
    page.goto("/van-ban/soan/")
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Thể loại").select_option(label="Kế hoạch")
    page.get_by_label("Trích yếu").fill("Không có JavaScript")
    page.get_by_role("button", name="Bắt đầu soạn").click()
    page.get_by_label("Nội dung").fill("<p>Một <strong>đoạn</strong>.</p>")
    save(page)

    expect(page.get_by_label("Nội dung")).to_have_value("<p>Một <strong>đoạn</strong>.</p>")
