"""Telephone numbers at rest: sealed to read, blind-indexed to find."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

Unreadable = InvalidToken
"""What was sealed with none of our keys, or not by us."""


class Vault:
    """Seals with the first key, opens with any: keys rotate by putting a new one in front.

    What finds a number again must outlive every rotation: `index_secret`, or the oldest key.
    """

    def __init__(self, secrets: list[str], index_secret: str = "") -> None:
        self._newest = Fernet(_key(secrets[0], b"seal"))
        self._fernet = MultiFernet([Fernet(_key(secret, b"seal")) for secret in secrets])
        self._index_key = _key(index_secret or secrets[-1], b"index")

    def seal(self, number: str) -> bytes:
        return self._fernet.encrypt(number.encode())

    def open(self, sealed: bytes) -> str:
        return self._fernet.decrypt(sealed).decode()

    def reseal(self, sealed: bytes) -> bytes:
        """Return the same under the newest key, as it is if it is so already."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return self._fernet.rotate(sealed)
        return sealed

    def index(self, text: str) -> str:
        """Equal numbers (or addresses) give equal indexes; nothing leads back. 40 hex digits."""
        return hmac.digest(self._index_key, text.encode(), "sha256").hex()[:40]


def _key(secret: str, purpose: bytes) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(purpose + b"\0" + secret.encode()).digest())
