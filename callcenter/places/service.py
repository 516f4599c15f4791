"""Use-cases of a kept place: trade the wait for a callback, snooze it, cancel it."""

from datetime import timedelta

from sqlalchemy import select

from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact
from callcenter.errors import Conflict, NotFound
from callcenter.events import ContactChanged, ContactEnded
from callcenter.kernel.tokens import digest, new_link_token
from callcenter.messages import service as messages
from callcenter.messages.models import Message
from callcenter.places import words
from callcenter.services import Services, Transaction

SNOOZE_S = 600


def keep(tx: Transaction, contact: Contact) -> None:
    """Hold the place of a waiting contact; they are rung when it is their turn. Twice is once.

    Raises Conflict where nobody waits any more.
    """
    if contact.state not in {"queued", "snoozed"}:
        raise Conflict("There is no place to keep any more.")
    if contact.keeps_place:
        return
    token = new_link_token()
    until = tx.now + timedelta(seconds=contacts.PLACE_PATIENCE_S)
    contact.keeps_place, contact.place_digest = True, digest(token)
    contact.give_up_at = contact.deadline_at = until
    contacts.remember(tx, contact, "kept_place")
    _text(tx, contact, "place", f"{tx.settings.public_url}/k/{token}")
    tx.emit(ContactChanged(contact.id))


def keep_for_page(services: Services, public_id: str) -> Contact:
    """Keep the place of a customer who waits on a page. Raises NotFound, Conflict."""
    with services.transaction() as tx:
        contact = contacts.find(tx, public_id)
        keep(tx, contact)
    return contact


def snooze(tx: Transaction, contact: Contact) -> bool:
    """Call back ten minutes later; the associate is free again, the place is kept."""
    until = tx.now + timedelta(seconds=SNOOZE_S)
    return contacts.give_back(tx, contact, "snooze", "not_now", deadline_at=until)


def cancel(services: Services, token: str) -> Contact:
    """Cancel by the texted link; twice does no harm. Raises NotFound, Conflict."""
    with services.transaction() as tx:
        public = by_token(tx, token).public_id
    return contacts.cancel(services, public)


def by_token(tx: Transaction, token: str) -> Contact:
    """Find by link. Raises NotFound, the same for wrong and unknown."""
    found = tx.session.scalar(select(Contact).where(Contact.place_digest == digest(token)))
    if found is None:
        raise NotFound("This link does not lead to a place.")
    return found


def ended(services: Services, fact: ContactEnded) -> None:
    """Apologise by text to somebody whose callback did not come about: no page is open."""
    if fact.state != "deferred":
        return
    with services.transaction() as tx:
        contact = tx.session.get_one(Contact, fact.contact_id)
        told = tx.session.scalar(
            select(Message.id).where(Message.contact_id == contact.id, Message.kind == "place_lost")
        )
        if contact.keeps_place and told is None:
            _text(tx, contact, "place_lost", f"{tx.settings.public_url}/shop")


def text_times(tx: Transaction, contact: Contact) -> None:
    """Text a way to pick a time to somebody who waited in vain."""
    _text(tx, contact, "nobody", f"{tx.settings.public_url}/shop")


def _text(tx: Transaction, contact: Contact, kind: str, link: str) -> None:
    store = contact.store
    body = words.render(kind, contact.language, shop=store.name if store else "", link=link)
    messages.plan(
        tx,
        Message(
            contact_id=contact.id,
            kind=kind,
            number_sealed=contact.number_sealed,
            number_index=contact.number_index,
            sender=store.phone_number if store else tx.settings.twilio_phone_number,
            body_sealed=tx.vault.seal(body),
        ),
    )
