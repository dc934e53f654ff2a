"""Pictures in a paper's text: put there, shown, taken away."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.models import Attachment
from organizations.models import AuditEntry
from tests import factories
from tests.reading import png, text_of


@pytest.fixture(autouse=True)
def _guideline(db):
    factories.FormatProfileFactory()


@pytest.fixture
def draft(ward):
    return factories.DocumentFactory(issuer=ward.party, is_draft=True, body="<p>Nội dung.</p>")


@pytest.fixture
def submitted(draft, officer):
    factories.CommitteeTermFactory(unit=draft.issuer)
    draft.signer_post, draft.signer_name = "Bí thư", "Phạm Thị Mai"
    draft.save()
    draft.submit(by=officer, is_free_of_secrets=True)
    return draft


def edit_url(document):
    return reverse("documents:document_edit", args=[document.pk])


def actions_on(document):
    return list(AuditEntry.objects.of(document).order_by("pk").values_list("action", flat=True))


@pytest.fixture
def upload(office, draft):
    """`upload(bytes, …)` sends a picture by the form of the edit page."""

    def send(data=None, *, name="toa dam.png", headers=None, **changes):
        form = {"description": "Các đại biểu dự tọa đàm", "is_free_of_secrets": "on", **changes}
        form["upload"] = SimpleUploadedFile(name, data or png(), "image/png")
        return office.post(reverse("documents:picture_create", args=[draft.pk]), form, headers=headers)

    return send


def test_picture_is_kept_with_the_draft_and_shown_to_put_in(upload, office, officer, draft):
    response = upload()

    picture = Attachment.objects.get()
    assert response.url == f"{edit_url(draft)}#hinh"
    assert (picture.kind, picture.content_type, picture.document) == ("picture", "image/png", draft)
    assert (picture.uploaded_by, picture.size) == (officer, len(png()))
    page = office.get(edit_url(draft)).content.decode()
    assert f'data-insert-picture="{picture.key}"' in page
    assert actions_on(draft) == ["kèm tệp vào văn bản"]


def test_picture_by_script_answers_with_the_panel(upload):
    response = upload(headers={"X-Requested-With": "fetch"})

    assert response.status_code == 200
    assert [each.description for each in response.context["pictures"]] == ["Các đại biểu dự tọa đàm"]
    assert "<html" not in response.content.decode()


@pytest.mark.parametrize(
    ("data", "changes", "field", "message"),
    [
        (None, {"description": " "}, "description", "Chưa ghi hình cho thấy gì."),
        (
            None,
            {"is_free_of_secrets": ""},
            "is_free_of_secrets",
            "Hãy xác nhận hình không chứa bí mật nhà nước.",
        ),
        (b"GIF89a, by its name a PNG", {}, "upload", "Tệp này là hình GIF chứ không phải hình PNG"),
    ],
)
def test_picture_with_a_mistake_is_refused(upload, draft, data, changes, field, message):
    by_script = upload(data, headers={"X-Requested-With": "fetch"}, **changes)
    plain = upload(data, **changes)

    assert by_script.context["picture_form"].errors.keys() == {field}
    assert message in text_of(by_script)
    (told,) = [str(each) for each in plain.wsgi_request._messages]
    assert message in told
    assert not draft.attachments.exists()


def test_picture_of_forty_megapixels_is_refused(upload, draft):
    response = upload(png(8000, 5000), headers={"X-Requested-With": "fetch"})

    assert "40 triệu điểm ảnh" in text_of(response)
    assert not draft.attachments.exists()


def test_submitted_paper_takes_no_picture(upload, submitted):
    response = upload()

    (told,) = [str(each) for each in response.wsgi_request._messages]
    assert told == "Chưa tải hình lên: Văn bản đã trình hoặc đã ban hành nên không thêm hình được."
    assert not submitted.attachments.exists()


def test_picture_is_shown_inside_the_page_only_to_who_sees_the_paper(
    upload, office, client_of, reader, draft
):
    upload()
    url = reverse("documents:picture", args=[Attachment.objects.get().key])

    response = office.get(url)

    assert b"".join(response.streaming_content) == png()
    assert {name: response[name] for name in ["Content-Type", "X-Content-Type-Options", "Cache-Control"]} == {
        "Content-Type": "image/png",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=86400",
    }
    assert client_of(reader).get(url).status_code == 404


def test_only_pictures_are_shown_and_only_those_there_are(office, draft):
    scan = factories.AttachmentFactory(document=draft, kind=Attachment.Kind.SCAN)
    lost = factories.AttachmentFactory(document=draft)
    lost.file.storage.delete(lost.file.name)

    answers = [office.get(reverse("documents:picture", args=[each.key])).status_code for each in (scan, lost)]

    assert answers == [404, 404]


# --- Taken away ---------------------------------------------------------------------------------------


def delete_url(picture):
    return reverse("documents:picture_delete", args=[picture.key])


def told(response):
    return [str(each) for each in response.wsgi_request._messages]


def test_picture_nobody_shows_is_deleted_with_its_file(office, draft, django_capture_on_commit_callbacks):
    picture = factories.AttachmentFactory(document=draft)

    asked = office.get(delete_url(picture))
    with django_capture_on_commit_callbacks(execute=True):
        answer = office.post(delete_url(picture))

    assert "Xóa hình này?" in text_of(asked)
    assert (answer.url, told(answer)) == (f"{edit_url(draft)}#hinh", ["Đã xóa hình."])
    assert not draft.attachments.exists()
    assert not picture.file.storage.exists(picture.file.name)
    assert actions_on(draft) == ["xóa tệp kèm văn bản"]


@pytest.mark.parametrize("place", ["body", "annex"])
def test_picture_that_a_text_shows_stays(office, draft, place):
    picture = factories.AttachmentFactory(document=draft)
    shown = f'<figure><img src="hinh:{picture.key}" alt="Tọa đàm"></figure>'
    if place == "body":
        draft.body = shown
        draft.save()
    else:
        factories.DocumentAnnexFactory(document=draft, body=shown)

    answer = office.post(delete_url(picture))

    assert answer.url == edit_url(draft)
    assert told(answer) == [
        "Hình này còn nằm trong nội dung hoặc phụ lục. Hãy bỏ hình khỏi chỗ ấy, lưu dự thảo, rồi xóa."
    ]
    assert draft.attachments.get() == picture


def test_picture_of_a_submitted_paper_stays(office, submitted):
    picture = factories.AttachmentFactory(document=submitted)

    answer = office.post(delete_url(picture))

    assert told(answer) == ["Văn bản đã trình hoặc đã ban hành nên không xóa được hình."]
    assert submitted.attachments.get() == picture


# --- Pasted from elsewhere ----------------------------------------------------------------------------


def shown(key, caption=""):
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><img src="hinh:{key}" alt="Tọa đàm">{below}</figure>'


@pytest.fixture
def save(office, draft):
    """`save(body)` sends the form of the draft with this text."""

    def send(body):
        form = {"doc_type": draft.doc_type_id, "version": draft.version, "abstract": draft.abstract}
        return office.post(edit_url(draft), {**form, "body": body})

    return send


def test_picture_pasted_from_a_paper_one_sees_becomes_ones_own(save, ward, draft, officer):
    other = factories.AttachmentFactory(document__issuer=ward.front)

    answer = save(shown(other.key, "Quang cảnh"))

    copy = draft.attachments.get()
    draft.refresh_from_db()
    assert draft.body == shown(copy.key, "Quang cảnh")
    assert (copy.uploaded_by, copy.sha256) == (officer, other.sha256)
    assert copy.key != other.key
    assert told(answer) == ["Đã lưu dự thảo.", "Đã chép 1 hình từ văn bản khác vào văn bản này."]


@pytest.mark.parametrize("of_whom", ["nobody", "another ward", "lost"])
def test_picture_nobody_here_has_is_left_out_and_its_caption_stays(save, draft, other_ward, of_whom):
    key = "0123456789abcdef" * 2
    if of_whom != "nobody":
        issuer = other_ward.party if of_whom == "another ward" else draft.issuer
        picture = factories.AttachmentFactory(document__issuer=issuer, key=key)
        if of_whom == "lost":
            picture.file.storage.delete(picture.file.name)

    answer = save(f"<p>Nội dung.</p>{shown(key, 'Quang cảnh')}{shown(key)}")

    draft.refresh_from_db()
    assert draft.body == "<p>Nội dung.</p><p>Quang cảnh</p>"
    assert not draft.attachments.exists()
    assert told(answer)[1:] == [
        "Đã bỏ 1 hình không thuộc văn bản này; hãy tải hình lên ở mục “Hình” rồi chèn vào."
    ]


def test_annex_takes_pictures_in_too(office, ward, draft):
    other = factories.AttachmentFactory(document__issuer=ward.front)
    form = {"title": "Hình ảnh", "body": shown(other.key), "version": 1}

    office.post(reverse("documents:annex_create", args=[draft.pk]), form)

    assert draft.annexes.get().body == shown(draft.attachments.get().key)


@pytest.mark.parametrize("place", ["body", "annex"])
def test_paper_that_shows_a_lost_picture_is_not_issued(submitted, leader, place):
    lost = factories.AttachmentFactory(document=submitted)
    lost.file.storage.delete(lost.file.name)
    if place == "body":
        submitted.body = shown(lost.key)
        submitted.save()
    else:
        factories.DocumentAnnexFactory(document=submitted, body=shown(lost.key))
    where = "nội dung" if place == "body" else "phụ lục"

    with pytest.raises(ValidationError) as refusal:
        submitted.issue(by=leader, is_free_of_secrets=True, issued_on=date(2017, 9, 18))

    assert refusal.value.messages == [
        f"Trong {where} có 1 hình không còn tệp. Hãy bỏ hình ấy, tải hình lên rồi chèn lại."
    ]
