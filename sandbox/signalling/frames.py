"""Frames on the wire: one JSON object each, or a bare newline as heartbeat."""

import json
from typing import Any
from urllib.parse import parse_qsl

HEARTBEAT = "\n"
_MOST_PARAMETERS = 200
Payload = dict[str, Any]


def pack(kind: str, payload: Payload) -> str:
    return json.dumps({"type": kind, "version": "", "payload": payload})


def unpack(text: str) -> tuple[str, Payload] | None:
    """Return type and payload, or None for what is no frame.

    Half letters (lone surrogates, which JSON can spell and nothing can send on) become `?`.
    """
    try:
        frame = json.loads(text.encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
        return None
    payload = frame.get("payload")
    return frame["type"], payload if isinstance(payload, dict) else {}


def custom_parameters(payload: Payload) -> dict[str, str]:
    """Read what the page gave to `device.connect({params})`."""
    said = payload.get("twilio")
    params = text_of(said, "params") if isinstance(said, dict) else ""
    try:
        return dict(parse_qsl(params, max_num_fields=_MOST_PARAMETERS))
    except ValueError:
        return {}


def text_of(payload: Payload, name: str) -> str:
    found = payload.get(name)
    return found.encode("utf-8", "replace").decode() if isinstance(found, str) else ""
