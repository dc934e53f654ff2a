"""A paper on its way: submitted, sent back, issued with its number, amended or replaced by another."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from documents.models import (
    Document,
    DocumentAnnex,
    DocumentLink,
    DocumentType,
    NumberBook,
    RenderJob,
)
from organizations.models import AuditEntry
from tests import factories
from tests.reading import text_of

State = Document.State
TICK = {"is_free_of_secrets": "on"}


@pytest.fixture
def draft(ward, formats):
    """A plan of the Party committee with all that is needed to issue it."""
    return factories.DocumentFactory(
        issuer=ward.party,
        is_draft=True,
        abstract="Nâng cao chất lượng sinh hoạt chi bộ",
        body="<p>Các chi bộ thực hiện.</p>",
        recipients="Các chi bộ",
        signing_authority="T/M Ban Thường vụ",
        signer_post="Bí thư",
        signer_name="Nguyễn Văn A",
    )


@pytest.fixture
def submitted(draft, officer):
    draft.submit(by=officer, is_free_of_secrets=True)
    return draft


@pytest.fixture
def issued(submitted, leader):
    submitted.issue(by=leader, is_free_of_secrets=True, issued_on=date(2017, 9, 18))
    return submitted


def url_of(verb, document):
    return reverse(f"documents:document_{verb}", args=[document.pk])


def bytes_of(attachment):
    with attachment.file.open("rb") as file:
        return file.read()


def stored(document):
    return Document.objects.get(pk=document.pk)


# --- Submitting -----------------------------------------------------------------------------------------


def test_writer_submits_with_the_tick(office, draft, officer):
    answer = office.post(url_of("submit", draft), TICK)

    assert answer.url == draft.get_absolute_url()
    draft.refresh_from_db()
    assert (draft.state, draft.submitted_by, draft.is_free_of_secrets) == (State.SUBMITTED, officer, True)
    entry = AuditEntry.objects.of(draft).get()
    assert (entry.action, entry.after) == ("trình văn bản", {"không chứa bí mật nhà nước": True})


def test_nobody_goes_round_the_tick(draft, officer):
    with pytest.raises(ValidationError, match="Hãy xác nhận văn bản không chứa bí mật nhà nước"):
        draft.submit(by=officer, is_free_of_secrets=False)

    draft.state, draft.submitted_at, draft.submitted_by = State.SUBMITTED, timezone.now(), officer
    with pytest.raises(ValidationError, match="Văn bản chưa được xác nhận không chứa bí mật nhà nước"):
        draft.validate_constraints()


def test_what_is_still_to_be_filled_in_is_written_by_hand_and_holds_the_paper_back(office, draft):
    draft.body = "<p>Thời gian: [cần bổ sung].</p>"
    draft.save()
    factories.DocumentAnnexFactory(document=draft, title="Phân công", body="<p>[cần bổ sung]</p>")

    answer = office.post(url_of("submit", draft), TICK)

    paper = stored(draft).as_paper
    assert (paper.body_html, paper.annexes[0].body_html) == ("<p>Thời gian: ……….</p>", "<p>………</p>")
    assert answer.context["form"].non_field_errors() == [
        "Trong nội dung còn chỗ ghi “[cần bổ sung]”.",
        "Trong phụ lục còn chỗ ghi “[cần bổ sung]”.",
    ]


def test_submitting_without_the_tick_is_refused(office, draft):
    answer = office.post(url_of("submit", draft), {})

    assert "Hãy xác nhận văn bản không chứa bí mật nhà nước." in text_of(answer)
    assert stored(draft).state == State.DRAFT


def test_submitting_says_what_is_missing(office, draft):
    draft.signer_name = ""
    draft.save()

    asked = office.get(url_of("submit", draft))
    answer = office.post(url_of("submit", draft), TICK)

    assert "Chưa ghi họ tên người ký." in text_of(asked)
    assert "Chưa ghi họ tên người ký." in text_of(answer)
    assert stored(draft).state == State.DRAFT


@pytest.mark.parametrize("where", ["body", "annex"])
def test_paper_with_a_stamp_of_secrecy_is_not_submitted(office, draft, where):
    stamped = "<p>TỐI MẬT</p><p>Các chi bộ thực hiện.</p>"
    if where == "annex":
        DocumentAnnex.objects.create(document=draft, order=1, title="Danh sách", body=stamped)
    else:
        draft.body = stamped
        draft.save()

    answer = office.post(url_of("submit", draft), TICK)

    assert "mang dấu chỉ độ mật (TỐI MẬT)" in text_of(answer)
    assert stored(draft).state == State.DRAFT


def test_what_was_submitted_is_not_submitted_again(office, submitted):
    answer = office.post(url_of("submit", submitted), TICK, follow=True)

    assert answer.redirect_chain == [(submitted.get_absolute_url(), 303)]
    assert "Văn bản này đã trình hoặc đã ban hành." in text_of(answer)


# --- Sending back ---------------------------------------------------------------------------------------


def test_leader_sends_back_with_a_reason(client_of, leader, submitted):
    client = client_of(leader)

    empty = client.post(url_of("send_back", submitted), {"reason": "  "})
    answer = client.post(url_of("send_back", submitted), {"reason": "Ghi rõ thời gian thực hiện."})

    assert "Hãy ghi lý do trả lại để người soạn biết cần sửa gì." in text_of(empty)
    assert answer.url == submitted.get_absolute_url()
    returned = stored(submitted)
    assert (returned.state, returned.returned_by) == (State.RETURNED, leader)
    assert returned.return_reason == "Ghi rõ thời gian thực hiện."
    assert "Ghi rõ thời gian thực hiện." in text_of(client.get(answer.url))


def test_draft_is_not_sent_back(office, draft):
    answer = office.post(url_of("send_back", draft), {"reason": "Chưa rõ."}, follow=True)

    assert "Chỉ văn bản đã trình mới trả lại được." in text_of(answer)
    assert stored(draft).state == State.DRAFT


# --- Issuing --------------------------------------------------------------------------------------------


def test_leader_issues_with_the_next_number(client_of, leader, submitted):
    client = client_of(leader)

    page = client.get(url_of("issue", submitted))
    answer = client.post(url_of("issue", submitted), {"issued_on": "18/9/2017", **TICK})

    assert page.context["next_code"] == "01-KH/ĐU"
    assert page.context["form"].initial == {"issued_on": date(2017, 9, 18)}
    assert not NumberBook.objects.filter(last_number=0).exists()  # to look opens no book
    assert answer.url == submitted.get_absolute_url()
    issued = stored(submitted)
    assert (issued.state, issued.code, issued.issued_on) == (State.ISSUED, "01-KH/ĐU", date(2017, 9, 18))
    assert issued.issued_by == leader
    # The PDF is rendered ahead.
    job = RenderJob.objects.get()
    assert (job.document, job.is_draft, job.filename) == (
        issued,
        False,
        "Kế hoạch số 01-KH-ĐU, ngày 18-9-2017.pdf",
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"issued_on": "31/2/2017"}, "Ngày không đúng. Hãy ghi ngày/tháng/năm"),
        ({"issued_on": "19/9/2017"}, "Ngày ban hành không thể sau hôm nay, ngày 18/9/2017."),
        ({"issued_on": "01/2/2014"}, "Chưa ghi nhiệm kỳ của Đảng ủy Phường 6 cho ngày 01/02/2014."),
        ({"number": "4"}, "Số 04 đã có trong sổ"),
        ({"number": "9"}, "Lấy số 09 sẽ bỏ trống các số 05–08"),
        ({"number": "0"}, "Số văn bản phải từ 1 đến 9999."),
        ({"number": "5a"}, "Số văn bản là một số nguyên, ví dụ 12."),
        ({"number": "3", "suffix": "?"}, "Chữ theo số là một chữ thường"),
        ({"suffix": "a"}, "Đã ghi chữ theo số thì phải ghi cả số"),
        ({"is_free_of_secrets": ""}, "Hãy xác nhận văn bản không chứa bí mật nhà nước."),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(
    client_of, leader, ward, submitted, typed, sentence
):
    book = NumberBook.for_paper(ward.party, submitted.doc_type, date(2017, 9, 1))
    factories.DocumentFactory(
        issuer=ward.party, number=4, book=book, issued_on=date(2017, 9, 1), doc_type=submitted.doc_type
    )
    NumberBook.objects.update(last_number=4)
    data = {"issued_on": "18/9/2017", "gap_reason": "", **TICK, **typed}

    answer = client_of(leader).post(url_of("issue", submitted), data)

    assert sentence in text_of(answer)
    form = answer.context["form"]
    assert {name: form[name].value() for name in typed if name != "is_free_of_secrets"} == {
        name: value for name, value in typed.items() if name != "is_free_of_secrets"
    }
    assert stored(submitted).state == State.SUBMITTED
    assert stored(submitted).number is None
    assert NumberBook.objects.get().last_number == 4
    assert not RenderJob.objects.exists()


def test_type_that_is_not_the_issuers_is_refused(client_of, leader, ward, submitted):
    resolution = factories.DocumentTypeFactory(name="Nghị quyết", abbreviation="NQ")
    resolution.issuers.add(ward.party)
    DocumentType.objects.exclude(pk=resolution.pk).get(pk=submitted.doc_type_id).issuers.clear()

    answer = client_of(leader).post(url_of("issue", submitted), {"issued_on": "18/9/2017", **TICK})

    assert "Đảng ủy Phường 6 không ban hành thể loại Kế hoạch. Hãy chọn thể loại khác." in text_of(answer)
    assert stored(submitted).state == State.SUBMITTED


def test_number_further_on_leaves_an_explained_gap(client_of, leader, submitted):
    data = {"issued_on": "18/9/2017", "number": "12", "suffix": "a", "gap_reason": "Sổ giấy đã dùng", **TICK}

    client_of(leader).post(url_of("issue", submitted), {**data, "confirmed": "12a-KH/ĐU"})

    assert stored(submitted).code == "12a-KH/ĐU"
    gap = NumberBook.objects.get().gaps.get()
    assert (gap.first, gap.last, gap.reason) == (1, 12, "Sổ giấy đã dùng")


def test_where_no_term_is_known_the_page_says_so(client_of, leader, formats, submitted):
    formats.delete()

    page = client_of(leader).get(url_of("issue", submitted))

    assert "Chưa ghi nhiệm kỳ của Đảng ủy Phường 6 cho ngày 18/9/2017." in text_of(page)
    assert "next_code" not in page.context


def test_number_of_ones_own_is_issued_by_the_button_that_says_it(client_of, leader, submitted):
    data = {"issued_on": "18/9/2017", "number": "3", "gap_reason": "Sổ giấy đã dùng", **TICK}
    client = client_of(leader)

    first = client.post(url_of("issue", submitted), data)
    other = client.post(url_of("issue", submitted), {**data, "confirmed": "05-KH/ĐU"})

    assert first.context["form"].errors == {
        "number": [
            "Văn bản sẽ mang số 03-KH/ĐU, không phải số tiếp theo 01-KH/ĐU. "
            "Xem lại; nếu đúng thì bấm “Ban hành số 03-KH/ĐU”."
        ]
    }
    assert 'name="confirmed" value="03-KH/ĐU">Ban hành số 03-KH/ĐU</button>' in first.content.decode()
    assert other.context["form"].errors.keys() == {"number"}
    assert stored(submitted).state == State.SUBMITTED
    client.post(url_of("issue", submitted), {**data, "confirmed": "03-KH/ĐU"})
    assert stored(submitted).code == "03-KH/ĐU"


def test_next_number_typed_by_hand_is_issued_at_once(client_of, leader, submitted):
    client_of(leader).post(url_of("issue", submitted), {"issued_on": "18/9/2017", "number": "1", **TICK})

    assert stored(submitted).code == "01-KH/ĐU"


def test_no_draft_of_the_issuing_form_is_kept(client_of, leader, submitted):
    page = client_of(leader).get(url_of("issue", submitted)).content.decode()

    assert "data-guard" not in page


@pytest.fixture
def fifth(ward, submitted):
    """05-KH/ĐU of 10/9/2017, the last of the book."""
    book = NumberBook.for_paper(ward.party, submitted.doc_type, date(2017, 9, 10))
    NumberBook.objects.update(last_number=5)
    return factories.DocumentFactory(
        issuer=ward.party, number=5, book=book, issued_on=date(2017, 9, 10), doc_type=submitted.doc_type
    )


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        (
            {"issued_on": "5/9/2017"},
            ["Ngày 05/9/2017 sớm hơn ngày của số liền trước, số 05-KH/ĐU ngày 10/9/2017."],
        ),
        (
            {"issued_on": "18/9/2017", "number": "3", "confirmed": "03-KH/ĐU"},
            ["Ngày 18/9/2017 muộn hơn ngày của số liền sau, số 05-KH/ĐU ngày 10/9/2017."],
        ),
        (
            {"issued_on": "1/8/2017"},
            [
                "Ngày 01/8/2017 sớm hơn ngày của số liền trước, số 05-KH/ĐU ngày 10/9/2017.",
                "Ngày ban hành lùi 48 ngày so với hôm nay.",
            ],
        ),
        (
            {
                "issued_on": "18/9/2017",
                "number": "30",
                "gap_reason": "Sổ giấy đã dùng",
                "confirmed": "30-KH/ĐU",
            },
            ["Số 30 bỏ trống 24 số: số sau cùng trong sổ là 05."],
        ),
    ],
)
def test_number_against_the_calendar_needs_a_reason(client_of, leader, fifth, submitted, typed, sentences):
    client = client_of(leader)

    asked = client.post(url_of("issue", submitted), {**typed, **TICK})

    form = asked.context["form"]
    assert list(form.oddities) == sentences
    assert form.errors == {"odd_reason": ["Hãy xem lại số và ngày; nếu đúng như vậy thì ghi lý do."]}
    assert sentences[0] in text_of(asked)
    again = {**typed, **TICK, "odd_seen": form.shown, "odd_reason": "Ký trước, vào sổ sau"}
    client.post(url_of("issue", submitted), again)
    assert stored(submitted).state == State.ISSUED
    entry = AuditEntry.objects.of(submitted).order_by("pk").last()
    assert entry.after["lý do số, ngày khác thường"] == "Ký trước, vào sổ sau"


def test_reason_given_for_one_slip_does_not_cover_the_next(client_of, leader, fifth, submitted):
    client = client_of(leader)
    asked = client.post(url_of("issue", submitted), {"issued_on": "5/9/2017", **TICK})

    seen = {"odd_seen": asked.context["form"].shown, "odd_reason": "Ký trước, vào sổ sau"}
    answer = client.post(url_of("issue", submitted), {"issued_on": "5/8/2017", **seen, **TICK})

    assert answer.context["form"].errors.keys() == {"odd_reason"}
    assert stored(submitted).state == State.SUBMITTED


def test_second_of_two_issuers_is_told_who_was_faster(client_of, officer, issued):
    answer = client_of(officer).get(url_of("issue", issued), follow=True)

    assert f"{issued.issued_by} đã ban hành văn bản này lúc " in text_of(answer)
    assert ", số 01-KH/ĐU." in text_of(answer)


def test_term_that_is_not_known_is_said_once(client_of, leader, submitted):
    answer = client_of(leader).post(url_of("issue", submitted), {"issued_on": "1/2/2014", **TICK})

    assert text_of(answer).count("Chưa ghi nhiệm kỳ của Đảng ủy Phường 6 cho ngày 01/02/2014.") == 1


def test_draft_is_not_issued(office, draft):
    answer = office.post(url_of("issue", draft), {"issued_on": "18/9/2017", **TICK}, follow=True)

    assert "Chỉ văn bản đã trình mới ban hành được." in text_of(answer)
    assert stored(draft).state == State.DRAFT


def test_stamp_of_secrecy_that_came_in_later_stops_the_issuing(client_of, leader, submitted):
    Document.objects.update(body="<p>MẬT</p>")

    answer = client_of(leader).post(url_of("issue", submitted), {"issued_on": "18/9/2017", **TICK})

    assert "mang dấu chỉ độ mật (MẬT)" in text_of(answer)
    assert stored(submitted).state == State.SUBMITTED


# --- Amending and replacing -----------------------------------------------------------------------------


def test_paper_that_amends_begins_empty_and_is_linked(office, issued):
    answer = office.post(url_of("amend", issued))

    draft = Document.objects.exclude(pk=issued.pk).get()
    assert answer.url == reverse("documents:document_edit", args=[draft.pk])
    assert (draft.state, draft.issuer, draft.doc_type) == (State.DRAFT, issued.issuer, issued.doc_type)
    assert draft.abstract == "Sửa đổi, bổ sung Kế hoạch số 01-KH/ĐU, ngày 18/9/2017"
    assert (draft.body, draft.signer_name) == ("", "")
    link = DocumentLink.objects.get()
    assert (link.source, link.target, link.kind) == (draft, issued, DocumentLink.Kind.AMENDS)


def test_paper_that_replaces_takes_text_annexes_and_pictures_over(office, issued, officer):
    picture = factories.AttachmentFactory(document=issued)
    issued.body = f'<figure><img src="hinh:{picture.key}" alt="Tọa đàm"></figure>'
    issued.save()
    DocumentAnnex.objects.create(
        document=issued, order=1, title="Biểu mẫu", body="<p>…</p>", is_landscape=True
    )

    office.post(url_of("replace", issued))

    draft = Document.objects.exclude(pk=issued.pk).get()
    copy = draft.attachments.get()
    assert (draft.abstract, draft.recipients) == (issued.abstract, issued.recipients)
    assert copy.key != picture.key
    assert draft.body == issued.body.replace(picture.key, copy.key)
    assert bytes_of(copy) == bytes_of(picture)
    assert [(each.title, each.body, each.is_landscape) for each in draft.annexes.all()] == [
        ("Biểu mẫu", "<p>…</p>", True)
    ]
    assert issued.attachments.get() == picture


def test_replaced_paper_says_so_once_the_new_one_is_issued(client_of, leader, reader, issued):
    client = client_of(reader)
    client_of(leader).post(url_of("replace", issued))
    new = Document.objects.exclude(pk=issued.pk).get()
    assert client.get(issued.get_absolute_url()).context["successors"] == []

    new.signer_post, new.signer_name = "Bí thư", "Nguyễn Văn A"
    new.write(by=leader)
    new.submit(by=leader, is_free_of_secrets=True)
    new.issue(by=leader, is_free_of_secrets=True, issued_on=date(2017, 9, 18))
    page = client.get(issued.get_absolute_url())

    assert [link.source for link in page.context["successors"]] == [new]
    assert "Văn bản này đã được thay thế" in text_of(page)
    assert ">Kế hoạch số 02-KH/ĐU, ngày 18/9/2017</a>" in text_of(page)


@pytest.mark.parametrize("which", ["draft", "programme"])
def test_only_what_the_ward_issued_is_amended(request, office, which):
    document = request.getfixturevalue(which)

    answer = office.post(url_of("amend", document), follow=True)

    assert "Chỉ soạn văn bản sửa đổi, thay thế cho văn bản mà phường đã ban hành." in text_of(answer)
    assert not DocumentLink.objects.filter(kind=DocumentLink.Kind.AMENDS).exists()


def test_picture_whose_file_is_gone_is_not_taken_over(office, issued):
    picture = factories.AttachmentFactory(document=issued)
    picture.file.storage.delete(picture.file.name)

    office.post(url_of("replace", issued))

    assert not Document.objects.exclude(pk=issued.pk).get().attachments.exists()
