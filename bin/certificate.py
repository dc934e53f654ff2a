"""Makes a certificate for the portal in one room: bin/certificate.py FOLDER NAME… (`make run TLS=1`).

Browsers keep a page for a phone without a line only over TLS. Nobody vouches for this certificate: each phone
is asked once whether it trusts it. What is there and still names all NAMEs is kept: nobody is asked again.
"""

import datetime as dt
import ipaddress
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAYS = 397  # the longest that browsers take
RENEWED_BEFORE = dt.timedelta(days=30)


def main():
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [_general_name(name.strip("[]").removeprefix(".")) for name in names if name != "*"]
    if not _is_good(folder / "portal.crt", wanted):
        _make(folder, wanted)


def _general_name(name):
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode())


def _is_good(path, wanted):
    if not path.exists():
        return False
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    lasts = certificate.not_valid_after_utc - dt.datetime.now(dt.UTC)
    return lasts > RENEWED_BEFORE and set(wanted) <= set(named)


def _make(folder, names):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ward portal")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    # The umask of bin/run.py makes both readable to their owner alone.
    (folder / "portal.key").write_bytes(private)
    (folder / "portal.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


if __name__ == "__main__":
    main()
