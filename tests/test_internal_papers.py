"""Papers for internal circulation: who works with papers in the line sees them, and whom the writer names."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from documents.models import Document, IncomingEntry
from organizations.models import AuditEntry
from organizations.permissions import Role
from tests import factories
from tests.conftest import member
from tests.reading import text_of


@pytest.fixture(autouse=True)
def _guideline(db):
    factories.FormatProfileFactory()


@pytest.fixture
def draft(ward):
    return factories.DocumentFactory(
        issuer=ward.party, is_draft=True, is_internal=True, body="<p>Nội bộ.</p>", abstract="Nhân sự"
    )


@pytest.fixture
def internal(draft):
    """As if it was issued before the portal."""
    Document.objects.filter(pk=draft.pk).update(state="issued", number=7, issued_on="2017-09-01")
    draft.refresh_from_db()
    return draft


@pytest.mark.parametrize(
    ("role", "sees"),
    [(Role.BRANCH_LEADER, True), (Role.READER, False), (Role.EDITOR, False), (Role.WARD_ADMIN, False)],
)
@pytest.mark.parametrize("where", ["party", "cell"])
def test_own_unit_and_line_count_only_by_posts_that_work_with_papers(ward, internal, role, sees, where):
    unit = ward.party if where == "party" else ward.cells[3]
    user = member(unit, role, "ai.do", "Trần Văn Hòa", "Chức vụ ấy")

    assert Document.objects.visible_to(user).filter(pk=internal.pk).exists() == sees


def test_head_of_a_unit_the_writer_names_sees_the_paper(ward, internal, front, women_head):
    internal.internal_readers.set([ward.front])

    assert list(Document.objects.visible_to(front).filter(is_internal=True)) == [internal]
    assert list(Document.objects.visible_to(women_head).filter(is_internal=True)) == []


def test_who_handles_an_internal_paper_that_arrived_sees_it(ward, internal, front, officer):
    IncomingEntry(
        locality=ward.locality, document=internal, arrived_on=internal.issued_on, handler=ward.front
    ).enter(by=officer)

    assert list(Document.objects.visible_to(front).filter(is_internal=True)) == [internal]


@pytest.fixture
def save(office, draft):
    """`save(…)` sends the form of the draft with these changes."""

    def send(**changes):
        typed = {
            "doc_type": draft.doc_type_id,
            "version": Document.objects.get(pk=draft.pk).version,
            "abstract": draft.abstract,
            "body": draft.body,
            "is_internal": "on",
        }
        return office.post(reverse("documents:document_edit", args=[draft.pk]), typed | changes)

    return send


def test_writer_names_the_units_and_the_page_says_so(save, office, draft, ward, officer):
    save(internal_readers=[ward.front.pk, ward.women.pk])

    assert set(draft.internal_readers.all()) == {ward.front, ward.women}
    page = text_of(office.get(draft.get_absolute_url()))
    assert "Gửi đến: Ủy ban MTTQ Phường 6; Hội LHPN Phường 6." in page
    entry = AuditEntry.objects.of(draft).order_by("pk").last()
    assert (entry.by, entry.action) == (officer, "ghi nơi gửi nội bộ")
    assert set(entry.after["gửi nội bộ đến"]) == {"Ủy ban MTTQ Phường 6", "Hội LHPN Phường 6"}


def test_paper_that_is_not_internal_any_more_names_nobody(save, draft, ward):
    save(internal_readers=[ward.front.pk])
    save(internal_readers=[ward.front.pk], is_internal="")

    assert list(draft.internal_readers.all()) == []


def test_unit_of_another_ward_is_refused(save, draft, other_ward):
    answer = save(internal_readers=[other_ward.party.pk])

    assert answer.context["form"].errors.keys() == {"internal_readers"}
    assert list(draft.internal_readers.all()) == []


def test_issued_paper_goes_to_nobody_else(save, internal, ward, officer):
    answer = save(internal_readers=[ward.front.pk])

    assert "Văn bản đã trình hoặc đã ban hành nên không sửa được." in text_of(answer)
    with pytest.raises(ValidationError):
        internal.circulate([ward.front], by=officer)
    assert list(internal.internal_readers.all()) == []
