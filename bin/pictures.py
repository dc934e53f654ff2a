"""Takes the manual's pictures anew: bin/pictures.py http://127.0.0.1:8000 PASSWORD

Run it against a freshly started demo ward (an empty DATA_DIR): it edits a task and orders a report there.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import pdfplumber
from playwright.sync_api import sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "huong-dan" / "anh"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 760}
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Photographer:
    def __init__(self, browser, base, password):
        self.browser, self.base, self.password = browser, base, password

    def log_in(self, username, viewport):
        page = self.browser.new_context(viewport=viewport, locale="vi-VN").new_page()
        page.goto(self.base + "/dang-nhap/")
        if username:
            page.fill("[name=username]", username)
            page.fill("[name=password]", self.password)
            page.click("main button[type=submit]")
            page.wait_for_url(self.base + "/")
        return page

    def take(self, page, name, *, path=None, whole=False):
        if path:
            page.goto(self.base + path)
        page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)

    def follow(self, page, text):
        page.locator("main").get_by_role("link", name=text).first.click()
        page.wait_for_load_state()


def take_all(camera):
    camera.take(camera.log_in(None, DESK), "dang-nhap")
    page = camera.log_in("vanphong", DESK)
    camera.take(page, "viec-can-xu-ly")

    page.goto(camera.base + "/ke-hoach/?q=ke+hoach+19")
    camera.follow(page, "Tiếp tục đổi mới nội dung")
    camera.take(page, "ke-hoach")
    plan = page.url
    camera.follow(page, "Thêm nhiệm vụ")
    camera.take(page, "them-nhiem-vu")

    camera.take(page, "nhap-ca-bang", path=plan.removeprefix(camera.base) + "nhap-bang/")

    page.goto(plan)
    camera.follow(page, "Phát triển đoàn viên mới")
    task = page.url
    two_editors(camera, page, task)

    page.goto(camera.base + "/hoi-nghi/?q=toa+dam")
    camera.follow(page, "Giải pháp nâng cao chất lượng")
    camera.take(page, "hoi-nghi")
    page.goto(camera.base + "/giai-phap/")
    camera.follow(page, "Theo dõi giải pháp 3")
    camera.take(page, "giai-phap")

    report(camera, page, plan)

    camera.take(page, "chi-tieu", path=f"{plan.removeprefix(camera.base)}#chi-tieu")
    camera.take(page, "tap-hop", path="/tap-hop/doan-vien-hoi-vien/")

    phone = camera.log_in("phunu-kp3", PHONE)
    camera.take(phone, "dien-thoai-viec")
    camera.follow(phone, "Báo tiến độ")
    camera.take(phone, "dien-thoai-bao-tien-do", whole=True)
    camera.take(phone, "dien-thoai-so-lieu", path="/so-lieu/2017-08/")


def two_editors(camera, page, task):
    page.goto(task + "sua/")
    page.fill("[name=product]", "Quyết định kết nạp đoàn viên")
    other = camera.log_in("thanhnien", DESK)
    other.goto(task + "sua/")
    other.fill("[name=product]", "Nghị quyết chuẩn y kết nạp, có ngày")
    other.click("main form .btn-primary")
    other.wait_for_load_state()
    page.click("main form .btn-primary")
    page.wait_for_load_state()
    camera.take(page, "hai-ban")


def report(camera, page, plan):
    number = plan.rstrip("/").rsplit("/", 1)[1]
    camera.take(page, "bao-cao", path=f"/bao-cao/2017-q3/ke-hoach/{number}/")
    page.click("main form .btn-primary")
    page.wait_for_load_state()
    link = page.locator("a[href*='/tep/']").first
    link.wait_for(timeout=60_000)
    camera.take(page, "viec-ket-xuat")
    with page.expect_download() as download:
        link.click()
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "paper.pdf"
        download.value.save_as(paper)
        with pdfplumber.open(paper) as pdf:
            pdf.pages[0].to_image(resolution=90).original.save(PICTURES / "bao-cao-trang-1.png")


def main():
    base, password = sys.argv[1:]
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        path = subprocess.check_output([Path(__file__).with_name("chromium")], text=True).strip()
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        take_all(Photographer(browser, base.rstrip("/"), password))
        browser.close()


if __name__ == "__main__":
    main()
