"""Headers of a webhook request, as the carrier's own proxy sends them."""

from collections.abc import Mapping
from uuid import uuid4

from sandbox.webhooks.signature import sign

FORM = "application/x-www-form-urlencoded"


def headers(token: str, url: str, form: Mapping[str, str], kind: str) -> dict[str, str]:
    """Return the headers; a messaging webhook's type has no charset."""
    return {
        "X-Twilio-Signature": sign(token, url, form),
        "I-Twilio-Idempotency-Token": str(uuid4()),
        "X-Home-Region": "us1",
        "User-Agent": "TwilioProxy/1.1",
        "Accept": "*/*",
        "Content-Type": FORM if kind == "message" else f"{FORM}; charset=UTF-8",
    }
