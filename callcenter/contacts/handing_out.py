"""A customer put through to a number: music until it answers, back to us if it does not."""

from datetime import timedelta

from callcenter.contacts import attachment, colleagues, conversation, models
from callcenter.contacts import service as contacts
from callcenter.contacts.lifecycle import CONTACT
from callcenter.contacts.models import Contact, Leg
from callcenter.events import ContactChanged, ContactQueued
from callcenter.infra.rivals import goes_again
from callcenter.infra.states import Move, move
from callcenter.services import Services, Transaction

NOBODY_THERE = "nobody answered there"
"""Reason for which a customer who was put through waits for us again."""


@goes_again
def put_through(services: Services, public_id: str, associate_id: int, typed: str) -> Leg:
    """Ring a number that policy allows and leave the customer to it at once.

    The associate goes to the wrap-up. Raises Invalid, TooMany, Conflict; then nothing has changed.
    """
    with services.transaction() as tx:
        contact = conversation.talking(tx, public_id, associate_id)
        line = conversation.ring_guest(tx, contact, associate_id, typed)
        colleagues.hold(tx, contact, held=True)
        colleagues.leave_with(tx, contact, line)
    return line


def joined(tx: Transaction, leg: Leg) -> None:
    """Let the customer hear who has answered."""
    if leg.role == "guest":
        colleagues.hold(tx, leg.contact, held=False)


def line_over(tx: Transaction, contact: Contact, leg: Leg) -> None:
    """End the talk with its last guest; a customer who still hears music comes back to us."""
    others = models.live_legs(tx.session, contact.id)
    guests = [one for one in others if one.role == "guest"]
    if leg.role == "guest" and guests:
        colleagues.hold(tx, contact, held=not any(one.joined for one in guests))
        return
    _without_guest(tx, contact, f"{leg.role}_hung_up")


def sweep(services: Services) -> None:
    """Find customers whose number was never rung, or could not be: nobody reported its end."""
    with services.transaction() as tx:
        for contact in models.without_guest(tx.session):
            _without_guest(tx, contact, "guest_hung_up")


def _without_guest(tx: Transaction, contact: Contact, outcome: str) -> None:
    lines = models.live_legs(tx.session, contact.id)
    if any(one.role == "customer" and one.held for one in lines):
        _come_back(tx, contact)
    else:
        contacts.end(tx, contact, "finish", outcome)


def _come_back(tx: Transaction, contact: Contact) -> None:
    """Look for an associate, for a while first of all the one who knows this customer."""
    until = tx.now + timedelta(seconds=conversation.PREFERRED_S)
    whom = {"preferred_id": contact.associate_id, "preferred_until": until}
    step = Move("come_back", tx.now, NOBODY_THERE, contact.id)
    if move(tx.session, CONTACT, contact, step, **attachment.front(tx, contact), **whom):
        tx.emit(ContactQueued(contact.id))
        tx.emit(ContactChanged(contact.id))
