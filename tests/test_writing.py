"""Writing a paper in the portal: what is stored, what is refused, and that nothing typed is lost."""

from datetime import date

import pytest
from django.urls import reverse

from documents.models import Document, DocumentAnnex
from organizations.models import AuditEntry
from tests import factories
from tests.reading import text_of

CONFLICT = 409
STAMP = "TUYỆT MẬT"


@pytest.fixture
def plan_type(db):
    return factories.DocumentTypeFactory()


@pytest.fixture
def letter_type(db):
    return factories.DocumentTypeFactory(
        name="Công văn", abbreviation="CV", shape="letter", address_word="Kính gửi", order=2
    )


@pytest.fixture(autouse=True)
def _guideline(db):
    factories.FormatProfileFactory()


@pytest.fixture
def draft(ward, plan_type):
    """A draft of the Party committee, with nothing but its abstract and a line of text."""
    return factories.DocumentFactory(
        issuer=ward.party,
        doc_type=plan_type,
        is_draft=True,
        abstract="Tổ chức Ngày hội Đại đoàn kết",
        body="<p>Mỗi khu phố tổ chức một ngày hội.</p>",
    )


@pytest.fixture
def typed(draft):
    """What a clerk sends of `draft`, as it is stored."""
    fields = ["abstract", "basis", "body", "recipients", "signer_post", "signer_name", "signing_authority"]
    return {
        "doc_type": draft.doc_type_id,
        "version": draft.version,
        **{name: getattr(draft, name) for name in fields},
    }


@pytest.fixture
def save(office, draft, typed):
    """`save(abstract=…)` sends the form of the draft with these changes."""

    def send(client=office, **changes):
        return client.post(reverse("documents:document_edit", args=[draft.pk]), typed | changes)

    return send


def edit_url(document):
    return reverse("documents:document_edit", args=[document.pk])


def actions_on(document):
    return list(AuditEntry.objects.of(document).order_by("pk").values_list("action", flat=True))


# --- A new paper --------------------------------------------------------------------------------------


def test_who_writes_for_many_is_asked_for_whom(office, ward):
    response = office.get(reverse("documents:document_new"))

    units = response.context["issuer_form"].fields["unit"].queryset
    assert ward.party in units
    assert ward.superior not in units
    assert response.context["issuer_form"].initial["unit"] == ward.party.pk


def test_who_writes_for_one_unit_is_not_asked(client_of, women_kp3, ward):
    response = client_of(women_kp3).get(reverse("documents:document_new"))

    assert response.context["issuer"] == ward.women_branches[3]


def test_an_organization_is_offered_only_the_units_whose_drafts_it_sees(client_of, women_head, ward):
    response = client_of(women_head).get(reverse("documents:document_new"))

    assert response.context["issuer"] == ward.women


def test_unit_out_of_reach_is_asked_for_again(client_of, front, ward):
    response = client_of(front).get(reverse("documents:document_new"), {"unit": ward.party.pk})

    assert "Hãy chọn một đơn vị đang hoạt động mà đồng chí được soạn văn bản." in text_of(response)


@pytest.fixture
def new_url(ward):
    return f"{reverse('documents:document_new')}?unit={ward.party.pk}"


@pytest.mark.parametrize("line", ["Lưu VP", "- Lưu: VT, HĐND.", "Lưu.", "Lưu Văn phòng Đảng ủy"])
def test_typed_line_of_the_kept_copy_is_left_out_with_a_note(save, draft, line):
    answer = save(recipients=f"Các chi bộ\r\n{line}\r\nĐồng chí Lưu Văn An")

    draft.refresh_from_db()
    assert draft.recipients == "Các chi bộ\nĐồng chí Lưu Văn An"
    assert f"Đã bỏ dòng “{line}” ở nơi nhận: dòng “Lưu …” máy tự in." in [
        str(each) for each in answer.wsgi_request._messages
    ]


def test_name_that_begins_like_the_kept_copy_stays(save, draft):
    save(recipients="Lưu Văn An\nLưu Vân")

    draft.refresh_from_db()
    assert draft.recipients == "Lưu Văn An\nLưu Vân"


def test_only_the_types_of_the_issuer_are_offered(office, new_url, ward, plan_type, letter_type):
    factories.DocumentTypeFactory(name="Quyết định", abbreviation="QĐ", family="youth")
    everything = office.get(new_url).context["form"].fields["doc_type"].queryset
    assert list(everything) == [plan_type, letter_type]

    letter_type.issuers.add(ward.party)

    laid_down = office.get(new_url).context["form"].fields["doc_type"].queryset
    assert list(laid_down) == [letter_type]


def test_new_paper_without_an_abstract_keeps_the_chosen_type(office, new_url, plan_type):
    response = office.post(new_url, {"doc_type": plan_type.pk, "abstract": " "})

    assert response.context["form"].errors == {"abstract": ["Chưa ghi trích yếu."]}
    assert response.context["form"]["doc_type"].value() == str(plan_type.pk)
    assert not Document.objects.exists()


def test_new_paper_is_a_draft_with_the_symbol_of_its_unit(office, officer, new_url, ward, plan_type):
    response = office.post(new_url, {"doc_type": plan_type.pk, "abstract": "Tổ chức Ngày hội"})

    document = Document.objects.get()
    assert response.url == edit_url(document)
    assert (document.issuer, document.symbol, document.state) == (ward.party, "ĐU", Document.State.DRAFT)
    assert (document.number, document.recipients) == (None, "")
    entry = AuditEntry.objects.of(document).get()
    assert (entry.by, entry.action) == (officer, "soạn văn bản")


def test_new_paper_begins_like_the_last_issued_one_of_its_kind(office, new_url, ward, plan_type):
    factories.DocumentFactory(issuer=ward.party, doc_type=plan_type, recipients="- Nơi cũ")
    factories.DocumentFactory(
        issuer=ward.party,
        doc_type=plan_type,
        issued_on=date(2017, 3, 1),
        recipients="- Các chi bộ",
        signing_authority="T/M BAN THƯỜNG VỤ",
        signer_post="[cần bổ sung]",
        signer_name="Phạm Thị Mai",
    )

    office.post(new_url, {"doc_type": plan_type.pk, "abstract": "Tổ chức Ngày hội"})

    document = Document.objects.get(state=Document.State.DRAFT)
    assert (document.recipients, document.signing_authority) == ("- Các chi bộ", "T/M BAN THƯỜNG VỤ")
    assert (document.signer_post, document.signer_name) == ("", "")


def test_new_paper_with_a_secrecy_stamp_is_refused(office, new_url, plan_type):
    response = office.post(new_url, {"doc_type": plan_type.pk, "abstract": f"{STAMP}\nTổ chức"})

    (refusal,) = response.context["form"].non_field_errors()
    assert refusal.startswith(f"Nội dung này mang dấu chỉ độ mật ({STAMP})")
    assert response.context["form"]["abstract"].value() == f"{STAMP}\nTổ chức"
    assert not Document.objects.exists()


# --- Its text -----------------------------------------------------------------------------------------


def test_edit_page_opens_with_what_is_stored_and_what_may_be_picked(office, officer, leader, ward, draft):
    factories.DocumentFactory(issuer=ward.party, signing_authority="T/M BAN THƯỜNG VỤ", signer_post="Bí thư")

    response = office.get(edit_url(draft))

    assert response.context["form"]["body"].value() == "<p>Mỗi khu phố tổ chức một ngày hội.</p>"
    assert response.context["suggestions"] == {
        "authorities": ["T/M BAN THƯỜNG VỤ", "T/M", "K/T", "T/L", "T/U"],
        "posts": [
            "Cán bộ Văn phòng Đảng ủy",
            "Phó Bí thư Thường trực Đảng ủy",
            "Bí thư",
            "Q. Cán bộ Văn phòng Đảng ủy",
        ],
        "people": ["Trần Văn Hòa", "Phạm Thị Mai"],
    }
    assert "Không soạn văn bản mật trên cổng này" in text_of(response)


def test_papers_of_the_superior_and_linked_ones_are_offered_as_a_basis(office, draft, programme, ward):
    linked = factories.DocumentFactory(issuer=ward.front, number=7, symbol="MTTQ", abstract="Ngày hội")
    factories.DocumentLinkFactory(source=draft, target=linked)

    assert office.get(edit_url(draft)).context["citable"] == [
        "Căn cứ Kế hoạch số 07-KH/MTTQ, ngày 25/4/2016 của Ủy ban MTTQ Phường 6 về “Ngày hội”",
        "Căn cứ Chương trình số 12-CTr/QU, ngày 17/02/2016 của Ban Chấp hành Đảng bộ quận về "
        f"“{programme.abstract}”",
    ]


def test_saved_draft_is_stored_with_its_trace(save, officer, draft):
    response = save(
        body="<h2>Mục đích</h2><p>Tuyên truyền <strong>rộng rãi</strong>.</p>",
        basis="Căn cứ một\r\nCăn cứ hai",
        signer_name="Phạm Thị Mai",
        urgency="KHẨN",
        is_internal="on",
    )

    draft.refresh_from_db()
    assert response.url == edit_url(draft)
    assert draft.body == "<h2>Mục đích</h2><p>Tuyên truyền <strong>rộng rãi</strong>.</p>"
    assert (draft.basis, draft.signer_name) == ("Căn cứ một\nCăn cứ hai", "Phạm Thị Mai")
    assert (draft.urgency, draft.is_internal, draft.version) == ("KHẨN", True, 2)
    entry = AuditEntry.objects.of(draft).get()
    assert (entry.by, entry.action) == (officer, "sửa dự thảo văn bản")
    assert {change.label for change in entry.changes} == {
        "căn cứ",
        "nội dung",
        "người ký",
        "mức độ khẩn",
        "lưu hành nội bộ",
    }


def test_saving_may_lead_to_the_printed_page(save, draft):
    assert save(abstract="Tên mới", xem="1").url == draft.get_absolute_url()


def test_saving_without_a_change_leaves_no_trace(save, draft):
    response = save()

    draft.refresh_from_db()
    assert (response.url, draft.version, actions_on(draft)) == (edit_url(draft), 1, [])


def test_draft_with_a_mistake_comes_back_with_what_was_typed(save, draft):
    response = save(abstract="", body="<p>Đoạn vừa gõ.</p>")

    assert response.context["form"].errors == {"abstract": ["Chưa ghi trích yếu."]}
    assert response.context["form"]["body"].value() == "<p>Đoạn vừa gõ.</p>"
    draft.refresh_from_db()
    assert draft.version == 1


def test_pasted_litter_is_cleaned_and_told(save, draft, office):
    response = save(
        body="<p class='MsoNormal' style='color:red' onclick='x()'>Việc <span lang=VI>một</span></p>"
        "<script>alert(1)</script><p><img src='https://example.com/a.png'></p>"
    )

    draft.refresh_from_db()
    assert draft.body == "<p>Việc một</p>"
    told = [str(message) for message in response.wsgi_request._messages]
    assert told[0] == "Đã lưu dự thảo."
    assert len(told) > 1


def test_text_with_a_secrecy_stamp_is_refused_and_kept_on_the_screen(save, draft):
    response = save(body=f"<p>{STAMP}</p><p>Đoạn vừa gõ.</p>")

    (refusal,) = response.context["form"].non_field_errors()
    assert refusal.startswith(f"Nội dung này mang dấu chỉ độ mật ({STAMP})")
    assert response.context["form"]["body"].value() == f"<p>{STAMP}</p><p>Đoạn vừa gõ.</p>"
    draft.refresh_from_db()
    assert draft.body == "<p>Mỗi khu phố tổ chức một ngày hội.</p>"


def test_sections_are_numbered_anew_on_request(save, draft):
    save(body="<h2>Mục đích</h2><p>Một.</p><h2>5- Nội dung</h2><h3>Tuyên truyền</h3>", renumber="on")

    draft.refresh_from_db()
    assert draft.body == "<h2>I- Mục đích</h2><p>Một.</p><h2>II- Nội dung</h2><h3>1- Tuyên truyền</h3>"


def test_sections_are_not_numbered_where_no_layout_is_in_force(office, draft):
    factories.FormatProfileFactory._meta.model.objects.all().delete()

    response = office.get(edit_url(draft))

    assert "renumber" not in response.context["form"].fields


def test_a_type_of_another_family_is_refused(save, draft):
    other = factories.DocumentTypeFactory(name="Kế hoạch", family="youth")

    response = save(doc_type=other.pk)

    assert response.context["form"].errors == {
        "doc_type": ["Đơn vị này không ban hành thể loại ấy. Hãy chọn thể loại khác."]
    }


def test_addressees_are_asked_by_the_word_of_the_type(office, draft, letter_type):
    draft.doc_type = letter_type
    draft.save()

    form = office.get(edit_url(draft)).context["form"]

    assert form.asks_addressees
    assert form.fields["addressees"].label == "Kính gửi"
    assert not form.asks_secretary


def test_draft_takes_the_symbol_that_its_unit_got_meanwhile(save, draft):
    Document.objects.filter(pk=draft.pk).update(symbol="")

    save(abstract="Tên mới")

    draft.refresh_from_db()
    assert draft.symbol == "ĐU"


def test_second_writer_sees_both_texts_as_words(save, client_of, leader, draft):
    save(client_of(leader), body="<p>Bản của người <strong>thứ nhất</strong>.</p>")

    response = save(body="<p>Bản của người thứ hai.</p>")

    assert response.status_code == CONFLICT
    rows = {row.label: (row.mine, row.theirs) for row in response.context["rows"]}
    assert rows["Nội dung"] == ("Bản của người thứ hai.", "Bản của người thứ nhất.")
    assert response.context["theirs_label"].startswith("Bản đang lưu: Phạm Thị Mai, ")
    draft.refresh_from_db()
    assert draft.body == "<p>Bản của người <strong>thứ nhất</strong>.</p>"

    save(body="<p>Bản của cả hai.</p>", version=response.context["form"]["version"].value())

    draft.refresh_from_db()
    assert draft.body == "<p>Bản của cả hai.</p>"


@pytest.fixture
def submitted(draft, officer):
    """The draft after somebody submitted it."""
    draft.state = Document.State.SUBMITTED
    draft.submitted_at, draft.submitted_by = "2017-09-18T08:00+07:00", officer
    draft.is_free_of_secrets = True
    draft.save()
    return draft


def test_submitted_paper_is_not_opened_for_editing(office, submitted):
    response = office.get(edit_url(submitted))

    assert response.url == submitted.get_absolute_url()
    (told,) = [str(message) for message in response.wsgi_request._messages]
    assert told.startswith("Văn bản này đã trình hoặc đã ban hành nên không sửa được.")


def test_what_was_typed_while_somebody_submitted_stays_on_the_screen(save, submitted):
    response = save(abstract="Tên vừa gõ")

    (refusal,) = response.context["form"].non_field_errors()
    assert refusal.startswith("Văn bản đã trình hoặc đã ban hành nên không sửa được.")
    assert response.context["form"]["abstract"].value() == "Tên vừa gõ"
    submitted.refresh_from_db()
    assert submitted.abstract == "Tổ chức Ngày hội Đại đoàn kết"


# --- A draft thrown away ------------------------------------------------------------------------------


def test_draft_is_deleted_after_a_question(office, officer, draft, django_capture_on_commit_callbacks):
    picture = factories.AttachmentFactory(document=draft)
    url = reverse("documents:document_delete", args=[draft.pk])
    assert "không lấy lại được" in text_of(office.get(url))

    with django_capture_on_commit_callbacks(execute=True):
        response = office.post(url)

    assert response.url == reverse("documents:document_list")
    assert not Document.objects.filter(pk=draft.pk).exists()
    assert not picture.file.storage.exists(picture.file.name)
    entry = AuditEntry.objects.of(draft).get()
    assert (entry.by, entry.action) == (officer, "xóa dự thảo văn bản")


def test_draft_of_a_plan_is_not_deleted(office, draft_plan):
    document = draft_plan.document

    response = office.post(reverse("documents:document_delete", args=[document.pk]))

    assert response.url == edit_url(document)
    (told,) = [str(message) for message in response.wsgi_request._messages]
    assert told.startswith("Dự thảo này đã gắn với kế hoạch hoặc văn bản khác nên không xóa được.")
    assert Document.objects.filter(pk=document.pk).exists()
    assert actions_on(document) == []


def test_submitted_paper_is_not_deleted(office, submitted):
    office.post(reverse("documents:document_delete", args=[submitted.pk]))

    assert Document.objects.filter(pk=submitted.pk).exists()


# --- Annexes ------------------------------------------------------------------------------------------


@pytest.fixture
def annexes(draft):
    """Three annexes of the draft: Một, Hai, Ba."""
    return [
        DocumentAnnex.objects.create(document=draft, order=order, title=title, body="<p>Chữ.</p>")
        for order, title in enumerate(["Một", "Hai", "Ba"], start=1)
    ]


def titles(document):
    return [annex.title for annex in document.annexes.all()]


def test_new_annex_comes_last_with_its_trace(office, draft, annexes):
    url = reverse("documents:annex_create", args=[draft.pk])
    assert office.get(url).context["form"]["title"].value() == ""

    missing = office.post(url, {"version": 1, "title": "", "body": "<p>Bảng</p>"})
    assert missing.context["form"].errors == {"title": ["Chưa ghi tên phụ lục."]}
    assert missing.context["form"]["body"].value() == "<p>Bảng</p>"
    response = office.post(url, {"version": 1, "title": "Bốn", "body": "<p>Bảng</p>", "is_landscape": "on"})

    assert response.url == edit_url(draft)
    assert titles(draft) == ["Một", "Hai", "Ba", "Bốn"]
    last = draft.annexes.last()
    assert (last.body, last.is_landscape) == ("<p>Bảng</p>", True)
    assert actions_on(draft) == ["thêm phụ lục"]


def test_annex_is_edited_and_two_writers_meet(office, client_of, leader, draft, annexes):
    url = reverse("documents:annex_edit", args=[annexes[0].pk])
    typed = {"version": 1, "title": "Một", "body": "<p>Chữ.</p>"}
    assert office.get(url).context["form"]["title"].value() == "Một"

    client_of(leader).post(url, {**typed, "title": "Một của người trước"})
    response = office.post(url, {**typed, "body": "<p>Chữ của người sau.</p>"})

    assert response.status_code == CONFLICT
    rows = {row.label: (row.mine, row.theirs) for row in response.context["rows"]}
    assert rows["Nội dung"] == ("Chữ của người sau.", "Chữ.")
    assert titles(draft) == ["Một của người trước", "Hai", "Ba"]


@pytest.mark.parametrize(
    ("moved", "button", "after"),
    [
        (1, "len", ["Hai", "Một", "Ba"]),
        (1, "xuong", ["Một", "Ba", "Hai"]),
        (0, "len", ["Một", "Hai", "Ba"]),
        (2, "xuong", ["Một", "Hai", "Ba"]),
    ],
)
def test_annex_changes_places(office, draft, annexes, moved, button, after):
    office.post(reverse("documents:annex_move", args=[annexes[moved].pk]), {button: "1"})

    assert titles(draft) == after


def test_annex_is_deleted_after_a_question(office, draft, annexes):
    url = reverse("documents:annex_delete", args=[annexes[1].pk])
    assert "Xóa phụ lục này?" in text_of(office.get(url))

    office.post(url)

    assert titles(draft) == ["Một", "Ba"]
    assert actions_on(draft) == ["xóa phụ lục"]


def test_annexes_of_a_submitted_paper_stay_as_they_are(office, submitted, annexes):
    first = annexes[0].pk
    assert office.get(reverse("documents:annex_edit", args=[first])).url == submitted.get_absolute_url()
    office.post(reverse("documents:annex_move", args=[first]), {"xuong": "1"})
    office.post(reverse("documents:annex_delete", args=[first]))
    office.post(reverse("documents:annex_edit", args=[first]), {"version": 1, "title": "Khác"})
    office.post(reverse("documents:annex_create", args=[submitted.pk]), {"version": 1, "title": "Bốn"})

    assert titles(submitted) == ["Một", "Hai", "Ba"]


def test_fortieth_annex_is_refused(office, draft):
    DocumentAnnex.objects.bulk_create(
        DocumentAnnex(document=draft, order=order, title=f"Phụ lục {order}") for order in range(1, 40)
    )

    response = office.post(reverse("documents:annex_create", args=[draft.pk]), {"version": 1, "title": "Nữa"})

    (refusal,) = response.context["form"].non_field_errors()
    assert refusal == "Một văn bản có nhiều nhất 39 phụ lục. Hãy gộp bớt phụ lục."


def test_a_text_no_paper_could_hold_is_refused_and_stays_in_its_box(client_of, officer, draft):
    url = reverse("documents:document_edit", args=[draft.pk])
    deep = "<div>" * 100 + "chữ"

    page = client_of(officer).post(url, {"version": draft.version, "abstract": "Thử", "body": deep})

    assert page.context["form"].errors["body"] == [
        "Nội dung lồng vào nhau quá nhiều lớp. Hãy dán lại dưới dạng chữ không định dạng."
    ]
    assert page.context["form"]["body"].value() == deep
