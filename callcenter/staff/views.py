"""Signing in by a link that the operator hands out; in the demo by one click."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from callcenter.errors import NotFound
from callcenter.kernel.tokens import BadToken, check, sign
from callcenter.services import Services, Transaction
from callcenter.staff import models
from callcenter.staff.models import Associate
from callcenter.web import services, sign_in

bp = Blueprint("sign_in", __name__)
_PURPOSE = "sign-in"
_LINK_LIVES = timedelta(minutes=15)


@bp.get("/sign-in")
def door() -> ResponseReturnValue:
    if services().settings.demo:
        return redirect("/console/demo", 303)
    return render_template("sign_in.html", person=None)


@bp.get("/sign-in/<token>")
def knock(token: str) -> str:
    """Show who the link is for and change nothing: link previewers fetch it too."""
    with services().reading() as tx:
        return render_template("sign_in.html", person=_holder(tx, token))


@bp.post("/sign-in/<token>")
def enter(token: str) -> ResponseReturnValue:
    with services().reading() as tx:
        person = _holder(tx, token)
    sign_in(person.id)
    return redirect(home(person), 303)


def home(person: Associate) -> str:
    """Return the page where this person works."""
    return "/wallboard" if person.role == "supervisor" else "/console"


def link(parts: Services, slug: str) -> str:
    """Return a sign-in link, good for fifteen minutes. Raises NotFound."""
    with parts.transaction() as tx:
        person = models.by_slug(tx.session, slug)
    if person is None:
        raise NotFound("There is nobody of this name.")
    expires = parts.clock.now() + _LINK_LIVES
    token = sign(parts.settings.secret_key, _PURPOSE, {"sub": person.id}, expires)
    return f"{parts.settings.public_url}/sign-in/{token}"


def _holder(tx: Transaction, token: str) -> Associate:
    try:
        claims = check(tx.settings.secret_key, _PURPOSE, token, tx.now)
        person = tx.session.get(Associate, claims["sub"])
    except (BadToken, ValueError, KeyError):
        person = None
    if person is None:
        raise NotFound("This sign-in link has expired. Ask your operator for a new one.")
    return person
