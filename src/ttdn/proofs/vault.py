"""Private keys at rest: AES-256-GCM under the key-encryption key of the settings, bound to the key's own identifier."""

import base64
import binascii
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _

from ttdn.proofs.errors import KeyRefused
from ttdn.proofs.jws import thumbprint

_NONCE_BYTES = 12
_KEK_BYTES = 32


@dataclass(frozen=True)
class HeldKey:
    """A private key in memory; satisfies `jws.Signer`. Its text form never shows the key."""

    kid: str
    _private: Ed25519PrivateKey

    def sign(self, data: bytes) -> bytes:
        """The Ed25519 signature over the data."""
        return self._private.sign(data)

    def __repr__(self) -> str:
        return f"HeldKey({self.kid})"


def _kek() -> AESGCM:
    """The cipher of the key-encryption key."""
    try:
        key = base64.urlsafe_b64decode(str(settings.KEY_ENCRYPTION_KEY).encode())
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != _KEK_BYTES:
        raise KeyRefused(
            _(
                "TTDN_KEY_ENCRYPTION_KEY không đúng: cần 32 byte ngẫu nhiên viết bằng base64; hãy sửa cấu hình của máy chủ."
            )
        )
    return AESGCM(key)


def new_key() -> tuple[HeldKey, bytes, str]:
    """A fresh key: the holder, the 32 public bytes, and the private half sealed for the database."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    kid = thumbprint(public)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = nonce + _kek().encrypt(nonce, private.private_bytes_raw(), kid.encode())
    return HeldKey(kid, private), public, base64.b64encode(sealed).decode()


def open_key(kid: str, sealed: str) -> HeldKey:
    """The holder of a sealed private key.

    Raises:
        KeyRefused: the key-encryption key is not the one that sealed it, or the kept bytes were changed.
    """
    data = base64.b64decode(sealed)
    try:
        private = _kek().decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], kid.encode())
    except InvalidTag as error:
        raise KeyRefused(
            _("Không mở được khóa %(kid)s: TTDN_KEY_ENCRYPTION_KEY khác với khi lập khóa, hoặc khóa đã bị sửa.")
            % {"kid": kid}
        ) from error
    return HeldKey(kid, Ed25519PrivateKey.from_private_bytes(private))
