"""A console's lost line ends no conversation: it may come back, or somebody else goes on."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from callcenter.contacts import calls, models
from callcenter.contacts import service as contacts
from callcenter.contacts.conversation import tune
from callcenter.contacts.lifecycle import CONTACT, SERVED, TALKS
from callcenter.contacts.models import Contact, Leg
from callcenter.errors import Conflict
from callcenter.events import AssociateLost, ContactChanged, ContactQueued
from callcenter.infra.states import Move, move
from callcenter.services import Transaction
from callcenter.staff.models import Associate

COMES_BACK_S = 10
"""So long the customer hears that it goes on in a moment; then somebody else is looked for."""
_PASSED_ON_S = 180
LOST = "line_lost"


def is_softphone(leg: Leg) -> bool:
    """Tell a line that the console opened by itself from a telephone that we rang."""
    return leg.role == "associate" and leg.sent_at is None


def lost(tx: Transaction, contact: Contact) -> None:
    """Keep the conversation of an associate whose line went away without their own *end*."""
    if contact.state in TALKS:
        detach(tx, contact)
    elif contact.state in SERVED:
        _await(tx, contact)


def detach(tx: Transaction, contact: Contact) -> None:
    """Let the customer hear music and wait for the associate's console, not for long."""
    step = Move("detach", tx.now, LOST, contact.id)
    until = tx.now + timedelta(seconds=COMES_BACK_S)
    move(tx.session, CONTACT, contact, step, deadline_at=until)
    if contact.state == "detached":
        _await(tx, contact)
        entertain(tx, contact)
        tx.emit(ContactChanged(contact.id))


def attach(tx: Transaction, contact: Contact) -> None:
    """Expect the associate's console again, in place of any line it had. Raises Conflict."""
    contacts.hold(tx, contact)
    if contact.state not in SERVED:
        raise Conflict("This conversation is over.")
    for line in _lines(tx, contact):
        if line.state == "in_call":
            line.leaves_open = True
            calls.want_over(tx, line)
    lost(tx, contact)


def entertain(tx: Transaction, contact: Contact) -> None:
    """Give the customer music while nobody else is in the conference: never silence."""
    for line in models.live_legs(tx.session, contact.id):
        if line.role == "customer" and line.joined and not line.held:
            tune(tx, line, held=True)


def pass_on(tx: Transaction, contact: Contact) -> None:
    """Give a contact whose associate did not come back to whoever is free, before all who wait."""
    associate_id = contact.associate_id
    whom = {"preferred_id": None, "preferred_until": None}
    step = Move("pass_on", tx.now, LOST, contact.id)
    lines = _lines(tx, contact)
    if not move(tx.session, CONTACT, contact, step, **front(tx, contact), **whom):
        return
    for line in lines:
        line.leaves_open = True
        calls.drop(tx, line)
    if associate_id:
        tx.emit(AssociateLost(associate_id, contact.id))
    tx.emit(ContactQueued(contact.id))
    tx.emit(ContactChanged(contact.id))


def front(tx: Transaction, contact: Contact) -> dict[str, object]:
    """Return the columns of who waits once more, for nobody in particular, before all others."""
    until = tx.now + timedelta(seconds=_PASSED_ON_S)
    times = {"queued_at": _since(tx, contact), "give_up_at": until, "deadline_at": until}
    return {"associate_id": None, **times}


def last_associate(tx: Transaction, contact: Contact) -> Associate | None:
    """Return who was on the phone with the customer last."""
    lines = [line for line in models.legs(tx.session, contact.id) if line.role == "associate"]
    last = next((line.associate_id for line in reversed(lines) if line.sid), None)
    return tx.session.get(Associate, last) if last else None


def _await(tx: Transaction, contact: Contact) -> None:
    """Expect the softphone once more, unless it is expected already."""
    if contact.associate_id and not any(line.state == "expected" for line in _lines(tx, contact)):
        calls.expect_associate(tx, contact, contact.associate_id)
        tx.emit(ContactChanged(contact.id))


def _lines(tx: Transaction, contact: Contact) -> list[Leg]:
    lines = models.live_legs(tx.session, contact.id)
    return [line for line in lines if line.role == "associate" and not line.leaves_open]


def _since(tx: Transaction, contact: Contact) -> datetime:
    """Return since when it waits: before all who wait at its store group."""
    first = select(func.min(Contact.queued_at)).where(
        Contact.state == "queued", Contact.partition == contact.partition
    )
    oldest = tx.session.scalar(first)
    mine = contact.queued_at or tx.now
    return min(mine, oldest) if oldest else mine
