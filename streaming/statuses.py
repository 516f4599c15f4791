"""Signed reports of the media process: a picture came or went, a recording was kept."""

import hmac
import json
from typing import Any

from flask import Blueprint, Response, request

from callcenter.errors import NotAllowed
from callcenter.web import services
from streaming import service as tours
from streaming.links import signature

bp = Blueprint("media_reports", __name__)
_KINDS = ("publisher-live", "publisher-gone")


@bp.post("/media/reports")
def report() -> Response:
    said = _read(request.get_data())
    data = said.get("data")
    details = data if isinstance(data, dict) else {}
    if _name(said.get("tour")):
        _take(said["tour"], str(said.get("kind")), details)
    return Response(status=204)


def from_media() -> None:
    """Guard this door: signed with the secret that both processes share."""
    secret = services().settings.media_secret
    sent = request.headers.get("X-Signature", "")
    if not hmac.compare_digest(sent.encode(), signature(secret, request.get_data()).encode()):
        raise NotAllowed("The signature does not fit.")


def _take(tour: str, kind: str, details: dict[str, Any]) -> None:
    if kind in _KINDS:
        subject = details.get("subject", "")
        camera = subject.partition(".")[2] if _name(subject) else ""
        tours.picture(services(), tour, camera, live=kind == _KINDS[0])
    elif kind == "recorded" and _name(details.get("files")):
        tours.recorded(services(), tour, details["files"])


def _name(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and "\x00" not in value


def _read(body: bytes) -> dict[str, Any]:
    """Return the object that was sent; anything else reads as one that says nothing."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
