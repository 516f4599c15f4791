"""A supervisor's written whisper: one line that only the associate sees, and the timeline keeps."""

from typing import Any

from sqlalchemy import ColumnElement, and_, select, update

from callcenter.contacts import service as contacts
from callcenter.contacts.lifecycle import TALKS
from callcenter.contacts.models import Contact
from callcenter.errors import Conflict, Invalid
from callcenter.events import ContactChanged
from callcenter.infra.budget import Budget, spend
from callcenter.infra.states import Transition
from callcenter.services import Services, Transaction
from callcenter.staff.models import Associate

MARK = "text_whisper"
LONGEST = 200
_SHOWN = 3
_BUDGET = Budget("whispers", 60, 600, "That was a lot of text. Please wait a few minutes.")


def whisper(services: Services, public_id: str, supervisor_id: int, text: str) -> None:
    """Show the associate a line. Raises Invalid, Conflict, TooMany."""
    said = " ".join(text.split())[:LONGEST]
    if not said:
        raise Invalid("Please write something.", "text")
    with services.transaction() as tx:
        contact = contacts.find(tx, public_id)
        if contact.state not in TALKS:
            raise Conflict("Nobody talks there now.")
        spend(tx.session, _BUDGET, str(supervisor_id), tx.now)
        name = tx.session.get_one(Associate, supervisor_id).name
        contacts.remember(tx, contact, MARK, f"{name}: {said}")
        tx.emit(ContactChanged(contact.id))


def latest(tx: Transaction, contact: Contact) -> list[Transition]:
    """Return the newest lines of this contact, newest first."""
    found = select(Transition).where(of(contact.id))
    return list(tx.session.scalars(found.order_by(Transition.id.desc()).limit(_SHOWN)))


def of(contact_id: Any) -> ColumnElement[bool]:
    """Tell the lines of a contact, by number or column, from all other steps."""
    return and_(Transition.contact_id == contact_id, Transition.state == MARK)


def forget(tx: Transaction, contact: Contact) -> None:
    """Wipe what was written about the customer; that something was, stays."""
    lines = update(Transition).where(of(contact.id))
    tx.session.execute(lines.values(reason=""))
