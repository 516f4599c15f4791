"""Use-cases of the menu: greet who dialled, take what was pressed, queue or say what else."""

from dataclasses import dataclass

from callcenter.contacts import parting
from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact, leg_by_sid
from callcenter.kernel.tokens import BadToken
from callcenter.services import Services, Transaction
from callcenter.stores.hours import Hours
from callcenter.stores.models import (
    Store,
    category_by_slug,
    hours_of,
    store_by_number,
    store_by_slug,
)
from ivr import dialogue, leaving, options, prompts, rooms, seals, twiml
from ivr.dialogue import Ask, GiveUp, Outcome, Progress


@dataclass(frozen=True)
class Caller:
    """The line of an inbound caller, as the carrier names it."""

    call_sid: str
    number: str
    dialled: str


def greet(services: Services, caller: Caller) -> str:
    """Greet a customer who dialled a store. Every fetch gives the same document and one contact."""
    with services.transaction() as tx:
        store = store_by_number(tx.session, caller.dialled)
        language = store.spoken[0] if store else "en"
        name = store.name if store else "Virtual Shopper"
    if not caller.number.startswith("+") or not caller.number[1:].isdigit():
        return twiml.speak(language, [prompts.say(language, "goodbye")], hang_up=True)
    contact = contacts.arrive(services, caller.number, store, caller.call_sid)
    if contact is None:
        return twiml.speak(language, [prompts.say(language, "busy_line")], hang_up=True)
    with services.transaction() as tx:
        outcome = dialogue.begin(options.steps(tx, store), Progress(language, {}))
        welcome = [prompts.say(language, "welcome", store=name)]
        return _answer(tx, contacts.find(tx, contact.public_id), outcome, welcome)


def pressed(services: Services, call_sid: str, state: str, digits: str) -> str:
    """Take what the caller pressed (or nothing) at a step of the menu."""
    with services.transaction() as tx:
        leg = leg_by_sid(tx.session, call_sid)
        if leg is None:
            return twiml.hang_up()
        contact = leg.contact
        try:
            name, progress = seals.opened(tx, state)
        except BadToken:
            return leaving.elsewhere(tx, contact, leg)
        if contact.state != "in_menu":
            return leaving.elsewhere(tx, contact, leg)
        outcome = dialogue.answer(options.steps(tx, contact.store), progress, name, digits)
        return _answer(tx, contact, outcome, [])


def _answer(tx: Transaction, contact: Contact, outcome: Outcome, greeting: list[str]) -> str:
    if isinstance(outcome, Ask):
        state = seals.sealed(tx, outcome.step.name, outcome.progress)
        return twiml.ask(outcome, greeting, f"{tx.settings.public_url}/voice/menu/{state}")
    if isinstance(outcome, GiveUp):
        return _give_up(tx, contact, outcome.progress)
    return _queue(tx, contact, outcome.progress, greeting)


def _give_up(tx: Transaction, contact: Contact, progress: Progress) -> str:
    contacts.end(tx, contact, "hang_up", "menu_failed")
    return twiml.speak(progress.language, [prompts.say(progress.language, "give_up")], hang_up=True)


def _queue(tx: Transaction, contact: Contact, progress: Progress, greeting: list[str]) -> str:
    language = progress.language
    store = store_by_slug(tx.session, progress.answers["store"])
    category = category_by_slug(tx.session, progress.answers["category"])
    if store is None or category is None:
        return _give_up(tx, contact, progress)
    choice = {"store_id": store.id, "category_id": category.id, "language": language}
    obstacle = _obstacle(tx, store, language)
    if obstacle:
        outcome, words = obstacle
        parting.dismiss(tx, contact, outcome, **choice)
        return leaving.offer(tx, contact, [*greeting, words])
    contacts.queue(tx, contact, patience_s=contacts.CALLER_PATIENCE_S, **choice)
    return rooms.lead_in(tx, contact, [*greeting, prompts.say(language, "looking")])


def _obstacle(tx: Transaction, store: Store, language: str) -> tuple[str, str] | None:
    """Return why nobody will come, as an outcome and as words; None where somebody may."""
    hours = hours_of(tx.session, store)
    if not hours.open_at(tx.now):
        return "closed", _closed(store, hours, tx, language)
    if parting.is_crowded(tx, store.id):
        return "crowded", prompts.say(language, "crowded", store=store.name)
    return None


def _closed(store: Store, hours: Hours, tx: Transaction, language: str) -> str:
    opening = hours.next_opening(tx.now)
    sentence = ""
    if opening:
        day = prompts.spoken(language).days[opening.weekday()]
        sentence = prompts.say(language, "opens", day=day, time=f"{opening:%H:%M}")
    return prompts.say(language, "closed", store=store.name, opening=sentence)
