"""Pushing snapshots: which fact makes whose page new."""

from collections.abc import Sequence
from typing import Any

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
from callcenter.services import Services, Transaction
from routing.console.snapshots import agenda_of, console_view
from routing.offers import models as offer_rows
from routing.presence import service as presence
from routing.presence.models import AWAY, Presence

_TOGETHER = 64


def associate_changed(services: Services, fact: AssociateChanged) -> None:
    push(services, fact.associate_id)


def contact_changed(services: Services, fact: ContactChanged) -> None:
    """Push the customer's page, and the console of whoever serves or is offered the contact."""
    with services.reading() as tx:
        contact = tx.session.get_one(Contact, fact.contact_id)
        view = customer_view(contact, tx.now, tx.settings)
        concerned = contact.associate_id or offer_rows.asked(tx.session, contact.id)
        consoles = []
        if concerned and AssociateChanged(concerned) not in services.telling:
            consoles = _views(tx, [concerned])
    services.push.send(f"contact:{contact.public_id}", "contact", view)
    _send(services, consoles)


def appointment_changed(services: Services, fact: AppointmentChanged) -> None:
    """Push the agenda of whoever is to keep the promise."""
    with services.reading() as tx:
        keeper = tx.session.get_one(Appointment, fact.appointment_id).associate_id
    if keeper:
        push(services, keeper)


def appointments_changed(services: Services, fact: AppointmentsChanged) -> None:
    """Push the agendas of those keepers who are there to look, and to whom it does not ring."""
    with services.reading() as tx:
        keepers = select(Appointment.associate_id).where(Appointment.id.in_(fact.appointment_ids))
        elsewhere = Presence.state.not_in((*AWAY, "offered"))
        there = select(Presence.id).where(Presence.id.in_(keepers), elsewhere)
        found = list(tx.session.scalars(there))
    push(services, *found)


def push(services: Services, *associate_ids: int) -> None:
    """Push the consoles of these; many of one store are read together."""
    for start in range(0, len(associate_ids), _TOGETHER):
        with services.reading() as tx:
            views = _views(tx, associate_ids[start : start + _TOGETHER])
        _send(services, views)


def _send(services: Services, views: Sequence[tuple[int, dict[str, Any]]]) -> None:
    for associate_id, view in views:
        services.push.send(f"associate:{associate_id}", "console", view)


def _views(tx: Transaction, associate_ids: Sequence[int]) -> list[tuple[int, dict[str, Any]]]:
    agendas: dict[int, list[dict[str, Any]]] = {}
    views = []
    which = select(Presence).where(Presence.id.in_(associate_ids))
    _at_hand = tx.session.scalars(which).all() if len(associate_ids) > 1 else ()
    for associate_id in associate_ids:
        row = presence.of(tx, associate_id)
        store = row.associate.store_id
        if store not in agendas:
            agendas[store] = agenda_of(tx, store)
        views.append((associate_id, console_view(tx, row, agendas[store])))
    return views
