"""Customers who dial us while we are about to ring them, or after their line dropped.

The number they call from is no proof of who they are: they reach only what was waiting for that
number anyway, and nothing is told to them but who speaks.
"""

from datetime import timedelta

from sqlalchemy import select

from callcenter.contacts import calls, models
from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact, Leg
from callcenter.events import ContactChanged, LegUnwanted
from callcenter.services import Transaction

_REJOINED = frozenset({"queued", "connecting", "interrupted"})
_REMEMBERED = timedelta(days=180)


def rejoin(tx: Transaction, number_index: str, call_sid: str) -> Contact | None:
    """Let the caller's line be the line of the contact that awaits them; twice is once.

    None where nothing awaits them, or they talk to us on another line.
    """
    contact = models.live_by_number(tx.session, number_index)
    if contact is None or contact.state not in _REJOINED:
        return None
    mine = models.leg_by_sid(tx.session, call_sid)
    if mine:
        return contact if mine.contact_id == contact.id else None
    line = models.live_line(tx.session, number_index)
    if line and line.state == "in_call":
        return None
    if line:
        _replace(tx, line)
    calls.note_caller(tx, contact, call_sid)
    contacts.remember(tx, contact, "came_back")
    tx.emit(ContactChanged(contact.id))
    return contact


def language_of(tx: Transaction, number_index: str) -> str | None:
    """Return the language in which this number dealt with us last."""
    statement = (
        select(Contact.language)
        .where(
            Contact.number_index == number_index,
            Contact.ended_at >= tx.now - _REMEMBERED,
            Contact.queued_at.is_not(None),
        )
        .order_by(Contact.ended_at.desc())
        .limit(1)
    )
    return tx.session.scalar(statement)


def _replace(tx: Transaction, line: Leg) -> None:
    """End a line of ours that only rings: one line a number, and theirs is there."""
    left = line.state != "planned"
    calls.step(tx, line, "end", "replaced")
    if left:
        line.unwanted = True
        tx.session.flush()
        tx.emit(LegUnwanted(line.id))
