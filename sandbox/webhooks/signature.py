"""X-Twilio-Signature (Twilio, "Webhooks security: validating signatures")."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

Form = Mapping[str, str | Sequence[str]]
_KEPT = "!#$%&'()*+,/:;=?@[]~-._"
"""Signs an address keeps as they are written; the others are percent-encoded."""


def sign(token: str, url: str, form: Form) -> str:
    """Return HMAC-SHA1, base64, over the address and the sorted names with their values.

    A name with several values counts each different value once, sorted.
    """
    text = url + "".join(f"{name}{value}" for name in sorted(form) for value in _all(form[name]))
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def sign_json(token: str, url: str, body: bytes) -> tuple[str, str]:
    """Return the address with `bodySHA256` and its signature: a JSON body is signed by its hash."""
    parts = urlsplit(url)
    known = [pair for pair in parse_qsl(parts.query, True) if pair[0] == "bodySHA256"]  # noqa: FBT003
    query = parts.query
    if not known:
        proof = urlencode({"bodySHA256": hashlib.sha256(body).hexdigest()})
        query = "&".join(filter(None, (query, proof)))
    signed = urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
    return signed, sign(token, signed, {})


def address(url: str, method: str, parameters: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return the address to ask and the form to send: a GET carries its parameters itself.

    The fragment is neither sent nor signed. Raises ValueError for what is no http(s) address.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        words = "The address is not http or https."
        raise ValueError(words)
    query, form = parts.query, dict(parameters)
    if method == "GET" and form:
        query = "&".join(filter(None, (query, urlencode(form))))
        form = {}
    path = parts.path or "/"
    whole = urlunsplit((parts.scheme, parts.netloc, path, query, ""))
    return quote(whole, safe=_KEPT), form


def _all(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else sorted(set(value))
