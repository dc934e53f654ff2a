"""Throw-away certificates and signatures: what an official's token does to an issued PDF elsewhere."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

LONG_AGO = datetime(2015, 1, 1, tzinfo=UTC)
FAR_AWAY = datetime(2099, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Token:
    """A key with its certificate, and those of its issuers."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate
    issuers: tuple[x509.Certificate, ...] = ()

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)


def make_root(name: str = "Nơi cấp thử nghiệm") -> Token:
    """A self-made issuer of certificates."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = _usage(key_cert_sign=True, crl_sign=True)
    certificate = (
        _builder(subject, subject, key, LONG_AGO, FAR_AWAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return Token(key, certificate)


def make_token(
    root: Token,
    name: str,
    organisation: str = "",
    *,
    not_before: datetime = LONG_AGO,
    not_after: datetime = FAR_AWAY,
) -> Token:
    """An official's token, its certificate issued by `root`."""
    key = ec.generate_private_key(ec.SECP256R1())
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    usage = _usage(digital_signature=True, content_commitment=True)
    certificate = (
        _builder(x509.Name(parts), root.certificate.subject, key, not_before, not_after)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(root.key, hashes.SHA256())
    )
    return Token(key, certificate, (root.certificate, *root.issuers))


def sign(
    pdf: bytes, token: Token, *, field: str = "ChuKy1", box=None, timestamper=None, certify: bool = False
) -> bytes:
    """`pdf` with one signature more, appended.

    `box` (x1, y1, x2, y2 in points) shows it on the first page; `certify` allows further signatures alone.
    """
    signer = SimpleSigner(
        signing_cert=_asn1(token.certificate),
        signing_key=_asn1_key(token),
        cert_registry=SimpleCertificateStore.from_certs(map(_asn1, token.issuers)),
    )
    spec = SigFieldSpec(field, on_page=0, box=box)
    work = PdfSigner(
        PdfSignatureMetadata(field_name=field, md_algorithm="sha256", certify=certify),
        signer,
        timestamper=timestamper,
        new_field_spec=spec,
    )
    return work.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf))).getvalue()


def make_timestamper(root: Token, moment: datetime) -> DummyTimeStamper:
    """An authority that stamps `moment` on whatever it is given, without a network."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Dấu thời gian thử nghiệm")])
    # pyHanko's stand-in for an authority signs with RSA alone.
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    certificate = (
        _builder(name, root.certificate.subject, key, LONG_AGO, FAR_AWAY)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(root.key, hashes.SHA256())
    )
    token = Token(key, certificate, (root.certificate,))
    return DummyTimeStamper(
        _asn1(certificate),
        _asn1_key(token),
        certs_to_embed=SimpleCertificateStore.from_certs([_asn1(root.certificate)]),
        fixed_dt=moment,
    )


def _asn1_key(token: Token) -> asn1_keys.PrivateKeyInfo:
    return asn1_keys.PrivateKeyInfo.load(
        token.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _builder(subject, issuer, key, not_before, not_after):
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
    )


def _usage(**usages) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**dict.fromkeys(names, False) | usages)
