"""Many offers in one transaction: each pair is claimed whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Insert,
    String,
    Table,
    bindparam,
    insert,
    literal,
    null,
    select,
    update,
)
from sqlalchemy import cast as sql_cast

from callcenter.contacts.models import Contact
from callcenter.infra.database import UtcDateTime
from callcenter.infra.states import Transition
from callcenter.kernel.ids import public_id
from callcenter.services import Transaction
from routing.offers.lifecycle import OFFER
from routing.offers.models import Offer
from routing.presence.lifecycle import PRESENCE
from routing.presence.models import Presence

_OFFERED = PRESENCE.table["available", "offer"]
_BORN = OFFER.first[0]
_OFFER = cast(Table, Offer.__table__)
_OFFERS = insert(_OFFER).returning(_OFFER.c.id, _OFFER.c.contact_id, _OFFER.c.associate_id)
_WAITING = (
    select(Contact.id)
    .where(Contact.id.in_(bindparam("ids", expanding=True)), Contact.state == "queued")
    .order_by(Contact.id)
    .with_for_update(key_share=True)
)
_TAKE = (
    update(Presence)
    .where(Presence.id.in_(bindparam("ids", expanding=True)), Presence.state == "available")
    .values(state=_OFFERED, since=bindparam("now", type_=UtcDateTime()), until=None, reason="")
    .returning(Presence.id)
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A contact for an associate, and `why` as the offer's row keeps it."""

    contact_id: int
    associate_id: int
    cost: float
    ring: str
    rings_s: float
    why: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    offer_id: int
    contact_id: int
    associate_id: int


def claim(tx: Transaction, pairs: Sequence[Pair]) -> list[Made]:
    """Offer every pair whose contact still waits and whose associate is still available.

    The contact's row is locked until the commit, so a cancellation comes before or after the
    offer and never beside it; the unique indexes refuse what no code should try.
    """
    if not pairs:
        return []
    waiting = _waiting(tx, [pair.contact_id for pair in pairs])
    free = _take(tx, [pair.associate_id for pair in pairs if pair.contact_id in waiting])
    ready = [pair for pair in pairs if pair.contact_id in waiting and pair.associate_id in free]
    return _insert(tx, ready) if ready else []


def _waiting(tx: Transaction, contact_ids: list[int]) -> set[int]:
    return set(tx.session.connection().scalars(_WAITING, {"ids": contact_ids}))


def _take(tx: Transaction, associate_ids: list[int]) -> set[int]:
    values = {"ids": associate_ids, "now": tx.now}
    return set(tx.session.connection().scalars(_TAKE, values))


def _insert(tx: Transaction, pairs: Sequence[Pair]) -> list[Made]:
    rows = [
        {
            "public_id": public_id(),
            "contact_id": pair.contact_id,
            "associate_id": pair.associate_id,
            "state": _BORN,
            "reason": "",
            "created_at": tx.now,
            "expires_at": tx.now + timedelta(seconds=pair.rings_s),
            "ring": pair.ring,
            "cost": pair.cost,
            "why": pair.why,
        }
        for pair in pairs
    ]
    wire = tx.session.connection()
    made = [Made(*row) for row in wire.execute(_OFFERS, rows)]
    ids = [one.offer_id for one in made]
    wire.execute(_OFFERS_BORN, {"ids": ids})
    wire.execute(_PRESENCES_MOVED, {"ids": ids})
    return made


def _steps(*values: ColumnElement[Any]) -> Insert:
    """Note a step for each new offer, copied inside the database: both lives that moved."""
    source = select(*values, _OFFER.c.created_at).where(
        _OFFER.c.id.in_(bindparam("ids", expanding=True))
    )
    names = ["noun", "subject_id", "contact_id", "was", "state", "reason", "at"]
    return insert(cast(Table, Transition.__table__)).from_select(names, source)


_OFFERS_BORN = _steps(
    literal(OFFER.noun),
    _OFFER.c.id,
    _OFFER.c.contact_id,
    null(),
    literal(_BORN),
    literal("to ") + sql_cast(_OFFER.c.associate_id, String),
)
_PRESENCES_MOVED = _steps(
    literal(PRESENCE.noun),
    _OFFER.c.associate_id,
    null(),
    literal("available"),
    literal(_OFFERED),
    literal(""),
)
