"""The legs of a contact: planned in the transaction, placed by a job, moved by reports."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from callcenter.contacts import models
from callcenter.contacts.lifecycle import LEG
from callcenter.contacts.models import Contact, Leg
from callcenter.events import LegPlanned, LegUnwanted
from callcenter.infra.states import Move, born, move
from callcenter.services import Transaction

UNANSWERED = ("planned", "sending", "dialling", "ringing")


@dataclass(frozen=True)
class LegReport:
    """What the carrier said of a line, in our words."""

    event: str
    reason: str
    sid: str


def note_caller(tx: Transaction, contact: Contact, call_sid: str) -> Leg:
    """Note the line on which an inbound customer came."""
    leg = Leg(
        contact_id=contact.id,
        role="customer",
        state="in_call",
        number_index=contact.number_index,
        sid=call_sid,
        created_at=tx.now,
        moved_at=tx.now,
    )
    _born(tx, leg)
    return leg


def plan_customer(tx: Transaction, contact: Contact) -> None:
    """Mean to ring the customer, unless a line to them is alive."""
    if any(leg.role == "customer" for leg in models.live_legs(tx.session, contact.id)):
        return
    leg = Leg(
        contact_id=contact.id,
        role="customer",
        state="planned",
        number_index=contact.number_index,
        created_at=tx.now,
        moved_at=tx.now,
    )
    _born(tx, leg)
    tx.emit(LegPlanned(leg.id))


def expect_associate(tx: Transaction, contact: Contact, associate_id: int) -> None:
    """Expect the softphone to connect outward into the conference by itself."""
    leg = Leg(
        contact_id=contact.id,
        associate_id=associate_id,
        role="associate",
        state="expected",
        created_at=tx.now,
        moved_at=tx.now,
    )
    _born(tx, leg)


def step(tx: Transaction, leg: Leg, event: str, reason: str = "") -> bool:
    """Move the leg if the event fits; late and doubled reports fit nowhere."""
    details = Move(event, tx.now, reason, leg.contact_id)
    values = {"moved_at": tx.now, **({"end_reason": reason} if event == "end" else {})}
    return move(tx.session, LEG, leg, details, **values)


def report(tx: Transaction, leg: Leg, said: LegReport) -> bool:
    """Take in what the carrier says; adopts the SID that the carrier gave the line."""
    if leg.sid is None and said.sid and models.leg_by_sid(tx.session, said.sid) is None:
        leg.sid = said.sid
        tx.session.flush()
    return leg.sid == said.sid and step(tx, leg, said.event, said.reason)


def drop_unanswered(tx: Transaction, contact: Contact) -> None:
    """Nobody should pick up to silence: stop ringing, keep a customer who is in the conference."""
    for leg in models.live_legs(tx.session, contact.id):
        if leg.role == "associate" or leg.state in UNANSWERED:
            _drop(tx, leg)


def drop_all(tx: Transaction, contact: Contact) -> None:
    for leg in models.live_legs(tx.session, contact.id):
        _drop(tx, leg)


def meeting(session: Session, contact_id: int) -> bool:
    """Whether customer and associate are both in the conference."""
    joined = {leg.role for leg in models.live_legs(session, contact_id) if leg.joined}
    return {"customer", "associate"} <= joined


def _drop(tx: Transaction, leg: Leg) -> None:
    """End a line that never left the house; ask the carrier to end any other."""
    if leg.state in {"planned", "expected"}:
        step(tx, leg, "end", "dropped")
        return
    leg.unwanted = True
    tx.session.flush()
    tx.emit(LegUnwanted(leg.id))


def _born(tx: Transaction, leg: Leg) -> None:
    born(tx.session, LEG, leg, Move("", tx.now, leg.role, leg.contact_id))
    tx.session.refresh(leg)
