"""Access tokens of softphones (Twilio, "Access tokens"; JWT, HS256, cty twilio-fpa;v=1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from jwt.types import Options

from sandbox.config import Config
from sandbox.signalling import codes

_LONGEST_S = 24 * 3600
_LONGEST_NAME = 256
_UNWISE = re.compile(r"""[\x00-\x20\x7f<>#%"{}|\\^\[\]`]""")
"""Twilio, "Error 31105": no "control, space, delims, or unwise characters" (RFC 2396)."""
_UNCHECKED: Options = {
    "verify_aud": False,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
}


class TokenError(Exception):
    """A token that does not open the door. `code` is what the SDK understands."""

    def __init__(self, code: int) -> None:
        super().__init__(codes.WORDS[code])
        self.code = code


@dataclass(frozen=True)
class Claims:
    """What a token allows. `expires` is seconds since the epoch."""

    identity: str
    expires: int
    incoming: bool
    application_sid: str


def read(config: Config, token: str, now: float) -> Claims:
    """Check signature, issuer, account, type and age; raises TokenError.

    Twilio, "Access tokens": the longest life of a token is 24 hours.
    """
    if not token:
        raise TokenError(codes.TOKEN_MISSING)
    header, body = _opened(config, token)
    issued_here = (body.get("iss"), body.get("sub")) == (config.api_key, config.account_sid)
    if not issued_here or header.get("cty") != "twilio-fpa;v=1":
        raise TokenError(codes.INVALID_TOKEN)
    expires, starts = body.get("exp"), body.get("nbf", body.get("iat", int(now)))
    if not isinstance(expires, int) or not isinstance(starts, int) or starts > now + 60:
        raise TokenError(codes.INVALID_TOKEN)
    if expires <= now:
        raise TokenError(codes.EXPIRED)
    if expires - starts > _LONGEST_S:
        raise TokenError(codes.TOO_LONG_LIVED)
    return _claims(_object(body, "grants"), expires)


def _opened(config: Config, token: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    try:
        header = jwt.get_unverified_header(token)
        body = jwt.decode(token, config.api_secret, algorithms=["HS256"], options=_UNCHECKED)
    except jwt.InvalidSignatureError as error:
        raise TokenError(codes.BAD_SIGNATURE) from error
    except (jwt.PyJWTError, ValueError) as error:
        raise TokenError(codes.INVALID_TOKEN) from error
    return header, body


def _claims(grants: Mapping[str, Any], expires: int) -> Claims:
    identity, voice = grants.get("identity"), _object(grants, "voice")
    if not identity or not isinstance(identity, str) or not voice:
        raise TokenError(codes.INVALID_TOKEN)
    if len(identity) > _LONGEST_NAME or _UNWISE.search(identity):
        raise TokenError(codes.BAD_CLIENT_NAME)
    application = _object(voice, "outgoing").get("application_sid")
    return Claims(
        identity,
        expires,
        _object(voice, "incoming").get("allow") is True,
        application if isinstance(application, str) else "",
    )


def _object(parent: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = parent.get(name)
    return found if isinstance(found, dict) else {}
