"""What reports of lines and conferences mean for a contact. Any order, any number of times."""

from dataclasses import dataclass

from callcenter.contacts import calls
from callcenter.contacts import service as contacts
from callcenter.contacts.calls import LegReport
from callcenter.contacts.models import Contact, Leg, by_public_id, leg_by_attempt, leg_by_sid
from callcenter.events import ContactChanged
from callcenter.infra.database import first_time
from callcenter.services import Services, Transaction

_HUNG_UP = "participant_hung_up"
"""Twilio's ReasonParticipantLeft of who went by themselves; the other is ended by moderation."""


@dataclass(frozen=True)
class LineReport:
    """A call's status; `attempt` is ours from the URL, where we placed the call."""

    attempt: str | None
    said: LegReport
    sequence: int
    status: str


@dataclass(frozen=True)
class ConferenceReport:
    sid: str
    event: str
    sequence: int
    call_sid: str
    reason: str = ""


def line(services: Services, report: LineReport) -> None:
    with services.transaction() as tx:
        if not first_time(tx.session, report.said.sid, report.status, report.sequence, tx.now):
            return
        leg = (
            leg_by_attempt(tx.session, report.attempt)
            if report.attempt
            else leg_by_sid(tx.session, report.said.sid)
        )
        if leg and calls.report(tx, leg, report.said):
            tx.emit(ContactChanged(leg.contact_id))
            if report.said.event == "end":
                _line_over(tx, leg, report.said.reason)


def conference(services: Services, public_id: str, report: ConferenceReport) -> None:
    with services.transaction() as tx:
        if not first_time(tx.session, report.sid, report.event, report.sequence, tx.now):
            return
        contact = by_public_id(tx.session, public_id)
        leg = leg_by_sid(tx.session, report.call_sid)
        if contact is None or leg is None or leg.contact_id != contact.id:
            return
        if report.event == "participant-join":
            _joined(tx, contact, leg)
        elif report.event == "participant-leave":
            leg.joined = False
            if report.reason == _HUNG_UP:
                _hung_up(tx, contact, leg)


def _joined(tx: Transaction, contact: Contact, leg: Leg) -> None:
    leg.joined = True
    calls.step(tx, leg, "answer")
    tx.session.flush()
    if calls.meeting(tx.session, contact.id):
        contacts.meet(tx, contact)


def _hung_up(tx: Transaction, contact: Contact, leg: Leg) -> None:
    """Believe the conference on who hung up: both lines' own reports come at the same moment."""
    outcome = f"{leg.role}_hung_up"
    if contact.state == "connected":
        contacts.end(tx, contact, "finish", outcome)
    elif contact.state == "done" and contact.outcome.endswith("_hung_up"):
        contacts.correct_outcome(tx, contact, outcome)


def _line_over(tx: Transaction, leg: Leg, reason: str) -> None:
    """Whose line ended, and when, decides what becomes of the contact."""
    contact = leg.contact
    if contact.state == "connected":
        contacts.end(tx, contact, "finish", f"{leg.role}_hung_up")
    elif leg.role == "associate":
        contacts.lose_associate(tx, contact, "associate_gone")
    elif reason:
        contacts.end(tx, contact, "miss", reason)
    else:
        contacts.end(tx, contact, "hang_up", "customer_hung_up")
