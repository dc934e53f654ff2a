"""How papers hang together: links that close no circle, the chain up and the tree down."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from documents.family import family_of
from documents.models import DocumentLink
from organizations.models import AuditEntry
from tests import factories
from tests.reading import text_of

Kind = DocumentLink.Kind


@pytest.fixture
def front_plan(ward, plan):
    """7-KH/MTTQ of the Front, which makes 19-KH/ĐU concrete."""
    document = factories.DocumentFactory(issuer=ward.front, number=7, symbol="MTTQ", abstract="Ngày hội")
    factories.DocumentLinkFactory(source=document, target=plan.document)
    return document


@pytest.fixture
def links_url(plan):
    return reverse("documents:document_links", args=[plan.document_id])


# --- The verbs ----------------------------------------------------------------------------------------


def test_link_is_made_with_its_trace(front_plan, programme, officer):
    link = DocumentLink.tie(front_plan, programme, Kind.BASIS, by=officer)

    assert (link.source, link.target, link.kind) == (front_plan, programme, Kind.BASIS)
    entry = AuditEntry.objects.of(front_plan).get()
    assert (entry.by, entry.action) == (officer, "gắn quan hệ văn bản")
    assert entry.after == {"căn cứ": "Chương trình số 12-CTr/QU"}


def test_circle_is_refused_with_the_chain_that_would_close(front_plan, programme, officer):
    with pytest.raises(ValidationError) as refused:
        DocumentLink.tie(programme, front_plan, Kind.BASIS, by=officer)

    assert refused.value.messages == [
        "Không gắn được, vì các văn bản sẽ dẫn vòng tròn: 12-CTr/QU → 07-KH/MTTQ → 19-KH/ĐU → 12-CTr/QU. "
        "Hãy xem lại: văn bản ra sau dẫn văn bản ra trước."
    ]
    assert DocumentLink.objects.count() == 2


def test_link_to_itself_and_a_second_one_are_refused(front_plan, plan, officer):
    with pytest.raises(ValidationError, match="Văn bản không thể dẫn chính nó"):
        DocumentLink.tie(front_plan, front_plan, Kind.BASIS, by=officer)
    with pytest.raises(ValidationError, match="đã được ghi là cụ thể hóa Kế hoạch số 19-KH/ĐU"):
        DocumentLink.tie(front_plan, plan.document, Kind.IMPLEMENTS, by=officer)


def test_link_is_taken_away_with_its_trace(front_plan, officer):
    front_plan.links_up.get().untie(by=officer)

    assert not front_plan.links_up.exists()
    entry = AuditEntry.objects.of(front_plan).get()
    assert (entry.action, entry.before) == ("bỏ quan hệ văn bản", {"cụ thể hóa": "Kế hoạch số 19-KH/ĐU"})


# --- The family ---------------------------------------------------------------------------------------


def told(nodes):
    return [(node.document.code, node.kind.label, node.is_repeated, told(node.nodes)) for node in nodes]


def test_family_goes_all_the_way_up_and_down(front_plan, plan, programme, officer):
    factories.DocumentLinkFactory(source=front_plan, target=programme, kind=Kind.BASIS)

    up = family_of(front_plan, officer).up
    down = family_of(programme, officer).down

    assert told(up) == [
        ("12-CTr/QU", "căn cứ", False, []),
        ("19-KH/ĐU", "cụ thể hóa", False, [("12-CTr/QU", "cụ thể hóa", True, [])]),
    ]
    assert told(down) == [
        ("19-KH/ĐU", "cụ thể hóa", False, [("07-KH/MTTQ", "cụ thể hóa", False, [])]),
        ("07-KH/MTTQ", "căn cứ", True, []),
    ]


def test_family_leaves_out_what_may_not_be_seen(front_plan, programme, women_kp3):
    front_plan.state, front_plan.number, front_plan.issued_on = "draft", None, None
    front_plan.save()

    assert told(family_of(programme, women_kp3).down) == [("19-KH/ĐU", "cụ thể hóa", False, [])]


def test_family_says_what_was_replaced(plan, ward, officer):
    new = factories.DocumentFactory(issuer=ward.party, number=30)
    factories.DocumentLinkFactory(source=new, target=plan.document, kind=Kind.REPLACES)

    (above,) = family_of(new, officer).up

    assert above.is_replaced


def test_family_page_costs_the_same_with_more_papers(office, plan, ward, django_assert_num_queries):
    url = reverse("documents:document_family", args=[plan.document_id])
    with django_assert_num_queries(6):
        office.get(url)
    above = plan.document
    for number in (30, 31, 32):
        paper = factories.DocumentFactory(issuer=ward.front, number=number, symbol="MTTQ")
        factories.DocumentLinkFactory(source=paper, target=above)
        above = paper
    with django_assert_num_queries(6):
        page = text_of(office.get(url))
    assert "32-KH/MTTQ" in page


# --- The page -----------------------------------------------------------------------------------------


def test_link_is_chosen_from_the_papers_found(office, plan, ward, links_url):
    other = factories.DocumentFactory(issuer=ward.front, number=7, symbol="MTTQ", abstract="Ngày hội")
    factories.DocumentFactory(issuer=ward.front, number=8, symbol="MTTQ", abstract="Việc khác")

    page = office.get(links_url, {"q": "ngay hoi"})

    assert list(page.context["papers"]) == [other]

    response = office.post(f"{links_url}?q=ngay+hoi", {"kind": Kind.BASIS, "target": other.pk})

    assert response.url == links_url
    assert plan.document.links_up.filter(target=other, kind=Kind.BASIS).exists()


def test_link_page_says_what_is_missing_and_keeps_what_was_chosen(office, ward, links_url):
    other = factories.DocumentFactory(issuer=ward.front, number=7, symbol="MTTQ")

    response = office.post(links_url, {"kind": "", "target": other.pk})

    page = text_of(response)
    assert "Chưa chọn quan hệ: căn cứ, cụ thể hóa, sửa đổi …" in page
    assert f'value="{other.pk}" checked' in page


def test_link_page_tells_a_circle(office, front_plan, links_url):
    response = office.post(links_url, {"kind": Kind.BASIS, "target": front_plan.pk})

    (refusal,) = response.context["form"].non_field_errors()
    assert refusal.startswith("Không gắn được, vì các văn bản sẽ dẫn vòng tròn: 19-KH/ĐU → 07-KH/MTTQ")


def test_link_is_taken_away_from_its_page(office, plan, links_url):
    link = plan.document.links_up.get()

    response = office.post(reverse("documents:link_remove", args=[link.pk]))

    assert response.url == links_url
    assert not plan.document.links_up.exists()


def test_link_page_costs_the_same_with_more_links(office, plan, ward, links_url, django_assert_num_queries):
    with django_assert_num_queries(6):
        office.get(links_url)
    for number in (30, 31):
        paper = factories.DocumentFactory(issuer=ward.front, number=number, symbol="MTTQ")
        factories.DocumentLinkFactory(source=plan.document, target=paper, kind=Kind.BASIS)
    with django_assert_num_queries(6):
        assert len(office.get(links_url).context["links"]) == 3
