"""A private certificate authority for `localhost`, made when it is needed and thrown away."""

import base64
import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_PEM = serialization.Encoding.PEM
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Trust:
    """Where chain and key are; `spki` is what Chromium wants to be told of the key."""

    chain: Path
    key: Path
    spki: str


def make_trust(folder: Path) -> Trust:
    authority, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    leaf, top = _leaf(key, authority), _authority(authority)
    chain, secret = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(leaf.public_bytes(_PEM) + top.public_bytes(_PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, plain))
    return Trust(chain, secret, _fingerprint(key))


def _builder(subject: str) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name("sandbox carrier"))
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + 30 * _DAY)
    )


def _authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    usable = x509.BasicConstraints(ca=True, path_length=0)
    made = _builder("sandbox carrier").public_key(key.public_key())
    return made.add_extension(usable, critical=True).sign(key, hashes.SHA256())


def _leaf(
    key: ec.EllipticCurvePrivateKey, authority: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    names = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    made = _builder("localhost").public_key(key.public_key())
    extended = made.add_extension(names, critical=False).add_extension(usage, critical=False)
    return extended.sign(authority, hashes.SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _fingerprint(key: ec.EllipticCurvePrivateKey) -> str:
    packed = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(hashlib.sha256(packed).digest()).decode()
