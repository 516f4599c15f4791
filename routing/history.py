"""What really happened to those who waited: the past that estimates learn from."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from callcenter.contacts.models import Contact
from callcenter.stores.models import Store
from routing.estimate import Errors, Past, learn
from routing.offers.models import Offer

_LOOKS_BACK = timedelta(days=28)
_MOST = 4000
_GONE = ("abandoned", "deferred", "cancelled")


def kind(category_id: int | None, at: datetime, zone: str) -> tuple[int, int]:
    """Name what waits have in common: the category, and the hour on the store's own clock."""
    return (category_id or 0, at.astimezone(ZoneInfo(zone)).hour)


def study(session: Session, partition: int, now: datetime) -> Errors:
    """Learn from the newest waits of the store group.

    How long a category's conversations take is in its kind's factor: no other clock is needed.
    """
    return learn(_waits(session, partition, now))


def told_and_true(session: Session, since: datetime) -> list[tuple[float, bool, float, float]]:
    """Return (waited, served, low, high) of everybody who was told a range since then."""
    statement = _predicted(since).where(Contact.told_low_s.is_not(None)).limit(_MOST)
    found = session.execute(statement.add_columns(Contact.told_low_s, Contact.told_high_s))
    return [
        (wait, served, low, high)
        for *row, low, high in found
        for wait, served in [_outcome(row)]
        if wait is not None
    ]


def _waits(session: Session, partition: int, now: datetime) -> Iterator[Past]:
    statement = _predicted(now - _LOOKS_BACK).where(Contact.partition == partition).limit(_MOST)
    for row in session.execute(statement):
        queued, category, zone, predicted = row[:4]
        wait, served = _outcome(row)
        if wait is not None:
            yield Past(predicted, wait, served, kind(category, queued, zone))


def _predicted(since: datetime) -> Any:
    """Those who had to wait and were not promised a time, the newest first, with what came."""
    taken = (
        select(func.min(Offer.closed_at))
        .where(Offer.contact_id == Contact.id, Offer.state == "accepted")
        .scalar_subquery()
    )
    return (
        select(
            Contact.queued_at,
            Contact.category_id,
            Store.timezone,
            Contact.wait_predicted_s,
            taken,
            Contact.ended_at,
            Contact.state,
        )
        .join(Store, Store.id == Contact.store_id)
        .where(
            Contact.queued_at > since,
            Contact.wait_predicted_s.is_not(None),
            Contact.way != "scheduled",
        )
        .order_by(Contact.queued_at.desc())
    )


def _outcome(row: Any) -> tuple[float | None, bool]:
    """Return how long they waited, and whether anybody took them; None while they still wait."""
    queued, taken, ended, state = row[0], row[4], row[5], row[6]
    if taken is not None:
        return max(0.0, (taken - queued).total_seconds()), True
    if state in _GONE and ended is not None:
        return max(0.0, (ended - queued).total_seconds()), False
    return None, False
