"""The supervisor's page."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template

from callcenter.kernel.tokens import sign
from callcenter.staff.models import Associate
from callcenter.web import current_associate, services
from routing.wallboard import service as wallboard

bp = Blueprint("wallboard", __name__, template_folder="../templates")
_LIVE_FOR = timedelta(hours=12)


@bp.get("/wallboard")
def page() -> str:
    with services().transaction() as tx:
        reader = tx.session.get_one(Associate, current_associate())
    config = {"state": state(), "live": live(), "oversees": reader.role == "supervisor"}
    signal_host = services().settings.twilio_signal_host
    return render_template("wallboard.html", config=config, signal_host=signal_host)


@bp.get("/wallboard/state")
def state() -> dict[str, Any]:
    return wallboard.view(services())


@bp.get("/wallboard/live")
def live() -> dict[str, str]:
    parts = services()
    expires = parts.clock.now() + _LIVE_FOR
    token = sign(parts.settings.secret_key, "live", {"topics": ["wallboard"]}, expires)
    return {"url": parts.settings.live_url, "token": token}
