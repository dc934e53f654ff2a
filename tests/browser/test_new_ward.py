"""A ward from nothing to its first issued plan, by the guide of its administrator; and after a trial."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, started_portal
from tests.browser.doing import SECONDS_TO_RENDER, text_of_pdf
from tests.servers import own_servers

pytestmark = pytest.mark.once
PASSWORD = "hoa-sen-gieng-nuoc"
KEY = re.compile(r"\d{4}-\d{4}-\d{4}")
TASK = "Mỗi khu phố có một câu lạc bộ của người cao tuổi"
ABSTRACT = "Nâng cao chất lượng hoạt động của Mặt trận và các đoàn thể"
# At 5 s a click (found in the guide, then on the page) and two keys a second: under ten minutes of hands.
MOST_CLICKS, MOST_KEYS = 68, 465


class Hand:
    """Does what a person does with mouse and keyboard, and counts it."""

    def __init__(self, page):
        self.page, self.clicks, self.keys = page, 0, 0

    def click(self, role, name, **options):
        self.clicks += 1
        self.page.get_by_role(role, name=name, **options).first.click()
        self.page.wait_for_load_state()

    def type(self, label, words, **options):
        self.clicks, self.keys = self.clicks + 1, self.keys + len(words)
        self.page.get_by_label(label, **options).first.fill(words)

    def choose(self, label, words):
        self.clicks += 2
        self.page.get_by_label(label).first.select_option(label=words)

    def tick(self, label, **options):
        self.clicks += 1
        self.page.get_by_label(label, **options).first.check()


@pytest.fixture
def newcomer(chromium, complaints):
    """`newcomer(base)`: who opens that portal for the first time."""
    contexts = []

    def build(base):
        context = chromium.new_context(
            base_url=base, locale="vi-VN", viewport={"width": DESKTOP, "height": 800}
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        complaints.listen(page)
        return Hand(page)

    yield build
    for context in contexts:
        context.close()


def sign_in_with_slip(hand, username, one_time):
    hand.type("Tên đăng nhập", username)
    hand.type("Mật khẩu", one_time)
    hand.click("button", "Đăng nhập")
    hand.type("Mật khẩu hiện nay", one_time)
    hand.type("Mật khẩu mới", PASSWORD, exact=False)
    hand.type("Nhập lại mật khẩu mới", PASSWORD)
    hand.click("button", "Đổi mật khẩu")
    expect(hand.page.get_by_role("heading", level=1, name="Việc cần xử lý")).to_be_visible()


def set_up_a_ward(hand, key):
    """The form of the empty portal, the slip, a password of one's own; the start page tells what is next."""
    page = hand.page
    page.goto("/")
    hand.click("link", "Lập phường")
    hand.type("Mã thiết lập", key)
    hand.type("Tên", "Phường Bình Minh", exact=False)
    hand.type("Cấp trên trực tiếp", "Ban Chấp hành Đảng bộ Thành phố")
    hand.type("Ký hiệu của cấp trên", "TU")
    hand.type("Có bao nhiêu", "8")
    hand.type("Họ tên người quản trị", "Lý Thị Hạnh")
    hand.click("button", "Lập phường")
    one_time = KEY.search(page.inner_text(".slip"))[0]
    hand.click("link", "Đăng nhập")
    sign_in_with_slip(hand, "quantri", one_time)


def give_the_office_an_account(hand) -> tuple[str, str]:
    """Its clerk as a person with a post, the Party committee's term, and the slip: (username, password)."""
    page = hand.page
    hand.click("link", "Ghi nhiệm kỳ")
    hand.choose("Đơn vị", "Đảng ủy Phường Bình Minh")
    hand.type("Nhiệm kỳ", "2015 – 2020")
    hand.type("Từ ngày", "1/8/2015")
    hand.click("button", "Lưu")
    expect(page.get_by_text("Đã ghi nhiệm kỳ.")).to_be_visible()

    hand.click("link", "Tổ chức")
    hand.click("link", "Danh bạ")
    hand.click("link", "Thêm người")
    hand.type("Họ và tên", "Trần Văn Bình")
    hand.click("button", "Lưu")
    hand.click("link", "Giao chức vụ")
    hand.choose("Đơn vị", "Văn phòng Đảng ủy Phường Bình Minh")
    hand.type("Chức vụ", "Cán bộ Văn phòng")
    hand.click("button", "Lưu")
    expect(page.get_by_text("chưa có quyền gì")).to_have_count(0)
    hand.click("link", "Cấp tài khoản")
    hand.click("button", "Cấp, in phiếu")
    slip = page.inner_text(".slip")
    hand.click("link", "Việc cần xử lý")
    expect(page.get_by_text("Không có việc nào chờ đồng chí")).to_be_visible()
    return re.search(r"Tên đăng nhập\s+(\S+)", slip)[1], KEY.search(slip)[0]


def issue_the_first_plan(hand):
    page = hand.page
    hand.click("link", "Soạn kế hoạch")
    hand.choose("Nơi ban hành", "Đảng ủy Phường Bình Minh")
    hand.click("button", "Tiếp tục")
    hand.type("Trích yếu", ABSTRACT)
    hand.choose("Đề cương", "Không theo đề cương, bắt đầu từ trang trắng")
    hand.click("button", "Lập dự thảo")
    plan = page.url

    hand.click("link", "Thêm nhiệm vụ")
    hand.type("Nhiệm vụ", TASK)
    hand.choose("Đơn vị chủ trì", "Ủy ban Mặt trận Tổ quốc Việt Nam Phường Bình Minh")
    hand.type("Định kỳ thực hiện", "hằng quý")
    hand.tick("Ban CTMT KP 1", exact=True)
    hand.click("button", "Lưu nhiệm vụ")

    page.goto(plan)
    hand.click("link", "Soạn nội dung")
    text = page.get_by_role("textbox", name="Nội dung")
    text.click()
    words = "Đảng ủy phân công Mặt trận chủ trì, các đoàn thể phối hợp."
    page.keyboard.type(words)
    hand.clicks, hand.keys = hand.clicks + 1, hand.keys + len(words)
    hand.type("Chức vụ người ký", "Bí thư")
    hand.type("Người ký", "Nguyễn Thị Lan", exact=True)
    hand.type("Nơi nhận", "Như trên")
    hand.click("button", "Lưu và xem bản in")
    return plan


def submit_and_issue(hand):
    page = hand.page
    hand.tick("Không chứa bí mật nhà nước")
    hand.click("button", "Trình ban hành")
    hand.click("link", "Ban hành", exact=True)
    hand.tick("Không chứa bí mật nhà nước")
    hand.click("button", "Ban hành")
    expect(page.get_by_text("Đã ban hành Kế hoạch số 01-KH/ĐU")).to_be_visible()


def printed(hand) -> bytes:
    """The issued paper, which a worker prints meanwhile."""
    page = hand.page
    address = page.get_by_role("link", name="PDF").first.get_attribute("href")
    for _ in range(SECONDS_TO_RENDER // 500):
        answer = page.request.get(address)
        if answer.headers["content-type"] == "application/pdf":
            return answer.body()
        page.wait_for_timeout(500)
    raise AssertionError(page.inner_text("main"))


def test_a_newcomer_sets_up_a_ward_and_issues_its_first_plan(newcomer, tmp_path, keep_picture):
    with own_servers() as servers, started_portal(tmp_path, servers, DEMO="0") as (base, said):
        key = KEY.search(said)[0]
        administrator, clerk = newcomer(base), newcomer(base)

        set_up_a_ward(administrator, key)
        keep_picture(administrator.page, "phuong-moi")
        slip = give_the_office_an_account(administrator)
        clerk.page.goto("/")
        sign_in_with_slip(clerk, *slip)
        issue_the_first_plan(clerk)
        submit_and_issue(clerk)

        (tmp_path / "plan.pdf").write_bytes(printed(clerk))
        text = text_of_pdf(tmp_path / "plan.pdf")
    wanted = ["ĐẢNG ỦY PHƯỜNG BÌNH MINH", "Số 01-KH/ĐU", "KẾ HOẠCH", ABSTRACT, "Nguyễn Thị Lan"]
    assert [words for words in wanted if words not in text] == []
    clicks = administrator.clicks + clerk.clicks
    keys = administrator.keys + clerk.keys
    assert (clicks <= MOST_CLICKS, keys <= MOST_KEYS) == (True, True)


def test_after_a_trial_the_demo_ward_goes_without_a_trace_and_the_own_ward_comes(newcomer, tmp_path):
    with own_servers() as servers:
        with started_portal(tmp_path, servers, BUSINESS_DATE="2017-09-18"):
            pass
        environment = {**os.environ, **servers, "DATA_DIR": str(tmp_path / "data")}
        subprocess.run(
            [sys.executable, "manage.py", "seed_demo", "--remove"],
            cwd=settings.BASE_DIR,
            env=environment,
            check=True,
            capture_output=True,
        )
        with started_portal(tmp_path, servers) as (base, said):
            hand = newcomer(base)
            set_up_a_ward(hand, KEY.search(said)[0])
            page = hand.page
            expect(page.get_by_text("Bản dùng thử")).to_have_count(0)
            for path in ("/ke-hoach/", "/hoi-nghi/", "/van-ban/", "/to-chuc/", "/nhat-ky/"):
                page.goto(path)
                expect(page.get_by_role("main")).not_to_contain_text(re.compile("Phường 6|dữ liệu mẫu"))
    assert not list((tmp_path / "data/media").rglob("*.pdf"))
