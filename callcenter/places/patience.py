"""When a customer has waited as long as the store allows: what its rules have for that moment."""

from datetime import timedelta

from callcenter.contacts import farewells, parting
from callcenter.contacts import models as contact_rows
from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact
from callcenter.events import ContactChanged, ContactQueued
from callcenter.places import service as places
from callcenter.rules import service as rules
from callcenter.rules.values import CALLBACK, OTHER_STORE, TEXT, StoreRules
from callcenter.services import Services, Transaction
from callcenter.stores.models import Store, hours_of, store_by_slug


def sweep(services: Services) -> None:
    """End the waits that are over by the rules of their stores."""
    with services.transaction() as tx:
        for contact in contact_rows.tired(tx.session, tx.now):
            _over(tx, contact)


def elsewhere(tx: Transaction, rule: StoreRules, language: str, *, moved: bool) -> Store | None:
    """Return the store to be passed on to: once only, open now, speaking the language."""
    if rule.at_last != OTHER_STORE or moved:
        return None
    store = store_by_slug(tx.session, rule.other_store)
    fits = store and language in store.spoken and hours_of(tx.session, store).open_at(tx.now)
    return store if fits else None


def _over(tx: Transaction, contact: Contact) -> None:
    rule = rules.of(tx, contact.store_id)
    if contact.keeps_place:
        contacts.end(tx, contact, "defer", "nobody_free")
        return
    moved = contact.from_store_id is not None
    other = elsewhere(tx, rule, contact.language, moved=moved)
    if other:
        _pass_on(tx, contact, other)
    elif rule.at_last == CALLBACK:
        places.keep(tx, contact)
        farewells.say(tx, contact)
    elif _in_vain(tx, contact) and rule.at_last == TEXT:
        places.text_times(tx, contact)


def _in_vain(tx: Transaction, contact: Contact) -> bool:
    """End the wait: a caller hears what else there is, a page shows it; false if it is over."""
    aside = parting.turn_aside(tx, contact)
    return aside or contacts.end(tx, contact, "defer", "nobody_free")


def _pass_on(tx: Transaction, contact: Contact, other: Store) -> None:
    """Let another store serve them; they keep the age of their wait, and so their place."""
    wait = timedelta(seconds=rules.of(tx, other.id).wait_s(contact.way))
    contact.from_store_id, contact.store_id = contact.store_id, other.id
    contact.give_up_at = contact.deadline_at = tx.now + wait
    tx.session.flush()
    tx.session.refresh(contact, ["store"])
    contacts.remember(tx, contact, "passed_on", f"to {other.name}")
    tx.emit(ContactQueued(contact.id))
    tx.emit(ContactChanged(contact.id))
