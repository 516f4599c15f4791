"""Consulting a colleague: what the asker and the colleague do, from their own pages."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from callcenter.web import body, current_associate, services, text_field
from routing.consults import service as consults
from routing.consults.service import Wish

bp = Blueprint("consults", __name__)


@bp.post("/calls/<public_id>/consult")
def ask(public_id: str) -> ResponseReturnValue:
    sent, me = body(), current_associate()
    phone = text_field(sent, "phone", 60)
    if phone:
        found = consults.ask_number(services(), public_id, me, phone)
    else:
        wish = Wish(*(text_field(sent, name) for name in ("associate", "store", "category")))
        found = consults.ask(services(), public_id, me, wish)
    return {"consult": found.public_id}, 201


@bp.post("/consults/<consult_id>/agree")
def agree(consult_id: str) -> dict[str, Any]:
    contact = consults.agree(services(), consult_id, current_associate())
    return {"contact": contact.public_id}


@bp.post("/consults/<consult_id>/refuse")
def refuse(consult_id: str) -> ResponseReturnValue:
    consults.refuse(services(), consult_id, current_associate())
    return "", 204


@bp.post("/consults/<consult_id>/join")
def join(consult_id: str) -> ResponseReturnValue:
    consults.join(services(), consult_id, current_associate())
    return "", 204


@bp.post("/consults/<consult_id>/complete")
def complete(consult_id: str) -> ResponseReturnValue:
    consults.complete(services(), consult_id, current_associate())
    return "", 204


@bp.post("/consults/<consult_id>/part")
def part(consult_id: str) -> ResponseReturnValue:
    consults.part(services(), consult_id, current_associate())
    return "", 204
