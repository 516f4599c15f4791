"""X-Twilio-Signature (Twilio, "Webhooks security: validating signatures")."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit


def sign(token: str, url: str, form: Mapping[str, str]) -> str:
    """Return HMAC-SHA1, base64, over the address and the sorted names with their values."""
    text = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def address(url: str, method: str, parameters: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return the address to ask and the form to send: a GET carries its parameters itself."""
    parts = urlsplit(url)
    query, form = parts.query, dict(parameters)
    if method == "GET" and form:
        query = "&".join(filter(None, (query, urlencode(form))))
        form = {}
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, "")), form
