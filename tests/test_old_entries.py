"""Papers that were entered, not issued here: a slip in the head is put right, a wrong entry withdrawn."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from documents import old_entries
from documents.models import Document, NumberBook
from organizations.models import AuditEntry
from tests import factories
from tests.reading import text_of

NEITHER = (
    "Chỉ sửa, rút được văn bản cũ đã nhập. Văn bản ban hành trên cổng thì soạn văn bản sửa đổi; văn bản đến "
    "thì sửa ở sổ văn bản đến."
)


def entered(ward, number, day, **fields):
    """A paper of the Party committee as `enter` leaves it, of which no text is known."""
    paper = factories.DocumentFactory.build(
        issuer=ward.party,
        locality=ward.locality,
        doc_type=factories.DocumentTypeFactory(),
        number=number,
        issued_on=day,
        **fields,
    )
    old_entries.enter(paper, by=None)
    return paper


@pytest.fixture
def first(ward, formats):
    return entered(ward, 3, date(2017, 3, 1))


@pytest.fixture
def slip(ward, first):
    """33-KH/ĐU, entered as 3300."""
    return entered(ward, 3300, date(2017, 5, 4), abstract="Nếp sống văn minh")


@pytest.fixture
def typed(office, slip):
    """What the form of the slip sends as it is."""
    form = office.get(url_of("correct", slip)).context["form"]
    return {
        "seen": form["seen"].value(),
        "type_name": "Kế hoạch",
        "code": "3300-KH/ĐU",
        "issued_on": "4/5/2017",
        "abstract": "Nếp sống văn minh",
        "reason": "Nhập nhầm 33 thành 3300",
    }


def url_of(verb, document):
    return reverse(f"documents:document_{verb}", args=[document.pk])


def book_now():
    """(last number, [(first, last, reason) of each gap]) of the only book."""
    book = NumberBook.objects.get()
    return book.last_number, list(book.gaps.order_by("first").values_list("first", "last", "reason"))


ON_PAPER = "Văn bản giấy chưa đưa lên cổng"


# --- Put right ------------------------------------------------------------------------------------------


def test_correction_asks_why(office, slip, typed):
    answer = office.post(url_of("correct", slip), {**typed, "code": "33-KH/ĐU", "reason": ""})

    assert answer.context["form"].errors == {"reason": ["Hãy ghi vì sao sửa."]}
    assert answer.context["form"]["code"].value() == "33-KH/ĐU"
    assert book_now() == (3300, [(1, 2, ON_PAPER), (4, 3299, ON_PAPER)])


def test_corrected_number_moves_the_gaps(office, slip, typed, officer):
    answer = office.post(url_of("correct", slip), {**typed, "code": "33-KH/ĐU", "issued_on": "5/5/2017"})

    assert answer.url == slip.get_absolute_url()
    slip.refresh_from_db()
    assert (slip.code, slip.issued_on, slip.version) == ("33-KH/ĐU", date(2017, 5, 5), 2)
    assert slip.as_paper.number == "Số 33-KH/ĐU"
    assert book_now() == (33, [(1, 2, ON_PAPER), (4, 32, ON_PAPER)])
    entry = AuditEntry.objects.of(slip).order_by("pk").last()
    assert (entry.by, entry.action) == (officer, "sửa số, ngày, trích yếu văn bản đã nhập")
    assert (entry.before["số"], entry.after["số"], entry.after["lý do"]) == (
        3300,
        33,
        "Nhập nhầm 33 thành 3300",
    )


def test_number_in_the_middle_that_is_left_is_explained(ward, office, slip, first, officer):
    first.number = 5
    old_entries.correct(first, by=officer, reason="Nhập nhầm 5 thành 3")

    assert book_now() == (
        3300,
        [(1, 2, ON_PAPER), (3, 3, "Nhập nhầm 5 thành 3"), (4, 3299, ON_PAPER)],
    )


def test_number_of_another_paper_is_refused(office, slip, typed):
    answer = office.post(url_of("correct", slip), {**typed, "code": "3-KH/ĐU"})

    assert answer.context["form"].errors == {
        "code": ["Số 03-KH/ĐU đã dùng cho Kế hoạch số 03-KH/ĐU, ngày 01/3/2017. Hãy xem lại."]
    }
    assert book_now()[0] == 3300


def test_who_saved_meanwhile_is_not_overwritten(office, slip, typed, officer):
    slip.abstract = "Nếp sống mới"
    old_entries.correct(slip, by=officer, reason="Ghi thiếu")

    answer = office.post(url_of("correct", slip), typed)

    assert "Có người vừa lưu trước đồng chí." in text_of(answer)
    assert Document.objects.get(pk=slip.pk).abstract == "Nếp sống mới"


def test_strange_number_leaves_the_book_if_somebody_says_so(office, slip, typed):
    asked = office.post(url_of("correct", slip), {**typed, "code": "35/KH-ABC"})
    office.post(url_of("correct", slip), {**typed, "code": "35/KH-ABC", "keeps_code": "on"})

    assert asked.context["form"].errors.keys() == {"code"}
    slip.refresh_from_db()
    assert (slip.code, slip.book) == ("35/KH-ABC", None)
    assert book_now() == (3, [(1, 2, ON_PAPER)])


# --- Withdrawn ------------------------------------------------------------------------------------------


def test_wrong_entry_is_withdrawn_with_a_trace(office, slip, officer, django_capture_on_commit_callbacks):
    scan = factories.AttachmentFactory(document=slip, kind="scan")

    asked = office.post(url_of("withdraw", slip), {"reason": " "})
    with django_capture_on_commit_callbacks(execute=True):
        answer = office.post(url_of("withdraw", slip), {"reason": "Nhập nhầm tệp"})

    assert asked.context["form"].errors == {"reason": ["Hãy ghi vì sao rút văn bản này."]}
    assert answer.url == reverse("documents:document_list")
    assert not Document.objects.filter(pk=slip.pk).exists()
    assert not scan.file.storage.exists(scan.file.name)
    assert book_now() == (3, [(1, 2, ON_PAPER)])
    entry = AuditEntry.objects.get(action="rút văn bản đã nhập")
    assert (entry.by, entry.target_label, entry.before["số"], entry.after) == (
        officer,
        "Kế hoạch số 3300-KH/ĐU",
        3300,
        {"lý do": "Nhập nhầm tệp"},
    )


def test_paper_of_a_plan_is_not_withdrawn(office, slip):
    factories.PlanFactory(document=slip)

    answer = office.post(url_of("withdraw", slip), {"reason": "Nhập nhầm tệp"})

    assert "Văn bản này đã gắn với kế hoạch hoặc văn bản khác nên không rút được." in text_of(answer)
    assert book_now()[0] == 3300


@pytest.mark.parametrize("verb", [old_entries.correct, old_entries.withdraw])
def test_what_was_issued_here_is_neither_corrected_nor_withdrawn(slip, officer, verb):
    Document.objects.filter(pk=slip.pk).update(
        issued_at=timezone.now(), issued_by=officer, is_free_of_secrets=True
    )

    with pytest.raises(ValidationError) as refusal:
        verb(slip, by=officer, reason="Sai")

    assert refusal.value.messages == [NEITHER]


def test_page_of_an_entry_leads_there_for_who_may(client_of, office, front, slip):
    link = f'href="{url_of("correct", slip)}"'

    assert link in office.get(slip.get_absolute_url()).content.decode()
    assert link not in client_of(front).get(slip.get_absolute_url()).content.decode()
