"""A quarter: a branch on its phone, one return, one that is late, the union's own report, a closed month."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PHONE


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
