"""Promises come first: who is reserved for one is offered nobody else, and keeps it first.

Measured by simulation: without blocking new contacts a named associate at 90 % load keeps 10 % of
her promises on time, with five minutes ahead 75 %; nobody waits for her longer than that is worth.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from callcenter.appointments.models import Appointment
from callcenter.appointments.seats import RESERVED_AHEAD
from callcenter.contacts.models import Contact
from callcenter.infra.database import UtcDateTime
from callcenter.stores.models import Store
from routing.matching import Kept
from routing.presence.models import AWAY, Presence

_COMING_BACK = frozenset({"available", "offered", "on_contact", "wrapping_up"})
_NOBODY_YET = 0


def _of_partition() -> Select[*tuple[Any, ...]]:
    now, soon = (bindparam(name, type_=UtcDateTime()) for name in ("now", "soon"))
    due = (Appointment.state == "booked") & (Appointment.due_at <= soon)
    begun = (Appointment.state == "calling") & (Contact.state == "queued")
    return (
        select(Appointment.associate_id, Appointment.state, Contact.id, Presence.state)
        .join(Store, Store.id == Appointment.store_id)
        .outerjoin(Contact, Contact.id == Appointment.contact_id)
        .join(Presence, Presence.id == Appointment.associate_id)
        .where(
            Store.partition == bindparam("partition"),
            Presence.state.not_in(AWAY),
            Appointment.ends_at > now,
            due | begun,
        )
        .order_by(Appointment.starts_at.desc())
    )


_KEPT = _of_partition()


def kept(session: Session, partition: int, now: datetime) -> Kept:
    """Read who is kept for whom now: one statement, whatever is promised for later.

    Who is away is offered nobody anyhow; thousands of promises may wait for them.
    """
    bound = {"partition": partition, "now": now, "soon": now + RESERVED_AHEAD}
    reserved: dict[int, int] = {}
    first: dict[int, int] = {}
    for associate, state, contact, presence in session.connection().execute(_KEPT, bound):
        called = (contact or _NOBODY_YET) if state == "calling" else _NOBODY_YET
        reserved[associate] = called
        if called and presence in _COMING_BACK:
            first[called] = associate
    return Kept(reserved, first)
