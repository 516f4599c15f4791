"""What the menu ends with: the queue, why nobody comes, a message, or giving up."""

from datetime import timedelta
from typing import Any

from callcenter.contacts import parting
from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact
from callcenter.rules import service as rules
from callcenter.services import Transaction
from callcenter.staff import models as staff
from callcenter.staff.models import Associate
from callcenter.stores.models import Store, category_by_slug, hours_of, store_by_slug
from ivr import leaving, opening, prompts, rooms, twiml
from ivr.dialogue import Progress

_NAMED_WAITS = timedelta(seconds=60)
"""So long only the person whom the caller chose is asked, then whoever fits."""


def queue(tx: Transaction, contact: Contact, progress: Progress, greeting: list[str]) -> str:
    """Let the caller wait; or say why nobody comes, and what else there is."""
    wish = _wish(tx, contact, progress)
    if wish is None:
        return give_up(tx, contact, progress.language)
    return admit(tx, contact, wish, greeting)


def admit(tx: Transaction, contact: Contact, wish: dict[str, Any], greeting: list[str]) -> str:
    """Let a caller wait who wants this; `wish` are the contact's columns."""
    language = str(wish["language"])
    store = tx.session.get(Store, wish["store_id"])
    obstacle = _obstacle(tx, store, language) if store else None
    if obstacle:
        outcome, words = obstacle
        parting.dismiss(tx, contact, outcome, **wish)
        return leaving.offer(tx, contact, [*greeting, words])
    patience_s = rules.of(tx, store.id if store else None).wait_s(contact.way)
    contacts.queue(tx, contact, patience_s=patience_s, **wish)
    return rooms.lead_in(tx, contact, [*greeting, prompts.say(language, "looking")])


def leave_message(tx: Transaction, contact: Contact, progress: Progress) -> str:
    """Let the caller speak at once, as they chose."""
    store = store_by_slug(tx.session, progress.answers.get("store", "")) or contact.store
    values = {"language": progress.language, "store_id": store.id if store else None}
    line = parting.on_line(tx, contact)
    if line is None or not parting.dismiss(tx, contact, "by_choice", **values):
        return twiml.hang_up()
    return leaving.speak(tx, contact, line)


def give_up(tx: Transaction, contact: Contact, language: str) -> str:
    contacts.end(tx, contact, "hang_up", "menu_failed")
    return twiml.speak(language, [prompts.say(language, "give_up")], hang_up=True)


def _wish(tx: Transaction, contact: Contact, progress: Progress) -> dict[str, Any] | None:
    """Return what the caller chose as the contact's columns; None where it is gone meanwhile."""
    answers = progress.answers
    if "person" in answers:
        person = staff.by_slug(tx.session, answers["person"])
        return _for_person(tx, person, progress.language) if person else None
    store = store_by_slug(tx.session, answers.get("store", "")) or contact.store
    category = category_by_slug(tx.session, answers["category"])
    if store is None or (category is None and answers["category"]):
        return None
    category_id = category.id if category else None
    return {"store_id": store.id, "category_id": category_id, "language": progress.language}


def _for_person(tx: Transaction, person: Associate, language: str) -> dict[str, Any]:
    best = max(person.skills, key=lambda skill: skill.level, default=None)
    return {
        "store_id": person.store_id,
        "category_id": best.category_id if best else None,
        "language": language,
        "preferred_id": person.id,
        "preferred_until": tx.now + _NAMED_WAITS,
    }


def _obstacle(tx: Transaction, store: Store, language: str) -> tuple[str, str] | None:
    """Return why nobody will come, as an outcome and as words; None where somebody may."""
    hours = hours_of(tx.session, store)
    if not hours.open_at(tx.now):
        return "closed", opening.closed(tx, store, hours, language)
    if parting.is_crowded(tx, store.id):
        return "crowded", prompts.say(language, "crowded", store=store.name)
    return None
