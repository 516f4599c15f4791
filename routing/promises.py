"""Promises come first: who is reserved for one is offered nobody else, and keeps it first.

Measured by simulation: without blocking new contacts a named associate at 90 % load keeps 10 % of
her promises on time, with five minutes ahead 75 %; nobody waits for her longer than that is worth.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta

from callcenter.appointments import models as appointment_rows
from callcenter.appointments.models import Appointment
from callcenter.appointments.seats import RESERVED_AHEAD
from callcenter.contacts.models import Contact
from callcenter.services import Transaction
from routing.presence import models as presence_rows

KEEPER_FIRST = timedelta(seconds=20)
"""So long the promise waits for its own associate if they are busy, then for anybody."""
_COMING_BACK = frozenset({"available", "offered", "on_contact", "wrapping_up"})


def exclusions(tx: Transaction, waiting: Collection[Contact]) -> set[tuple[int, int]]:
    """Return the (contact, associate) pairs that promises forbid just now."""
    soon = appointment_rows.soon(tx.session, tx.now, tx.now + RESERVED_AHEAD)
    states = {row.id: row.state for row in presence_rows.every(tx.session)}
    pairs = set(_reserved(waiting, soon))
    for contact in waiting:
        promise = next((one for one in soon if one.contact_id == contact.id), None)
        if promise and _waits_for_keeper(tx, contact, promise, states):
            pairs |= {(contact.id, who) for who in states if who != promise.associate_id}
    return pairs


def _reserved(
    waiting: Iterable[Contact], soon: Collection[Appointment]
) -> Iterable[tuple[int, int]]:
    """Whoever has a promise to keep is for nobody else, until it is begun and taken."""
    queued = {contact.id for contact in waiting}
    for one in soon:
        begun = one.state == "calling" and one.contact_id not in queued
        if one.associate_id is not None and not begun:
            yield from ((other, one.associate_id) for other in queued if other != one.contact_id)


def _waits_for_keeper(
    tx: Transaction, contact: Contact, promise: Appointment, states: dict[int, str]
) -> bool:
    if promise.associate_id is None or states.get(promise.associate_id) not in _COMING_BACK:
        return False
    return contact.queued_at is not None and tx.now - contact.queued_at < KEEPER_FIRST
