"""The form with which a supervisor sets an associate's telephone."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from callcenter.errors import Invalid
from callcenter.web import current_associate, services
from routing.phones import service as phones
from routing.phones.snapshots import view

bp = Blueprint("phones", __name__, template_folder="../templates")


@bp.get("/roster/phones")
def page() -> str:
    return _page("")


@bp.post("/roster/phones")
def set_path() -> ResponseReturnValue:
    who, typed = request.form.get("associate", ""), request.form.get("address", "")
    try:
        phones.set_path(services(), current_associate(), who[:200], typed[:200])
    except Invalid as refusal:
        return _page(refusal.detail), refusal.status
    return redirect("/roster/phones", 303)


def _page(trouble: str) -> str:
    shown = view(services(), current_associate())
    return render_template("phones.html", phones=shown, trouble=trouble, config={})
