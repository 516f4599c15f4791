"""The supervisor's page."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template

from callcenter.kernel.tokens import sign
from callcenter.web import services
from routing.wallboard import service as wallboard

bp = Blueprint("wallboard", __name__, template_folder="../templates")
_LIVE_FOR = timedelta(hours=12)


@bp.get("/wallboard")
def page() -> str:
    return render_template("wallboard.html", config={"state": state(), "live": live()})


@bp.get("/wallboard/state")
def state() -> dict[str, Any]:
    return wallboard.view(services())


@bp.get("/wallboard/live")
def live() -> dict[str, str]:
    parts = services()
    expires = parts.clock.now() + _LIVE_FOR
    token = sign(parts.settings.secret_key, "live", {"topics": ["wallboard"]}, expires)
    return {"url": parts.settings.live_url, "token": token}
