"""The pages that show the quarter's report and order its paper."""

from datetime import date

import pytest
from django.urls import reverse

from documents.models import RenderJob
from reports import paper
from reports.quarterly import plan_quarter
from tests import factories
from wardportal.dates import Period

Q2, Q3 = Period.parse("2017-q2"), Period.parse("2017-q3")


# --- The pages ------------------------------------------------------------------------------------


def plan_url(name, plan, period="2017-q3"):
    return reverse(f"reports:{name}", args=[period, plan.pk])


@pytest.fixture
def profile(db):
    return factories.FormatProfileFactory()


def test_the_list_shows_the_current_quarter_first(client_of, reader, told):
    page = client_of(reader).get(reverse("reports:report_list"))

    assert page.context["current"].slug == "2017-q3"
    assert [period.slug for period, _ in page.context["earlier"]] == [
        "2017-q2",
        "2017-q1",
        "2016-q4",
        "2016-q3",
        "2016-q2",
    ]
    ((row, job),) = page.context["rows"]
    assert (row.line, job) == ("2/4 khu phố chưa gửi, 2 đã gửi", None)
    assert [cell["label"] for cell in row.cells] == [
        "Khu phố 1: đã gửi",
        "Khu phố 2: đã gửi",
        "Khu phố 3: chưa gửi: Ban công tác Mặt trận Khu phố 3, Chi hội phụ nữ Khu phố 3",
        "Khu phố 4: chưa gửi: Chi hội phụ nữ Khu phố 4",
    ]


def test_the_list_shows_the_newest_order_of_each_report(client_of, reader, ward, told):
    jobs = [
        factories.RenderJobFactory(locality=ward.locality, source_url=plan_url("plan_report", told, period))
        for period in ["2017-q3", "2017-q3", "2017-q2"]
    ]

    ((_, job),) = client_of(reader).get(reverse("reports:report_list")).context["rows"]

    assert job == jobs[1]


@pytest.mark.parametrize(
    ("period", "tones"),
    [("2017-q3", ["ok", "ok", "idle", "idle"]), ("2017-q2", ["late", "late", "late", "late"])],
)
def test_who_has_not_sent_is_late_once_the_period_is_over(client_of, reader, told, period, tones):
    client = client_of(reader)
    page = client.get(reverse("reports:period_detail", args=[period]))
    report = client.get(plan_url("plan_report", told, period)).context["quarter"]

    ((row, _),) = page.context["rows"]
    assert [cell["tone"] for cell in row.cells] == tones
    assert [place.sent.tone for place in report.places] == tones


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_as_often_for_three_plans_as_for_one(
    client_of, reader, ward, rows, django_assert_num_queries
):
    for _ in range(rows):
        plan = factories.PlanFactory(document=factories.DocumentFactory(issuer=ward.party))
        factories.RenderJobFactory(
            locality=ward.locality, source_url=plan_url("plan_report", plan), ordered_by=reader
        )
    client = client_of(reader)

    with django_assert_num_queries(9):
        client.get(reverse("reports:report_list"))
    with django_assert_num_queries(19):
        client.get(reverse("reports:period_detail", args=["2017-q3"]))


@pytest.mark.parametrize("period", ["2017-q4", "2018", "2017-13", "quy-3", "0000-q1"])
def test_a_period_that_is_none_or_has_not_begun_is_not_found(client_of, officer, plan, period):
    client = client_of(officer)

    assert client.get(reverse("reports:period_detail", args=[period])).status_code == 404
    assert client.get(plan_url("plan_report", plan, period)).status_code == 404


def test_a_plan_has_no_report_of_a_period_before_it_began(client_of, officer, plan):
    assert client_of(officer).get(plan_url("plan_report", plan, "2016-q1")).status_code == 404


def test_the_page_shows_the_figures_and_opens_them_to_their_parts(client_of, reader, told, ward, seminar):
    page = client_of(reader).get(plan_url("plan_report", told))
    html = page.content.decode()

    assert page.context["quarter"].missing_line == "2/4 khu phố chưa gửi"
    assert "2/4 khu phố chưa gửi" in html
    parts = [part for task in page.context["quarter"].tasks for part in task.tally.parts]
    assert len(parts) == 9
    for part in parts:
        # Once under its task, once under its place.
        assert html.count(f'href="{reverse("plans:assignment_detail", args=[part.assignment_pk])}"') == 2
    assert [link["label"] for link in page.context["links"]] == [
        "12-CTr/QU",
        "19-KH/ĐU",
        "Tọa đàm 17/8/2017",
        "Quý III/2017",
    ]
    # A reader may look, but not order, and is not told how.
    for words in ("Lập bản PDF", "Bản in chừa chỗ", "Báo cáo vẫn lập được"):
        assert words not in html


def test_the_page_of_an_empty_plan_says_what_is_missing(client_of, officer, ward):
    plan = factories.PlanFactory(document=factories.DocumentFactory(issuer=ward.party))

    html = client_of(officer).get(plan_url("plan_report", plan)).content.decode()

    assert "Kế hoạch chưa có nhiệm vụ nào." in html
    assert "Chưa giao nhiệm vụ nào." in html
    assert "<svg" not in html
    assert "chưa có hội nghị nào sơ kết kế hoạch này" in html


def test_a_pdf_of_older_figures_does_not_look_current(
    client_of, officer, reader, told, profile, say, rhythm_task, ward
):
    job = paper.order(told, Q3, by=officer)
    job.take()
    job.finish(b"%PDF-1.7")

    def page(user):
        return client_of(user).get(plan_url("plan_report", told)).content.decode()

    assert "Bản PDF lập lúc" in page(reader)
    assert "số liệu đã đổi" not in page(officer)

    say(rhythm_task, ward.front_boards[3], date(2017, 9, 18), 100)
    assert "số liệu đã đổi sau lần lập này" in page(reader)
    assert "hãy lập lại" not in page(reader)
    assert "hãy lập lại" in page(officer)

    # Without a layout in force there is no paper to compare with.
    profile.delete()
    assert "số liệu đã đổi" not in page(officer)


# --- The order ------------------------------------------------------------------------------------


def test_ordering_makes_one_job_for_one_paper(
    client_of, officer, leader, told, profile, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as rung:
        first = client_of(officer).post(plan_url("plan_report_order", told))
        second = client_of(leader).post(plan_url("plan_report_order", told))

    job = RenderJob.objects.get()
    assert first.url == second.url == job.get_absolute_url()
    assert len(rung) == 1
    assert job.ordered_by == officer
    assert job.task_name == "reports.jobs.render_plan_quarter"
    assert job.params == {"plan": told.pk, "period": "2017-q3"}
    assert job.filename == "Báo cáo quý III-2017 – Kế hoạch 19-KH-ĐU.pdf"
    assert job.source_url == plan_url("plan_report", told)
    assert job.title == plan_quarter(told, Q3).title


def test_who_comes_back_from_signing_in_to_an_order_is_led_to_the_report(client_of, officer, told):
    answer = client_of(officer).get(plan_url("plan_report_order", told))

    assert (answer.status_code, answer.url) == (302, plan_url("plan_report", told))
    assert not RenderJob.objects.exists()


def test_new_figures_make_a_new_paper(client_of, officer, told, profile, say, rhythm_task, ward):
    client = client_of(officer)
    client.post(plan_url("plan_report_order", told))

    say(rhythm_task, ward.front_boards[3], date(2017, 9, 18), 100)
    client.post(plan_url("plan_report_order", told))

    assert RenderJob.objects.count() == 2


def test_another_layout_makes_a_new_paper(told, profile):
    before = paper.content_hash(paper.quarter_html(told, plan_quarter(told, Q3)))

    profile.layout = {"margin_left_mm": 35}
    profile.save()

    assert paper.content_hash(paper.quarter_html(told, plan_quarter(told, Q3))) != before


def test_the_pdf_is_ordered_first_and_served_once_it_is_there(client_of, officer, reader, told, profile):
    client, url = client_of(officer), plan_url("plan_report_pdf", told)

    ordered = client.get(url)
    job = RenderJob.objects.get()
    assert (ordered.status_code, ordered.url) == (303, job.get_absolute_url())

    job.take()
    job.finish(b"%PDF-1.7 bao cao")
    served = client_of(reader).get(url)

    assert b"".join(served.streaming_content) == b"%PDF-1.7 bao cao"
    assert served["Content-Type"] == "application/pdf"
    assert served["Content-Disposition"].startswith("inline; filename*=utf-8''B%C3%A1o%20c%C3%A1o%20qu%C3%BD")
    assert served["X-Content-Type-Options"] == "nosniff"
    assert served["Cache-Control"] == "private"


@pytest.mark.parametrize(
    ("method", "headers"),
    [("head", {}), ("get", {"Sec-Purpose": "prefetch"}), ("get", {"Sec-Purpose": "prefetch;prerender"})],
)
@pytest.mark.parametrize("who", ["officer", "reader"])
def test_who_only_looks_for_the_pdf_orders_nothing(
    request, client_of, told, profile, officer, who, method, headers
):
    client, url = client_of(request.getfixturevalue(who)), plan_url("plan_report_pdf", told)

    nothing = getattr(client, method)(url, headers=headers)
    assert (nothing.status_code, nothing.url) == (303, plan_url("plan_report", told))
    assert not RenderJob.objects.exists()

    job = paper.order(told, Q3, by=officer)
    job.take()
    job.finish(b"%PDF-1.7")
    there = getattr(client, method)(url, headers=headers)
    there.close()
    assert (there.status_code, there["Content-Type"]) == (200, "application/pdf")


def test_a_pdf_that_is_gone_from_the_disk_is_ordered_again(client_of, officer, told, profile):
    client, url = client_of(officer), plan_url("plan_report_pdf", told)
    client.get(url)
    lost = RenderJob.objects.get()
    lost.take()
    lost.finish(b"%PDF-1.7")
    lost.refresh_from_db()
    lost.file.storage.delete(lost.file.name)

    answer = client.get(url)

    again = RenderJob.objects.exclude(pk=lost.pk).get()
    lost.refresh_from_db()
    assert (answer.status_code, answer.url) == (303, again.get_absolute_url())
    assert lost.state == RenderJob.State.FAILED
    assert "không còn trong kho tệp" in lost.reason


@pytest.mark.parametrize(("method", "name"), [("post", "plan_report_order"), ("get", "plan_report_pdf")])
def test_without_a_layout_in_force_the_order_is_refused_with_its_reason(
    client_of, officer, told, method, name
):
    answer = getattr(client_of(officer), method)(plan_url(name, told), follow=True)

    assert [str(message) for message in answer.context["messages"]] == [
        "Chưa có thể thức cho văn bản của Đảng có hiệu lực ngày 18/9/2017. Hãy báo người quản trị của phường."
    ]
    assert not RenderJob.objects.exists()
