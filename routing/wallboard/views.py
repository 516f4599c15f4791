"""The supervisor's page."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template

from callcenter.contacts import service as contacts
from callcenter.contacts.snapshots import card
from callcenter.kernel.tokens import sign
from callcenter.staff.chiefs import supervisor
from callcenter.staff.models import Associate
from callcenter.web import current_associate, services
from routing.wallboard import service as wallboard
from routing.wallboard.explain import story

bp = Blueprint("wallboard", __name__, template_folder="../templates")
_LIVE_FOR = timedelta(hours=12)


@bp.get("/wallboard")
def page() -> str:
    with services().reading() as tx:
        reader = tx.session.get_one(Associate, current_associate())
    config = {"state": state(), "live": live(), "oversees": reader.role == "supervisor"}
    signal_host = services().settings.twilio_signal_host
    return render_template("wallboard.html", config=config, signal_host=signal_host)


@bp.get("/wallboard/state")
def state() -> dict[str, Any]:
    return wallboard.view(services())


@bp.get("/wallboard/contacts/<public_id>")
def explained(public_id: str) -> str:
    """Show supervisors who was considered for the contact, who was chosen, and why."""
    with services().reading() as tx:
        supervisor(tx.session, current_associate(), "see why somebody was chosen")
        contact = contacts.find(tx, public_id)
        shown, told = card(contact, tx.now), story(tx, contact)
    return render_template("explain.html", card=shown, story=told, config={})


@bp.get("/wallboard/live")
def live() -> dict[str, str]:
    parts = services()
    expires = parts.clock.now() + _LIVE_FOR
    token = sign(parts.settings.secret_key, "live", {"topics": ["wallboard"]}, expires)
    return {"url": parts.settings.live_url, "token": token}
