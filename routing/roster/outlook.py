"""How many associates a store needs over the next fortnight, beside how many its roster has."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from callcenter.contacts.models import Contact
from callcenter.rules import service as rules
from callcenter.services import Services, Transaction
from callcenter.staff import models as staff
from callcenter.staff.shifts import Duty, Span
from callcenter.stores.models import Store, hours_of
from routing.staffing import HALF_HOUR, Advice, Goal, HalfHour, advise, forecast

DAYS = 14
_LOOKS_BACK = timedelta(weeks=8)
_USUAL_WORK_S = 240.0
_LONGEST_S = 3600.0


def view(services: Services, by: int) -> dict[str, Any]:
    """Return the advice for the reader's store, by half hour of its own clock. NotAllowed."""
    with services.transaction() as tx:
        store = rules.may_set(tx, by).store
        past = _past(tx, store)
        goal, hours = Goal(), hours_of(tx.session, store)
        first = _midnight(tx.now, store)
        plan = [
            one
            for one in advise(forecast(past, first, DAYS), goal)
            if hours.open_at(one.start) and one.start >= first
        ]
        people = staff.serving(tx.session, store.id)
        duties = list(staff.duties(tx.session, people, tx.now).values())
        return {
            "store": store.name,
            "weeks": _weeks(past),
            "goal": f"{100 * goal.share:.0f} % are answered within {goal.within_s:.0f} s",
            "people": len(people),
            **_grid(plan, duties),
        }


def _past(tx: Transaction, store: Store) -> list[HalfHour]:
    """Return every half hour since the first contact there is, those without any as well."""
    zone = ZoneInfo(store.timezone)
    asked_at = func.coalesce(Contact.from_store_id, Contact.store_id)
    statement = select(Contact.queued_at, Contact.connected_at, Contact.ended_at).where(
        asked_at == store.id, Contact.queued_at > tx.now - _LOOKS_BACK
    )
    slots: dict[datetime, list[float | None]] = {}
    for queued, met, ended in tx.session.execute(statement):
        spent = min(_LONGEST_S, (ended - met).total_seconds()) if met and ended else None
        if queued:
            slots.setdefault(_slot(queued.astimezone(zone)), []).append(spent)
    if not slots:
        return []
    wrap_up_s = rules.of(tx, store.id).wrap_up_s
    known = [spent for some in slots.values() for spent in some if spent is not None]
    work_s = (sum(known) / len(known) if known else _USUAL_WORK_S) + wrap_up_s
    start, now = min(slots), tx.now.astimezone(zone)
    count = int((now - start) / HALF_HOUR)
    every = (start + HALF_HOUR * number for number in range(count))
    return [HalfHour(at, len(slots.get(at, ())), work_s) for at in every]


def _slot(at: datetime) -> datetime:
    return at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)


def _midnight(now: datetime, store: Store) -> datetime:
    local = now.astimezone(ZoneInfo(store.timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _weeks(past: Sequence[HalfHour]) -> float:
    return round(len(past) * HALF_HOUR / timedelta(weeks=1), 1)


def _grid(plan: Sequence[Advice], duties: Sequence[Duty]) -> dict[str, Any]:
    """Lay the half hours out by day and clock; a cell is what is needed and who is planned."""
    days = sorted({one.start.date() for one in plan})
    clocks = sorted({one.start.time() for one in plan})
    cells = {(one.start.date(), one.start.time()): _cell(one, duties) for one in plan}
    short = sum(cell["short"] for cell in cells.values())
    return {
        "days": [f"{day:%a} {day.day} {day:%b}" for day in days],
        "rows": [
            {"clock": f"{clock:%H:%M}", "cells": [cells.get((day, clock)) for day in days]}
            for clock in clocks
        ],
        "short": short,
        "busiest": _busiest(plan),
    }


def _cell(one: Advice, duties: Iterable[Duty]) -> dict[str, Any]:
    span = Span(one.start, one.start + HALF_HOUR)
    planned = sum(duty.covers(span) for duty in duties)
    return {
        "needed": one.associates,
        "planned": planned,
        "contacts": round(one.contacts, 1),
        "short": planned < one.associates,
        "level": round(100 * one.expected.within) if one.expected else None,
    }


def _busiest(plan: Sequence[Advice]) -> str:
    """Name the half hour that needs most."""
    most = max(plan, key=lambda one: one.associates, default=None)
    if most is None or not most.associates:
        return ""
    people = "1 associate" if most.associates == 1 else f"{most.associates} associates"
    return f"{most.start:%A} {most.start:%H:%M}: {people}"
