"""A period's papers: one filing as it was sent, the whole set in order, one file of all, the command."""

import io
import zipfile
from datetime import date

import openpyxl
import pdfplumber
import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from documents import known_profiles
from documents.models import RenderJob
from indicators.models import IndicatorValue
from reports import annexes, filing_paper, jobs, set_orders
from reports.consolidation import for_receiver
from reports.models import Filing, Round
from reports.sets import whole_set
from tests import factories
from wardportal.dates import Month, Period

SEE_OTHER = 303
AUGUST, QUARTER = Month(2017, 8), Period.parse("2017-q3")


@pytest.fixture
def profiles(db):
    known_profiles.install()


@pytest.fixture
def pair(ward):
    return factories.IndicatorFactory(
        locality=ward.locality, is_pair=True, code="tuyen-truyen", name="Số cuộc tuyên truyền"
    )


@pytest.fixture
def sent(profiles, filing, women_kp3, pair):
    """The women's branch of Khu phố 3 has sent August: 5 cuộc/1.120 lượt."""
    IndicatorValue.enter(pair, filing.unit, AUGUST, by=women_kp3, value=5, second_value=1120)
    filing.submit({"tinh-hinh": "Nhân dân phấn khởi.", "nhiem-vu": "Họp tổ."}, by=women_kp3)
    return Filing.objects.get(pk=filing.pk)


def text_in(job):
    job.refresh_from_db()
    assert job.state == RenderJob.State.DONE, job.reason
    with job.open_file() as file, pdfplumber.open(io.BytesIO(file.read())) as pdf:
        return " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)


def render(filing, by):
    job = filing_paper.order(filing, by=by)
    jobs.render_filing(job.pk)
    return job


def test_a_filing_prints_its_words_and_figures(sent, women_kp3):
    text = text_in(render(sent, women_kp3))
    assert "Tình hình, kết quả hoạt động tháng 8/2017" in text
    assert "Nhân dân phấn khởi." in text
    assert "5/1.120" in text


def test_what_is_due_is_rendered_before_anybody_asks(sent, report_round):
    Round.objects.update(due_on=date(2017, 9, 18))
    # Once each, however often the day's work is called.
    for _ in range(2):
        jobs.render_due()
    (job,) = RenderJob.objects.all()
    assert (job.ordered_by, job.task_name, job.locality) == (
        None,
        "reports.jobs.render_filing",
        sent.unit.locality,
    )
    assert set(job.units.all()) == {sent.unit, sent.receiver}

    # The day after, the whole set: a ZIP and the file to print.
    Round.objects.update(due_on=date(2017, 9, 17))
    for _ in range(2):
        jobs.render_due()
    assert set(RenderJob.objects.exclude(pk=job.pk).values_list("task_name", flat=True)) == {
        "reports.jobs.render_set_zip",
        "reports.jobs.render_set_pdf",
    }
    assert RenderJob.objects.count() == 3


def test_a_closed_month_prints_the_same_after_a_branch_was_renamed(sent, women_kp3, officer, pair):
    before = text_in(render(sent, women_kp3))
    Round.objects.get(pk=sent.round_id).close({}, by=officer)
    sent.unit.name = "Chi hội phụ nữ Đồng Tâm"
    sent.unit.save()
    pair.name = "Tên khác"
    pair.save()
    again = Filing.objects.get(pk=sent.pk)
    RenderJob.objects.all().delete()
    assert text_in(render(again, women_kp3)) == before


def test_the_same_order_twice_is_one_job(sent, women_kp3, officer):
    assert filing_paper.order(sent, by=women_kp3) == filing_paper.order(sent, by=officer)


def test_the_job_of_a_filing_is_nobody_elses_business(sent, women_kp3, officer, reader, ward):
    job = filing_paper.order(sent, by=women_kp3)
    union = factories.UserFactory(unit=ward.women, role="organization_leader")
    other = factories.UserFactory(unit=ward.women_branches[4], role="branch_leader")
    for user, sees in [(women_kp3, True), (union, True), (officer, True), (other, False), (reader, False)]:
        assert RenderJob.objects.visible_to(user).filter(pk=job.pk).exists() is sees, user


def test_file_is_given_once_it_is_there(sent, client_of, women_kp3):
    client = client_of(women_kp3)
    url = reverse("reports:filing_pdf", args=[sent.pk])
    assert client.get(url).status_code == SEE_OTHER
    job = RenderJob.objects.get()
    jobs.render_filing(job.pk)
    assert b"".join(client.get(url).streaming_content).startswith(b"%PDF")


def test_the_set_goes_from_the_top_down_and_reads_months_together(sent, ward, pair, women_kp3):
    IndicatorValue.enter(pair, sent.unit, Month(2017, 7), by=women_kp3, value=1, second_value=30)
    leaves = list(whole_set(ward.locality, QUARTER))
    names = [leaf.name for leaf in leaves]
    assert names == [*(f"Khu phố {n}" for n in range(1, 5)), sent.unit.name]
    own = leaves[-1].paper.body_html
    assert "Tháng 8/2017: Nhân dân phấn khởi." in own
    assert "6/1.150" in own
    assert "6/1.150" in leaves[2].paper.body_html


def test_annexes_put_the_figures_of_each_place_beside_their_sum(sent, ward, own_filing):
    whole = for_receiver(ward.women, QUARTER)
    (annex,), drawings = annexes.of(ward.women, QUARTER, whole)
    assert annex.is_landscape
    assert annex.html.count("5/1.120") == 2  # of Khu phố 3, and of all
    assert drawings == {}


@pytest.mark.parametrize("branches", [1, 3])
def test_the_set_asks_as_much_for_many_branches_as_for_one(
    branches, profiles, report_round, ward, django_assert_num_queries
):
    for n in range(1, branches + 1):
        unit = ward.women_branches[n]
        head = factories.UserFactory(unit=unit, role="branch_leader")
        report_round.filings.get(unit=unit).submit({"tinh-hinh": f"Việc {n}"}, by=head)
    list(whole_set(ward.locality, QUARTER))
    with django_assert_num_queries(7):
        list(whole_set(ward.locality, QUARTER))


def test_one_zip_of_all_with_the_figures_and_one_pdf_to_print(sent, ward, officer):
    job = set_orders.order(ward.locality, QUARTER, by=officer, binding=set_orders.Binding.ZIP)
    jobs.render_set_zip(job.pk)
    job.refresh_from_db()
    with job.open_file() as file:
        archive = zipfile.ZipFile(io.BytesIO(file.read()))
    names = archive.namelist()
    assert names[-1] == "Số liệu quý III-2017.xlsx"
    assert names[-2] == f"4. Đơn vị ở khu phố/05 {sent.unit.name}.pdf"
    book = openpyxl.load_workbook(io.BytesIO(archive.read(names[-1]))).active
    rows = list(book.iter_rows(min_row=3, values_only=True))
    assert (rows[0][0], [row[4:6] for row in rows if row[3] == sent.unit.name]) == (
        "Số cuộc tuyên truyền",
        [(5, 1120)],
    )

    job = set_orders.order(ward.locality, QUARTER, by=officer, binding=set_orders.Binding.PDF)
    jobs.render_set_pdf(job.pk)
    job.refresh_from_db()
    with job.open_file() as file, pikepdf.open(io.BytesIO(file.read())) as pdf:
        # Each paper begins on a front.
        assert len(pdf.pages) % 2 == 0
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root][-1] == sent.unit.name


def test_the_command_writes_whole_files_and_says_what_it_took(sent, ward, tmp_path, capsys):
    call_command(
        "render_reports", locality=ward.locality.name, period="2017-Q3", out=str(tmp_path), processes=1
    )
    assert "5 báo cáo" in capsys.readouterr().out
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".pdf"}
    assert len(files) == 5


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"locality": "Phường 99"}, "Không có địa phương “Phường 99”. Đang có: Phường 6."),
        ({"period": "2017-Q5"}, "không phải là kỳ báo cáo"),
        ({"period": "2018"}, "chưa bắt đầu"),
        ({"period": "2016-Q1"}, "chưa mở đợt báo cáo nào của quý I/2016"),
        ({"processes": 0}, "từ 1 trở lên"),
        ({"out": "/proc/khong-ghi-duoc"}, "Không ghi được vào /proc/khong-ghi-duoc"),
    ],
)
def test_the_command_says_what_is_wrong(sent, ward, tmp_path, wrong, sentence):
    asked = {"locality": ward.locality.name, "period": "2017-Q3", "out": str(tmp_path), "processes": 1}
    with pytest.raises(CommandError, match=sentence):
        call_command("render_reports", **(asked | wrong))
