"""The customer's page of an appointment, reached by the texted link, without a login."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template

from callcenter.appointments import service as appointments
from callcenter.appointments.calendar import as_ics
from callcenter.appointments.models import Appointment
from callcenter.web import services

bp = Blueprint("appointments", __name__)


@bp.get("/<token>")
def manage(token: str) -> str:
    with services().transaction() as tx:
        appointment = appointments.by_token(tx, token)
    return render_template("appointment.html", appointment=_shown(appointment, token), config={})


@bp.post("/<token>/cancel")
def cancel(token: str) -> Any:
    appointments.cancel(services(), token)
    return redirect(f"/a/{token}", 303)


@bp.get("/<token>.ics")
def calendar(token: str) -> Response:
    with services().transaction() as tx:
        appointment = appointments.by_token(tx, token)
        body = as_ics(appointment, tx.settings.slot_minutes, tx.now)
    return Response(body, mimetype="text/calendar")


def _shown(appointment: Appointment, token: str) -> dict[str, Any]:
    return {
        "label": appointment.local,
        "store_label": appointments.store_label(appointment),
        "store": appointment.store.name,
        "state": appointment.state,
        "timezone": appointment.timezone,
        "product": appointment.product.card() if appointment.product else None,
        "phone_masked": appointment.number_masked,
        "cancel_url": f"/a/{token}/cancel",
        "ics_url": f"/a/{token}.ics",
    }
