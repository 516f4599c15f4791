"""What the carrier fetches while a call lives: each answer is TwiML."""

from flask import Blueprint, Response, request

from callcenter.voicemails.service import Recorded
from callcenter.web import services
from ivr import announcing, holding, leaving, places, reception, ringing, strangers, trying
from ivr import service as ivr
from ivr.reception import Caller, Pressed

bp = Blueprint("voice", __name__)


@bp.post("/incoming")
def incoming() -> Response:
    """Greet who dialled a store's number (Twilio, "Request parameters" of a voice webhook)."""
    caller = Caller(_form("CallSid"), _form("From"), _form("To"))
    return _xml(trying.greeted(services(), caller) or reception.greet(services(), caller))


@bp.post("/menu/<state>")
def menu(state: str) -> Response:
    """Take a key or words (Twilio, "TwiML Gather: action")."""
    sent = Pressed(_form("Digits"), _form("SpeechResult"))
    return _xml(reception.pressed(services(), _form("CallSid"), state, sent))


@bp.post("/trial/<state>")
def trial(state: str) -> Response:
    """Take a key or words of somebody who tries a draft."""
    sent = Pressed(_form("Digits"), _form("SpeechResult"))
    return _xml(trying.pressed(services(), state, sent))


@bp.post("/customer/<attempt>")
def customer(attempt: str) -> Response:
    return _xml(ivr.customer_answered(services(), attempt, _form("CallSid")))


@bp.post("/customer/<attempt>/key")
def key(attempt: str) -> Response:
    """Take the key that a customer pressed while they were told who calls."""
    return _xml(strangers.pressed(services(), attempt, _form("CallSid"), _form("Digits")))


@bp.post("/ring/<attempt>")
def ring(attempt: str) -> Response:
    """Tell an associate who was rung on a telephone who waits."""
    return _xml(ringing.answered(services(), attempt, _form("CallSid")))


@bp.post("/ring/<attempt>/<int:turn>")
def ring_key(attempt: str, turn: int) -> Response:
    answer = ringing.pressed(services(), attempt, turn, _form("CallSid"), _form("Digits"))
    return _xml(answer)


@bp.post("/client")
def client() -> Response:
    """Connect a softphone; `From` is `client:` and the identity of its access token."""
    identity = _form("From").removeprefix("client:")
    return _xml(ivr.associate_connected(services(), identity, _form("CallSid")))


@bp.post("/hold/<public_id>")
def hold(public_id: str) -> Response:
    return _xml(holding.turn(services(), public_id))


@bp.post("/recorded/<public_id>")
def recorded(public_id: str) -> Response:
    """Tell everybody in the conference that the call is recorded (`announceUrl`)."""
    return _xml(announcing.say(services(), public_id))


@bp.post("/wait/<public_id>")
def wait(public_id: str) -> Response:
    return _xml(ivr.wait_turn(services(), public_id, _form("CallSid")))


@bp.post("/place/<public_id>")
def place(public_id: str) -> Response:
    """Continue after the conference (Twilio, "TwiML Dial: action", `hangupOnStar`)."""
    return _xml(places.left(services(), public_id, _form("CallSid")))


@bp.post("/place/<public_id>/key")
def keep_place(public_id: str) -> Response:
    return _xml(places.chosen(services(), public_id, _form("CallSid"), _form("Digits")))


@bp.post("/farewell/<attempt>")
def farewell(attempt: str) -> Response:
    """Let who waited in vain hear why (Twilio, "Update a Call resource": Url)."""
    return _xml(places.farewell(services(), attempt, _form("CallSid")))


@bp.post("/enter/<public_id>")
def enter(public_id: str) -> Response:
    return _xml(leaving.entered(services(), public_id, _form("CallSid")))


@bp.post("/message/<public_id>")
def message(public_id: str) -> Response:
    return _xml(leaving.asked(services(), public_id, _form("CallSid")))


@bp.post("/message/<public_id>/key")
def message_key(public_id: str) -> Response:
    return _xml(leaving.chosen(services(), public_id, _form("CallSid"), _form("Digits")))


@bp.post("/message/<public_id>/left")
def message_left(public_id: str) -> Response:
    """Take what was said (Twilio, "TwiML Record: action"); who hung up hears no answer."""
    recorded = Recorded(_form("RecordingSid"), _whole("RecordingDuration"))
    return _xml(leaving.left(services(), public_id, _form("CallSid"), recorded))


@bp.post("/message/<public_id>/silent")
def message_silent(public_id: str) -> Response:
    return _xml(leaving.silent(services(), public_id, _form("CallSid")))


@bp.post("/callback/<attempt>/<int:turn>")
def callback(attempt: str, turn: int) -> Response:
    answer = places.answered(services(), attempt, turn, _form("CallSid"), _form("Digits"))
    return _xml(answer)


def _form(name: str) -> str:
    return request.form.get(name, "")


def _whole(name: str) -> int:
    text = _form(name)
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _xml(document: str) -> Response:
    return Response(document, mimetype="text/xml")
