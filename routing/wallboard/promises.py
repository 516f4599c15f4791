"""The wallboard's promises: how many were kept, which were missed, and whether they were told."""

from datetime import timedelta
from typing import Any

from callcenter.appointments import models as appointments
from callcenter.appointments import notes
from callcenter.appointments.models import Appointment
from callcenter.kernel import localtime
from callcenter.messages import models as messages
from callcenter.services import Transaction
from routing.console.snapshots import outcome_text

_DAY = timedelta(hours=24)
_SHOWN = 8
_ON_PAGE = "On their page"
_TOLD = {
    "pending": "Text on its way",
    "sending": "Text on its way",
    "sent": "By text",
    "delivered": "By text",
}
"""What became of the apology; where no text may leave, the page is what tells them."""


def board(tx: Transaction) -> dict[str, Any]:
    """Promises of the last 24 hours: how many were kept and missed, and the latest missed."""
    counts = appointments.settled_since(tx.session, tx.now - _DAY)
    missed = appointments.missed_since(tx.session, tx.now - _DAY, _SHOWN)
    told = messages.states_of(tx.session, "missed", [notes.about(one) for one in missed])
    return {
        "kept": counts.get("kept", 0),
        "missed": counts.get("missed", 0),
        "recently_missed": [_line(tx, one, told) for one in missed],
    }


def _line(tx: Transaction, one: Appointment, told: dict[str, str]) -> dict[str, str]:
    return {
        "id": one.public_id,
        "store": one.store.name,
        "label": localtime.label(one.starts_at, one.store.timezone),
        "reason": outcome_text(appointments.missed_reason(tx.session, one.id)),
        "told": _TOLD.get(told.get(notes.about(one), ""), _ON_PAGE),
        "phone_masked": one.number_masked,
    }
