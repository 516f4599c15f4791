"""The queue's way in: placing and ending calls, each order at most once."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from callcenter.carrier.port import CallOrder, Tuning
from callcenter.contacts import calls, deadlines, drops, guards, handing_out, lines, lookups, models
from callcenter.contacts import service as contacts
from callcenter.contacts.lifecycle import LEG
from callcenter.contacts.models import Leg
from callcenter.errors import CarrierError
from callcenter.events import ContactChanged, LegPlanned
from callcenter.infra import leases, pace
from callcenter.infra.leases import LEASE
from callcenter.services import Services, Transaction

_LOG = logging.getLogger(__name__)
_TOO_MANY = 20429
_TOO_MANY_WAIT_S = 1.0
_LOOK_S = 2.0
_LONGEST_CALL_S = 3600
_SOFTPHONE_S = 20
_FORGOTTEN_S = 90
_RINGS_WHILE = {
    "customer": {"connecting", "interrupted"},
    "guest": {"connected", "detached", "handed_out"},
    calls.RINGS: {"queued"},
}


@dataclass(frozen=True)
class Order:
    """A claimed line and what to tell the carrier; stale once our lease would have run out."""

    call: CallOrder
    claimed_at: datetime


def dial(services: Services, leg_id: int) -> float | None:
    """Ring the customer. The order leaves at most once; a line in doubt is looked up instead.

    Returns when to come back: its turn, the carrier's patience, or news of a line in doubt.
    """
    with services.transaction() as tx:
        claimed = _claim(tx, leg_id)
    if isinstance(claimed, Order):
        return _send(services, leg_id, claimed)
    if claimed is not None:
        return claimed
    return _LOOK_S if lookups.in_doubt(services, leg_id) else None


def hang_up(services: Services, leg_id: int) -> float | None:
    """End a line at the carrier; asking twice does no harm. Asked again until it is known over."""
    with services.reading() as tx:
        leg = tx.session.get_one(Leg, leg_id)
        sid = leg.sid if leg.unwanted else None
        pending = leg.unwanted and leg.sid is None and leg.state in LEG.live
    if sid:
        services.carrier.hang_up(sid)
        _rest(services, leg_id)
    return _LOOK_S if pending else None


def tune(services: Services, leg_id: int) -> None:
    """Tell the carrier how the line takes part; saying it twice does no harm."""
    with services.reading() as tx:
        leg = tx.session.get_one(Leg, leg_id)
        there, wish = _place(leg), _tuning(tx, leg)
    if there:
        services.carrier.tune(*there, wish)


def part(services: Services, leg_id: int) -> float | None:
    """Take the line out of its conference, which goes on; only then hang it up."""
    tune(services, leg_id)
    return hang_up(services, leg_id)


def sweep(services: Services) -> None:
    """Find what a lost report left behind: every open contact and line has a deadline."""
    deadlines.sweep(services)
    handing_out.sweep(services)
    with services.transaction() as tx:
        for leg in models.legs_in(tx.session, "expected", _ago(tx.now, _SOFTPHONE_S)):
            if calls.step(tx, leg, "end", "softphone_silent") and leg.role == "associate":
                contacts.lose_associate(tx, leg.contact, "softphone_silent")
        ago = _ago(tx.now, _FORGOTTEN_S)
        for state in ("planned", "sending"):
            for leg in models.legs_in(tx.session, state, ago):
                if not leases.is_open(tx.session, "dial", leg.id):
                    tx.emit(LegPlanned(leg.id))


def _claim(tx: Transaction, leg_id: int) -> Order | float | None:
    """Claim the planned line for this process.

    Returns the order; or after how many seconds it is its turn; or None: not to be dialled.
    """
    leg = tx.session.get_one(Leg, leg_id)
    if leg.state != "planned":
        return None
    if leg.contact.state not in _RINGS_WHILE[leg.role]:
        calls.step(tx, leg, "end", "not_wanted")
        return None
    if leg.created_at <= _ago(tx.now, tx.settings.queued_call_s):
        lookups.expire(tx, leg)
        return None
    every = timedelta(seconds=1 / tx.settings.calls_per_s)
    wait = pace.take(tx.session, "calls", every, tx.now)
    return wait.total_seconds() if wait else _sending(tx, leg)


def _sending(tx: Transaction, leg: Leg) -> Order | None:
    """Let the line be rung now, unless its number may not be; a guest's refusal is theirs alone."""
    refusal = guards.may_ring(tx, leg)
    if not refusal:
        return _order(tx, leg) if calls.step(tx, leg, "send") else None
    calls.step(tx, leg, "end", refusal)
    _in_vain(tx, leg, refusal)
    return None


def _in_vain(tx: Transaction, leg: Leg, reason: str) -> None:
    """Say whom it concerns that this line will not be."""
    if leg.role == "customer":
        drops.not_reached(tx, leg.contact, reason)
    elif leg.role == calls.RINGS:
        lines.nobody_accepted(tx, leg)
    tx.emit(ContactChanged(leg.contact_id))


def _order(tx: Transaction, leg: Leg) -> Order:
    base, contact = tx.settings.public_url, leg.contact
    rings = leg.role == calls.RINGS
    call = CallOrder(
        to=tx.vault.open(lookups.number_of(leg)),
        from_=lookups.caller_id(tx, contact),
        answer_url=f"{base}/voice/{'ring' if rings else 'customer'}/{leg.attempt}",
        report_url=f"{base}/voice/legs/{leg.attempt}",
        ring_s=tx.settings.offer_rings_s if rings else tx.settings.ring_timeout_s,
        limit_s=_LONGEST_CALL_S,
    )
    return Order(call, tx.now)


def _place(leg: Leg) -> tuple[str, str] | None:
    """Return conference and call, where the line is in one."""
    if leg.sid and leg.conference_sid and leg.joined:
        return leg.conference_sid, leg.sid
    return None


def _tuning(tx: Transaction, leg: Leg) -> Tuning:
    lines = models.live_legs(tx.session, leg.contact_id) if leg.coaching else []
    coached = next((line.sid for line in lines if line.role == "associate"), None)
    return Tuning(
        held=leg.held,
        hold_url=f"{tx.settings.public_url}/voice/hold/{leg.contact.public_id}",
        muted=leg.muted,
        coaches=coached or "",
    )


def _send(services: Services, leg_id: int, order: Order) -> float | None:
    """Let the order leave. A process that slept past its lease may not: others act already."""
    if services.clock.now() - order.claimed_at > LEASE:
        return _LOOK_S
    try:
        sid = services.carrier.call(order.call)
    except CarrierError as error:
        return _not_placed(services, leg_id, error)
    with services.transaction(hasty=True) as tx:  # lost, it is found at the carrier
        leg = tx.session.get_one(Leg, leg_id)
        calls.report(tx, leg, calls.LegReport("place", "", sid))
    return None


def _not_placed(services: Services, leg_id: int, error: CarrierError) -> float | None:
    """Decide what a failed order means.

    429 was surely not taken: try again. A refusal is final. Anything else is unknown: the line
    may ring, so it is looked up and nothing repeated.
    """
    _LOG.warning("carrier did not take the call", extra={"leg": leg_id, "code": error.code})
    with services.transaction() as tx:
        leg = tx.session.get_one(Leg, leg_id)
        if error.code == _TOO_MANY:
            calls.step(tx, leg, "retry")
            return _TOO_MANY_WAIT_S
        if not error.permanent:
            return _LOOK_S
        if calls.step(tx, leg, "end", "refused"):
            _in_vain(tx, leg, "refused")
    return None


def _rest(services: Services, leg_id: int) -> None:
    """Leave an ended line alone; a live one is asked about by the sweep."""
    with services.transaction() as tx:
        leg = tx.session.get_one(Leg, leg_id)
        if leg.state in LEG.terminal:
            leg.unwanted = False


def _ago(now: datetime, seconds: int) -> datetime:
    return now - timedelta(seconds=seconds)
