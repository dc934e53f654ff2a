"""Takes the manual's pictures anew (`make pictures`), of a demo ward and an empty portal of its own.

Each picture is of the demo's day, without the demo's banner; what changes from run to run (a password, an
address) is written over. The same interface gives the same files.
"""

import io
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pdfplumber
from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "huong-dan" / "anh"
# The start page with its menu in one row; elsewhere as narrow as reads well on paper.
WIDE, DESK, PHONE = (
    {"width": 1240, "height": 700},
    {"width": 1024, "height": 640},
    {"width": 360, "height": 600},
)
TOP = "main .page-head, main h1"
PASSWORD = "hinh-cua-huong-dan"  # noqa: S105 – of portals that live as long as this script
SECONDS_TO_START, SECONDS_TO_RENDER = 300, 60
# The words in a box for a file are the browser's own, in the machine's language.
OUT_OF_THE_PICTURE = """
    .demo-day, .skip-link { display: none !important }
    input[type=file] { visibility: hidden !important }
    * { caret-color: transparent !important }
"""
# Moments of the real clock become one of the demo's day.
REAL_MOMENTS = """real => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const node = texts.currentNode;
        if (!node.data.includes(real)) continue;
        node.data = node.data.replaceAll(real, "18/9/2017").replace(/\\d+:\\d\\d/, "9:30");
    }
}"""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]


@contextmanager
def portal(**environment):
    """The address of a portal with data of its own."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as folder:
        said = Path(folder) / "said"
        environment = {**os.environ, "DATA_DIR": f"{folder}/data", "PORT": "0", **environment}
        for name in ("DATABASE_URL", "REDIS_URL"):
            environment.pop(name, None)
        with said.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "bin/run.py"], cwd=ROOT, env=environment, stdout=output, stderr=output
            )
        try:
            yield address_of(process, said), said
        finally:
            process.terminate()
            process.wait(60)


def address_of(process, said):
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"open at (http://\S+)/", said.read_text()):
            return found[1]
        time.sleep(0.2)
    sys.exit(f"The portal does not start: {said.read_text()}")


class Camera:
    def __init__(self, browser, base):
        self.browser, self.base = browser, base

    def open(self, viewport, username=None):
        context = self.browser.new_context(
            base_url=self.base,
            viewport=viewport,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            bypass_csp=True,
        )
        page = context.new_page()
        page.goto("/dang-nhap/")
        if username:
            page.fill("[name=username]", username)
            page.fill("[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url(self.base + "/")
        return page

    def take(self, page, name, *, at=None, path=None):
        """What is on the screen; from the element `at` downward, where one is named."""
        if path:
            page.goto(path)
        page.evaluate("document.fonts.ready.then(() => true)")
        page.evaluate("document.activeElement.blur()")
        page.evaluate(REAL_MOMENTS, today())
        if at:
            page.add_style_tag(content=OUT_OF_THE_PICTURE)
            box = page.locator(at).first
            box.evaluate("it => window.scrollTo(0, it.getBoundingClientRect().top + scrollY - 12)")
        self.keep(page.screenshot(style=OUT_OF_THE_PICTURE, animations="disabled"), name)

    def keep(self, content, name):
        picture = Image.open(io.BytesIO(content)).convert("RGB")
        # A page has few colours, a text in many greys: one of the two is much the smaller.
        few = picture.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
        exact, close = io.BytesIO(), io.BytesIO()
        few.save(exact, "WEBP", lossless=True, quality=100, method=6)
        picture.save(close, "WEBP", quality=60, method=6)
        smaller = min(exact, close, key=lambda file: file.tell())
        (PICTURES / f"{name}.webp").write_bytes(smaller.getvalue())


def today():
    """The real day as the portal writes it: 05/02/2026, 05/9/2026."""
    real = time.localtime()
    return (
        f"{real.tm_mday:02}/{real.tm_mon:02}/{real.tm_year}"
        if real.tm_mon < 3
        else time.strftime("%d/%-m/%Y")
    )


def follow(page, text):
    page.locator("main").get_by_role("link", name=text).first.click()
    page.wait_for_load_state()


def do_first(page, text):
    """The button of the line of the start page that holds `text`."""
    page.goto("/")
    page.locator(".todo li", has_text=text).first.get_by_role("link").click()
    page.wait_for_load_state()


# --- At the desk --------------------------------------------------------------------------------------


def of_office(camera):
    camera.take(camera.open(DESK), "dang-nhap")
    camera.take(camera.open(WIDE, "vanphong"), "viec-can-xu-ly")
    page = camera.open(DESK, "vanphong")
    page.goto("/ke-hoach/?q=ke+hoach+19")
    follow(page, "Tiếp tục đổi mới nội dung")
    plan = page.url.removeprefix(camera.base)
    camera.take(page, "ke-hoach", at="#nhiem-vu")
    camera.take(page, "chi-tieu", at="#chi-tieu", path=plan)
    camera.take(page, "nhap-ca-bang", at=TOP, path=f"{plan}nhap-bang/")
    follow_from(page, plan, "Thêm nhiệm vụ")
    page.fill("[name=title]", "Mỗi khu phố có một câu lạc bộ của người cao tuổi")
    camera.take(page, "them-nhiem-vu", at=TOP)
    follow_from(page, plan, "Phát triển đoàn viên mới")
    two_editors(camera, page, page.url.removeprefix(camera.base))
    do_first(page, "xin gia hạn")
    camera.take(page, "tra-loi-gia-han", at=TOP)
    writing(camera)
    page.goto("/hoi-nghi/?q=toa+dam")
    follow(page, "Giải pháp nâng cao chất lượng")
    camera.take(page, "hoi-nghi")
    page.goto("/giai-phap/")
    follow(page, "Theo dõi giải pháp 3")
    camera.take(page, "giai-phap")
    meeting(camera, page)
    camera.take(page, "tap-hop", path="/tap-hop/doan-vien-hoi-vien/", at=TOP)
    page.goto("/so-ket/")
    follow(page, "Sơ kết một năm")
    camera.take(page, "so-ket", at=TOP)
    follow(page, "Soạn lời báo cáo")
    camera.take(page, "so-ket-loi", at="main fieldset, main section")
    page.goto("/phong-trao/")
    follow(page, "3 đồng hành")
    camera.take(page, "phong-trao")
    report(camera, page, plan)
    camera.take(camera.open(DESK, "bantin"), "tin", path=news(page))


def follow_from(page, path, text):
    page.goto(path)
    follow(page, text)


def two_editors(camera, page, task):
    page.goto(f"{task}sua/")
    page.fill("[name=product]", "Quyết định kết nạp đoàn viên")
    other = camera.open(DESK, "thanhnien")
    other.goto(f"{task}sua/")
    other.fill("[name=product]", "Nghị quyết chuẩn y kết nạp, có ngày")
    other.click("main form .btn-primary")
    other.wait_for_load_state()
    page.click("main form .btn-primary")
    page.wait_for_load_state()
    camera.take(page, "hai-ban", at=TOP)


def writing(camera):
    page = camera.open(DESK, "mattran")
    page.goto("/ke-hoach/soan/")
    page.get_by_label("Nơi ban hành").select_option(label="Ủy ban Mặt trận Tổ quốc Việt Nam Phường 6")
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Trích yếu").fill("Tổ chức Ngày hội Đại đoàn kết toàn dân tộc")
    page.get_by_role("button", name="Lập dự thảo").click()
    follow(page, "Soạn nội dung")
    page.get_by_role("textbox", name="Nội dung").wait_for()
    camera.take(page, "soan-van-ban", at="[role=toolbar], .ProseMirror")


def meeting(camera, page):
    page.goto("/hoi-nghi/")
    follow(page, "Giao ban Khối vận")
    address = page.url
    follow(page, "Mời dự")
    camera.take(page, "moi-du", at=TOP)
    page.goto(address)
    follow(page, "Điểm danh")
    camera.take(page, "diem-danh", at=TOP)


def report(camera, page, plan):
    number = plan.rstrip("/").rsplit("/", 1)[1]
    camera.take(page, "bao-cao", path=f"/bao-cao/2017-q3/ke-hoach/{number}/")
    page.click("main form .btn-primary")
    link = page.get_by_role("link", name="Tải tệp PDF").first
    link.wait_for(timeout=SECONDS_TO_RENDER * 1000)
    with page.expect_download() as download:
        link.click()
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "paper.pdf"
        download.value.save_as(paper)
        with pdfplumber.open(paper) as pdf:
            drawn = io.BytesIO()
            pdf.pages[0].to_image(resolution=80).original.save(drawn, "PNG")
    camera.keep(drawn.getvalue(), "bao-cao-trang-1")


def news(page):
    page.goto("/tin/")
    page.locator("main").get_by_role("link", name="Giải pháp nâng cao").first.click()
    return page.url


def of_leaders(camera):
    camera.take(camera.open(WIDE, "thuongtruc"), "thuong-truc-viec")
    page = camera.open(DESK, "thuongtruc")
    do_first(page, "Trả lời khó khăn")
    camera.take(page, "tra-loi-kho-khan", at=TOP)
    page = camera.open(DESK, "mattran")
    page.goto("/bao-cao/")
    follow(page, "Theo dõi báo cáo")
    camera.take(page, "theo-doi-bao-cao", at=TOP)
    do_first(page, "Báo cáo quý III/2017")
    follow(page, "Tổng hợp, soạn báo cáo")
    camera.take(page, "soan-bao-cao-quy", at="main fieldset, main section")
    page = camera.open(DESK, "phunu")
    page.goto("/dinh-huong/")
    follow(page, "Sinh hoạt chi hội tháng 9")
    camera.take(page, "dinh-huong", at=TOP)


# --- On the phone -------------------------------------------------------------------------------------


def of_branch(camera):
    page = camera.open(PHONE, "phunu-kp3")
    camera.take(page, "dien-thoai-viec")
    follow(page, "Báo tiến độ")
    camera.take(page, "dien-thoai-bao-tien-do", at="main form")
    camera.take(page, "dien-thoai-so-lieu", path="/so-lieu/2017-08/", at="main form")
    do_first(page, "Báo cáo tháng 9/2017")
    camera.take(page, "ghi-bao-cao-thang", at=".filing-title")
    camera.take(page, "gui-bao-cao-thang", at=".filing-part:has(.figure-rows)")
    do_first(page, "Định hướng tháng 9")
    follow(page, "Chuyển thành việc")
    camera.take(page, "dinh-huong-thanh-viec", at=TOP)
    page.goto("/du-luan/")
    follow(page, "Ghi phản ánh")
    camera.take(page, "dien-thoai-ghi-phan-anh", at=TOP)
    page = camera.open(PHONE, "phunu-kp5")
    do_first(page, "Góp ý kiến cho sơ kết")
    camera.take(page, "so-ket-gop-y", at="main form")
    minutes(camera)


def minutes(camera):
    page = camera.open(PHONE, "mattran-kp3")
    page.goto("/hoi-nghi/")
    follow(page, "Họp Ban công tác Mặt trận Khu phố 3")
    follow(page, "Ghi biên bản")
    page.context.set_offline(True)
    page.get_by_role("button", name="+ Ý kiến").first.click()
    page.locator("textarea:visible").first.fill("Nên sinh hoạt vào tối thứ Bảy để người đi làm dự được.")
    page.get_by_text("chưa gửi được lên hệ thống").wait_for()
    camera.take(page, "bien-ban-khong-mang")


# --- A new ward ---------------------------------------------------------------------------------------


def of_new_ward(camera, said):
    page = camera.open(DESK)
    page.get_by_role("link", name="Lập phường").click()
    page.get_by_label("Mã thiết lập").fill(re.search(r"\d{4}-\d{4}-\d{4}", said.read_text())[0])
    page.locator("[name=name]").fill("Phường Bình Minh")
    page.get_by_label("Cấp trên trực tiếp").fill("Ban Chấp hành Đảng bộ Thành phố")
    page.get_by_label("Có bao nhiêu").fill("8")
    page.get_by_label("Họ tên người quản trị").fill("Lý Thị Hạnh")
    page.evaluate("key => { key.value = '1234-5678-9012' }", page.locator("[name=key]").element_handle())
    camera.take(page, "lap-phuong", at=TOP)
    page.locator("[name=key]").fill(re.search(r"\d{4}-\d{4}-\d{4}", said.read_text())[0])
    page.get_by_role("button", name="Lập phường").click()
    page.evaluate(
        """() => {
            const [address, , password, until] = document.querySelectorAll(".slip dd");
            address.textContent = "http://cong-cua-phuong/dang-nhap/";
            password.querySelector("b").textContent = "1234-5678-9012";
            until.textContent = "25/9/2017";
        }"""
    )
    camera.take(page, "phieu-tai-khoan")


def main():
    PICTURES.mkdir(parents=True, exist_ok=True)
    chromium = subprocess.check_output([Path(__file__).with_name("chromium")], text=True).strip()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        with portal(DEMO_PASSWORD=PASSWORD, BUSINESS_DATE="2017-09-18") as (base, _):
            camera = Camera(browser, base)
            # What is edited on the way is seen by nobody before.
            of_leaders(camera)
            of_branch(camera)
            of_office(camera)
        with portal(DEMO="0", BUSINESS_DATE="2017-09-18") as (base, said):
            of_new_ward(Camera(browser, base), said)
        browser.close()


if __name__ == "__main__":
    main()
