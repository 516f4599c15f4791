"""The page of a kept place: opened by the texted link, changed only by its button."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from callcenter.contacts.snapshots import customer_view
from callcenter.places import service as places
from callcenter.places import words
from callcenter.web import services

bp = Blueprint("places", __name__)
_OPEN = frozenset({"queued", "snoozed", "connecting"})


@bp.get("/<token>")
def page(token: str) -> str:
    with services().reading() as tx:
        contact = places.by_token(tx, token)
        view, language = customer_view(contact, tx.now, tx.settings), contact.language
    is_open, cancel_url = view["state"] in _OPEN, f"/k/{token}/cancel"
    said = words.page(language)
    wait = words.wait_text(view["wait_low_s"], view["wait_high_s"], language)
    parts = {"view": view, "wait": wait, "words": said, "language": language}
    return render_template("place.html", **parts, open=is_open, cancel_url=cancel_url, config={})


@bp.post("/<token>/cancel")
def cancel(token: str) -> ResponseReturnValue:
    places.cancel(services(), token)
    return redirect(f"/k/{token}", 303)
