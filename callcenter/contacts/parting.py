"""Callers for whom nobody comes: they stay on the line and hear what else there is."""

from datetime import timedelta

from sqlalchemy import func, select

from callcenter.contacts import models
from callcenter.contacts import service as contacts
from callcenter.contacts.lifecycle import CONTACT
from callcenter.contacts.models import Contact, Leg
from callcenter.events import ContactChanged, ContactQueued, ContactWithdrawn, LegSteered
from callcenter.infra.states import Move, move
from callcenter.services import Transaction

LASTS_S = 300
"""Longer than any message and what is said around it."""


def dismiss(tx: Transaction, contact: Contact, why: str, **values: object) -> bool:
    """Offer the contact to nobody any more; false where it is not possible (any more).

    `why` becomes the outcome unless something better comes of it.
    """
    step = Move("dismiss", tx.now, why, contact.id)
    until = tx.now + timedelta(seconds=LASTS_S)
    if not move(tx.session, CONTACT, contact, step, deadline_at=until, outcome=why, **values):
        return False
    tx.emit(ContactWithdrawn(contact.id))
    tx.emit(ContactChanged(contact.id))
    return True


def turn_aside(tx: Transaction, contact: Contact) -> bool:
    """Take a caller who waited long enough out of the waiting room; false if none is there."""
    line = on_line(tx, contact)
    if line is None or not dismiss(tx, contact, "nobody_free"):
        return False
    tx.emit(LegSteered(line.id))
    return True


def resume(tx: Transaction, contact: Contact) -> bool:
    """Put the contact back before the associates, at the place it had."""
    until = tx.now + timedelta(seconds=contacts.PLACE_PATIENCE_S)
    values = {"give_up_at": until, "deadline_at": until, "outcome": ""}
    values["queued_at"] = contact.queued_at or tx.now
    if not move(tx.session, CONTACT, contact, Move("queue", tx.now, "", contact.id), **values):
        return False
    tx.emit(ContactQueued(contact.id))
    tx.emit(ContactChanged(contact.id))
    return True


def is_crowded(tx: Transaction, store_id: int) -> bool:
    """Whether so many wait for the store that one more would wait in vain."""
    waiting = select(func.count()).where(Contact.store_id == store_id, Contact.state == "queued")
    return (tx.session.scalar(waiting) or 0) >= tx.settings.longest_line


def on_line(tx: Transaction, contact: Contact) -> Leg | None:
    """Return the line on which the customer waits for us, talking to nobody."""
    for leg in models.live_legs(tx.session, contact.id):
        if leg.role == "customer" and leg.state == "in_call" and leg.sid and not leg.unwanted:
            return leg
    return None
