"""An uploaded signed PDF: is it what we issued, is it unchanged, and who signed it?"""

import hashlib
import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from documents.pdf import render_pdf
from documents.signatures import SignedPdf, Trust, check
from tests.signing import LONG_AGO, make_root, make_timestamper, make_token, sign

pytestmark = pytest.mark.once

REFUSED = "Không nhận được tệp này làm bản ký số của văn bản đã ban hành."
NO_REVOCATION = "Chưa kiểm tra chứng thư số có bị thu hồi hay không, vì phần mềm không kết nối ra ngoài."
OTHER_PAPER = (
    "Tệp không phải là bản ký của văn bản đã ban hành: phần đầu tệp khác tệp PDF đã ban hành. "
    "Hãy tải tệp PDF đã ban hành về, ký chính tệp đó rồi tải lên."
)
CHANGED = "Nội dung đã bị sửa sau khi ban hành: tệp có thay đổi khác ngoài chữ ký số."
UNREADABLE = (
    "Không đọc được tệp này như một tệp PDF: tệp hỏng hoặc tải lên chưa trọn. Hãy chọn lại tệp PDF đã ký."
)
DEPUTY = "Nguyễn Thị Đẹp (Đảng ủy phường Thử)"


@pytest.fixture(scope="module")
def issued():
    return render_pdf(
        '<html lang="vi"><title>Kế hoạch</title><body><h1>KẾ HOẠCH</h1><p>Đảng <b>ủy</b></p></body></html>'
    )


@pytest.fixture(scope="module")
def root():
    return make_root()


@pytest.fixture(scope="module")
def deputy(root):
    return make_token(root, "Nguyễn Thị Đẹp", "Đảng ủy phường Thử")


@pytest.fixture(scope="module")
def signed(issued, deputy):
    return sign(issued, deputy)


@pytest.fixture
def ask(issued):
    def ask(content, trust=None):
        return check(
            content,
            issued_sha256=hashlib.sha256(issued).hexdigest(),
            issued_length=len(issued),
            trust=trust,
        )

    return ask


def change_page(pdf):
    """Another text on the first page, appended the way a signature is."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(StreamObject(stream_data=b"0 0 200 200 re f"))
    writer.update_container(page)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def another_paper(start=0):
    """A whole PDF with one empty page, its places counted from `start` bytes before it."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>",
    )
    content, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(start + len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 4\n0000000000 65535 f \n%btrailer\n<</Root 1 0 R/Size 4>>\n" % rows
    return content + table + b"startxref\n%d\n%%%%EOF\n" % (start + len(content))


def flipped(content, place):
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


# --- Good copies ----------------------------------------------------------------------------------


def test_a_signed_copy_begins_with_the_issued_bytes(issued, signed):
    assert signed[: len(issued)] == issued
    assert len(signed) > len(issued)


def test_a_signature_of_a_known_issuer_is_accepted(ask, signed, root, deputy):
    result = ask(signed, [root.pem])

    (signer,) = result.signatures
    assert (result.is_issued_content, result.problems) == (True, ())
    assert result.verdict == (
        "Đúng là văn bản đã ban hành, còn nguyên vẹn, có 1 chữ ký số khớp với nội dung. " + NO_REVOCATION
    )
    assert (signer.name, signer.organisation) == ("Nguyễn Thị Đẹp", "Đảng ủy phường Thử")
    assert (signer.issuer, signer.serial) == (
        "Nơi cấp thử nghiệm",
        f"{deputy.certificate.serial_number:X}",
    )
    assert (signer.not_before, signer.not_after) == (LONG_AGO, datetime(2099, 1, 1, tzinfo=UTC))
    assert (signer.is_valid, signer.is_unaltered, signer.is_weak, signer.is_in_term) == (
        True,
        True,
        False,
        True,
    )
    assert (signer.trust, signer.timestamped_at) == (Trust.TRUSTED, None)


def test_a_root_may_be_der(ask, signed, root):
    assert ask(signed, [root.der]).signatures[0].trust is Trust.TRUSTED


@pytest.mark.parametrize("trust", [None, []])
def test_without_roots_the_issuer_is_said_to_be_unchecked(ask, signed, trust):
    result = ask(signed, trust)

    assert result.problems == ()
    assert result.signatures[0].trust is Trust.UNCHECKED
    assert result.verdict == (
        "Đúng là văn bản đã ban hành, còn nguyên vẹn, có 1 chữ ký số khớp với nội dung. "
        "Chưa kiểm tra được nơi cấp chứng thư: chưa khai báo nơi cấp được tin cậy. " + NO_REVOCATION
    )


def test_deputy_and_office_seal_both_hold(ask, signed, root):
    seal = make_token(root, "Con dấu Đảng ủy phường Thử")
    twice = sign(signed, seal, field="ConDau", box=(300, 100, 400, 200))

    result = ask(twice, [root.pem])

    assert (result.is_issued_content, result.problems) == (True, ())
    assert [(one.title, one.is_valid, one.is_unaltered) for one in result.signatures] == [
        (DEPUTY, True, True),
        ("Con dấu Đảng ủy phường Thử", True, True),
    ]


def test_a_certifying_signature_is_accepted(ask, issued, deputy, root):
    result = ask(sign(issued, deputy, certify=True, box=(300, 100, 400, 200)), [root.pem])

    assert (result.is_issued_content, result.problems) == (True, ())


def test_a_trusted_time_stamp_counts_and_the_clock_does_not(ask, issued, root):
    old = make_token(root, "Nguyễn Văn Cũ", not_after=datetime(2016, 1, 1, tzinfo=UTC))
    stamped_at = datetime(2015, 6, 1, 1, 30, tzinfo=UTC)
    copy = sign(issued, old, timestamper=make_timestamper(root, stamped_at))

    known, unknown = (ask(copy, trust) for trust in ([root.pem], None))

    assert known.problems == ()
    assert known.signatures[0].sentences[0] == "Có dấu thời gian lúc 08:30 ngày 01/6/2015."
    assert unknown.problems == ("Chứng thư số của Nguyễn Văn Cũ không còn hoặc chưa có hiệu lực khi ký.",)
    assert unknown.signatures[0].sentences[0] == (
        "Có dấu thời gian lúc 08:30 ngày 01/6/2015 (chưa kiểm tra được nơi cấp dấu thời gian)."
    )


def test_the_page_tells_time_and_term(ask, signed, root):
    (signer,) = ask(signed, [root.pem]).signatures

    assert signer.sentences[1:] == (
        f"Chứng thư số {signer.serial} do Nơi cấp thử nghiệm cấp, có hiệu lực từ 01/01/2015 đến 01/01/2099.",
        "Chứng thư số do nơi cấp được tin cậy cấp.",
    )
    assert signer.sentences[0].endswith(" theo đồng hồ máy người ký, không có dấu thời gian.")


def test_it_can_be_stored_and_read_again(ask, signed, root):
    result = ask(signed, [root.pem])

    stored = json.loads(json.dumps(result.to_json()))

    assert SignedPdf.from_json(stored) == result


def test_it_works_in_a_thread_of_the_web_server(ask, signed, root):
    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(ask, signed, [root.pem]).result()

    assert result == ask(signed, [root.pem])


# --- Copies that are refused ----------------------------------------------------------------------


def test_an_unknown_issuer_is_a_problem(ask, signed):
    result = ask(signed, [make_root("Nơi cấp khác").pem])

    assert (result.is_issued_content, result.verdict) == (True, REFUSED)
    assert result.problems == (f"Chứng thư số của {DEPUTY} không dẫn tới nơi cấp nào được tin cậy.",)


def test_an_expired_certificate_is_a_problem(ask, issued, root):
    old = make_token(root, "Nguyễn Văn Cũ", not_after=datetime(2016, 1, 1, tzinfo=UTC))

    result = ask(sign(issued, old), [root.pem])

    assert result.problems == ("Chứng thư số của Nguyễn Văn Cũ không còn hoặc chưa có hiệu lực khi ký.",)
    assert (result.signatures[0].is_valid, result.signatures[0].trust) == (True, Trust.TRUSTED)


def test_a_flipped_byte_of_the_paper_is_found(ask, issued, signed, root):
    place = issued.index(b"stream\n", len(issued) // 3) + 20

    result = ask(flipped(signed, place), [root.pem])

    assert result.is_issued_content is False
    assert result.problems == (
        OTHER_PAPER,
        f"Chữ ký của {DEPUTY} không khớp với nội dung tệp: tệp đã bị sửa hoặc chữ ký hỏng.",
    )


def test_a_page_changed_after_signing_is_found(ask, signed, root):
    result = ask(change_page(signed), [root.pem])

    assert (result.is_issued_content, result.signatures[0].is_valid) == (False, True)
    assert result.problems == (CHANGED, f"Sau chữ ký của {DEPUTY}, tệp đã bị sửa.")


def test_a_page_changed_before_signing_is_found_though_the_signature_is_sound(ask, issued, deputy, root):
    result = ask(sign(change_page(issued), deputy), [root.pem])

    assert (result.is_issued_content, result.problems) == (False, (CHANGED,))
    assert (result.signatures[0].is_valid, result.signatures[0].is_unaltered) == (True, True)


def test_the_issued_bytes_as_a_mere_prefix_are_not_the_paper(ask, issued, deputy, root):
    result = ask(sign(issued + another_paper(start=len(issued)), deputy), [root.pem])

    assert (result.is_issued_content, result.problems) == (False, (CHANGED,))
    assert result.signatures[0].is_valid is True


def test_the_signature_of_another_paper_is_found(ask, deputy, root):
    result = ask(sign(another_paper(), deputy), [root.pem])

    assert (result.is_issued_content, result.problems) == (False, (OTHER_PAPER,))
    assert result.signatures[0].is_valid is True


def test_an_unsigned_copy_is_told_to_be_signed(ask, issued):
    result = ask(issued)

    assert (result.is_issued_content, result.signatures, result.verdict) == (True, (), REFUSED)
    assert result.problems == ("Tệp không có chữ ký số nào. Hãy ký số tệp PDF đã ban hành rồi tải lên.",)


# --- Files that cannot be read --------------------------------------------------------------------


def refusal(ask, content, trust=None):
    with pytest.raises(ValidationError) as caught:
        ask(content, trust)
    return caught.value.messages


@pytest.mark.parametrize("share", [0.1, 0.5, 0.999])
def test_a_truncated_upload_is_unreadable(ask, signed, share):
    assert refusal(ask, signed[: int(len(signed) * share)]) == [UNREADABLE]


@pytest.mark.parametrize("content", [b"%PDF-1.7\n%%EOF", b"%PDF-1.7\nstartxref\n9\n%%EOF"])
def test_an_empty_shell_is_unreadable(ask, content):
    assert refusal(ask, content) == [UNREADABLE]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", "Kế hoạch".encode()])
def test_another_kind_of_file_is_no_pdf(ask, content):
    assert refusal(ask, content) == ["Tệp này không phải là tệp PDF. Hãy chọn tệp PDF đã ký."]


def test_an_encrypted_file_is_refused(ask, issued):
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(issued)) as pdf:
        pdf.save(output, encryption=pikepdf.Encryption(owner="a", user="b", R=6))

    assert refusal(ask, output.getvalue()) == [
        "Tệp PDF được đặt mật khẩu. Hãy ký tệp đã ban hành mà không đặt mật khẩu."
    ]


def test_a_root_that_cannot_be_read_is_named(ask, signed):
    assert refusal(ask, signed, [b"not a certificate"]) == [
        "Không đọc được chứng thư của nơi cấp được tin cậy. Hãy khai báo lại (tệp PEM hoặc DER)."
    ]
