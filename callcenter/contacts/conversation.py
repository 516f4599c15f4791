"""Use-cases while people talk: hold, bring somebody in, let them go, hand over, listen in."""

from dataclasses import dataclass
from datetime import timedelta

from callcenter.contacts import calls, guards, models
from callcenter.contacts import service as contacts
from callcenter.contacts.lifecycle import CONTACT, LEG
from callcenter.contacts.models import Contact, Leg
from callcenter.errors import Conflict, Invalid, NotFound
from callcenter.events import (
    AssociateFreed,
    ContactChanged,
    ContactConnected,
    ContactQueued,
    LegParted,
    LegPlanned,
    LegTuned,
)
from callcenter.infra.budget import Budget, spend
from callcenter.infra.states import Move, move
from callcenter.kernel import phone
from callcenter.services import Services, Transaction
from callcenter.staff.models import Associate, by_slug
from callcenter.stores.models import category_by_slug, store_by_slug

MODES = ("listen", "whisper", "join")
"""What a supervisor may do: hear both; be heard by the associate alone; be heard by both."""
_MOST_GUESTS = 4
_GUESTS = Budget("guests", 6, 600, "You called many people already. Please wait a few minutes.")
_HANDED_OVER_S = 180
PREFERRED_S = 60
"""So long the associate who is asked for, or knows the customer, comes before all others."""


@dataclass(frozen=True)
class Handover:
    """Who is to go on: a person, or whoever fits a store and category; empty means unchanged."""

    associate: str = ""
    store: str = ""
    category: str = ""


def hold(services: Services, public_id: str, associate_id: int, *, held: bool) -> None:
    """Let the customer hear music, or the associate again. Raises Conflict."""
    with services.transaction() as tx:
        contact = talking(tx, public_id, associate_id)
        line = _line(tx, contact, "customer")
        if line.held != held:
            tune(tx, line, held=held)
            contacts.remember(tx, contact, "held" if held else "resumed")


def invite(services: Services, public_id: str, associate_id: int, typed: str) -> Leg:
    """Ring a friend or colleague into the conversation. Raises Invalid, TooMany, Conflict.

    The number passes the same policy, stop and budgets as a customer's.
    """
    with services.transaction() as tx:
        contact = talking(tx, public_id, associate_id)
        return ring_guest(tx, contact, associate_id, typed)


def ring_guest(tx: Transaction, contact: Contact, associate_id: int, typed: str) -> Leg:
    """Mean to ring a number into the conversation. Raises Invalid, TooMany, Conflict."""
    guest = _reachable(tx, contact, typed)
    guards.admit_guest(tx, guest)
    spend(tx.session, _GUESTS, str(associate_id), tx.now)
    here = [leg for leg in models.live_legs(tx.session, contact.id) if leg.role == "guest"]
    if len(here) >= _MOST_GUESTS:
        raise Conflict("There are enough people on this call. Let somebody go first.")
    if models.live_line(tx.session, guest.index):
        raise Conflict("This number is already on the phone with us.")
    number = {
        "number_sealed": guest.sealed,
        "number_masked": guest.masked,
        "number_index": guest.index,
    }
    line = calls.begin(tx, contact, "guest", "planned", **number)
    tx.emit(LegPlanned(line.id))
    tx.emit(ContactChanged(contact.id))
    return line


def let_go(services: Services, public_id: str, associate_id: int, line_id: int) -> None:
    """Let a guest go; the others talk on. Raises NotFound."""
    with services.transaction() as tx:
        contact = talking(tx, public_id, associate_id)
        line = tx.session.get(Leg, line_id)
        if line is None or line.contact_id != contact.id or line.role != "guest":
            raise NotFound("This person is not on the call.")
        if line.state == "planned":
            calls.step(tx, line, "end", "dropped")
        elif line.state in LEG.live:
            calls.want_over(tx, line)
        tx.emit(ContactChanged(contact.id))


def hand_over(services: Services, public_id: str, associate_id: int, to: Handover) -> None:
    """Give the customer to somebody else; they hear music until that person has come.

    The contact goes back to the head of the queue with a wish; the conference stays, and only the
    associate's line leaves it. Raises Invalid, Conflict.
    """
    with services.transaction() as tx:
        contact = talking(tx, public_id, associate_id)
        wish = _understood(tx, contact, to)
        until = tx.now + timedelta(seconds=_HANDED_OVER_S)
        step = Move("hand_over", tx.now, str(wish.pop("reason")), contact.id)
        values = {"associate_id": None, "give_up_at": until, "deadline_at": until, **wish}
        mine, theirs = _line(tx, contact, "associate"), _line(tx, contact, "customer")
        if not move(tx.session, CONTACT, contact, step, **values):
            raise Conflict("The conversation is over.")
        tune(tx, theirs, held=True)
        mine.leaves_open = mine.unwanted = True
        tx.session.flush()
        tx.emit(LegParted(mine.id))
        tx.emit(AssociateFreed(associate_id, contact.id, met=True))
        tx.emit(ContactQueued(contact.id))
        tx.emit(ContactChanged(contact.id))


def resume(services: Services, fact: ContactConnected) -> None:
    """Let a customer who was kept with music hear the person who has come."""
    with services.transaction() as tx:
        for line in models.live_legs(tx.session, fact.contact_id):
            if line.role == "customer" and line.held:
                tune(tx, line, held=False)


def oversee(services: Services, public_id: str, supervisor_id: int, mode: str) -> None:
    """Let a supervisor into a conversation, or change how they take part. Raises Invalid, Conflict.

    Their softphone connects outward, as an associate's does; both associate and timeline see it.
    """
    if mode not in MODES:
        raise Invalid("Please choose listen, whisper or join.", "mode")
    with services.transaction() as tx:
        contact = contacts.find(tx, public_id)
        if contact.state != "connected":
            raise Conflict("Nobody talks there now.")
        _leave_others(tx, supervisor_id, contact.id)
        line = models.supervisors_line(tx.session, supervisor_id)
        if line is None:
            line = calls.begin(tx, contact, "supervisor", "expected", associate_id=supervisor_id)
        tune(tx, line, muted=mode == "listen", coaching=mode == "whisper")
        contacts.remember(tx, contact, f"supervisor_{mode}")


def stop_overseeing(services: Services, supervisor_id: int) -> None:
    with services.transaction() as tx:
        _leave_others(tx, supervisor_id, None)


def talking(tx: Transaction, public_id: str, associate_id: int) -> Contact:
    """Return the associate's contact if they talk right now. Raises NotFound, Conflict."""
    contact = contacts.of_associate(tx, public_id, associate_id)
    if contact.state != "connected":
        raise Conflict("You are not on the phone with this customer now.")
    return contact


def tune(tx: Transaction, line: Leg, **wish: bool) -> None:
    """Set how the line takes part in its conference; an errand tells the carrier."""
    for name, value in wish.items():
        setattr(line, name, value)
    tx.session.flush()
    if line.state in LEG.live and line.joined:
        tx.emit(LegTuned(line.id))
    tx.emit(ContactChanged(line.contact_id))


def _line(tx: Transaction, contact: Contact, role: str) -> Leg:
    lines = models.live_legs(tx.session, contact.id)
    found = [line for line in lines if line.role == role and line.joined]
    if not found:
        raise Conflict("The line is not open any more.")
    return found[-1]


def _reachable(tx: Transaction, contact: Contact, typed: str) -> guards.Reachable:
    region = contact.store.country if contact.store else ""
    try:
        return guards.reachable(tx, guards.policy(tx).accept(typed, region))
    except phone.Refused as refusal:
        raise Invalid(str(refusal), "phone") from refusal


def _understood(tx: Transaction, contact: Contact, to: Handover) -> dict[str, object]:
    """Look up what the handover names. Raises Invalid with the field at fault."""
    if to.associate:
        person = by_slug(tx.session, to.associate)
        if person is None or person.id == contact.associate_id:
            raise Invalid("Please choose somebody else.", "associate")
        return _to_person(tx, person)
    store = store_by_slug(tx.session, to.store) if to.store else contact.store
    category = category_by_slug(tx.session, to.category) if to.category else contact.category
    if store is None:
        raise Invalid("Please pick a store.", "store")
    if category is None:
        raise Invalid("Please pick what it is about.", "category")
    if (store.id, category.id) == (contact.store_id, contact.category_id):
        raise Invalid("Please choose another store, subject or person.", "store")
    where = {"store_id": store.id, "category_id": category.id, "preferred_id": None}
    return {**where, "reason": f"to {category.name}, {store.name}"}


def _to_person(tx: Transaction, person: Associate) -> dict[str, object]:
    until = tx.now + timedelta(seconds=PREFERRED_S)
    return {"preferred_id": person.id, "preferred_until": until, "reason": f"to {person.name}"}


def _leave_others(tx: Transaction, supervisor_id: int, but: int | None) -> None:
    line = models.supervisors_line(tx.session, supervisor_id)
    if line is None or line.contact_id == but:
        return
    if line.state == "expected":
        calls.step(tx, line, "end", "dropped")
    else:
        calls.want_over(tx, line)
    tx.emit(ContactChanged(line.contact_id))
