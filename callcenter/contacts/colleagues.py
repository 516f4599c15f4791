"""Who else of ours is in a conversation, and to whom it is passed while it goes on."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from callcenter.contacts import calls, models
from callcenter.contacts.conversation import tune
from callcenter.contacts.lifecycle import CONTACT, LEG
from callcenter.contacts.models import Contact, Leg
from callcenter.errors import Conflict
from callcenter.events import AssociateFreed, ContactChanged, LegTuned
from callcenter.infra.states import Move, move
from callcenter.services import Transaction

_LONGEST_TALK_S = 4000


def hold(tx: Transaction, contact: Contact, *, held: bool) -> None:
    """Let the customer hear music, or those in the conference. Nothing where they are not in."""
    for line in models.live_legs(tx.session, contact.id):
        if line.role == "customer" and line.held != held:
            tune(tx, line, held=held)


def bring_in(tx: Transaction, contact: Contact, colleague_id: int) -> Leg:
    """Expect a colleague's softphone beside the conversation."""
    return calls.begin(tx, contact, "colleague", "expected", associate_id=colleague_id)


def let_out(tx: Transaction, line: Leg) -> None:
    """Let a line go that was beside the conversation; the others talk on."""
    if line.state in LEG.live:
        calls.drop(tx, line)
    tx.emit(ContactChanged(line.contact_id))


def pass_to(tx: Transaction, contact: Contact, heir: Leg, reason: str) -> None:
    """Make who is on `heir` the associate of the conversation; who was it is free. Raises Conflict.

    The heir is in the conference already, so the customer is never alone.
    """
    if not heir.joined or heir.associate_id is None:
        raise Conflict("They are not on the line yet. One moment, please.")
    was, contact_id = contact.associate_id, contact.id
    step = Move("pass_to", tx.now, reason, contact_id)
    try:
        moved = move(tx.session, CONTACT, contact, step, associate_id=heir.associate_id)
    except IntegrityError as busy:
        raise Conflict("They are with another customer already.") from busy
    if not moved:
        raise Conflict("The conversation is over.")
    _leave(tx, contact, heir)
    heir.role = "associate"
    tune(tx, heir, muted=False, coaching=False)
    hold(tx, contact, held=False)
    if was:
        tx.emit(AssociateFreed(was, contact_id, met=True))


def hand_out(tx: Transaction, contact: Contact, heir: Leg) -> None:
    """Leave the customer with a guest: the two talk on without any of us. Raises Conflict."""
    if not heir.joined:
        raise Conflict("They are not on the line yet. One moment, please.")
    leave_with(tx, contact, heir)
    hold(tx, contact, held=False)


def leave_with(tx: Transaction, contact: Contact, heir: Leg) -> None:
    """Go to the wrap-up and leave the customer, who may hear music, to a guest. Raises Conflict."""
    until = tx.now + timedelta(seconds=_LONGEST_TALK_S)
    step = Move("hand_out", tx.now, f"to {heir.number_masked or 'a guest'}", contact.id)
    if not move(tx.session, CONTACT, contact, step, deadline_at=until):
        raise Conflict("The conversation is over.")
    _leave(tx, contact, heir)
    if contact.associate_id:
        tx.emit(AssociateFreed(contact.associate_id, contact.id, met=True))


def follow_voice(tx: Transaction, contact: Contact) -> None:
    """Let who whispers be heard by the line that the associate has now."""
    for line in models.live_legs(tx.session, contact.id):
        if line.coaching and line.joined:
            tx.emit(LegTuned(line.id))


def _leave(tx: Transaction, contact: Contact, heir: Leg) -> None:
    """Take the associate's lines out; nobody is left behind in the conference."""
    for line in models.live_legs(tx.session, contact.id):
        if line.role == "associate" and line.id != heir.id:
            line.leaves_open = True
            calls.drop(tx, line)
    tx.emit(ContactChanged(contact.id))


def line_of(session: Session, person_id: int) -> Leg | None:
    """Return the line with which a supervisor or colleague is beside a conversation now."""
    statement = select(Leg).where(
        Leg.role.in_(("supervisor", "colleague")),
        Leg.associate_id == person_id,
        Leg.state.in_(LEG.live),
    )
    return session.scalar(statement.order_by(Leg.id.desc()).limit(1))


def is_beside(leg: Leg) -> bool:
    """Tell a line whose going ends nothing: a guest's, a colleague's, one that is replaced."""
    gone = leg.role == "associate" and leg.leaves_open
    return gone or leg.role in {"guest", "supervisor", "colleague", calls.RINGS}
