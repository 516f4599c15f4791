"""Whether this process lives, and whether it can work."""

from datetime import timedelta

from flask import Blueprint
from flask.typing import ResponseReturnValue

from callcenter.infra import leases
from callcenter.web import services

bp = Blueprint("health", __name__)
_LATE = timedelta(seconds=5)


@bp.get("/healthz")
def alive() -> dict[str, bool]:
    return {"ok": True}


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Answer once the database does. Late errands: neither workers nor clocks keep up."""
    with services().transaction() as tx:
        late = leases.backlog(tx.session, tx.now, _LATE)
    return {"ok": True, "late_errands": late}
