"""A consultation as the two consoles see it."""

from typing import Any

from callcenter.contacts.models import Contact
from callcenter.contacts.snapshots import card
from callcenter.kernel.clock import iso
from callcenter.services import Transaction
from routing.consults.models import Consult


def asking(tx: Transaction, contact: Contact, consult_id: int) -> dict[str, Any] | None:
    """Return what the asker sees beside their contact."""
    consult = tx.session.get_one(Consult, consult_id)
    if consult.asker_id != contact.associate_id:
        return None
    return _view(consult, consult.colleague.name if consult.colleague else _number(consult))


def asked(tx: Transaction, consult_id: int) -> dict[str, Any]:
    """Return what the colleague sees instead of a contact."""
    consult = tx.session.get_one(Consult, consult_id)
    view = _view(consult, consult.asker.name)
    return view | {"card": card(consult.contact, tx.now)}


def _view(consult: Consult, name: str) -> dict[str, Any]:
    return {
        "id": consult.public_id,
        "state": consult.state,
        "name": name,
        "here": bool(consult.line and consult.line.joined),
        "staff": consult.colleague_id is not None,
        "expires_at": iso(consult.expires_at) if consult.expires_at else None,
    }


def _number(consult: Consult) -> str:
    return (consult.line.number_masked if consult.line else None) or "The number"
