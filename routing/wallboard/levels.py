"""Service levels: how the last day went for each store and category."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcenter.contacts.models import Contact
from callcenter.stores.models import Category, Store

TARGET_S = 20
_DAY = timedelta(hours=24)
_GONE = ("abandoned", "deferred", "cancelled")


@dataclass(frozen=True, slots=True)
class Dealt:
    """One contact that was queued: how long it waited, and whether it met somebody or went."""

    store: str
    category: str
    waited_s: float
    met: bool
    gone: bool


def day(session: Session, now: datetime) -> dict[str, Any]:
    """Return the last 24 hours in all, and by store and category."""
    dealt = _dealt(session, now)
    quick = sum(one.met and one.waited_s <= TARGET_S for one in dealt)
    return {
        "offered_today": len(dealt),
        "answered_today": sum(one.met for one in dealt),
        "service_level": round(100 * quick / len(dealt)) if dealt else None,
        "levels": by_store_and_category(dealt),
    }


def by_store_and_category(dealt: Iterable[Dealt]) -> list[dict[str, Any]]:
    """Return a line for each pair that had a contact, worst level first."""
    groups: dict[tuple[str, str], list[Dealt]] = {}
    for one in dealt:
        groups.setdefault((one.store, one.category), []).append(one)
    lines = [
        {"store": store, "category": category, **level(group)}
        for (store, category), group in groups.items()
    ]
    return sorted(lines, key=lambda line: (line["service_level"] or 0, -line["offered"]))


def level(dealt: Iterable[Dealt]) -> dict[str, Any]:
    """Of those who met somebody or went away: share answered within the target, mean, worst 5 %."""
    settled = [one for one in dealt if one.met or one.gone]
    waits = sorted(one.waited_s for one in settled if one.met)
    quick = sum(wait <= TARGET_S for wait in waits)
    return {
        "offered": len(settled),
        "answered": len(waits),
        "abandoned": len(settled) - len(waits),
        "service_level": round(100 * quick / len(settled)) if settled else None,
        "mean_wait_s": round(sum(waits) / len(waits), 1) if waits else None,
        "p95_wait_s": round(waits[min(len(waits) - 1, int(0.95 * len(waits)))], 1)
        if waits
        else None,
    }


def _dealt(session: Session, now: datetime) -> list[Dealt]:
    statement = (
        select(
            Store.name,
            Category.name,
            Contact.queued_at,
            Contact.connected_at,
            Contact.ended_at,
            Contact.state,
        )
        .join(Store, Store.id == Contact.store_id)
        .join(Category, Category.id == Contact.category_id)
        .where(Contact.queued_at > now - _DAY)
    )
    return [
        Dealt(
            store,
            category,
            ((met or ended or now) - queued).total_seconds(),
            bool(met),
            state in _GONE,
        )
        for store, category, queued, met, ended, state in session.execute(statement)
        if queued
    ]
