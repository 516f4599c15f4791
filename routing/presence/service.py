"""Use-cases of presence: beat, choose a state, be offered a contact, wrap up, be lost."""

from datetime import timedelta

from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact
from callcenter.errors import Conflict, IllegalTransition, Invalid
from callcenter.events import AssociateAvailable, AssociateChanged, AssociateFreed
from callcenter.infra.states import Move, move
from callcenter.services import Services, Transaction
from routing.presence import models
from routing.presence.lifecycle import PRESENCE
from routing.presence.models import Presence

REASONS = {"lunch": "Lunch", "customer": "Customer in the store", "training": "Training"}
_WISHES = {"available": "arrive", "on_break": "pause", "offline": "leave"}
_BEATS_MISSED = 3


def choose(services: Services, associate_id: int, wanted: str, reason: str) -> None:
    """Set the associate's own choice of state; during a contact it becomes the next one.

    Raises Invalid, Conflict.
    """
    event = _WISHES.get(wanted)
    if event is None:
        raise Invalid("Please choose available, break or offline.", "state")
    with services.transaction() as tx:
        presence = of(tx, associate_id)
        if presence.state == "on_contact":
            presence.next_state = wanted
            tx.emit(AssociateChanged(associate_id))
        elif presence.state != wanted and not _go(tx, presence, event, reason):
            raise Conflict("This is not possible now.")
        if presence.state != "on_contact":
            presence.beat_at = tx.now


def beat(services: Services, associate_id: int, _proof: object = None) -> None:
    """Note that the console is alive."""
    with services.transaction() as tx:
        of(tx, associate_id).beat_at = tx.now


def must_offer(tx: Transaction, associate_id: int) -> None:
    """Claim an available associate for an offer. Raises IllegalTransition."""
    if not _go(tx, of(tx, associate_id), "offer", ""):
        raise IllegalTransition("The associate is not available any more.")


def accept(tx: Transaction, associate_id: int) -> bool:
    return _go(tx, of(tx, associate_id), "accept", "")


def release(tx: Transaction, associate_id: int) -> bool:
    """Release from an offer, or a contact before they met, that went away."""
    return _go(tx, of(tx, associate_id), "release", "")


def miss(tx: Transaction, associate_id: int) -> bool:
    """Mark a missed offer: confirm you are there, with one click back."""
    presence = of(tx, associate_id)
    presence.notice = "You missed a customer. Are you still there?"
    return _go(tx, presence, "miss", "missed_offer")


def freed(services: Services, fact: AssociateFreed) -> None:
    """Their contact is over: wrap up if they spoke, else be available again."""
    with services.transaction() as tx:
        presence = of(tx, fact.associate_id)
        if not fact.met:
            _go(tx, presence, "release", "not_met")
            return
        until = tx.now + timedelta(seconds=tx.settings.wrap_up_s)
        if _go(tx, presence, "wrap_up", ""):
            presence.until = until
            presence.wrapping_up_contact = fact.contact_id


def dispose(services: Services, associate_id: int, public_id: str, code: str, note: str) -> None:
    """Wrap-up done: outcome noted, available again (or what was chosen meanwhile)."""
    with services.transaction() as tx:
        contact = contacts.of_associate(tx, public_id, associate_id)
        contacts.dispose(tx, contact, code, note)
        presence = of(tx, associate_id)
        if presence.wrapping_up_contact == contact.id:
            _finish(tx, presence)


def sweep(services: Services) -> None:
    """Lose the silent; end wrap-ups whose time is over."""
    with services.transaction() as tx:
        quiet = tx.now - timedelta(seconds=_BEATS_MISSED * tx.settings.beat_s)
        for presence in models.silent(tx.session, quiet):
            presence.notice = "We lost the connection to your page."
            _go(tx, presence, "lose", "silent")
        for presence in models.finished_wrap_ups(tx.session, tx.now):
            _finish(tx, presence)


def of(tx: Transaction, associate_id: int) -> Presence:
    """Return the associate's presence; the first look makes it."""
    presence = tx.session.get(Presence, associate_id)
    if presence is None:
        presence = Presence(id=associate_id, state="offline", since=tx.now)
        tx.session.add(presence)
        tx.session.flush()
        tx.session.refresh(presence)
    return presence


def wrapping_up(tx: Transaction, presence: Presence) -> Contact | None:
    if presence.state != "wrapping_up" or presence.wrapping_up_contact is None:
        return None
    return tx.session.get(Contact, presence.wrapping_up_contact)


def _finish(tx: Transaction, presence: Presence) -> None:
    wanted = presence.next_state or "available"
    presence.next_state = ""
    _go(tx, presence, _WISHES[wanted], "")


def _go(tx: Transaction, presence: Presence, event: str, reason: str) -> bool:
    step = Move(event, tx.now, reason)
    values = {"since": tx.now, "until": None, "reason": reason}
    if not move(tx.session, PRESENCE, presence, step, **values):
        return False
    if presence.state == "available":
        presence.notice = ""
        presence.wrapping_up_contact = None
        tx.emit(AssociateAvailable(presence.id))
    tx.emit(AssociateChanged(presence.id))
    return True


def leave(services: Services, associate_id: int) -> None:
    """Signing out: offline at once, or after the contact."""
    with services.transaction() as tx:
        presence = of(tx, associate_id)
        if not _go(tx, presence, "leave", "signed_out") and presence.state == "on_contact":
            presence.next_state = "offline"
