"""Erlang C and A exactly: one queue, exponential times, patience and room where given.

The number of contacts is a birth-death chain; someone who finds j ahead of them waits as long as
j + 1 departures take, at rates c/s, c/s + 1/p, ...: the law of -p ln Beta(c p/s, j + 1).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, expm1, inf

_NEVER = 1e12
_NEGLIGIBLE = 1e-13


@dataclass(frozen=True, slots=True)
class Load:
    """Contacts per second, seconds of work each, seconds of patience, places in line."""

    per_s: float
    work_s: float
    patience_s: float = _NEVER
    room: float = inf

    @property
    def erlangs(self) -> float:
        return self.per_s * self.work_s


@dataclass(frozen=True, slots=True)
class Service:
    """What those who come will meet: shares of all comers, mean wait of those who got in."""

    waits: float
    mean_wait_s: float
    within: float
    abandons: float
    blocked: float


def service(load: Load, associates: int, within_s: float = 20.0) -> Service:
    """Return the service that so many interchangeable associates give."""
    if load.patience_s >= _NEVER and load.room == inf and load.erlangs >= associates:
        return Service(1.0, inf, 0.0, 0.0, 0.0)
    states = _states(load, associates)
    full = associates + load.room
    blocked = states.get(int(full), 0.0) if full < inf else 0.0
    comers = {k: p for k, p in states.items() if k < full}
    in_line = sum((k - associates) * p for k, p in states.items() if k > associates)
    waits = sum(p for k, p in comers.items() if k >= associates)
    on_time = dict(
        zip(range(associates, max(states) + 1), _served(load, associates, within_s), strict=False)
    )
    return Service(
        waits=waits,
        mean_wait_s=in_line / (load.per_s * (1.0 - blocked)),
        within=sum(p * on_time.get(k, 1.0) for k, p in comers.items()),
        abandons=in_line / load.patience_s / load.per_s,
        blocked=blocked,
    )


def needed(load: Load, goal: float, within_s: float = 20.0) -> int:
    """Return the fewest associates who answer that share of all comers within the time."""
    associates = max(1, int(load.erlangs * goal))
    while service(load, associates, within_s).within < goal:
        associates += 1
    while associates > 1 and service(load, associates - 1, within_s).within >= goal:
        associates -= 1
    return associates


def _states(load: Load, associates: int) -> dict[int, float]:
    """Probability of each number of contacts, worked out from the likeliest to both sides."""

    def leaving(k: int) -> float:
        return min(k, associates) / load.work_s + max(0, k - associates) / load.patience_s

    top = 0
    while top < associates + load.room and leaving(top + 1) <= load.per_s:
        top += 1
    states, share, k = {top: 1.0}, 1.0, top
    while k < associates + load.room and share > _NEGLIGIBLE:
        k += 1
        share *= load.per_s / leaving(k)
        states[k] = share
    share = 1.0
    for k in range(top, 0, -1):
        share *= leaving(k) / load.per_s
        states[k - 1] = share
    total = sum(states.values())
    return {k: p / total for k, p in states.items()}


def _served(load: Load, associates: int, within_s: float) -> Iterator[float]:
    """For 0, 1, 2 ... ahead: the chance to be served in time and still be there."""
    a = associates * load.patience_s / load.work_s
    x_a, rest = exp(-associates / load.work_s * within_s), -expm1(-within_s / load.patience_s)
    late = term = x_a * exp(-within_s / load.patience_s)
    b = 1
    while True:
        yield a / (a + b) * (1.0 - late)
        term *= (a + b) / b * rest
        late += term
        b += 1
