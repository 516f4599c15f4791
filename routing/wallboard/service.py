"""The wallboard's figures: who waits, who is free, how today went."""

from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from callcenter.contacts.lifecycle import CONTACT
from callcenter.contacts.models import Contact
from callcenter.contacts.snapshots import version, waited_s
from callcenter.infra.states import latest
from callcenter.kernel.clock import iso
from callcenter.services import Services, Transaction
from routing import history
from routing.console.snapshots import outcome_text
from routing.estimate import held
from routing.presence import models as presence_rows
from routing.wallboard import levels, promises

_RECENT = timedelta(minutes=30)
_PEOPLE = 200
"""So many associates stand on the board; a larger house looks at one region's."""
_WEEK = timedelta(days=7)
_TELLING = 20
"""Of fewer foretold waits a share says nothing."""
_DAY_KEPT = timedelta(seconds=10)
_days: "WeakKeyDictionary[sessionmaker[Session], tuple[datetime, dict[str, Any]]]" = (
    WeakKeyDictionary()
)
_seen: "WeakKeyDictionary[sessionmaker[Session], int]" = WeakKeyDictionary()
"""The last step this process has shown."""


def view(services: Services) -> dict[str, Any]:
    """WallboardView in docs/api.md."""
    with services.reading() as tx:
        states = presence_rows.counts(tx.session)
        return {
            "version": version(tx.now),
            "now": iso(tx.now),
            **_queue(tx.session, tx.now),
            "free": states.get("available", 0),
            "on_contact": states.get("on_contact", 0),
            **_day(services, tx),
            "promises": promises.board(tx),
            "contacts": [_line(contact, tx.now) for contact in _shown(tx)],
            "associates": [
                {"name": name, "store": store, "state": state, "since": iso(since), "reason": why}
                for name, store, state, since, why in presence_rows.board(tx.session, _PEOPLE)
            ],
        }


def refresh(services: Services) -> None:
    """Push the board where anything has moved since the last time: once a second, not per step."""
    with services.reading() as tx:
        newest = latest(tx.session)
    if _seen.get(services.sessions) != newest:
        _seen[services.sessions] = newest
        services.push.send("wallboard", "wallboard", view(services))


def _shown(tx: Transaction) -> list[Contact]:
    """Return what lives, and what ended within the last half hour; newest first."""
    alive = select(Contact.id).where(Contact.state.in_(CONTACT.live))
    recent = select(Contact.id).where(Contact.ended_at > tx.now - _RECENT)
    statement = select(Contact).where(Contact.id.in_(alive.union(recent)))
    return list(tx.session.scalars(statement.order_by(Contact.id.desc()).limit(40)))


def _queue(session: Session, now: datetime) -> dict[str, int]:
    statement = select(func.count(), func.min(Contact.queued_at)).where(Contact.state == "queued")
    count, oldest = session.execute(statement.select_from(Contact)).one()
    return {
        "waiting": count,
        "longest_wait_s": int((now - oldest).total_seconds()) if oldest else 0,
    }


def _day(services: Services, tx: Transaction) -> dict[str, Any]:
    """Return the figures of the last 24 hours, reckoned anew every few seconds only."""
    known = _days.get(services.sessions)
    if known is None or tx.now - known[0] >= _DAY_KEPT:
        told = history.told_and_true(tx.session, tx.now - _WEEK)
        foretold = {
            "foretold": len(told),
            "foretold_held": round(100 * held(told)) if len(told) >= _TELLING else None,
        }
        known = _days[services.sessions] = (tx.now, levels.day(tx.session, tx.now) | foretold)
    return known[1]


def _line(contact: Contact, now: datetime) -> dict[str, Any]:
    return {
        "id": contact.public_id,
        "way": contact.way,
        "store": contact.store.name if contact.store else "",
        "category": contact.category.name if contact.category else "",
        "language": contact.language,
        "state": contact.state,
        "waited_s": waited_s(contact, now),
        "wait_low_s": contact.wait_low_s if contact.state == "queued" else None,
        "wait_high_s": contact.wait_high_s if contact.state == "queued" else None,
        "associate": contact.associate.name if contact.associate else None,
        "outcome": outcome_text(contact.outcome) if contact.outcome else None,
    }
