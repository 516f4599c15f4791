"""The customer's pages of an appointment, reached by the texted link, without a login."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request

from callcenter.appointments import labels, notes, slots
from callcenter.appointments import service as appointments
from callcenter.appointments.calendar import Entry, as_ics
from callcenter.appointments.models import Appointment
from callcenter.appointments.words import words_for
from callcenter.contacts import standing
from callcenter.errors import Conflict, Invalid
from callcenter.kernel import localtime
from callcenter.services import Transaction
from callcenter.web import services

bp = Blueprint("appointments", __name__)


@bp.get("/<token>")
def manage(token: str) -> str:
    """Show the promise and change nothing: link previewers fetch it before the customer does."""
    return _page(token, "")


@bp.get("/<token>/times")
def times(token: str) -> str:
    """Show the times to which the call can be moved, by day."""
    return _times(token, "")


@bp.post("/<token>/confirm")
def confirm(token: str) -> Any:
    appointments.confirm(services(), token)
    return _back(token)


@bp.post("/<token>/move")
def reschedule(token: str) -> Any:
    try:
        at = labels.moment_of(request.form.get("starts_at", ""), "", None)
        appointments.reschedule(services(), token, at)
    except (Conflict, Invalid) as refusal:
        return _times(token, refusal.detail), refusal.status
    return _back(token)


@bp.post("/<token>/snooze")
def snooze(token: str) -> Any:
    try:
        appointments.snooze(services(), token)
    except Conflict as refusal:
        return _page(token, refusal.detail), refusal.status
    return _back(token)


@bp.post("/<token>/now")
def ready(token: str) -> Any:
    try:
        appointments.ready(services(), token)
    except Conflict as refusal:
        return _page(token, refusal.detail), refusal.status
    return _back(token)


@bp.post("/<token>/cancel")
def cancel(token: str) -> Any:
    appointments.cancel(services(), token)
    return _back(token)


@bp.post("/<token>/never")
def never(token: str) -> Any:
    appointments.never_again(services(), token)
    return _back(token)


@bp.get("/<token>.ics")
def calendar(token: str) -> Response:
    with services().reading() as tx:
        appointment = appointments.by_token(tx, token)
        entry = Entry(
            uid=appointment.public_id,
            title=labels.title(appointment.store, appointment.language),
            starts_at=appointment.starts_at,
            minutes=tx.settings.slot_minutes,
            timezone=appointment.timezone,
            sequence=appointment.sequence,
            cancelled=appointment.state == "cancelled",
        )
        drawn = as_ics(entry, tx.now)
    return Response(drawn, mimetype="text/calendar")


def _back(token: str) -> Any:
    return redirect(f"/a/{token}", 303)


def _page(token: str, trouble: str) -> str:
    with services().reading() as tx:
        appointment = appointments.by_token(tx, token)
        shown = _shown(tx, appointment, token)
        words = words_for(appointment.language)
    return render_template(
        "appointment.html",
        appointment=shown,
        words=words,
        trouble=trouble,
        language=appointment.language,
        config={},
    )


def _times(token: str, trouble: str) -> str:
    with services().reading() as tx:
        appointment = appointments.by_token(tx, token)
        book = appointments.book_of(tx, appointment)
        shown = _shown(tx, appointment, token)
    zone, language = appointment.timezone, appointment.language
    days = [
        {
            "label": localtime.day(starts[0], zone, language),
            "slots": [
                {"at": start.isoformat(), "label": localtime.clock(start, zone, language)}
                for start in starts
            ],
        }
        for starts in slots.by_day(book.free(), zone).values()
    ]
    return render_template(
        "appointment_times.html",
        appointment=shown,
        days=days,
        words=words_for(language),
        trouble=trouble,
        language=language,
        config={},
    )


def _shown(tx: Transaction, appointment: Appointment, token: str) -> dict[str, Any]:
    until = (appointment.starts_at - tx.now).total_seconds()
    return {
        "label": notes.when(appointment),
        "store_label": labels.store_label(
            appointment.starts_at, appointment.store, appointment.language
        ),
        "same_clock": appointment.timezone == appointment.store.timezone,
        "zone": localtime.city(appointment.timezone),
        "store": appointment.store.name,
        "state": appointment.state,
        "again": appointment.attempts > 0 and appointment.state == "booked",
        "product": appointment.product.card() if appointment.product else None,
        "phone_masked": appointment.number_masked,
        "confirmed": standing.is_proven(tx.session, appointment.number_index, tx.now),
        "stopped": standing.is_suppressed(tx.session, appointment.number_index),
        "may_snooze": until + 600 > 0 and until <= 3600,
        "url": f"/a/{token}",
    }
