"""The incoming register: lines typed in later, put right, struck out; senders that are no superiors."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from documents.models import Document, IncomingEntry
from organizations.models import AuditEntry
from tests import factories
from tests.reading import text_of

LIST = "/van-ban/?so=den"


@pytest.fixture
def arrival(ward, officer):
    """12-CTr/QU, number 5 of 2017, handled by the Front."""
    document = factories.DocumentFactory(
        issuer=ward.superior,
        number=12,
        symbol="QU",
        issued_on=date(2017, 9, 8),
        abstract="Tiếp tục đổi mới",
        doc_type=factories.DocumentTypeFactory(name="Chương trình", abbreviation="CTr"),
    )
    entry = IncomingEntry(
        locality=ward.locality, document=document, arrived_on=date(2017, 9, 12), handler=ward.front
    )
    entry.enter(by=officer, number=5)
    return entry


@pytest.fixture
def typed(arrival):
    """What the form of the correction sends of the line as it is."""
    return {
        "version": arrival.document.version,
        "issuer": arrival.document.issuer_id,
        "type_name": "Chương trình",
        "code": "12-CTr/QU",
        "issued_on": "8/9/2017",
        "abstract": "Tiếp tục đổi mới",
        "arrived_on": "12/9/2017",
        "number": "5",
        "reason": "Ghi nhầm",
    }


def url_of(verb, entry):
    return reverse(f"documents:incoming_{verb}", args=[entry.pk])


# --- A number of one's own ------------------------------------------------------------------------------


def test_backlog_is_entered_under_its_own_numbers(ward, arrival, officer):
    def entered(**how):
        document = factories.DocumentFactory(issuer=ward.superior)
        entry = IncomingEntry(locality=ward.locality, document=document, arrived_on=date(2017, 9, 1))
        entry.enter(by=officer, **how)
        return entry.number

    assert [entered(number=3), entered()] == [3, 6]
    with pytest.raises(ValidationError) as refusal:
        entered(number=5)
    assert refusal.value.messages == [
        "Số đến 5 năm 2017 đã dùng cho Chương trình số 12-CTr/QU. Hãy ghi số khác, hoặc để trống."
    ]


# --- Put right ------------------------------------------------------------------------------------------


def test_line_is_put_right_with_its_trace(office, arrival, typed, officer):
    changes = {"code": "21-CTr/QU", "issued_on": "7/9/2017", "abstract": "Đổi mới", "number": "4"}

    asked = office.post(url_of("correct", arrival), {**typed, **changes, "reason": ""})
    answer = office.post(url_of("correct", arrival), {**typed, **changes})

    assert asked.context["form"].errors == {"reason": ["Hãy ghi vì sao sửa."]}
    assert asked.context["form"]["code"].value() == "21-CTr/QU"
    assert answer.url == LIST
    arrival.refresh_from_db()
    paper = Document.objects.get()
    assert (paper.code, paper.issued_on, paper.abstract, paper.version) == (
        "21-CTr/QU",
        date(2017, 9, 7),
        "Đổi mới",
        2,
    )
    assert (arrival.number, arrival.arrived_on) == (4, date(2017, 9, 12))
    entry = AuditEntry.objects.of(paper).order_by("pk").last()
    assert (entry.by, entry.action, entry.after["lý do"]) == (officer, "sửa dòng sổ văn bản đến", "Ghi nhầm")
    assert (entry.before["số đến"], entry.after["số đến"]) == (5, 4)


def test_sender_of_a_line_may_be_a_new_body(office, ward, arrival, typed):
    factories.DocumentTypeFactory(name="Công văn", family="administrative", abbreviation="CV")
    sender = {"issuer": "", "new_issuer": "Công ty Điện lực", "family": "administrative", "relation": "other"}

    office.post(url_of("correct", arrival), {**typed, **sender, "type_name": "Công văn", "code": "7/CV-ĐL"})

    issuer = Document.objects.get().issuer
    assert (issuer.name, issuer.level, issuer.is_outside) == ("Công ty Điện lực", "other", True)


def test_number_of_another_line_is_refused(office, ward, arrival, typed, officer):
    other = factories.DocumentFactory(issuer=ward.superior)
    IncomingEntry(locality=ward.locality, document=other, arrived_on=date(2017, 9, 1)).enter(by=officer)

    answer = office.post(url_of("correct", arrival), {**typed, "number": "6"})

    assert answer.context["form"].non_field_errors() == [
        f"Số đến 6 năm 2017 đã dùng cho {other}. Hãy ghi số khác, hoặc để trống."
    ]
    arrival.refresh_from_db()
    assert arrival.number == 5


def test_who_saved_meanwhile_is_not_overwritten(office, arrival, typed):
    Document.objects.update(version=9, abstract="Của người khác")

    answer = office.post(url_of("correct", arrival), typed)

    assert "Dòng này vừa được người khác sửa." in text_of(answer)
    assert Document.objects.get().abstract == "Của người khác"


# --- Struck out -----------------------------------------------------------------------------------------


def test_struck_line_stays_visible_and_its_paper_may_come_in_anew(office, ward, arrival, officer):
    asked = office.post(url_of("strike", arrival), {"reason": " "})
    office.post(url_of("strike", arrival), {"reason": "Vào sổ hai lần"})

    assert asked.context["form"].errors == {"reason": ["Hãy ghi vì sao gạch dòng này."]}
    arrival.refresh_from_db()
    assert (arrival.struck_by, arrival.strike_reason) == (officer, "Vào sổ hai lần")
    page = office.get(LIST)
    assert '<tr class="is-struck">' in page.content.decode()
    assert "Đã gạch: Vào sổ hai lần" in text_of(page)
    assert url_of("edit", arrival) not in page.content.decode()
    assert "12-CTr/QU" not in text_of(office.get("/van-ban/"))
    entry = AuditEntry.objects.of(arrival.document).order_by("pk").last()
    assert (entry.action, entry.after) == ("gạch dòng sổ văn bản đến", {"lý do": "Vào sổ hai lần"})
    again = {
        "issuer": ward.superior.pk,
        "type_name": "Chương trình",
        "code": "12-CTr/QU",
        "issued_on": "8/9/2017",
        "abstract": "Tiếp tục đổi mới",
        "arrived_on": "12/9/2017",
        "is_free_of_secrets": "on",
    }
    office.post(reverse("documents:incoming_add"), again)
    assert list(IncomingEntry.objects.order_by("number").values_list("number", flat=True)) == [5, 6]


@pytest.mark.parametrize("verb", ["edit", "correct"])
def test_struck_line_is_not_changed_any_more(office, arrival, officer, verb):
    arrival.strike(by=officer, reason="Vào sổ hai lần")

    answer = office.get(url_of(verb, arrival), follow=True)

    assert "Dòng này đã bị gạch nên không sửa được." in text_of(answer)
    with pytest.raises(ValidationError, match="Dòng này đã bị gạch nên không sửa được"):
        arrival.strike(by=officer, reason="Lần nữa")


def test_struck_line_needs_its_reason(arrival, officer):
    arrival.struck_at, arrival.struck_by = arrival.received_at, officer

    with pytest.raises(ValidationError, match="Dòng bị gạch phải có người gạch và lý do"):
        arrival.validate_constraints()


# --- Senders --------------------------------------------------------------------------------------------


def test_body_that_is_no_superior_is_listed_apart(office, ward):
    other = factories.UnitFactory(locality=ward.locality, line=ward.party.line, name="UBND Phường 6")
    other.level = "other"
    other.save()

    page = office.get(reverse("organizations:unit_list"))

    assert (page.context["superiors"], page.context["others"]) == ([ward.superior], [other])
    assert "Cơ quan khác gửi văn bản đến: <a" in text_of(page)
