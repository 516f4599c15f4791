"""Keeping a place by keypad: trading the wait away, and answering the callback."""

from callcenter.contacts import calls, parting, standing
from callcenter.contacts import service as contacts
from callcenter.contacts.lifecycle import SERVED
from callcenter.contacts.models import Contact, Leg, leg_by_attempt, leg_by_sid
from callcenter.places import service as places
from callcenter.services import Services, Transaction
from ivr import leaving, prompts, rooms, strangers, twiml

_TRIES = 3


def left(services: Services, public_id: str, call_sid: str) -> str:
    """Ask a caller who pressed star in the waiting room; anybody else who left goes back in."""
    with services.transaction() as tx:
        contact = contacts.find(tx, public_id)
        if not _on_line(tx, contact, call_sid):
            return twiml.hang_up()
        if contact.state == "queued":
            return _ask(tx, contact, "keep_place", f"place/{public_id}/key")
        return _back(tx, contact)


def chosen(services: Services, public_id: str, call_sid: str, digits: str) -> str:
    """Keep the place of who pressed 1, and say goodbye; anything else goes on waiting."""
    with services.transaction() as tx:
        contact = contacts.find(tx, public_id)
        leg = _on_line(tx, contact, call_sid)
        if leg is None:
            return twiml.hang_up()
        if (
            digits == "3"
            and contact.state == "queued"
            and parting.dismiss(tx, contact, "by_choice")
        ):
            return leaving.speak(tx, contact, leg)
        if digits != "1" or contact.state != "queued":
            return _back(tx, contact)
        places.keep(tx, contact)
        return _say(contact, "place_kept")


def greet(tx: Transaction, leg: Leg) -> str:
    """Ask a called-back customer whether it suits: 1 yes, 2 in ten minutes, 3 not any more."""
    return _ask_back(tx, leg, 1)


def answered(services: Services, attempt: str, turn: int, call_sid: str, digits: str) -> str:
    """Take the answer of a called-back customer; nobody answers: perhaps it is a machine."""
    with services.transaction() as tx:
        leg = leg_by_attempt(tx.session, attempt)
        if leg is None or leg.sid != call_sid or leg.unwanted:
            return twiml.hang_up()
        contact = leg.contact
        if digits == strangers.NEVER_AGAIN and contact.state == "connecting":
            return strangers.refuse(tx, leg)
        if digits in {"1", "2"}:
            standing.prove(tx, contact.number_index, "keypad")
        if digits == "1" or contact.state != "connecting":
            return _back(tx, contact)
        return _not_now(tx, leg, turn, digits)


def farewell(services: Services, attempt: str, call_sid: str) -> str:
    """Say that the place is kept to a line that was called out of the waiting room for it."""
    with services.transaction() as tx:
        leg = leg_by_attempt(tx.session, attempt)
        if leg is None or leg.sid != call_sid or leg.dismissed_at is None:
            return twiml.hang_up()
        if leg.contact.state in SERVED:
            return _back(tx, leg.contact)
        return _say(leg.contact, "kept_for_you" if leg.contact.keeps_place else "goodbye")


def _not_now(tx: Transaction, leg: Leg, turn: int, digits: str) -> str:
    contact = leg.contact
    if digits == "2":
        places.snooze(tx, contact)
        return _say(contact, "snoozed")
    if digits == "3":
        contacts.end(tx, contact, "cancel", "customer_cancelled")
        calls.let_finish(tx, leg)
        return _say(contact, "cancelled")
    if turn < _TRIES:
        return _ask_back(tx, leg, turn + 1)
    contacts.end(tx, contact, "miss", "nobody_answered")
    calls.let_finish(tx, leg)
    return _say(contact, "goodbye")


def _on_line(tx: Transaction, contact: Contact, call_sid: str) -> Leg | None:
    leg = leg_by_sid(tx.session, call_sid)
    theirs = leg is not None and leg.contact_id == contact.id and not leg.unwanted
    return leg if theirs else None


def _back(tx: Transaction, contact: Contact) -> str:
    if contact.state == "queued" or contact.state in SERVED:
        return rooms.lead_in(tx, contact)
    return twiml.hang_up()


def _ask_back(tx: Transaction, leg: Leg, turn: int) -> str:
    """Ask, and tell a stranger how never to be called again."""
    also = "refuse" if strangers.is_one(tx, leg) else ""
    return _ask(tx, leg.contact, "called_back", f"callback/{leg.attempt}/{turn}", also)


def _ask(tx: Transaction, contact: Contact, prompt: str, path: str, also: str = "") -> str:
    store = contact.store.name if contact.store else ""
    words = [prompts.say(contact.language, name, store=store) for name in (prompt, also) if name]
    return twiml.choose(contact.language, " ".join(words), f"{tx.settings.public_url}/voice/{path}")


def _say(contact: Contact, prompt: str) -> str:
    return twiml.speak(contact.language, [prompts.say(contact.language, prompt)], hang_up=True)
