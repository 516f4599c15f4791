"""The queue's way in: placing and ending calls, and the sweeps that make it certain."""

import logging
from datetime import datetime, timedelta

from callcenter.carrier.port import CallOrder
from callcenter.contacts import calls, guards, models
from callcenter.contacts import service as contacts
from callcenter.contacts.lifecycle import LEG
from callcenter.contacts.models import Leg
from callcenter.errors import CarrierError
from callcenter.services import Services, Transaction

_LOG = logging.getLogger(__name__)
_TOO_MANY = 20429
_LONGEST_CALL_S = 3600
_SOFTPHONE_S = 20
_PLANNED_S = 2
_MARGIN_S = 15


def dial(services: Services, leg_id: int) -> None:
    """Ring the customer. The order leaves at most once; what became of it is reported back."""
    with services.transaction() as tx:
        order = _claim(tx, leg_id)
    if order is None:
        return
    try:
        sid = services.carrier.call(order)
    except CarrierError as error:
        _not_placed(services, leg_id, error)
        return
    with services.transaction() as tx:
        leg = tx.session.get_one(Leg, leg_id)
        calls.report(tx, leg, calls.LegReport("dial", "", sid))


def hang_up(services: Services, leg_id: int) -> None:
    """End a line at the carrier; asking twice does no harm."""
    with services.transaction() as tx:
        leg = tx.session.get_one(Leg, leg_id)
        sid = leg.sid if leg.state in LEG.live else None
    if sid:
        services.carrier.hang_up(sid)


def sweep(services: Services) -> None:
    """Find what a lost job or report left behind."""
    contacts.give_up(services)
    _lose_silent_softphones(services)
    _fail_unconfirmed(services)
    with services.transaction() as tx:
        now = tx.now
        forgotten = [leg.id for leg in models.legs_in(tx.session, "planned", _ago(now, _PLANNED_S))]
        unwanted = [
            leg.id for leg in models.unwanted_legs(tx.session) if leg.moved_at < _ago(now, 2)
        ]
    for leg_id in forgotten:
        dial(services, leg_id)
    for leg_id in unwanted:
        services.jobs.enqueue("urgent", "hang_up", leg_id)


def _claim(tx: Transaction, leg_id: int) -> CallOrder | None:
    """Claim the planned leg for this process; None if it is not to be dialled (any more)."""
    leg = tx.session.get_one(Leg, leg_id)
    contact = leg.contact
    if contact.state != "connecting":
        calls.step(tx, leg, "end", "not_wanted")
        return None
    refusal = guards.may_ring(tx, leg) if leg.state == "planned" else ""
    if refusal:
        calls.step(tx, leg, "end", refusal)
        contacts.end(tx, contact, "miss", refusal)
        return None
    if not calls.step(tx, leg, "send"):
        return None
    base = tx.settings.public_url
    return CallOrder(
        to=tx.vault.open(contact.number_sealed),
        from_=contact.store.phone_number if contact.store else tx.settings.twilio_phone_number,
        answer_url=f"{base}/voice/customer/{leg.attempt}",
        report_url=f"{base}/voice/legs/{leg.attempt}",
        ring_s=tx.settings.ring_timeout_s,
        limit_s=_LONGEST_CALL_S,
    )


def _not_placed(services: Services, leg_id: int, error: CarrierError) -> None:
    """Decide what a failed order means.

    429 was surely not taken: try again. A refusal is final. Anything else is unknown: the line
    may ring, so nothing is repeated; its reports or the sweep decide.
    """
    _LOG.warning("carrier did not take the call", extra={"leg": leg_id, "code": error.code})
    with services.transaction() as tx:
        leg = tx.session.get_one(Leg, leg_id)
        if error.code == _TOO_MANY:
            calls.step(tx, leg, "retry")
        elif error.permanent and calls.step(tx, leg, "end", "refused"):
            contacts.end(tx, leg.contact, "miss", "refused")


def _lose_silent_softphones(services: Services) -> None:
    with services.transaction() as tx:
        for leg in models.legs_in(tx.session, "expected", _ago(tx.now, _SOFTPHONE_S)):
            if calls.step(tx, leg, "end", "softphone_silent"):
                contacts.lose_associate(tx, leg.contact, "softphone_silent")


def _fail_unconfirmed(services: Services) -> None:
    """End lines that may have rung and were never heard of, once they cannot ring any more."""
    with services.transaction() as tx:
        ring_s = tx.settings.ring_timeout_s + _MARGIN_S
        for state in ("sending", "dialling", "ringing"):
            for leg in models.legs_in(tx.session, state, _ago(tx.now, ring_s)):
                if calls.step(tx, leg, "end", "unconfirmed") and leg.role == "customer":
                    contacts.end(tx, leg.contact, "miss", "unconfirmed")


def _ago(now: datetime, seconds: int) -> datetime:
    return now - timedelta(seconds=seconds)
