"""Callers who are awaited: by an associate after a drop, by a promise, in their own language."""

from datetime import timedelta

from callcenter.appointments import keeping
from callcenter.appointments import models as appointment_rows
from callcenter.contacts import rejoining
from callcenter.contacts.models import Contact
from callcenter.services import Services, Transaction
from ivr import prompts, rooms

_EARLY = timedelta(minutes=20)
_LATE = timedelta(minutes=10)


def rejoin(services: Services, number: str, call_sid: str) -> str | None:
    """Lead a caller whose contact awaits them straight to it; None where none does."""
    with services.transaction() as tx:
        contact = rejoining.rejoin(tx, tx.vault.index(number), call_sid)
        if contact is None:
            return None
        if contact.state == "interrupted" and contact.associate:
            words = _with(contact.language, "still_here", contact.associate.name)
            return rooms.lead_in(tx, contact, [words])
        return rooms.lead_in(tx, contact)


def language_of(tx: Transaction, contact: Contact) -> str | None:
    """Return the language this caller chose last, where the store speaks it."""
    known = rejoining.language_of(tx, contact.number_index)
    spoken = contact.store.spoken if contact.store else [*prompts.LANGUAGES]
    return known if known in spoken else None


def keep_promise(tx: Transaction, contact: Contact, welcome: list[str]) -> str | None:
    """Let a caller to whom a call is promised about now wait for their associate, unasked."""
    span = (tx.now - _LATE, tx.now + _EARLY)
    promise = appointment_rows.booked_between(tx.session, contact.number_index, *span)
    if promise is None or not keeping.keep_by_caller(tx, promise, contact):
        return None
    keeper = promise.associate.name if promise.associate else promise.store.name
    return rooms.lead_in(tx, contact, [*welcome, _with(contact.language, "welcome_back", keeper)])


def _with(language: str, prompt: str, name: str) -> str:
    return prompts.say(language, prompt, associate=name.split(maxsplit=1)[0])
