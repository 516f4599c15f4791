"""Signed reports of the media process: the picture came, the picture went."""

import hmac
import json

from flask import Blueprint, Response, request

from callcenter.errors import NotAllowed
from callcenter.web import services
from streaming import service as tours
from streaming.links import signature

bp = Blueprint("media_reports", __name__)


@bp.post("/media/reports")
def report() -> Response:
    said = json.loads(request.get_data())
    if said["kind"] in {"publisher-live", "publisher-gone"}:
        subject = str(said.get("data", {}).get("subject", ""))
        camera, live = subject.partition(".")[2], said["kind"] == "publisher-live"
        tours.picture(services(), str(said["tour"]), camera, live=live)
    if said["kind"] == "recorded":
        tours.recorded(services(), str(said["tour"]), str(said["data"]["files"]))
    return Response(status=204)


def from_media() -> None:
    """Guard this door: signed with the secret that both processes share."""
    secret = services().settings.media_secret
    sent = request.headers.get("X-Signature", "")
    if not hmac.compare_digest(sent.encode(), signature(secret, request.get_data()).encode()):
        raise NotAllowed("The signature does not fit.")
