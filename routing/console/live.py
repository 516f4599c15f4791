"""Pushing snapshots: which fact makes whose page new."""

from sqlalchemy import select

from callcenter.appointments.models import Appointment
from callcenter.contacts.models import Contact
from callcenter.contacts.snapshots import customer_view
from callcenter.events import (
    AppointmentChanged,
    AppointmentsChanged,
    AssociateChanged,
    ContactChanged,
)
from callcenter.services import Services
from routing.console.snapshots import console_view
from routing.offers import models as offer_rows
from routing.presence.models import Presence
from routing.rows import AWAY


def associate_changed(services: Services, fact: AssociateChanged) -> None:
    push(services, fact.associate_id)


def contact_changed(services: Services, fact: ContactChanged) -> None:
    """Push the customer's page, and the console of whoever serves or is offered the contact."""
    with services.reading() as tx:
        contact = tx.session.get_one(Contact, fact.contact_id)
        view = customer_view(contact, tx.now, tx.settings)
        concerned = contact.associate_id or offer_rows.asked(tx.session, contact.id)
    services.push.send(f"contact:{contact.public_id}", "contact", view)
    if concerned and AssociateChanged(concerned) not in services.telling:
        push(services, concerned)


def appointment_changed(services: Services, fact: AppointmentChanged) -> None:
    """Push the agenda of whoever is to keep the promise."""
    with services.reading() as tx:
        keeper = tx.session.get_one(Appointment, fact.appointment_id).associate_id
    if keeper:
        push(services, keeper)


def appointments_changed(services: Services, fact: AppointmentsChanged) -> None:
    """Push the agendas of those keepers who are there to look."""
    with services.reading() as tx:
        keepers = select(Appointment.associate_id).where(Appointment.id.in_(fact.appointment_ids))
        there = select(Presence.id).where(Presence.id.in_(keepers), Presence.state.not_in(AWAY))
        found = list(tx.session.scalars(there))
    for keeper in found:
        push(services, keeper)


def push(services: Services, associate_id: int) -> None:
    with services.reading() as tx:
        view = console_view(tx, associate_id)
    services.push.send(f"associate:{associate_id}", "console", view)
