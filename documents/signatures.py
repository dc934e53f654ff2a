"""Whether an uploaded PDF is the paper we issued, and who signed it.

pyHanko is imported here and in signature_rules alone.

Officials sign with tokens of their own, in other software. A signature is appended to a PDF: a signed copy
begins with the issued file's very bytes, and nothing but signatures may follow them. Nothing is fetched from
the network, so revocation is never checked, and every verdict says so.

pyHanko is asynchronous inside; its `validate_pdf_signature` runs a loop of its own, which works in any thread
that has none (a gunicorn thread, a Celery worker).
"""

import binascii
import hashlib
import io
import struct
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from asn1crypto import pem, x509
from cryptography.exceptions import UnsupportedAlgorithm
from django.core.exceptions import ValidationError
from django.utils import timezone
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import SuspiciousModification
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError
from pyhanko_certvalidator.errors import ValidationError as CertificateError

from documents.signature_rules import ISSUED_POLICY
from wardportal.dates import short_date

# A paper bears two to five; each is compared with every revision after it, so the number must be bounded.
MOST_SIGNATURES = 20
# What pyHanko and the parsers below it raise on a broken or hostile file.
UNREADABLE = (
    PdfError,
    CertificateError,
    PathError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    NotImplementedError,
    OSError,
    MemoryError,
    binascii.Error,
    struct.error,
    zlib.error,
    UnsupportedAlgorithm,
)
# Some offices' certificates carry one of the two, some both.
KEY_USAGE = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)
WEAK = {AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE, AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE}
NO_REVOCATION = "Chưa kiểm tra chứng thư số có bị thu hồi hay không, vì phần mềm không kết nối ra ngoài."


class Trust(StrEnum):
    """Whether the certificate's chain leads to a root the administrator configured."""

    TRUSTED = "trusted"
    UNTRUSTED = "untrusted"
    UNCHECKED = "unchecked"

    @property
    def sentence(self) -> str:
        return {
            Trust.TRUSTED: "Chứng thư số do nơi cấp được tin cậy cấp.",
            Trust.UNTRUSTED: "Chứng thư số không dẫn tới nơi cấp nào được tin cậy.",
            Trust.UNCHECKED: "Chưa kiểm tra được nơi cấp chứng thư: chưa khai báo nơi cấp được tin cậy.",
        }[self]


@dataclass(frozen=True)
class Signer:
    """One signature: who, when, and what is true of it. Moments are aware.

    `is_valid`: the signed bytes and the signature fit the certificate. `is_unaltered`: after it the file got
    only further signatures. `claimed_at` is the signer's own clock; `timestamped_at` a third party's word,
    kept only where it is cryptographically sound; `is_timestamp_trusted` where its chain leads to a root.
    """

    name: str
    organisation: str
    issuer: str
    serial: str
    claimed_at: datetime | None
    timestamped_at: datetime | None
    is_timestamp_trusted: bool
    not_before: datetime | None
    not_after: datetime | None
    is_valid: bool
    is_unaltered: bool
    is_weak: bool
    trust: Trust

    @property
    def signed_at(self) -> datetime | None:
        """A trusted time stamp before the signer's own clock."""
        return self.timestamped_at if self.is_timestamp_trusted else self.claimed_at

    @property
    def is_in_term(self) -> bool:
        """Whether the certificate was valid when it was used; without a time, whether it is now."""
        if self.not_before is None or self.not_after is None:
            return False
        return self.not_before <= (self.signed_at or timezone.now()) <= self.not_after

    @property
    def title(self) -> str:
        return f"{self.name} ({self.organisation})" if self.organisation else self.name

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the page tells of this signature besides its problems."""
        return (self._time(), self._term(), self.trust.sentence)

    @property
    def problems(self) -> tuple[str, ...]:
        """Why this signature cannot be accepted, in Vietnamese sentences; empty where it can be."""
        if not self.is_valid:
            return (f"Chữ ký của {self.title} không khớp với nội dung tệp: tệp đã bị sửa hoặc chữ ký hỏng.",)
        found = (
            (not self.is_unaltered, f"Sau chữ ký của {self.title}, tệp đã bị sửa."),
            (self.is_weak, f"Chữ ký của {self.title} dùng thuật toán đã yếu, không còn bảo đảm."),
            (not self.is_in_term, f"Chứng thư số của {self.title} không còn hoặc chưa có hiệu lực khi ký."),
            (
                self.signed_at is not None and self.signed_at > timezone.now() + timedelta(days=1),
                f"Thời điểm ký của {self.title} ở tương lai: đồng hồ máy ký sai.",
            ),
            (
                self.trust is Trust.UNTRUSTED and not self.is_weak,
                f"Chứng thư số của {self.title} không dẫn tới nơi cấp nào được tin cậy.",
            ),
        )
        return tuple(sentence for is_so, sentence in found if is_so)

    def _time(self) -> str:
        if self.timestamped_at is not None:
            trusted = "" if self.is_timestamp_trusted else " (chưa kiểm tra được nơi cấp dấu thời gian)"
            return f"Có dấu thời gian lúc {_moment(self.timestamped_at)}{trusted}."
        if self.claimed_at is not None:
            return f"Ký lúc {_moment(self.claimed_at)} theo đồng hồ máy người ký, không có dấu thời gian."
        return "Chữ ký không ghi thời điểm ký."

    def _term(self) -> str:
        if self.not_before is None or self.not_after is None:
            return "Không đọc được thời hạn của chứng thư số."
        first, last = (short_date(timezone.localdate(day)) for day in (self.not_before, self.not_after))
        return f"Chứng thư số {self.serial} do {self.issuer} cấp, có hiệu lực từ {first} đến {last}."


@dataclass(frozen=True)
class SignedPdf:
    """What is known of an uploaded signed copy; `problems` empty means it may be attached as signed.

    `is_issued_content`: it begins with the issued file's bytes and got nothing but signatures since.
    """

    is_issued_content: bool
    signatures: tuple[Signer, ...]
    verdict: str
    problems: tuple[str, ...]

    def to_json(self) -> dict:
        """Plain values for a JSONField; moments as ISO 8601."""
        data = asdict(self)
        data["problems"] = list(self.problems)
        data["signatures"] = [
            {key: value.isoformat() if isinstance(value, datetime) else value for key, value in row.items()}
            for row in data["signatures"]
        ]
        return data

    @classmethod
    def from_json(cls, data: dict) -> "SignedPdf":
        """The value whose `to_json()` gave `data`; KeyError or TypeError for anything else."""
        signatures = tuple(_signer_from_json(row) for row in data["signatures"])
        return cls(**data | {"signatures": signatures, "problems": tuple(data["problems"])})


def check(
    signed: bytes, *, issued_sha256: str, issued_length: int, trust: Sequence[bytes] | None
) -> SignedPdf:
    """What the file `signed` is, compared with the PDF we issued (its SHA-256 in hex, its length in bytes).

    `trust`: root certificates as PEM or DER bytes, one each; None or empty: who issued the certificates is
    not checked, and said so. Raises ValidationError with a Vietnamese sentence where the file or a root
    cannot be read; what is wrong with a readable file is in `problems`.
    """
    roots = [_root(content) for content in trust or ()]
    try:
        reader = _reader(signed)
        embedded = _signatures(reader)
        signers = tuple(_signer(one, roots) for one in embedded)
        problems = _content_problems(signed, reader, issued_sha256, issued_length)
    except UNREADABLE as error:
        raise ValidationError(
            "Không đọc được tệp này như một tệp PDF: tệp hỏng hoặc tải lên chưa trọn. "
            "Hãy chọn lại tệp PDF đã ký."
        ) from error
    is_issued = not problems
    if not signers:
        problems.append("Tệp không có chữ ký số nào. Hãy ký số tệp PDF đã ban hành rồi tải lên.")
    problems.extend(sentence for signer in signers for sentence in signer.problems)
    return SignedPdf(is_issued, signers, _verdict(signers, problems), tuple(problems))


def _reader(content: bytes) -> PdfFileReader:
    if not content.startswith(b"%PDF-"):
        raise ValidationError("Tệp này không phải là tệp PDF. Hãy chọn tệp PDF đã ký.")
    reader = PdfFileReader(io.BytesIO(content))
    if reader.encrypted:
        raise ValidationError("Tệp PDF được đặt mật khẩu. Hãy ký tệp đã ban hành mà không đặt mật khẩu.")
    return reader


def _signatures(reader):
    found = reader.embedded_regular_signatures
    if len(found) > MOST_SIGNATURES:
        raise ValidationError(f"Tệp có hơn {MOST_SIGNATURES} chữ ký số, nhiều hơn mức phần mềm kiểm tra.")
    return found


def _root(content: bytes) -> x509.Certificate:
    try:
        der = pem.unarmor(content)[2] if pem.detect(content) else content
        certificate = x509.Certificate.load(der, strict=True)
        # asn1crypto parses only what is asked for.
        certificate.native  # noqa: B018 – read for its errors
    except (ValueError, TypeError, KeyError) as error:
        raise ValidationError(
            "Không đọc được chứng thư của nơi cấp được tin cậy. Hãy khai báo lại (tệp PEM hoặc DER)."
        ) from error
    return certificate


# --- Is it the issued paper? ----------------------------------------------------------------------


def _content_problems(signed, reader, issued_sha256, issued_length) -> list[str]:
    issued = signed[:issued_length]
    if len(issued) < issued_length or hashlib.sha256(issued).hexdigest() != issued_sha256:
        return [
            "Tệp không phải là bản ký của văn bản đã ban hành: phần đầu tệp khác tệp PDF đã ban hành. "
            "Hãy tải tệp PDF đã ban hành về, ký chính tệp đó rồi tải lên."
        ]
    if len(signed) > issued_length and not _only_signed_since(issued, reader):
        return ["Nội dung đã bị sửa sau khi ban hành: tệp có thay đổi khác ngoài chữ ký số."]
    return []


def _only_signed_since(issued: bytes, reader: PdfFileReader) -> bool:
    """Whether everything after the issued bytes is signatures, before the first of them as well as after.

    A signature covers what was appended before it, so a changed page that is then signed has a sound one.
    """
    before = PdfFileReader(io.BytesIO(issued))
    base = before.total_revisions - 1
    if reader.total_revisions <= base:
        return False
    # A file may carry the issued bytes at its head and never refer to them.
    if reader.xrefs.get_startxref_for_revision(base) != before.last_startxref:
        return False
    review = ISSUED_POLICY.review_file(reader, base)
    return not isinstance(review, SuspiciousModification)


# --- Who signed? ----------------------------------------------------------------------------------


def _signer(embedded, roots) -> Signer:
    certificate = _certificate(embedded)
    claimed_at = _aware(_claimed(embedded))
    signer = Signer(
        **_identity(certificate),
        claimed_at=claimed_at,
        timestamped_at=None,
        is_timestamp_trusted=False,
        is_valid=False,
        is_unaltered=False,
        is_weak=False,
        trust=Trust.UNTRUSTED if roots else Trust.UNCHECKED,
    )
    if certificate is None:
        return signer
    try:
        return _validated(embedded, signer, roots)
    except UNREADABLE:
        return signer


def _validated(embedded, signer, roots) -> Signer:
    status = _status(embedded, signer, roots, signer.claimed_at)
    stamp = status.timestamp_validity
    if stamp is not None and stamp.valid and stamp.intact:
        # A certificate is judged on the stamped day, if the stamp's own chain holds then.
        stamped = _status(embedded, signer, roots, stamp.timestamp)
        is_trusted = stamped.timestamp_validity.trusted
        status = stamped if is_trusted else status
        signer = replace(signer, timestamped_at=_aware(stamp.timestamp), is_timestamp_trusted=is_trusted)
    return replace(
        signer,
        is_valid=status.intact and status.valid,
        is_unaltered=bool(status.docmdp_ok) and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION,
        is_weak=status.trust_problem_indic in WEAK,
        trust=Trust.TRUSTED if roots and status.trusted else signer.trust,
    )


def _status(embedded, signer, roots, moment):
    # Whether the certificate had expired is Signer.is_in_term's question, whose chain it is another.
    inside = min(max(moment or timezone.now(), signer.not_before), signer.not_after)
    return validate_pdf_signature(
        embedded,
        # Without a list pyHanko would trust the machine's own web certificates.
        ValidationContext(trust_roots=list(roots), moment=inside, allow_fetching=False),
        key_usage_settings=KEY_USAGE,
    )


def _certificate(embedded):
    try:
        return embedded.signer_cert
    except UNREADABLE:
        return None


def _claimed(embedded) -> datetime | None:
    try:
        return embedded.self_reported_timestamp
    except UNREADABLE:
        return None


def _identity(certificate) -> dict:
    if certificate is None:
        return {
            "name": "(không đọc được chứng thư số)",
            "organisation": "",
            "issuer": "",
            "serial": "",
            "not_before": None,
            "not_after": None,
        }
    subject = certificate.subject.native
    return {
        "name": _words(subject, "common_name") or certificate.subject.human_friendly,
        "organisation": _words(subject, "organization_name"),
        "issuer": _words(certificate.issuer.native, "common_name") or certificate.issuer.human_friendly,
        "serial": f"{certificate.serial_number:X}",
        "not_before": _aware(certificate.not_valid_before),
        "not_after": _aware(certificate.not_valid_after),
    }


def _words(name, key) -> str:
    """A part of a certificate's name; some have it several times."""
    value = name.get(key) or ""
    return value if isinstance(value, str) else ", ".join(map(str, value))


def _aware(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return (moment if timezone.is_aware(moment) else timezone.make_aware(moment)).astimezone(UTC)


def _moment(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local:%H:%M} ngày {short_date(local.date())}"


def _signer_from_json(row: dict) -> Signer:
    moments = ("claimed_at", "timestamped_at", "not_before", "not_after")
    read = {key: datetime.fromisoformat(row[key]) if row[key] else None for key in moments}
    return Signer(**row | read | {"trust": Trust(row["trust"])})


# --- The verdict ----------------------------------------------------------------------------------


def _verdict(signers, problems) -> str:
    if problems:
        return "Không nhận được tệp này làm bản ký số của văn bản đã ban hành."
    found = f"Đúng là văn bản đã ban hành, còn nguyên vẹn, có {len(signers)} chữ ký số khớp với nội dung."
    unchecked = Trust.UNCHECKED.sentence if any(one.trust is Trust.UNCHECKED for one in signers) else ""
    return " ".join(filter(None, (found, unchecked, NO_REVOCATION)))
