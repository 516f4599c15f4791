"""A goodbye on the line: who waits in vain hears why, instead of a line that goes dead."""

from datetime import timedelta

from callcenter.contacts import calls, models
from callcenter.contacts.lifecycle import LEG
from callcenter.contacts.models import Contact, Leg
from callcenter.events import LegDismissed
from callcenter.services import Services, Transaction

_SAID_S = 30.0
"""A sentence and a hang-up take no longer; a line that lives on then is ended."""


def say(tx: Transaction, contact: Contact) -> None:
    """Let the customer's line, if it is open, leave the waiting room for our goodbye."""
    for leg in models.live_legs(tx.session, contact.id):
        if leg.role == "customer" and leg.state == "in_call" and leg.sid:
            calls.let_finish(tx, leg)
            leg.dismissed_at = tx.now
            tx.session.flush()
            tx.emit(LegDismissed(leg.id))


def dismiss(services: Services, leg_id: int) -> float | None:
    """Send the line to its goodbye; come back and end it if it is still there after that."""
    with services.transaction() as tx:
        leg = tx.session.get_one(Leg, leg_id)
        sid, since = leg.sid, leg.dismissed_at
        if sid is None or since is None or leg.state in LEG.terminal:
            return None
        if tx.now - since >= timedelta(seconds=_SAID_S):
            calls.want_over(tx, leg)
            return None
        url = f"{tx.settings.public_url}/voice/farewell/{leg.attempt}"
    services.carrier.redirect(sid, url)
    return _SAID_S
