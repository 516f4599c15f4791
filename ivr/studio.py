"""The page on which supervisors write, check, hear and publish a menu."""

from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from callcenter.errors import Conflict, Invalid
from callcenter.stores.models import Store
from callcenter.web import body, current_associate, services, text_field
from ivr import preview, prompts, trying
from ivr.menu import LEADS
from ivr.menus import check, graph
from ivr.menus import service as menus
from ivr.menus.check import Line
from ivr.menus.models import HOUSE
from ivr.reception import Pressed

bp = Blueprint("studio", __name__, template_folder="templates")
_OF = {"house", "store"}


@bp.get("/menu")
def page() -> str:
    return _page("")


@bp.post("/menu/lines")
def put() -> ResponseReturnValue:
    labels = {code: _field(f"label-{code}") for code in prompts.LANGUAGES}
    line = Line(
        _field("step") or "main",
        _field("digit"),
        _field("leads"),
        _field("value"),
        {code: label for code, label in labels.items() if label},
    )
    return _done(lambda: menus.put(services(), current_associate(), _scope(), line))


@bp.post("/menu/lines/<int(max=2147483647):line_id>/up")
def up(line_id: int) -> ResponseReturnValue:
    return _done(lambda: menus.shift(services(), current_associate(), _scope(), line_id))


@bp.post("/menu/lines/<int(max=2147483647):line_id>/drop")
def drop(line_id: int) -> ResponseReturnValue:
    return _done(lambda: menus.remove(services(), current_associate(), _scope(), line_id))


@bp.post("/menu/publish")
def publish() -> ResponseReturnValue:
    return _done(lambda: menus.publish(services(), current_associate(), _scope()))


@bp.post("/menu/discard")
def discard() -> ResponseReturnValue:
    return _done(lambda: menus.discard(services(), current_associate(), _scope()))


@bp.post("/menu/preview")
def play() -> dict[str, Any]:
    """Take one step of the draft (docs/api.md)."""
    sent = body()
    pressed = Pressed(text_field(sent, "digits", 1), text_field(sent, "speech"))
    me, wanted = current_associate(), text_field(sent, "of")
    with services().transaction() as tx:
        draft = menus.draft(tx, menus.scope_of(tx, me, wanted), me)
        played = preview.play(tx, draft, text_field(sent, "state", 4000), pressed)
    said = [{"language": prompts.spoken(code).locale, "text": text} for code, text in played.said]
    return {"said": said, "state": played.state, "end": played.end}


@bp.post("/menu/trial")
def let_hear() -> ResponseReturnValue:
    """Let a telephone hear the draft for ten minutes."""
    try:
        masked = trying.allow(services(), current_associate(), _scope(), _field("phone"))
    except Invalid as refusal:
        return _page(refusal.detail), refusal.status
    return _page("", masked)


def _page(trouble: str, allowed: str = "") -> str:
    me, wanted = current_associate(), _scope()
    with services().transaction() as tx:
        scope = menus.scope_of(tx, me, wanted)
        draft, house = menus.draft(tx, scope, me), menus.house(tx, scope)
        lines, names = menus.lines_of(draft), menus.names(tx)
        store = tx.session.get(Store, scope) if scope != HOUSE else None
        shown = {
            "of": wanted,
            "store": store.name if store else "the house",
            "rows": draft.lines,
            "faults": check.faults(lines, house),
            "house": house,
            "names": names,
            "drawing": graph.drawing(lines, names),
            "live": menus.published(tx, scope) is not None,
            "allowed": allowed,
            "number": store.phone_number if store else tx.settings.twilio_phone_number,
        }
    return render_template(
        "menu.html", menu=shown, leads=LEADS, trouble=trouble, config={"of": wanted}
    )


def _done(act: Any) -> ResponseReturnValue:
    try:
        act()
    except (Invalid, Conflict) as refusal:
        return _page(refusal.detail), refusal.status
    return redirect(f"/menu?of={_scope()}", 303)


def _scope() -> str:
    found = request.values.get("of", "store")
    return found if found in _OF else "store"


def _field(name: str) -> str:
    return request.form.get(name, "").strip()[:200]
