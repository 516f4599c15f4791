"""What an associate hears who is rung on a telephone: who waits, and which keys there are."""

from callcenter.contacts import calls
from callcenter.contacts.lifecycle import SERVED
from callcenter.contacts.models import Contact, Leg, leg_by_attempt
from callcenter.events import OfferAnswered
from callcenter.services import Services, Transaction
from callcenter.staff.models import Associate
from ivr import prompts, rooms, twiml

_TRIES = 3


def answered(services: Services, attempt: str, call_sid: str) -> str:
    """Say who waits. No key, no accept: a voicemail that picks up takes nobody."""
    with services.transaction() as tx:
        leg = leg_by_attempt(tx.session, attempt)
        if leg is None or leg.unwanted:
            return twiml.hang_up()
        calls.report(tx, leg, calls.LegReport("answer", "", call_sid))
        if leg.sid != call_sid:
            return twiml.hang_up()
        return _ask(tx, leg, 1) if leg.role == calls.RINGS else _inside(tx, leg)


def pressed(services: Services, attempt: str, turn: int, call_sid: str, digits: str) -> str:
    """Take 1 for yes and 2 for no; anything else is asked again, and then it is no."""
    with services.transaction() as tx:
        leg = leg_by_attempt(tx.session, attempt)
        if leg is None or leg.sid != call_sid:
            return twiml.hang_up()
        if leg.role != calls.RINGS:
            return _inside(tx, leg)
        if digits not in {"1", "2"} and turn < _TRIES:
            return _ask(tx, leg, turn + 1)
        answer = {"1": "accept", "2": "decline"}.get(digits, "miss")
        leg.leaves_open = True
        tx.session.flush()
        tx.emit(OfferAnswered(leg.contact_id, leg.associate_id or 0, leg.id, answer))
    with services.transaction() as tx:
        return _told(tx, attempt, answer)


def _told(tx: Transaction, attempt: str, answer: str) -> str:
    """Lead whoever was first into the conference; tell anybody else."""
    leg = leg_by_attempt(tx.session, attempt)
    if leg is None:
        return twiml.hang_up()
    if leg.role != calls.RINGS:
        leg.leaves_open = False
        return _inside(tx, leg)
    prompt = "associate_declined" if answer == "decline" else "associate_late"
    language = _language(tx, leg)
    return twiml.speak(language, [prompts.say(language, prompt)], hang_up=True)


def _inside(tx: Transaction, leg: Leg) -> str:
    contact = leg.contact
    if contact.associate_id != leg.associate_id or contact.state not in SERVED:
        return twiml.hang_up()
    return twiml.enter(rooms.of(tx, contact), _language(tx, leg), [], starts=True)


def _ask(tx: Transaction, leg: Leg, turn: int) -> str:
    if leg.contact.state != "queued":
        language = _language(tx, leg)
        return twiml.speak(language, [prompts.say(language, "associate_late")], hang_up=True)
    words = _who_waits(leg.contact, _language(tx, leg))
    address = f"{tx.settings.public_url}/voice/ring/{leg.attempt}/{turn}"
    return twiml.choose(_language(tx, leg), words, address)


def _who_waits(contact: Contact, language: str) -> str:
    """Return store, category and language of the customer; there is no name to tell."""
    names = contact.category.names if contact.category else {}
    said = prompts.say(
        language,
        "associate_ring",
        store=contact.store.name if contact.store else "",
        category=names.get(language) or names.get("en", ""),
        language=prompts.spoken(contact.language).name,
    )
    return f"{said} {prompts.say(language, 'associate_keys')}"


def _language(tx: Transaction, leg: Leg) -> str:
    """Return the customer's language, which they will speak; else one of theirs that we speak."""
    person = tx.session.get(Associate, leg.associate_id) if leg.associate_id else None
    known, wanted = person.languages if person else [], leg.contact.language
    return (
        wanted if wanted in known else next(iter(sorted({*known} & {*prompts.LANGUAGES})), wanted)
    )
