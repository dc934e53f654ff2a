"""The page of a paper, the orders of its files, and the files: who gets which bytes."""

import hashlib
import io
from datetime import date

import pdfplumber
import pytest
from django.urls import reverse

from documents import jobs, ordering
from documents.models import Document, DocumentAnnex, DocumentLink, RenderJob
from documents.ordering import Face
from tests import factories
from tests.reading import text_of
from wardportal.text import MISSING

State = RenderJob.State


@pytest.fixture
def issued(ward, formats, leader, officer):
    """A plan of the Party committee, written and issued here."""
    return issue(paper_of(ward), officer, leader)


def paper_of(ward, **fields):
    return factories.DocumentFactory(
        **{
            "issuer": ward.party,
            "is_draft": True,
            "abstract": "Nâng cao chất lượng sinh hoạt chi bộ",
            "body": "<h2>I- Mục đích</h2><p>Các chi bộ thực hiện.</p>",
            "recipients": "Các chi bộ",
            "signing_authority": "T/M Ban Thường vụ",
            "signer_post": "Bí thư",
            "signer_name": "Nguyễn Văn A",
            **fields,
        }
    )


def issue(paper, officer, leader):
    paper.submit(by=officer, is_free_of_secrets=True)
    paper.issue(by=leader, is_free_of_secrets=True, issued_on=date(2017, 9, 18))
    return paper


def pdf_url(paper):
    return reverse("documents:document_pdf", args=[paper.pk])


def docx_url(paper):
    return reverse("documents:document_docx", args=[paper.pk])


def content_of(answer):
    return b"".join(answer.streaming_content)


# --- The page -------------------------------------------------------------------------------------------


def test_page_shows_the_paper_as_it_is_printed(client_of, reader, issued):
    answer = client_of(reader).get(issued.get_absolute_url())

    html = text_of(answer)
    assert answer.context["paper"] == issued.as_paper
    assert '<h1 class="paper-type-name">Kế hoạch</h1>' in html
    assert "Số 01-KH/ĐU" in html
    assert "Các chi bộ thực hiện." in html
    assert f'href="{pdf_url(issued)}"' in html
    assert f'href="{docx_url(issued)}"' in html
    # The layout's figures come in a style element that the policy knows.
    nonce = answer["Content-Security-Policy"].partition("'nonce-")[2].partition("'")[0]
    assert f'<style nonce="{nonce}">.paper {{' in html
    assert "--paper-margin-left:" in html


def test_issued_paper_keeps_the_figures_of_its_day(client_of, reader, issued):
    before = issued.as_paper
    issued.abstract = "Một trích yếu khác"
    issued.save()
    profile = factories.FormatProfileFactory(valid_from=date(2017, 9, 1), layout={"margin_left_mm": 44})

    answer = client_of(reader).get(issued.get_absolute_url())

    assert profile.paper_layout.margin_left_mm == 44
    assert answer.context["paper"] == before


def test_page_tells_the_way_of_the_paper(client_of, reader, office, issued, ward, officer, leader):
    def way(paper):
        steps = office.get(paper.get_absolute_url()).context["steps"]
        return [(step["label"], step["by"], step["is_done"], step["is_here"]) for step in steps]

    draft, sent = paper_of(ward), paper_of(ward)
    sent.submit(by=officer, is_free_of_secrets=True)

    assert way(draft) == [
        ("Dự thảo", None, False, True),
        ("Đã trình", None, False, False),
        ("Đã ban hành", None, False, False),
    ]
    assert way(sent) == [
        ("Dự thảo", None, True, False),
        ("Đã trình", officer, False, True),
        ("Đã ban hành", None, False, False),
    ]
    assert way(issued) == [
        ("Dự thảo", None, True, False),
        ("Đã trình", officer, True, False),
        ("Đã ban hành", leader, True, True),
    ]
    sent.send_back(by=leader, reason="Ghi rõ thời gian.")
    assert way(sent)[0] == ("Dự thảo", None, False, True)
    # What was issued on paper did not go this way.
    old = factories.DocumentFactory(issuer=ward.party)
    assert way(old) == []


def test_each_is_offered_what_may_be_done(client_of, reader, leader, front, ward, formats, officer):
    def offered(user, paper):
        context = client_of(user).get(paper.get_absolute_url()).context
        return {
            name
            for name in ["may_write", "may_issue", "may_succeed", "may_complete", "submit_form"]
            if context[name]
        }

    paper = paper_of(ward)
    assert offered(officer, paper) == {"may_write", "submit_form"}
    assert offered(front, paper) == set()
    paper.submit(by=officer, is_free_of_secrets=True)
    assert offered(leader, paper) == {"may_issue"}
    paper.issue(by=leader, is_free_of_secrets=True, issued_on=date(2017, 9, 18))
    assert offered(leader, paper) == {"may_succeed"}
    assert offered(reader, paper) == set()
    old = factories.DocumentFactory(issuer=ward.party)
    assert offered(officer, old) == {"may_complete", "may_succeed"}
    superior = factories.DocumentFactory(issuer=ward.superior)
    assert offered(officer, superior) == {"may_complete"}


def test_draft_says_what_it_lacks(office, ward, formats):
    paper = paper_of(ward, signer_name="", body="")

    answer = office.get(paper.get_absolute_url())

    assert answer.context["missing"] == ["Chưa có nội dung.", "Chưa ghi họ tên người ký."]
    assert "Trước khi trình, còn phải ghi:" in text_of(answer)


def test_paper_whose_text_nobody_entered_has_no_sheet(client_of, reader, programme):
    client = client_of(reader)

    page = client.get(programme.get_absolute_url())
    answer = client.get(pdf_url(programme), follow=True)

    assert page.context["paper"] is None
    assert "Chưa có toàn văn" in text_of(page)
    assert answer.redirect_chain == [(programme.get_absolute_url(), 303)]
    assert "Văn bản này chưa có nội dung trên cổng nên chưa in ra được." in text_of(answer)
    assert not RenderJob.objects.exists()


def test_where_no_layout_is_in_force_the_page_and_the_order_say_so(office, ward):
    paper = paper_of(ward)

    page = office.get(paper.get_absolute_url())
    answer = office.get(pdf_url(paper), follow=True)

    sentence = "Chưa có thể thức cho văn bản của Đảng có hiệu lực ngày 18/9/2017."
    assert sentence in text_of(page)
    assert sentence in text_of(answer)
    assert not RenderJob.objects.exists()


def test_pictures_are_shown_from_the_papers_own_store(office, ward, formats):
    paper = paper_of(ward)
    picture = factories.AttachmentFactory(document=paper)
    paper.body = f'<figure><img src="hinh:{picture.key}" alt="Các đại biểu"></figure>'
    paper.save()

    html = text_of(office.get(paper.get_absolute_url()))

    url = reverse("documents:picture", args=[picture.key])
    assert f'<img src="{url}" alt="Các đại biểu">' in html
    assert f"picture:{picture.key}" not in html


def test_history_tells_a_rewritten_text_in_words(office, officer, ward, formats):
    paper = paper_of(ward)
    paper.body = "<p>" + "Các chi bộ họp hằng tháng. " * 20 + "</p>"
    paper.write(by=officer)

    (entry,) = office.get(paper.get_absolute_url()).context["history"]

    (change,) = entry["changes"]
    assert (change.label, change.before) == ("nội dung", "I- Mục đíchCác chi bộ thực hiện.")
    assert len(change.after) == 200
    assert change.after.startswith("Các chi bộ họp hằng tháng.")


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_as_often_for_three_of_everything_as_for_one(
    client_of, leader, officer, ward, issued, count, django_assert_num_queries
):
    for n in range(count):
        above, below = (
            factories.DocumentFactory(issuer=ward.party),
            factories.DocumentFactory(issuer=ward.party),
        )
        factories.DocumentLinkFactory(source=issued, target=above)
        factories.DocumentLinkFactory(source=below, target=issued, kind=DocumentLink.Kind.AMENDS)
        DocumentAnnex.objects.create(document=issued, order=n, title="Biểu", body="<p>…</p>")
        factories.AuditEntryFactory(
            locality=ward.locality, target_type="documents.document", target_id=issued.pk
        )
    client = client_of(officer)

    with django_assert_num_queries(9):
        page = client.get(issued.get_absolute_url())

    assert len(page.context["links_up"]) == len(page.context["links_down"]) == count


# --- What an old paper lacks ----------------------------------------------------------------------------


@pytest.fixture
def old_paper(ward, formats):
    return factories.DocumentFactory(
        issuer=ward.party, body="<p>Các chi bộ thực hiện.</p>", signer_name=MISSING, signer_post="Bí thư"
    )


def completed(client, paper, **typed):
    url = reverse("documents:document_complete", args=[paper.pk])
    told = {"version": paper.version, "signer_post": "Bí thư", "body": paper.body, **typed}
    return client.post(url, told)


def test_text_of_an_old_paper_is_cleaned_on_its_way_in(office, old_paper):
    page = office.get(reverse("documents:document_complete", args=[old_paper.pk]))
    completed(office, old_paper, body='<p onclick="x()">Các chi bộ họp.</p><script>alert(1)</script>')

    assert 'data-editor="' in text_of(page)
    stored = Document.objects.get(pk=old_paper.pk)
    assert stored.body == "<p>Các chi bộ họp.</p>"
    assert stored.signer_name == MISSING


def test_stamp_of_secrecy_does_not_come_in_with_an_old_paper(office, old_paper):
    answer = completed(office, old_paper, body="<p>MẬT</p><p>Các chi bộ họp.</p>")

    assert "mang dấu chỉ độ mật (MẬT)" in text_of(answer)
    assert Document.objects.get(pk=old_paper.pk).body == old_paper.body


def test_two_who_complete_the_text_see_words_not_markup(office, officer, old_paper):
    other = Document.objects.get(pk=old_paper.pk)
    other.body, other.version = "<p>Bản của người kia.</p>", 2
    other.save()

    answer = completed(office, old_paper, body="<p>Bản của tôi.</p>")

    (row,) = [row for row in answer.context["rows"] if row.is_different]
    assert (row.label, row.mine, row.theirs) == ("Toàn văn", "Bản của tôi.", "Bản của người kia.")


def test_what_was_issued_here_is_not_completed(office, issued):
    assert completed(office, issued).status_code == 403


# --- Orders ---------------------------------------------------------------------------------------------


def test_file_that_is_not_there_yet_is_ordered_once_and_leads_to_its_job(client_of, reader, officer, issued):
    first, second = client_of(reader).get(pdf_url(issued)), client_of(officer).get(pdf_url(issued))

    job = RenderJob.objects.get()
    assert (first.status_code, first.url, second.url) == (303, job.get_absolute_url(), first.url)
    assert (job.document, job.title, job.source_url) == (
        issued,
        "Kế hoạch số 01-KH/ĐU, ngày 18/9/2017",
        issued.get_absolute_url(),
    )
    page = client_of(reader).get(job.get_absolute_url())
    assert "Về trang của văn bản" in text_of(page)


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch"}, None])
def test_who_only_looks_orders_nothing(office, issued, headers):
    ask = office.get if headers else office.head

    answer = ask(pdf_url(issued), headers=headers or {})

    assert (answer.status_code, answer.url) == (303, issued.get_absolute_url())
    assert not RenderJob.objects.exists()


def test_word_file_and_pdf_are_different_jobs(office, issued):
    office.get(pdf_url(issued))
    office.get(docx_url(issued))

    assert sorted(RenderJob.objects.values_list("filename", flat=True)) == [
        "Kế hoạch số 01-KH-ĐU, ngày 18-9-2017.docx",
        "Kế hoạch số 01-KH-ĐU, ngày 18-9-2017.pdf",
    ]


def test_issued_paper_is_known_by_its_fixed_words_alone(issued, ward):
    known = ordering.content_hash(issued, Face.PDF)

    issued.body = "<p>Sửa ngoài luồng.</p>"
    factories.FormatProfileFactory(valid_from=date(2017, 9, 1), layout={"margin_left_mm": 44})
    factories.AttachmentFactory(document=issued)  # not in the text

    assert ordering.content_hash(issued, Face.PDF) == known
    assert ordering.content_hash(Document.objects.get(pk=issued.pk), Face.PDF) == known


def test_draft_is_rendered_anew_when_it_or_its_picture_changed(ward, formats):
    paper = paper_of(ward)
    picture = factories.AttachmentFactory(document=paper)
    paper.body = f'<figure><img src="hinh:{picture.key}" alt="Đại biểu"></figure>'
    first = ordering.content_hash(paper, Face.PDF)

    picture.sha256 = "f" * 64
    picture.save()
    second = ordering.content_hash(paper, Face.PDF)
    paper.abstract = "Trích yếu khác"

    assert len({first, second, ordering.content_hash(paper, Face.PDF)}) == 3


def test_papers_that_read_alike_have_orders_of_their_own(ward, formats, officer):
    one, other = paper_of(ward), paper_of(ward)

    assert ordering.order(one, "pdf", by=officer) != ordering.order(other, "pdf", by=officer)


def test_jobs_of_an_internal_paper_are_hidden_from_whom_it_does_not_concern(
    client_of, officer, women_kp3, reader, ward, formats, leader
):
    paper = issue(paper_of(ward, is_internal=True), officer, leader)
    job = ordering.order(paper, Face.PDF, by=officer)

    def seen(user):
        return list(client_of(user).get(reverse("documents:job_list")).context["page"])

    assert seen(officer) == [job]
    assert seen(reader) == seen(women_kp3) == []


def test_what_was_rendered_of_a_draft_stays_a_draft(client_of, officer, leader, reader, ward, formats):
    paper = paper_of(ward)
    job = ordering.order(paper, Face.PDF, by=officer)

    issue(paper, officer, leader)

    assert job.title == "Kế hoạch (dự thảo) Nâng cao chất lượng sinh hoạt chi bộ"
    assert client_of(reader).get(job.get_absolute_url()).status_code == 404
    assert client_of(officer).get(job.get_absolute_url()).status_code == 200


def test_who_sees_a_paper_may_try_its_job_again(client_of, reader, officer, issued):
    job = ordering.order(issued, Face.DOCX, by=officer)
    RenderJob.objects.update(state=State.FAILED, reason="Kho tệp đã đầy.")
    client = client_of(reader)

    page = client.get(job.get_absolute_url())
    answer = client.post(reverse("documents:job_retry", args=[job.pk]))

    again = RenderJob.objects.exclude(pk=job.pk).get()
    assert "Thử lại" in text_of(page)
    assert answer.url == again.get_absolute_url()
    assert (again.document, again.is_draft, again.params) == (issued, False, {"face": "docx"})


# --- The work of a worker -------------------------------------------------------------------------------


@pytest.mark.once
def test_pdf_of_an_issued_paper_is_rendered_once_and_served_for_ever(client_of, officer, reader, issued):
    picture = factories.AttachmentFactory(document=issued)
    Document.objects.filter(pk=issued.pk).update(
        paper={
            **issued.paper,
            "body_html": issued.paper["body_html"]
            + f'<figure><img src="hinh:{picture.key}" alt="Đại biểu"></figure>',
        }
    )
    client = client_of(reader)
    client.get(pdf_url(issued))
    job = RenderJob.objects.get()

    jobs.render_document(job.pk)

    answer = client.get(pdf_url(issued))
    pdf = content_of(answer)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''K%E1%BA%BF%20ho%E1%BA%A1ch")
    stored = Document.objects.get(pk=issued.pk)
    assert (stored.pdf_sha256, stored.pdf_size) == (hashlib.sha256(pdf).hexdigest(), len(pdf))
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        page = opened.pages[0]
        assert "Các chi bộ thực hiện" in page.extract_text()
        assert len(page.images) == 1

    # Rendered again after the file was lost: the same bytes, and known by the first ones.
    job.refresh_from_db()
    job.file.storage.delete(job.file.name)
    client.get(pdf_url(issued))
    client.get(pdf_url(issued))
    again = RenderJob.objects.exclude(pk=job.pk).get()
    jobs.render_document(again.pk)
    assert content_of(client.get(pdf_url(issued))) == pdf
    assert Document.objects.get(pk=issued.pk).pdf_sha256 == stored.pdf_sha256


@pytest.mark.once
def test_word_file_of_a_draft_is_rendered_and_leaves_no_fingerprint(office, officer, ward, formats):
    paper = paper_of(ward)
    office.get(docx_url(paper))

    jobs.render_document(RenderJob.objects.get().pk)

    answer = office.get(docx_url(paper))
    assert content_of(answer)[:2] == b"PK"
    assert answer["Content-Disposition"].startswith("attachment; ")
    paper.refresh_from_db()
    assert (paper.pdf_sha256, paper.pdf_size) == ("", None)


def test_draft_that_was_issued_meanwhile_is_not_rendered_as_a_draft(ward, formats, officer, leader):
    paper = paper_of(ward)
    job = ordering.order(paper, Face.PDF, by=officer)
    issue(paper, officer, leader)

    jobs.render_document(job.pk)

    job.refresh_from_db()
    assert (job.state, job.reason) == (
        State.FAILED,
        "Văn bản được ban hành trong lúc chờ. Hãy mở trang văn bản để lấy bản đã ban hành.",
    )


@pytest.mark.once
def test_draft_that_changed_meanwhile_is_given_for_nothing_else(ward, formats, officer):
    paper = paper_of(ward)
    job = ordering.order(paper, Face.DOCX, by=officer)
    paper.abstract = "Trích yếu khác"
    paper.write(by=officer)

    jobs.render_document(job.pk)

    job.refresh_from_db()
    assert (job.state, job.content_hash) == (State.DONE, f"job-{job.pk}")
    assert ordering.finished(paper, Face.DOCX) is None


def test_lost_picture_fails_the_job_with_a_sentence(ward, formats, officer):
    paper = paper_of(ward, body=f'<figure><img src="hinh:{"a" * 32}" alt="Đại biểu"></figure>')
    job = ordering.order(paper, Face.PDF, by=officer)

    jobs.render_document(job.pk)

    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "là nơi máy in không được lấy tệp" in job.reason
