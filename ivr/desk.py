"""What an associate or supervisor does with a conversation, from their own page."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from callcenter.contacts import conversation, handing_out, whispers
from callcenter.contacts.conversation import Handover
from callcenter.staff import models as staff
from callcenter.staff.chiefs import supervisor
from callcenter.staff.models import Associate
from callcenter.stores.models import Category, Store, every_category, every_store
from callcenter.web import body, current_associate, services, text_field

bp = Blueprint("call_desk", __name__)


@bp.get("/calls/choices")
def choices() -> dict[str, Any]:
    """Return to whom a customer can be handed over."""
    with services().reading() as tx:
        people = [one for one in staff.every(tx.session) if one.role == "associate"]
        return {
            "associates": [_choice(one) | {"store": one.store.name} for one in people],
            "stores": [_choice(one) for one in every_store(tx.session)],
            "categories": [_choice(one) for one in every_category(tx.session)],
        }


@bp.post("/calls/<public_id>/hold")
def hold(public_id: str) -> ResponseReturnValue:
    held = body().get("held") is not False
    conversation.hold(services(), public_id, current_associate(), held=held)
    return "", 204


@bp.post("/calls/<public_id>/guests")
def invite(public_id: str) -> ResponseReturnValue:
    typed = text_field(body(), "phone", 60)
    line = conversation.invite(services(), public_id, current_associate(), typed)
    return {"line": line.id}, 201


@bp.post("/calls/<public_id>/guests/<int(max=2147483647):line_id>/drop")
def let_go(public_id: str, line_id: int) -> ResponseReturnValue:
    conversation.let_go(services(), public_id, current_associate(), line_id)
    return "", 204


@bp.post("/calls/<public_id>/hand-over")
def hand_over(public_id: str) -> ResponseReturnValue:
    """Give the customer to a person, a subject, a store, or a number that policy allows."""
    sent = body()
    if typed := text_field(sent, "phone", 60):
        handing_out.put_through(services(), public_id, current_associate(), typed)
        return "", 204
    to = Handover(*(text_field(sent, name) for name in ("associate", "store", "category")))
    conversation.hand_over(services(), public_id, current_associate(), to)
    return "", 204


@bp.post("/calls/<public_id>/oversee")
def oversee(public_id: str) -> ResponseReturnValue:
    conversation.oversee(services(), public_id, _supervisor(), text_field(body(), "mode"))
    return "", 204


@bp.post("/calls/<public_id>/whisper")
def whisper(public_id: str) -> ResponseReturnValue:
    """Show the associate a line that nobody else sees."""
    text = text_field(body(), "text", whispers.LONGEST)
    whispers.whisper(services(), public_id, _supervisor(), text)
    return "", 204


@bp.post("/calls/leave")
def leave() -> ResponseReturnValue:
    conversation.stop_overseeing(services(), _supervisor())
    return "", 204


def _choice(one: Associate | Store | Category) -> dict[str, str]:
    return {"id": one.slug, "name": one.name}


def _supervisor() -> int:
    """Return who is signed in, if they may oversee. Raises NotAllowed."""
    with services().reading() as tx:
        return supervisor(tx.session, current_associate(), "may listen to conversations").id
