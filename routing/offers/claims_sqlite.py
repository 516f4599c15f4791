"""Claims on SQLite: we hold its only write lock, so what was read stays as it was read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from pydantic_core import to_json
from sqlalchemy import Connection, Table, bindparam, func, insert, select, update
from sqlalchemy.dialects import sqlite

from callcenter.contacts.models import Contact
from callcenter.infra.database import UtcDateTime
from callcenter.infra.many import Among, Then
from callcenter.kernel.ids import public_ids
from routing.offers.histories import BORN, OFFERED, steps
from routing.offers.models import Offer
from routing.offers.pairs import Made, Pair
from routing.presence.models import Presence

_OFFER = cast(Table, Offer.__table__)
_DIALECT = sqlite.dialect()
_NEW = insert(_OFFER).compile(
    dialect=_DIALECT,
    column_keys=(
        "id",
        "public_id",
        "contact_id",
        "associate_id",
        "state",
        "reason",
        "created_at",
        "expires_at",
        "ring",
        "cost",
        "why",
    ),
)
_INSERT = str(_NEW)
"""One row; the driver repeats it, prepared, for every pair."""
_NOW = bindparam("now", type_=UtcDateTime())
_WAITING = select(Contact.id).where(Among(Contact.id, "ids"), Then(Contact.state) == "queued")
_TAKE = (
    update(Presence)
    .where(Among(Presence.id, "ids"), Then(Presence.state) == "available")
    .values(state=OFFERED, since=_NOW, until=None, reason="")
    .returning(Presence.id)
)
_NEWEST = select(func.coalesce(func.max(_OFFER.c.id), 0))
_STEPS = steps(_OFFER, _OFFER.c.id > bindparam("before"))


def claim(wire: Connection, pairs: Sequence[Pair], now: datetime) -> list[Made]:
    waiting = set(wire.scalars(_WAITING, {"ids": [pair.contact_id for pair in pairs]}).all())
    wanted = [pair.associate_id for pair in pairs if pair.contact_id in waiting]
    free = set(wire.scalars(_TAKE, {"ids": wanted, "now": now}).all())
    ready = [pair for pair in pairs if pair.contact_id in waiting and pair.associate_id in free]
    return _insert(wire, ready, now) if ready else []


def _insert(wire: Connection, pairs: Sequence[Pair], now: datetime) -> list[Made]:
    """Write the offers, numbered by us: nobody else writes before we commit."""
    before = wire.scalar(_NEWEST) or 0
    at = _stored(now)
    ends = {s: _stored(now + timedelta(seconds=s)) for s in {pair.rings_s for pair in pairs}}
    made = [
        Made(number, pair.contact_id, pair.associate_id)
        for number, pair in enumerate(pairs, before + 1)
    ]
    rows = [
        (one[0], name, *one[1:], BORN, "", at, ends[pair.rings_s], *_kept(pair))
        for one, name, pair in zip(made, public_ids(len(pairs)), pairs, strict=True)
    ]
    wire.exec_driver_sql(_INSERT, rows)
    wire.execute(_STEPS, {"before": before})
    return made


def _kept(pair: Pair) -> tuple[str, float, str]:
    return (pair.ring, pair.cost, to_json(pair.why).decode())


def _stored(moment: datetime) -> str:
    """Return the moment as the column's own type would store it."""
    process = cast(Any, _OFFER.c.created_at.type.bind_processor(_DIALECT))
    return str(process(moment))
