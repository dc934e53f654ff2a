"""Five days in the ward, each as one person lives it, on either database."""

import re

from playwright.sync_api import expect

from documents.docx import render_docx
from tests.browser.conftest import PHONE
from tests.browser.doing import PASTE, SECONDS_TO_RENDER, fits, issue, photo, printed, sign_and_issue, submit
from tests.paper_samples import PROGRAMME

BASIS = "Căn cứ Chương trình số 31-CTr/QU, ngày 14/9/2017 của Ban Chấp hành Đảng bộ quận"
# As copied from a spreadsheet: title, who leads, to whom, by when, how often.
TASKS = (
    "Rà soát hội viên ở nhà trọ\tHội Liên hiệp Phụ nữ Phường 6\tCả 8 khu phố – Phụ nữ\t30/11/2017\n"
    "Sinh hoạt chung tại khu phố\tỦy ban Mặt trận Tổ quốc Việt Nam Phường 6\tCả 8 khu phố – Mặt trận\t\t"
    "hằng quý\n"
)
WORDS = "Mỗi khu phố có thêm một hình thức tập hợp trong năm 2018."


def test_a_tuesday_of_the_party_offices_official(open_page, keep_picture, tmp_path):
    """From the morning's list over a superior's Word file to the printed plan."""
    arrived = tmp_path / "31-CTr-QU.docx"
    arrived.write_bytes(render_docx(PROGRAMME))
    page = open_page("vanphong")
    page.goto("/")
    expect(page.locator(".todo li").first).to_contain_text("quá hạn")
    keep_picture(page, "viec-can-xu-ly")

    page.goto("/van-ban/?so=den")
    page.get_by_role("link", name="Vào sổ văn bản đến").click()
    page.get_by_role("link", name="Để cổng đọc giúp").click()
    page.get_by_label("Tệp*").set_input_files(arrived)
    page.get_by_label("Tôi xác nhận tệp này không chứa").check()
    page.get_by_role("button", name="Tải lên và đọc").click()
    expect(page.get_by_label("Ngày đến")).to_have_value("18/9/2017")
    expect(page.locator(".not-read")).to_have_count(0)
    keep_picture(page, "van-ban-den-tu-tep-word")
    page.get_by_role("button", name="Nhập văn bản").click()
    expect(page.get_by_text("vào sổ văn bản đến, số đến 3")).to_be_visible()

    page.get_by_role("link", name="Lập kế hoạch của phường cụ thể hóa văn bản này").click()
    page.get_by_label("Đến hết ngày").fill("31/12/2018")
    page.get_by_role("button", name="Lập dự thảo").click()
    plan = page.url
    page.get_by_role("link", name="Thêm nhiều nhiệm vụ").click()
    page.wait_for_load_state()
    page.evaluate(PASTE, ["#o-1-0", TASKS])
    keep_picture(page, "nhap-nhieu-nhiem-vu")
    page.get_by_role("button", name="Lưu các nhiệm vụ").click()
    expect(page.get_by_text("Đã thêm 2 nhiệm vụ.")).to_be_visible()
    expect(page.get_by_role("row", name="Rà soát hội viên ở nhà trọ").locator(".cell")).to_have_count(9)

    page.get_by_role("link", name="Soạn nội dung").click()
    expect(page.get_by_label("Căn cứ", exact=True)).to_have_value(re.compile(re.escape(BASIS)))
    text = page.get_by_role("textbox", name="Nội dung")
    text.fill("")
    text.press_sequentially(WORDS)
    text.press("Enter")
    text.press_sequentially("[[nhiệm vụ]]")
    page.get_by_label("Chức vụ người ký").fill("Phó Bí thư")
    page.get_by_label("Người ký", exact=True).fill("Phạm Thị Mai")
    page.get_by_role("button", name="Lưu và xem bản in").click()
    keep_picture(page, "ban-in-ke-hoach")
    # The first paper of a ward asks once for the name above its own.
    page.get_by_role("link", name="trang “Tổ chức”").click()
    page.get_by_label("Cấp trên trực tiếp").fill("Đảng bộ quận 10")
    page.get_by_role("button", name="Lưu phần bổ sung").click()
    expect(page.get_by_text("Đã lưu phần bổ sung")).to_be_visible()
    page.goto(plan)
    keep_picture(page, "ke-hoach-cho-trinh")
    submit(page)

    leader = open_page("thuongtruc")
    leader.goto("/")
    leader.get_by_role("link", name=re.compile("Xem và ban hành.*nâng cao chất lượng sinh hoạt")).click()
    leader.get_by_role("link", name="Trả lại").click()
    leader.get_by_label("Cần sửa gì").fill("Ghi rõ chế độ báo cáo.")
    leader.get_by_role("button", name="Trả lại").click()

    page.goto("/")
    page.get_by_role("link", name=re.compile("nâng cao chất lượng sinh hoạt")).first.click()
    expect(page.get_by_text("Ghi rõ chế độ báo cáo.", exact=True)).to_be_visible()
    keep_picture(page, "ke-hoach-bi-tra-lai")

    page.get_by_role("link", name="Soạn tiếp").click()
    page.get_by_role("textbox", name="Nội dung").press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("Các chi bộ báo cáo hằng quý.")
    page.get_by_role("button", name="Lưu và xem bản in").click()
    submit(page)
    leader.goto(page.url)
    issue(leader)
    expect(leader.get_by_text(re.compile(r"Đã ban hành Kế hoạch số \d+-KH/ĐU"))).to_be_visible()

    text = printed(page, f"{leader.url}van-ban.pdf", tmp_path)
    wanted = ["KẾ HOẠCH", BASIS, WORDS, "Rà soát hội viên ở nhà trọ", "báo cáo hằng quý", "Phạm Thị Mai"]
    # What is left of the emptied outline is a heading or a paragraph: headings are printed in capitals.
    assert [words for words in wanted if words.upper() not in text.upper()] == []
    branch = open_page("phunu-kp3", width=PHONE)
    branch.goto("/")
    expect(branch.locator(".todo")).to_contain_text("Rà soát hội viên ở nhà trọ")


SAVED = re.compile(r"Đã lưu lên hệ thống lúc \d+:\d\d")
AT_HOME = re.compile("Đã lưu trên máy|chữ được giữ trên máy")
RESIDENTS = "\n".join(f"Người dân {number}, tổ {41 + number % 4}" for number in range(1, 18))
CONCLUSIONS = {
    "Dọn vệ sinh hẻm 12 vào Chủ nhật.": ("Chi đoàn KP 3", "7 ngày"),
    "Thăm ba hộ khó khăn ở tổ 42.": ("Chi hội PN KP 3", "15 ngày"),
    "Lập danh sách hộ chưa tham gia tổ chức nào.": ("Ban CTMT KP 3", "hết tháng"),
}


def section_of(page, item):
    return page.locator(".minutes-item", has_text=item)


def note(page, item, kind):
    section = section_of(page, item)
    return section.get_by_role("button", name=f"+ {kind}"), section.locator(".minutes-note").last


def test_an_evening_of_the_head_of_a_front_board(open_page, hand, keep_picture, complaints):
    """Aged 67, with letters twice as large, half of the time without a line; signed at home."""
    page = open_page("mattran-kp3", width=PHONE, letters=2)
    page.goto("/hoi-nghi/lap/")
    page.get_by_label("Loại").select_option(label="Họp Ban công tác Mặt trận")
    page.get_by_label("Tên, nội dung chính").fill("Họp Ban công tác Mặt trận tháng 9")
    page.get_by_label("Ngày").fill("18/9/2017")
    page.get_by_label("Bắt đầu").fill("19:00")
    page.get_by_label("Địa điểm").fill("Điểm sinh hoạt Khu phố 3")
    assert fits(page)
    page.get_by_role("button", name="Lưu hội nghị").click()
    meeting = page.url
    page.get_by_role("link", name="Mời dự").click()
    page.get_by_label("của Khu phố 3").check()
    page.get_by_role("button", name="Thêm vào danh sách").click()
    page.get_by_label("Khách mời, mỗi dòng một người").fill(RESIDENTS)
    page.get_by_role("button", name="Thêm khách").click()
    expect(page.get_by_role("heading", name="Danh sách mời (25)")).to_be_visible()
    assert fits(page)
    page.goto(meeting)
    keep_picture(page, "buoi-toi-hoi-nghi")

    # Who came: the line goes before it is sent, and nothing is lost.
    tapping = hand(page)
    rows = page.locator(".roll fieldset")
    with tapping.at_most(30, "Attendance of 25 people, two of them excused"):
        tapping.tap(page.get_by_role("link", name="Điểm danh"))
        tapping.tap(page.get_by_role("button", name="Ai chưa đánh dấu thì có mặt"))
        for place, reason in ((7, "Đi viện"), (20, "Trực ca đêm")):
            tapping.tap(rows.nth(place).locator("label", has_text="Vắng có lý do"))
            tapping.type(rows.nth(place).get_by_label("Lý do vắng"), reason)
        keep_picture(page, "buoi-toi-diem-danh")
        page.context.set_offline(True)
        tapping.tap(page.get_by_role("button", name="Lưu điểm danh"))
        expect(page.get_by_text("Chưa có mạng nên chưa gửi được.")).to_be_visible()
        page.context.set_offline(False)
        tapping.tap(page.get_by_role("button", name="Lưu điểm danh"))
    expect(page.get_by_text("Đã điểm danh 25 người.")).to_be_visible()
    assert fits(page)

    page.get_by_role("link", name="Về trang hội nghị").click()
    page.get_by_role("link", name="Ghi biên bản").click()
    page.locator("[data-kept]").wait_for()
    button, card = note(page, "Đánh giá công tác tháng qua", "Ý kiến")
    button.click()
    card.get_by_label("Người nói").fill("Người dân 1")
    card.get_by_label("Nội dung").fill("Hẻm 12 còn rác cuối tuần.")
    expect(page.locator("[data-said]")).to_have_text(SAVED, timeout=20_000)
    page.context.set_offline(True)
    for number, (words, (unit, due)) in enumerate(CONCLUSIONS.items(), start=1):
        button, card = note(page, "Kết luận, phân công", "Kết luận")
        with tapping.at_most(6, f"Conclusion {number} with unit and date"):
            tapping.tap(button)
            tapping.write(card.get_by_label("Nội dung"), words)
            tapping.choose(card.get_by_label("Đơn vị"), label=unit)
            tapping.tap(card.get_by_role("button", name=due))
    expect(page.locator("[data-said]")).to_have_text(AT_HOME)
    page.reload()  # as after a killed tab
    expect(page.locator('[data-kind="conclusion"]')).to_have_count(3)
    for item in ("Triển khai công tác tháng tới", "Ý kiến của các chi hội", "Phát biểu của chi ủy"):
        section_of(page, item).get_by_role("button", name="Không có ý kiến").click()
    assert fits(page)
    keep_picture(page, "buoi-toi-bien-ban")
    page.context.set_offline(False)
    expect(page.locator("[data-said]")).to_have_text(SAVED, timeout=30_000)

    # At home.
    page.get_by_role("link", name="Xong, về trang hội nghị").click()
    page.get_by_role("link", name="Đọc, ký biên bản").click()
    expect(page.locator(".minutes-body")).to_contain_text(
        "1. Dọn vệ sinh hẻm 12 vào Chủ nhật – giao Chi đoàn Khu phố 3, xong trước ngày 25/9/2017."
    )
    assert fits(page)
    keep_picture(page, "buoi-toi-ky")
    page.get_by_role("button", name="Tôi đã đọc, ký biên bản").click()
    page.get_by_role("button", name="Tôi đã đọc, ký biên bản (người chủ trì)").click()
    expect(page.get_by_text("Biên bản đã khóa")).to_be_visible()


NEW_FORMS = "Mỗi chi hội phụ nữ có ít nhất một hình thức tập hợp hội viên mới"
PHOTOS = [photo("buoi hop.jpg"), photo("to phu nu.jpg", "#e8d0cf")]
MONTH = {
    "Tình hình tư tưởng, dư luận xã hội phải ghi": "Hội viên phấn khởi với việc chỉnh trang hẻm.",
    "Tuyên truyền, giáo dục phải ghi": "Sinh hoạt ở hai khu nhà trọ, 36 hội viên dự.",
    "Nhiệm vụ trọng tâm kỳ tới phải ghi": "Họp mặt ngày 20/10.",
}


def figure(page, name):
    return page.get_by_role("group", name=name, exact=True)


def test_the_fourteenth_of_the_month_of_the_head_of_a_womens_branch(open_page, hand, keep_picture):
    """Guidance, progress with two photos, the month's words and figures, one of them queried."""
    page = open_page("phunu-kp3", width=PHONE)
    page.goto("/")
    keep_picture(page, "dien-thoai-viec-can-xu-ly")
    page.get_by_role("link", name=re.compile("Nhận.*Định hướng tháng 9")).click()
    page.get_by_role("button", name="Đã nhận").click()
    expect(page.get_by_role("button", name="Đã nhận")).to_have_count(0)

    page.goto("/")
    tapping = hand(page)
    with tapping.at_most(5, "A branch's progress on a task"):
        tapping.tap(page.get_by_role("link", name=re.compile(f"Báo tiến độ.*{NEW_FORMS}")))
        tapping.tap(page.get_by_text("75%", exact=True))
        tapping.type(page.get_by_label("Đã làm được gì?"), "Đã lập tổ phụ nữ khu nhà trọ, 15 chị tham gia.")
        page.get_by_label("Ảnh chụp").set_input_files(PHOTOS)  # chosen in the phone's own gallery
        keep_picture(page, "dien-thoai-bao-kem-anh")
        tapping.tap(page.get_by_role("button", name="Gửi tiến độ"))
    expect(page.get_by_text("Đã ghi tiến độ.")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("Ảnh minh chứng"))).to_have_count(2)
    assert fits(page)

    page.goto("/")
    page.get_by_role("link", name=re.compile("Ghi báo cáo.*tháng 9.2017")).click()
    for label, words in MONTH.items():
        page.get_by_label(label).fill(words)
    figure(page, "Số đoàn viên, hội viên mới").get_by_label("người").fill("20")
    figure(page, "Số đoàn viên, hội viên giảm").get_by_label("người").fill("0")
    figure(page, "Tổng số đoàn viên, hội viên").get_by_label("người").fill("97")
    for name in ("nữ", "trẻ", "là đảng viên"):
        figure(page, f"Số đoàn viên, hội viên {name}").get_by_role("button", name="Như tháng trước").click()
    # The members are counted above: the rate asks for the others alone.
    rate = figure(page, "Tỷ lệ tập hợp")
    expect(rate.get_by_role("textbox")).to_have_count(1)
    rate.get_by_role("button", name="Như tháng trước").click()
    assert fits(page)
    keep_picture(page, "ghi-bao-cao-thang")
    page.get_by_role("button", name="Gửi báo cáo").click()
    expect(page.get_by_text("Đã gửi báo cáo tháng 9/2017")).to_be_visible()
    filing = page.url

    union = open_page("phunu")
    union.goto(filing)
    asking = hand(union)
    with asking.at_most(4, "Returning one figure with a reason"):
        asking.tap(union.get_by_text("Trả lại để sửa"))
        asking.tap(union.get_by_text("Ghi lý do ở từng mục, từng số"))
        asking.type(union.get_by_label("Số đoàn viên, hội viên mới"), "20 hay 2? Tổng số chỉ tăng 2.")
        asking.tap(union.get_by_role("button", name="Trả lại", exact=True))
    expect(union.get_by_text("Đã trả lại")).to_be_visible()
    keep_picture(union, "tra-lai-mot-so")

    page.goto("/")
    page.get_by_role("link", name=re.compile("Sửa, gửi lại.*tháng 9.2017")).click()
    expect(figure(page, "Số đoàn viên, hội viên mới")).to_contain_text("20 hay 2? Tổng số chỉ tăng 2.")
    keep_picture(page, "so-bi-hoi-lai")
    figure(page, "Số đoàn viên, hội viên mới").get_by_label("người").fill("2")
    page.get_by_role("button", name="Gửi báo cáo").click()
    expect(page.get_by_text("(bản 2)")).to_be_visible()
    union.goto(filing)
    union.get_by_role("button", name="Nhận báo cáo").click()
    expect(union.get_by_text("Đã nhận báo cáo.")).to_be_visible()
    expect(union.get_by_role("main")).to_contain_text("97/145 (66,9%)")
    expect(union.get_by_role("main")).not_to_contain_text("gửi chậm")
    union.goto("/ke-hoach/")
    union.get_by_role("link", name="Tiếp tục đổi mới nội dung").first.click()
    row = union.get_by_role("row", name=NEW_FORMS)
    expect(row.get_by_role("link", name="Khu phố 3: quá hạn 3 ngày, 75%")).to_be_visible()


def fill_the_empty(page, words):
    for box in page.locator("main textarea").all():
        if not box.input_value():
            box.fill(words)


def unit(page, number):
    return page.get_by_role("table").get_by_role("link", name=f"Ban công tác Mặt trận Khu phố {number}")


def test_the_fronts_officer_on_the_day_after_the_due_date(open_page, hand, keep_picture, tmp_path):
    """Who has not sent, two returned, words for Zalo, the consolidated report put together and sent."""
    page = open_page("mattran")
    page.goto("/bao-cao/theo-doi/")
    keep_picture(page, "theo-doi-bao-cao")
    page.get_by_role("row", name=re.compile("Tháng 8.2017")).get_by_role("link", name="Hệ Mặt trận").click()
    expect(page.get_by_text("chưa gửi: Ban CTMT KP 4, Ban CTMT KP 7")).to_be_visible()
    august = page.url
    for number in (1, 2):
        unit(page, number).click()
        page.get_by_text("Trả lại để sửa").click()
        page.get_by_label("Cần sửa, bổ sung điều gì").fill("Ghi rõ số lượt người dự.")
        page.get_by_role("button", name="Trả lại", exact=True).click()
        expect(page.get_by_text("Đã trả lại")).to_be_visible()
        page.goto(august)
    page.get_by_role("link", name=re.compile("Đôn đốc 4 đơn vị chưa gửi")).click()
    words = page.get_by_label("Lời nhắn chung để dán vào nhóm Zalo")
    expect(words).to_have_value(re.compile("- Ban công tác Mặt trận Khu phố 4\n"))
    keep_picture(page, "don-doc-zalo")
    page.get_by_role("button", name=re.compile("Đôn đốc cả")).click()
    expect(page.get_by_text(re.compile(r"Đã đôn đốc \d+ đơn vị\."))).to_be_visible()
    for number in (3, 5, 6, 8):
        page.goto(august)
        unit(page, number).click()
        page.get_by_role("button", name="Nhận báo cáo").click()
        expect(page.get_by_text("Đã nhận báo cáo.")).to_be_visible()

    page.goto("/")
    tapping = hand(page)
    with tapping.at_most(5, "From all accepted to the consolidated PDF ordered"):
        tapping.tap(page.get_by_role("link", name=re.compile("Ghi báo cáo.*quý III.2017")))
        filing = page.url
        tapping.tap(page.get_by_role("link", name="Tổng hợp, soạn báo cáo"))
        # Words alone are asked for: every figure of the quarter is known from its months.
        expect(page.locator("main form :is(input, select):visible")).to_have_count(0)
        tapping.tap(page.get_by_role("button", name="Đưa lời các đơn vị vào mọi mục còn trống"))
        expect(page.get_by_text(re.compile(r"vào \d+ mục còn trống"))).to_be_visible()
        keep_picture(page, "tong-hop-quy")
        tapping.tap(page.get_by_role("button", name="Lưu và lập văn bản"))
        expect(page.get_by_text("Đã lập dự thảo văn bản")).to_be_visible()
        paper = page.url
        tapping.tap(page.get_by_role("link", name="Bản PDF"))
        expect(page.get_by_role("link", name="Tải tệp PDF")).to_be_visible(timeout=SECONDS_TO_RENDER)

    page.goto(filing)
    page.get_by_role("link", name="Tổng hợp, soạn báo cáo").click()
    fill_the_empty(page, "Thực hiện đúng kế hoạch, không có phát sinh.")
    page.locator("main textarea").first.fill("Nhân dân đồng tình với việc giữ gìn hẻm sạch.")
    page.get_by_role("button", name="Lưu, gửi sau").click()
    expect(page.get_by_text("Đã lưu lời báo cáo.")).to_be_visible()
    page.goto(paper)
    page.get_by_role("link", name="Soạn tiếp").first.click()
    sign_and_issue(page)
    page.goto(filing)
    page.get_by_role("button", name="Gửi báo cáo đã ban hành").click()
    expect(page.get_by_text("Đã gửi báo cáo đến")).to_be_visible()
    text = printed(page, f"{paper}van-ban.pdf", tmp_path)
    assert "Nhân dân đồng tình với việc giữ gìn hẻm sạch." in text


ANSWER = "Mượn hội trường trường học từ ngày 02/10/2017, Văn phòng Đảng ủy liên hệ."


def test_a_quarter_of_the_deputy_secretary(open_page, keep_picture, tmp_path):
    """Difficulties answered; the report read on paper, signed, its period closed, the last one reprinted."""
    leader = open_page("thuongtruc")
    leader.goto("/")
    leader.get_by_role("link", name=re.compile("Xem chương trình.*1 khó khăn")).click()
    keep_picture(leader, "phien-lam-viec")
    leader.get_by_role("link", name="xem khó khăn").click()
    leader.get_by_role("link", name="Trả lời").click()
    leader.get_by_label("Trả lời").fill(ANSWER)
    leader.get_by_role("button", name="Gửi câu trả lời").click()
    expect(leader.get_by_text("Đã trả lời; đơn vị nêu khó khăn")).to_be_visible()
    keep_picture(leader, "kho-khan-da-tra-loi")
    branch = open_page("mattran-kp2", width=PHONE)
    branch.goto("/")
    expect(branch.get_by_text(ANSWER).first).to_be_visible()

    # The office puts the quarter together.
    office = open_page("vanphong")
    office.goto("/bao-cao/theo-doi/?ky=quarter&nam=2017")
    row = office.get_by_role("row", name=re.compile("Đảng ủy Phường 6"))
    row.get_by_role("link", name=re.compile("Quý III")).click()
    filing = office.url
    office.get_by_role("link", name="Tổng hợp, soạn báo cáo").click()
    office.get_by_role("button", name="Đưa lời các đơn vị vào mọi mục còn trống").click()
    expect(office.get_by_text(re.compile(r"vào \d+ mục còn trống"))).to_be_visible()
    fill_the_empty(office, "Đảng ủy tiếp tục chỉ đạo theo kế hoạch.")
    keep_picture(office, "tong-hop-cua-dang-uy")
    office.get_by_role("button", name="Lưu và lập văn bản").click()
    expect(office.get_by_text("Đã lập dự thảo văn bản")).to_be_visible()
    paper = office.url
    office.get_by_role("link", name="Soạn tiếp").first.click()
    office.get_by_label("Chức vụ người ký").fill("Phó Bí thư")
    office.get_by_label("Người ký", exact=True).fill("Phạm Thị Mai")
    office.get_by_role("button", name="Lưu và xem bản in").click()
    submit(office)

    # She reads it as it will be printed, and signs it with its number.
    leader.goto("/")
    leader.get_by_role("link", name=re.compile("Xem và ban hành.*Báo cáo.*quý III")).click()
    expect(leader.get_by_text(re.compile("chưa gửi: .*KP")).first).to_be_visible()
    keep_picture(leader, "bao-cao-quy-cho-ky")
    issue(leader)
    expect(leader.get_by_text("Đã ban hành Báo cáo số")).to_be_visible()
    signed = printed(leader, f"{paper}van-ban.pdf", tmp_path)
    assert "Phạm Thị Mai" in signed

    office.goto(filing)
    office.get_by_role("button", name="Gửi báo cáo đã ban hành").click()
    expect(office.get_by_text("Đã gửi báo cáo đến")).to_be_visible()
    chain = office.get_by_role("navigation", name="Chuỗi công việc")
    chain.get_by_role("link", name="Đảng ủy, quý III").click()
    office.get_by_role("link", name="Khóa kỳ").click()
    office.get_by_role("button", name="Khóa kỳ báo cáo").click()
    expect(office.get_by_text("Đã khóa kỳ báo cáo")).to_be_visible()
    office.goto("/bao-cao/2017-q3/")
    office.get_by_role("button", name=re.compile("ZIP|tệp nén")).click()
    expect(office.get_by_role("link", name=re.compile("Tải tệp"))).to_be_visible(
        timeout=2 * SECONDS_TO_RENDER
    )

    # What was signed stays, and the quarter before is printed again.
    assert printed(leader, f"{paper}van-ban.pdf", tmp_path) == signed
    leader.goto("/bao-cao/")
    leader.get_by_role("link", name="Quý II/2017").click()
    leader.get_by_role("link", name="19-KH/ĐU").first.click()
    leader.get_by_role("button", name="Lập bản PDF").click()
    expect(leader.get_by_role("link", name="Tải tệp PDF")).to_be_visible(timeout=SECONDS_TO_RENDER)
    keep_picture(leader, "in-lai-quy-truoc")
