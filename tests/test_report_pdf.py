"""The printed report: rendered as the worker does it, then read back out of the PDF."""

import io
import re
from datetime import date

import pdfplumber
import pikepdf
import pytest
from django.urls import reverse
from django.utils.safestring import SafeString

from documents import known_profiles
from documents.models import FormatProfile, RenderJob
from documents.templatetags.paper import unbroken
from plans.models import Assignment
from reports import paper
from reports.jobs import render_plan_quarter
from reports.quarterly import issued_plans, plan_quarter
from tests import factories
from wardportal.dates import Period

MM = 72 / 25.4
Q3 = Period.parse("2017-q3")


@pytest.fixture
def profiles(db):
    known_profiles.install()


@pytest.fixture
def told(plan, ward, officer, task, rhythm_task, seminar, difficulty):
    """A plan on which KP 1 and the Front spoke, and the others did not."""
    ward.locality.superior_name = "Đảng bộ quận [cần bổ sung]"
    ward.locality.save()
    Assignment.objects.update(assigned_on=date(2017, 7, 3))
    task.assignments.get(unit=ward.women_branches[1]).report(
        by=officer, percent=100, text="Đã lập 3 nhóm", on=date(2017, 8, 10)
    )
    for unit in (ward.front, ward.front_boards[1]):
        rhythm_task.assignments.get(unit=unit).report(
            by=officer, percent=50, text="Đã gửi nội dung tháng 9", on=date(2017, 9, 5)
        )
    return issued_plans().get(pk=plan.pk)


@pytest.fixture
def render(profiles, told, officer):
    """Order the report and render it as the worker does; returns the job as it ended."""

    def run():
        job = paper.order(told, Q3, by=officer)
        render_plan_quarter(job.pk)
        job.refresh_from_db()
        return job

    return run


@pytest.fixture
def content(render):
    job = render()
    assert (job.state, job.reason) == (RenderJob.State.DONE, "")
    with job.open_file() as file:
        return file.read()


@pytest.fixture
def pdf(content):
    with pdfplumber.open(io.BytesIO(content)) as opened:
        yield opened


def text_of(pdf):
    """The text of all pages without their numbers, which stand in the top margin."""
    return "\n".join(page.crop((0, 20 * MM, page.width, page.height)).extract_text() for page in pdf.pages)


def flowing(text):
    return " ".join(text.split())


def chars_of(page, text):
    (match,) = page.search(re.escape(text), regex=True)
    return match["chars"]


def test_the_head_is_that_of_a_party_paper_ready_to_sign(pdf):
    lines = pdf.pages[0].extract_text().splitlines()

    assert lines[:5] == [
        "ĐẢNG BỘ QUẬN ……… ĐẢNG CỘNG SẢN VIỆT NAM",
        "ĐẢNG ỦY PHƯỜNG 6",
        "*",
        "Số -BC/ĐU Phường 6, ngày tháng 9 năm 2017",
        "BÁO CÁO",
    ]
    assert flowing(" ".join(lines[5:9])) == (
        "quý III/2017 về kết quả thực hiện Kế hoạch số 19-KH/ĐU, ngày 25/4/2016 của Đảng ủy phường về “Tiếp "
        "tục đổi mới nội dung, phương thức hoạt động của Mặt trận Tổ quốc và các đoàn thể trên địa bàn "
        "phường”"
    )
    assert lines[9] == "-----"


def test_the_layout_is_the_one_in_force_in_2017(pdf):
    page = pdf.pages[0]
    words = [char for char in page.chars if char["text"].strip()]

    # HD 11-HD/VPTW: 35 mm left, 15 mm right, 25 mm at top and bottom.
    assert min(char["x0"] for char in words) == pytest.approx(35 * MM, abs=1)
    assert max(char["x1"] for char in words) == pytest.approx((210 - 15) * MM, abs=1)
    assert min(char["top"] for char in words) >= 25 * MM - 1
    assert max(char["bottom"] for char in words) <= (297 - 25) * MM + 1
    sizes = {
        text: {round(char["size"], 1) for char in chars_of(page, text)}
        for text in ("ĐẢNG CỘNG SẢN VIỆT NAM", "ĐẢNG ỦY PHƯỜNG 6", "BÁO CÁO", "1- Kết quả chung")
    }
    assert sizes == {
        "ĐẢNG CỘNG SẢN VIỆT NAM": {15.0},
        "ĐẢNG ỦY PHƯỜNG 6": {14.0},
        "BÁO CÁO": {16.0},
        "1- Kết quả chung": {14.0},
    }
    assert {char["fontname"].split("+")[1] for char in chars_of(page, "BÁO CÁO")} == {"Tinos-Bold"}


def test_the_sections_are_headed_in_the_partys_way(pdf):
    headings = [
        line for line in text_of(pdf).splitlines() if re.match(r"(I{1,3}|IV)- ", line) and line.isupper()
    ]

    assert headings == [
        "I- KẾT QUẢ THỰC HIỆN",
        "II- GIẢI PHÁP ĐÃ THỐNG NHẤT VÀ TÌNH HÌNH THỰC HIỆN",
        "III- KHÓ KHĂN, VƯỚNG MẮC VÀ KIẾN NGHỊ",
        "IV- NHỮNG NƠI CHƯA GỬI, GỬI THIẾU BÁO CÁO",
    ]


def test_the_text_gives_the_figures_their_formula_and_their_day(pdf):
    text = flowing(text_of(pdf))

    assert (
        "Kế hoạch 19-KH/ĐU có 2 nhiệm vụ, giao cho 9 đơn vị, tổng cộng 9 lượt giao (một đơn vị được giao một "
        "nhiệm vụ là một lượt). Đến ngày 18/9/2017, đã hoàn thành 1/9 lượt, đạt 11,1%; còn "
        "3 lượt quá hạn và 6 lượt chưa xong mà trong kỳ chưa báo. Tỷ lệ hoàn thành "
        "là số lượt đơn vị đã hoàn thành chia cho số lượt đơn vị được giao."
    ) in text
    assert "Ủy ban MTTQ Phường 6 – Đã gửi nội dung tháng 9." in text
    assert "Tọa đàm ngày 17/8/2017 tại Bãi DIC – Thành phố Vũng Tàu đã thống nhất 1 giải pháp:" in text
    assert "Tình hình: chưa giao nhiệm vụ." in text
    assert (
        "Chi hội phụ nữ Khu phố 3 (nêu ngày 11/9/2017, đã chờ 7 ngày): Khu phố chưa có nơi sinh hoạt cho hội "
        "viên."
    ) in text
    assert (
        "Có 3/4 khu phố chưa gửi: Khu phố 2 (Ban công tác Mặt trận Khu phố 2, Chi hội phụ nữ Khu phố 2); "
        "Khu phố 3 (Ban công tác Mặt trận Khu phố 3, Chi hội phụ nữ Khu phố 3); Khu phố 4 (Ban công tác Mặt "
        "trận Khu phố 4, Chi hội phụ nữ Khu phố 4)."
    ) in text


def test_what_units_raised_at_large_has_its_own_heading(told, render, ward, women_kp3):
    factories.DifficultyFactory(
        unit=ward.women_branches[3],
        raised_by=women_kp3,
        text="Kinh phí hoạt động còn ít",
        is_answered=True,
        answer="Phường sẽ vận động thêm",
    )

    with render().open_file() as file, pdfplumber.open(file) as pdf:
        text = flowing(text_of(pdf))

    assert "1- Đang chờ trả lời - Chi hội phụ nữ Khu phố 3 (nêu ngày 11/9/2017, đã chờ 7 ngày): " in text
    assert (
        "2- Khó khăn khác của các đơn vị - Chi hội phụ nữ Khu phố 3 (nêu ngày 11/9/2017): Kinh phí hoạt động "
        "còn ít. Trả lời ngày 15/9/2017: Phường sẽ vận động thêm."
    ) in text


def test_a_plan_that_gave_nothing_says_so_and_shows_no_empty_chart(profiles, ward, officer):
    factories.PlanFactory(document__issuer=ward.party)
    plan = issued_plans().get()

    html = paper.quarter_html(plan, plan_quarter(plan, Q3))

    assert "Chưa giao nhiệm vụ nào." in html
    for absent in ("<svg", "IV- ", "không được giao", "3- Kết quả"):
        assert absent not in html


def test_who_sent_a_part_only_is_told_so(told, render, ward, task_of):
    task_of(told, [ward.front_boards[1]], lead_unit=ward.front, title="Nữa")
    Assignment.objects.update(assigned_on=date(2017, 7, 3))

    with render().open_file() as file, pdfplumber.open(file) as pdf:
        text = flowing(text_of(pdf))

    assert "Gửi thiếu, còn việc chưa hoàn thành chưa được báo: Khu phố 1 (1 lượt chưa báo)." in text


def test_the_tables_hold_the_figures(pdf):
    tables = [table for page in pdf.pages for table in page.extract_tables()]
    rows = {flowing(row[0]): [flowing(cell or "") for cell in row[1:]] for table in tables for row in table}

    assert rows["1"][0].startswith("Mỗi chi hội có ít nhất một hình thức tập hợp mới")
    assert rows["1"][1:] == ["1/4", "–", "3", "3"]
    assert rows["Khu phố 1"] == ["1/2", "50%", "0", "0", "đã gửi"]
    assert rows["Khu phố 3"] == ["0/2", "0%", "1", "2", "chưa gửi"]
    assert rows["Các tổ chức của phường"] == ["0/1", "0%", "0", "0", "đã gửi"]
    assert rows["Cộng"] == ["1/9", "11,1%", "3", "6", ""]


def test_the_body_ends_with_a_full_stop_and_the_signature_is_left_blank(pdf):
    text = text_of(pdf)

    ending = text[text.index("Trên đây là báo cáo") :]
    assert flowing(ending[: ending.index("Nơi nhận:")]) == (
        "Trên đây là báo cáo quý III/2017 của Đảng ủy phường về kết quả thực hiện Kế hoạch 19-KH/ĐU."
    )
    assert "T/M BAN THƯỜNG VỤ" in ending
    foot = [line for line in ending[ending.index("Nơi nhận:") :].splitlines() if not line.startswith("T/M")]
    assert flowing(" ".join(foot)).removeprefix("Nơi nhận: ").replace("T/M BAN THƯỜNG VỤ ", "") == (
        "- Ban Chấp hành Đảng bộ quận (để báo cáo); - Ủy ban MTTQ Phường 6; "
        "- Các đơn vị được giao nhiệm vụ ở 4 khu phố; - Lưu Đảng ủy Phường 6."
    )
    assert "[cần bổ sung]" not in text.lower()


def test_sample_figures_are_marked_once(render, told, task, content):
    def count(job_content):
        with pdfplumber.open(io.BytesIO(job_content)) as pdf:
            return text_of(pdf).count("Dữ liệu mẫu")

    task.is_sample = True
    task.save()
    with render().open_file() as file:
        marked = file.read()

    assert (count(content), count(marked)) == (0, 1)


def test_the_chart_has_its_figures_as_alternative_text(content):
    with pikepdf.open(io.BytesIO(content)) as pdf:
        alternatives = [str(item.Alt) for item in structure(pdf.Root.StructTreeRoot) if "/Alt" in item]

    assert alternatives == [
        "Tỷ lệ lượt việc đã hoàn thành theo khu phố. Khu phố 1: 1/2; Khu phố 2: 0/2, 1 quá hạn; "
        "Khu phố 3: 0/2, 1 quá hạn; Khu phố 4: 0/2, 1 quá hạn"
    ]


def structure(element):
    """Every structure element below `element`, itself included."""
    yield element
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from structure(kid)


def test_the_file_carries_the_title_of_the_report(content, told):
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == plan_quarter(told, Q3).title
        assert metadata.pdfa_status == "3A"


def test_the_row_says_how_far_the_rendering_is(profiles, told, officer, monkeypatch):
    job = paper.order(told, Q3, by=officer)
    said = []
    keep = RenderJob.progress

    def progress(self, percent, step):
        said.append((percent, step))
        return keep(self, percent, step)

    monkeypatch.setattr(RenderJob, "progress", progress)
    render_plan_quarter(job.pk)

    percents = [percent for percent, _ in said]
    assert said[:2] == [(10, "đọc số liệu"), (25, "dựng văn bản")]
    assert percents == sorted(percents)
    assert "dàn trang, trang 1" in [step for _, step in said]
    assert percents[-1] < 100


def test_the_same_order_gives_the_same_file(render, told, task):
    first = render()
    again = render()

    assert again == first
    assert again.attempts == 1


def test_data_that_change_between_order_and_rendering_do_not_pass_for_the_old_ones(
    profiles, told, officer, ward, rhythm_task, client_of
):
    job = paper.order(told, Q3, by=officer)
    rhythm_task.assignments.get(unit=ward.front_boards[2]).report(by=officer, percent=100)

    render_plan_quarter(job.pk)

    job.refresh_from_db()
    assert job.state == RenderJob.State.DONE
    with job.open_file() as file, pdfplumber.open(file) as pdf:
        assert "đã hoàn thành 2/9 lượt" in flowing(text_of(pdf))
    assert paper.finished(told, Q3) is None
    # Back to the old figures: the file of the new ones is not served for them.
    rhythm_task.assignments.get(unit=ward.front_boards[2]).entries.all().delete()
    answer = client_of(officer).get(reverse("reports:plan_report_pdf", args=["2017-q3", told.pk]))
    assert answer.status_code == 303


def test_a_layout_that_was_withdrawn_fails_with_its_reason(profiles, told, officer):
    job = paper.order(told, Q3, by=officer)
    FormatProfile.objects.all().delete()

    render_plan_quarter(job.pk)

    job.refresh_from_db()
    assert (job.state, job.reason) == (
        RenderJob.State.FAILED,
        "Chưa có thể thức cho văn bản của Đảng có hiệu lực ngày 18/9/2017. "
        "Hãy báo người quản trị của phường.",
    )


@pytest.mark.parametrize(
    ("text", "wholes"),
    [
        ("Kế hoạch 19-KH/ĐU.", ["19-KH/ĐU"]),
        ("số 12a-CTr/QU, ngày 5/2/2016", ["số 12a-CTr/QU", "5/2/2016"]),
        ("số 12/KH-MTTQ-BTT, Công văn 249/MTTQ-BTT", ["số 12/KH-MTTQ-BTT", "249/MTTQ-BTT"]),
        ("Luật 97/2025/QH15 và 30/2020/NĐ-CP", ["97/2025/QH15", "30/2020/NĐ-CP"]),
        ("quý III/2017 đạt 47/111", ["III/2017", "47/111"]),
        ("65,9% (804/1.220)", ["(804/1.220)"]),
        ("chính trị – xã hội, công-nông", []),
        ("<b>19-KH/ĐU</b>", ["19-KH/ĐU"]),
    ],
)
def test_numbers_and_dates_stay_whole(text, wholes):
    assert re.findall(r'<span class="paper-whole">([^<]*)</span>', unbroken(text)) == wholes


def test_text_is_escaped_and_markup_is_left_as_it_is():
    drawing = SafeString('<svg><text>1/2</text></svg><p title="1/2">')

    assert unbroken("a < b") == "a &lt; b"
    assert unbroken(drawing) == drawing
