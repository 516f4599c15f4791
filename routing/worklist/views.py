"""Requests of the console about messages that callers left."""

from typing import Any

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from callcenter.staff.models import Associate
from callcenter.voicemails import service as voicemails
from callcenter.web import body, current_associate, services, text_field
from routing.worklist import service as worklist
from routing.worklist.snapshots import worklist as shown

bp = Blueprint("worklist", __name__)


@bp.get("/worklist")
def look() -> dict[str, Any]:
    with services().reading() as tx:
        return {"work": shown(tx, tx.session.get_one(Associate, current_associate()))}


@bp.get("/worklist/<public_id>/sound.wav")
def sound(public_id: str) -> Response:
    """Play the message: fetched from the carrier for this listener, kept nowhere."""
    return Response(
        voicemails.sound(services(), public_id, current_associate()), mimetype="audio/wav"
    )


@bp.post("/worklist/<public_id>/take")
def take(public_id: str) -> dict[str, Any]:
    voicemails.take(services(), public_id, current_associate())
    return look()


@bp.post("/worklist/<public_id>/give-back")
def give_back(public_id: str) -> dict[str, Any]:
    voicemails.give_back(services(), public_id, current_associate())
    return look()


@bp.post("/worklist/<public_id>/call")
def call(public_id: str) -> ResponseReturnValue:
    contact = worklist.call_back(services(), public_id, current_associate())
    return {"contact": contact.public_id}, 201


@bp.post("/worklist/<public_id>/done")
def done(public_id: str) -> dict[str, Any]:
    sent = body()
    outcome, words = text_field(sent, "outcome"), text_field(sent, "transcript", 2000)
    voicemails.finish(services(), public_id, current_associate(), outcome, words)
    return look()
