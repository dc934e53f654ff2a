"""A quarter: a branch on its phone, one return, one that is late, the union's own report, a closed month."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_stories import SECONDS_TO_RENDER, sign_and_issue


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_branch_reports_the_union_takes_in_and_reports_on(open_page, keep_picture):
    head = open_page("phunu-kp6", width=PHONE)
    head.goto("/")
    head.get_by_role("link", name=re.compile("Ghi báo cáo.*tháng 9.2017")).click()
    head.get_by_role("link", name="Ghi báo cáo", exact=True).click()
    head.get_by_label("Tình hình tư tưởng, dư luận xã hội phải ghi").fill("Hội viên yên tâm.")
    head.get_by_label("Tuyên truyền, giáo dục phải ghi").fill("Sinh hoạt ở hai khu nhà trọ.")
    assert fits(head)
    keep_picture(head, "ghi-bao-cao-thang")
    # What is still required is asked for; what was typed stays.
    head.get_by_role("button", name="Gửi báo cáo").click()
    expect(head.get_by_text("Chưa gửi được, còn chỗ cần xem:")).to_be_visible()
    head.get_by_label("Nhiệm vụ trọng tâm kỳ tới phải ghi").fill("Họp mặt 20/10.")
    head.get_by_role("group", name="Số đoàn viên, hội viên mới").get_by_label("người").fill("2")
    head.get_by_label("Cứ gửi, số này bổ sung sau").check()
    head.get_by_role("button", name="Gửi báo cáo").click()
    expect(head.get_by_text("Đã gửi báo cáo tháng 9/2017")).to_be_visible()
    filing = head.url

    union = open_page("phunu")
    union.goto(filing)
    union.get_by_text("Trả lại để sửa").click()
    union.get_by_label("Cần sửa, bổ sung điều gì").fill("Ghi thêm số hội viên dự.")
    union.get_by_role("button", name="Trả lại", exact=True).click()
    expect(union.get_by_text("Đã trả lại")).to_be_visible()

    head.goto("/")
    expect(head.get_by_text("Bị trả lại: báo cáo tháng 9/2017").first).to_be_visible()
    head.goto(filing)
    head.get_by_role("link", name="Ghi báo cáo", exact=True).click()
    head.get_by_label("Tuyên truyền, giáo dục phải ghi").fill("Sinh hoạt ở hai khu nhà trọ, 36 hội viên dự.")
    head.get_by_role("button", name="Gửi báo cáo").click()
    head.get_by_label("Cứ gửi, số này bổ sung sau").check()
    head.get_by_role("button", name="Gửi báo cáo").click()
    expect(head.get_by_text("(bản 2)")).to_be_visible()

    union.goto(filing)
    union.get_by_role("button", name="Nhận báo cáo").click()
    expect(union.get_by_text("Đã nhận báo cáo.")).to_be_visible()

    # August: who has not sent is named, urged on, and the month is closed all the same.
    union.goto("/bao-cao/theo-doi/")
    keep_picture(union, "theo-doi-bao-cao")
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
    expect(union.get_by_role("textbox", name="Đặc điểm tình hình")).to_have_value(
        re.compile("Hội viên yên tâm.")
    )
    keep_picture(union, "soan-bao-cao-quy")
    union.get_by_role("textbox", name="Tuyên truyền, giáo dục").fill("Sinh hoạt chi hội ở khu nhà trọ.")
    union.get_by_role("textbox", name="Phương hướng, nhiệm vụ").fill("Phát triển hội viên ở nhà trọ.")
    union.get_by_role("button", name="Gửi báo cáo").click()
    expect(union.get_by_text("Đã gửi báo cáo.")).to_be_visible()
    union.get_by_role("button", name="Lập văn bản").click()
    expect(union.get_by_text("Đã lập dự thảo văn bản")).to_be_visible()
    expect(union.get_by_text("Sinh hoạt chi hội ở khu nhà trọ.").first).to_be_visible()
    expect(union.get_by_text(re.compile("chưa gửi: Chi hội PN KP")).first).to_be_visible()
    assert fits(union)


def test_the_committees_quarter_is_signed_sent_closed_and_printed_again(open_page, keep_picture):
    """Quarter III/2017 of the Party committee: who is late stands on paper, and the paper stays."""
    office = open_page("vanphong")
    office.goto("/bao-cao/theo-doi/?ky=quarter&nam=2017")
    row = office.get_by_role("row", name=re.compile("Đảng ủy Phường 6"))
    row.get_by_role("link", name=re.compile("Quý III")).click()
    filing = office.url
    office.get_by_role("link", name="Tổng hợp, soạn báo cáo").click()
    keep_picture(office, "tong-hop-cua-dang-uy")
    for box in office.get_by_role("textbox").all():
        if not box.input_value():
            box.fill("Đảng ủy tiếp tục chỉ đạo theo kế hoạch.")
    office.get_by_role("button", name="Lưu").first.click()
    expect(office.get_by_text("Đã lưu lời báo cáo.")).to_be_visible()
    office.get_by_role("button", name="Lập văn bản").click()
    expect(office.get_by_text("Đã lập dự thảo văn bản")).to_be_visible()
    expect(office.get_by_text(re.compile("chưa gửi: .*KP")).first).to_be_visible()
    paper = office.url

    office.get_by_role("link", name="Soạn tiếp").first.click()
    sign_and_issue(office)
    for face in ("PDF", "Word"):
        office.goto(paper)
        office.get_by_role("link", name=f"Bản {face}").click()
        expect(office.get_by_role("link", name=f"Tải tệp {face}")).to_be_visible(timeout=SECONDS_TO_RENDER)

    office.goto(filing)
    office.get_by_role("button", name="Gửi báo cáo đã ban hành").click()
    expect(office.get_by_text("Đã gửi báo cáo đến")).to_be_visible()

    # The round is closed; the paper stays what it was.
    office.get_by_role("navigation", name="Chuỗi công việc").get_by_role(
        "link", name="Đảng ủy, quý III"
    ).click()
    office.get_by_role("link", name="Khóa kỳ").click()
    office.get_by_role("button", name="Khóa kỳ báo cáo").click()
    expect(office.get_by_text("Đã khóa kỳ báo cáo")).to_be_visible()
    office.goto("/bao-cao/2017-q3/")
    office.get_by_role("button", name=re.compile("ZIP|tệp nén")).click()
    expect(office.get_by_role("link", name=re.compile("Tải tệp"))).to_be_visible(
        timeout=2 * SECONDS_TO_RENDER
    )
