"""Customers we know by number: who is served sooner, and by whom they wish to be."""

from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact, Regular
from callcenter.errors import Invalid
from callcenter.services import Transaction
from callcenter.staff.models import by_slug

VALUED_CREDIT_S = 60.0
"""A valued customer counts as if they had waited a minute longer: sooner, and nobody starves."""


def of(tx: Transaction, contact: Contact) -> Regular | None:
    return tx.session.get(Regular, contact.number_index)


def favour(tx: Transaction, contact: Contact, associate: str, *, valued: bool) -> None:
    """Note it for this number's next contacts; neither, and it is forgotten. Raises Invalid."""
    person = by_slug(tx.session, associate) if associate else None
    if associate and person is None:
        raise Invalid("We do not know this person.", "associate")
    known = of(tx, contact)
    if known:
        tx.session.delete(known)
        tx.session.flush()
    if valued or person:
        row = Regular(
            number_index=contact.number_index,
            credit_s=VALUED_CREDIT_S if valued else 0.0,
            associate_id=person.id if person else None,
        )
        tx.session.add(row)
    contacts.remember(tx, contact, "favoured", "valued" if valued else "")
