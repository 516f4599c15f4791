"""Many promises of one moment: begun and missed in bulk, a batch committed whole or not at all.

One at a time, each costs some 15 ms and a flush to disk of its own. Whoever needs a second look
(a stop, the night, a call with us already, a line that was rung) is left to `keeping`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from callcenter.appointments import booking, keeping, models, notes
from callcenter.appointments.lifecycle import APPOINTMENT
from callcenter.appointments.models import Appointment
from callcenter.contacts import crowds as contacts
from callcenter.contacts import standing
from callcenter.contacts.crowds import Promised
from callcenter.events import AppointmentsChanged
from callcenter.infra import crowds
from callcenter.infra.rivals import goes_again
from callcenter.infra.states import Move
from callcenter.services import Services, Transaction

BATCH = 128
There = Callable[[Session], Collection[int]]
"""Which associates are there; the room that knows it is wired in at the door."""


def sweep(services: Services, there: There = lambda _session: ()) -> None:
    """Begin every promise that is due, and give up those for whom nobody was free in time.

    Of more than a batch, those come first whose keeper is there: they can still be in time.
    """
    with services.transaction() as tx:
        promised = models.due(tx.session, tx.now)
        first = frozenset(there(tx.session)) if len(promised) > BATCH else frozenset()
        tired = contacts.tired_promised(tx.session, tx.now)
    due = [one for one, keeper in sorted(promised, key=lambda of: of[1] not in first)]
    changed: list[int] = []
    for one in crowds.in_batches(due, BATCH, lambda some: _call(services, some, changed)):
        keeping.call_alone(services, one)
    for one in crowds.in_batches(tired, BATCH, lambda some: _give_up(services, some, changed)):
        keeping.give_up(services, one)
    if changed:
        with services.transaction() as tx:  # pages come last: each is worth less than a ring
            tx.emit(AppointmentsChanged(tuple(changed)))


@goes_again
def _call(services: Services, appointment_ids: Sequence[int], changed: list[int]) -> list[int]:
    with services.transaction() as tx:
        due = models.take_due(tx.session, appointment_ids, tx.now)
        fresh_from = tx.now - timedelta(seconds=keeping.LATE_S)
        late = [one for one in due if one.due_at < fresh_from]
        ready = _plain(tx, [one for one in due if one.due_at >= fresh_from])
        _miss(tx, late, "late")
        _begin(tx, ready)
    dealt = [one.id for one in (*late, *ready)]
    changed += dealt
    return dealt


@goes_again
def _give_up(services: Services, contact_ids: Sequence[int], changed: list[int]) -> list[int]:
    """End the waits in vain, and tell their customers."""
    with services.transaction() as tx:
        waiting = contacts.take_unserved(tx.session, contact_ids)
        promised = models.calling_for(tx.session, [one.id for one in waiting])
        missed = [one for one in promised if one.starts_at <= tx.now]
        over = {one.contact_id for one in missed}
        ended = [one for one in waiting if one.id in over]
        contacts.end_unserved(tx, ended, "defer", "nobody_free")
        _miss(tx, missed, "nobody_free")
    changed += [one.id for one in missed]
    return [one.id for one in ended]


def _plain(tx: Transaction, due: Sequence[Appointment]) -> list[Appointment]:
    """Return those who can be called without a second look, one a number."""
    numbers = {one.number_index for one in due}
    aside = standing.suppressed(tx.session, numbers)
    aside |= contacts.live_numbers(tx.session, numbers)
    plain = {one.number_index: one for one in due if one.number_index not in aside}
    return [one for one in plain.values() if _by_day(tx, one)]


def _by_day(tx: Transaction, one: Appointment) -> bool:
    zones = booking.zones_of(tx.vault.open(one.number_sealed), one.timezone)
    return tx.settings.daytime.fits(tx.now, zones)


def _begin(tx: Transaction, ready: Sequence[Appointment]) -> None:
    if not ready:
        return
    made = contacts.begin(tx, [_promised(tx, one) for one in ready])
    steps = [_step(tx, one, "call", f"promised for {one.wall}") for one in ready]
    values: list[Mapping[str, Any]] = [
        {"attempts": one.attempts + 1, "contact_id": contact_id}
        for one, contact_id in zip(ready, made, strict=True)
    ]
    crowds.move_all(tx.session, APPOINTMENT, steps, values)
    notes.withdraw_all(tx, ready)


def _miss(tx: Transaction, missed: Sequence[Appointment], reason: str) -> None:
    """Report promises missed, as `keeping.miss` does one."""
    if not missed:
        return
    steps = [_step(tx, one, "miss", reason) for one in missed]
    crowds.move_all(tx.session, APPOINTMENT, steps, [{"settled_at": tx.now}] * len(steps))
    models.drop_seats(tx.session, [one.id for one in missed])
    notes.withdraw_all(tx, missed)
    keeping.alarm(missed, reason)
    notes.apologise(tx, missed)


def _promised(tx: Transaction, one: Appointment) -> Promised:
    keeper = one.associate_id
    columns: dict[str, Any] = {
        "way": "scheduled",
        "store_id": one.store_id,
        "category_id": one.category_id,
        "language": one.language,
        "sku": one.sku,
        "number_sealed": one.number_sealed,
        "number_index": one.number_index,
        "number_masked": one.number_masked,
        "preferred_id": keeper,
        "preferred_until": tx.now + keeping.KEEPER_FIRST if keeper else None,
    }
    return Promised(columns, f"asked at {one.store.name}", _until(tx, one))


def _until(tx: Transaction, one: Appointment) -> datetime:
    return tx.now + timedelta(seconds=keeping.patience_s(tx, one))


def _step(tx: Transaction, one: Appointment, event: str, reason: str) -> tuple[Appointment, Move]:
    return one, Move(event, tx.now, reason, one.contact_id)
