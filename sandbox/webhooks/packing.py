"""A webhook as it leaves: a form, or JSON for messages beside a call; signed and with headers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sandbox.calls.ports import WebhookRequest
from sandbox.webhooks.answers import What
from sandbox.webhooks.headers import JSON, headers
from sandbox.webhooks.signature import sign, sign_json

_AS_JSON: Final = frozenset({"aside"})
"""Kinds of requests whose body is JSON (Twilio, "UserDefinedMessageSubscription: Callback")."""


@dataclass(frozen=True)
class Packed:
    url: str
    body: Mapping[str, str] | bytes | None
    headers: dict[str, str]
    signature: str


def packed(token: str, request: WebhookRequest, what: What) -> Packed:
    """Return what is sent. A GET has no body; JSON is signed by its hash, in the address."""
    method, url, form = what
    known = headers(url, request, method)
    if method != "POST" or request.kind not in _AS_JSON:
        body, signature = form if method == "POST" else None, sign(token, url, form)
        return Packed(url, body, _signed(known, signature), signature)
    text = json.dumps(form).encode()
    url, signature = sign_json(token, url, text)
    return Packed(url, text, _signed(known | {"Content-Type": JSON}, signature), signature)


def _signed(known: dict[str, str], signature: str) -> dict[str, str]:
    return {"X-Twilio-Signature": signature, **known}
