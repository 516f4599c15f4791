"""Use-cases of an appointment: offer times, book, cancel, call when due, keep or miss."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from callcenter.appointments import models, slots
from callcenter.appointments.lifecycle import APPOINTMENT
from callcenter.appointments.models import Appointment
from callcenter.contacts import guards
from callcenter.contacts import service as contacts
from callcenter.contacts.guards import Asker, Reachable
from callcenter.contacts.models import Contact, live_by_number
from callcenter.contacts.service import Need, Wish
from callcenter.errors import Invalid, NotFound, SlotTaken
from callcenter.events import ContactConnected, ContactEnded
from callcenter.infra.database import inserted
from callcenter.infra.states import Move, born, move
from callcenter.kernel.ids import public_id
from callcenter.kernel.tokens import digest, new_link_token
from callcenter.messages import service as messages
from callcenter.messages import texts
from callcenter.messages.models import Message
from callcenter.services import Services, Transaction
from callcenter.staff.models import every as every_associate
from callcenter.stores.hours import Hours
from callcenter.stores.models import Store

DAYS_AHEAD = 7
LATE_S = 90


@dataclass(frozen=True)
class Promise:
    """A booked appointment with the link that was texted; the link is known only now."""

    appointment: Appointment
    link: str


def free_slots(tx: Transaction, need: Need) -> list[datetime]:
    """Return the times of the next seven days that can still be promised."""
    until = tx.now + timedelta(days=DAYS_AHEAD)
    taken = models.held(tx.session, need.store.id, tx.now, until)
    seats = _seats(tx, need)
    hours = Hours(need.store.hours, need.store.timezone, need.store.country)
    return slots.bookable(
        grid(tx).starts(tx.now, until),
        hours.open_at,
        lambda start: seats - taken.get(start, 0),
    )


def book(
    services: Services, wish: Wish, asker: Asker, starts_at: datetime, timezone: str
) -> Promise:
    """*Call me at.* The same number and slot give the same booking.

    Raises Invalid (slot, zone), SlotTaken, TooMany.
    """
    if timezone not in available_timezones():
        raise Invalid("We do not know this time zone.", "timezone")
    with services.transaction() as tx:
        need = contacts.understand(tx, wish)
        customer = guards.admit(tx, asker)
        again = models.of_number(tx.session, customer.index, starts_at)
        token = new_link_token()
        if again:
            again.link_digest = digest(token)
            return Promise(again, _link(tx, token))
        if starts_at not in free_slots(tx, need):
            raise SlotTaken("This time is not free any more. Please pick another one.")
        booking = Booking(need, customer, starts_at, timezone)
        appointment = _seat(tx, booking, token)
        _text(tx, appointment, "booked", link=_link(tx, token))
    return Promise(appointment, _link(tx, token))


def cancel(services: Services, token: str) -> Appointment:
    """Cancel by the customer's link; twice does no harm."""
    with services.transaction() as tx:
        appointment = by_token(tx, token)
        step = Move("cancel", tx.now, "by link", appointment.contact_id)
        if move(tx.session, APPOINTMENT, appointment, step):
            _text(tx, appointment, "cancelled")
        public = None
        if appointment.contact_id:
            contact = tx.session.get_one(Contact, appointment.contact_id)
            public = contact.public_id
    if public:
        contacts.cancel(services, public)
    return appointment


def call_due(services: Services) -> None:
    """Turn every promise that is due into a contact, once."""
    with services.transaction() as tx:
        due = models.due(tx.session, tx.now)
    for appointment_id in due:
        call(services, appointment_id)


def call(services: Services, appointment_id: int) -> None:
    """Keep the promise now; a customer already on the line with us is served by that contact."""
    with services.transaction() as tx:
        appointment = tx.session.get_one(Appointment, appointment_id)
        late = (tx.now - appointment.starts_at).total_seconds() > LATE_S
        if late or live_by_number(tx.session, appointment.number_index):
            _miss(tx, appointment, "late" if late else "already_talking")
            return
        customer = Reachable(
            "", appointment.number_sealed, appointment.number_index, appointment.number_masked
        )
        step = Move("call", tx.now, f"promised for {appointment.local}")
        if not move(tx.session, APPOINTMENT, appointment, step):
            return
        need = Need(
            appointment.store, appointment.category, appointment.language, appointment.product
        )
        contact = contacts.begin(tx, "scheduled", customer, need)
        appointment.contact_id = contact.id
        contacts.queue(tx, contact, patience_s=tx.settings.give_up_s)


def kept(services: Services, fact: ContactConnected) -> None:
    """Note that the promised conversation takes place."""
    with services.transaction() as tx:
        appointment = models.by_contact(tx.session, fact.contact_id)
        if appointment:
            move(tx.session, APPOINTMENT, appointment, Move("keep", tx.now, "", fact.contact_id))


def settled(services: Services, fact: ContactEnded) -> None:
    """Settle with the customer: the contact is over; if they never spoke, say so."""
    with services.transaction() as tx:
        appointment = models.by_contact(tx.session, fact.contact_id)
        if appointment:
            _miss(tx, appointment, "not_spoken")


def by_token(tx: Transaction, token: str) -> Appointment:
    """Find by link. Raises NotFound, the same for wrong and unknown."""
    appointment = models.by_link(tx.session, digest(token))
    if appointment is None:
        raise NotFound("This link does not lead to an appointment.")
    return appointment


def grid(tx: Transaction) -> slots.Grid:
    settings = tx.settings
    return slots.Grid(
        settings.slot_minutes, settings.slot_buffer_minutes, settings.slot_lead_minutes
    )


def _seats(tx: Transaction, need: Need) -> int:
    """Associates of the store who know the category and speak the language."""
    return sum(
        associate.store_id == need.store.id
        and associate.role == "associate"
        and need.language in associate.languages
        and any(skill.category_id == need.category.id for skill in associate.skills)
        for associate in every_associate(tx.session)
    )


@dataclass(frozen=True)
class Booking:
    """Who is promised what: the moment, and the zone in which the customer was told of it."""

    need: Need
    customer: Reachable
    starts_at: datetime
    timezone: str


def _seat(tx: Transaction, booking: Booking, token: str) -> Appointment:
    """Take the first free seat; the unique index decides between two who came together."""
    need, customer, starts_at = booking.need, booking.customer, booking.starts_at
    taken = models.seats_taken(tx.session, need.store.id, starts_at)
    public = public_id()
    for seat in range(_seats(tx, need)):
        row = {
            "public_id": public,
            "state": "booked",
            "store_id": need.store.id,
            "category_id": need.category.id,
            "language": need.language,
            "sku": need.product.sku if need.product else None,
            "number_sealed": customer.sealed,
            "number_index": customer.index,
            "number_masked": customer.masked,
            "starts_at": starts_at,
            "seat": seat,
            "local": slots.local_label(starts_at, booking.timezone),
            "timezone": booking.timezone,
            "link_digest": digest(token),
            "created_at": tx.now,
        }
        if seat not in taken and inserted(tx.session, Appointment, row):
            return _seated(tx, token)
    raise SlotTaken("This time was just taken. Please pick another one.")


def _seated(tx: Transaction, token: str) -> Appointment:
    appointment = by_token(tx, token)
    born(tx.session, APPOINTMENT, appointment, Move("", tx.now, appointment.local))
    return appointment


def _miss(tx: Transaction, appointment: Appointment, reason: str) -> None:
    step = Move("miss", tx.now, reason, appointment.contact_id)
    if move(tx.session, APPOINTMENT, appointment, step):
        _text(tx, appointment, "missed", link=f"{tx.settings.public_url}/shop")


def _text(tx: Transaction, appointment: Appointment, kind: str, **values: str) -> None:
    store: Store = appointment.store
    body = texts.render(
        kind, appointment.language, shop=store.name, when=appointment.local, **values
    )
    messages.plan(
        tx,
        Message(
            contact_id=appointment.contact_id,
            kind=kind,
            number_sealed=appointment.number_sealed,
            number_index=appointment.number_index,
            sender=store.phone_number,
            body_sealed=tx.vault.seal(body),
        ),
    )


def _link(tx: Transaction, token: str) -> str:
    return f"{tx.settings.public_url}/a/{token}"


def store_label(appointment: Appointment) -> str:
    """Return the promised time as the store's clock shows it."""
    zone = appointment.store.timezone
    label = slots.local_label(appointment.starts_at, zone)
    return f"{label} ({ZoneInfo(zone).key.rpartition('/')[2].replace('_', ' ')})"
