"""Files beside a paper: what is taken, who takes it home, and copies signed elsewhere."""

import hashlib
import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.models import Attachment, IncomingEntry
from documents.pdf import render_pdf
from organizations.models import AuditEntry
from tests import factories
from tests.reading import png
from tests.signing import make_root, make_token, sign

TICKED = {"is_free_of_secrets": "on"}


def word(*lines):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_member(content, name, data):
    """A Word file with one member more."""
    buffer = io.BytesIO(content)
    with ZipFile(buffer, "a", ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


def locked_pdf():
    buffer = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="a", user="b"))
    return buffer.getvalue()


@pytest.fixture
def paper(plan):
    """19-KH/ĐU with its text."""
    plan.document.body = "<p>Các chi bộ thực hiện.</p>"
    plan.document.save()
    return plan.document


@pytest.fixture
def put(office):
    """`put(paper, kind, name, content)`: the answer to the form, sent with its tick."""

    def send(paper, kind, name, content, **more):
        url = reverse("documents:attachment_add", args=[paper.pk])
        return office.post(url, {"kind": kind, "upload": SimpleUploadedFile(name, content), **TICKED, **more})

    return send


def stored(attachment):
    with attachment.file.open("rb") as file:
        return file.read()


def errors(answer):
    return dict(answer.context["form"].errors)


# --- Putting a file beside a paper ------------------------------------------------------------------


def test_the_form_offers_what_the_paper_can_have_and_nothing_is_ticked(office, paper, programme, draft_plan):
    def offered(document):
        form = office.get(reverse("documents:attachment_add", args=[document.pk])).context["form"]
        return [key for key, _ in form.fields["kind"].choices], form["is_free_of_secrets"].value()

    assert offered(paper) == (["scan", "signed", "other"], None)
    assert offered(programme) == (["scan", "other"], None)
    assert offered(draft_plan.document) == (["other"], None)


def test_a_scan_is_kept_under_a_random_name_and_told(put, paper, officer):
    content = png()

    answer = put(paper, "scan", "C:\\Quét\\bản ký.jpg", content)

    scan = Attachment.objects.get()
    assert answer.url == f"{paper.get_absolute_url()}#tep"
    assert (scan.document, scan.kind, scan.name) == (paper, "scan", "bản ký.png")
    assert (scan.content_type, scan.size, scan.uploaded_by) == ("image/png", len(content), officer)
    assert scan.sha256 == hashlib.sha256(content).hexdigest()
    assert stored(scan) == content
    folder, place, given = scan.file.name.split("/")
    assert (folder, place, len(given)) == ("attachments", str(paper.locality_id), 32)
    assert int(given, 16) > 0
    entry = AuditEntry.objects.of(paper).get()
    assert (entry.action, entry.after["tệp"]) == ("kèm tệp vào văn bản", "bản ký.png")


def test_without_the_tick_nothing_is_kept_and_the_choice_stays(put, paper):
    answer = put(paper, "other", "danh sách.png", png(), is_free_of_secrets="")

    assert errors(answer) == {
        "is_free_of_secrets": [
            "Hãy xác nhận tệp không chứa bí mật nhà nước. Tệp có nội dung mật không được đưa lên cổng này."
        ]
    }
    assert answer.context["form"]["kind"].value() == "other"
    assert "hãy chọn lại tệp trước khi gửi" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_an_empty_form_says_what_to_do(office, paper):
    answer = office.post(reverse("documents:attachment_add", args=[paper.pk]), {})

    assert errors(answer) == {
        "kind": ["Chưa chọn tệp này là gì."],
        "upload": ["Chưa chọn tệp."],
        "is_free_of_secrets": [
            "Hãy xác nhận tệp không chứa bí mật nhà nước. Tệp có nội dung mật không được đưa lên cổng này."
        ],
    }


BAD_FILES = {
    "another kind": ("quét.pdf", lambda: b"GIF89a....", "Tệp này là hình GIF chứ không phải"),
    "encrypted": ("quét.pdf", locked_pdf, "Tệp PDF này có đặt mật khẩu hoặc bị khóa."),
    "macros": (
        "biểu.docx",
        lambda: with_member(word("Biểu"), "word/vbaProject.bin", b"x"),
        "Tệp này có macro",
    ),
    "bomb": (
        "biểu.docx",
        lambda: with_member(word("Biểu"), "word/media/a.xml", b"0" * 60_000_000),
        "Tệp này bung ra quá lớn",
    ),
    "secret": (
        "biểu.docx",
        lambda: word("TUYỆT MẬT", "Biểu"),
        "Nội dung này mang dấu chỉ độ mật (TUYỆT MẬT)",
    ),
    "secret name": ("Tối mật.png", png, "Nội dung này mang dấu chỉ độ mật (TỐI MẬT)"),
}


@pytest.mark.parametrize(("name", "content", "sentence"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_with_a_sentence(put, paper, name, content, sentence, settings):
    answer = put(paper, "other", name, content())

    (said,) = errors(answer)["upload"]
    assert said[: len(sentence)] == sentence
    assert answer.context["form"]["kind"].value() == "other"
    assert not Attachment.objects.exists()
    assert not [each for each in Path(settings.MEDIA_ROOT).rglob("*") if each.is_file()]


def test_a_scan_is_no_word_file(put, paper):
    (said,) = errors(put(paper, "scan", "quét.pdf", word("Kế hoạch")))["upload"]

    assert said.startswith("Tệp này là tệp Word (.docx) chứ không phải tệp PDF hoặc hình PNG hoặc hình JPG.")


def test_the_same_file_is_kept_once(put, paper):
    put(paper, "scan", "quét.png", png())

    assert errors(put(paper, "scan", "quét lại.png", png())) == {
        "upload": ["Tệp này đã kèm vào văn bản rồi."]
    }
    assert Attachment.objects.count() == 1


def test_who_keeps_the_incoming_register_attaches_to_what_arrived(client_of, front, programme, ward, officer):
    url = reverse("documents:attachment_add", args=[programme.pk])
    sent = {"kind": "scan", **TICKED}
    before = client_of(front).post(url, {**sent, "upload": SimpleUploadedFile("a.png", png())})
    entry = IncomingEntry(
        locality=ward.locality, document=programme, arrived_on=programme.issued_on, handler=ward.front
    )
    entry.enter(by=officer)

    after = client_of(front).post(url, {**sent, "upload": SimpleUploadedFile("a.png", png())})

    assert (before.status_code, after.status_code) == (403, 302)
    assert programme.attachments.get().uploaded_by == front


# --- Copies signed elsewhere ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pdf():
    return render_pdf('<html lang="vi"><title>Kế hoạch</title><body><p>Kế hoạch</p></body></html>')


@pytest.fixture(scope="module")
def root():
    return make_root()


@pytest.fixture(scope="module")
def signed(pdf, root):
    return sign(pdf, make_token(root, "Nguyễn Thị Đẹp", "Đảng ủy Phường 6"))


@pytest.fixture
def printed(paper, pdf, settings, tmp_path):
    """19-KH/ĐU after its PDF was rendered; nobody is trusted yet."""
    settings.DATA_DIR = tmp_path
    paper.pdf_sha256, paper.pdf_size = hashlib.sha256(pdf).hexdigest(), len(pdf)
    paper.save()
    return paper


def test_a_signed_copy_is_kept_with_its_verdict_and_shown(put, office, printed, signed):
    put(printed, "signed", "ban-ky.pdf", signed)

    (row,) = office.get(printed.get_absolute_url()).context["attachments"]
    assert (row.attachment.kind, row.may_remove) == ("signed", False)
    assert [signer.title for signer in row.signed.signatures] == ["Nguyễn Thị Đẹp (Đảng ủy Phường 6)"]
    assert row.signed.verdict == (
        "Đúng là văn bản đã ban hành, còn nguyên vẹn, có 1 chữ ký số khớp với nội dung. "
        "Chưa kiểm tra được nơi cấp chứng thư: chưa khai báo nơi cấp được tin cậy. "
        "Chưa kiểm tra chứng thư số có bị thu hồi hay không, vì phần mềm không kết nối ra ngoài."
    )
    page = office.get(printed.get_absolute_url()).content.decode()
    assert "Người ký: Nguyễn Thị Đẹp (Đảng ủy Phường 6)" in page


def test_a_trusted_root_is_a_file_of_the_administrator(put, printed, signed, root, tmp_path):
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "noi-cap.pem").write_bytes(root.pem)

    put(printed, "signed", "ban-ky.pdf", signed)

    (signer,) = Attachment.objects.get().signatures["signatures"]
    assert signer["trust"] == "trusted"


def test_a_signer_nobody_trusts_is_refused(put, printed, signed, tmp_path):
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "noi-cap.pem").write_bytes(make_root("Nơi cấp khác").pem)

    assert errors(put(printed, "signed", "ban-ky.pdf", signed)) == {
        "upload": [
            "Chứng thư số của Nguyễn Thị Đẹp (Đảng ủy Phường 6) không dẫn tới nơi cấp nào được tin cậy."
        ]
    }


def test_an_unsigned_copy_is_refused(put, printed, pdf):
    assert errors(put(printed, "signed", "ban.pdf", pdf)) == {
        "upload": ["Tệp không có chữ ký số nào. Hãy ký số tệp PDF đã ban hành rồi tải lên."]
    }


def test_another_signed_paper_is_refused(put, printed, signed):
    printed.pdf_sha256 = "0" * 64
    printed.save()

    assert errors(put(printed, "signed", "ban-ky.pdf", signed)) == {
        "upload": [
            "Tệp không phải là bản ký của văn bản đã ban hành: phần đầu tệp khác tệp PDF đã ban hành. "
            "Hãy tải tệp PDF đã ban hành về, ký chính tệp đó rồi tải lên."
        ]
    }


def test_before_the_pdf_was_rendered_nothing_can_be_compared(put, paper, signed):
    assert errors(put(paper, "signed", "ban-ky.pdf", signed)) == {
        "upload": [
            "Cổng chưa lập bản PDF của văn bản này nên chưa có gì để so. Hãy mở “Bản PDF” ở trang văn bản, "
            "ký số chính tệp ấy rồi tải lên."
        ]
    }


def test_a_signed_copy_stays(put, client_of, officer, printed, signed):
    put(printed, "signed", "ban-ky.pdf", signed)
    kept = Attachment.objects.get()

    answer = client_of(officer).post(reverse("documents:attachment_delete", args=[kept.key]))

    assert answer.status_code == 403
    with pytest.raises(ValidationError) as refusal:
        kept.remove(by=officer)
    assert refusal.value.messages == ["Bản ký số là bằng chứng của việc ký nên không xóa được."]
    assert Attachment.objects.get() == kept


# --- Taking it home ---------------------------------------------------------------------------------


def test_a_file_is_a_download_that_no_browser_runs(put, office, paper):
    put(paper, "other", "danh sách “mới”.docx", word("Danh sách"))
    kept = Attachment.objects.get()

    answer = office.get(kept.get_absolute_url())

    assert answer.getvalue() == stored(kept)
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''danh%20s%C3%A1ch%20%E2%80%9Cm%E1%BB%9Bi%E2%80%9D.docx"
    )
    assert answer["Content-Type"] == kept.content_type
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private"


def test_a_stranger_learns_of_no_file(client_of, stranger, front, ward):
    internal = factories.DocumentFactory(issuer=ward.party, is_internal=True)
    url = factories.AttachmentFactory(document=internal, kind="scan").get_absolute_url()

    assert [client_of(user).get(url).status_code for user in (stranger, front)] == [404, 404]


def test_a_lost_file_says_so(office, paper):
    kept = factories.AttachmentFactory(document=paper, kind="scan", name="quét.png")
    kept.file.storage.delete(kept.file.name)

    answer = office.get(kept.get_absolute_url())

    assert answer.status_code == 404
    assert answer.context["attachment"] == kept
    assert "Tệp này không còn trong kho" in answer.content.decode()


# --- The list, and taking a file away ---------------------------------------------------------------


def test_pictures_of_the_text_are_not_listed(office, paper):
    factories.AttachmentFactory(document=paper)
    scan = factories.AttachmentFactory(document=paper, kind="scan")

    context = office.get(paper.get_absolute_url()).context

    assert [row.attachment for row in context["attachments"]] == [scan]
    assert context["may_attach"]


def test_the_uploader_and_who_may_issue_take_a_file_away(
    client_of, officer, leader, women_head, paper, django_capture_on_commit_callbacks
):
    kept = factories.AttachmentFactory(document=paper, kind="scan", uploaded_by=officer)
    storage, name = kept.file.storage, kept.file.name
    url = reverse("documents:attachment_delete", args=[kept.key])

    refused = client_of(women_head).post(url)
    asked = client_of(leader).get(url)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(leader).post(url)

    assert (refused.status_code, asked.context["action"]) == (403, "Xóa tệp")
    assert answer.url == f"{paper.get_absolute_url()}#tep"
    assert not Attachment.objects.exists()
    assert not storage.exists(name)
    entry = AuditEntry.objects.of(paper).get()
    assert (entry.action, entry.before["loại tệp"]) == ("xóa tệp kèm văn bản", "bản chụp có chữ ký")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_once(office, officer, paper, count, django_assert_num_queries):
    for _ in range(count):
        factories.AttachmentFactory(document=paper, kind="scan", uploaded_by=officer)

    with django_assert_num_queries(10):
        page = office.get(paper.get_absolute_url())

    assert len(page.context["attachments"]) == count
