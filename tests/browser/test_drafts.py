"""Nothing typed is lost: by an expired login, a dead network, a closed tab; and nobody else reads it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, PHONE, sign_in

pytestmark = pytest.mark.once
WORDS = "Đề nghị bố trí phòng họp khu phố vào tối thứ Tư."
TASK = "Phát triển đoàn viên mới"
RESTORED = re.compile(r"Đã khôi phục chữ đồng chí gõ dở lúc \d\d:\d\d\.")
DRAFTS = "Object.entries(localStorage).filter(([key]) => key.startsWith('draft:'))"
WEEK_AND_A_DAY = 8 * 24 * 3600 * 1000


def difficulty_form(page):
    """The words of the form in which a branch tells of a difficulty."""
    page.goto("/kho-khan/neu/")
    return page.get_by_role("textbox", name="Khó khăn, vướng mắc")


def task_form(page):
    page.goto("/ke-hoach/")
    page.get_by_role("link", name="Tiếp tục đổi mới nội dung").click()
    page.get_by_role("link", name=TASK, exact=True).click()
    page.get_by_role("link", name="Sửa, giao nhiệm vụ").click()
    return page.get_by_label("Nội dung cụ thể")


def type_words(page, box, words=WORDS):
    """As a person types; afterwards the browser keeps it."""
    box.press_sequentially(words)
    wait_for_draft(page, words)


def wait_for_draft(page, words):
    page.wait_for_function(f"words => {DRAFTS}.some(([, draft]) => draft.includes(words))", arg=words)


def drafts(page):
    return page.evaluate(f"{DRAFTS}.length")


def notice(page):
    return page.get_by_role("status").filter(has_text="gõ dở")


def log_in_again(page, username):
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def reopened(page):
    """The same browser after the tab was closed without a word."""
    context = page.context
    page.close()
    return context.new_page()


def test_words_outlive_an_expired_login_and_are_stored_once(open_page, keep_picture):
    page = open_page("thanhnien-kp4", width=PHONE)
    type_words(page, difficulty_form(page))

    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Gửi", exact=True).click()
    log_in_again(page, "thanhnien-kp4")

    expect(notice(page)).to_have_text(RESTORED)
    expect(page.get_by_role("textbox", name="Khó khăn, vướng mắc")).to_have_value(WORDS)
    keep_picture(page, "dien-thoai-khoi-phuc-chu-go-do")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_text("Đã ghi khó khăn, vướng mắc; đang chờ")).to_be_visible()
    assert drafts(page) == 0
    page.goto("/kho-khan/")
    expect(page.get_by_role("link", name=WORDS)).to_have_count(1)
    expect(difficulty_form(page)).to_have_value("")


def test_words_outlive_a_page_of_another_login(open_page):
    # All cookies gone: the form's token is refused (403), and the page that says so is no login.
    page = open_page("thanhnien-kp5")
    type_words(page, difficulty_form(page))

    page.context.clear_cookies()
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Phiên làm việc đã hết hạn")).to_be_visible()
    sign_in(page, "thanhnien-kp5")

    expect(difficulty_form(page)).to_have_value(WORDS)


def test_words_outlive_a_dead_network(open_page):
    page = open_page("thanhnien-kp5")
    type_words(page, difficulty_form(page))

    page.route("**/neu/", lambda route: route.abort("internetdisconnected"))
    page.get_by_role("button", name="Gửi", exact=True).click()
    page.wait_for_url("chrome-error://**")
    page.unroute("**/neu/")
    page.goto("/")

    expect(difficulty_form(page)).to_have_value(WORDS)


def test_a_branch_s_report_of_progress_outlives_a_closed_tab(open_page):
    page = open_page("phunu-kp5", width=PHONE)
    page.goto("/")
    page.locator('main a[href$="/bao/"]').first.click()
    words = "Đã vận động ba hộ ở nhà trọ."
    type_words(page, page.locator("textarea").first, words)
    address = page.url

    page = reopened(page)
    page.goto(address)

    expect(page.locator("textarea").first).to_have_value(words)
    expect(notice(page)).to_have_text(RESTORED)


def test_every_kind_of_field_outlives_a_closed_tab(open_page):
    page = open_page("vanphong")
    task_form(page).fill("")
    type_words(page, page.get_by_label("Nội dung cụ thể"))
    page.get_by_label("Định kỳ thực hiện").fill("hằng quý")
    page.get_by_label("Đơn vị chủ trì*", exact=True).select_option(label="Hội Nông dân Phường 6")
    line = page.get_by_role("group", name="Giao cho").get_by_role("group", name="Phụ nữ")
    line.get_by_label("Chi hội PN KP 2").check()
    wait_for_draft(page, "hằng quý")
    address = page.url

    page = reopened(page)
    page.goto(address)

    expect(notice(page)).to_have_text(RESTORED)
    expect(page.get_by_label("Nội dung cụ thể")).to_have_value(WORDS)
    expect(page.get_by_label("Định kỳ thực hiện")).to_have_value("hằng quý")
    expect(page.get_by_label("Đơn vị chủ trì*", exact=True).locator("option:checked")).to_have_text(
        "Hội Nông dân Phường 6"
    )
    line = page.get_by_role("group", name="Giao cho").get_by_role("group", name="Phụ nữ")
    expect(line.get_by_label("Chi hội PN KP 2")).to_be_checked()
    expect(line.get_by_label("Cả 8 khu phố")).not_to_be_checked()


def test_percent_picked_outlives_a_closed_tab(open_page):
    page = open_page("thanhnien-kp1", width=PHONE)
    page.goto("/ke-hoach/")
    page.get_by_role("link", name="Tiếp tục đổi mới nội dung").click()
    page.get_by_role("link", name=TASK, exact=True).first.click()  # what was given to one's own branch
    page.get_by_role("link", name="Báo tiến độ").click()
    page.get_by_text("75%", exact=True).click()
    wait_for_draft(page, '"percent=75":true')
    address = page.url

    page = reopened(page)
    page.goto(address)

    expect(notice(page)).to_have_text(RESTORED)
    expect(page.get_by_label("75%")).to_be_checked()
    expect(page.get_by_label("hoặc số khác")).to_have_value("")


def test_words_can_be_given_up(open_page):
    page = open_page("vanphong")
    words = task_form(page)
    own_words, own_lead = words.input_value(), page.get_by_label("Đơn vị chủ trì*", exact=True).input_value()
    type_words(page, words)
    page.get_by_label("Đơn vị chủ trì*", exact=True).select_option(label="Hội Nông dân Phường 6")
    page.get_by_role("group", name="Giao cho").get_by_label("Cả 8 khu phố").first.check()
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_label("Cả 8 khu phố").first).to_be_checked()

    page.get_by_role("button", name="Bỏ chữ gõ dở").click()

    expect(notice(page)).to_have_count(0)
    expect(words).to_have_value(own_words)
    expect(page.get_by_label("Đơn vị chủ trì*", exact=True)).to_have_value(own_lead)
    expect(page.get_by_label("Cả 8 khu phố").first).not_to_be_checked()
    assert drafts(page) == 0
    page.reload()
    expect(words).to_have_value(own_words)
    expect(notice(page)).to_have_count(0)


def test_another_account_on_the_same_browser_sees_nothing(open_page):
    page = open_page("thanhnien-kp6")
    type_words(page, difficulty_form(page))

    page.context.clear_cookies(name="sessionid")
    sign_in(page, "phunu-kp6")
    expect(difficulty_form(page)).to_have_value("")
    expect(notice(page)).to_have_count(0)

    page.context.clear_cookies(name="sessionid")
    sign_in(page, "thanhnien-kp6")
    expect(difficulty_form(page)).to_have_value(WORDS)


def test_logging_out_leaves_nothing_on_a_shared_computer(open_page):
    page = open_page()
    sign_in(page, "thanhnien-kp6")  # a login of its own: the others' must not end
    page.on("dialog", lambda dialog: dialog.accept())
    type_words(page, difficulty_form(page))

    page.locator(".top-wide details.drop summary").click()
    page.get_by_role("button", name="Đăng xuất").click()

    expect(page.get_by_role("heading", level=1, name="Đăng nhập")).to_be_visible()
    assert drafts(page) == 0


def test_page_with_errors_shows_what_was_sent_and_is_kept(open_page):
    page = open_page("thanhnien-kp7")
    difficulty_form(page)
    page.get_by_label("Kiến nghị, đề xuất").fill(WORDS)
    page.get_by_role("button", name="Gửi", exact=True).click()

    expect(page.get_by_text("Chưa ghi khó khăn, vướng mắc.")).to_be_visible()
    expect(notice(page)).to_have_count(0)
    page = reopened(page)
    difficulty_form(page)
    expect(notice(page)).to_have_text(RESTORED)
    expect(page.get_by_label("Kiến nghị, đề xuất")).to_have_value(WORDS)


def test_draft_on_a_record_saved_meanwhile_meets_the_page_of_both_texts(open_page):
    late, quick = open_page("vanphong"), open_page("thuongtruc")
    task_form(late).fill("")
    type_words(late, late.get_by_label("Nội dung cụ thể"), "Bản gõ dở.")
    address = late.url
    late = reopened(late)

    task_form(quick).fill("Bản lưu trước.")
    quick.get_by_role("button", name="Lưu nhiệm vụ").click()
    expect(quick.get_by_text("Đã lưu nhiệm vụ.")).to_be_visible()
    late.goto(address)
    expect(late.get_by_label("Nội dung cụ thể")).to_have_value("Bản gõ dở.")
    late.get_by_role("button", name="Lưu nhiệm vụ").click()

    expect(late.locator(".conflict")).to_contain_text("Bản gõ dở.")
    expect(late.locator(".conflict")).to_contain_text("Bản lưu trước.")
    late.get_by_role("button", name="Lưu bản này").click()
    expect(late.get_by_text("Đã lưu nhiệm vụ.")).to_be_visible()
    assert drafts(late) == 0


def test_draft_of_more_than_a_week_is_dropped(open_page):
    page = open_page("thanhnien-kp8")
    type_words(page, difficulty_form(page))
    page.goto("/")
    page.evaluate(
        f"""age => {DRAFTS}.forEach(([key, draft]) =>
            localStorage.setItem(key, JSON.stringify({{...JSON.parse(draft), at: Date.now() - age}})))""",
        WEEK_AND_A_DAY,
    )

    expect(difficulty_form(page)).to_have_value("")
    assert drafts(page) == 0


REFUSE = "() => { throw new DOMException('no', 'QuotaExceededError'); }"


@pytest.mark.parametrize(
    "trouble",
    [
        f"Object.defineProperty(window, 'localStorage', {{get: {REFUSE}}})",
        f"Storage.prototype.setItem = {REFUSE}",
    ],
    ids=["blocked", "full"],
)
def test_form_works_where_the_browser_keeps_nothing(open_page, trouble):
    page = open_page("thanhnien-kp8")
    page.add_init_script(trouble)

    difficulty_form(page).press_sequentially(f"{WORDS} {len(trouble)}")
    page.wait_for_timeout(500)  # the moment at which a draft would be kept
    page.get_by_role("button", name="Gửi", exact=True).click()

    expect(page.get_by_text("Đã ghi khó khăn, vướng mắc; đang chờ")).to_be_visible()
