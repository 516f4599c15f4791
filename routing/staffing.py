"""How many associates the next days need, half hour by half hour, from how many contacts came."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from statistics import fmean

from routing.erlang import Load, Service, needed, service

HALF_HOUR = timedelta(minutes=30)
_FORGETS = 0.85


@dataclass(frozen=True, slots=True)
class HalfHour:
    """Contacts of one half hour of the store's own clock, and seconds of work each."""

    start: datetime
    contacts: float
    work_s: float


@dataclass(frozen=True, slots=True)
class Goal:
    """So many of all who come are answered within the time; `away` of paid time is not on shift."""

    share: float = 0.8
    within_s: float = 20.0
    patience_s: float = 180.0
    away: float = 0.0


@dataclass(frozen=True, slots=True)
class Advice:
    """Associates to have on shift in that half hour, and the service they will give."""

    start: datetime
    contacts: float
    associates: int
    expected: Service | None


def forecast(history: Iterable[HalfHour], first: datetime, days: int = 14) -> list[HalfHour]:
    """Expect of each half hour what the same weekday and time brought, recent weeks more."""
    slots: dict[tuple[int, time], list[HalfHour]] = {}
    for one in history:
        if one.start < first:
            slots.setdefault((one.start.weekday(), one.start.time()), []).append(one)
    starts = (first + HALF_HOUR * number for number in range(48 * days))
    return [_expect(start, slots.get((start.weekday(), start.time()), ())) for start in starts]


def advise(expected: Iterable[HalfHour], goal: Goal | None = None) -> list[Advice]:
    """Return the fewest associates that reach the goal in each half hour (Erlang A)."""
    return [_advice(one, goal or Goal()) for one in expected]


def service_level(waits_s: Sequence[tuple[float, bool]], within_s: float = 20.0) -> float | None:
    """Share served in time of all who waited or were served, short hang-ups (5 s) left out.

    `waits_s`: (wait, served) of each contact. None where nobody counts.
    """
    counted = [(wait, served) for wait, served in waits_s if served or wait >= 5.0]
    if not counted:
        return None
    return sum(served and wait <= within_s for wait, served in counted) / len(counted)


def _expect(start: datetime, past: Sequence[HalfHour]) -> HalfHour:
    if not past:
        return HalfHour(start, 0.0, 0.0)
    weights = [_FORGETS ** ((start - one.start).days // 7) for one in past]
    pairs = list(zip(weights, past, strict=True))
    contacts = sum(weight * one.contacts for weight, one in pairs) / sum(weights)
    work = [one.work_s for one in past if one.contacts]
    return HalfHour(start, contacts, fmean(work) if work else 0.0)


def _advice(one: HalfHour, goal: Goal) -> Advice:
    if one.contacts <= 0 or one.work_s <= 0:
        return Advice(one.start, one.contacts, 0, None)
    load = Load(one.contacts / HALF_HOUR.total_seconds(), one.work_s, goal.patience_s)
    on_duty = needed(load, goal.share, goal.within_s)
    paid = -int(-on_duty // (1.0 - goal.away))
    return Advice(one.start, one.contacts, paid, service(load, on_duty, goal.within_s))
