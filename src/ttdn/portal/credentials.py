"""Content credentials (C2PA) of published pictures: who published the file, whom to credit, what was done to it.

Signed with ES256 under a certificate in the name of the body. The chain is made once per deployment in TTDN_VAR: its
root is on no trust list, so readers' programs show "valid, signer not known" until the deployment configures a
certificate that is (settings TTDN_C2PA_CERTIFICATE, TTDN_C2PA_KEY). Private keys lie encrypted under the
key-encryption key.
"""

from __future__ import annotations

import base64
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from django.conf import settings

ROOT_YEARS = timedelta(days=3650)
LEAF_YEARS = timedelta(days=730)
RENEWED_BEFORE = timedelta(days=60)
_SKEW = timedelta(days=1)
_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
_LONGEST_NAME = 64
_PEM = serialization.Encoding.PEM
_QUIET = {"builder": {"thumbnail": {"enabled": False}}, "verify": {"verify_after_sign": False}}


@dataclass(frozen=True)
class Claim:
    """What the credentials of a picture say.

    `actions`: names after `c2pa.` in order, the first is `created`; `captured`: the original names a camera.
    """

    title: str
    body_name: str
    credit: str
    copyright: str
    actions: tuple[str, ...] = ("created", "edited", "published")
    captured: bool = False


class CredentialsFailed(Exception):
    """The credentials could not be made; the picture is published without them and the log says so."""


def sign_picture(data: bytes, mime: str, claim: Claim, *, body: UUID, at: datetime) -> bytes:
    """The picture with content credentials of the body inside.

    Args:
        data: JPEG, PNG, WebP or AVIF.
        mime: its type.
        claim: what is said.
        body: public id of the body in whose name it is signed.
        at: today, for the certificate.

    Raises:
        CredentialsFailed: the certificate or the picture cannot be used.
    """
    out = BytesIO()
    try:
        chain, key = _configured() or _own(body, claim.body_name, at)
        info = c2pa.C2paSignerInfo(b"es256", chain, key, settings.C2PA_TIMESTAMPS.encode() or None)
        context = c2pa.Context(c2pa.Settings.from_dict(_QUIET))
        builder = c2pa.Builder(manifest_of(claim, mime), context=context)
        builder.sign(c2pa.Signer.from_info(info), mime, BytesIO(data), out)
    except (c2pa.C2paError, OSError, ValueError, TypeError) as error:
        raise CredentialsFailed(str(error)) from error
    return out.getvalue()


def manifest_of(claim: Claim, mime: str) -> dict[str, Any]:
    """The manifest as the C2PA library takes it."""
    actions: list[dict[str, Any]] = [{"action": f"c2pa.{name}"} for name in claim.actions]
    if claim.captured:
        actions[0]["digitalSourceType"] = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
    return {
        "claim_generator_info": [{"name": "TTDN", "version": "1.0"}],
        "title": claim.title,
        "format": mime,
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": actions}},
            {
                "label": "stds.schema-org.CreativeWork",
                "data": {
                    "@context": "https://schema.org",
                    "@type": "CreativeWork",
                    "author": [{"@type": "Person", "name": claim.credit}],
                    "publisher": {"@type": "GovernmentOrganization", "name": claim.body_name},
                    "creditText": claim.credit,
                    "copyrightNotice": claim.copyright,
                },
            },
        ],
    }


def _configured() -> tuple[bytes, bytes] | None:
    """Certificate chain and key of the deployment's own certificate, when it has one."""
    if not settings.C2PA_CERTIFICATE:
        return None
    return Path(settings.C2PA_CERTIFICATE).read_bytes(), Path(settings.C2PA_KEY).read_bytes()


def _own(body: UUID, name: str, at: datetime) -> tuple[bytes, bytes]:
    """Certificate chain and key that this deployment made for a body; renewed before it ends or when the name changes."""
    root, root_key = _root(at)
    certificate, key_path = _place(f"{body}.pem"), _place(f"{body}.key")
    kept = _load(certificate, key_path)
    if kept is None or kept[0].not_valid_after_utc < at + RENEWED_BEFORE or _organisation(kept[0]) != _named(name):
        key = ec.generate_private_key(ec.SECP256R1())
        kept = _issue(name, key, root, root_key, at), key
        _keep(certificate, key_path, *kept)
    chain = kept[0].public_bytes(_PEM) + root.public_bytes(_PEM)
    plain = kept[1].private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return chain, plain


def _root(at: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    certificate, key_path = _place("root.pem"), _place("root.key")
    kept = _load(certificate, key_path)
    if kept is None or kept[0].not_valid_after_utc < at + LEAF_YEARS:
        key = ec.generate_private_key(ec.SECP256R1())
        name = _subject("TTDN: content credentials of this deployment", "TTDN")
        made = (
            _builder(name, name, key.public_key(), at, ROOT_YEARS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(certificates=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        kept = made, key
        _keep(certificate, key_path, made, key)
    return kept


def _issue(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    at: datetime,
) -> x509.Certificate:
    """The certificate of a body, as the C2PA certificate profile asks."""
    return (
        _builder(_subject(name, name), root.subject, key.public_key(), at, LEAF_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([_DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()),  # type: ignore[arg-type]  # ours: EC
            critical=False,
        )
        .sign(root_key, hashes.SHA256())
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, at: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at.astimezone(UTC) - _SKEW)
        .not_valid_after(at.astimezone(UTC) + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _named(name: str) -> str:
    return name[:_LONGEST_NAME]


def _subject(name: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _named(organisation)),
            x509.NameAttribute(NameOID.COMMON_NAME, _named(name)),
        ]
    )


def _organisation(certificate: x509.Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value)


def _place(name: str) -> Path:
    return Path(settings.C2PA_ROOT) / name


def _passphrase() -> bytes:
    return base64.urlsafe_b64decode(str(settings.KEY_ENCRYPTION_KEY).encode())


def _load(certificate: Path, key: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None:
    """A kept certificate with its key; None: there is none, or the key is of another key-encryption key."""
    if not certificate.exists() or not key.exists():
        return None
    try:
        private = serialization.load_pem_private_key(key.read_bytes(), _passphrase())
    except ValueError:
        return None
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        return None
    made = x509.load_pem_x509_certificate(certificate.read_bytes())
    return (made, private) if made.public_key() == private.public_key() else None


def _keep(certificate: Path, key_path: Path, made: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    """Key first, then certificate; each whole or not at all."""
    certificate.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    locked = serialization.BestAvailableEncryption(_passphrase())
    for path, data in (
        (key_path, key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, locked)),
        (certificate, made.public_bytes(_PEM)),
    ):
        part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123  (mode at birth)
            file.write(data)
        part.replace(path)
