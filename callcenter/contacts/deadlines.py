"""Deadlines: nobody waits for ever, and no contact stays open because a report was lost."""

from datetime import timedelta

from callcenter.contacts import attachment, models
from callcenter.contacts import service as contacts
from callcenter.contacts.lifecycle import CONTACT
from callcenter.contacts.models import Contact
from callcenter.events import ContactChanged, ContactQueued
from callcenter.infra.states import Move, move
from callcenter.services import Services, Transaction

OVERDUE = {
    "requested": ("cancel", "expired"),
    "arriving": ("hang_up", "expired"),
    "in_menu": ("hang_up", "expired"),
    "parting": ("defer", "nobody_free"),
    "connecting": ("miss", "expired"),
    "connected": ("finish", "too_long"),
    "interrupted": ("finish", "line_lost"),
    "handed_out": ("finish", "too_long"),
}
"""What becomes of an open contact whose deadline passed, by state."""


def sweep(services: Services) -> None:
    """Wake, pass on or end what stayed open too long. Who waits too long: `places.patience`."""
    with services.transaction() as tx:
        for contact in models.overdue(tx.session, tx.now):
            if contact.state == "snoozed":
                wake(tx, contact)
            elif contact.state == "detached":
                attachment.pass_on(tx, contact)
            else:
                contacts.end(tx, contact, *OVERDUE[contact.state])


def wake(tx: Transaction, contact: Contact) -> None:
    """Put the contact before the associates again, at the place it had."""
    until = tx.now + timedelta(seconds=contacts.PLACE_PATIENCE_S)
    step = Move("wake", tx.now, "", contact.id)
    if move(tx.session, CONTACT, contact, step, give_up_at=until, deadline_at=until):
        tx.emit(ContactQueued(contact.id))
        tx.emit(ContactChanged(contact.id))
