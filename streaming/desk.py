"""The associate's requests about a tour, from the console."""

from io import BytesIO
from typing import Any

import segno
from flask import Blueprint, Response

from callcenter.messages.models import latest
from callcenter.web import body, current_associate, services, text_field
from streaming import access
from streaming import service as tours
from streaming.models import Tour
from streaming.snapshots import tour_view

bp = Blueprint("tour_desk", __name__)


@bp.post("/tours")
def start() -> dict[str, Any]:
    contact = text_field(body(), "contact")
    return _shown(tours.start(services(), contact, current_associate()))


@bp.post("/tours/<public_id>/end")
def end(public_id: str) -> dict[str, Any]:
    return _shown(tours.end(services(), public_id, current_associate()))


@bp.post("/tours/<public_id>/publish")
def publish(public_id: str) -> dict[str, Any]:
    with services().transaction() as tx:
        tour = tours.of_associate(tx, public_id, current_associate())
    tours.must_live(tour)
    media = access.media(services(), tour, "publish", f"desk-{current_associate()}")
    return {"whip_url": media["url"], "token": media["token"], "ice_servers": []}


@bp.get("/tours/<public_id>/qr.svg")
def qr(public_id: str) -> Response:
    """Draw the camera link as a QR code, for the associate's phone."""
    with services().transaction() as tx:
        link = tours.camera_link(tx, tours.of_associate(tx, public_id, current_associate()))
    picture = BytesIO()
    segno.make(link, error="m").save(picture, kind="svg", scale=6, border=2)
    return Response(picture.getvalue(), mimetype="image/svg+xml")


def _shown(tour: Tour) -> dict[str, Any]:
    with services().transaction() as tx:
        again = tours.find(tx, tour.public_id)
        message = latest(tx.session, again.contact_id, "tour")
        return tour_view(again, message, tours.camera_link(tx, again))
