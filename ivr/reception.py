"""Use-cases of the menu: greet who dialled, take what was pressed or said, queue them."""

from dataclasses import dataclass

from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact, leg_by_sid
from callcenter.kernel import phone
from callcenter.kernel.tokens import BadToken
from callcenter.services import Services, Transaction
from callcenter.stores.models import Store, store_by_number
from ivr import admission, dialogue, leaving, opening, options, prompts, returning, seals, twiml
from ivr.dialogue import Ask, GiveUp, Leave, Outcome, Progress, Steps
from ivr.menus import service as menus
from ivr.menus.models import HOUSE
from ivr.seals import Place


@dataclass(frozen=True)
class Caller:
    """The line of an inbound caller, as the carrier names it."""

    call_sid: str
    number: str
    dialled: str


@dataclass(frozen=True)
class Pressed:
    """What came back from a question: a key, words, or neither."""

    digits: str
    speech: str = ""


def greet(services: Services, caller: Caller) -> str:
    """Greet a customer who dialled a store. Every fetch gives the same document and one contact."""
    with services.transaction() as tx:
        store = store_by_number(tx.session, caller.dialled)
        language = store.spoken[0] if store else "en"
        name = store.name if store else "Virtual Shopper"
    if not phone.is_international(caller.number):
        return twiml.speak(language, [prompts.say(language, "goodbye")], hang_up=True)
    known = returning.rejoin(services, caller.number, caller.call_sid)
    if known:
        return known
    contact = contacts.arrive(services, caller.number, store, caller.call_sid)
    if contact is None:
        return twiml.speak(language, [prompts.say(language, "busy_line")], hang_up=True)
    with services.transaction() as tx:
        return _welcomed(tx, contacts.find(tx, contact.public_id), name)


def pressed(services: Services, call_sid: str, state: str, sent: Pressed) -> str:
    """Take what the caller pressed or said (or nothing) at a step of the menu."""
    with services.transaction() as tx:
        leg = leg_by_sid(tx.session, call_sid)
        if leg is None:
            return twiml.hang_up()
        contact = leg.contact
        try:
            place = seals.opened(tx, state)
        except BadToken:
            return leaving.elsewhere(tx, contact, leg)
        if contact.state != "in_menu":
            return leaving.elsewhere(tx, contact, leg)
        steps = steps_of(tx, contact.store, place.version)
        outcome = taken(steps, place, sent)
        return _answer(tx, contact, outcome, (steps, place.version), [])


def taken(steps: Steps, place: Place, sent: Pressed) -> Outcome:
    """Return what comes of a key, or of words that name a choice."""
    step, digits = steps.get(place.step), sent.digits
    if not digits and sent.speech and step:
        digits = step.understood(sent.speech, place.progress.language)
    return dialogue.answer(steps, place.progress, place.step, digits)


def steps_of(tx: Transaction, store: Store | None, version_id: int) -> Steps:
    """Return the menu of that version; of none where nothing was ever published."""
    version = menus.version(tx, version_id)
    return options.steps(tx, store, menus.lines_of(version) if version else ())


def keys_of(steps: Steps, question: Ask) -> list[str]:
    """Name the keys that are the same at every step but the first."""
    if question.step.name == "language":
        return []
    back = ["or_back"] if dialogue.can_go_back(steps, question.progress) else []
    return ["or_person", *back]


def _welcomed(tx: Transaction, contact: Contact, name: str) -> str:
    """Begin the menu, in the language this caller chose last; or lead them straight on."""
    store = contact.store
    version = menus.published(tx, store.id if store else HOUSE)
    version_id = version.id if version else 0
    steps = steps_of(tx, store, version_id)
    chosen = returning.language_of(tx, contact)
    language = chosen or contact.language
    welcome = [prompts.say(language, "welcome", store=name)]
    promised = returning.keep_promise(tx, contact, welcome)
    if promised:
        return promised
    answers = {"language": chosen} if chosen else {}
    outcome = dialogue.begin(steps, Progress(language, answers))
    return _answer(tx, contact, outcome, (steps, version_id), welcome)


def _answer(
    tx: Transaction,
    contact: Contact,
    outcome: Outcome,
    menu: tuple[Steps, int],
    greeting: list[str],
) -> str:
    language = outcome.progress.language
    if isinstance(outcome, Ask):
        steps, version = menu
        if outcome.tells_hours:
            greeting = [*greeting, *opening.hours_words(tx, contact.store, language)]
        state = seals.sealed(tx, Place(outcome.step.name, outcome.progress, version))
        action = f"{tx.settings.public_url}/voice/menu/{state}"
        return twiml.ask(outcome, greeting, action, keys_of(steps, outcome))
    if isinstance(outcome, GiveUp):
        return admission.give_up(tx, contact, language)
    if isinstance(outcome, Leave):
        return admission.leave_message(tx, contact, outcome.progress)
    return admission.queue(tx, contact, outcome.progress, greeting)
