"""What holds a draft back besides its words: said from the beginning, to each with advice one can follow."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from documents.models import CommitteeTerm
from tests import factories
from tests.conftest import member
from tests.reading import text_of

ASK = "Hãy đề nghị người quản trị hoặc Văn phòng Đảng ủy"


@pytest.fixture(autouse=True)
def _cell_of_the_party(ward):
    """Cells number by term, as all of the Party."""
    ward.cells[3].format_family = "party"
    ward.cells[3].save()


@pytest.fixture
def cell_head(ward):
    return member(ward.cells[3], "branch_leader", "chibo3", "Trần Văn Hòa", "Bí thư chi bộ")


@pytest.fixture
def draft(ward, formats):
    return factories.DocumentFactory(
        issuer=ward.cells[3],
        is_draft=True,
        symbol="",
        body="<p>Nội dung.</p>",
        signer_post="Bí thư",
        signer_name="Trần Văn Hòa",
    )


def test_each_is_told_what_one_can_do(draft, cell_head, officer):
    assert draft.missing_for(cell_head) == [
        f"Chưa ghi ký hiệu trên văn bản của Chi bộ Khu phố 3. {ASK} ghi ở trang “Sổ số”.",
        f"Chưa ghi nhiệm kỳ của Chi bộ Khu phố 3. {ASK} ghi ở trang “Sổ số”.",
    ]
    assert draft.missing_for(officer) == [
        "Chưa ghi ký hiệu trên văn bản của Chi bộ Khu phố 3. Hãy ghi ở trang “Sổ số”.",
        "Chưa ghi nhiệm kỳ của Chi bộ Khu phố 3. Hãy ghi ở trang “Sổ số”.",
    ]


def test_what_one_can_fill_in_is_a_link_to_where(client_of, office, draft, cell_head):
    way = f'ghi ở <a href="{reverse("documents:book_list")}">trang “Sổ số”</a>.'

    assert way in text_of(office.get(draft.get_absolute_url()))
    assert way not in text_of(client_of(cell_head).get(draft.get_absolute_url()))


def test_the_name_of_the_superior_is_a_link_to_its_page(office, draft, ward):
    ward.locality.superior_name = ""
    ward.locality.save()
    draft.issuer = ward.party
    draft.save()

    page = text_of(office.get(draft.get_absolute_url()))

    assert f'điền ở <a href="{reverse("organizations:locality_complete")}">trang “Tổ chức”</a>.' in page


def test_cell_with_symbol_and_term_lacks_nothing(ward, draft, cell_head):
    draft.symbol = "CB"
    CommitteeTerm.objects.create(unit=ward.cells[3], name="2015 – 2020", starts_on="2015-07-01")

    assert draft.missing_for(cell_head) == []


def test_who_begins_a_paper_is_told_at_once(client_of, cell_head, formats, ward):
    page = client_of(cell_head).get(reverse("documents:document_new"))

    assert "Đơn vị này chưa ban hành văn bản được" in text_of(page)
    assert page.context["lacking"] == [
        f"Chưa ghi ký hiệu trên văn bản của Chi bộ Khu phố 3. {ASK} ghi ở trang “Sổ số”.",
        f"Chưa ghi nhiệm kỳ của Chi bộ Khu phố 3. {ASK} ghi ở trang “Sổ số”.",
    ]


def test_submit_page_and_the_paper_say_it_too(client_of, cell_head, draft):
    client = client_of(cell_head)
    sentence = f"Chưa ghi nhiệm kỳ của Chi bộ Khu phố 3. {ASK} ghi ở trang “Sổ số”."

    assert sentence in text_of(client.get(draft.get_absolute_url()))
    assert sentence in text_of(client.get(reverse("documents:document_submit", args=[draft.pk])))
    with pytest.raises(ValidationError) as refusal:
        draft.submit(by=cell_head, is_free_of_secrets=True)
    assert sentence in refusal.value.messages


def test_issuing_on_a_day_without_a_term_tells_whom_to_ask(client_of, leader, formats, draft, ward, officer):
    draft.issuer, draft.symbol = ward.party, "ĐU"
    draft.save()
    draft.submit(by=officer, is_free_of_secrets=True)

    answer = client_of(leader).post(
        reverse("documents:document_issue", args=[draft.pk]),
        {"issued_on": "1/2/2014", "is_free_of_secrets": "on"},
    )

    assert answer.context["form"].non_field_errors() == [
        f"Chưa ghi nhiệm kỳ của Đảng ủy Phường 6 cho ngày 01/02/2014. {ASK} ghi nhiệm kỳ ở trang “Sổ số”, "
        "hoặc sửa ngày ban hành."
    ]


def test_table_that_is_too_wide_is_told_until_the_paper_is_issued(office, draft, ward):
    wide = f"<table><tr>{'<td>1</td>' * 13}</tr></table>"
    draft.issuer, draft.body = ward.party, wide
    draft.recipients, draft.signing_authority = "Quận ủy", "T/M Đảng ủy"
    draft.save()
    factories.DocumentAnnexFactory(document=draft, title="Biểu", body=wide)
    factories.DocumentAnnexFactory(document=draft, title="Biểu ngang", body=wide, is_landscape=True)

    pages = [
        office.get(draft.get_absolute_url()),
        office.get(reverse("documents:document_submit", args=[draft.pk])),
    ]

    told = "có 1 bảng quá nhiều cột so với khổ giấy đứng; hãy chuyển sang phụ lục khổ ngang."
    assert [page.context["remarks"] for page in pages] == [
        [f"Nội dung {told}", f"Phụ lục “Biểu” {told}"],
        [f"Nội dung {told}", f"Phụ lục “Biểu” {told}"],
    ]
    assert [f"Phụ lục “Biểu” {told}" in text_of(page) for page in pages] == [True, True]


def test_paper_of_the_party_is_asked_to_whom_it_goes_and_for_whom_it_is_signed(office, draft, ward):
    draft.issuer, draft.recipients, draft.signing_authority = ward.party, "", ""
    draft.save()

    submitting = office.get(reverse("documents:document_submit", args=[draft.pk]))

    assert submitting.context["remarks"] == [
        "Chưa ghi nơi nhận: bản in chỉ có dòng “Lưu …”. Có gửi nơi nào thì ghi ở phần nơi nhận.",
        "Chưa ghi thay mặt ai ký, ví dụ “T/M Đảng ủy”. Ký trực tiếp thì để trống.",
    ]
    assert "bản in chỉ có dòng “Lưu …”" in text_of(submitting)


@pytest.mark.parametrize(
    ("changes", "is_missing"),
    [
        ({}, True),
        ({"paper_superior": "Đảng bộ Quận 3"}, False),
        ({"is_sample": True}, False),
        ({"superior_name": "Đảng bộ Quận 3"}, False),
    ],
)
def test_party_paper_of_the_ward_waits_for_the_name_above_it(
    ward, formats, officer, front, changes, is_missing
):
    ward.locality.superior_name = changes.get("superior_name", "Đảng bộ quận [cần bổ sung]")
    ward.party.paper_superior = changes.get("paper_superior", "")
    draft = factories.DocumentFactory.build(
        issuer=ward.party,
        locality=ward.locality,
        doc_type=factories.DocumentTypeFactory(),
        is_draft=True,
        is_sample=changes.get("is_sample", False),
        body="<p>Nội dung.</p>",
        signer_post="Bí thư",
        signer_name="Trần Văn Hòa",
    )
    draft.abstract = "Nếp sống văn minh"
    draft.save()

    found = [draft.missing_for(officer), draft.missing_for(front)]

    sentence = "Chưa ghi tên cấp trên in trên văn bản."
    expected = [[f"{sentence} Hãy điền ở trang “Tổ chức”."], [f"{sentence} {ASK} điền ở trang “Tổ chức”."]]
    assert found == (expected if is_missing else [[], []])
