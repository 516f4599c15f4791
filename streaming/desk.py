"""The associate's requests about a tour, from the console."""

from io import BytesIO
from typing import Any

import segno
from flask import Blueprint, Response

from callcenter.messages.models import latest
from callcenter.web import body, current_associate, services, text_field
from streaming import access
from streaming import service as tours
from streaming.cameras import service as cameras
from streaming.cameras.views import entered
from streaming.snapshots import around, tour_view
from streaming.viewers import service as viewers

bp = Blueprint("tour_desk", __name__)


@bp.post("/tours")
def start() -> dict[str, Any]:
    contact = text_field(body(), "contact")
    return _shown(tours.start(services(), contact, current_associate()).public_id)


@bp.post("/tours/<public_id>/end")
def end(public_id: str) -> dict[str, Any]:
    tours.end(services(), public_id, current_associate())
    return _shown(public_id)


@bp.post("/tours/<public_id>/cameras")
def camera(public_id: str) -> dict[str, Any]:
    """Sign the console's own camera in, or hand out the address and token for glasses."""
    kind = text_field(body(), "kind")
    found = cameras.at_desk(services(), public_id, current_associate(), kind)
    if kind == "encoder":
        return {"camera": found.public_id, **access.to_publish(services(), found)}
    return entered(found)


@bp.post("/tours/<public_id>/cameras/<camera_id>/switch")
def switch(public_id: str, camera_id: str) -> dict[str, Any]:
    cameras.switch(services(), public_id, current_associate(), camera_id)
    return _shown(public_id)


@bp.post("/tours/<public_id>/viewers/<viewer>/remove")
def remove(public_id: str, viewer: str) -> dict[str, Any]:
    viewers.remove(services(), public_id, current_associate(), viewer)
    return _shown(public_id)


@bp.post("/tours/<public_id>/link")
def renew_link(public_id: str) -> dict[str, Any]:
    viewers.renew_link(services(), public_id, current_associate())
    return _shown(public_id)


@bp.post("/tours/<public_id>/recording")
def record(public_id: str) -> dict[str, Any]:
    agreed = body().get("on") is True
    tours.record(services(), public_id, current_associate(), agreed=agreed)
    return _shown(public_id)


@bp.get("/tours/<public_id>/qr.svg")
def qr(public_id: str) -> Response:
    """Draw the camera link as a QR code, for the associate's phone."""
    with services().reading() as tx:
        link = tours.camera_link(tx, tours.of_associate(tx, public_id, current_associate()))
    picture = BytesIO()
    segno.make(link, error="m").save(picture, kind="svg", scale=6, border=2)
    return Response(picture.getvalue(), mimetype="image/svg+xml")


def _shown(public_id: str) -> dict[str, Any]:
    with services().reading() as tx:
        tour = tours.of_associate(tx, public_id, current_associate())
        message = latest(tx.session, tour.contact_id, "tour")
        link = tours.camera_link(tx, tour)
        return tour_view(tour, around(tx.session, tour), message, link)
