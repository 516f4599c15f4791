"""The signature guard: a webhook that did not come from our carrier does nothing."""

from collections.abc import Mapping
from typing import Any

from flask import Request
from twilio.request_validator import RequestValidator

from callcenter.settings import Settings


def is_genuine(settings: Settings, request: Request) -> bool:
    """Whether X-Twilio-Signature fits the public address, raw path and form; fails closed.

    Twilio, "Validating requests": HMAC-SHA1 over the URL as configured plus the sorted form.
    Forwarded headers are the sender's word, so the base is the configured public address.
    """
    signature = request.headers.get("X-Twilio-Signature", "")
    form = _single(request)
    if not signature or not settings.twilio_auth_token or form is None:
        return False
    if form.get("AccountSid", "") != settings.twilio_account_sid:
        return False
    url = settings.public_url.rstrip("/") + raw_path(request.environ)
    try:
        return bool(RequestValidator(settings.twilio_auth_token).validate(url, form, signature))
    except (TypeError, ValueError):  # the SDK raises on hostile input; UnicodeError is a ValueError
        return False


def raw_path(environ: Mapping[str, Any]) -> str:
    """Path and query as sent: Flask's own `request.url` rewrites them."""
    raw = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or "")
    if raw.startswith("/"):
        return raw
    query = environ.get("QUERY_STRING", "")
    return str(environ.get("PATH_INFO", "/")) + (f"?{query}" if query else "")


def _single(request: Request) -> dict[str, str] | None:
    """Return the form with one value a name, or None: doubled names sign ambiguously."""
    if request.method != "POST" or request.mimetype != "application/x-www-form-urlencoded":
        return None
    lists = request.form.lists()
    form = {name: values[0] for name, values in lists if len(values) == 1}
    return form if len(form) == len(request.form) else None
