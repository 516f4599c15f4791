"""Taking and giving back seats: the room as it is in the database, and who sits where."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from callcenter.appointments import models
from callcenter.appointments.models import Appointment, Hold, Seat
from callcenter.appointments.seating import NEW, Need, Person, Room, Seated
from callcenter.errors import SlotTaken
from callcenter.services import Transaction
from callcenter.staff import models as staff
from callcenter.staff.models import Associate
from callcenter.staff.shifts import Span
from callcenter.stores.models import Store

RESERVED_AHEAD = timedelta(minutes=5)
_TAKEN = "This time was just taken. Please pick another one."


def room(tx: Transaction, store_id: int, span: Span) -> Room:
    """Return the people of the store and everything promised or held near that span."""
    people = staff.serving(tx.session, store_id)
    duties = staff.duties(tx.session, people, span.start)
    around = timedelta(hours=1)
    promised = models.held(tx.session, store_id, span.start - around, span.end + around)
    return Room(
        people=[_person(who) for who in people],
        on_duty=lambda who, when: duties[who].covers(when),
        seated=[
            *(seated(one, tx.now) for one in promised if one.associate_id is not None),
            *(_held(hold) for hold in models.holds(tx.session, store_id, tx.now)),
        ],
    )


def take(tx: Transaction, store_id: int, need: Need, span: Span) -> int:
    """Find an associate for the span, re-seating others where that helps. Raises SlotTaken."""
    lock(tx, store_id)
    models.drop_holds(tx.session, models.expired_holds(tx.session, tx.now))
    tx.session.flush()
    changes = room(tx, store_id, span).seat(need, span)
    if changes is None:
        raise SlotTaken(_TAKEN)
    moved = {key: who for key, who in changes.items() if key != NEW}
    models.drop_seats(tx.session, list(moved))
    for appointment_id, associate_id in moved.items():
        reseat(tx, tx.session.get_one(Appointment, appointment_id), associate_id)
    return changes[NEW]


def reseat(tx: Transaction, appointment: Appointment, associate_id: int | None) -> None:
    """Give the promise to that associate (or to nobody in particular)."""
    models.drop_seats(tx.session, [appointment.id])
    appointment.associate_id = associate_id
    tx.session.flush()
    if associate_id is not None:
        span = Span(appointment.starts_at, appointment.ends_at)
        occupy(tx, associate_id, span, appointment_id=appointment.id)


def occupy(
    tx: Transaction,
    associate_id: int,
    span: Span,
    *,
    appointment_id: int | None = None,
    hold_id: int | None = None,
) -> None:
    """Write the minutes down; whoever wrote them first keeps them. Raises SlotTaken."""
    rows = [
        {
            "associate_id": associate_id,
            "minute": minute,
            "appointment_id": appointment_id,
            "hold_id": hold_id,
        }
        for minute in _minutes(span)
    ]
    try:
        with tx.session.begin_nested():
            tx.session.execute(insert(Seat), rows)
    except IntegrityError as error:
        raise SlotTaken(_TAKEN) from error


def lock(tx: Transaction, store_id: int) -> None:
    """Book one at a time per store (SQLite has one writer anyway)."""
    tx.session.execute(select(Store.id).where(Store.id == store_id).with_for_update())


def seated(one: Appointment, now: datetime) -> Seated:
    """Whoever is reserved already, or asked for by name, is not moved any more."""
    return Seated(
        key=one.id,
        need=Need(one.category_id, one.language, one.preferred_id),
        span=Span(one.starts_at, one.ends_at),
        associate_id=one.associate_id or 0,
        movable=one.state == "booked" and one.due_at > now + RESERVED_AHEAD,
    )


def _held(hold: Hold) -> Seated:
    return Seated(
        key=-hold.id,
        need=Need(hold.category_id, hold.language),
        span=Span(hold.starts_at, hold.ends_at),
        associate_id=hold.associate_id,
        movable=False,
    )


def _person(who: Associate) -> Person:
    levels = {skill.category_id: skill.level for skill in who.skills}
    return Person(who.id, frozenset(who.languages), levels)


def _minutes(span: Span) -> Iterator[datetime]:
    minute = span.start.replace(second=0, microsecond=0)
    while minute < span.end:
        yield minute
        minute += timedelta(minutes=1)
