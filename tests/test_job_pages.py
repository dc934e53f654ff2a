"""The pages of jobs and of papers, and what the web process never loads."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.urls import reverse
from django.utils import timezone

from documents.models import RenderJob
from tests import factories

State = RenderJob.State
PDF = b"%PDF-1.7 bao cao"


# --- The pages ------------------------------------------------------------------------------------


def test_the_page_of_a_queued_job_polls_itself(client_of, reader, job):
    html = client_of(reader).get(job.get_absolute_url()).content.decode()

    assert 'data-poll="?phan=1"' in html
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in html
    assert "data-poll-done" not in html
    assert "Đang chờ đến lượt." in html
    assert "Máy kết xuất chưa nhận việc" not in html


def test_a_job_that_nobody_takes_says_what_to_do(client_of, reader, job):
    RenderJob.objects.update(ordered_at=timezone.now() - timedelta(minutes=2))

    html = client_of(reader).get(job.get_absolute_url()).content.decode()

    assert "Máy kết xuất chưa nhận việc" in html


def test_the_changing_part_alone_shows_the_step(client_of, reader, job):
    job.take()
    job.progress(62, "dàn trang, trang 2")

    html = client_of(reader).get(job.get_absolute_url(), {"phan": 1}).content.decode()

    assert "<html" not in html
    assert 'value="62"' in html
    assert "Dàn trang, trang 2." in html


def test_the_page_of_a_finished_job_offers_the_file_and_stops_polling(client_of, reader, done_job):
    html = client_of(reader).get(done_job.get_absolute_url()).content.decode()

    assert "data-poll-done" in html
    assert "http-equiv" not in html
    assert f'href="{reverse("documents:job_file", args=[done_job.pk])}"' in html
    assert str(done_job.ordered_by) in html


def test_the_page_of_a_failed_job_says_why_and_offers_to_try_again(client_of, reader, officer, failed_job):
    url = failed_job.get_absolute_url()

    html = client_of(officer).get(url).content.decode()

    assert failed_job.reason in html
    assert f'action="{reverse("documents:job_retry", args=[failed_job.pk])}"' in html
    assert "Thử lại" not in client_of(reader).get(url).content.decode()


def test_trying_again_orders_the_same_paper_once(client_of, officer, failed_job):
    client, url = client_of(officer), reverse("documents:job_retry", args=[failed_job.pk])

    first, second = client.post(url), client.post(url)

    again = RenderJob.objects.exclude(pk=failed_job.pk).get()
    assert first.url == second.url == again.get_absolute_url()


def test_trying_again_what_is_under_way_leads_to_its_page(client_of, officer, job):
    answer = client_of(officer).post(reverse("documents:job_retry", args=[job.pk]))

    assert answer.url == job.get_absolute_url()
    assert RenderJob.objects.count() == 1


def test_the_file_goes_out_under_its_vietnamese_name(client_of, reader, done_job):
    RenderJob.objects.update(filename="Báo cáo quý III-2017.pdf")
    url = reverse("documents:job_file", args=[done_job.pk])

    answer = client_of(reader).get(url)

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(PDF))
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''B%C3%A1o%20c%C3%A1o%20qu%C3%BD%20III-2017.pdf"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private"
    seen = client_of(reader).get(url, {"xem": ""})
    assert seen["Content-Disposition"].startswith("inline; ")
    seen.close()


def test_a_file_that_is_gone_leads_to_a_page_that_says_so(client_of, officer, done_job):
    done_job.file.storage.delete(done_job.file.name)

    answer = client_of(officer).get(reverse("documents:job_file", args=[done_job.pk]), follow=True)

    assert answer.redirect_chain == [(done_job.get_absolute_url(), 302)]
    assert "Tệp đã lập không còn trong kho tệp của máy chủ." in answer.content.decode()
    assert "Thử lại" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_jobs_asks_twice(client_of, officer, ward, rows, django_assert_num_queries):
    for _ in range(rows):
        factories.RenderJobFactory(locality=ward.locality, ordered_by=officer)
    client = client_of(officer)

    with django_assert_num_queries(5):
        page = client.get(reverse("documents:job_list"))

    assert len(page.context["page"].object_list) == rows


@pytest.mark.parametrize(("who", "is_told_how"), [("officer", True), ("reader", False)])
def test_an_empty_list_of_jobs_says_how_to_order_to_who_may(request, client_of, who, is_told_how):
    client = client_of(request.getfixturevalue(who))

    html = client.get(reverse("documents:job_list")).content.decode()

    assert "Chưa lập giấy tờ nào" in html
    assert ("Lập bản PDF" in html) == is_told_how


# --- Papers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_papers_asks_as_often_for_three_as_for_one(
    client_of, reader, ward, rows, django_assert_num_queries
):
    for _ in range(rows):
        factories.DocumentFactory(issuer=ward.party)
    client = client_of(reader)

    with django_assert_num_queries(8):
        page = client.get(reverse("documents:document_list"))

    assert len(page.context["page"].object_list) == rows


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"q": "ke hoach 19"}, ["19-KH/ĐU"]),
        ({"q": "chuong trinh quan"}, ["12-CTr/QU"]),
        ({"year": "2016"}, ["19-KH/ĐU", "12-CTr/QU"]),
        ({"year": "1999"}, ["19-KH/ĐU", "12-CTr/QU"]),  # no such choice: nothing is filtered
        ({"q": "chuong trinh", "year": "1999"}, ["12-CTr/QU"]),
        ({"q": "khong co"}, []),
        # SQLite takes a thousand conditions at most: the question is refused, not asked.
        ({"q": " ".join(map(str, range(1500)))}, ["19-KH/ĐU", "12-CTr/QU"]),
    ],
)
def test_papers_are_found_without_marks(client_of, reader, plan, query, codes):
    page = client_of(reader).get(reverse("documents:document_list"), query)

    assert [document.code for document in page.context["page"]] == codes


def test_a_paper_leads_up_and_down(client_of, reader, programme, plan):
    client = client_of(reader)

    above = client.get(programme.get_absolute_url())
    below = client.get(plan.document.get_absolute_url())

    assert [link.source for link in above.context["links_down"]] == [plan.document]
    assert list(above.context["links_up"]) == []
    assert [link.target for link in below.context["links_up"]] == [programme]
    assert plan.get_absolute_url() in below.content.decode()
    assert "cụ thể hóa" in below.content.decode()
    # The papers of 2016 do not say who signed them.
    assert "[cần bổ sung]" in below.content.decode()


# --- The web process ------------------------------------------------------------------------------


@pytest.mark.parametrize("module", ["wardportal.urls", "wardportal.wsgi"])
def test_the_web_process_never_imports_weasyprint(module):
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'wardportal.settings'; "
        f"django.setup(); import {module}, reports.jobs; print('weasyprint' in sys.modules)"
    )

    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=project.BASE_DIR, capture_output=True, text=True, check=True
    )

    assert ran.stdout == "False\n"
