"""Claims on PostgreSQL: all steps in one statement, since each statement is a journey.

The pairs travel as one JSON text. Contacts are locked in the order of their numbers; whoever was
moved by a rival meanwhile is not among those returned.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from pydantic_core import to_json
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Float,
    Integer,
    String,
    Table,
    bindparam,
    column,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy import cast as sql_cast

from callcenter.contacts.models import Contact
from callcenter.infra.database import UtcDateTime
from callcenter.kernel.ids import public_id
from routing.offers.histories import BORN, OFFERED, steps
from routing.offers.models import Offer
from routing.offers.pairs import Made, Pair
from routing.presence.models import Presence

_OFFER = cast(Table, Offer.__table__)
_NOW = bindparam("now", type_=UtcDateTime())
_WANTED = (
    func.json_to_recordset(sql_cast(bindparam("pairs", type_=String), JSON))
    .table_valued(
        column("public_id", String),
        column("contact_id", Integer),
        column("associate_id", Integer),
        column("ring", String),
        column("rings_s", Float),
        column("cost", Float),
        column("why", JSON),
    )
    .render_derived(with_types=True)
)
_PAIR = select(_WANTED).cte("pair")
_WAITING = (
    select(Contact.id)
    .where(Contact.id.in_(select(_PAIR.c.contact_id)), Contact.state == "queued")
    .order_by(Contact.id)
    .with_for_update(key_share=True)
    .cte("waiting")
)
_FREE = (
    update(Presence)
    .where(
        Presence.id.in_(
            select(_PAIR.c.associate_id).join(_WAITING, _WAITING.c.id == _PAIR.c.contact_id)
        ),
        Presence.state == "available",
    )
    .values(state=OFFERED, since=_NOW, until=None, reason="")
    .returning(Presence.id)
    .cte("free")
)
_NAMES = (
    "public_id",
    "contact_id",
    "associate_id",
    "ring",
    "cost",
    "why",
    "state",
    "reason",
    "created_at",
    "expires_at",
)
_RUNG = func.make_interval(0, 0, 0, 0, 0, 0, _PAIR.c.rings_s)
_READY = (
    select(
        *(_PAIR.c[name] for name in _NAMES[:6]),
        literal(BORN),
        literal(""),
        _NOW,
        sql_cast(_NOW, DateTime) + _RUNG,
    )
    .join(_WAITING, _WAITING.c.id == _PAIR.c.contact_id)
    .join(_FREE, _FREE.c.id == _PAIR.c.associate_id)
)
_MADE = (
    insert(_OFFER)
    .from_select(_NAMES, _READY)
    .returning(_OFFER.c.id, _OFFER.c.contact_id, _OFFER.c.associate_id, _OFFER.c.created_at)
    .cte("made")
)
_CLAIM = select(_MADE.c.id, _MADE.c.contact_id, _MADE.c.associate_id).add_cte(
    steps(_MADE).cte("steps")
)


def claim(wire: Connection, pairs: Sequence[Pair], now: datetime) -> list[Made]:
    values = {"pairs": to_json([_sent(pair) for pair in pairs]).decode(), "now": now}
    return [Made(*row) for row in wire.execute(_CLAIM, values).all()]


def _sent(pair: Pair) -> dict[str, Any]:
    return {
        "public_id": public_id(),
        "contact_id": pair.contact_id,
        "associate_id": pair.associate_id,
        "ring": pair.ring,
        "rings_s": pair.rings_s,
        "cost": pair.cost,
        "why": pair.why,
    }
