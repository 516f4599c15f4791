"""What a page that watches asks for, proven by its key: cookieless, also from a shop's own page."""

from typing import Any

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from callcenter.contacts import drops
from callcenter.errors import NotAllowed
from callcenter.web import body, key_of, services, text_field
from streaming import access
from streaming import service as tours
from streaming.photos import service as photos
from streaming.sight import Sight
from streaming.snapshots import around, page_view
from streaming.viewers import service as viewers
from streaming.viewers.models import Viewer

bp = Blueprint("viewer", __name__)
_MEASURED = ("fps", "first_frame_ms", "delay_ms", "freezes", "lost_pct")


@bp.post("/widget/tours")
def from_website() -> dict[str, Any]:
    """Begin watching on the shop's page, with the key of the contact."""
    viewer = viewers.enter_from_website(services(), key_of("widget"), text_field(body(), "viewer"))
    return {"tour": look(viewer.tour.public_id, viewer), **access.entered(services(), viewer)}


@bp.get("/tours/<public_id>/page")
def look(public_id: str, known: Viewer | None = None) -> dict[str, Any]:
    with services().reading() as tx:
        viewer = known or viewers.of_key(tx, key_of("tour"), public_id)
        tour = tours.find(tx, viewer.tour.public_id)
        return page_view(tour, around(tx.session, tour), tx.now)


@bp.post("/tours/<public_id>/whep")
def watch_again(public_id: str) -> dict[str, Any]:
    with services().reading() as tx:
        viewer = viewers.of_key(tx, key_of("tour"), public_id)
        tours.must_live(viewer.tour)
    return access.to_watch(services(), viewer)


@bp.post("/tours/<public_id>/viewer")
def report(public_id: str) -> ResponseReturnValue:
    sent = body()
    measured = {name: whole(sent.get(name)) for name in _MEASURED}
    state, rung = text_field(sent, "state"), text_field(sent, "rung") or "live"
    seen = Sight(state, rung, **measured, at_least=sent.get("delay_at_least") is True)
    viewers.watched(services(), key_of("tour"), public_id, seen)
    return "", 204


@bp.post("/tours/<public_id>/call-again")
def call_again(public_id: str) -> ResponseReturnValue:
    """Ring the customer again whose line dropped; friends may not."""
    with services().reading() as tx:
        viewer = viewers.of_key(tx, key_of("tour"), public_id)
        contact = viewer.tour.contact.public_id
    if viewer.kind != "customer":
        raise NotAllowed("Only the customer can ask for the call.")
    drops.call_again(services(), contact)
    return "", 204


@bp.post("/tours/<public_id>/friends")
def invite(public_id: str) -> dict[str, str]:
    return {"link": viewers.invite(services(), key_of("tour"), public_id)}


@bp.post("/tours/<public_id>/friends/<friend>/remove")
def remove(public_id: str, friend: str) -> ResponseReturnValue:
    viewers.remove_friend(services(), key_of("tour"), public_id, friend)
    return "", 204


@bp.post("/tours/<public_id>/recording/stop")
def stop_recording(public_id: str) -> ResponseReturnValue:
    """End the recording at once, at the customer's word."""
    with services().transaction() as tx:
        viewer = viewers.customer_of(tx, key_of("tour"), public_id)
        tours.consent(tx, viewer.tour, agreed=False)
    return "", 204


@bp.get("/tours/<public_id>/photos/<photo>")
def photo(public_id: str, photo: str) -> Response:
    with services().reading() as tx:
        viewer = viewers.of_key(tx, key_of("tour"), public_id)
        picture = photos.picture(tx, viewer.tour, photo)
    return Response(picture, mimetype="image/jpeg")


def whole(value: object) -> int | None:
    """Round a measured number; anything else reads as not measured."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return round(value) if 0 <= value < 1_000_000 else None
