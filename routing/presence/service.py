"""Use-cases of presence: beat, choose a state, be offered a contact, wrap up, be lost."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact, live_of_associate
from callcenter.errors import Conflict, Invalid
from callcenter.events import AssociateAvailable, AssociateChanged, AssociateFreed, AssociateLost
from callcenter.infra.rivals import goes_again
from callcenter.infra.states import Move, move
from callcenter.rules import service as rules
from callcenter.services import Services, Transaction
from callcenter.staff.models import Associate
from routing.presence import models
from routing.presence.lifecycle import PRESENCE
from routing.presence.models import Presence
from routing.presence.readiness import SENTENCES, Proof, rings_better, unable_to_show, unreachable

REASONS = {"lunch": "Lunch", "customer": "Customer in the store", "training": "Training"}
_WISHES = {"available": "arrive", "on_break": "pause", "offline": "leave"}
_BEATS_MISSED = 2
_LATE_S = 2
"""Two beats missed, and a little for the network and the worker's clock."""
_BACK_S = 120


@goes_again
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
        presence.by_phone = False


@goes_again
def beat(services: Services, associate_id: int, sent: Mapping[str, Any] | None = None) -> bool:
    """Note that a page of theirs is alive and what it proves; true for the one that rings."""
    proof = Proof.read(sent or {})
    with services.transaction() as tx:
        presence = _bare(tx, associate_id)
        silent_s = (tx.now - (presence.beat_at or presence.since)).total_seconds()
        presence.beat_at, presence.by_phone = tx.now, False
        if not _rings(tx, presence, proof):
            return False
        _judge(tx, presence, proof, silent_s)
    return True


def offer(tx: Transaction, associate_id: int) -> bool:
    """Take somebody who is free for a colleague's question."""
    return _go(tx, of(tx, associate_id), "offer", "")


def take_over(tx: Transaction, associate_id: int) -> bool:
    """Put a supervisor on a contact; afterwards they are again what they were."""
    presence = of(tx, associate_id)
    was = presence.state
    if not _go(tx, presence, "take_over", ""):
        return False
    presence.next_state = was if was in _WISHES else ""
    return True


def notify(tx: Transaction, associate_id: int, words: str) -> None:
    """Show the associate a sentence until they are available again."""
    of(tx, associate_id).notice = words
    tx.emit(AssociateChanged(associate_id))


def accept(tx: Transaction, associate_id: int) -> bool:
    return _go(tx, _bare(tx, associate_id), "accept", "")


def on_duty(tx: Transaction, presence: Presence) -> bool:
    """Count somebody without a page as there: their shift says so, and their telephone rings."""
    if not _go(tx, presence, "arrive", "by_phone"):
        return False
    presence.by_phone, presence.can_show = True, False
    return True


def off_duty(tx: Transaction, presence: Presence) -> None:
    """End the shift of somebody without a page: at once, or after their contact."""
    if presence.state == "on_contact":
        presence.next_state = "offline"
    elif not _go(tx, presence, "leave", "off_shift") and presence.state == "offline":
        presence.reason = "off_shift"


def engage(tx: Transaction, associate_id: int) -> bool:
    """Give somebody who is free to a customer of their own choice, without ringing them."""
    presence = of(tx, associate_id)
    return _go(tx, presence, "offer", "own_choice") and _go(tx, presence, "accept", "")


def release(tx: Transaction, associate_id: int) -> bool:
    """Release from an offer, or a contact before they met, that went away."""
    return _go(tx, _bare(tx, associate_id), "release", "")


def miss(tx: Transaction, associate_id: int) -> bool:
    """Mark a missed offer: confirm you are there, with one click back."""
    presence = of(tx, associate_id)
    presence.notice = "You missed a customer. Are you still there?"
    return _go(tx, presence, "miss", "missed_offer")


def pause(tx: Transaction, associate_id: int, reason: str) -> bool:
    """Give a break to somebody who says that they cannot serve just now; one click ends it."""
    return _go(tx, of(tx, associate_id), "pause", reason)


@goes_again
def freed(services: Services, fact: AssociateFreed) -> None:
    """Their contact is over: wrap up if they spoke, else be available again."""
    with services.transaction() as tx:
        presence = of(tx, fact.associate_id)
        if live_of_associate(tx.session, fact.associate_id):
            return  # heard late or twice: they serve somebody else by now
        if not fact.met:
            _go(tx, presence, "release", "not_met")
            return
        until = tx.now + timedelta(seconds=_wrap_up_s(tx, presence))
        if _go(tx, presence, "wrap_up", ""):
            presence.until = until
            presence.wrapping_up_contact = fact.contact_id


@goes_again
def lost(services: Services, fact: AssociateLost) -> None:
    """Their line did not come back and the customer went on: ask them, with one click back."""
    with services.transaction() as tx:
        presence = of(tx, fact.associate_id)
        if live_of_associate(tx.session, fact.associate_id):
            return
        presence.notice = "Your line was lost, and your customer went on to a colleague."
        _go(tx, presence, "lose", "line_lost")


@goes_again
def dispose(services: Services, associate_id: int, public_id: str, code: str, note: str) -> None:
    """Wrap-up done: outcome noted, available again (or what was chosen meanwhile).

    The contact may be a colleague's by now: whoever gave it away wraps it up all the same.
    """
    with services.transaction() as tx:
        presence = of(tx, associate_id)
        contact = wrapping_up(tx, presence)
        if contact is None or contact.public_id != public_id:
            contact = contacts.of_associate(tx, public_id, associate_id)
        contacts.dispose(tx, contact, associate_id, code, note)
        if presence.wrapping_up_contact == contact.id:
            _finish(tx, presence)


@goes_again
def sweep(services: Services) -> None:
    """Lose the silent; end wrap-ups whose time is over."""
    with services.transaction() as tx:
        quiet = tx.now - timedelta(seconds=_BEATS_MISSED * tx.settings.beat_s + _LATE_S)
        for presence in models.silent(tx.session, quiet):
            presence.notice = "We lost the connection to your page."
            _go(tx, presence, "lose", "silent")
        for presence in models.finished_wrap_ups(tx.session, tx.now):
            _finish(tx, presence)


def of(tx: Transaction, associate_id: int) -> Presence:
    """Return the associate's presence; the first look makes it. A reader's look leaves no row."""
    presence = tx.session.get(Presence, associate_id)
    if presence is None:
        presence = models.newcomer(tx.session.get_one(Associate, associate_id), tx.now)
        if not tx.reads:
            tx.session.add(presence)
            tx.session.flush()
    return presence


def _bare(tx: Transaction, associate_id: int) -> Presence:
    """Return it without the associate, of whom many use-cases need nothing."""
    return models.bare(tx.session, associate_id) or of(tx, associate_id)


def wrapping_up(tx: Transaction, presence: Presence) -> Contact | None:
    if presence.state != "wrapping_up" or presence.wrapping_up_contact is None:
        return None
    return tx.session.get(Contact, presence.wrapping_up_contact)


def _wrap_up_s(tx: Transaction, presence: Presence) -> int:
    return rules.of(tx, presence.associate.store_id).wrap_up_s


def takes_over(tx: Transaction, associate_id: int, tab: str) -> bool:
    """Whether this browser may have the call: it is the one that rings, or that one is silent."""
    presence = of(tx, associate_id)
    silent_s = (tx.now - (presence.tab_at or presence.since)).total_seconds()
    mine = presence.tab in {"", tab}
    if not mine and silent_s <= _BEATS_MISSED * tx.settings.beat_s:
        return False
    presence.tab, presence.tab_at = tab, tx.now
    return True


def _rings(tx: Transaction, presence: Presence, proof: Proof) -> bool:
    """Let one page of the associate ring: the one that did, or a better one once it is silent."""
    silent_s = (tx.now - (presence.tab_at or presence.since)).total_seconds()
    if presence.tab not in {"", proof.tab} and not rings_better(
        proof, silent_s, tx.settings.beat_s
    ):
        return False
    presence.tab, presence.tab_at = proof.tab, tx.now
    return True


def _judge(tx: Transaction, presence: Presence, proof: Proof, silent_s: float) -> None:
    """Take somebody off the floor whom no customer could reach, and back once it is mended."""
    said = asdict(proof)
    if presence.proof != said:
        presence.proof = said
    fault, shows = unreachable(proof), not unable_to_show(proof)
    if presence.can_show != shows:
        presence.can_show = shows
        tx.emit(AssociateChanged(presence.id))
    if fault and presence.state == "available":
        presence.notice = SENTENCES[fault]
        _go(tx, presence, "lose", fault)
    elif not fault and presence.state == "unreachable" and _mended(presence, silent_s):
        _go(tx, presence, "arrive", "")


def _mended(presence: Presence, silent_s: float) -> bool:
    """Ask no click of a page that was silent for a moment or is repaired, as of a person missed."""
    return presence.reason in SENTENCES or (presence.reason == "silent" and silent_s < _BACK_S)


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


@goes_again
def leave(services: Services, associate_id: int) -> None:
    """Signing out: offline at once, or after the contact."""
    with services.transaction() as tx:
        presence = of(tx, associate_id)
        if not _go(tx, presence, "leave", "signed_out") and presence.state == "on_contact":
            presence.next_state = "offline"
