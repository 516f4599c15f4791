"""The customer's tour page and the camera page opened from the QR code."""

import secrets
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from callcenter.contacts import drops
from callcenter.errors import NotFound
from callcenter.web import body, key_of, services, text_field
from streaming import access
from streaming import service as tours
from streaming.service import ViewerReport
from streaming.snapshots import page_view, tour_view

bp = Blueprint("tour", __name__, template_folder="templates")


@bp.get("/t/<token>")
def page(token: str) -> str:
    """Show the page and change nothing: link previewers fetch it before the customer does."""
    with services().transaction() as tx:
        view = page_view(tours.by_viewer_token(tx, token), tx.now)
    return render_template("tour.html", tour=view, config={"tour": view, "open": request.path})


@bp.post("/t/<token>")
def show_me(token: str) -> dict[str, Any]:
    tour = tours.open_link(services(), token)
    tours.must_live(tour)
    return {
        "tour": page_view(tour, services().clock.now()),
        "key": access.page_key(services(), tour, "tour"),
        "whep": access.media(services(), tour, "view", secrets.token_hex(8)),
        "live": access.live(services(), tour),
    }


@bp.get("/live")
def type_code() -> str:
    return render_template("live_code.html", config={})


@bp.post("/live")
def enter_code() -> dict[str, str]:
    code = text_field(body(), "code")
    return {"path": tours.enter_code(services(), code, request.remote_addr or "")}


@bp.get("/tours/<public_id>/page")
def look(public_id: str) -> dict[str, Any]:
    _holding(public_id, "tour")
    with services().transaction() as tx:
        return page_view(tours.find(tx, public_id), tx.now)


@bp.post("/tours/<public_id>/whep")
def watch_again(public_id: str) -> dict[str, Any]:
    _holding(public_id, "tour")
    with services().transaction() as tx:
        tour = tours.find(tx, public_id)
    tours.must_live(tour)
    return access.media(services(), tour, "view", secrets.token_hex(8))


@bp.post("/tours/<public_id>/call-again")
def call_again(public_id: str) -> ResponseReturnValue:
    """Ring the customer again whose line dropped."""
    _holding(public_id, "tour")
    with services().transaction() as tx:
        contact = tours.find(tx, public_id).contact.public_id
    drops.call_again(services(), contact)
    return "", 204


@bp.post("/tours/<public_id>/viewer")
def report(public_id: str) -> ResponseReturnValue:
    _holding(public_id, "tour")
    sent = body()
    said = ViewerReport(
        text_field(sent, "state"), _whole(sent.get("fps")), _whole(sent.get("first_frame_ms"))
    )
    tours.watched(services(), public_id, said)
    return "", 204


@bp.get("/c/<token>")
def camera(token: str) -> str:
    with services().transaction() as tx:
        tour = tours.by_camera_token(tx, token)
        config = {"tour": tour_view(tour, None, None), "open": request.path}
    return render_template("camera.html", config=config)


@bp.post("/c/<token>")
def film(token: str) -> dict[str, Any]:
    with services().transaction() as tx:
        tour = tours.by_camera_token(tx, token)
    media = access.media(services(), tour, "publish", f"camera-{tour.public_id}")
    return {
        "tour": tour_view(tour, None, None),
        "key": access.page_key(services(), tour, "camera"),
        "live": access.live(services(), tour),
        "whip_url": media["url"],
        "token": media["token"],
        "ice_servers": media["ice_servers"],
    }


@bp.post("/cameras/<public_id>/publish")
def film_again(public_id: str) -> dict[str, Any]:
    """Give a camera page whose media token ran out another one, by its key."""
    _holding(public_id, "camera")
    with services().transaction() as tx:
        tour = tours.find(tx, public_id)
    tours.must_live(tour)
    media = access.media(services(), tour, "publish", f"camera-{tour.public_id}")
    return {"whip_url": media["url"], "token": media["token"], "ice_servers": []}


def _holding(public_id: str, purpose: str) -> None:
    if key_of(purpose) != public_id:
        raise NotFound("We do not know this tour.")


def _whole(value: object) -> int | None:
    """Round a measured number; anything else reads as not measured."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return round(value) if 0 <= value < 1_000_000 else None
