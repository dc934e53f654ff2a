"""What goes on between the meetings: guidance, difficulties, supervision, what people say, good models."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.doing import fits

pytestmark = pytest.mark.once
TALK = "Sinh hoạt tháng 10: an toàn điện trong nhà trọ"
ADVICE = "Công khai lịch thu gom rác ở từng tổ dân phố."
SAID = "Đường hẻm 12 thiếu đèn, tối khó đi."


def open_todo(page, words):
    page.goto("/")
    page.locator(".todo li", has_text=words).first.get_by_role("link").click()


def test_guidance_is_sent_ticked_and_becomes_the_branch_s_own_task(open_page, keep_picture):
    women = open_page("phunu")
    women.goto("/dinh-huong/")
    women.get_by_role("link", name="Soạn định hướng").click()
    women.get_by_label("Cho tháng").select_option(label="Tháng 10/2017")
    women.get_by_label("Tiêu đề").fill(TALK)
    women.get_by_label("Nội dung").fill("Mỗi chi hội một buổi trước ngày 20.")
    women.get_by_role("button", name="Lưu bản đang soạn").click()
    women.get_by_role("button", name="Gửi").click()
    expect(women.get_by_role("heading", name="0/8 đã xem, 0/8 đã nhận")).to_be_visible()

    branch = open_page("phunu-kp8", width=PHONE)
    open_todo(branch, TALK)
    branch.get_by_role("button", name="Đã nhận").click()
    expect(branch.get_by_role("button", name="Đã nhận")).to_have_count(0)
    assert fits(branch)
    branch.get_by_role("link", name="Chuyển thành việc của đơn vị").click()
    branch.get_by_label("Thời hạn").fill("20/10/2017")
    keep_picture(branch, "dinh-huong-thanh-viec")
    branch.get_by_role("button", name="Chuyển thành việc").click()
    branch.goto("/")
    expect(branch.get_by_text(TALK).first).to_be_visible()

    women.reload()
    expect(women.get_by_role("heading", name="1/8 đã xem, 1/8 đã nhận")).to_be_visible()
    keep_picture(women, "dinh-huong")


@pytest.mark.parametrize(("branch", "width"), [("phunu-kp6", PHONE), ("phunu-kp7", DESKTOP)])
def test_difficulty_is_raised_answered_and_said_to_be_solved(open_page, keep_picture, branch, width):
    trouble = f"Thiếu chỗ sinh hoạt buổi tối, khổ {width}."
    page = open_page(branch, width=width)
    page.goto("/kho-khan/neu/")
    page.get_by_label("Khó khăn, vướng mắc").fill(trouble)
    page.get_by_label("Kiến nghị, đề xuất").fill("Mượn hội trường trường học.")
    assert fits(page)
    keep_picture(page, f"neu-kho-khan-{width}")
    page.get_by_role("button", name="Gửi").click()
    expect(page.get_by_text(trouble).first).to_be_visible()

    leader = open_page("thuongtruc", width=width)
    leader.goto("/kho-khan/")
    leader.get_by_role("link", name=trouble).click()
    leader.get_by_role("link", name="Trả lời").click()
    leader.get_by_label("Trả lời").fill("Mượn được hội trường từ ngày 25/9.")
    leader.get_by_role("button", name="Gửi câu trả lời").click()
    expect(leader.get_by_text("Đã trả lời; đơn vị nêu khó khăn")).to_be_visible()
    assert fits(leader)
    keep_picture(leader, f"tra-loi-kho-khan-{width}")

    page.goto("/")
    expect(page.get_by_text("Mượn được hội trường từ ngày 25/9.").first).to_be_visible()
    page.get_by_role("link", name=trouble).first.click()
    page.get_by_label("Đã gỡ xong", exact=True).check()
    keep_picture(page, f"da-go-xong-{width}")
    page.get_by_role("button", name="Gửi").click()
    expect(page.get_by_text("Đã ghi: gỡ xong.")).to_be_visible()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_supervision_s_advice_waits_for_its_reply(open_page, keep_picture, width):
    page = open_page("mattran", width=width)
    page.goto("/giam-sat/ghi/")
    page.get_by_label("Loại").select_option(label="giám sát")
    page.get_by_label("Hình thức").select_option(index=1)
    page.get_by_label("Nội dung").fill(f"Việc thu gom rác ở khu phố, khổ {width}")
    page.get_by_label("Đơn vị chủ trì").select_option(label="Ủy ban Mặt trận Tổ quốc Việt Nam Phường 6")
    page.get_by_label("Cơ quan, đơn vị khác").fill("Ủy ban nhân dân phường")
    page.get_by_label("Ngày tiến hành").fill("11/9/2017")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("link", name="Ghi kiến nghị").click()
    page.get_by_label("Kiến nghị").fill(ADVICE)
    page.get_by_label("Hạn trả lời").fill("15/9/2017")
    page.get_by_role("button", name="Ghi kiến nghị").click()
    expect(page.get_by_text("quá hạn 3 ngày")).to_be_visible()
    assert fits(page)
    keep_picture(page, f"giam-sat-{width}")

    page.get_by_role("link", name="Ghi trả lời").click()
    page.get_by_label("Đã tiếp thu").check()
    page.get_by_label("Nội dung trả lời").fill("Đã niêm yết lịch ở cả 8 khu phố.")
    page.get_by_label("Ngày trả lời").fill("18/9/2017")
    page.get_by_role("button", name="Ghi trả lời").click()

    expect(page.get_by_text("Đã tiếp thu ngày 18/9/2017")).to_be_visible()


def test_what_people_say_is_noted_on_a_phone_and_handled_by_the_office(open_page, keep_picture):
    phone = open_page("mattran-kp5", width=PHONE)
    phone.goto("/du-luan/ghi/")
    phone.get_by_label("Người dân nói gì").fill(SAID)
    phone.get_by_label("Chủ đề").fill("chiếu sáng")
    phone.get_by_label("Số lượt phản ánh").fill("12")
    assert fits(phone)
    keep_picture(phone, "ghi-phan-anh")
    phone.get_by_role("button", name="Lưu phản ánh").click()
    expect(phone.get_by_text(SAID)).to_be_visible()

    office = open_page("vanphong")
    office.goto("/du-luan/")
    office.get_by_role("link", name=SAID).click()
    office.get_by_role("link", name="Ghi kết quả giải quyết").click()
    office.get_by_label("Cơ quan, đơn vị giải quyết").fill("Ủy ban nhân dân phường")
    office.get_by_label("Giải quyết thế nào").fill("Đã lắp ba bóng đèn.")
    office.get_by_label("Ngày giải quyết").fill("18/9/2017")
    office.get_by_role("button", name="Ghi kết quả").click()

    expect(office.get_by_text("Đã lắp ba bóng đèn.", exact=True)).to_be_visible()
    keep_picture(office, "du-luan")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_good_model_stands_on_its_movement_s_page(open_page, keep_picture, width):
    name = f"Tổ tự quản giữ hẻm sạch, khổ {width}"
    page = open_page("vanphong", width=width)
    page.goto("/phong-trao/")
    page.get_by_role("link", name="3 đồng hành, 5 phối hợp").click()
    page.get_by_role("link", name="Ghi mô hình").click()
    page.get_by_label("mô hình", exact=True).check()
    page.get_by_label("Tên", exact=False).first.fill(name)
    page.get_by_label("Đơn vị", exact=False).first.select_option(label="Ban công tác Mặt trận Khu phố 1")
    page.get_by_label("Cách làm").fill("Mỗi tuần một buổi, nhà nào cũng có người.")
    page.get_by_role("button", name="Lưu").click()
    page.goto("/phong-trao/")
    page.get_by_role("link", name="3 đồng hành, 5 phối hợp").click()

    expect(page.get_by_text(name)).to_be_visible()
    assert fits(page)
    keep_picture(page, f"phong-trao-{width}")
