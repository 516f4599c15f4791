"""Use-cases before the promise: which times are free, holding one, booking it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import available_timezones

from callcenter.appointments import models, notes, seating, seats, slots
from callcenter.appointments.lifecycle import APPOINTMENT
from callcenter.appointments.models import Appointment, Hold
from callcenter.appointments.seating import Room, Seated
from callcenter.contacts import guards
from callcenter.contacts import service as contacts
from callcenter.contacts.guards import Asker, Reachable, Unseen
from callcenter.contacts.service import Need, Wish
from callcenter.errors import Invalid, SlotTaken
from callcenter.infra.states import Move, born
from callcenter.kernel import localtime, phone
from callcenter.kernel.ids import public_id
from callcenter.kernel.tokens import digest, new_link_token
from callcenter.services import Services, Transaction
from callcenter.staff.models import by_slug
from callcenter.staff.shifts import Span
from callcenter.stores.models import Store, hours_of

DAYS_AHEAD = 7
HOLD_FOR = timedelta(minutes=5)


@dataclass(frozen=True)
class Choice:
    """The time that was picked: the moment, the zone it was read in, a hold, a person's slug."""

    starts_at: datetime
    timezone: str
    hold: str = ""
    associate: str = ""


@dataclass(frozen=True)
class Promise:
    """What the browser is told. The same whether the number is new, known or blocked.

    The link that can change the promise is texted, and never shown to who typed the number.
    """

    public_id: str
    starts_at: datetime
    timezone: str
    language: str
    store: Store


@dataclass(frozen=True)
class Book:
    """A store's book as read in one transaction; its times are worked out after it."""

    starts: Sequence[datetime]
    is_open: Callable[[datetime], bool]
    has_seat: Callable[[datetime], bool]

    def free(self) -> list[datetime]:
        return slots.bookable(self.starts, self.is_open, self.has_seat)


def free(services: Services, wish: Wish, timezone: str = "", associate: str = "") -> list[datetime]:
    """Return the times of the next seven days that can still be promised, in daytime there.

    Raises Invalid.
    """
    with services.reading() as tx:
        need = contacts.understand(tx, wish)
        book_ = read(tx, need, {timezone} if timezone else set(), associate)
    return book_.free()


def read(tx: Transaction, need: Need, zones: Collection[str], associate: str = "") -> Book:
    """Read what decides which times are free in daytime of all these zones."""
    until = tx.now + timedelta(days=DAYS_AHEAD)
    wanted = _wanted(tx, need, associate)
    whole = seats.room(tx, need.store.id, Span(tx.now, until))
    if wanted.preferred:
        chosen = [who for who in whole.people if who.associate_id == wanted.preferred]
        whole = replace(whole, people=chosen)
    near = _by_hour(whole.seated)
    daytime = tx.settings.daytime
    return Book(
        [at for at in grid(tx).starts(tx.now, until) if daytime.fits(at, zones)],
        hours_of(tx.session, need.store).open_at,
        partial(_has_seat, whole, near, wanted, grid(tx)),
    )


def hold(services: Services, wish: Wish, choice: Choice, asker: Asker) -> tuple[str, datetime]:
    """Keep a time for five minutes while the number is typed; returns its token and its end.

    Raises Invalid, SlotTaken, TooMany.
    """
    guards.knock_to_hold(services, asker)
    with services.transaction() as tx:
        need = contacts.understand(tx, wish)
        must_fit(tx, need, choice.starts_at)
        _give_back(tx, choice.hold)
        span = grid(tx).span(choice.starts_at)
        wanted = _wanted(tx, need, choice.associate)
        associate_id = seats.take(tx, need.store.id, wanted, span)
        token, expires_at = new_link_token(), tx.now + HOLD_FOR
        row = Hold(
            token_digest=digest(token),
            store_id=need.store.id,
            category_id=need.category.id,
            language=need.language,
            associate_id=associate_id,
            starts_at=span.start,
            ends_at=span.end,
            expires_at=expires_at,
        )
        tx.session.add(row)
        tx.session.flush()
        seats.occupy(tx, associate_id, span, hold_id=row.id)
    return token, expires_at


def book(services: Services, wish: Wish, asker: Asker, choice: Choice) -> Promise:
    """*Call me at.* The same number and slot give the same booking.

    Raises Invalid (slot, zone, night), SlotTaken, TooMany.
    """
    if choice.timezone not in available_timezones():
        raise Invalid("We do not know this time zone.", "timezone")
    guards.knock(services, asker)
    try:
        with services.transaction() as tx:
            need = contacts.understand(tx, wish)
            _by_day(tx, asker, choice)
            customer = guards.admit(tx, asker)
            again = models.of_number(tx.session, customer.index, choice.starts_at)
            appointment = again or _book(tx, need, customer, choice)
            found = appointment.public_id
    except Unseen:
        found = public_id()
        with services.transaction() as tx:
            need = contacts.understand(tx, wish)
            must_fit(tx, need, choice.starts_at)
    return Promise(found, choice.starts_at, choice.timezone, need.language, need.store)


def grid(tx: Transaction) -> slots.Grid:
    settings = tx.settings
    return slots.Grid(
        settings.slot_minutes, settings.slot_buffer_minutes, settings.slot_lead_minutes
    )


def zones_of(number: str, timezone: str) -> frozenset[str]:
    """Every zone the customer may be in: the number's, and the one they read the time in."""
    return frozenset(phone.zones_of(number)) | {timezone}


def _book(tx: Transaction, need: Need, customer: Reachable, choice: Choice) -> Appointment:
    must_fit(tx, need, choice.starts_at)
    _give_back(tx, choice.hold)
    wanted = _wanted(tx, need, choice.associate)
    span = grid(tx).span(choice.starts_at)
    associate_id = seats.take(tx, need.store.id, wanted, span)
    wall, fold = localtime.wall_of(choice.starts_at, choice.timezone)
    appointment = Appointment(
        public_id=public_id(),
        state="booked",
        store_id=need.store.id,
        category_id=need.category.id,
        language=need.language,
        sku=need.product.sku if need.product else None,
        number_sealed=customer.sealed,
        number_index=customer.index,
        number_masked=customer.masked,
        starts_at=span.start,
        ends_at=span.end,
        due_at=span.start,
        wall=wall,
        fold=fold,
        timezone=choice.timezone,
        preferred_id=wanted.preferred,
        associate_id=associate_id,
        created_at=tx.now,
    )
    born(tx.session, APPOINTMENT, appointment, Move("", tx.now, f"{wall} {choice.timezone}"))
    tx.session.refresh(appointment)
    seats.occupy(tx, associate_id, span, appointment_id=appointment.id)
    notes.confirm(tx, appointment)
    return appointment


def must_fit(tx: Transaction, need: Need, at: datetime) -> None:
    """Require a time on the grid, soon enough, with the store open. Raises SlotTaken."""
    last = tx.now + timedelta(days=DAYS_AHEAD)
    fits = grid(tx).fits(at, tx.now) and at < last
    if not fits or not hours_of(tx.session, need.store).open_at(at):
        raise SlotTaken("This time is not free any more. Please pick another one.")


def _by_day(tx: Transaction, asker: Asker, choice: Choice) -> None:
    """Refuse to promise a call at night, wherever the number may be. Raises Invalid."""
    number = guards.typed(tx, asker)
    if not tx.settings.daytime.fits(choice.starts_at, zones_of(number, choice.timezone)):
        words = f"We call this number between {tx.settings.call_hours}, its local time."
        raise Invalid(words, "starts_at")


def _give_back(tx: Transaction, hold_token: str) -> None:
    """Free the time that the same page holds, to be taken in the same breath."""
    found = models.hold_by_token(tx.session, digest(hold_token)) if hold_token else None
    if found:
        seats.lock(tx, found.store_id)
        models.drop_holds(tx.session, [found.id])


def _wanted(tx: Transaction, need: Need, associate: str) -> seating.Need:
    person = by_slug(tx.session, associate) if associate else None
    same_store = person is not None and person.store_id == need.store.id
    preferred = person.id if person and same_store else None
    return seating.Need(need.category.id, need.language, preferred)


def _has_seat(
    whole: Room,
    near: dict[int, list[Seated]],
    wanted: seating.Need,
    shape: slots.Grid,
    start: datetime,
) -> bool:
    close = near.get(_hour(start), [])
    return replace(whole, seated=close).seat(wanted, shape.span(start)) is not None


def _by_hour(seated: Iterable[Seated]) -> dict[int, list[Seated]]:
    """Promises by the hours they lie in or beside: each slot looks at a few, not at all."""
    found: dict[int, list[Seated]] = {}
    for one in seated:
        for hour in range(_hour(one.span.start) - 1, _hour(one.span.end) + 2):
            found.setdefault(hour, []).append(one)
    return found


def _hour(moment: datetime) -> int:
    return int(moment.timestamp() // 3600)
