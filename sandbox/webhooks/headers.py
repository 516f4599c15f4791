"""Headers of a webhook request, as the carrier's own proxy sends them."""

import base64
from urllib.parse import unquote, urlsplit

from sandbox.calls.ports import WebhookRequest

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
_CACHED_S = 259200


def headers(url: str, request: WebhookRequest, method: str = "POST") -> dict[str, str]:
    """Return the headers besides the signature; a GET has no type, a text's has no charset.

    An address with user and password is signed as written, and asked with basic authentication.
    """
    known = {
        "I-Twilio-Idempotency-Token": request.token,
        "X-Home-Region": "us1",
        "User-Agent": "TwilioProxy/1.1",
        "Accept": "*/*",
        "Connection": "close",
    }
    kind = request.kind
    if kind != "message":
        known["Cache-Control"] = f"max-age={_CACHED_S}"
    if method == "POST":
        known["Content-Type"] = FORM if kind == "message" else f"{FORM}; charset=UTF-8"
    return known | _authorization(url)


def bare(url: str) -> str:
    """Return the address to connect to: without user and password."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _authorization(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
