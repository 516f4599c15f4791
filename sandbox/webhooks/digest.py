"""Digest authentication (RFC 7616; Twilio, "Security": Basic and Digest are supported)."""

import hashlib
import re
from collections.abc import Callable
from secrets import token_hex
from urllib.parse import unquote, urlsplit

_PART = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')
_HASHES: dict[str, Callable[[bytes], str]] = {
    "MD5": lambda said: hashlib.md5(said).hexdigest(),  # noqa: S324  # as RFC 7616 has it
    "SHA-256": lambda said: hashlib.sha256(said).hexdigest(),
}


def proof(challenge: str, method: str, url: str, nonce: str = "") -> str:
    """Return the `Authorization` that answers a challenge, by the address's user and password.

    Nothing where the address has none, or the challenge is of another kind.
    """
    parts, kind = urlsplit(url), challenge.partition(" ")
    asked = {name.lower(): a or b for name, a, b in _PART.findall(kind[2])}
    known = _HASHES.get(asked.get("algorithm", "MD5").upper())
    if parts.username is None or kind[0].lower() != "digest" or not known:
        return ""
    user, password = unquote(parts.username), unquote(parts.password or "")
    uri = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    said = {"username": user, "realm": asked.get("realm", ""), "nonce": asked.get("nonce", "")}
    secret = known(f"{user}:{said['realm']}:{password}".encode())
    what = known(f"{method}:{uri}".encode())
    told = [*(f'{name}="{value}"' for name, value in said.items()), f'uri="{uri}"']
    told += [f"{name}={asked[name]}" for name in ("algorithm",) if name in asked]
    told += [f'opaque="{asked["opaque"]}"'] if "opaque" in asked else []
    middle = said["nonce"]
    if "auth" in asked.get("qop", "").replace(" ", "").split(","):
        ours = nonce or token_hex(8)
        middle = f"{said['nonce']}:00000001:{ours}:auth"
        told += [f'cnonce="{ours}"', "nc=00000001", "qop=auth"]
    response = known(f"{secret}:{middle}:{what}".encode())
    return f'Digest {", ".join(told)}, response="{response}"'
