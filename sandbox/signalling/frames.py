"""Frames on the wire: one JSON object each, or a bare newline as heartbeat."""

import json
from typing import Any
from urllib.parse import parse_qsl

HEARTBEAT = "\n"
Payload = dict[str, Any]


def pack(kind: str, payload: Payload) -> str:
    return json.dumps({"type": kind, "version": "", "payload": payload})


def unpack(text: str) -> tuple[str, Payload] | None:
    """Return type and payload, or None for what is no frame."""
    try:
        frame = json.loads(text)
    except ValueError:
        return None
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
        return None
    payload = frame.get("payload")
    return frame["type"], payload if isinstance(payload, dict) else {}


def custom_parameters(payload: Payload) -> dict[str, str]:
    """Read what the page gave to `device.connect({params})`."""
    said = payload.get("twilio")
    params = said.get("params", "") if isinstance(said, dict) else ""
    return dict(parse_qsl(params)) if isinstance(params, str) else {}


def text_of(payload: Payload, name: str) -> str:
    found = payload.get(name)
    return found if isinstance(found, str) else ""
