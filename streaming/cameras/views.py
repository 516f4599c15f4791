"""The camera page that the console's code opens, and what every camera page asks for."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from callcenter.errors import NotFound
from callcenter.kernel.clock import iso
from callcenter.kernel.tokens import BadToken, check
from callcenter.web import body, key_of, services, text_field
from streaming import access
from streaming.cameras import service as cameras
from streaming.cameras.models import Camera
from streaming.cameras.service import CameraReport
from streaming.photos import service as photos
from streaming.snapshots import around, tour_view
from streaming.viewers.views import whole

bp = Blueprint("camera", __name__, template_folder="../templates")


@bp.get("/c/<token>")
def page(token: str) -> str:
    with services().reading() as tx:
        cameras.by_token(tx, token)
    return render_template("camera.html", config={})


@bp.post("/c/<token>")
def sign_in(token: str) -> dict[str, Any]:
    return entered(cameras.sign_in(services(), token, _known()))


@bp.get("/cameras/<public_id>")
def look(public_id: str) -> dict[str, Any]:
    return camera_page(_mine(public_id))


@bp.post("/cameras/<public_id>/publish")
def publish(public_id: str) -> dict[str, Any]:
    """Go on the air; 409 where another camera is, unless a person asked (`take`)."""
    _mine(public_id)
    camera = cameras.go_on_air(services(), public_id, take=body().get("take") is True)
    return access.to_publish(services(), camera)


@bp.post("/cameras/<public_id>/report")
def report(public_id: str) -> ResponseReturnValue:
    _mine(public_id)
    sent = body()
    said = CameraReport(
        text_field(sent, "state"),
        whole(sent.get("battery")),
        sent.get("charging") is True,
        whole(sent.get("up_kbps")),
        whole(sent.get("height")),
    )
    cameras.reported(services(), public_id, said)
    return "", 204


@bp.post("/cameras/<public_id>/photos")
def take_photo(public_id: str) -> ResponseReturnValue:
    _mine(public_id)
    request.max_content_length = photos.LARGEST
    photo = photos.take(services(), public_id, request.get_data())
    return {"id": photo.public_id, "taken_at": iso(photo.taken_at)}, 201


def entered(camera: Camera) -> dict[str, Any]:
    """Everything a camera page needs: who it is, its key, and its live channel."""
    parts = services()
    return {
        "camera": camera.public_id,
        "key": access.key(parts, "camera", camera.public_id),
        "live": access.live(parts, f"cameras:{camera.tour.public_id}"),
        "tour": camera_page(camera),
    }


def camera_page(camera: Camera) -> dict[str, Any]:
    """Return CameraView: the tour as who films it sees it, without links."""
    with services().reading() as tx:
        tour = cameras.find(tx, camera.public_id).tour
        return tour_view(tour, around(tx.session, tour), None, None)


def _mine(public_id: str) -> Camera:
    if key_of("camera") != public_id:
        raise NotFound("We do not know this camera.")
    with services().reading() as tx:
        return cameras.find(tx, public_id)


def _known() -> str:
    """Return the camera whose key this page still holds from before it was reloaded."""
    parts = services()
    key = text_field(body() if request.data else {}, "known", 600)
    try:
        return str(check(parts.settings.secret_key, "camera", key, parts.clock.now())["sub"])
    except (BadToken, ValueError, KeyError):
        return ""
