"""Drop and redial: a lost line ends neither the visit nor the tour at once."""

from datetime import timedelta

from callcenter.contacts import calls
from callcenter.contacts import service as contacts
from callcenter.contacts.lifecycle import CONTACT
from callcenter.contacts.models import Contact, Leg
from callcenter.errors import Conflict
from callcenter.events import ContactChanged
from callcenter.infra.states import Move, move
from callcenter.services import Services, Transaction

ASK_ANEW = "Please ask for a new call."
_MOST_REDIALS = 3
"""One by ourselves, two more at the customer's wish."""


def dropped(tx: Transaction, contact: Contact) -> None:
    """Keep associate and tour reserved, and ring the customer again, once, by ourselves."""
    step = Move("drop", tx.now, "line_lost", contact.id)
    until = tx.now + timedelta(seconds=tx.settings.reserved_s)
    if not move(tx.session, CONTACT, contact, step, deadline_at=until):
        return
    if contact.redials == 0:
        _redial(tx, contact)
    tx.emit(ContactChanged(contact.id))


def line_over(tx: Transaction, contact: Contact, leg: Leg) -> None:
    """End what nobody is reserved for any more; a customer's line may be tried again."""
    if leg.role == "associate":
        contacts.end(tx, contact, "finish", "associate_hung_up")
    else:
        tx.emit(ContactChanged(contact.id))


def not_reached(tx: Transaction, contact: Contact, reason: str) -> None:
    """Take in that the customer could not be rung: before they met, that is the end of it."""
    if contact.state == "interrupted":
        tx.emit(ContactChanged(contact.id))
    else:
        contacts.end(tx, contact, "miss", reason)


def may_call_again(contact: Contact) -> bool:
    """Whether everything is still reserved and they have not been rung too often."""
    return contact.state == "interrupted" and contact.redials < _MOST_REDIALS


def call_again(services: Services, public_id: str) -> Contact:
    """*Call me again*: while everything is still reserved. Raises Conflict."""
    with services.transaction() as tx:
        contact = contacts.find(tx, public_id)
        if not may_call_again(contact):
            raise Conflict(ASK_ANEW)
        _redial(tx, contact)
        tx.emit(ContactChanged(contact.id))
    return contact


def _redial(tx: Transaction, contact: Contact) -> None:
    """Mean to ring the customer again; a line that lives or is meant already is enough."""
    if calls.plan_customer(tx, contact):
        contact.redials += 1
        tx.session.flush()
