"""Many contacts at once: whom we promised to call at the same moment."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, exists, insert, select
from sqlalchemy.orm import Session, lazyload

from callcenter.contacts.lifecycle import CONTACT
from callcenter.contacts.models import Contact, Leg
from callcenter.events import ContactsEnded, ContactsQueued
from callcenter.infra import crowds, states
from callcenter.infra.states import Move
from callcenter.kernel.ids import public_id
from callcenter.services import Transaction

_TABLE = cast(Table, Contact.__table__)


@dataclass(frozen=True)
class Promised:
    """One to be called: the columns that say who and what for, and until when they wait."""

    columns: dict[str, Any]
    reason: str
    give_up_at: datetime


def begin(tx: Transaction, wanted: Sequence[Promised]) -> list[int]:
    """Make a waiting contact of each, in their order; returns their ids."""
    made = {public_id(): one for one in wanted}
    rows = [_row(tx, public, one) for public, one in made.items()]
    tx.session.connection().execute(insert(_TABLE), rows)
    which = select(_TABLE.c.public_id, _TABLE.c.id).where(_TABLE.c.public_id.in_(made))
    ids: dict[str, int] = dict(tx.session.connection().execute(which).all())
    contact_ids = [ids[public] for public in made]
    born = [
        (Move("", tx.now, one.reason, contact_id), "contact", contact_id, None, "requested")
        for contact_id, one in zip(contact_ids, wanted, strict=True)
    ]
    queued = [
        (Move("queue", tx.now, "", contact_id), "contact", contact_id, "requested", "queued")
        for contact_id in contact_ids
    ]
    states.write_all(tx.session, [*born, *queued])
    tx.emit(ContactsQueued(tuple(contact_ids)))
    return contact_ids


def end_unserved(tx: Transaction, contacts: Sequence[Contact], event: str, outcome: str) -> None:
    """End those who wait and never had a line. Raises IllegalTransition."""
    steps = [(one, Move(event, tx.now, outcome, one.id)) for one in contacts]
    values = {"ended_at": tx.now, "outcome": outcome}
    crowds.move_all(tx.session, CONTACT, steps, [values] * len(steps))
    tx.emit(ContactsEnded(tuple(one.id for one in contacts)))


def tired_promised(session: Session, now: datetime) -> list[int]:
    """Return the promised ones, who are many at once where many were promised one moment."""
    over = (Contact.state == "queued", Contact.give_up_at <= now)
    statement = select(Contact.id).where(*over, Contact.way == "scheduled")
    return list(session.scalars(statement.order_by(Contact.give_up_at, Contact.id)))


def take_unserved(session: Session, contact_ids: Collection[int]) -> list[Contact]:
    """Lock those who wait and never had a line; whoever else is at one of them has that one."""
    statement = (
        select(Contact)
        .where(
            Contact.id.in_(contact_ids),
            Contact.state == "queued",
            Contact.connected_at.is_(None),
            ~Contact.keeps_place,
            ~exists().where(Leg.contact_id == Contact.id),
        )
        .order_by(Contact.id)
        .options(lazyload("*"))
        .with_for_update(of=Contact, skip_locked=True)
    )
    return list(session.scalars(statement))


def live_numbers(session: Session, number_indexes: Collection[str]) -> frozenset[str]:
    """Which of these numbers have a live contact."""
    column, states = Contact.number_index, CONTACT.live
    found = select(column).where(column.in_(number_indexes), Contact.state.in_(states))
    return frozenset(session.scalars(found))


def _row(tx: Transaction, public: str, one: Promised) -> dict[str, Any]:
    return {
        "public_id": public,
        "state": "queued",
        "created_at": tx.now,
        "queued_at": tx.now,
        "give_up_at": one.give_up_at,
        "deadline_at": one.give_up_at,
        "outcome": "",
        "disposition": "",
        "note": "",
        "keeps_place": False,
        "credit_s": 0.0,
        "min_level": 1,
        "needs_video": False,
        "partition": 0,
        **one.columns,
    }
