"""The legs of a contact: planned in the transaction, placed by a job, moved by reports."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from callcenter.contacts import models
from callcenter.contacts.lifecycle import LEG
from callcenter.contacts.models import Contact, Leg
from callcenter.errors import Conflict
from callcenter.events import LegPlanned, LegSteered, LegUnwanted
from callcenter.infra.states import Move, born, move
from callcenter.services import Transaction

RINGS = "ring"
"""Role of a line to an associate who has not accepted yet."""
UNANSWERED = ("planned", "sending", "placed", "dialling", "ringing")
OURS_TO_END = frozenset({"unconfirmed", "expired", "not_wanted", "dropped", "replaced"})
"""Reasons for which we called a line ended without the carrier's word for it."""


@dataclass(frozen=True)
class LegReport:
    """What the carrier said of a line, in our words."""

    event: str
    reason: str
    sid: str


def tries(session: Session, contact_id: int) -> int:
    """How many lines to the customer were meant for this contact so far."""
    return sum(leg.role == "customer" for leg in models.legs(session, contact_id))


def begin(tx: Transaction, contact: Contact, role: str, state: str, **who: object) -> Leg:
    """Make a new line of the contact; `who` are the columns that say whose it is."""
    times = {"created_at": tx.now, "moved_at": tx.now}
    leg = Leg(contact=contact, role=role, state=state, **times, **who)
    born(tx.session, LEG, leg, Move("", tx.now, role, contact.id))
    return leg


def note_caller(tx: Transaction, contact: Contact, call_sid: str) -> Leg:
    """Note the line on which an inbound customer came."""
    index = contact.number_index
    return begin(tx, contact, "customer", "in_call", number_index=index, sid=call_sid)


def plan_customer(tx: Transaction, contact: Contact) -> bool:
    """Mean to ring the customer; false where a line to them is alive. Raises Conflict."""
    line = models.live_line(tx.session, contact.number_index)
    if line and line.contact_id == contact.id:
        return False
    if line:
        raise Conflict("The customer's last call is still ending. Please accept once more.")
    leg = begin(tx, contact, "customer", "planned", number_index=contact.number_index)
    tx.emit(LegPlanned(leg.id))
    return True


def expect_associate(tx: Transaction, contact: Contact, associate_id: int) -> None:
    """Expect the softphone to connect outward into the conference by itself."""
    begin(tx, contact, "associate", "expected", associate_id=associate_id)


def ring_associate(tx: Transaction, contact: Contact, associate_id: int, **number: object) -> Leg:
    """Mean to ring an associate's telephone about a contact; a line that rings is enough."""
    for leg in models.live_legs(tx.session, contact.id):
        if leg.role == RINGS and leg.associate_id == associate_id:
            return leg
    leg = begin(tx, contact, RINGS, "planned", associate_id=associate_id, **number)
    tx.emit(LegPlanned(leg.id))
    return leg


def adopt(tx: Transaction, leg: Leg) -> None:
    """Let the telephone on which an associate accepted be their line."""
    leg.role = "associate"
    tx.session.flush()


def call_in(tx: Transaction, contact: Contact) -> None:
    """Bring a customer who still hears an announcement or a question to whom has accepted."""
    for leg in models.live_legs(tx.session, contact.id):
        if leg.role == "customer" and leg.state == "in_call" and leg.sid and not leg.joined:
            tx.emit(LegSteered(leg.id))


def stop_ringing(tx: Transaction, contact_id: int, associate_id: int) -> None:
    """Stop an associate's telephone; one that is being told goodbye hangs up by itself."""
    for leg in models.live_legs(tx.session, contact_id):
        if leg.role == RINGS and leg.associate_id == associate_id and not leg.leaves_open:
            drop(tx, leg)


def step(tx: Transaction, leg: Leg, event: str, reason: str = "", **values: object) -> bool:
    """Move the leg if the event fits; late and doubled reports fit nowhere."""
    details = Move(event, tx.now, reason, leg.contact_id)
    values |= {"moved_at": tx.now}
    if event == "end":
        values |= {"end_reason": reason}
    if event == "send":
        values |= {"sent_at": tx.now}
    return move(tx.session, LEG, leg, details, **values)


def report(tx: Transaction, leg: Leg, said: LegReport) -> bool:
    """Take in what the carrier says; adopts the SID that the carrier gave the line."""
    if leg.sid is None and said.sid and not models.known_sids(tx.session, [said.sid]):
        leg.sid = said.sid
        tx.session.flush()
    if leg.sid != said.sid:
        return False
    if leg.state in LEG.terminal:
        _stray(tx, leg, said)
        return False
    return step(tx, leg, said.event, said.reason)


def _stray(tx: Transaction, leg: Leg, said: LegReport) -> None:
    """Hang up a line that lives although we had given it up: it may not ring beside its heir."""
    if said.event != "end" and leg.end_reason in OURS_TO_END:
        want_over(tx, leg)


def drop_unanswered(tx: Transaction, contact: Contact) -> None:
    """Nobody should pick up to silence: stop ringing, keep a customer who is in the conference."""
    for leg in models.live_legs(tx.session, contact.id):
        if leg.role == "associate" or leg.state in UNANSWERED:
            drop(tx, leg)


def drop_all(tx: Transaction, contact: Contact) -> None:
    for leg in models.live_legs(tx.session, contact.id):
        drop(tx, leg)


def meeting(session: Session, contact_id: int) -> bool:
    """Whether customer and associate are both in the conference."""
    joined = {leg.role for leg in models.live_legs(session, contact_id) if leg.joined}
    return {"customer", "associate"} <= joined


def drop(tx: Transaction, leg: Leg) -> None:
    """End a line that never left the house; ask the carrier to end any other."""
    if leg.state in {"planned", "expected"}:
        step(tx, leg, "end", "dropped")
        return
    want_over(tx, leg)


def want_over(tx: Transaction, leg: Leg) -> None:
    """Ask the carrier to end the line, now and until it is known to be over."""
    leg.unwanted, leg.looked_at = True, tx.now
    tx.session.flush()
    tx.emit(LegUnwanted(leg.id))


def let_finish(tx: Transaction, leg: Leg) -> None:
    """Keep a line that hears its goodbye right now: it hangs up by itself."""
    leg.unwanted = False
    tx.session.flush()
