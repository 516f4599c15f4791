"""Use-cases of the roster. Associates take time off; supervisors plan their own store."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from callcenter.appointments import models as appointment_rows
from callcenter.appointments import seats
from callcenter.appointments.models import Appointment
from callcenter.appointments.seating import Need
from callcenter.errors import Invalid, NotFound, SlotTaken
from callcenter.events import AppointmentChanged
from callcenter.kernel import localtime
from callcenter.services import Services, Transaction
from callcenter.staff import models as staff
from callcenter.staff.chiefs import colleague, supervisor
from callcenter.staff.models import Associate, Shift, TimeOff
from callcenter.staff.shifts import Span
from callcenter.stores.hours import on_day, readable
from callcenter.stores.models import StoreDay, days_of

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LONGEST = timedelta(days=366)
_AGENDA = 30


def view(services: Services, reader_id: int) -> dict[str, Any]:
    """Return the roster: everybody's for a supervisor, one's own for an associate."""
    with services.transaction() as tx:
        reader = tx.session.get_one(Associate, reader_id)
        chief = reader.role == "supervisor"
        people = staff.serving(tx.session, reader.store_id) if chief else [reader]
        coming = appointment_rows.coming(tx.session, reader.store_id, tx.now, _AGENDA)
        return {
            "store": reader.store.name,
            "zone": localtime.city(reader.store.timezone),
            "chief": chief,
            "people": [_person(tx, who) for who in people],
            "days": [
                {"day": day.day, "hours": day.hours, "note": day.note}
                for day in days_of(tx.session, reader.store_id)
                if day.day >= tx.now.date().isoformat()
            ],
            "promises": [
                {
                    "label": localtime.label(one.starts_at, one.store.timezone),
                    "about": one.product.name if one.product else one.category.name,
                    "keeper": one.associate.name if one.associate else "anybody free",
                }
                for one in coming
                if chief or one.associate_id == reader_id
            ],
        }


def add_shift(services: Services, by: int, slug: str, weekday: int, hours: str) -> None:
    """Add a weekly shift, `09:00-17:30`. Raises Invalid, NotAllowed, NotFound."""
    starts, _, ends = hours.partition("-")
    clear = 0 <= weekday <= 6 and _CLOCK.fullmatch(starts) and _CLOCK.fullmatch(ends)
    with services.transaction() as tx:
        who = colleague(tx.session, _chief(tx, by), slug)
        if not clear:
            raise Invalid("Please give a day and times like 09:00 and 17:30.", "starts")
        tx.session.add(Shift(associate_id=who.id, weekday=weekday, starts=starts, ends=ends))


def drop_shift(services: Services, by: int, shift_id: int) -> None:
    with services.transaction() as tx:
        row = tx.session.get(Shift, shift_id)
        chief = _chief(tx, by)
        if (
            row is None
            or tx.session.get_one(Associate, row.associate_id).store_id != chief.store_id
        ):
            raise NotFound("We do not know this shift.")
        tx.session.delete(row)


def take_time_off(services: Services, by: int, slug: str, span: tuple[str, str], why: str) -> int:
    """Note time off (wall times of the store) and give its promises to others.

    Returns how many promises nobody else can take: they stand, and anybody free is asked then.
    Raises Invalid, NotAllowed, NotFound.
    """
    with services.transaction() as tx:
        reader = tx.session.get_one(Associate, by)
        who = reader if slug == reader.slug else colleague(tx.session, _chief(tx, by), slug)
        starts_at, ends_at = (_moment(text, who.store.timezone) for text in span)
        if not starts_at < ends_at <= starts_at + _LONGEST:
            raise Invalid("The end must come after the beginning.", "ends")
        seats.lock(tx, who.store_id)
        row = TimeOff(associate_id=who.id, starts_at=starts_at, ends_at=ends_at, reason=why[:200])
        tx.session.add(row)
        tx.session.flush()
        return _hand_over(tx, who, Span(starts_at, ends_at))


def drop_time_off(services: Services, by: int, row_id: int) -> None:
    with services.transaction() as tx:
        row = tx.session.get(TimeOff, row_id)
        reader = tx.session.get_one(Associate, by)
        owner = tx.session.get_one(Associate, row.associate_id) if row else None
        mine = owner is not None and owner.id == by
        chief = owner is not None and reader.role == "supervisor"
        if row is None or owner is None or not (mine or chief):
            raise NotFound("We do not know this time off.")
        if owner.store_id != reader.store_id:
            raise NotFound("We do not know this time off.")
        tx.session.delete(row)


def set_day(services: Services, by: int, day: str, hours: str, note: str) -> None:
    """Set other hours for one date (`off`, `10:00-14:00`); empty hours take them back."""
    with services.transaction() as tx:
        chief = _chief(tx, by)
        row = tx.session.get(StoreDay, (chief.store_id, _date(day)))
        if row:
            tx.session.delete(row)
            tx.session.flush()
        if not hours:
            return
        if not readable(on_day(day, hours)):
            raise Invalid("Please write off, or hours like 10:00-14:00.", "hours")
        tx.session.add(StoreDay(store_id=chief.store_id, day=day, hours=hours, note=note[:200]))


def _hand_over(tx: Transaction, who: Associate, span: Span) -> int:
    left = 0
    for one in appointment_rows.held(tx.session, who.store_id, span.start, span.end):
        if one.associate_id == who.id and one.state == "booked":
            left += not _given_to_another(tx, one)
    return left


def _given_to_another(tx: Transaction, one: Appointment) -> bool:
    need = Need(one.category_id, one.language)
    span = Span(one.starts_at, one.ends_at)
    try:
        seats.reseat(tx, one, seats.take(tx, one.store_id, need, span))
    except SlotTaken:
        return False
    tx.emit(AppointmentChanged(one.id))
    return True


def _person(tx: Transaction, who: Associate) -> dict[str, Any]:
    zone = who.store.timezone
    return {
        "slug": who.slug,
        "name": who.name,
        "shifts": [
            {"id": one.id, "weekday": one.weekday, "hours": f"{one.starts}-{one.ends}"}
            for one in staff.shifts_of(tx.session, [who.id])
        ],
        "time_off": [
            {
                "id": one.id,
                "label": " to ".join(
                    localtime.label(at, zone) for at in (one.starts_at, one.ends_at)
                ),
                "reason": one.reason,
            }
            for one in staff.time_off_of(tx.session, [who.id], tx.now)
        ],
    }


def _moment(text: str, timezone: str) -> datetime:
    try:
        wall = datetime.fromisoformat(text).replace(tzinfo=None)
        return localtime.resolve(wall, timezone, 0)
    except (localtime.NoSuchTime, ValueError, OverflowError) as trouble:
        words = str(trouble) if isinstance(trouble, localtime.NoSuchTime) else "Please pick a time."
        raise Invalid(words, "starts") from trouble


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise Invalid("Please pick a date.", "day") from error


def _chief(tx: Transaction, by: int) -> Associate:
    return supervisor(tx.session, by, "plan the store")
