"""What is said of lines and conferences, and what it means for a contact. Any order, any times."""

from dataclasses import dataclass

from callcenter.contacts import attachment, calls, colleagues, drops, handing_out
from callcenter.contacts import service as contacts
from callcenter.contacts.calls import LegReport
from callcenter.contacts.lifecycle import SERVED, TALKS
from callcenter.contacts.models import Contact, Leg
from callcenter.events import ContactChanged, OfferAnswered
from callcenter.services import Transaction

_WHO_WENT = {
    "participant_hung_up": "customer_hung_up",
    "moderator_ended_conference": "associate_hung_up",
}
"""Twilio's ReasonParticipantLeft of the customer -> who ended the conversation."""
_ENDED_BY_ASSOCIATE = ("associate", "participant_hung_up")
LOST = frozenset({"failed", "lost"})
"""Reasons for which a line that talked was not hung up by anybody."""
_MOST_TRIES = 2
_TALKED = (*TALKS, "interrupted")


@dataclass(frozen=True)
class Presence:
    """A line came into a conference or left it; `sequence` is that conference's count."""

    inside: bool
    conference_sid: str | None
    sequence: int
    reason: str = ""


def heard(tx: Transaction, leg: Leg, said: LegReport) -> None:
    """Take in what the carrier says of a line, by webhook or because we asked."""
    if calls.report(tx, leg, said):
        tx.emit(ContactChanged(leg.contact_id))
        if said.event == "end":
            _over(tx, leg, said.reason)


def seen(tx: Transaction, leg: Leg, presence: Presence) -> None:
    """Take in where a line is. An older word than the last one heard changes nothing."""
    if _is_old(leg, presence):
        return
    leg.heard, leg.joined = presence.sequence, presence.inside
    leg.conference_sid = presence.conference_sid
    if presence.inside:
        calls.step(tx, leg, "answer")
    tx.session.flush()
    if colleagues.is_beside(leg):
        tx.emit(ContactChanged(leg.contact_id))
    if presence.inside and leg.contact.state == "handed_out":
        handing_out.joined(tx, leg)
    elif presence.inside and calls.meeting(tx.session, leg.contact_id):
        contacts.meet(tx, leg.contact)
        colleagues.follow_voice(tx, leg.contact)
    elif presence.inside:
        _alone(tx, leg)
    else:
        _left(tx, leg, presence.reason)


def _alone(tx: Transaction, leg: Leg) -> None:
    """Let a customer who came back to an associate lost meanwhile hear music, not silence."""
    contact = leg.contact
    if leg.role == "customer" and contact.state in {"interrupted", "detached"}:
        attachment.detach(tx, contact)


def _is_old(leg: Leg, presence: Presence) -> bool:
    """Tell by the conference's count; of a conference it is no longer in, by what is said."""
    if leg.conference_sid in {None, presence.conference_sid}:
        return presence.sequence <= leg.heard
    return not presence.inside


def unconfirmed(tx: Transaction, leg: Leg) -> None:
    """End a line that can ring no more and of which nothing was ever heard; try once more."""
    if not calls.step(tx, leg, "end", "unconfirmed"):
        return
    contact = leg.contact
    wanted = contact.state == "connecting" and not leg.unwanted and leg.role == "customer"
    if wanted and calls.tries(tx.session, contact.id) < _MOST_TRIES:
        calls.plan_customer(tx, contact)
    else:
        _over(tx, leg, "unconfirmed")


def _left(tx: Transaction, leg: Leg, reason: str) -> None:
    """Believe the conference on who hung up: both lines' own reports come at the same moment.

    An associate who goes by telephone hung up; a console's line is lost, for *end* is said to us
    and not to the carrier. A customer who goes may have been dropped: only their line's end tells.
    """
    if colleagues.is_beside(leg):
        return
    contact = leg.contact
    if attachment.is_softphone(leg) and not leg.unwanted:
        attachment.lost(tx, contact)
    elif contact.state in _TALKED and (leg.role, reason) == _ENDED_BY_ASSOCIATE:
        contacts.end(tx, contact, "finish", "associate_hung_up")
    by_themselves = leg.role == "customer" and not leg.unwanted
    outcome = _WHO_WENT.get(reason, "") if by_themselves else ""
    if outcome and contact.state == "done" and contact.outcome in _WHO_WENT.values():
        contacts.correct_outcome(tx, contact, outcome)


def _over(tx: Transaction, leg: Leg, reason: str) -> None:
    """Whose line ended, and when, decides what becomes of the contact."""
    if leg.role == calls.RINGS:
        nobody_accepted(tx, leg)
    contact = leg.contact
    if contact.state == "handed_out" and leg.role in {"customer", "guest"}:
        handing_out.line_over(tx, contact, leg)
    elif not colleagues.is_beside(leg):
        _ended(tx, contact, leg, reason)


def _ended(tx: Transaction, contact: Contact, leg: Leg, reason: str) -> None:
    if attachment.is_softphone(leg) and contact.state in SERVED:
        attachment.lost(tx, contact)
    elif contact.state == "interrupted":
        drops.line_over(tx, contact, leg)
    elif contact.state in TALKS:
        _conversation_over(tx, contact, leg, reason)
    elif leg.role == "associate":
        contacts.lose_associate(tx, contact, "associate_gone")
    elif _made_room(leg):
        _ring_anew(tx, contact)
    elif reason:
        contacts.end(tx, contact, "miss", reason)
    else:
        contacts.end(tx, contact, "hang_up", "customer_hung_up")


def nobody_accepted(tx: Transaction, leg: Leg) -> None:
    """Say that an associate's telephone brought no answer: the contact goes to the next."""
    if leg.associate_id:
        tx.emit(OfferAnswered(leg.contact_id, leg.associate_id, leg.id, "miss"))


def _made_room(leg: Leg) -> bool:
    """Whether the customer's line ended by our wish, or theirs to be called back."""
    trades = leg.contact.keeps_place and (leg.sent_at is None or leg.contact.state != "connecting")
    return leg.unwanted or trades


def _ring_anew(tx: Transaction, contact: Contact) -> None:
    """Ring the customer if it is their turn already: only one line at a time was possible."""
    if contact.state == "connecting":
        calls.plan_customer(tx, contact)


def _conversation_over(tx: Transaction, contact: Contact, leg: Leg, reason: str) -> None:
    if leg.role == "customer" and reason in LOST:
        drops.dropped(tx, contact)
    else:
        contacts.end(tx, contact, "finish", f"{leg.role}_hung_up")
