"""Old papers brought in: uploaded, looked at beside the original, entered or filled into what is here."""

import io
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from documents.models import Attachment, Document, NumberGap, UploadedPaper
from organizations.models import AuditEntry
from tests import factories

TICKED = {"is_free_of_secrets": "on"}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NEW = "/van-ban/nhap/"
NOT_READ = '<span class="not-read">Chưa nhận ra, đồng chí điền giúp.</span>'


def column(table, place, lines):
    cell = table.cell(0, place)
    for number, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
        run = paragraph.add_run(line.lstrip("!"))
        run.bold, paragraph.alignment = line.startswith("!"), ALIGN.CENTER


def old_plan(*, number="Số 19-KH/ĐU", day="ngày 25 tháng 4 năm 2016", annex=(), font="", extra=()):
    """A plan of the Party committee as offices wrote it, as the bytes of a Word file."""
    document = docx.Document()
    head = document.add_table(1, 2)
    column(head, 0, ["ĐẢNG BỘ QUẬN 3", "!ĐẢNG ỦY PHƯỜNG 6", "*", number])
    column(head, 1, ["!ĐẢNG CỘNG SẢN VIỆT NAM", "", f"Phường 6, {day}"])
    for line in ("KẾ HOẠCH", "về nếp sống văn minh đô thị"):
        paragraph = document.add_paragraph()
        paragraph.add_run(line).bold, paragraph.alignment = True, ALIGN.CENTER
    document.add_paragraph("- Căn cứ Chương trình số 12-CTr/QU, ngày 05/02/2016 của Quận ủy;")
    run = document.add_paragraph().add_run("Vieät Nam" if font else "Các chi bộ <thực hiện>.")
    if font:
        run.font.name = font
    for line in extra:
        document.add_paragraph(line)
    foot = document.add_table(1, 2)
    column(foot, 0, ["Nơi nhận:", "- Ban Thường vụ Quận ủy;", "- Các chi bộ;", "- Lưu Đảng ủy."])
    column(foot, 1, ["!T/M ĐẢNG ỦY", "BÍ THƯ", "", "!Nguyễn Văn An"])
    for line in annex:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def upload(office, formats):
    """`upload(data)`: the answer to the form of uploading, sent with its tick."""

    def send(data, name="kế hoạch 19.docx", **more):
        return office.post(NEW, {"upload": SimpleUploadedFile(name, data), **TICKED, **more})

    return send


@pytest.fixture
def confirm(office, upload):
    """`confirm(data, **changes)`: upload, then send the form as it was prefilled but for the changes."""

    def send(data, client=None, **changes):
        url = upload(data).url
        form = (client or office).get(url).context["form"]
        shown = {name: form[name].value() for name in form.fields}
        sent = {name: value for name, value in shown.items() if value not in (None, "", False)}
        day = sent.get("issued_on")
        sent["issued_on"] = f"{day:%d/%m/%Y}" if day else ""
        return (client or office).post(url, {**sent, **changes})

    return send


def errors(answer):
    return dict(answer.context["form"].errors)


# --- Uploading --------------------------------------------------------------------------------------


def test_an_upload_waits_for_its_uploader_and_leads_to_the_confirmation(office, upload, officer, women_head):
    answer = upload(old_plan())

    uploaded = UploadedPaper.objects.get()
    assert answer.url == uploaded.get_absolute_url() == f"/van-ban/nhap/{uploaded.pk}/"
    assert (uploaded.name, uploaded.uploaded_by, uploaded.document) == ("kế hoạch 19.docx", officer, None)
    assert uploaded.recognized["number"] == {"value": "19-KH/ĐU", "source_line": "Số 19-KH/ĐU"}
    assert AuditEntry.objects.of(uploaded).get().action == "tải lên văn bản cũ"
    assert list(office.get(NEW).context["waiting"]) == [uploaded]


def test_the_tick_is_asked_and_never_given(office, upload):
    assert office.get(NEW).context["form"]["is_free_of_secrets"].value() is None
    assert errors(upload(old_plan(), is_free_of_secrets="")) == {
        "is_free_of_secrets": [
            "Hãy xác nhận tệp không chứa bí mật nhà nước. Tệp có nội dung mật không được đưa lên cổng này."
        ]
    }
    assert not UploadedPaper.objects.exists()


def with_member(data, name, content):
    buffer = io.BytesIO(data)
    with ZipFile(buffer, "a", ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def secret_in_old_letters():
    """ "MẬT" typed for a VNI font, which shows only after the conversion."""
    document = docx.Document()
    document.add_paragraph().add_run("MAÄT").font.name = "VNI-Times"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


BAD_FILES = {
    "a scan": (lambda: b"%PDF-1.4 x", "Tệp này là tệp PDF chứ không phải tệp Word (.docx)."),
    "macros": (lambda: with_member(old_plan(), "word/vbaProject.bin", b"x"), "Tệp này có macro"),
    "bomb": (lambda: with_member(old_plan(), "word/a.xml", b"0" * 60_000_000), "Tệp này bung ra quá lớn"),
    "secret": (lambda: old_plan(extra=["TỐI MẬT"]), "Nội dung này mang dấu chỉ độ mật (TỐI MẬT)"),
    "secret in VNI": (secret_in_old_letters, "Nội dung này mang dấu chỉ độ mật (MẬT)"),
}


@pytest.mark.parametrize(("data", "sentence"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_with_a_sentence(upload, settings, data, sentence):
    (said,) = errors(upload(data()))["upload"]

    assert said[: len(sentence)] == sentence
    assert not UploadedPaper.objects.exists()
    assert not [each for each in Path(settings.MEDIA_ROOT).rglob("*") if each.is_file()]


# --- Looking at what was recognized -----------------------------------------------------------------


def test_each_field_is_prefilled_with_the_line_it_was_read_from(office, upload, ward):
    form = office.get(upload(old_plan()).url).context["form"]

    assert {name: form[name].value() for name in form.fields if form[name].value()} == {
        "issuer": ward.party.pk,
        "type_name": "Kế hoạch",
        "code": "19-KH/ĐU",
        "issued_on": date(2016, 4, 25),
        "abstract": "về nếp sống văn minh đô thị",
        "basis": "Căn cứ Chương trình số 12-CTr/QU, ngày 05/02/2016 của Quận ủy;",
        "body": "<p>Các chi bộ &lt;thực hiện&gt;.</p>",
        "signing_authority": "T/M ĐẢNG ỦY",
        "signer_post": "BÍ THƯ",
        "signer_name": "Nguyễn Văn An",
        "recipients": "Ban Thường vụ Quận ủy\nCác chi bộ",
    }
    assert form.fields["code"].help_text == '<span class="read-from">Đọc từ dòng: Số 19-KH/ĐU</span>'
    assert form.fields["recipients"].help_text == (
        '<span class="read-from">Đọc từ dòng: - Ban Thường vụ Quận ủy; / - Các chi bộ;</span>'
    )


def test_what_was_not_recognized_is_empty_and_marked(office, upload):
    document = docx.Document()
    document.add_paragraph("Chỉ có một dòng chữ.")
    buffer = io.BytesIO()
    document.save(buffer)

    answer = office.get(upload(buffer.getvalue()).url)

    form = answer.context["form"]
    marked = {name for name, field in form.fields.items() if field.help_text == NOT_READ}
    assert marked == {
        "issuer", "type_name", "code", "issued_on", "abstract", "basis", "signing_authority", "signer_post",
        "signer_name", "recipients",
    }  # fmt: skip
    assert not any(form[name].value() for name in marked)
    assert form["body"].value() == "<p>Chỉ có một dòng chữ.</p>"


def test_a_body_the_portal_does_not_know_is_shown_as_printed(office, upload, ward):
    ward.party.name = ward.party.short_name = "Đảng ủy Phường Khác"
    ward.party.symbol = ""
    ward.party.save()

    form = office.get(upload(old_plan()).url).context["form"]

    assert form["issuer"].value() is None
    assert form.fields["issuer"].help_text == (
        '<span class="not-read">Văn bản in “ĐẢNG ỦY PHƯỜNG 6”, chưa khớp đơn vị nào, '
        "đồng chí chọn giúp.</span>"
    )


def test_the_longest_name_above_the_number_is_the_bodys(office, upload, ward):
    factories.UnitFactory(
        locality=ward.locality, line=ward.party.line, name="Phường 6", symbol="ĐU", format_family="party"
    )

    form = office.get(upload(old_plan()).url).context["form"]

    assert form["issuer"].value() == ward.party.pk


def test_a_body_of_another_name_is_known_by_its_symbol(office, upload, ward):
    ward.party.name = ward.party.short_name = "Đảng ủy Phường Khác"
    ward.party.save()

    form = office.get(upload(old_plan()).url).context["form"]

    assert form["issuer"].value() == ward.party.pk
    assert form.fields["issuer"].help_text == '<span class="read-from">Đọc từ dòng: Số 19-KH/ĐU</span>'


def test_the_original_stands_beside_the_form_and_old_letters_are_shown_twice(office, upload):
    answer = office.get(upload(old_plan(font="VNI-Times", annex=["Phụ lục"])).url)

    page = answer.content.decode()
    assert '<td data-label="Trong tệp">Vieät Nam</td><td data-label="Sau khi chuyển">Việt Nam</td>' in page
    assert '<p class="paper-center"><strong>KẾ HOẠCH</strong></p>' in answer.context["form"].original
    assert "<p>Việt Nam</p>" in answer.context["form"].original
    assert "Phần sau chữ ký được tách riêng. Hãy xem có phải phụ lục không." in page


# --- Entering ---------------------------------------------------------------------------------------


def test_a_confirmed_paper_is_entered_with_its_original(
    confirm, officer, ward, django_capture_on_commit_callbacks
):
    data = old_plan()

    with django_capture_on_commit_callbacks(execute=True):
        answer = confirm(data)

    paper = Document.objects.get()
    assert answer.url == paper.get_absolute_url()
    assert (str(paper), paper.issuer, paper.state) == ("Kế hoạch số 19-KH/ĐU", ward.party, "issued")
    assert (paper.issued_on, paper.issued_at, paper.signer_name) == (date(2016, 4, 25), None, "Nguyễn Văn An")
    assert paper.body == "<p>Các chi bộ &lt;thực hiện&gt;.</p>"
    assert paper.recipients == "Ban Thường vụ Quận ủy\nCác chi bộ"
    assert paper.as_paper.basis == ("Căn cứ Chương trình số 12-CTr/QU, ngày 05/02/2016 của Quận ủy;",)
    gap = NumberGap.objects.get()
    assert (gap.first, gap.last, gap.reason) == (1, 18, "Văn bản giấy chưa đưa lên cổng")
    original = paper.attachments.get()
    assert (original.kind, original.name, original.content_type) == ("original", "kế hoạch 19.docx", WORD)
    with original.file.open("rb") as file:
        assert file.read() == data
    uploaded = UploadedPaper.objects.get()
    assert (uploaded.document, uploaded.file.name) == (paper, "")
    # The upload's own copy is gone.
    folders = [
        each.parent.parent.name for each in Path(original.file.storage.location).rglob("*") if each.is_file()
    ]
    assert folders == ["attachments"]


def test_what_the_clerk_corrects_is_what_is_entered(confirm):
    confirm(old_plan(), abstract="Nếp sống văn minh", body="<p>Mới</p><script>x</script>", is_internal="on")

    paper = Document.objects.get()
    assert (paper.abstract, paper.body, paper.is_internal) == ("Nếp sống văn minh", "<p>Mới</p>", True)


def test_an_annex_is_entered_only_if_somebody_says_so(confirm, upload, office):
    data = old_plan(annex=["Danh sách các chi bộ"])

    asked = errors(confirm(data))
    named = errors(confirm(data, annex_choice="annex"))
    confirm(data, annex_choice="annex", annex_title="Danh sách")

    assert asked == {"annex_choice": ["Hãy xem phần sau chữ ký và chọn nhập hay không nhập."]}
    assert named == {"annex_title": ["Chưa ghi tên phụ lục."]}
    paper = Document.objects.get()
    annex = paper.annexes.get()
    assert (annex.title, annex.body, annex.order) == ("Danh sách", "<p>Danh sách các chi bộ</p>", 1)
    assert [each.title for each in paper.as_paper.annexes] == ["Danh sách"]


def test_an_annex_may_be_left_out(confirm):
    confirm(old_plan(annex=["Mẫu in"]), annex_choice="none")

    assert not Document.objects.get().annexes.exists()


def test_an_odd_number_is_kept_as_it_is_written(confirm):
    asked = errors(confirm(old_plan(), code="364/CV.BCH"))
    confirm(old_plan(), code="364/CV.BCH", keeps_code="on")

    assert asked == {
        "code": [
            "“364/CV.BCH” không phải số, ký hiệu theo cách ghi của Đảng ủy Phường 6. Hãy sửa lại; nếu "
            "văn bản ghi đúng như vậy thì đánh dấu “Giữ nguyên như ghi, không vào sổ số”."
        ]
    }
    paper = Document.objects.get()
    assert (paper.code, paper.number, paper.book) == ("364/CV.BCH", None, None)


def test_a_foreign_symbol_is_kept_outside_the_book_if_somebody_says_so(confirm):
    asked = confirm(old_plan(), code="35-KH/ABC")
    confirm(old_plan(), code="35-KH/ABC", keeps_code="on")

    assert asked.context["form"].errors.keys() == {"code"}
    assert "Giữ nguyên như ghi, không vào sổ số" in asked.content.decode()
    paper = Document.objects.get()
    assert (paper.code, paper.number, paper.book) == ("35-KH/ABC", None, None)


def test_a_number_far_beyond_the_book_needs_a_reason(confirm):
    asked = confirm(old_plan(), code="3300-KH/ĐU")

    form = asked.context["form"]
    assert form.oddities == ("Số 3300 bỏ trống 3299 số: sổ chưa có số nào.",)
    assert form.errors == {"odd_reason": ["Hãy xem lại số và ngày; nếu đúng như vậy thì ghi lý do."]}
    assert not Document.objects.exists()
    confirm(old_plan(), code="3300-KH/ĐU", odd_seen=form.shown, odd_reason="Sổ giấy ghi như vậy")
    assert Document.objects.get().code == "3300-KH/ĐU"
    assert NumberGap.objects.get().reason == "Sổ giấy ghi như vậy"


def test_an_old_day_against_its_neighbours_needs_a_reason(confirm):
    confirm(old_plan())

    asked = confirm(old_plan(), code="20-KH/ĐU", issued_on="1/3/2016")

    assert asked.context["form"].oddities == (
        "Ngày 01/3/2016 sớm hơn ngày của số liền trước, số 19-KH/ĐU ngày 25/4/2016.",
    )


def test_a_superiors_paper_takes_no_number_of_ours(confirm, ward):
    confirm(old_plan(number="Số 12-KH/QU"), issuer=ward.superior.pk)

    paper = Document.objects.get()
    assert (paper.code, paper.issuer, paper.book) == ("12-KH/QU", ward.superior, None)


def test_a_superiors_paper_that_has_just_arrived_is_entered_in_the_register(confirm, ward, officer):
    new = old_plan(number="Số 31-KH/QU", day="ngày 14 tháng 9 năm 2017")

    confirm(new, issuer=ward.superior.pk, arrived_on="18/9/2017", handler=ward.front.pk)

    entry = Document.objects.get().incoming
    told = (entry.number, entry.arrived_on, entry.handler, entry.received_by)
    assert told == (1, date(2017, 9, 18), ward.front, officer)


@pytest.mark.parametrize(
    ("arrived_on", "sentence"),
    [
        ("13/9/2017", "Ngày đến không thể trước ngày của văn bản."),
        ("19/9/2017", "Ngày đến không thể sau hôm nay."),
    ],
)
def test_a_paper_arrives_between_its_day_and_today(confirm, ward, arrived_on, sentence):
    new = old_plan(number="Số 31-KH/QU", day="ngày 14 tháng 9 năm 2017")

    answer = confirm(new, issuer=ward.superior.pk, arrived_on=arrived_on)

    assert errors(answer) == {"arrived_on": [sentence]}
    assert not Document.objects.exists()


def test_the_wards_own_paper_does_not_arrive(confirm):
    assert errors(confirm(old_plan(), arrived_on="18/9/2017")) == {
        "arrived_on": ["Văn bản của phường không vào sổ văn bản đến; hãy để trống ô này."]
    }


BAD_HEADS = {
    "no date": ({"issued_on": ""}, {"issued_on": ["Chưa ghi ngày của văn bản."]}),
    "impossible date": (
        {"issued_on": "31/2/2016"},
        {"issued_on": ["Ngày không đúng. Hãy ghi ngày/tháng/năm, ví dụ 15/9/2017."]},
    ),
    "future": (
        {"issued_on": "19/9/2017"},
        {"issued_on": ["Ngày ban hành phải từ năm 1900 đến hôm nay, ngày 18/9/2017."]},
    ),
    "no number": (
        {"code": "-KH/ĐU"},
        {"code": ["Chưa có số. Hãy ghi cả số và ký hiệu như trên văn bản, ví dụ: 19-KH/ĐU."]},
    ),
    "no digit": (
        {"code": "không số"},
        {"code": ["“không số” không có số. Hãy ghi số và ký hiệu như trên văn bản."]},
    ),
    "another type": (
        {"type_name": "Chương trình"},
        {"code": ["Ký hiệu ghi “KH” (Kế hoạch) mà thể loại đã chọn là Chương trình. Hãy xem lại."]},
    ),
    "another body": (
        {"code": "19-KH/QU"},
        {
            "code": [
                "Ký hiệu “QU” là của Ban Chấp hành Đảng bộ quận, không phải của Đảng ủy Phường 6. "
                "Hãy xem lại nơi ban hành."
            ]
        },
    ),
    "no such type": (
        {"type_name": "Công điện"},
        {
            "type_name": [
                "Trong văn bản của Đảng không có thể loại “Công điện”. Hãy chọn thể loại khác, "
                "hoặc chọn lại nơi ban hành."
            ]
        },
    ),
    "no term": (
        {"issued_on": "25/4/2014"},
        {
            "__all__": [
                "Chưa ghi nhiệm kỳ của Đảng ủy Phường 6 cho ngày 25/4/2014. "
                "Hãy ghi nhiệm kỳ ở trang “Sổ số”, hoặc sửa ngày ban hành."
            ]
        },
    ),
}


@pytest.mark.parametrize(("changes", "said"), BAD_HEADS.values(), ids=BAD_HEADS)
def test_a_head_that_cannot_be_is_told_and_nothing_typed_is_lost(confirm, changes, said):
    answer = confirm(old_plan(), **changes, signer_name="Trần Thị Bé")

    assert errors(answer) == said
    assert answer.context["form"]["signer_name"].value() == "Trần Thị Bé"
    assert not Document.objects.exists()
    assert not Attachment.objects.exists()
    assert UploadedPaper.objects.get().document is None


def test_a_stamp_typed_into_the_form_is_refused(confirm):
    (said,) = errors(confirm(old_plan(), body="<p>MẬT</p>"))["__all__"]

    assert said.startswith("Nội dung này mang dấu chỉ độ mật (MẬT)")


# --- A number that is taken -------------------------------------------------------------------------


def test_a_number_of_another_paper_is_refused_with_a_link(confirm, officer, ward):
    confirm(old_plan(day="ngày 20 tháng 3 năm 2016"))
    first = Document.objects.get()

    answer = confirm(old_plan())

    assert errors(answer) == {
        "__all__": ["Số 19-KH/ĐU đã dùng cho Kế hoạch số 19-KH/ĐU, ngày 20/3/2016. Hãy xem lại số và ngày."]
    }
    assert answer.context["form"].shown_existing == first
    assert f'<a href="{first.get_absolute_url()}">Kế hoạch số 19-KH/ĐU, ngày 20/3/2016</a>' in (
        answer.content.decode()
    )
    assert Document.objects.count() == 1


def test_the_same_paper_without_gaps_is_not_entered_twice(confirm):
    confirm(old_plan())

    answer = confirm(old_plan())

    assert errors(answer) == {"__all__": ["Kế hoạch số 19-KH/ĐU, ngày 25/4/2016 đã có trên cổng."]}
    assert answer.context["form"].completable is None
    assert Document.objects.count() == 1


@pytest.fixture
def known(ward, formats):
    """19-KH/ĐU as the registers kept it: without its text, its signer known already."""
    return factories.DocumentFactory(
        issuer=ward.party,
        number=19,
        signer_name="Nguyễn Văn Ân",
        signer_post="[cần bổ sung]",
        abstract="Về nếp sống văn minh",
    )


def test_a_paper_that_is_here_with_gaps_is_offered_to_be_filled_in(office, upload, known):
    form = office.get(upload(old_plan()).url).context["form"]

    assert (form.existing, form.is_same, form.completable) == (known, True, known)


def test_only_the_gaps_of_a_known_paper_are_filled_in(confirm, known):
    answer = confirm(old_plan(), **{"bo-sung": "1"})

    known.refresh_from_db()
    assert answer.url == known.get_absolute_url()
    assert (known.signer_name, known.abstract) == ("Nguyễn Văn Ân", "Về nếp sống văn minh")
    assert (known.signer_post, known.signing_authority) == ("BÍ THƯ", "T/M ĐẢNG ỦY")
    assert known.body == (
        "<p>Căn cứ Chương trình số 12-CTr/QU, ngày 05/02/2016 của Quận ủy;</p>"
        "<p>Các chi bộ &lt;thực hiện&gt;.</p>"
    )
    assert known.version == 2
    assert known.attachments.get().kind == "original"
    assert UploadedPaper.objects.get().document == known
    actions = AuditEntry.objects.of(known).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["bổ sung văn bản", "kèm tệp vào văn bản"]


def test_the_annex_of_a_known_paper_is_filled_in_once(confirm, known):
    data = old_plan(annex=["Danh sách các chi bộ"])
    sent = {"annex_choice": "annex", "annex_title": "Danh sách", "bo-sung": "1"}
    factories.DocumentAnnexFactory(document=known, title="Biểu")

    refused = errors(confirm(data, **sent))
    known.annexes.all().delete()
    confirm(data, **sent)

    assert refused == {"__all__": ["Văn bản đã có phụ lục. Hãy chọn không nhập phần sau chữ ký."]}
    known.refresh_from_db()
    assert [annex.title for annex in known.as_paper.annexes] == ["Danh sách"]
    assert known.version == 2


def test_who_may_not_complete_is_not_offered_it(client_of, front, known, ward, formats):
    client = client_of(front)
    known.issuer, known.symbol = ward.front, "MTTQ"
    known.doc_type = factories.DocumentTypeFactory(family="front", name="Kế hoạch", abbreviation="KH")
    known.save()
    sent = {"upload": SimpleUploadedFile("a.docx", old_plan()), **TICKED}
    url = client.post(NEW, sent).url
    typed = {
        "issuer": ward.front.pk,
        "type_name": "Kế hoạch",
        "code": "19/KH-MTTQ",
        "issued_on": "25/4/2016",
        "abstract": "Về nếp sống văn minh",
    }

    answer = client.post(url, {**typed, "bo-sung": "1"})

    form = answer.context["form"]
    assert (form.existing, form.is_same, form.completable) == (known, True, None)
    assert errors(answer) == {
        "__all__": ["Không có văn bản nào cần bổ sung từ tệp này. Hãy xem lại số và ngày."]
    }
    known.refresh_from_db()
    assert known.version == 1


# --- Once, and by whom ------------------------------------------------------------------------------


def test_an_upload_is_entered_once(office, confirm):
    confirm(old_plan())
    uploaded = UploadedPaper.objects.get()

    again = office.get(uploaded.get_absolute_url())

    assert again.url == Document.objects.get().get_absolute_url()
    with pytest.raises(ValidationError) as refusal:
        uploaded.hold()
    assert refusal.value.messages == [
        "Tệp này vừa được nhập hoặc bỏ đi rồi. Hãy mở lại trang “Nhập từ tệp Word” để xem."
    ]
    assert list(office.get(NEW).context["waiting"]) == []


def test_an_upload_can_be_thrown_away(office, upload, django_capture_on_commit_callbacks):
    upload(old_plan())
    uploaded = UploadedPaper.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        answer = office.post(reverse("documents:import_discard", args=[uploaded.pk]))

    assert answer.url == NEW
    assert not UploadedPaper.objects.exists()
    assert not uploaded.file.storage.exists(uploaded.file.name)
    last = AuditEntry.objects.order_by("pk").last()
    assert last.action == "bỏ văn bản cũ tải lên"


def test_an_entered_upload_is_not_thrown_away(office, confirm):
    confirm(old_plan())
    uploaded = UploadedPaper.objects.get()

    office.post(reverse("documents:import_discard", args=[uploaded.pk]))

    assert UploadedPaper.objects.get() == uploaded


def test_the_branch_writes_its_own_papers_and_offers_no_others(client_of, women_kp3, ward, formats):
    client = client_of(women_kp3)
    url = client.post(NEW, {"upload": SimpleUploadedFile("a.docx", old_plan()), **TICKED}).url

    form = client.get(url).context["form"]

    assert set(form.fields["issuer"].queryset) == {ward.women_branches[3], ward.superior}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_waiting_uploads_asks_once(client_of, officer, ward, count, django_assert_num_queries):
    for _ in range(count):
        factories.UploadedPaperFactory(locality=ward.locality, uploaded_by=officer)
    client = client_of(officer)

    with django_assert_num_queries(4):
        page = client.get(NEW)

    assert len(page.context["waiting"]) == count
