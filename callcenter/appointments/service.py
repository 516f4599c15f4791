"""Use-cases of a promise by its customer's link: look, confirm, move, snooze, now, cancel."""

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from callcenter.appointments import booking, keeping, models, notes, seats
from callcenter.appointments.booking import Book
from callcenter.appointments.lifecycle import APPOINTMENT
from callcenter.appointments.models import Appointment
from callcenter.appointments.seating import Need
from callcenter.contacts import service as contacts
from callcenter.contacts import standing
from callcenter.contacts.models import Contact
from callcenter.errors import Conflict, Invalid, NotFound
from callcenter.events import AppointmentChanged
from callcenter.infra.states import Move, move, must_move
from callcenter.kernel import localtime
from callcenter.kernel.tokens import digest
from callcenter.services import Services, Transaction
from callcenter.staff.shifts import Span
from callcenter.stores.models import hours_of

SNOOZE = timedelta(minutes=10)
_SNOOZE_FROM = timedelta(minutes=60)
_CHANGES = 12


def by_token(tx: Transaction, token: str) -> Appointment:
    """Find by link. Raises NotFound, the same for wrong and unknown."""
    appointment = models.by_link(tx.session, digest(token))
    if appointment is None:
        raise NotFound("This link does not lead to an appointment.")
    return appointment


def book_of(tx: Transaction, appointment: Appointment) -> Book:
    """Read the times to which the promise can be moved."""
    return booking.read(tx, keeping.need_of(appointment), _zones(tx, appointment))


def confirm(services: Services, token: str) -> None:
    """*Yes, that is me.* From now on the number may be reminded."""
    with services.transaction() as tx:
        _known(tx, by_token(tx, token))


def cancel(services: Services, token: str) -> Appointment:
    """Cancel by the customer's link; twice does no harm."""
    with services.transaction() as tx:
        appointment = by_token(tx, token)
        _known(tx, appointment)
        if move(tx.session, APPOINTMENT, appointment, _step(tx, appointment, "cancel", "by link")):
            _end(tx, appointment)
            notes.tell(tx, appointment, "cancelled")
        contact = appointment.contact_id and tx.session.get(Contact, appointment.contact_id)
        public = contact.public_id if contact and contact.ended_at is None else None
    if public:
        contacts.cancel(services, public)
    return appointment


def reschedule(services: Services, token: str, starts_at: datetime) -> Appointment:
    """Move the promise, or book it anew after it was missed. Raises Invalid, Conflict, SlotTaken.

    The time is taken before the old one is given back: in one transaction, or not at all.
    """
    with services.transaction() as tx:
        appointment = by_token(tx, token)
        _known(tx, appointment)
        booking.must_fit(tx, keeping.need_of(appointment), starts_at)
        if not tx.settings.daytime.fits(starts_at, _zones(tx, appointment)):
            raise Invalid("It would be night at your place. Please pick another time.", "starts_at")
        event = "rebook" if appointment.state == "missed" else "move"
        _shift(tx, appointment, starts_at, event)
        notes.confirm(tx, appointment, "moved")
    return appointment


def snooze(services: Services, token: str) -> Appointment:
    """*Ten minutes later, please.* Raises Conflict, SlotTaken."""
    with services.transaction() as tx:
        appointment = by_token(tx, token)
        _known(tx, appointment)
        later = appointment.starts_at + SNOOZE
        if appointment.starts_at - tx.now > _SNOOZE_FROM:
            raise Conflict("It is too early to snooze. You can move the call instead.")
        if later <= tx.now or not _callable(tx, appointment, later):
            raise Conflict("We cannot call ten minutes later. Please pick another time.")
        _shift(tx, appointment, later, "move")
        notes.confirm(tx, appointment, "moved")
    return appointment


def ready(services: Services, token: str) -> Appointment:
    """*I am ready now.* If nobody is free, the promise stands as it was. Raises Conflict."""
    with services.transaction() as tx:
        appointment = by_token(tx, token)
        _known(tx, appointment)
        if not _callable(tx, appointment, tx.now):
            raise Conflict("We cannot call right now. The time you picked stands.")
        if not keeping.begin(tx, appointment, "ready now"):
            raise Conflict("This call is under way or over.")
    return appointment


def never_again(services: Services, token: str) -> None:
    """*Never call or text this number again*, from the page that its texts lead to."""
    cancel(services, token)
    with services.transaction() as tx:
        standing.suppress(tx, by_token(tx, token).number_index, "page")


def _shift(tx: Transaction, appointment: Appointment, starts_at: datetime, event: str) -> None:
    """Take the new time, then give the old one back."""
    if appointment.sequence >= _CHANGES:
        raise Conflict("This call was changed very often. Please book a new one.")
    span = _span(tx, starts_at)
    models.drop_seats(tx.session, [appointment.id])
    wall, fold = localtime.wall_of(starts_at, appointment.timezone)
    values = {
        "starts_at": span.start,
        "ends_at": span.end,
        "due_at": span.start,
        "wall": wall,
        "fold": fold,
        "attempts": 0,
        "sequence": appointment.sequence + 1,
        "contact_id": None,
        "settled_at": None,
    }
    wanted = Need(appointment.category_id, appointment.language, appointment.preferred_id)
    step = _step(tx, appointment, event, wall)
    try:
        with tx.session.begin_nested():
            must_move(tx.session, APPOINTMENT, appointment, step, associate_id=None, **values)
    except IntegrityError as error:
        raise Conflict("You have a call at that time already.") from error
    seats.reseat(tx, appointment, seats.take(tx, appointment.store_id, wanted, span))
    tx.session.refresh(appointment)
    tx.emit(AppointmentChanged(appointment.id))


def _span(tx: Transaction, starts_at: datetime) -> Span:
    return booking.grid(tx).span(starts_at)


def _callable(tx: Transaction, appointment: Appointment, at: datetime) -> bool:
    """Whether the store is open then, and it is daytime wherever the customer may be."""
    is_open = hours_of(tx.session, appointment.store).open_at(at)
    return is_open and tx.settings.daytime.fits(at, _zones(tx, appointment))


def _zones(tx: Transaction, appointment: Appointment) -> frozenset[str]:
    number = tx.vault.open(appointment.number_sealed)
    return booking.zones_of(number, appointment.timezone)


def _end(tx: Transaction, appointment: Appointment) -> None:
    appointment.sequence += 1
    appointment.settled_at = tx.now
    models.drop_seats(tx.session, [appointment.id])
    notes.withdraw(tx, appointment)
    tx.emit(AppointmentChanged(appointment.id))


def _known(tx: Transaction, appointment: Appointment) -> None:
    """Note that whoever holds the number reads its texts: a press on the page is no accident."""
    standing.prove(tx, appointment.number_index, "link")


def _step(tx: Transaction, appointment: Appointment, event: str, reason: str) -> Move:
    return Move(event, tx.now, reason, appointment.contact_id)
