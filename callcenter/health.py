"""Whether this process lives, and whether it can work."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from callcenter.web import services

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> dict[str, bool]:
    return {"ok": True}


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    with services().transaction() as tx:
        tx.session.execute(text("SELECT 1"))
    return {"ok": True}
