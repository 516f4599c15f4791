"""Promises come first: who is reserved for one is offered nobody else, and keeps it first.

Measured by simulation: without blocking new contacts a named associate at 90 % load keeps 10 % of
her promises on time, with five minutes ahead 75 %; nobody waits for her longer than that is worth.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from callcenter.appointments.models import Appointment
from callcenter.appointments.seats import RESERVED_AHEAD
from callcenter.contacts.models import Contact
from callcenter.stores.models import Store
from routing.matching import Kept
from routing.presence.models import Presence

_COMING_BACK = frozenset({"available", "offered", "on_contact", "wrapping_up"})
_NOBODY_YET = 0


def kept(session: Session, partition: int, now: datetime) -> Kept:
    """Read who is kept for whom now: one statement, whatever is promised for later."""
    due = (Appointment.state == "booked") & (Appointment.due_at <= now + RESERVED_AHEAD)
    begun = (Appointment.state == "calling") & (Contact.state == "queued")
    statement: Select[*tuple[Any, ...]] = (
        select(Appointment.associate_id, Appointment.state, Contact.id, Presence.state)
        .join(Store, Store.id == Appointment.store_id)
        .outerjoin(Contact, Contact.id == Appointment.contact_id)
        .outerjoin(Presence, Presence.id == Appointment.associate_id)
        .where(
            Store.partition == partition,
            Appointment.associate_id.is_not(None),
            Appointment.ends_at > now,
            due | begun,
        )
        .order_by(Appointment.starts_at.desc())
    )
    reserved: dict[int, int] = {}
    first: dict[int, int] = {}
    for associate, state, contact, presence in session.execute(statement):
        called = (contact or _NOBODY_YET) if state == "calling" else _NOBODY_YET
        reserved[associate] = called
        if called and presence in _COMING_BACK:
            first[called] = associate
    return Kept(reserved, first)
