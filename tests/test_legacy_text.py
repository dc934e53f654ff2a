"""Text of the old fonts in a draft: told, shown before and after, put into Unicode if people agree."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from documents.legacy_text import LegacyText
from organizations.models import AuditEntry
from tests import factories
from tests.reading import text_of

VNI = "Caùc chi boä toå chöùc sinh hoaït chuyeân ñeà haèng thaùng."
READ = "Các chi bộ tổ chức sinh hoạt chuyên đề hằng tháng."
TCVN3 = "C¸c chi bé tæ chøc sinh ho¹t chuyªn ®Ò h»ng th¸ng."


@pytest.fixture(autouse=True)
def _guideline(db):
    factories.FormatProfileFactory()


@pytest.fixture
def draft(ward):
    return factories.DocumentFactory(issuer=ward.party, is_draft=True, body=f"<p>{VNI}</p><p>{READ}</p>")


def url_of(document):
    return reverse("documents:document_convert", args=[document.pk])


def test_draft_with_old_letters_offers_to_convert_them(office, draft):
    page = office.get(reverse("documents:document_edit", args=[draft.pk]))

    assert f'href="{url_of(draft)}">Chuyển sang Unicode</a>' in page.content.decode()


def test_draft_in_unicode_offers_nothing(office, draft):
    draft.body = f"<p>{READ}</p><p>Công ty Müller &amp; Söhne tài trợ.</p>"
    draft.save()

    page = office.get(reverse("documents:document_edit", args=[draft.pk]))

    assert "Chuyển sang Unicode" not in text_of(page)
    assert "Văn bản này đã là Unicode." in text_of(office.get(url_of(draft)))


def test_before_and_after_are_shown_and_only_the_old_text_is_changed(office, draft, officer):
    draft.body += f"<ul><li><p>Vieät <strong>Nam</strong></p></li></ul><h2>{TCVN3}</h2>"
    draft.abstract = "Sinh hoaït chuyeân ñeà"
    draft.save()
    annex = factories.DocumentAnnexFactory(document=draft, title="Danh saùch chi boä toát", body="")

    page = office.get(url_of(draft))
    answer = office.post(url_of(draft))

    assert f'<td data-label="Đang ghi">{VNI}</td><td data-label="Sau khi chuyển">{READ}</td>' in (
        page.content.decode()
    )
    assert answer.url == reverse("documents:document_edit", args=[draft.pk])
    draft.refresh_from_db()
    annex.refresh_from_db()
    assert draft.body == (
        f"<p>{READ}</p><p>{READ}</p><ul><li><p>Việt <strong>Nam</strong></p></li></ul><h2>{READ}</h2>"
    )
    assert (draft.abstract, annex.title, draft.version) == (
        "Sinh hoạt chuyên đề",
        "Danh sách chi bộ tốt",
        2,
    )
    actions = AuditEntry.objects.of(draft).order_by("pk").values_list("by", "action")
    assert list(actions) == [(officer.pk, "sửa dự thảo văn bản"), (officer.pk, "sửa phụ lục")]
    assert LegacyText(draft).changes == []


def test_draft_somebody_saved_meanwhile_is_left_alone(office, draft):
    stale = LegacyText(draft)
    type(draft).objects.update(version=5)

    with pytest.raises(ValidationError, match="Văn bản vừa được người khác sửa"):
        stale.convert(by=None)


def test_converting_twice_says_that_nothing_is_left(office, draft):
    office.post(url_of(draft))

    answer = office.post(url_of(draft), follow=True)

    assert "Không còn chỗ nào gõ bằng phông cũ." in text_of(answer)
