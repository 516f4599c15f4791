"""Telephone numbers at rest: sealed to read, blind-indexed to find."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet


class Vault:
    """Seals with the first key, opens with any: keys rotate by putting a new one in front."""

    def __init__(self, secrets: list[str]) -> None:
        self._fernet = MultiFernet([Fernet(_key(secret, b"seal")) for secret in secrets])
        self._index_key = _key(secrets[-1], b"index")

    def seal(self, number: str) -> bytes:
        return self._fernet.encrypt(number.encode())

    def open(self, sealed: bytes) -> str:
        return self._fernet.decrypt(sealed).decode()

    def index(self, text: str) -> str:
        """Equal numbers (or addresses) give equal indexes; nothing leads back. 40 hex digits."""
        return hmac.digest(self._index_key, text.encode(), "sha256").hex()[:40]


def _key(secret: str, purpose: bytes) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(purpose + b"\0" + secret.encode()).digest())
