"""Secrets in links (stored as a digest) and signed claims (stored nowhere)."""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime
from typing import Any


class BadToken(ValueError):  # noqa: N818 - reads as a noun where it is caught
    """Malformed, forged or expired; which of them is nobody's business."""


def new_link_token() -> str:
    """128 random bits for a texted link; only `digest` of it is stored."""
    return secrets.token_urlsafe(16)


def digest(token: str) -> str:
    return hashlib.sha256(_bytes(token)).hexdigest()


def sign(secret: str, purpose: str, claims: dict[str, Any], expires: datetime) -> str:
    """Make a token for one purpose: `body.mac`, both URL-safe base64 without padding."""
    body = _encode(json.dumps({**claims, "exp": int(expires.timestamp())}).encode())
    return f"{body}.{_mac(secret, purpose, body)}"


def check(secret: str, purpose: str, token: str, now: datetime) -> dict[str, Any]:
    """Return the claims of a token signed for this purpose. Raises BadToken."""
    body, _, mac = token.partition(".")
    if not hmac.compare_digest(_bytes(mac), _mac(secret, purpose, body).encode()):
        raise BadToken
    claims: dict[str, Any] = json.loads(_decode(body))
    if claims["exp"] < now.timestamp():
        raise BadToken
    return claims


def _mac(secret: str, purpose: str, body: str) -> str:
    key = hashlib.sha256(f"{purpose}\0{secret}".encode()).digest()
    return _encode(hmac.digest(key, _bytes(body), "sha256"))


def _bytes(text: str) -> bytes:
    """Encode what came from outside, which may hold characters that UTF-8 does not."""
    return text.encode(errors="replace")


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
