"""Recording from the console, and hearing what was recorded."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from callcenter.recordings import service as recordings
from callcenter.staff.chiefs import supervisor
from callcenter.web import body, current_associate, services, text_field

bp = Blueprint("recorder", __name__)


@bp.post("/calls/<public_id>/recording")
def record(public_id: str) -> ResponseReturnValue:
    """Start (when the customer agrees), pause, resume or stop."""
    sent, me = body(), current_associate()
    wish = text_field(sent, "wish")
    if wish == "start":
        recordings.start(services(), public_id, me, agreed=sent.get("agreed") is True)
    else:
        recordings.change(services(), public_id, me, wish)
    return "", 204


@bp.get("/calls/recordings/<recording_id>")
def hear(recording_id: str) -> Response:
    """Play a recording to a supervisor; nothing of it stays in a cache."""
    with services().reading() as tx:
        supervisor(tx.session, current_associate(), "may hear recordings")
        sid = recordings.readable(tx, recording_id).sid
    response = Response(services().carrier.sound(sid or ""), mimetype="audio/wav")
    response.cache_control.no_store = True
    return response
