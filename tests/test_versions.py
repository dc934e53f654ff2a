"""Every saving of a paper kept and compared; what is typed meanwhile kept on the server and offered back."""

import pytest
from django.urls import reverse

from documents.comparing import How, compare
from documents.models import DraftAutosave
from organizations.models import AuditEntry
from tests import factories
from tests.reading import text_of

REFUSED = 409
STAMP = "TUYỆT MẬT"


@pytest.fixture(autouse=True)
def _guideline(db):
    factories.FormatProfileFactory()


@pytest.fixture
def draft(ward):
    return factories.DocumentFactory(
        issuer=ward.party,
        is_draft=True,
        abstract="Tổ chức Ngày hội",
        body="<p>Mỗi khu phố tổ chức một ngày hội.</p>",
    )


@pytest.fixture
def typed(draft):
    return {
        "doc_type": draft.doc_type_id,
        "version": draft.version,
        "abstract": draft.abstract,
        "body": draft.body,
    }


def url(name, target):
    return reverse(f"documents:{name}", args=[target.pk])


# --- Word by word -------------------------------------------------------------------------------------


def told(before, after):
    signs = {How.SAME: "", How.ADDED: "+", How.REMOVED: "-"}
    return [
        line.left_out or " ".join(f"{signs[piece.how]}{piece.text.strip()}" for piece in line.pieces)
        for line in compare(before, after)
    ]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("Một hai ba", "Một hai bốn ba", ["Một hai +bốn ba"]),
        ("Một hai ba", "Một ba", ["Một -hai ba"]),
        ("", "Một\nHai", ["+Một", "+Hai"]),
        ("Một\nHai", "", ["-Một", "-Hai"]),
        ("Như cũ", "Như cũ", []),
        ("a\nb\nc\nd\ne", "a\nb\nc\nD\ne", [2, "c", "-d +D", "e"]),
        ("a\nb\nc\nd\ne\nf\ng\nh", "A\nb\nc\nd\ne\nf\ng\nH", ["-a +A", "b", 4, "g", "-h +H"]),
    ],
)
def test_words_are_compared_with_the_lines_around_them(before, after, lines):
    assert told(before, after) == lines


# --- The savings --------------------------------------------------------------------------------------


@pytest.fixture
def saved_twice(draft, officer, leader):
    """The draft saved by two people, one after the other."""
    draft.body = "<p>Mỗi khu phố tổ chức hai ngày hội.</p>"
    draft.write(by=officer)
    draft.body = "<p>Mỗi khu phố tổ chức <strong>hai ngày hội</strong>.</p>"
    draft.write(by=leader)
    return draft


def test_newest_saving_is_compared_with_the_one_before(office, saved_twice):
    response = office.get(url("document_history", saved_twice))

    assert [saving.by_label for saving in response.context["page"]] == ["Phạm Thị Mai", "Trần Văn Hòa"]
    assert [(field.label, field.lines) for field in response.context["changed"]] == [("nội dung", [])]
    assert "Chữ không đổi, chỉ đổi cách trình bày." in text_of(response)


def test_chosen_saving_shows_words_added_and_taken_out(office, saved_twice):
    first = AuditEntry.objects.of(saved_twice).earliest("pk")

    page = text_of(office.get(url("document_history", saved_twice), {"ban": first.pk}))

    assert '<del class="word-out"><span class="visually-hidden">bỏ: </span>một </del>' in page
    assert '<ins class="word-in"><span class="visually-hidden">thêm: </span>hai </ins>' in page


def test_savings_of_annexes_are_told_too(office, officer, draft):
    factories.DocumentAnnexFactory.build(document=draft, title="Danh sách").write(by=officer)

    (saving,) = office.get(url("document_history", draft)).context["page"]

    assert saving.action == "thêm phụ lục"


def test_paper_never_saved_here_says_so(office, draft):
    assert "Chưa có lần lưu nào trên cổng" in text_of(office.get(url("document_history", draft)))


def test_saving_of_another_paper_is_not_shown(office, saved_twice, ward):
    other = factories.DocumentFactory(issuer=ward.party)
    entry = AuditEntry.objects.of(saved_twice).first()

    assert office.get(url("document_history", other), {"ban": entry.pk}).status_code == 404


def test_history_costs_the_same_with_more_savings(office, draft, officer, django_assert_num_queries):
    draft.write(by=officer)
    with django_assert_num_queries(7):
        office.get(url("document_history", draft))
    draft.write(by=officer)
    draft.write(by=officer)
    with django_assert_num_queries(7):
        assert len(office.get(url("document_history", draft)).context["page"]) == 3


# --- What is being typed ------------------------------------------------------------------------------


def test_what_is_typed_is_kept_and_is_no_saving(office, officer, draft, typed):
    response = office.post(url("document_autosave", draft), typed | {"body": "<p>Đang gõ"})

    kept = DraftAutosave.objects.get()
    assert response.json()["words"].startswith("Đã lưu tạm lúc ")
    assert (kept.document, kept.annex, kept.user, kept.version) == (draft, None, officer, 1)
    assert kept.typed["body"] == "<p>Đang gõ"
    draft.refresh_from_db()
    assert draft.body == "<p>Mỗi khu phố tổ chức một ngày hội.</p>"
    assert not AuditEntry.objects.of(draft).exists()

    said = response.json()
    office.post(url("document_autosave", draft), typed | {"body": "<p>Gõ tiếp", "kept": said["kept"]})

    assert DraftAutosave.objects.get().typed["body"] == "<p>Gõ tiếp"


def test_kept_text_is_offered_and_taken_up_on_its_own_version(office, draft, typed):
    office.post(url("document_autosave", draft), typed | {"body": "<p>Đang gõ</p>", "is_internal": "on"})

    offered = office.get(url("document_edit", draft))
    assert "Có bản gõ dở lúc" in text_of(offered)
    assert offered.context["form"]["body"].value() == "<p>Mỗi khu phố tổ chức một ngày hội.</p>"

    taken_up = office.get(url("document_edit", draft), {"khoi-phuc": "1"})
    form = taken_up.context["form"]
    assert (form["body"].value(), form["is_internal"].value(), form["version"].value()) == (
        "<p>Đang gõ</p>",
        "on",
        1,
    )
    assert 'data-guard="unsaved"' in text_of(taken_up)


def test_kept_text_is_nobody_elses(office, client_of, leader, draft, typed):
    office.post(url("document_autosave", draft), typed)

    assert client_of(leader).get(url("document_edit", draft)).context["kept"] is None


def test_another_text_is_kept_only_once_the_first_was_taken_up_or_given_up(office, draft, typed):
    first = office.post(url("document_autosave", draft), typed | {"body": "<p>Bản một</p>"}).json()["kept"]

    refused = office.post(url("document_autosave", draft), typed | {"body": "<p>Bản hai</p>"})
    assert refused.status_code == REFUSED
    assert refused.json()["words"].startswith("Chưa lưu tạm lên máy chủ: còn một bản gõ dở khác của đồng chí")
    assert DraftAutosave.objects.get().typed["body"] == "<p>Bản một</p>"

    office.post(url("document_autosave", draft), typed | {"body": "<p>Bản một, tiếp</p>", "kept": first})
    stale = office.post(url("document_autosave", draft), typed | {"body": "<p>Bản ba</p>", "kept": first})
    assert stale.status_code == REFUSED
    assert DraftAutosave.objects.get().typed["body"] == "<p>Bản một, tiếp</p>"

    office.post(url("autosave_discard", draft))
    office.post(url("document_autosave", draft), typed | {"body": "<p>Bản hai</p>", "kept": first})
    assert DraftAutosave.objects.get().typed["body"] == "<p>Bản hai</p>"


def test_real_saving_ends_it(office, draft, typed):
    office.post(url("document_autosave", draft), typed | {"abstract": "Tên đang gõ"})
    taken_up = office.get(url("document_edit", draft), {"khoi-phuc": "1"}).context["form"]

    kept = taken_up["kept"].value()
    office.post(url("document_edit", draft), typed | {"abstract": "Tên mới", "kept": kept})

    assert not DraftAutosave.objects.exists()


def test_saving_another_text_leaves_the_kept_one_to_its_writer(office, draft, typed):
    office.post(url("document_autosave", draft), typed | {"body": "<p>Bản một</p>"})

    office.post(url("document_edit", draft), typed | {"abstract": "Tên mới"})

    assert office.get(url("document_edit", draft)).context["kept"].typed["body"] == "<p>Bản một</p>"


def test_kept_text_is_given_up(office, draft, typed):
    office.post(url("document_autosave", draft), typed)

    response = office.post(url("autosave_discard", draft))

    assert response.url == url("document_edit", draft)
    assert not DraftAutosave.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"body": f"<p>{STAMP}</p><p>Việc</p>"}, f"Nội dung này mang dấu chỉ độ mật ({STAMP})"),
        ({"body": "a" * 2_000_001}, "Đoạn đang gõ quá dài"),
        ({"version": "x"}, "Văn bản này đã trình hoặc đã ban hành"),
    ],
)
def test_what_may_not_be_kept_is_refused_in_words(office, draft, typed, change, words):
    response = office.post(url("document_autosave", draft), typed | change)

    assert response.status_code == REFUSED
    assert response.json()["words"].startswith(words)
    assert not DraftAutosave.objects.exists()


def test_annex_is_kept_beside_the_paper(office, officer, draft, typed):
    annex = factories.DocumentAnnexFactory(document=draft)
    asked = {"title": annex.title, "body": "<p>Đang gõ</p>", "version": 1}
    office.post(url("document_autosave", draft), typed)
    office.post(url("annex_autosave", annex), asked)

    page = office.get(url("annex_edit", annex), {"khoi-phuc": "1"})
    assert page.context["form"]["body"].value() == "<p>Đang gõ</p>"

    response = office.post(url("autosave_discard", draft), {"phu-luc": annex.pk})
    assert response.url == url("annex_edit", annex)
    assert DraftAutosave.objects.get().annex is None

    kept = office.post(url("annex_autosave", annex), asked).json()["kept"]
    office.post(url("annex_edit", annex), asked | {"kept": kept})
    assert DraftAutosave.objects.get().annex is None
