"""Many offers in one transaction: each pair is claimed whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Table, insert, select, update

from callcenter.contacts.models import Contact
from callcenter.infra.states import Transition
from callcenter.kernel.ids import public_id
from callcenter.services import Transaction
from routing.offers.lifecycle import OFFER
from routing.offers.models import Offer
from routing.presence.lifecycle import PRESENCE
from routing.presence.models import Presence

_OFFERED = PRESENCE.table["available", "offer"]
_BORN = OFFER.first[0]
_OFFERS = insert(cast(Table, Offer.__table__)).returning(
    Offer.id, Offer.contact_id, Offer.associate_id
)
_STEPS = insert(cast(Table, Transition.__table__))


@dataclass(frozen=True, slots=True)
class Pair:
    """A contact for an associate, and `why` as the offer's row keeps it."""

    contact_id: int
    associate_id: int
    cost: float
    ring: str
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
    statement = (
        select(Contact.id)
        .where(Contact.id.in_(contact_ids), Contact.state == "queued")
        .order_by(Contact.id)
        .with_for_update(key_share=True)
    )
    return set(tx.session.scalars(statement))


def _take(tx: Transaction, associate_ids: list[int]) -> set[int]:
    statement = (
        update(Presence)
        .where(Presence.id.in_(associate_ids), Presence.state == "available")
        .values(state=_OFFERED, since=tx.now, until=None, reason="")
        .returning(Presence.id)
        .execution_options(synchronize_session=False)
    )
    return set(tx.session.scalars(statement))


def _insert(tx: Transaction, pairs: Sequence[Pair]) -> list[Made]:
    expires_at = tx.now + timedelta(seconds=tx.settings.offer_rings_s)
    rows = [
        {
            "public_id": public_id(),
            "contact_id": pair.contact_id,
            "associate_id": pair.associate_id,
            "state": _BORN,
            "reason": "",
            "created_at": tx.now,
            "expires_at": expires_at,
            "ring": pair.ring,
            "cost": pair.cost,
            "why": pair.why,
        }
        for pair in pairs
    ]
    wire = tx.session.connection()
    made = [Made(*row) for row in wire.execute(_OFFERS, rows)]
    wire.execute(_STEPS, [row for one in made for row in _steps(tx, one)])
    return made


def _steps(tx: Transaction, made: Made) -> list[dict[str, Any]]:
    """Both lives that moved, as every other step is noted."""
    offered = {
        "noun": PRESENCE.noun,
        "subject_id": made.associate_id,
        "contact_id": None,
        "was": "available",
        "state": _OFFERED,
        "reason": "",
        "at": tx.now,
    }
    born = {
        "noun": OFFER.noun,
        "subject_id": made.offer_id,
        "contact_id": made.contact_id,
        "was": None,
        "state": _BORN,
        "reason": f"to {made.associate_id}",
        "at": tx.now,
    }
    return [offered, born]
