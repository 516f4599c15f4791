"""Keeping promises: ring when due, try again once, or say that it was missed and why."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from callcenter.appointments import booking, models, notes, seats
from callcenter.appointments.lifecycle import APPOINTMENT
from callcenter.appointments.models import Appointment
from callcenter.appointments.seating import Need as Seeking
from callcenter.contacts import service as contacts
from callcenter.contacts import standing
from callcenter.contacts.guards import Reachable
from callcenter.contacts.models import Contact, live_by_number
from callcenter.contacts.service import Need
from callcenter.errors import CallCenterError, SlotTaken
from callcenter.events import AppointmentChanged, ContactConnected, ContactEnded
from callcenter.infra.states import Move, move
from callcenter.infra.vault import Unreadable
from callcenter.kernel import localtime
from callcenter.rules import service as rules
from callcenter.services import Services, Transaction
from callcenter.staff.shifts import Span

_LOG = logging.getLogger(__name__)
LATE_S = 75
"""After so long without an associate a promise is missed: told within 90 s."""
KEEPER_FIRST = timedelta(seconds=20)
"""So long the promise waits for its own associate if they are busy, then for anybody."""
AGAIN_AFTER = timedelta(minutes=5)
ATTEMPTS = 2
_NOT_PICKED_UP = frozenset({"busy", "no_answer", "failed", "cancelled", "unconfirmed"})
_TOO_EARLY = frozenset({"deferred", "abandoned"})
"""Before its time, a promise outlives a contact that ended so."""
_BUSY_WITH_US = timedelta(seconds=20)


def call_alone(services: Services, appointment_id: int) -> None:
    """Begin one promise that needs a second look; one that fails stops no other."""
    try:
        call(services, appointment_id)
    except (CallCenterError, Unreadable):
        _LOG.exception("promise could not be begun", extra={"ref": appointment_id})


def give_up(services: Services, contact_id: int) -> None:
    """End one wait in vain; the promise is settled as of any contact that is over."""
    with services.transaction() as tx:
        contact = tx.session.get_one(Contact, contact_id)
        if contact.give_up_at and contact.give_up_at <= tx.now and contact.state == "queued":
            contacts.end(tx, contact, "defer", "nobody_free")


def call(services: Services, appointment_id: int) -> None:
    """Keep the promise now, or say at once that it is too late for it."""
    with services.transaction() as tx:
        appointment = tx.session.get_one(Appointment, appointment_id)
        if appointment.state != "booked" or appointment.due_at > tx.now:
            return
        refusal = _refusal(tx, appointment)
        if refusal:
            miss(tx, appointment, refusal)
        else:
            begin(tx, appointment, f"promised for {appointment.wall}")


def begin(tx: Transaction, appointment: Appointment, reason: str) -> bool:
    """Make the contact that keeps the promise; false where it is not to be called (any more)."""
    live = live_by_number(tx.session, appointment.number_index)
    if live and not _gives_way(tx, live):
        return _already_with_us(tx, appointment, live)
    step = _step(tx, appointment, "call", reason)
    if not move(tx.session, APPOINTMENT, appointment, step, attempts=appointment.attempts + 1):
        return False
    customer = Reachable(
        "", appointment.number_sealed, appointment.number_index, appointment.number_masked
    )
    contact = contacts.begin(tx, "scheduled", customer, need_of(appointment))
    appointment.contact_id = contact.id
    if appointment.associate_id:
        contact.preferred_id = appointment.associate_id
        contact.preferred_until = tx.now + KEEPER_FIRST
    notes.withdraw(tx, appointment)
    contacts.queue(tx, contact, patience_s=patience_s(tx, appointment))
    tx.emit(AppointmentChanged(appointment.id))
    return True


def keep_by_caller(tx: Transaction, appointment: Appointment, contact: Contact) -> bool:
    """Let the customer's own call keep the promise: they dialled us about then, and wait now."""
    step = _step(tx, appointment, "call", "dialled us")
    values = {"attempts": appointment.attempts + 1, "contact_id": contact.id}
    if not move(tx.session, APPOINTMENT, appointment, step, **values):
        return False
    keeper = appointment.associate_id
    notes.withdraw(tx, appointment)
    contacts.queue(
        tx,
        contact,
        patience_s=rules.of(tx, appointment.store_id).wait_s(contact.way),
        store_id=appointment.store_id,
        category_id=appointment.category_id,
        language=appointment.language,
        sku=appointment.sku,
        preferred_id=keeper,
        preferred_until=tx.now + KEEPER_FIRST if keeper else None,
    )
    tx.emit(AppointmentChanged(appointment.id))
    return True


def kept(services: Services, fact: ContactConnected) -> None:
    """Note that the promised conversation takes place."""
    with services.transaction() as tx:
        appointment = models.by_contact(tx.session, fact.contact_id)
        if appointment:
            step = _step(tx, appointment, "keep", "")
            move(tx.session, APPOINTMENT, appointment, step, settled_at=tx.now)


def settled(services: Services, fact: ContactEnded) -> None:
    """Settle with the customer: the contact is over and they may not have spoken."""
    with services.transaction() as tx:
        appointment = models.by_contact(tx.session, fact.contact_id)
        if appointment is None or appointment.state != "calling":
            return
        contact = tx.session.get_one(Contact, fact.contact_id)
        if contact.state == "cancelled":
            withdraw(tx, appointment, "cancelled")
        elif contact.state in _TOO_EARLY and tx.now < appointment.starts_at:
            _again(tx, appointment, "nobody free yet", early=True)
        elif contact.outcome in _NOT_PICKED_UP and appointment.attempts < ATTEMPTS:
            _again(tx, appointment, contact.outcome, early=False)
        else:
            miss(tx, appointment, contact.outcome or contact.state)


def miss(tx: Transaction, appointment: Appointment, reason: str) -> None:
    """Report the promise missed: an alarm, the wallboard, and a text with a way to a new one."""
    step = _step(tx, appointment, "miss", reason)
    if not move(tx.session, APPOINTMENT, appointment, step, settled_at=tx.now):
        return
    models.drop_seats(tx.session, [appointment.id])
    notes.withdraw(tx, appointment)
    alarm([appointment], reason)
    notes.apologise(tx, [appointment])
    tx.emit(AppointmentChanged(appointment.id))


def alarm(missed: Sequence[Appointment], reason: str) -> None:
    for one in missed:
        _LOG.error("promise missed", extra={"ref": one.id, "reason": reason})


def withdraw(tx: Transaction, appointment: Appointment, reason: str) -> None:
    """Take the promise back without a text: its customer is to be left alone."""
    step = _step(tx, appointment, "cancel", reason)
    if move(tx.session, APPOINTMENT, appointment, step, settled_at=tx.now):
        models.drop_seats(tx.session, [appointment.id])
        notes.withdraw(tx, appointment)
        tx.emit(AppointmentChanged(appointment.id))


def keep_local_times(services: Services) -> None:
    """Let promises follow their zones: where the rules changed since, the moment moves along."""
    with services.transaction() as tx:
        for appointment in models.soon(tx.session, tx.now, tx.now + timedelta(days=400)):
            if appointment.state == "booked" and appointment.attempts == 0:
                _follow_zone(tx, appointment)


def need_of(appointment: Appointment) -> Need:
    return Need(appointment.store, appointment.category, appointment.language, appointment.product)


def _follow_zone(tx: Transaction, appointment: Appointment) -> None:
    wall = localtime.parse_wall(appointment.wall)
    try:
        moment = localtime.resolve(wall, appointment.timezone, appointment.fold)
    except localtime.NoSuchTime as gone:
        moment = localtime.resolve(gone.instead, appointment.timezone, 0)
    if moment == appointment.starts_at:
        return
    length = appointment.ends_at - appointment.starts_at
    appointment.starts_at = appointment.due_at = moment
    appointment.ends_at = moment + length
    seeking = Seeking(appointment.category_id, appointment.language, appointment.preferred_id)
    seats.reseat(tx, appointment, None)
    try:
        span = Span(moment, appointment.ends_at)
        seats.reseat(tx, appointment, seats.take(tx, appointment.store_id, seeking, span))
    except SlotTaken:
        _LOG.warning("promise without a seat", extra={"ref": appointment.id})


def _refusal(tx: Transaction, appointment: Appointment) -> str:
    """Why a due promise is not rung: nothing was due for too long, a stop, or the night."""
    if (tx.now - appointment.due_at).total_seconds() > LATE_S:
        return "late"
    if standing.is_suppressed(tx.session, appointment.number_index):
        return "stopped"
    zones = booking.zones_of(tx.vault.open(appointment.number_sealed), appointment.timezone)
    return "" if tx.settings.daytime.fits(tx.now, zones) else "night"


def patience_s(tx: Transaction, appointment: Appointment) -> int:
    """Seconds until the customer must be told that nobody was free."""
    late = (tx.now - appointment.due_at).total_seconds()
    return int(LATE_S - late) if late > 0 else LATE_S


def _gives_way(tx: Transaction, live: Contact) -> bool:
    """End a place kept for the same customer: the promised call is the one they get."""
    waits = live.keeps_place and live.state in {"queued", "snoozed"}
    return waits and contacts.end(tx, live, "cancel", "promised")


def _already_with_us(tx: Transaction, appointment: Appointment, live: Contact) -> bool:
    """They are on the line with us, or about to be: never ring a second time beside it."""
    if live.state == "connected":
        step = _step(tx, appointment, "keep", "already with us")
        return move(tx.session, APPOINTMENT, appointment, step, settled_at=tx.now)
    patience = timedelta(seconds=LATE_S) + AGAIN_AFTER * appointment.attempts
    if tx.now - appointment.starts_at > patience:
        miss(tx, appointment, "already_talking")
    else:
        appointment.due_at = tx.now + _BUSY_WITH_US
    return False


def _again(tx: Transaction, appointment: Appointment, reason: str, *, early: bool) -> None:
    due_at = appointment.starts_at if early else tx.now + AGAIN_AFTER
    attempts = 0 if early else appointment.attempts
    step = _step(tx, appointment, "try_again", reason)
    move(tx.session, APPOINTMENT, appointment, step, due_at=due_at, attempts=attempts)
    tx.emit(AppointmentChanged(appointment.id))


def _step(tx: Transaction, appointment: Appointment, event: str, reason: str) -> Move:
    return Move(event, tx.now, reason, appointment.contact_id)
