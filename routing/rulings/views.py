"""The rules' page: a plain form, a preview of what it means, and the history."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from callcenter.errors import Invalid
from callcenter.rules import service as rules
from callcenter.rules.reading import Fault
from callcenter.rules.values import NAMES
from callcenter.web import current_associate, services
from routing.rulings import service as rulings

bp = Blueprint("rulings", __name__, template_folder="../templates")
_MOST = 40


@bp.get("/rules")
def start() -> ResponseReturnValue:
    """Lead to the house's rules. Raises NotAllowed."""
    with services().reading() as tx:
        rules.may_set(tx, current_associate())
    return redirect("/rules/house", 303)


@bp.get("/rules/<slug>")
def page(slug: str) -> str:
    shown = rulings.view(services(), current_associate(), slug)
    return render_template("rules.html", page=shown, config={})


@bp.post("/rules/<slug>")
def save(slug: str) -> ResponseReturnValue:
    """Save what was typed, or show only what it would mean; what is wrong stands at its field."""
    typed = {name: request.form.get(name, "").strip()[:_MOST] for name in NAMES}
    faults = [] if request.form.get("act") == "preview" else _saved(slug, typed)
    if faults is None:
        return redirect(f"/rules/{slug}", 303)
    shown = rulings.view(services(), current_associate(), slug, typed, faults)
    status = Invalid.status if shown["faults"] else 200
    return render_template("rules.html", page=shown, config={}), status


def _saved(slug: str, typed: dict[str, str]) -> list[Fault] | None:
    seen = request.form.get("version", "")
    version = int(seen) if seen.isdecimal() and len(seen) < 10 else 0
    return rules.save(services(), current_associate(), slug, typed, version) or None
