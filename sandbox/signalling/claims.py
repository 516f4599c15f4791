"""Access tokens of softphones (Twilio, "Access tokens"; JWT, HS256, cty twilio-fpa;v=1)."""

from dataclasses import dataclass
from typing import Any

import jwt

from sandbox.config import Config

INVALID = 31204
EXPIRED = 31205
BAD_SIGNATURE = 31202


class TokenError(Exception):
    """A token that does not open the door. `code` is what the SDK understands."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True)
class Claims:
    """What a token allows. `expires` is seconds since the epoch."""

    identity: str
    expires: int
    incoming: bool
    application_sid: str


def read(config: Config, token: str) -> Claims:
    """Check signature, issuer, account, type and age; raises TokenError."""
    try:
        header = jwt.get_unverified_header(token)
        body = jwt.decode(
            token, config.api_secret, algorithms=["HS256"], options={"verify_aud": False}
        )
    except jwt.ExpiredSignatureError as error:
        raise TokenError(EXPIRED, "JWT token expired") from error
    except jwt.InvalidSignatureError as error:
        raise TokenError(BAD_SIGNATURE, "JWT signature validation failed") from error
    except jwt.PyJWTError as error:
        raise TokenError(INVALID, "JWT is invalid") from error
    issued_here = (body.get("iss"), body.get("sub")) == (config.api_key, config.account_sid)
    if not issued_here or header.get("cty") != "twilio-fpa;v=1" or "exp" not in body:
        raise TokenError(INVALID, "JWT is invalid")
    return _claims(body)


def _claims(body: dict[str, Any]) -> Claims:
    grants = body.get("grants")
    voice = grants.get("voice") if isinstance(grants, dict) else None
    if not isinstance(grants, dict) or not isinstance(voice, dict) or not grants.get("identity"):
        raise TokenError(INVALID, "JWT has no voice grant")
    incoming, outgoing = (voice.get(way) or {} for way in ("incoming", "outgoing"))
    return Claims(
        str(grants["identity"]),
        int(body["exp"]),
        incoming.get("allow") is True,
        str(outgoing.get("application_sid", "")),
    )
