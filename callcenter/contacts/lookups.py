"""Asking the carrier what became of a line: enough alone when every report is lost."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, not_, or_, select
from sqlalchemy.orm import Session

from callcenter.carrier.port import Seen
from callcenter.carrier.vocabulary import CALL_EVENTS, end_reason
from callcenter.contacts import calls, drops, lines, models
from callcenter.contacts import service as contacts
from callcenter.contacts.calls import LegReport
from callcenter.contacts.lifecycle import LEG
from callcenter.contacts.lines import Presence
from callcenter.contacts.models import Contact, Leg
from callcenter.errors import CarrierError
from callcenter.services import Services, Transaction

_LOG = logging.getLogger(__name__)
_MARGIN_S = 15
"""Beyond ringing: the carrier's own delay, and that of its lists."""
_QUIET_S = 15
_HASTY_S = 4
_MOST_AT_ONCE = 20
_APART = ("connecting", "interrupted", "detached")
_BOTH = ("associate", "customer")


def caller_id(tx: Transaction, contact: Contact) -> str:
    """Return the number that the customer sees."""
    return contact.store.phone_number if contact.store else tx.settings.twilio_phone_number


def number_of(leg: Leg) -> bytes:
    """Return the sealed number of the line: a guest's own, else the customer's."""
    return leg.number_sealed or leg.contact.number_sealed


def in_doubt(services: Services, leg_id: int) -> bool:
    """Look for a line whose order may have left. True while nothing is known yet.

    Found: it is adopted. Not found and ringing plus margin have passed: it rings no more, and had
    anybody answered, its TwiML would have been fetched. Then not even the books are needed.
    """
    with services.transaction() as tx:
        leg = tx.session.get_one(Leg, leg_id)
        if leg.state != "sending" or leg.sent_at is None:
            return False
        sent_at, contact = leg.sent_at, leg.contact
        sealed, from_ = number_of(leg), caller_id(tx, contact)
        to = tx.vault.open(sealed) if sealed else ""
        is_over = tx.now >= sent_at + _longest(tx)
    try:
        seen = services.carrier.calls_to(to, from_, sent_at) if to else []
    except CarrierError:
        if not is_over:
            raise
        seen = []
    with services.transaction() as tx:
        leg = tx.session.get_one(Leg, leg_id)
        known = models.known_sids(tx.session, [one.sid for one in seen])
        ours = next((one for one in seen if one.sid not in known), None)
        if ours:
            _take_in(tx, leg, ours)
        elif leg.state == "sending" and is_over:
            lines.unconfirmed(tx, leg)
        return leg.state == "sending"


def sweep(services: Services) -> None:
    """Ask about every line of which nothing was heard for a while, and about who met whom."""
    with services.transaction() as tx:
        hasty, settled = _ago(tx.now, _HASTY_S), _ago(tx.now, _QUIET_S)
        quiet = _quiet(tx.session, hasty, settled, _MOST_AT_ONCE)
        asked = [leg.id for leg in quiet]
        for leg in quiet:
            leg.looked_at = tx.now
        apart = _apart(tx.session, _ago(tx.now, _HASTY_S))
        rooms = [(contact.id, contact.conference) for contact in apart]
    for leg_id in asked:
        _unless_silent(ask, services, leg_id)
    for contact_id, conference in rooms:
        _unless_silent(_look_inside, services, contact_id, conference)


def _unless_silent(look: Callable[..., None], services: Services, *about: Any) -> None:
    """Go on with the others where the carrier does not answer about one: it is asked again."""
    try:
        look(services, *about)
    except CarrierError as error:
        _LOG.warning("look-up without an answer", extra={"code": error.code})


def ask(services: Services, leg_id: int) -> None:
    """Look the line up in the carrier's books and take in what they say."""
    with services.reading() as tx:
        sid = tx.session.get_one(Leg, leg_id).sid
    seen = services.carrier.find_call(sid) if sid else None
    with services.transaction() as tx:
        leg = tx.session.get_one(Leg, leg_id)
        if seen:
            _take_in(tx, leg, seen)
        elif leg.state in LEG.live and leg.moved_at < tx.now - _longest(tx):
            lines.heard(tx, leg, LegReport("end", "unconfirmed", sid or ""))
        if leg.unwanted and leg.state in LEG.live:
            calls.want_over(tx, leg)


def expire(tx: Transaction, leg: Leg) -> None:
    """Give up a call that waited too long for its turn; the waiting customer is told."""
    if leg.state == "planned":
        calls.step(tx, leg, "end", "expired")
    else:
        calls.want_over(tx, leg)
    if leg.role != "customer":
        return
    if leg.contact.state == "connecting":
        contacts.end(tx, leg.contact, "defer", "lines_busy")
    else:
        drops.not_reached(tx, leg.contact, "lines_busy")


def _take_in(tx: Transaction, leg: Leg, seen: Seen) -> None:
    event = CALL_EVENTS.get(seen.status)
    if event is None:
        return
    lines.heard(tx, leg, LegReport(event, end_reason(seen.status), seen.sid))
    late = _ago(tx.now, tx.settings.queued_call_s)
    if leg.state == "placed" and seen.status == "queued" and (leg.sent_at or tx.now) <= late:
        expire(tx, leg)


def _look_inside(services: Services, contact_id: int, conference: str) -> None:
    """See for ourselves who is in the conference."""
    inside = services.carrier.inside(conference)
    with services.transaction() as tx:
        for leg in models.live_legs(tx.session, contact_id):
            if leg.sid in inside and not leg.joined:
                said = Presence(True, leg.conference_sid, leg.heard + 1)  # noqa: FBT003
                lines.seen(tx, leg, said)


def _longest(tx: Transaction) -> timedelta:
    return timedelta(seconds=tx.settings.ring_timeout_s + _MARGIN_S)


def _ago(now: datetime, seconds: int) -> datetime:
    return now - timedelta(seconds=seconds)


def _quiet(session: Session, hasty: datetime, settled: datetime, most: int) -> list[Leg]:
    """Lines at the carrier of which nothing was heard or asked for a while; the quietest first.

    `hasty`: since when, for lines that should be moving; `settled`: for those that just talk.
    """
    last = case((Leg.looked_at > Leg.moved_at, Leg.looked_at), else_=Leg.moved_at)
    talks = and_(Leg.state == "in_call", Leg.unwanted.is_(False))
    statement = (
        select(Leg)
        .where(
            Leg.sid.is_not(None),
            Leg.state.in_(LEG.live),
            or_(last < settled, and_(not_(talks), last < hasty)),
        )
        .order_by(last, Leg.id)
        .limit(most)
    )
    return list(session.scalars(statement))


def _apart(session: Session, before: datetime) -> list[Contact]:
    """Contacts whose lines all talk since before then, and yet nobody told us that they met.

    One statement however many are connecting: it runs inside the writer's turn.
    """
    talking = (
        select(Leg.contact_id)
        .join(Contact, Contact.id == Leg.contact_id)
        .where(Contact.state.in_(_APART), Leg.state == "in_call")
        .group_by(Leg.contact_id)
        .having(
            func.max(Leg.moved_at) < before,
            func.min(Leg.role) == min(_BOTH),
            func.max(Leg.role) == max(_BOTH),
            func.count(Leg.role.distinct()) == len(_BOTH),
        )
    )
    found = select(Contact).where(Contact.id.in_(talking)).order_by(Contact.id)
    return list(session.scalars(found))
