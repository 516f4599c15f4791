"""Who has never dealt with us hears who calls, and that a key ends it for ever."""

from callcenter.contacts import calls, standing
from callcenter.contacts import service as contacts
from callcenter.contacts.lifecycle import SERVED, TALKS
from callcenter.contacts.models import Leg, leg_by_attempt
from callcenter.events import ContactChanged
from callcenter.services import Services, Transaction
from ivr import prompts, rooms, twiml

NEVER_AGAIN = "9"


def is_one(tx: Transaction, leg: Leg) -> bool:
    """Whether nobody has answered for the line's number yet, in this talk or before."""
    index = leg.number_index or leg.contact.number_index
    met = leg.role == "customer" and leg.contact.connected_at is not None
    return not met and not standing.is_proven(tx.session, index, tx.now)


def introduce(tx: Transaction, leg: Leg) -> str:
    """Tell a stranger who calls and why, and how never to be called again."""
    contact = leg.contact
    store = contact.store.name if contact.store else "Virtual Shopper"
    sentence = prompts.say(contact.language, "who_calls", store=store)
    room, key = rooms.of(tx, contact), key_of(tx, leg)
    return twiml.enter(room, contact.language, [sentence], starts=False, refuse=key)


def key_of(tx: Transaction, leg: Leg) -> str:
    """Return where a key goes that is pressed while they are told."""
    return f"{tx.settings.public_url}/voice/customer/{leg.attempt}/key"


def pressed(services: Services, attempt: str, call_sid: str, digits: str) -> str:
    """Honour *press 9 and we never call again*; any other key leads on into the conference."""
    with services.transaction() as tx:
        leg = leg_by_attempt(tx.session, attempt)
        if leg is None or leg.unwanted or leg.sid != call_sid:
            return twiml.hang_up()
        if digits == NEVER_AGAIN:
            return refuse(tx, leg)
        if leg.role == "guest" and leg.contact.state in TALKS:
            return twiml.take_part(rooms.of(tx, leg.contact), twiml.Part(), leg.contact.language)
        if leg.role != "customer" or leg.contact.state not in SERVED:
            return twiml.hang_up()
        return twiml.enter(rooms.of(tx, leg.contact), leg.contact.language, [], starts=False)


def refuse(tx: Transaction, leg: Leg) -> str:
    """Never ring or text this number again; a guest's goodbye ends nobody else's talk."""
    contact = leg.contact
    standing.suppress(tx, leg.number_index or contact.number_index, "keypad")
    contacts.remember(tx, contact, "stopped", "pressed 9")
    if leg.role == "customer":
        contacts.end(tx, contact, "finish" if contact.connected_at else "cancel", "stopped")
        calls.let_finish(tx, leg)
    else:
        tx.emit(ContactChanged(contact.id))
    farewell = prompts.say(contact.language, "never_again")
    return twiml.speak(contact.language, [farewell], hang_up=True)
