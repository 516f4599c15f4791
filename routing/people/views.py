"""The people's page: everybody of the store, and a plain form for each."""

from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from callcenter.errors import Invalid
from callcenter.web import current_associate, services
from routing.people import service as people
from routing.people.profile import LEVELS, Fault, Typed

bp = Blueprint("people", __name__, template_folder="../templates")
_MOST = 40
_MANY = 100
_LEVEL = "level-"


@bp.get("/roster/people")
def everybody() -> str:
    shown = people.everybody(services(), current_associate())
    return render_template("people.html", page=shown, config={})


@bp.get("/roster/people/<slug>")
def page(slug: str) -> str:
    return _page(people.view(services(), current_associate(), slug))


@bp.post("/roster/people/<slug>")
def save(slug: str) -> ResponseReturnValue:
    """Save what was chosen, or show only what it would mean; what is wrong stands at its field."""
    typed = _typed()
    faults = [] if request.form.get("act") == "preview" else _saved(slug, typed)
    if faults is None:
        here = _field("here") == typed.store
        return redirect(f"/roster/people/{slug}" if here else "/roster/people", 303)
    shown = people.view(services(), current_associate(), slug, typed, faults)
    return _page(shown), Invalid.status if shown["faults"] else 200


def _page(shown: dict[str, Any]) -> str:
    return render_template("person.html", page=shown, words=LEVELS, config={})


def _saved(slug: str, typed: Typed) -> list[Fault] | None:
    seen = request.form.get("version", "")
    version = int(seen) if seen.isdecimal() and len(seen) < 10 else 0
    return people.save(services(), current_associate(), slug, typed, version) or None


def _typed() -> Typed:
    levels = {
        int(name.removeprefix(_LEVEL)): _field(name)
        for name in list(request.form)[:_MANY]
        if name.startswith(_LEVEL) and name.removeprefix(_LEVEL).isdecimal()
    }
    return Typed(
        store=_field("store"),
        levels=levels,
        languages=_fields("language"),
        more_languages=_field("more_languages"),
        lines=_fields("line"),
        video=_field("video"),
        capacity=_field("capacity"),
    )


def _field(name: str) -> str:
    return request.form.get(name, "").strip()[:_MOST]


def _fields(name: str) -> tuple[str, ...]:
    return tuple(value.strip()[:_MOST] for value in request.form.getlist(name)[:_MANY])
