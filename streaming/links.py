"""Media tokens: who may publish or watch which tour, checked by signature alone."""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from typing import Literal

Role = Literal["publish", "view"]
_PREFIX = "m1."


class BadToken(ValueError):  # noqa: N818 - reads as a noun where it is caught
    """Malformed, forged or expired."""


@dataclass(frozen=True)
class MediaClaims:
    """`expires` is in seconds since the epoch; `subject` names the browser, not a person."""

    tour: str
    role: Role
    subject: str
    expires: int


def issue(secret: str, claims: MediaClaims) -> str:
    body = base64.urlsafe_b64encode(json.dumps(asdict(claims)).encode()).decode().rstrip("=")
    return f"{_PREFIX}{body}.{_mac(secret, body)}"


def check(secret: str, token: str, now: float) -> MediaClaims:
    """Return the claims of a token. Raises BadToken."""
    body, _, mac = token.removeprefix(_PREFIX).partition(".")
    if not token.startswith(_PREFIX):
        raise BadToken
    if not hmac.compare_digest(mac.encode(), _mac(secret, body).encode()):
        raise BadToken
    try:
        raw = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        claims = MediaClaims(**raw)
    except (binascii.Error, ValueError, TypeError) as error:
        raise BadToken from error
    if claims.expires < now or claims.role not in {"publish", "view"}:
        raise BadToken
    return claims


def signature(secret: str, raw: bytes) -> str:
    """Signs what the media process and the web say to each other (hex HMAC-SHA256)."""
    return hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def _mac(secret: str, body: str) -> str:
    return hmac.new(secret.encode(), f"media\0{body}".encode(), hashlib.sha256).hexdigest()
