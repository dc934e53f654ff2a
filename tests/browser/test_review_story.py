"""The one-year review of both plans, from what a branch says on its phone to the numbered, printed report."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.doing import SECONDS_TO_RENDER, heading, sign_and_issue, text_of_pdf

pytestmark = pytest.mark.once
LESSON = "Hẹn trước từng hộ thì buổi sinh hoạt đông hơn."
RESULTS = "Các chi hội, chi đoàn đã có nền nếp sinh hoạt."
DIRECTIONS = "Giữ lịch gửi nội dung trước ngày 5 hằng tháng."


def test_branches_say_their_words_and_the_office_issues_the_review(open_page, keep_picture, tmp_path):
    phone = open_page("phunu-kp4", width=PHONE)
    phone.goto("/")
    phone.locator(".todo li", has_text="Góp ý kiến cho sơ kết một năm").get_by_role("link").click()
    expect(heading(phone)).to_have_text("Góp ý cho sơ kết một năm 19-KH/ĐU và 25-KH/ĐU")
    phone.get_by_label("Bài học kinh nghiệm").fill(LESSON)
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE
    keep_picture(phone, "so-ket-gop-y")
    phone.get_by_role("button", name="Gửi góp ý").click()
    expect(phone.get_by_text("Đã gửi góp ý; người soạn báo cáo thấy ngay.")).to_be_visible()

    office = open_page("vanphong")
    office.goto("/so-ket/")
    office.get_by_role("link", name="Sơ kết một năm 19-KH/ĐU và 25-KH/ĐU").click()
    expect(office.get_by_role("heading", name="Góp ý của các đơn vị: 6/38 đã gửi")).to_be_visible()
    keep_picture(office, "so-ket")
    office.get_by_role("link", name="Soạn lời báo cáo").first.click()
    office.get_by_label("Lời trong báo cáo: Đánh giá chung").fill(RESULTS)
    office.get_by_label("Lời trong báo cáo: Phương hướng, nhiệm vụ").fill(DIRECTIONS)
    for heading_name in [
        "Tồn tại, hạn chế",
        "Nguyên nhân khách quan",
        "Nguyên nhân chủ quan",
        "Bài học kinh nghiệm",
        "Kiến nghị, đề xuất",
    ]:
        office.get_by_role("region", name=heading_name).get_by_role("button", name="Đưa cả").click()
    expect(office.get_by_label("Lời trong báo cáo: Bài học kinh nghiệm")).to_have_value(
        re.compile(re.escape(LESSON))
    )
    expect(office.get_by_label("Lời trong báo cáo: Đánh giá chung")).to_have_value(RESULTS)
    keep_picture(office, "so-ket-loi")
    office.get_by_role("button", name="Lưu lời báo cáo").click()

    office.get_by_role("link", name="Sửa bố cục, người ký, nơi nhận").click()
    sign_and_issue(office)
    office.get_by_role("link", name="Bản PDF").click()
    expect(office.get_by_role("link", name="Tải tệp PDF")).to_be_visible(timeout=SECONDS_TO_RENDER)
    with office.expect_download() as download:
        office.get_by_role("link", name="Tải tệp PDF").click()
    download.value.save_as(tmp_path / "review.pdf")
    text = text_of_pdf(tmp_path / "review.pdf")
    wanted = [
        "BÁO CÁO",
        "Sơ kết một năm thực hiện Kế hoạch số 19-KH/ĐU",
        "28/75 lượt, đạt 37,3%",
        "8/40 lượt, đạt 20%",
        RESULTS,
        f"- Chi hội Phụ nữ Khu phố 4: {LESSON}",
        DIRECTIONS,
    ]
    assert [words for words in wanted if words not in text] == []
    assert "[[" not in text
