"""Leaving a message: why nobody comes, what the caller can do instead, and what they said."""

from callcenter.contacts import calls, parting
from callcenter.contacts import service as contacts
from callcenter.contacts.lifecycle import SERVED
from callcenter.contacts.models import Contact, Leg, leg_by_sid
from callcenter.places import service as places
from callcenter.services import Services, Transaction
from callcenter.voicemails import service as voicemails
from callcenter.voicemails.service import Recorded
from ivr import prompts, rooms, twiml

CALLABLE = frozenset({"nobody_free", "crowded"})
"""Why nobody comes, where somebody may come later today: then a place can be kept."""


def asked(services: Services, public_id: str, call_sid: str) -> str:
    """Tell a caller who waited long enough what else there is."""
    with services.transaction() as tx:
        contact, leg = _caller(tx, public_id, call_sid)
        if leg is None or contact.state != "parting":
            return elsewhere(tx, contact, leg)
        return offer(tx, contact, [prompts.say(contact.language, "nobody")])


def offer(tx: Transaction, contact: Contact, why: list[str]) -> str:
    """Say why nobody comes, and what keys there are."""
    language = contact.language
    words = [*why, prompts.say(language, "leave_message")]
    if contact.outcome in CALLABLE:
        words.append(prompts.say(language, "call_me_back"))
    address = f"{tx.settings.public_url}/voice/message/{contact.public_id}/key"
    return twiml.choose(language, " ".join(words), address)


def chosen(services: Services, public_id: str, call_sid: str, digits: str) -> str:
    """Let them speak, keep their place, or say goodbye."""
    with services.transaction() as tx:
        contact, leg = _caller(tx, public_id, call_sid)
        if leg is None or contact.state != "parting":
            return elsewhere(tx, contact, leg)
        if digits == "1":
            return speak(tx, contact, leg)
        if digits == "2" and contact.outcome in CALLABLE and parting.resume(tx, contact):
            places.keep(tx, contact)
            return _say(contact, "place_kept")
        return _over(tx, contact, leg, "goodbye")


def speak(tx: Transaction, contact: Contact, leg: Leg) -> str:
    """Record after the tone; the words said before it are what the caller agrees to."""
    words = prompts.say(
        contact.language,
        "speak_message",
        days=tx.settings.retention_days,
        minutes=voicemails.LONGEST_S // 60,
    )
    voicemails.begin(tx, contact, leg.sid or "", words)
    base = f"{tx.settings.public_url}/voice/message/{contact.public_id}"
    taping = twiml.Taping(
        f"{base}/left",
        f"{base}/silent",
        f"{base}/tape",
        voicemails.LONGEST_S,
        voicemails.SILENCE_S,
    )
    return twiml.record(contact.language, words, taping)


def left(services: Services, public_id: str, call_sid: str, recorded: Recorded) -> str:
    """Keep what was said, and thank whoever is still there."""
    with services.transaction() as tx:
        contact, leg = _caller(tx, public_id, call_sid)
        if leg is None:
            return twiml.hang_up()
        voicemails.keep(tx, contact, recorded)
        return _say(contact, "message_left")


def silent(services: Services, public_id: str, call_sid: str) -> str:
    """Take leave of a caller who said nothing."""
    with services.transaction() as tx:
        contact, leg = _caller(tx, public_id, call_sid)
        if leg is None or contact.state != "parting":
            return twiml.hang_up()
        voicemails.drop(tx, contact)
        return _over(tx, contact, leg, "message_empty")


def taped(services: Services, public_id: str, call_sid: str, recorded: Recorded) -> None:
    """Take in the carrier's report: enough alone when the caller hung up half way."""
    with services.transaction() as tx:
        contact, leg = _caller(tx, public_id, call_sid)
        if leg:
            voicemails.keep(tx, contact, recorded)


def entered(services: Services, public_id: str, call_sid: str) -> str:
    """Lead a line that was called in where its contact is: whoever accepted is heard at once."""
    with services.transaction() as tx:
        return elsewhere(tx, *_caller(tx, public_id, call_sid))


def elsewhere(tx: Transaction, contact: Contact, leg: Leg | None) -> str:
    """Lead a line whose contact went on meanwhile to where it belongs."""
    if leg is None or leg.unwanted:
        return twiml.hang_up()
    if contact.state == "queued" or contact.state in SERVED:
        return rooms.lead_in(tx, contact)
    return twiml.hang_up()


def _caller(tx: Transaction, public_id: str, call_sid: str) -> tuple[Contact, Leg | None]:
    contact = contacts.find(tx, public_id)
    leg = leg_by_sid(tx.session, call_sid)
    theirs = leg is not None and leg.contact_id == contact.id and leg.role == "customer"
    return contact, leg if theirs else None


def _over(tx: Transaction, contact: Contact, leg: Leg, prompt: str) -> str:
    contacts.end(tx, contact, "defer", contact.outcome or "nobody_free")
    calls.let_finish(tx, leg)
    return _say(contact, prompt)


def _say(contact: Contact, prompt: str) -> str:
    return twiml.speak(contact.language, [prompts.say(contact.language, prompt)], hang_up=True)
