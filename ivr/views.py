"""What the carrier fetches while a call lives: each answer is TwiML."""

from flask import Blueprint, Response, request

from callcenter.web import services
from ivr import places, strangers
from ivr import service as ivr
from ivr.service import Caller

bp = Blueprint("voice", __name__)


@bp.post("/incoming")
def incoming() -> Response:
    """Greet who dialled a store's number (Twilio, "Request parameters" of a voice webhook)."""
    caller = Caller(_form("CallSid"), _form("From"), _form("To"))
    return _xml(ivr.greet(services(), caller))


@bp.post("/menu/<state>")
def menu(state: str) -> Response:
    return _xml(ivr.pressed(services(), _form("CallSid"), state, _form("Digits")))


@bp.post("/customer/<attempt>")
def customer(attempt: str) -> Response:
    return _xml(ivr.customer_answered(services(), attempt, _form("CallSid")))


@bp.post("/customer/<attempt>/key")
def key(attempt: str) -> Response:
    """Take the key that a customer pressed while they were told who calls."""
    return _xml(strangers.pressed(services(), attempt, _form("CallSid"), _form("Digits")))


@bp.post("/client")
def client() -> Response:
    """Connect a softphone; `From` is `client:` and the identity of its access token."""
    identity = _form("From").removeprefix("client:")
    return _xml(ivr.associate_connected(services(), identity, _form("CallSid")))


@bp.post("/hold/<public_id>")
def hold(public_id: str) -> Response:
    return _xml(ivr.hold_turn(services(), public_id))


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


@bp.post("/callback/<attempt>/<int:turn>")
def callback(attempt: str, turn: int) -> Response:
    answer = places.answered(services(), attempt, turn, _form("CallSid"), _form("Digits"))
    return _xml(answer)


def _form(name: str) -> str:
    return request.form.get(name, "")


def _xml(document: str) -> Response:
    return Response(document, mimetype="text/xml")
