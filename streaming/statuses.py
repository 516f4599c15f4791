"""Signed reports of the media process: the picture came, the picture went."""

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
    if said.get("kind") in _KINDS and _name(said.get("tour")):
        tours.picture(services(), said["tour"], live=said["kind"] == _KINDS[0])
    return Response(status=204)


def _name(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and "\x00" not in value


def _read(body: bytes) -> dict[str, Any]:
    """Return the object that was sent; anything else reads as one that says nothing."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def from_media() -> None:
    """Guard this door: signed with the secret that both processes share."""
    secret = services().settings.media_secret
    sent = request.headers.get("X-Signature", "")
    if not hmac.compare_digest(sent.encode(), signature(secret, request.get_data()).encode()):
        raise NotAllowed("The signature does not fit.")
